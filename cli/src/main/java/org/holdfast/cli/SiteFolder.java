// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.holdfast.cluster.SitePlan;
import org.holdfast.journal.JournalDirectory;

/// What lies where in the folder of a site's node.
final class SiteFolder {
    /// Files that only their owner reads.
    static final FileAttribute<Set<PosixFilePermission>> OWN =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private SiteFolder() {}

    static Path keys(SitePlan site) {
        return site.nodeFolder().resolve("keys");
    }

    /// What this site is as the mirror of others: its keys, token and the office's root.
    static Path mirror(SitePlan site) {
        return site.nodeFolder().resolve("mirror");
    }

    /// What the site shows to the others' nodes; empty when it has no node.
    static Optional<String> token(SitePlan site) throws IOException {
        return site.token();
    }

    /// The copy of another site's mirror keys that a site keeps.
    static Path kept(SitePlan site, String other) {
        return site.nodeFolder().resolve("kept").resolve(other);
    }

    /// The folder in which a site mirrors another.
    static Path copies(SitePlan site, String of) {
        return site.nodeFolder().resolve("copies").resolve(of);
    }

    /// The folders of journals of a kind.
    ///
    /// @param kind such as `nodeb-`
    static List<Path> journals(Path folder, String kind) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> String.valueOf(path.getFileName()).startsWith(kind))
                    .filter(path -> Files.exists(path.resolve("checkpoint")))
                    .sorted()
                    .toList();
        }
    }

    /// The longest copy of each origin of a site's journal that other sites have.
    static List<Path> longest(SitePlan site, List<SitePlan> all, String kind) throws IOException {
        TreeMap<String, Path> best = new TreeMap<>();
        for (SitePlan other : all) {
            Path copies = copies(other, site.site()).resolve("journals");
            for (Path one : journals(copies, kind)) {
                best.merge(
                        String.valueOf(one.getFileName()),
                        one,
                        (a, b) -> signed(a) >= signed(b) ? a : b);
            }
        }
        return new ArrayList<>(best.values());
    }

    /// Entries under the checkpoint of a copy.
    static long signed(Path journal) {
        try (JournalDirectory directory = JournalDirectory.openForReading(journal)) {
            return directory.signedSize().value();
        }
    }

    /// Copies a folder; it appears whole or not at all.
    static void copy(Path from, Path to) throws IOException {
        Path staged = to.resolveSibling("copying-" + to.getFileName());
        Files.createDirectories(staged);
        try (Stream<Path> all = Files.walk(from)) {
            for (Path one : all.toList()) {
                Path place = staged.resolve(from.relativize(one).toString());
                if (Files.isDirectory(one)) {
                    Files.createDirectories(place);
                } else {
                    Files.copy(one, place, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        Files.move(staged, to);
    }
}
