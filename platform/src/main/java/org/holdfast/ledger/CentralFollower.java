// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.holdfast.database.Database;
import org.holdfast.database.Fence;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.NewEntry;
import org.holdfast.journal.SignedNote;
import org.holdfast.journal.Stored;
import org.holdfast.journal.TreeSize;
import org.holdfast.keys.RootAuthority;
import tools.jackson.databind.node.ObjectNode;

/// Keeps this node's files of the central journal level with what other sites have written, from
/// the copies that this node's mirrors keep on this disk. The mirrors have verified those copies
/// (signatures, certificates, blobs, one origin behind the other); what is taken over here is
/// verified once more by its root.
///
/// What a crash behind each step of taking entries over means:
/// 1. Wrapped data keys are taken into the key store. Behind it: keys that open nothing here yet.
/// 2. Records are appended, durably. Behind it: they are there without a checkpoint, and the next
///    look goes on behind them.
/// 3. The checkpoint that their writer signed is adopted, if their root is the same. Behind it: the
///    next start learns them from the files.
///
/// For the one thread that follows.
final class CentralFollower {
    private static final int ROWS = 2_000;

    private final Series series;
    private final Surroundings around;
    private final List<Path> copies;
    private final SqlKeys keys;
    private final char place;

    /// The newest origin, open for writing.
    private Optional<Chapter> open = Optional.empty();

    /// An origin in one of the copies.
    @SuppressWarnings("ArrayRecordComponent") // compared as bytes
    private record Source(Path folder, long signed, byte[] checkpoint) {}

    private final Map<Path, Source> seen = new HashMap<>();

    /// @param copies folders of journals, one for each site that this node mirrors
    /// @param keys those on their way between sites
    /// @param place the letter of this site
    CentralFollower(
            Series series, Surroundings around, Collection<Path> copies, SqlKeys keys, char place) {
        this.place = place;
        this.keys = keys;
        this.series = series;
        this.around = around;
        this.copies = List.copyOf(copies);
    }

    /// One look at all copies.
    ///
    /// @return entries that are under a checkpoint here since this look
    /// @throws LedgerFault with `CORRUPT` when a copy tells another past than this node's files
    long follow() {
        int newest = series.last().map(Chapter::number).orElse(1);
        long learnt = 0;
        for (int number : numbers(newest)) {
            Optional<Source> best = best(number);
            if (best.isEmpty()) {
                return learnt;
            }
            Optional<Chapter> here = chapter(number);
            if (here.isEmpty()) {
                here = begun(number, best.get().folder());
                if (here.isEmpty()) {
                    return learnt;
                }
            }
            learnt += bring(here.get(), best.get());
        }
        return learnt;
    }

    private Optional<Chapter> chapter(int number) {
        return series.chapters().stream().filter(one -> one.number() == number).findFirst();
    }

    private SortedSet<Integer> numbers(int from) {
        SortedSet<Integer> numbers = new TreeSet<>();
        for (Path copy : copies) {
            numbers.addAll(Folders.of(copy, series.kind()).finished().tailMap(from).keySet());
        }
        return numbers;
    }

    private Optional<Source> best(int number) {
        Optional<Source> best = Optional.empty();
        for (Path copy : copies) {
            Path folder = copy.resolve(series.kind() + "-" + number);
            byte[] checkpoint = PeerJournal.read(folder.resolve("checkpoint"));
            if (checkpoint.length > 0) {
                Source there = source(folder, checkpoint);
                if (best.isEmpty() || there.signed() > best.get().signed()) {
                    best = Optional.of(there);
                }
            }
        }
        return best;
    }

    /// A copy is opened only when its checkpoint is another than at the last look.
    private Source source(Path folder, byte[] checkpoint) {
        Source known = seen.get(folder);
        if (known != null && Arrays.equals(known.checkpoint(), checkpoint)) {
            return known;
        }
        try (JournalDirectory journal = JournalDirectory.openForReading(folder)) {
            Source there = new Source(folder, journal.signedSize().value(), checkpoint);
            seen.put(folder, there);
            return there;
        }
    }

    /// Begins an origin that another site has opened; empty while this node's files of the one
    /// before it end earlier than the opening entry says.
    private Optional<Chapter> begun(int number, Path folder) {
        try (JournalDirectory journal = JournalDirectory.openForReading(folder)) {
            NewEntry opening = MirroredKeys.bare(journal.read(new EntryIndex(0)));
            if (!continues(opening, journal.origin())) {
                return Optional.empty();
            }
            return Optional.of(create(number, opening));
        }
    }

