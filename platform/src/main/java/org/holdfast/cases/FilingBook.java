// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.stream.Stream;
import org.holdfast.journal.Hash;
import org.holdfast.journal.JournalFault;
import org.holdfast.keys.Handle;
import org.holdfast.ledger.EntryReader;
import org.holdfast.ledger.Leaf;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.LedgerFault;
import org.holdfast.ledger.Position;
import org.holdfast.ledger.StoredEntry;
import org.holdfast.registers.RecordRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// Every filing of the office and what became of it, folded from the node journals of all sites and
/// from the central journal; needs no database. Keeps names and times in memory, and no content.
/// Thread-safe.
///
/// An entry whose key has not come here yet is read at a later look. Of several decisions about one
/// entry the last counts; filings of one request are one filing. Another request under the same
/// operation, filed where nobody had seen the first, stands apart from it ([#isApart]).
final class FilingBook {
    private static final Logger LOG = LoggerFactory.getLogger(FilingBook.class);

    /// Filings that one may be behind; what comes behind longer chains is an officer's.
    private static final int LONGEST_CHAIN = 100;

    private final Ledger ledger;
    private final EntryReader filings;
    private final EntryReader decisions;

    @GuardedBy("this")
    private final Map<Hash, Line> lines = new LinkedHashMap<>();

    @GuardedBy("this")
    private final Map<RecordRef, List<Line>> byRecord = new HashMap<>();

    @GuardedBy("this")
    private final Map<Handle, List<Line>> byOperation = new HashMap<>();

    /// What was entered again upon a receipt, by the leaves of the lost entries.
    @GuardedBy("this")
    private final Map<Hash, Line> restored = new HashMap<>();

    @GuardedBy("this")
    private final FilingDecisions decided = new FilingDecisions();

    @GuardedBy("this")
    private List<StoredEntry> unread = new ArrayList<>();

    @GuardedBy("this")
    private final Map<Hash, Instant> cosigned = new HashMap<>();

    FilingBook(Ledger ledger) {
        this.ledger = ledger;
        this.filings = ledger.node().reader(FilingRecord.TYPE);
        this.decisions = ledger.files().reader(Leaf.FILED);
    }

    /// One request: of several under one operation each is a filing of its own.
    record Request(Handle operation, String digest) {}

    /// One filing's entry.
    ///
    /// @param after the filing that it was made behind
    /// @param standsFor lost entries that this one was entered for again
    record Line(
            StoredEntry entry,
            Handle operation,
            String digest,
            Set<RecordRef> records,
            Optional<FilingRecord.After> after,
            Set<Hash> standsFor) {
        private static final Comparator<Line> ORDER =
                Comparator.comparingLong((Line line) -> line.entry.leaf().time())
                        .thenComparing(line -> line.entry.position().isEmpty())
                        .thenComparing(
                                line -> line.entry.position().map(Position::journal).orElse(""))
                        .thenComparing(
                                line -> line.entry.position().map(Position::index).orElse(0L));

        Request request() {
            return new Request(operation, digest);
        }

        boolean about(Collection<RecordRef> some) {
            return !Collections.disjoint(records, some);
        }
    }

    /// A decision and its entry in the central journal.
    record Decided(FiledRecord filed, Hash leaf, long version) {}

    /// Reads what has come since the last look.
    synchronized void look() {
        // The readers have gone on behind them: nothing may be lost from here.
        unread = new ArrayList<>(unread);
        unread.addAll(filings.next());
        unread.addAll(decisions.next());
        List<StoredEntry> later = new ArrayList<>();
        for (StoredEntry entry : unread) {
            if (entry.erasedBy().isEmpty() && !read(entry)) {
                later.add(entry);
            }
        }
        unread = later;
    }

    @GuardedBy("this")
    private boolean read(StoredEntry entry) {
        try {
            if (entry.leaf().type().equals(FilingRecord.TYPE)) {
                file(entry, entry.open());
            } else {
                FiledRecord filed = FiledRecord.read(entry);
                decided.add(new Decided(filed, entry.leafHash(), entry.leaf().entityVersion()));
            }
            return true;
        } catch (LedgerFault fault) {
            // Erased: nothing is left to decide. Else its key is on its way from another site.
            return fault.code() == LedgerFault.Code.ERASED;
        } catch (JournalFault disk) {
            LOG.warn("a {} entry is read again later: {}", entry.leaf().type(), disk.getMessage());
            return false;
        } catch (IllegalArgumentException | DateTimeException foreign) {
            LOG.error(
                    "a {} entry cannot be understood: {}", entry.leaf().type(), foreign.toString());
            return true;
        } catch (RuntimeException fault) {
            // A key store that is busy, say: papers about other people go on meanwhile.
            LOG.warn("a {} entry is read again later: {}", entry.leaf().type(), fault.toString());
            return false;
        }
    }

