// SPDX-License-Identifier: Apache-2.0
package org.holdfast.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Style as a test: sizes, names and words. A number on a list here may only fall.
class TidyTest {
    private static final int FILE_LINES = 400;
    private static final int METHOD_LINES = 60;
    private static final int PARAMETERS = 7;

    /// Files that are longer for a reason.
    private static final Map<String, String> LONG_FILES = Map.of();

    /// Methods that tell one story in order.
    private static final Map<String, String> LONG_METHODS = Map.of();

    private static final Pattern BANNED_NAME =
            Pattern.compile(".*(Util|Utils|Helper|Manager|Impl|Dto|Common|Base)$");

    private static final Pattern BANNED_TEXT =
            Pattern.compile(
                    "\\bTODO\\b|\\bFIXME\\b|\\bXXX\\b|@author|repo1?\\.maven\\.|registry\\.npmjs"
                            + "|deb\\.debian\\.org|(^|[^A-Za-z0-9_.])/(work|farm|root)/");

    private static List<JavaSource> parsed = List.of();

    @Test
    void filesAndMethodsStayShort() throws IOException {
        Set<String> offences = new TreeSet<>();
        for (JavaSource source : parsed()) {
            String name = source.file().getFileName().toString();
            long lines = Files.readAllLines(source.file()).size();
            if (lines > FILE_LINES && !LONG_FILES.containsKey(name)) {
                offences.add(name + ": " + lines + " lines, at most " + FILE_LINES);
            }
            for (JavaSource.Method method : source.methods()) {
                String where = name + "#" + method.name();
                if (method.lines() > METHOD_LINES && !LONG_METHODS.containsKey(where)) {
                    offences.add(where + ": " + method.lines() + " lines, at most " + METHOD_LINES);
                }
                if (method.parameters() > PARAMETERS) {
                    offences.add(
                            where
                                    + ": "
                                    + method.parameters()
                                    + " parameters, at most "
                                    + PARAMETERS);
                }
            }
        }
        assertThat(offences).isEmpty();
    }

    @Test
    void typeNamesSayWhatTheThingIs() throws IOException {
        Set<String> offences = new TreeSet<>();
        for (JavaSource source : parsed()) {
            for (String type : source.types()) {
                if (BANNED_NAME.matcher(type).matches()) {
                    offences.add(source.file().getFileName() + ": " + type);
                }
            }
        }
        assertThat(offences).isEmpty();
    }

    @Test
    void everySourceStatesItsLicenceOnTheFirstLine() throws IOException {
        Set<String> offences = new TreeSet<>();
        for (Path file : sources()) {
            try (Stream<String> lines = Files.lines(file)) {
                if (!lines.findFirst()
                        .orElse("")
                        .equals("// SPDX-License-Identifier: Apache-2.0")) {
                    offences.add(file.toString());
                }
            }
        }
        assertThat(offences).isEmpty();
    }

    @Test
    void everyMainPackageIsNullMarked() throws IOException {
        Set<String> offences = new TreeSet<>();
        for (Path file : mainSources()) {
            Path info = file.resolveSibling("package-info.java");
            if (!Files.exists(info) || !Files.readString(info).contains("@NullMarked")) {
                offences.add(file.getParent().toString());
            }
        }
        assertThat(offences).isEmpty();
    }

    @Test
    void noFileNamesAMachineOrLeavesALooseEnd() throws IOException {
        Set<String> offences = new TreeSet<>();
        for (Path file : sources()) {
            if (file.getFileName().toString().equals("TidyTest.java")) {
                continue;
            }
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                if (BANNED_TEXT.matcher(lines.get(i)).find()) {
                    offences.add(file.getFileName() + ":" + (i + 1) + ": " + lines.get(i).strip());
                }
            }
        }
        assertThat(offences).isEmpty();
    }

    @Test
    void migrationsAreNumberedWithoutGaps() throws IOException {
        Path folder = MavenModules.home().resolve("platform/src/main/resources/db");
        Set<String> offences = new TreeSet<>();
        try (Stream<Path> modules = Files.list(folder)) {
            for (Path module : modules.filter(Files::isDirectory).toList()) {
                try (Stream<Path> files = Files.list(module)) {
                    List<Integer> numbers =
                            files.map(file -> file.getFileName().toString())
                                    .map(name -> name.replaceFirst("^V0*(\\d+)__.*$", "$1"))
                                    .map(Integer::valueOf)
                                    .sorted()
                                    .toList();
                    for (int i = 0; i < numbers.size(); i++) {
                        if (numbers.get(i) != i + 1) {
                            offences.add(module.getFileName() + ": " + numbers);
                            break;
                        }
                    }
                }
            }
        }
        assertThat(offences).isEmpty();
    }

    @Test
    void noModuleWritesSqlAboutTheSchemaOfAnother() throws IOException {
        Set<String> offences = new TreeSet<>();
        Pattern statement =
                Pattern.compile(
                        "(?i)\\b(from|join|into|update|table|copy)\\s+("
                                + String.join("|", Modules.ORDER)
                                + ")\\.[a-z_]+");
        for (Path file : mainSources()) {
            String path = file.toString().replace('\\', '/');
            for (String module : Modules.ORDER) {
                if (!path.contains("/org/holdfast/" + module + "/")) {
                    continue;
                }
                var matcher = statement.matcher(Files.readString(file));
                while (matcher.find()) {
                    if (!matcher.group(2).equalsIgnoreCase(module)) {
                        offences.add(file.getFileName() + ": " + matcher.group());
                    }
                }
            }
        }
        assertThat(offences).isEmpty();
    }

    private static synchronized List<JavaSource> parsed() throws IOException {
        if (parsed.isEmpty()) {
            parsed = JavaSource.of(mainSources());
        }
        return parsed;
    }

    private static List<Path> mainSources() throws IOException {
        return sources().stream()
                .filter(file -> file.toString().replace('\\', '/').contains("/src/main/java/"))
                .toList();
    }

    private static List<Path> sources() throws IOException {
        List<Path> found = new java.util.ArrayList<>();
        for (String module : MavenModules.names()) {
            Path src = MavenModules.home().resolve(module).resolve("src");
            if (Files.exists(src)) {
                try (Stream<Path> files = Files.walk(src)) {
                    files.filter(file -> file.toString().endsWith(".java")).forEach(found::add);
                }
            }
        }
        return found;
    }
}
