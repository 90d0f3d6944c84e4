// SPDX-License-Identifier: Apache-2.0
package org.holdfast.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The Maven modules of this project and the arrows between them, read from the poms.
final class MavenModules {
    private static final Pattern DEPENDENCY =
            Pattern.compile("<artifactId>holdfast-([a-z]+)</artifactId>");

    static Path home() {
        return Path.of(System.getProperty("holdfast.home"));
    }

    static List<String> names() {
        try (var folders = Files.list(home())) {
            return folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, Set<String>> arrows() {
        Map<String, Set<String>> arrows = new TreeMap<>();
        for (String name : names()) {
            Matcher matcher = DEPENDENCY.matcher(read(home().resolve(name).resolve("pom.xml")));
            while (matcher.find()) {
                if (!matcher.group(1).equals(name)) {
                    arrows.computeIfAbsent(name, _ -> new TreeSet<>()).add(matcher.group(1));
                }
            }
        }
        return arrows;
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private MavenModules() {}
}
