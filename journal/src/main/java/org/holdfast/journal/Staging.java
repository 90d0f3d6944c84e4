// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Puts whole files in their places durably: each is written and forced under another name, then
/// all are renamed, then their folders are forced. Not thread-safe.
///
/// What a crash means here: before a rename the staged file is swept away at the next start; after
/// it the file is complete. A tile that lies there already must be the same, byte for byte.
final class Staging {
    private record Staged(Path staged, Path place) {}

    private final Path journal;
    private final Path folder;
    private final Disk disk;
    private final List<Staged> files = new ArrayList<>();
    private final Set<Path> knownFolders = new HashSet<>();

    Staging(Path journal, Disk disk) {
        this.journal = journal;
        this.folder = journal.resolve("staging");
        this.disk = disk;
    }

    /// Makes the folder, or sweeps away what a crash left in it.
    void sweep() {
        disk.makeFolder(folder);
        list(folder).forEach(disk::delete);
    }

    /// Stages a tile or bundle, unless the same is in its place already.
    void tile(TilePath path, byte[] bytes) {
        Path place = journal.resolve(path.path());
        if (isThere(place, bytes)) {
            return;
        }
        stage(place, bytes);
    }

    /// Stages a file that may replace an older one.
    void file(String name, byte[] bytes) {
        stage(journal.resolve(name), bytes);
    }

    /// Files staged so far.
    int size() {
        return files.size();
    }

    /// Renames all staged files into their places and forces the folders.
    void place() {
        Set<Path> changed = new LinkedHashSet<>();
        for (Staged file : files) {
            Path parent = parent(file.place());
            makeFolders(parent, changed);
            disk.rename(file.staged(), file.place());
            changed.add(parent);
        }
        changed.forEach(disk::forceFolder);
        files.clear();
    }

    /// Removes the partial tiles at a place where the full tile now lies.
    void removePartials(TilePath full) {
        Path partials = journal.resolve(full.partialFolder());
        if (Files.isDirectory(partials)) {
            list(partials).forEach(disk::delete);
            disk.delete(partials);
            knownFolders.remove(partials);
        }
    }

    private void stage(Path place, byte[] bytes) {
        Path staged = folder.resolve(Integer.toString(files.size()));
        disk.write(staged, 0, bytes);
        disk.force(staged);
        files.add(new Staged(staged, place));
    }

    private boolean isThere(Path place, byte[] bytes) {
        Optional<byte[]> found = Source.file(place);
        if (found.isPresent() && !Arrays.equals(found.get(), bytes)) {
            throw new JournalFault(
                    JournalFault.Code.CORRUPT,
                    "a tile of other content is there already: " + journal.relativize(place));
        }
        return found.isPresent();
    }

    private void makeFolders(Path wanted, Set<Path> changed) {
        if (wanted.equals(journal) || knownFolders.contains(wanted)) {
            return;
        }
        if (!Files.isDirectory(wanted)) {
            makeFolders(parent(wanted), changed);
            disk.makeFolder(wanted);
        }
        // Forced even when it was there: a crash may have come between making and forcing it.
        changed.add(parent(wanted));
        knownFolders.add(wanted);
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalStateException("a file of a journal has a parent");
        }
        return parent;
    }

    static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new JournalFault(JournalFault.Code.DISK, "listing a folder failed", e);
        }
    }
}