    private boolean continues(NewEntry opening, String origin) {
        Optional<Chapter> last = series.last();
        ObjectNode previous = Opening.previous(opening);
        if (last.isEmpty()) {
            return previous.isEmpty();
        }
        Chapter mine = last.get();
        long size = previous.path("size").asLong(-1);
        long signed = mine.directory().signedSize().value();
        if (!previous.path("origin").asString("").equals(mine.origin()) || size < signed) {
            throw twoPasts(
                    "%s begins behind %s at %d entries, and this disk has %s at %d"
                            .formatted(
                                    origin,
                                    previous.path("origin").asString("nothing"),
                                    size,
                                    mine.origin(),
                                    signed));
        }
        if (size > signed) {
            return false;
        }
        if (!mine.head().root().hex().equals(previous.path("root").asString(""))) {
            throw twoPasts(origin + " begins behind another root of " + mine.origin());
        }
        return true;
    }

    private static LedgerFault twoPasts(String why) {
        return new LedgerFault(
                LedgerFault.Code.CORRUPT,
                why
                        + ": two pasts of one journal. This node takes nothing more over; find out"
                        + " which copy is the true one (journal reconcile)");
    }

    /// Makes the folder of an origin that another site has opened, with its first entry.
    private Chapter create(int number, NewEntry opening) {
        String name = series.kind() + "-" + number;
        RootAuthority.JournalCertificate certificate = Opening.certificate(name, opening);
        around.keys().root().adoptJournals(List.of(certificate));
        letGo();
        Path folder = around.folder().resolve(name);
        JournalDirectory directory =
                Files.exists(folder) && isOf(folder, certificate)
                        ? JournalDirectory.open(folder, around.disk())
                        : fresh(folder, certificate);
        Chapter chapter = new Chapter(number, name, directory);
        open = Optional.of(chapter); // whatever fails from here, letGo() gives its lock back
        if (directory.durableSize().value() == 0) {
            directory.append(List.of(opening));
        }
        return chapter;
    }

    private static boolean isOf(Path folder, RootAuthority.JournalCertificate certificate) {
        try (JournalDirectory there = JournalDirectory.openForReading(folder)) {
            return there.verifier().vkey().equals(certificate.vkey());
        }
    }

    private JournalDirectory fresh(Path folder, RootAuthority.JournalCertificate certificate) {
        if (Files.exists(folder)) {
            // Of a term of this node that never won; what it carried is in the database.
            Folders.of(around.folder(), series.kind()).setAside();
        }
        return JournalDirectory.create(
                folder, certificate.origin(), certificate.vkey(), around.disk());
    }

    /// Takes over what a copy has more than this node's files.
    private long bring(Chapter here, Source source) {
        long known = here.directory().head().isEmpty() ? 0 : here.directory().signedSize().value();
        if (source.signed() <= known) {
            return 0;
        }
        Chapter writing = writing(here);
        try (JournalDirectory copy = JournalDirectory.openForReading(source.folder())) {
            long size = copy.signedSize().value();
            long at = writing.directory().durableSize().value();
            while (at < size) {
                List<Stored> batch = copy.readOn(new EntryIndex(at));
                List<Stored> wanted = batch.subList(0, (int) Math.min(batch.size(), size - at));
                MirroredKeys.adopt(wanted, around.keys().dataKeys());
                writing.directory().append(wanted.stream().map(MirroredKeys::bare).toList());
                at += wanted.size();
            }
            adopt(writing, copy.checkpoint().orElseThrow(), known);
            return size - known;
        }
    }

    private void adopt(Chapter writing, SignedNote note, long known) {
        SignedNote bare =
                new SignedNote(
                        note.text(),
                        note.signatures().stream()
                                .filter(line -> line.name().equals(writing.origin()))
                                .toList());
        try {
            writing.directory().adopt(bare);
        } catch (JournalRefusal other) {
            throw twoPasts(
                    "the entries of "
                            + writing.name()
                            + " on this disk are not those of its signed checkpoint ("
                            + other.getMessage()
                            + ")");
        }
        series.adopt(writing, known);
    }

    /// One that stopped, because its disk failed, is opened anew: that repairs it.
    private Chapter writing(Chapter chapter) {
        Optional<Chapter> same = open.filter(one -> one.number() == chapter.number());
        if (same.filter(one -> one.directory().writes()).isPresent()) {
            return same.get();
        }
        letGo();
        Chapter again =
                new Chapter(
                        chapter.number(),
                        chapter.name(),
                        JournalDirectory.open(chapter.directory().folder(), around.disk()));
        open = Optional.of(again);
        return again;
    }

