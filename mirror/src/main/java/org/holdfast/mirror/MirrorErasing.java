// SPDX-License-Identifier: Apache-2.0
package org.holdfast.mirror;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.holdfast.journal.ClosedErasure;
import org.holdfast.journal.Disk;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.Hash;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.JournalEntry;
import org.holdfast.journal.NewEntry;
import org.holdfast.mirror.ErasureFiles.Unnamed;

/// Erases in the copies what acts of erasure name, and says so. Acts are learnt and carried out by
/// the thread that looks at the office; pushes ask beside it what to keep. Whoever asks holds the
/// lock of his copy, and carrying out takes the lock of one copy after the other: a record that was
/// asked about before an act was learnt is in the copy when the act is carried out there.
///
/// The steps, and what a crash behind each means:
/// 1. An act is learnt when it stands under an adopted checkpoint of the central journal's copy.
///    Nothing is written: every start reads the acts again, and looks at all they name again.
/// 2. What comes from the office from then on is written as zeros where an act names it.
/// 3. Blobs and wrapped keys in all copies become zero bytes, one entry after the other, durably. A
///    crash: the next start begins again, and finds less to do.
/// 4. The mirror's key signs that it is done, and that statement is put in a file. Behind it the
///    statement is never made again.
/// 5. The office takes it into its journal. A crash before that is noted here: it is given again,
///    and the office knows it.
///
/// A record that comes as zeros must be named by an act too. The act may come later than the record
/// (it stands behind it in the same journal, or is of this very moment), so until then the journal
/// is copied and not cosigned; when the central journal's copy is complete and there is still no
/// act, it is damage.
final class MirrorErasing {
    private static final String HEADING = "holdfast-erasure-v1";
    private static final String CENTRAL = "central-";

    /// Looks between two tries to hand a statement in that the office did not take.
    private static final int PATIENCE = 50;

    private final String place;
    private final MirrorKeys keys;
    private final InstantSource clock;
    private final ErasureFiles files;
    private final Map<String, Long> read = new HashMap<>();
    private final Map<String, ErasureAct> byKey = new ConcurrentHashMap<>();
    private final Map<Hash, ErasureAct> byEntry = new ConcurrentHashMap<>();
    private final Map<Hash, ErasureAct> toDo = new LinkedHashMap<>();
    private final Map<Unnamed, Long> unnamed = new LinkedHashMap<>();
    private final List<Unnamed> fresh = new ArrayList<>();
    private boolean statements = true;
    private long turn;
    private long nextTry;

    MirrorErasing(MirrorSettings settings, MirrorKeys keys, InstantSource clock) {
        this.place = settings.name();
        this.keys = keys;
        this.clock = clock;
        this.files = new ErasureFiles(settings.folder());
        files.unnamed().forEach(one -> unnamed.put(one, 0L));
    }

    /// A new look at the office begins, which asks for the list of journals next.
    synchronized void begin() {
        turn++;
    }

    /// What everybody may read is never erased: acts of erasure themselves, openings, states.
    private Optional<ErasureAct> act(LeafNames names, Hash leaf) {
        return names.key()
                .flatMap(key ->
                        Optional.ofNullable(byKey.get(key))
                                .or(() -> Optional.ofNullable(byEntry.get(leaf))));
    }

    private boolean isNamed(Unnamed one) {
        return byKey.containsKey(one.key()) || byEntry.containsKey(one.leaf());
    }

    /// What to keep of a whole record: zeros where an act names it.
    synchronized NewEntry keep(String journal, long index, LeafNames names, NewEntry record) {
        Hash leaf = record.leafHash();
        if (act(names, leaf).isPresent()) {
            return names.erased(record);
        }
        if (names.gone(record)) {
            fresh.add(new Unnamed(journal, index, leaf, names.key().orElse("-")));
        }
        return record;
    }

    /// Must come before the kept records are written.
    synchronized void note() {
        if (!fresh.isEmpty()) {
            fresh.forEach(one -> unnamed.put(one, turn));
            fresh.clear();
            files.keepUnnamed(unnamed.keySet());
        }
    }

    /// Learns the acts in what is new under the adopted checkpoint of a copy.
    ///
    /// @throws MirrorAlarm when an act cannot be read
    void learn(String journal, JournalDirectory copy) {
        long from = read.getOrDefault(journal, 0L);
        long to = copy.signedSize().value();
        if (!journal.startsWith(CENTRAL) || from >= to) {
            return;
        }
        try (Stream<JournalEntry> entries = copy.scan(new EntryIndex(from))) {
            entries.limit(to - from)
                    .filter(entry -> LeafNames.of(entry.entry()).type().equals(ErasureAct.TYPE))
                    .forEach(entry -> learn(ErasureAct.of(copy.read(entry.index()))));
        } catch (IllegalArgumentException e) {
            throw new MirrorAlarm(MirrorAlarm.Kind.DAMAGED, journal + ": " + e.getMessage(), e);
        }
        read.put(journal, to);
    }

