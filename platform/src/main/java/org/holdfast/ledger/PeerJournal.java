// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.MerkleTree;
import org.holdfast.journal.SignedNote;
import org.holdfast.journal.Stored;
import org.holdfast.ledger.FoldedIndex.Place;

/// The node journal of another site, as this node's mirror has it on this disk: under checkpoints
/// that the mirror has verified, never a record beyond. Followed by one thread, read by many.
///
/// What cannot be read at one look (a record that is being erased, a key store that is busy) is
/// read at a later one: only what is in the index counts as known, and each entry comes into it
/// once.
final class PeerJournal implements FiledJournal {
    private final String kind;
    private final Path copies;
    private final Surroundings around;
    private final Optional<Mirroring.Place> self;
    private final Series.ErasedBy erasedBy;
    private final FoldedIndex index = new FoldedIndex();
    private final FirstCosigned firsts;
    private final NavigableMap<Integer, Chapter> chapters = new ConcurrentSkipListMap<>();
    private final Map<Integer, byte[]> checkpoints = new HashMap<>();

    /// How many entries of an origin are in the index.
    private final Map<Integer, Long> indexed = new HashMap<>();

    /// @param kind such as `nodeb`
    /// @param copies the folder of journals that the mirror keeps
    /// @param self this site as that mirror
    PeerJournal(
            String kind,
            Path copies,
            Surroundings around,
            Optional<Mirroring.Place> self,
            Series.ErasedBy erasedBy) {
        this.kind = kind;
        this.self = self;
        this.firsts = new FirstCosigned(index, kind, around.folder(), around.disk());
        this.copies = copies;
        this.around = around;
        this.erasedBy = erasedBy;
    }

    /// Learns what the mirror has under checkpoints since the last look. When this throws, what was
    /// learnt before the fault stays, and the next call goes on behind it.
    ///
    /// @return how many entries
    long follow() {
        int from = chapters.isEmpty() ? 1 : chapters.lastKey();
        SequencedMap<Integer, Path> origins = Folders.of(copies, kind).finished();
        long learnt = 0;
        for (Map.Entry<Integer, Path> one : origins.entrySet()) {
            if (one.getKey() >= from) {
                learnt += follow(one.getKey(), one.getValue());
            }
        }
        return learnt;
    }

    private long follow(int number, Path folder) {
        byte[] checkpoint = read(folder.resolve("checkpoint"));
        if (checkpoint.length == 0 || Arrays.equals(checkpoint, checkpoints.get(number))) {
            return 0;
        }
        long known = indexed.getOrDefault(number, 0L);
        JournalDirectory directory = JournalDirectory.openForReading(folder);
        long size = directory.signedSize().value();
        // Before the index: who finds an entry there reads it here.
        Chapter chapter = new Chapter(number, kind + "-" + number, directory);
        chapters.put(number, chapter);
        long at = known;
        while (at < size) {
            List<Stored> batch = directory.readOn(new EntryIndex(at));
            List<Stored> wanted = batch.subList(0, (int) Math.min(batch.size(), size - at));
            take(number, at, wanted);
            at += wanted.size();
        }
        directory
                .checkpoint()
                .filter(note -> self.flatMap(me -> FiledMirroring.sawAt(me, note)).isPresent())
                .ifPresent(note -> firsts.seen(chapter, note));
        checkpoints.put(number, checkpoint);
        return size - known;
    }

    /// Everything that may fail comes before the first entry is known.
    private void take(int number, long from, List<Stored> records) {
        List<Leaf> leaves = records.stream().map(one -> Leaf.decode(one.entry())).toList();
        MirroredKeys.adopt(records, around.keys().dataKeys());
        for (int i = 0; i < leaves.size(); i++) {
            index.add(new Place(number, from + i), leaves.get(i), records.get(i).leafHash());
        }
        indexed.put(number, from + leaves.size());
    }

    /// A small file; no bytes when it is not there.
    static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException notYet) {
            return new byte[0];
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /// When this site's mirror first said, as far as this node saw it, that it holds a filing: of
    /// other entries, when it said so last. Empty when it has not.
    ///
    /// @param earliest what was said to be before does not count
    Optional<Instant> cosigned(Place place, Instant earliest) {
        return sawAt(firsts.of(place), earliest)
                .or(() -> sawAt(chapter(place).directory().checkpoint(), earliest));
    }

    private Optional<Instant> sawAt(Optional<SignedNote> note, Instant earliest) {
        return note.flatMap(one -> self.flatMap(me -> FiledMirroring.sawAt(me, one)))
                .filter(time -> !time.isBefore(earliest));
    }

    /// Such as `nodeb`.
    String kind() {
        return kind;
    }

    @Override
    public FoldedIndex index() {
        return index;
    }

    @Override
    public Chapter chapter(Place place) {
        Chapter chapter = chapters.get(place.origin());
        if (chapter == null) {
            throw new IllegalStateException("no origin " + place.origin());
        }
        return chapter;
    }

    @Override
    public StoredEntry entry(Place place) {
        EntryIndex at = new EntryIndex(place.index());
        Chapter chapter = chapter(place);
        byte[] entry = chapter.directory().entry(at);
        return new FiledEntry(
                entry,
                MerkleTree.leafHash(entry),
                () -> chapter.position(place.index()),
                () -> chapter(place).directory().read(at),
                new FiledEntry.Reading(
                        chapter.name() + " entry " + place.index(),
                        around.keys().dataKeys(),
                        erasedBy));
    }
}
