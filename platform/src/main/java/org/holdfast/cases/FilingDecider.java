// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.database.Tx;
import org.holdfast.identity.Accounts;
import org.holdfast.journal.Hash;
import org.holdfast.keys.DataKeys;
import org.holdfast.keys.Handle;
import org.holdfast.keys.Handles;
import org.holdfast.ledger.Audits;
import org.holdfast.ledger.EntryDraft;
import org.holdfast.ledger.Leaf;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.Position;
import org.holdfast.offices.OfficeCode;
import org.holdfast.registers.Change;
import org.holdfast.registers.HouseholdView;
import org.holdfast.registers.Registers;
import tools.jackson.databind.node.ObjectNode;

/// Decides about one filing in one transaction: its row, the operation's row, the new versions of
/// the records and the `filed` entry of the central journal. A death before the commit leaves
/// nothing of them and the filing is decided later; behind it all is there, and the row says so.
/// Thread-safe.
final class FilingDecider {
    static final String AFTER_HELD = "after-held";
    static final String AFTER_UNKNOWN = "after-unknown";
    static final String RECORD_CHANGED = Refusal.Code.RECORD_CHANGED.text();
    static final String OPERATION_CONFLICT = "operation-conflict";
    static final String PLACE_CONFLICT = "place-conflict";
    static final String WINDOW_CONTRADICTORY = "window-contradictory";
    static final String ACCOUNT_CLOSED = "account-closed";

    private final FilingCases cases;
    private final Registers registers;
    private final Ledger ledger;
    private final Handles handles;
    private final Accounts accounts;
    private final MovePlanner planner;
    private final FilingBook book;
    private final ChangeRows changes;
    private final FilingsBefore before;
    private final UnchangedSince unchanged;
    private final Clocks clocks;

    FilingDecider(Catalogue catalogue, With with, FilingBook book, Clocks clocks) {
        this.cases = new FilingCases(catalogue, with, book, clocks);
        this.registers = with.registers();
        this.ledger = with.ledger();
        this.handles = with.handles();
        this.accounts = with.accounts();
        this.planner = with.planner();
        this.book = book;
        this.changes = new ChangeRows(clocks.node(), new JournalChanges(with.ledger().files()));
        this.before = new FilingsBefore(book);
        this.unchanged = new UnchangedSince(registers, before);
        this.clocks = clocks;
    }

    /// What it decides with.
    record With(
            Registers registers,
            Ledger ledger,
            DataKeys keys,
            Handles handles,
            Accounts accounts,
            MovePlanner planner) {}

    /// What was decided, before it is written.
    private record Verdict(
            FiledRecord.Decision decision, String reason, Optional<ObjectNode> outcome) {
        static Verdict held(String reason) {
            return new Verdict(FiledRecord.Decision.HELD, reason, Optional.empty());
        }
    }

    /// Whether anything may be decided: ends of windows and times of entries are this node's.
    boolean mayDecide(Tx tx) {
        return clocks.agree(tx);
    }

    /// Decides about a filing for the first time.
    ///
    /// @return a transaction's work, giving whether it has decided; empty when that cannot be done
    ///   now
    Optional<Function<Tx, Boolean>> first(FilingBook.Line line) {
        return cases.read(line)
                .map(one ->
                        tx -> {
                            if (!FilingRows.claim(
                                    tx, one.place(), line.operation(), line.digest())) {
                                return false;
                            }
                            Verdict verdict;
                            List<FilingRows.Row> others = FilingRows.othersAt(tx, one.place());
                            if (!others.isEmpty()) {
                                verdict = Verdict.held(PLACE_CONFLICT);
                                tx.afterCommit(() -> alarm(one.place()));
                            } else {
                                verdict = verdict(tx, one);
                            }
                            write(tx, one, verdict, 1, Optional.empty());
                            return true;
                        });
    }

    private void alarm(FiledRecord.Place place) {
        ledger.alarm(
                new Position(place.journal(), place.journal(), place.index()),
                Audits.Kind.SPLIT_VIEW,
                "two filings under one name and index; both are kept, the later one is held");
    }

    /// Looks again at a filing that was held because of another.
    Optional<Function<Tx, Boolean>> again(FilingBook.Line line) {
        return cases.read(line)
                .map(one ->
                        tx -> {
                            Optional<FilingRows.Row> row =
                                    FilingRows.lock(tx, one.place().leaf())
                                            .filter(now -> now.state() == FiledRecord.Decision.HELD)
                                            .filter(now -> isBecauseOfAnother(now.reason()));
                            if (row.isEmpty()) {
                                return false;
                            }
                            Verdict verdict = verdict(tx, one);
                            if (verdict.decision() == FiledRecord.Decision.HELD
                                    && verdict.reason().equals(row.get().reason())) {
                                return false;
                            }
                            write(tx, one, verdict, row.get().version() + 1, Optional.empty());
                            return true;
                        });
    }