    @GuardedBy("this")
    private void file(StoredEntry entry, ObjectNode content) {
        FilingRecord filing = FilingRecord.read(content);
        Line line =
                new Line(
                        entry,
                        filing.operation(),
                        filing.digest(),
                        filing.records(),
                        filing.after(),
                        RestoredFrom.read(content).map(RestoredFrom::leaves).orElse(Set.of()));
        if (lines.putIfAbsent(entry.leafHash(), line) == null) {
            byOperation.computeIfAbsent(line.operation(), _ -> new ArrayList<>()).add(line);
            line.records()
                    .forEach(
                            ref -> byRecord.computeIfAbsent(ref, _ -> new ArrayList<>()).add(line));
            line.standsFor().forEach(lost -> restored.putIfAbsent(lost, line));
        }
    }

    /// Decisions that came since this was asked last, oldest first.
    synchronized List<Decided> news() {
        return decided.news();
    }

    /// The newest decision about each entry, oldest first: for rows that may have lost some.
    synchronized List<Decided> allDecided() {
        return decided.all();
    }

    /// Decisions given back by whoever could not take them.
    synchronized void again(List<Decided> some) {
        decided.again(some);
    }

    /// Filings under a checkpoint that nobody has decided yet, in the order of their times, then of
    /// their journals; but each behind the one that it names, whatever their nodes' clocks say.
    synchronized List<Line> open() {
        FilingDecisions done = decided;
        List<Line> byTime =
                lines.values().stream()
                        .filter(line -> !done.isSettled(line.entry().leafHash()))
                        .filter(line -> line.entry().position().isPresent())
                        .filter(FilingBook::living)
                        .sorted(Line.ORDER)
                        .toList();
        Map<Hash, Line> named = new HashMap<>();
        for (Line line : byTime) {
            named.put(line.entry().leafHash(), line);
            line.standsFor().forEach(lost -> named.putIfAbsent(lost, line));
        }
        SequencedSet<Line> ordered = new LinkedHashSet<>();
        for (Line line : byTime) {
            Deque<Line> chain = new ArrayDeque<>();
            Optional<Line> at = Optional.of(line);
            while (at.isPresent() && !ordered.contains(at.get()) && chain.size() < LONGEST_CHAIN) {
                chain.push(at.get());
                at = at.get().after().map(FilingRecord.After::leaf).map(named::get);
            }
            ordered.addAll(chain);
        }
        return List.copyOf(ordered);
    }

    /// What a filing was made behind, the nearest first, as far as it has come here: by the very
    /// entries, since another request may have the operation of one of them.
    synchronized SequencedSet<FilingRecord.After> behind(Line line) {
        SequencedSet<FilingRecord.After> chain = new LinkedHashSet<>();
        Optional<FilingRecord.After> at = line.after();
        while (at.isPresent() && chain.size() < LONGEST_CHAIN && chain.add(at.get())) {
            at = byLeaf(at.get().leaf()).flatMap(Line::after);
        }
        return chain;
    }

    private static boolean living(Line line) {
        return line.entry().erasedBy().isEmpty();
    }

    /// The filing about any of these records that was made last of those that are pending or held.
    synchronized Optional<Line> lastOpen(Collection<RecordRef> records) {
        List<Line> found = new ArrayList<>();
        for (RecordRef ref : records) {
            for (Line line : byRecord.getOrDefault(ref, List.of())) {
                if (living(line) && isOpen(line)) {
                    found.add(line);
                }
            }
        }
        return found.stream().max(Line.ORDER);
    }

    @GuardedBy("this")
    private boolean isOpen(Line line) {
        Filings.State state = state(line);
        return state == Filings.State.PENDING || state == Filings.State.HELD;
    }

    /// Whether a filing about any of these records is pending or held.
    boolean isPending(Collection<RecordRef> records) {
        look();
        return lastOpen(records).isPresent();
    }

    /// The first filing of an operation that can be read: of several requests, of the one that was
    /// decided as that operation, else of the first.
    synchronized Optional<Line> byOperation(Handle operation) {
        FilingDecisions done = decided;
        Optional<Line> one =
                of(operation)
                        .filter(line -> !done.isApart(line.entry().leafHash()))
                        .min(
                                Comparator.comparing((Line line) ->
                                                !done.isSettled(line.entry().leafHash()))
                                        .thenComparing(Line.ORDER));
        return one.flatMap(line -> byRequest(operation, line.digest()));
    }