    /// Before this node signs: everything under the agreed head comes onto this disk, from copies,
    /// and what no copy has from the rows, which were committed before the head was moved.
    ///
    /// @throws LedgerFault with `REFUSED_START` when that cannot be done; nothing was signed
    void complete(HeadStore.Published agreed, Fence fence) {
        follow();
        if (agreed.head().isEmpty()) {
            return;
        }
        Head head = agreed.head().get();
        int number = head.number();
        int newest = series.last().map(Chapter::number).orElse(0);
        Optional<Chapter> here = chapter(number);
        long signed = here.map(one -> one.directory().signedSize().value()).orElse(0L);
        if (newest > number || signed > head.size()) {
            throw new LedgerFault(
                    LedgerFault.Code.REFUSED_START,
                    "the agreed head is %s, and this disk has more that was published: etcd was put"
                                    .formatted(HeadGate.words(head))
                            + " back to an older state. Nothing was signed");
        }
        if (signed == head.size()) {
            requireRoot(here.orElseThrow(), agreed, head);
            return;
        }
        Chapter chapter = here.orElseGet(() -> behindMine(number, opening(agreed, head), head));
        SignedNote note =
                proof(chapter, agreed)
                        .orElseThrow(() -> missing(head, "nobody keeps its signed checkpoint"));
        fence.inTransaction(tx -> {
            keys.adoptNew(tx, place);
            return Boolean.TRUE;
        });
        fromRows(writing(chapter), head, fence);
        adopt(writing(chapter), note, signed);
    }

    private Chapter behindMine(int number, NewEntry opening, Head head) {
        try {
            if (continues(opening, head.origin())) {
                return create(number, opening);
            }
        } catch (LedgerFault unproved) {
            throw missing(head, unproved.getMessage() + ", by what etcd says alone");
        }
        throw missing(head, "the origin before it is not whole here, and in no copy of this node");
    }

    private static NewEntry opening(HeadStore.Published agreed, Head head) {
        return agreed.opening()
                .filter(entry ->
                        Envelopes.facts(Leaf.decode(entry.entry()), entry.blobs().getFirst())
                                .path("origin")
                                .asString("")
                                .equals(head.origin()))
                .orElseThrow(() -> missing(head, "nobody keeps its first entry"));
    }

    private void fromRows(Chapter writing, Head head, Fence fence) {
        long at = writing.directory().durableSize().value();
        while (at < head.size()) {
            long from = at;
            List<NewEntry> rows = new ArrayList<>();
            fence.inTransaction(tx -> SqlRows.read(tx, writing.number(), from, ROWS))
                    .forEach(row -> {
                        if (row.id() == from + rows.size() && row.id() < head.size()) {
                            rows.add(row.stored());
                        }
                    });
            if (rows.isEmpty()) {
                throw missing(
                        head,
                        "entry " + at + " is in no copy of this node and not in the database");
            }
            writing.directory().append(rows);
            at += rows.size();
        }
    }

    private static LedgerFault missing(Head head, String why) {
        return new LedgerFault(
                LedgerFault.Code.REFUSED_START,
                "the agreed head is %s, which this disk has not reached: %s. Nothing was signed"
                        .formatted(HeadGate.words(head), why));
    }

    private static void requireRoot(Chapter chapter, HeadStore.Published agreed, Head head) {
        if (!chapter.directory().root(new TreeSize(head.size())).equals(head.root())) {
            String other = "it has another root than this disk has";
            throw proof(chapter, agreed)
                    .map(_ -> twoPasts("the agreed head is " + HeadGate.words(head) + ": " + other))
                    .orElseGet(() -> missing(head, other + ", and no key signed it"));
        }
    }

    /// The agreed head's checkpoint, if the journal's key has signed it: a head without it says
    /// nothing about a past, since whoever can write etcd can write one.
    private static Optional<SignedNote> proof(Chapter chapter, HeadStore.Published agreed) {
        try {
            agreed.note().ifPresent(chapter.directory().verifier()::verify);
            return agreed.note();
        } catch (JournalRefusal forged) {
            return Optional.empty();
        }
    }

    /// The newest checkpoint here.
    Optional<Checkpoint> head() {
        return series.last().flatMap(chapter -> chapter.directory().head());
    }

    /// Takes what others have made into this site's key store.
    void takeKeys(Database database) {
        database.transact(tx -> keys.adoptNew(tx, place));
    }

    /// Gives the writer's lock of the newest origin back; reading goes on.
    void letGo() {
        open.ifPresent(chapter -> chapter.directory().close());
        open = Optional.empty();
    }
}