    static boolean isBecauseOfAnother(String reason) {
        return reason.equals(AFTER_HELD) || reason.equals(AFTER_UNKNOWN);
    }

    /// An officer's decision; what does not enter is refused as a move is, and changes nothing: the
    /// work throws [Undone] with the refusal. Empty when nothing can be decided now.
    ///
    /// @param day as in [Filings.DecideCommand]
    Optional<Consumer<Tx>> officer(
            FilingBook.Line line, boolean enter, Optional<LocalDate> day, FiledRecord.By by) {
        if (day.isPresent() && !enter) {
            throw new Undone(Refusal.of(Refusal.Code.BAD_DATE));
        }
        return cases.read(line)
                .map(one ->
                        tx -> {
                            Instant now = clocks.agreed(tx);
                            FilingCase as = day.map(on -> one.filedOn(on, now)).orElse(one);
                            officer(tx, as, enter, by);
                        });
    }

    private void officer(Tx tx, FilingCase one, boolean enter, FiledRecord.By by) {
        FilingRows.Row row =
                FilingRows.lock(tx, one.place().leaf())
                        .filter(now -> now.state() == FiledRecord.Decision.HELD)
                        .filter(now -> now.version() > 0)
                        .orElseThrow(() -> new Undone(Refusal.of(Refusal.Code.FILING_NOT_HELD)));
        Handle operation =
                row.reason().equals(OPERATION_CONFLICT)
                        ? PaperNames.apart(handles, one.line().operation(), one.line().digest())
                        : one.line().operation();
        Verdict verdict = enter ? entered(tx, one, false, operation) : refused(tx, one);
        if (verdict.decision() == FiledRecord.Decision.HELD) {
            throw new Undone(refusal(verdict.reason()));
        }
        write(tx, one, verdict, row.version() + 1, Optional.of(by));
    }

    /// What is in the registers under its operation by now cannot be refused any more.
    private Verdict refused(Tx tx, FilingCase one) {
        try {
            Optional<ObjectNode> earlier =
                    changes.claim(tx, one.line().operation(), one.line().digest());
            if (earlier.isPresent()) {
                return new Verdict(FiledRecord.Decision.REPEATED, "", earlier);
            }
            ChangeRows.release(tx, one.line().operation());
        } catch (Undone another) {
            // entered under the same operation was another request
        }
        return new Verdict(FiledRecord.Decision.REFUSED, "", Optional.empty());
    }

    private static Refusal refusal(String reason) {
        return Refusal.of(
                reason.equals(OPERATION_CONFLICT)
                        ? Refusal.Code.OPERATION_REUSED
                        : Refusal.Code.of(reason));
    }

    /// The rules of merging, in their order. One that repeats another, that was held because
    /// another took its operation, or that was held and lost, says nothing about that one.
    private Verdict verdict(Tx tx, FilingCase one) {
        for (FilingRows.Row other : FilingRows.byOperation(tx, one.line().operation())) {
            if (!other.place().leaf().equals(one.place().leaf())
                    && other.state() != FiledRecord.Decision.REPEATED
                    && !other.reason().equals(OPERATION_CONFLICT)
                    && !book.isApart(other.place().leaf())
                    && !isHeldAndGone(other)) {
                return other.digest().equals(one.line().digest())
                        ? new Verdict(FiledRecord.Decision.REPEATED, "", other.outcome())
                        : Verdict.held(OPERATION_CONFLICT);
            }
        }
        return entered(tx, one, true, one.line().operation());
    }

    private boolean isHeldAndGone(FilingRows.Row row) {
        return row.state() == FiledRecord.Decision.HELD && book.isReplaced(row.place().leaf());
    }

    /// What keeps a filing from being entered by itself; empty when nothing does.
    private Optional<String> keeps(Tx tx, FilingCase one) {
        Optional<String> waits = waitsFor(tx, one);
        if (waits.isPresent()) {
            return waits;
        }
        if (one.time().contradicts()) {
            return Optional.of(WINDOW_CONTRADICTORY);
        }
        // Where it was filed nobody knew; whoever enters it now answers for it.
        return accounts.closed(tx, one.filing().by().id()).filter(one.time()::mayBeBehind).stream()
                .map(_ -> ACCOUNT_CLOSED)
                .findFirst();
    }

