// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The folders of one journal's origins, as found at start: `central-7`. One without a checkpoint
/// is unfinished: a start died before it published anything, so nobody was told of it.
///
/// @param finished number to folder
/// @param unfinished number to folder
/// @param highest the highest number ever seen, set aside ones included
record Folders(TreeMap<Integer, Path> finished, TreeMap<Integer, Path> unfinished, int highest) {
    private static final String ASIDE = "unfinished-";
    private static final Pattern NODE = Pattern.compile("(node[a-z]?)-[1-9][0-9]{0,8}");

    static Folders of(Path folder, String kind) {
        Pattern name = Pattern.compile("(?:" + ASIDE + ")?" + kind + "-([1-9][0-9]{0,8})");
        Folders found = new Folders(new TreeMap<>(), new TreeMap<>(), 0);
        int highest = 0;
        for (Path path : list(folder)) {
            String file = path.getFileName().toString();
            Matcher matcher = name.matcher(file);
            if (!matcher.matches()) {
                continue;
            }
            int number = Integer.parseInt(matcher.group(1));
            highest = Math.max(highest, number);
            if (!file.startsWith(ASIDE)) {
                boolean whole = Files.exists(path.resolve("checkpoint"));
                (whole ? found.finished : found.unfinished).put(number, path);
            }
        }
        return new Folders(found.finished, found.unfinished, highest);
    }

    /// The kinds of journals in a folder: `central`, then every node's, `node` where there is one
    /// node and `nodea`, `nodeb` ... where there are several.
    static List<String> kinds(Path folder) {
        SortedSet<String> nodes = new TreeSet<>();
        for (Path path : list(folder)) {
            Matcher matcher = NODE.matcher(path.getFileName().toString());
            if (matcher.matches()) {
                nodes.add(matcher.group(1));
            }
        }
        List<String> kinds = new ArrayList<>(List.of("central"));
        kinds.addAll(nodes);
        return kinds;
    }

    private static List<Path> list(Path folder) {
        try {
            Files.createDirectories(folder);
            try (Stream<Path> paths = Files.list(folder)) {
                return paths.toList();
            }
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /// Puts the unfinished ones out of the way; nothing of a journal is ever deleted.
    void setAside() {
        for (Path path : unfinished.values()) {
            try {
                Files.move(path, path.resolveSibling(ASIDE + path.getFileName()));
            } catch (IOException fault) {
                throw new UncheckedIOException(fault);
            }
        }
    }

    /// Bytes in all files of a folder.
    static long bytes(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException | UncheckedIOException gone) {
            // A partial tile went away while we counted; the next look counts again.
            return 0;
        }
    }
}
