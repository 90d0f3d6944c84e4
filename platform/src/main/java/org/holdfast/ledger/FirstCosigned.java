// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.Disk;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.SignedNote;
import org.holdfast.ledger.FoldedIndex.OfType;
import org.holdfast.ledger.FoldedIndex.Place;

/// For each filing of one journal: the first checkpoint including it that was seen here with the
/// cosignature of another place than its writer's. What says, whatever the clock of the filing's
/// node, that it was made not later; [CosignedHours] keeps one an hour and may be too late by one.
///
/// In `first-cosigned/` of the journals' folder, by origin and size: under a kilobyte for each
/// checkpoint that was the first of a filing, none for other entries. A file is whole or not there.
/// A crash, or a disk that fails, before its rename leaves the filing to the next cosigned
/// checkpoint: the end of its window is later then, never earlier. Thread-safe.
final class FirstCosigned {
    private static final String FOLDER = "first-cosigned";

    private final FoldedIndex index;
    private final String kind;
    private final Path journals;
    private final Path folder;
    private final Disk disk;

    /// Filings without a kept checkpoint.
    @GuardedBy("this")
    private final NavigableSet<Place> waiting = new TreeSet<>();

    /// Sizes of the kept checkpoints, by origin.
    @GuardedBy("this")
    private final Map<String, NavigableSet<Long>> kept = new HashMap<>();

    @GuardedBy("this")
    private int next;

    /// @param index over the journal
    /// @param kind of the journal, such as `nodeb`
    /// @param journals the folder of this node's journals
    FirstCosigned(FoldedIndex index, String kind, Path journals, Disk disk) {
        this.index = index;
        this.kind = kind;
        this.journals = journals;
        this.folder = journals.resolve(FOLDER);
        this.disk = disk;
    }

    /// Keeps a checkpoint when it is the first that was seen for a filing.
    ///
    /// @param note of an origin of this journal, verified, with another place's cosignature
    synchronized void seen(Chapter chapter, SignedNote note) {
        OfType fresh = index.ofType(Leaf.FILING, next);
        for (Place place : fresh.places()) {
            if (sizes(name(place)).higher(place.index()) == null) {
                waiting.add(place);
            }
        }
        next = fresh.next();
        long size = Checkpoint.parse(note.text()).size().value();
        SortedSet<Place> covered =
                waiting.subSet(new Place(chapter.number(), 0), new Place(chapter.number(), size));
        if (!covered.isEmpty()) {
            write(chapter.name(), size, note);
            sizes(chapter.name()).add(size);
            covered.clear();
        }
    }

    /// The first checkpoint that was kept for a filing.
    synchronized Optional<SignedNote> of(Place place) {
        for (long size : sizes(name(place)).tailSet(place.index(), false)) {
            try {
                return Optional.of(SignedNote.parse(Files.readAllBytes(file(name(place), size))));
            } catch (JournalRefusal | NoSuchFileException damaged) {
                // the next one was not much later
            } catch (IOException fault) {
                throw new UncheckedIOException(fault);
            }
        }
        return Optional.empty();
    }

    private String name(Place place) {
        return kind + "-" + place.origin();
    }

    private Path file(String origin, long size) {
        return folder.resolve(origin).resolve(Long.toString(size));
    }

    @GuardedBy("this")
    private NavigableSet<Long> sizes(String origin) {
        NavigableSet<Long> known = kept.get(origin);
        if (known == null) {
            known = list(folder.resolve(origin));
            kept.put(origin, known);
        }
        return known;
    }

    private static NavigableSet<Long> list(Path origin) {
        NavigableSet<Long> sizes = new TreeSet<>();
        if (Files.isDirectory(origin)) {
            try (Stream<Path> files = Files.list(origin)) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> name.matches("[1-9][0-9]{0,17}"))
                        .map(Long::valueOf)
                        .forEach(sizes::add);
            } catch (IOException fault) {
                throw new UncheckedIOException(fault);
            }
        }
        return sizes;
    }

    private void write(String origin, long size, SignedNote note) {
        Path into = folder.resolve(origin);
        if (!Files.exists(into)) {
            disk.makeFolder(folder);
            disk.makeFolder(into);
            disk.forceFolder(journals);
            disk.forceFolder(folder);
        }
        Path staged = into.resolve("new");
        try {
            Files.deleteIfExists(staged);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
        disk.write(staged, 0, note.bytes());
        disk.force(staged);
        disk.rename(staged, file(origin, size));
        disk.forceFolder(into);
    }
}
