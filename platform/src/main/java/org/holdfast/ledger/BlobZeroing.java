// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.holdfast.journal.ClosedErasure;
import org.holdfast.journal.Disk;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.Hash;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.JournalEntry;
import org.holdfast.keys.KeyId;
import org.holdfast.ledger.FoldedIndex.Place;

/// Finds the blobs that acts of erasure cover in all folders of a journal and makes them zero: of
/// the present origin, of every earlier one with what it had without a signature, and of unfinished
/// ones that were set aside. Reads every entry once, and no blob but those it is after. Not
/// thread-safe.
final class BlobZeroing {
    private static final Pattern ASIDE =
            Pattern.compile("unfinished-(?:central|node[a-z]?)-[0-9]{1,9}");

    private final Disk disk;
    private final Map<KeyId, ErasureAct> byKey = new HashMap<>();
    private final Map<Hash, ErasureAct> byEntry = new HashMap<>();
    private final Map<Hash, Long> covered = new HashMap<>();
    private final Map<Hash, List<Place>> places = new HashMap<>();
    private final Set<Hash> changed = new HashSet<>();

    private record Found(EntryIndex index, Hash act) {}

    BlobZeroing(Disk disk, List<ErasureAct> acts) {
        this.disk = disk;
        for (ErasureAct act : acts) {
            act.order().keys().forEach(key -> byKey.putIfAbsent(key, act));
            act.order().entries().forEach(leaf -> byEntry.putIfAbsent(leaf, act));
        }
    }

    /// A journal that this process has open.
    void run(Series series) {
        for (Chapter chapter : series.chapters()) {
            boolean open = chapter.directory().writes();
            for (Found found : zero(chapter.directory(), open)) {
                places.computeIfAbsent(found.act(), _ -> new ArrayList<>())
                        .add(new Place(chapter.number(), found.index().value()));
            }
        }
    }

    /// What starts that died have left in the folder of all origins.
    void runSetAside(Path folder) {
        List<Path> aside;
        try (Stream<Path> paths = Files.list(folder)) {
            aside =
                    paths.filter(path -> ASIDE.matcher(path.getFileName().toString()).matches())
                            .filter(JournalDirectory::isJournal)
                            .toList();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
        for (Path path : aside) {
            ClosedErasure.finish(path, disk);
            try (JournalDirectory directory = JournalDirectory.openForReading(path)) {
                zero(directory, false);
            }
        }
    }

    private List<Found> zero(JournalDirectory directory, boolean open) {
        if (!open) {
            // What an earlier try left half done must be whole before anything is read.
            directory.zeroBlobsOfClosed(List.of(), disk);
        }
        List<Found> all = find(directory);
        List<Found> left =
                all.stream().filter(one -> directory.read(one.index()).holdsBlobs()).toList();
        if (open) {
            left.forEach(one -> directory.zeroBlobs(one.index()));
        } else {
            directory.zeroBlobsOfClosed(left.stream().map(Found::index).toList(), disk);
        }
        left.forEach(one -> changed.add(one.act()));
        return all;
    }

    private List<Found> find(JournalDirectory directory) {
        List<Found> found = new ArrayList<>();
        try (Stream<JournalEntry> entries = directory.scan(new EntryIndex(0))) {
            entries.forEach(entry -> {
                Hash hash = entry.leafHash();
                ErasureAct act = byEntry.get(hash);
                if (act == null) {
                    act = Leaf.decode(entry.entry()).key().map(byKey::get).orElse(null);
                }
                if (act != null) {
                    covered.merge(act.leaf(), 1L, Long::sum);
                    found.add(new Found(entry.index(), act.leaf()));
                }
            });
        }
        return found;
    }

    /// Entries found that the act covers; all of them are zero now.
    long covered(ErasureAct act) {
        return covered.getOrDefault(act.leaf(), 0L);
    }

    /// Whether something of the act was not zero before.
    boolean changed(ErasureAct act) {
        return changed.contains(act.leaf());
    }

    /// Where the act's entries are in published origins.
    List<Place> places(ErasureAct act) {
        return places.getOrDefault(act.leaf(), List.of());
    }
}