    private void learn(ErasureAct act) {
        act.keys().forEach(key -> byKey.putIfAbsent(key, act));
        act.entries().forEach(leaf -> byEntry.putIfAbsent(leaf, act));
        toDo.put(act.leaf(), act);
    }

    /// Whether every zero record of a journal's copy is named by an act.
    synchronized boolean isExplained(String journal) {
        if (unnamed.keySet().removeIf(this::isNamed)) {
            files.keepUnnamed(unnamed.keySet());
        }
        return unnamed.keySet().stream().noneMatch(one -> one.journal().equals(journal));
    }

    /// By journal, a zero record that was there before this look began, though every act is known
    /// that the office had sealed by then.
    synchronized Map<String, String> damaged() {
        Map<String, String> found = new LinkedHashMap<>();
        unnamed.forEach((one, since) -> {
            if (since < turn && !isNamed(one)) {
                found.putIfAbsent(
                        one.journal(),
                        "%s: entry %d has zero bytes for its blobs, and no act of erasure names it"
                                .formatted(MirrorAlarm.Kind.DAMAGED, one.index()));
            }
        });
        return found;
    }

    /// Carries out what was learnt, in the copies that are open and in those that are not.
    void carryOut(Copies copies, Consumer<String> say) throws IOException {
        if (toDo.isEmpty()) {
            return;
        }
        Map<Hash, Long> covered = new HashMap<>();
        for (Path folder : copies.folders()) {
            ReentrantLock lock = copies.lock(String.valueOf(folder.getFileName()));
            lock.lock();
            try {
                carryOut(folder, copies, covered);
            } finally {
                lock.unlock();
            }
        }
        for (Hash act : toDo.keySet()) {
            if (!files.isStated(act)) {
                long entries = covered.getOrDefault(act, 0L);
                files.state(act, keys.mirror().state(statement(act, entries)));
                statements = true;
                say.accept("erased " + entries + " entries here, as the act " + act + " orders");
            }
        }
        toDo.clear();
    }

    private void carryOut(Path folder, Copies copies, Map<Hash, Long> covered) throws IOException {
        dropCut(folder.resolve("cut"));
        Optional<OriginCopy> open = copies.get(String.valueOf(folder.getFileName()));
        if (open.isPresent()) {
            open.get().forget();
            JournalDirectory known = open.get().directory();
            for (EntryIndex index : left(known, covered)) {
                known.zeroBlobs(index);
            }
            return;
        }
        ClosedErasure.finish(folder, Disk.real());
        try (JournalDirectory closed = JournalDirectory.openForReading(folder)) {
            closed.zeroBlobsOfClosed(left(closed, covered), Disk.real());
        }
    }

    /// What a start once cut off a copy, a torn record with its key perhaps, was fetched again.
    private static void dropCut(Path cut) throws IOException {
        if (Files.isDirectory(cut)) {
            try (Stream<Path> files = Files.list(cut)) {
                files.forEach(Disk.real()::delete);
            }
            Disk.real().forceFolder(cut);
        }
    }

    /// The entries of a copy that an act to be carried out names and that still hold something.
    private List<EntryIndex> left(JournalDirectory copy, Map<Hash, Long> covered) {
        List<EntryIndex> left = new ArrayList<>();
        try (Stream<JournalEntry> entries = copy.scan(new EntryIndex(0))) {
            entries.forEach(entry ->
                    act(LeafNames.of(entry.entry()), entry.leafHash())
                            .filter(act -> toDo.containsKey(act.leaf()))
                            .ifPresent(act -> {
                                covered.merge(act.leaf(), 1L, Long::sum);
                                left.add(entry.index());
                            }));
        }
        return left.stream().filter(index -> copy.read(index).holdsBlobs()).toList();
    }

    private String statement(Hash act, long entries) {
        return String.join(
                "\n",
                HEADING,
                place,
                act.hex(),
                Long.toString(entries),
                clock.instant().truncatedTo(ChronoUnit.SECONDS).toString(),
                "");
    }

    /// Gives the office what it has not taken yet. One that does not take it is asked again later.
    void handIn(OfficeRoutes office, Consumer<String> say) throws IOException {
        if (!statements || turn < nextTry) {
            return;
        }
        nextTry = turn + PATIENCE;
        boolean all = true;
        for (var waiting : files.waiting().entrySet()) {
            if (office.stated(waiting.getValue())) {
                files.taken(waiting.getKey());
            } else {
                all = false;
                say.accept("the office did not take what was erased: " + waiting.getKey());
            }
        }
        statements = !all;
        if (all) {
            nextTry = 0;
        }
    }
}