    /// Why it is not its turn; empty when it is.
    private Optional<String> waitsFor(Tx tx, FilingCase one) {
        // One that waits for this very filing does not hold it, whatever the clocks said.
        boolean behindHeld =
                FilingRows.heldBefore(tx, one.place(), one.records()).stream()
                        .filter(row -> before.isHeld(tx, row))
                        .anyMatch(row -> !before.isBehind(row, one.line()));
        if (behindHeld) {
            return Optional.of(AFTER_HELD);
        }
        Optional<FilingRecord.After> after = one.line().after();
        if (after.isPresent()) {
            List<FilingRows.Row> rows = before.named(tx, after.get());
            if (rows.isEmpty()) {
                return Optional.of(AFTER_UNKNOWN);
            }
            if (rows.stream().anyMatch(row -> before.isHeld(tx, row))) {
                return Optional.of(AFTER_HELD);
            }
        }
        return Optional.empty();
    }

    /// Claims the operation and enters the move, or says why not. What was entered under its
    /// operation by whoever had the database is this filing, whatever else is held; somebody who
    /// enters it at this moment is waited for at the operation's row, and waits there for us.
    ///
    /// @param asFiled whether it must be its turn, its day certain, and the records as they were
    ///   when it was filed
    /// @param operation under which it is entered
    private Verdict entered(Tx tx, FilingCase one, boolean asFiled, Handle operation) {
        try {
            Optional<ObjectNode> earlier = changes.claim(tx, operation, one.line().digest());
            if (earlier.isPresent()) {
                return new Verdict(FiledRecord.Decision.REPEATED, "", earlier);
            }
        } catch (Undone reused) {
            return Verdict.held(OPERATION_CONFLICT);
        }
        Optional<String> kept = asFiled ? keeps(tx, one) : Optional.empty();
        if (kept.isPresent()) {
            ChangeRows.release(tx, operation);
            return Verdict.held(kept.get());
        }
        try {
            MovePlanner.Work work =
                    new MovePlanner.Work(
                            one.filing().command(registers),
                            one.service(),
                            operation,
                            new MovePlanner.Known(one.filing().handles(registers), one.home()),
                            one.window().effective());
            HouseholdView now = planner.locked(tx, work);
            if (asFiled && !unchanged.is(tx, one.line(), one.filing(), now)) {
                throw new NotPermitted(Refusal.Code.RECORD_CHANGED);
            }
            MovePlanner.Planned planned = planner.plan(work, now);
            List<Change> made = planner.changes(planned.plan());
            MoveOutcome outcome = planner.enter(tx, planned, made, one.line().digest());
            changes.keep(tx, operation, outcome.json());
            return new Verdict(FiledRecord.Decision.ENTERED, "", Optional.of(outcome.json()));
        } catch (NotPermitted refused) {
            ChangeRows.release(tx, operation);
            return Verdict.held(refused.refusal().code().text());
        }
    }

    private void write(
            Tx tx, FilingCase one, Verdict verdict, long version, Optional<FiledRecord.By> by) {
        FiledRecord filed =
                new FiledRecord(
                        one.place(),
                        one.line().operation(),
                        one.line().digest(),
                        one.records(),
                        verdict.decision(),
                        verdict.reason(),
                        one.window(),
                        verdict.outcome(),
                        by);
        Optional<Hash> previous =
                version == 1
                        ? Optional.empty()
                        : FilingRows.lock(tx, one.place().leaf()).map(FilingRows.Row::decision);
        Hash leaf =
                ledger.central()
                        .append(
                                tx,
                                new EntryDraft(
                                        Leaf.FILED,
                                        new OfficeCode(one.line().entry().leaf().office()),
                                        handles.of("filed", one.place().leaf().bytes()),
                                        version,
                                        previous,
                                        Optional.of(one.key()),
                                        filed.content(),
                                        Optional.empty()));
        FilingRows.write(tx, filed, leaf, version);
    }

    /// Writes down what the journal says and the rows do not: after a rebuild, or a restore of an
    /// older database.
    void restore(Tx tx, FilingBook.Decided decided) {
        FiledRecord filed = decided.filed();
        FilingRows.write(tx, filed, decided.leaf(), decided.version());
        Hash place = filed.place().leaf();
        Handle operation =
                book.isApart(place)
                        ? PaperNames.apart(handles, filed.operation(), filed.digest())
                        : filed.operation();
        filed.outcome()
                .ifPresent(outcome -> changes.restore(tx, operation, filed.digest(), outcome));
        filed.by()
                .ifPresent(by ->
                        changes.restore(
                                tx,
                                by.operation(),
                                ChangeRows.UNKNOWN,
                                OfficeFilings.decided(place)));
    }
}