    /// The first filing of one request.
    synchronized Optional<Line> byRequest(Handle operation, String digest) {
        return of(operation).filter(line -> line.digest().equals(digest)).min(Line.ORDER);
    }

    /// The first filing of an operation whose leaf hash begins so.
    synchronized Optional<Line> byLeafPrefix(Handle operation, String leaf) {
        return of(operation)
                .filter(line -> line.entry().leafHash().hex().startsWith(leaf))
                .min(Line.ORDER);
    }

    @GuardedBy("this")
    private Stream<Line> of(Handle operation) {
        return byOperation.getOrDefault(operation, List.of()).stream().filter(FilingBook::living);
    }

    /// Whether another request has the operation of this one.
    synchronized boolean isApart(Line line) {
        return decided.isApart(line.entry().leafHash())
                || byOperation(line.operation())
                        .filter(first -> !first.digest().equals(line.digest()))
                        .isPresent();
    }

    /// The same of an entry, as it was decided.
    synchronized boolean isApart(Hash leaf) {
        return decided.isApart(leaf);
    }

    /// Whether a filing was erased: nobody will decide about it any more.
    boolean isErased(Hash leaf) {
        return ledger.node().byLeaf(leaf).filter(entry -> entry.erasedBy().isPresent()).isPresent();
    }

    /// The filing of an entry, or of the one that was entered again for it.
    synchronized Optional<Line> byLeaf(Hash leaf) {
        Line line = lines.get(leaf);
        return Optional.ofNullable(line == null ? restored.get(leaf) : line);
    }

    /// Whether an entry was lost and another stands for it, which is decided in its place.
    synchronized boolean isReplaced(Hash leaf) {
        return !lines.containsKey(leaf) && restored.containsKey(leaf);
    }

    /// All requests that were filed, each once, the newest first.
    synchronized List<Line> all() {
        Set<List<Object>> seen = new HashSet<>();
        List<Line> all = new ArrayList<>();
        lines.values().stream()
                .filter(FilingBook::living)
                .sorted(Line.ORDER)
                .filter(line ->
                        seen.add(
                                isApart(line)
                                        ? List.of(line.operation(), line.digest())
                                        : List.of(line.operation())))
                .forEach(all::add);
        return all.reversed();
    }

    /// The decision that a filing's state comes from: that of its operation or, apart, its request.
    /// That a lost entry was held says nothing of the one that stands for it.
    synchronized Optional<Decided> decision(Line line) {
        boolean aside = isApart(line);
        FilingDecisions all = decided;
        return all.counting(
                line.operation(),
                filed ->
                        !isHeldAndGone(filed)
                                && (aside
                                        ? filed.digest().equals(line.digest())
                                        : !all.isApart(filed.place().leaf())));
    }

    private boolean isHeldAndGone(FiledRecord filed) {
        return filed.decision() == FiledRecord.Decision.HELD && isReplaced(filed.place().leaf());
    }

    /// How a filing stands; pending when nobody has decided.
    synchronized Filings.State state(Line line) {
        return decision(line)
                .map(one ->
                        switch (one.filed().decision()) {
                            case ENTERED, REPEATED -> Filings.State.ENTERED;
                            case REFUSED -> Filings.State.REFUSED;
                            case HELD -> Filings.State.HELD;
                        })
                .orElse(Filings.State.PENDING);
    }

    synchronized Filings.Counts counts() {
        Map<Filings.State, Long> counts = new HashMap<>();
        for (Line line : all()) {
            counts.merge(state(line), 1L, Long::sum);
        }
        return new Filings.Counts(
                counts.getOrDefault(Filings.State.PENDING, 0L),
                counts.getOrDefault(Filings.State.HELD, 0L));
    }

    /// When another place first vouched for a filing; asked again until one has, then remembered.
    ///
    /// @param earliest what is said to have been before that is not believed
    synchronized Optional<Instant> cosigned(Line line, Instant earliest) {
        Hash leaf = line.entry().leafHash();
        Optional<Instant> known =
                Optional.ofNullable(cosigned.get(leaf))
                        .or(() -> ledger.receipts().cosigned(leaf, earliest));
        known.ifPresent(time -> cosigned.put(leaf, time));
        return known;
    }
}
