// SPDX-License-Identifier: Apache-2.0
package org.holdfast.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ArrowsTest {
    private static final JavaClasses CODE =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("org.holdfast");

    @Test
    void everyArrowBetweenModulesIsDeclared() {
        Map<String, Set<String>> allowed = Modules.allowed();
        Set<String> offences = new TreeSet<>();
        for (JavaClass type : CODE) {
            String from = Modules.of(type.getName());
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                String target = dependency.getTargetClass().getName();
                if (!target.startsWith(Modules.ROOT)) {
                    continue;
                }
                String to = Modules.of(target);
                if (!from.equals(to) && !allowed.getOrDefault(from, Set.of()).contains(to)) {
                    offences.add(from + " -> " + to + ": " + dependency.getDescription());
                }
            }
        }
        assertThat(offences).as("arrows that are not declared in Modules").isEmpty();
    }

    @Test
    void noModulesFormACycle() {
        SlicesRuleDefinition.slices()
                .matching("org.holdfast.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CODE);
    }

    @Test
    void onlyTheRootPackageOfAModuleIsSeenFromOutside() {
        Set<String> offences = new TreeSet<>();
        for (JavaClass type : CODE) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                String target = dependency.getTargetClass().getName();
                if (target.startsWith(Modules.ROOT + "documents.guard.")) {
                    continue; // the guard is a face of its own: it must share no code with the rest
                    // of documents
                }
                if (target.startsWith(Modules.ROOT)
                        && !Modules.of(target).equals(Modules.of(type.getName()))
                        && target.substring(Modules.ROOT.length() + Modules.of(target).length() + 1)
                                .contains(".")) {
                    offences.add(type.getName() + " -> " + target);
                }
            }
        }
        assertThat(offences).as("the inside of another module is used").isEmpty();
    }

    @Test
    void theGuardSharesNoCodeWithTheLayout() {
        Set<String> offences = new TreeSet<>();
        for (JavaClass type : CODE) {
            if (!type.getPackageName().startsWith(Modules.ROOT + "documents.guard")) {
                continue;
            }
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                String target = dependency.getTargetClass().getPackageName();
                if (target.startsWith(Modules.ROOT + "documents.layout")
                        || target.startsWith(Modules.ROOT + "documents.text")) {
                    offences.add(dependency.getDescription());
                }
            }
        }
        assertThat(offences).isEmpty();
    }

    @Test
    void noPublicSignatureOfABusinessModuleCarriesJdbcTypes() {
        Set<String> offences = new TreeSet<>();
        for (JavaClass type : CODE) {
            if (Modules.of(type.getName()).equals("database")
                    || !type.getModifiers().contains(JavaModifier.PUBLIC)) {
                continue;
            }
            type.getMethods().stream()
                    .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
                    .filter(method ->
                            method.getRawParameterTypes().stream()
                                    .anyMatch(raw -> raw.getPackageName().equals("java.sql")))
                    .forEach(method -> offences.add(method.getFullName()));
        }
        assertThat(offences).isEmpty();
    }

    /// Regenerate with `-Dholdfast.draw=true`.
    @Test
    void thePictureInTheArchitecturePageIsTheCode() throws IOException {
        Path page = Path.of(System.getProperty("holdfast.home"), "ARCHITECTURE.md");
        String text = Files.readString(page);
        String begin = "<!-- picture: drawn from the code -->\n";
        String end = "<!-- end of picture -->";
        int from = text.indexOf(begin) + begin.length();
        int to = text.indexOf(end);
        String drawn = draw();
        if (Boolean.getBoolean("holdfast.draw")) {
            Files.writeString(page, text.substring(0, from) + drawn + text.substring(to));
            return;
        }
        assertThat(text.substring(from, to))
                .as("stale picture in ARCHITECTURE.md; draw it with -Dholdfast.draw=true")
                .isEqualTo(drawn);
    }

    private static String draw() {
        Map<String, Set<String>> arrows = new TreeMap<>();
        for (JavaClass type : CODE) {
            String from = Modules.of(type.getName());
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                String target = dependency.getTargetClass().getName();
                if (target.startsWith(Modules.ROOT) && !Modules.of(target).equals(from)) {
                    arrows.computeIfAbsent(from, _ -> new TreeSet<>()).add(Modules.of(target));
                }
            }
        }
        StringBuilder picture = new StringBuilder("```mermaid\nflowchart TD\n");
        picture.append("  subgraph platform\n");
        Modules.ORDER.forEach(module -> picture.append("    ").append(module).append('\n'));
        picture.append("  end\n");
        reduce(arrows)
                .forEach((from, targets) ->
                        targets.forEach(to -> picture.append("  " + from + " --> " + to + "\n")));
        MavenModules.arrows()
                .forEach((from, targets) ->
                        targets.forEach(to -> picture.append("  " + from + " ==> " + to + "\n")));
        return picture.append("```\n").toString();
    }

    /// Leaves out an arrow that a longer way already shows, so that the picture can be read.
    private static Map<String, Set<String>> reduce(Map<String, Set<String>> arrows) {
        Map<String, Set<String>> reduced = new TreeMap<>();
        arrows.forEach((from, targets) -> {
            Set<String> kept = new TreeSet<>(targets);
            for (String through : targets) {
                kept.removeAll(reachable(through, arrows));
            }
            reduced.put(from, kept);
        });
        return reduced;
    }

    private static Set<String> reachable(String from, Map<String, Set<String>> arrows) {
        Set<String> seen = new TreeSet<>();
        java.util.ArrayDeque<String> open =
                new java.util.ArrayDeque<>(arrows.getOrDefault(from, Set.of()));
        while (!open.isEmpty()) {
            String next = open.pop();
            if (seen.add(next)) {
                open.addAll(arrows.getOrDefault(next, Set.of()));
            }
        }
        return seen;
    }
}
