// SPDX-License-Identifier: Apache-2.0
package org.holdfast.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// `docs/asvs.md` has a line for each number of levels 1 and 2, and what it names as evidence
/// exists; and what some of its lines say of all sources.
final class AsvsTest {
    /// Of ASVS 5.0.0, levels 1 and 2: how many numbers each section has, from 1 on. Those of level
    /// 3 stand behind them in every section.
    private static final Map<String, Integer> SECTIONS =
            Map.ofEntries(
                    Map.entry("6.1", 3),
                    Map.entry("6.2", 12),
                    Map.entry("6.3", 4),
                    Map.entry("6.4", 4),
                    Map.entry("6.5", 5),
                    Map.entry("6.6", 3),
                    Map.entry("6.8", 4),
                    Map.entry("7.1", 3),
                    Map.entry("7.2", 4),
                    Map.entry("7.3", 2),
                    Map.entry("7.4", 5),
                    Map.entry("7.5", 2),
                    Map.entry("7.6", 2),
                    Map.entry("9.1", 3),
                    Map.entry("9.2", 4),
                    Map.entry("10.1", 2),
                    Map.entry("10.2", 2),
                    Map.entry("10.3", 4),
                    Map.entry("10.4", 11),
                    Map.entry("10.5", 5),
                    Map.entry("10.6", 2),
                    Map.entry("10.7", 3),
                    Map.entry("11.1", 2),
                    Map.entry("11.2", 3),
                    Map.entry("11.3", 3),
                    Map.entry("11.4", 4),
                    Map.entry("11.5", 1),
                    Map.entry("11.6", 1),
                    Map.entry("12.1", 3),
                    Map.entry("12.2", 2),
                    Map.entry("12.3", 4));

    /// What V8 has about tokens.
    private static final Set<String> OF_TOKENS = Set.of("8.2.1", "8.2.2", "8.3.1");

    private static final Set<String> STATES = Set.of("met", "not met", "does not apply");
    private static final Pattern LINE =
            Pattern.compile("\\| (\\d+\\.\\d+\\.\\d+) \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)(#[^)]*)?\\)");
    private static final Pattern TYPE = Pattern.compile("([A-Z][A-Za-z0-9]+)(\\.([a-z]\\w+))?");

    /// Types of the JDK that lines name.
    private static final Set<String> NOT_OURS = Set.of("SecureRandom");

    private static final Pattern WEAK =
            Pattern.compile(
                    "\"(MD2|MD4|MD5|SHA-?1|SHA1with\\w+|MD5with\\w+|NONEwith\\w+|RC4|ARCFOUR|DES\\w*)"
                            + "[\"/]|/ECB|PKCS1Padding");
    private static final Pattern GUESSABLE =
            Pattern.compile(
                    "new (java\\.util\\.)?Random\\(|ThreadLocalRandom|SplittableRandom|Math\\.random");
    private static final Pattern TRUSTING =
            Pattern.compile("X509(Extended)?TrustManager\\b|HostnameVerifier");

    private record Line(String number, String state, String evidence) {}

    private static List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        Matcher matcher =
                LINE.matcher(MavenModules.read(MavenModules.home().resolve("docs/asvs.md")));
        while (matcher.find()) {
            lines.add(new Line(matcher.group(1), matcher.group(3), matcher.group(4)));
        }
        return lines;
    }

    private static Map<String, Path> sources(String kind) throws IOException {
        Map<String, Path> files = new HashMap<>();
        for (String module : MavenModules.names()) {
            Path folder = MavenModules.home().resolve(module).resolve("src").resolve(kind);
            if (Files.exists(folder)) {
                try (Stream<Path> all = Files.walk(folder)) {
                    all.filter(one -> one.toString().endsWith(".java"))
                            .forEach(one ->
                                    files.put(
                                            one.getFileName().toString().replace(".java", ""),
                                            one));
                }
            }
        }
        return files;
    }

    @Test
    void everyNumberHasOneLineAndAState() {
        Set<String> expected = new TreeSet<>(OF_TOKENS);
        SECTIONS.forEach((section, count) -> {
            for (int i = 1; i <= count; i++) {
                expected.add(section + "." + i);
            }
        });
        List<Line> lines = lines();
        assertThat(lines)
                .extracting(Line::number)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(lines).allSatisfy(line -> assertThat(line.state()).isIn(STATES));
    }

    @Test
    void everyNameUnderEvidenceExists() throws IOException {
        Map<String, Path> types = sources("main");
        types.putAll(sources("test"));
        List<String> missing = new ArrayList<>();
        for (Line line : lines()) {
            int found = 0;
            for (String name : names(line.evidence())) {
                found++;
                if (!exists(name, types)) {
                    missing.add(line.number() + ": " + name);
                }
            }
            if (line.state().equals("met") && found == 0) {
                missing.add(line.number() + ": met by nothing");
            }
        }
        assertThat(missing).isEmpty();
    }

    private static List<String> names(String evidence) {
        List<String> names = new ArrayList<>();
        Matcher code = CODE.matcher(evidence);
        while (code.find()) {
            String one = code.group(1);
            boolean type = TYPE.matcher(one).matches() && !NOT_OURS.contains(one);
            if (type || one.contains("/")) {
                names.add(one);
            }
        }
        Matcher link = LINK.matcher(evidence);
        while (link.find()) {
            names.add("docs/" + link.group(1));
        }
        return names;
    }

    private static boolean exists(String name, Map<String, Path> types) {
        if (name.contains("/")) {
            return Files.exists(MavenModules.home().resolve(name));
        }
        Matcher type = TYPE.matcher(name);
        assertThat(type.matches()).isTrue();
        Path file = types.get(type.group(1));
        return file != null
                && (type.group(3) == null
                        || MavenModules.read(file).contains("void " + type.group(3) + "("));
    }

    private static List<String> saying(Pattern what, Set<String> butIn) throws IOException {
        List<String> found = new ArrayList<>();
        for (Map.Entry<String, Path> one : sources("main").entrySet()) {
            if (!butIn.contains(one.getKey())
                    && what.matcher(MavenModules.read(one.getValue())).find()) {
                found.add(one.getKey());
            }
        }
        return found;
    }

    @Test
    void noSourceNamesAWeakAlgorithm() throws IOException {
        assertThat(saying(WEAK, Set.of())).isEmpty();
    }

    /// What a demo, a drill or a measurement draws is no secret.
    @Test
    void noSourceDrawsByAWeakGenerator() throws IOException {
        List<String> found = new ArrayList<>();
        for (Map.Entry<String, Path> one : sources("main").entrySet()) {
            String path = one.getValue().toString();
            boolean drawn =
                    path.contains("/demo/")
                            || path.contains("/drills/")
                            || path.contains("/bench/")
                            || path.contains("/testkit/");
            if (!drawn && GUESSABLE.matcher(MavenModules.read(one.getValue())).find()) {
                found.add(one.getKey());
            }
        }
        assertThat(found).isEmpty();
    }

    /// The host for cards takes what clients show and judges it later; no client of ours does so.
    @Test
    void noSourceTrustsEveryCertificate() throws IOException {
        assertThat(saying(TRUSTING, Set.of("CardHandshakes"))).isEmpty();
    }
}
