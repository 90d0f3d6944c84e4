// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.holdfast.catalogue.Service;
import org.holdfast.database.DatabaseFault;
import org.holdfast.documents.guard.FactVersion;
import org.holdfast.identity.Principal;
import org.holdfast.journal.Hash;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.DataKeys;
import org.holdfast.keys.Handle;
import org.holdfast.keys.KeyId;
import org.holdfast.ledger.EntryDraft;
import org.holdfast.ledger.Head;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.Position;
import org.holdfast.ledger.Promise;
import org.holdfast.ledger.StoredEntry;
import org.holdfast.registers.HouseholdView;
import org.holdfast.registers.Reading;
import org.holdfast.registers.RecordRef;
import org.holdfast.registers.RecordVersion;
import org.holdfast.registers.Registers;

/// Takes moves as filings while the database does not answer: the same rules, read from the own
/// copy, then one entry of the node journal. A death before the append leaves nothing; behind it
/// the same operation finds the entry. Thread-safe; one at a time, so that each knows those before
/// it.
final class FiledMoves {
    private final Registers registers;
    private final Ledger ledger;
    private final DataKeys keys;
    private final MovePlanner planner;
    private final FilingBook book;
    private final OfficeFilings filings;
    private final PaperNames names;
    private final PaperAnswers answers;
    private final InstantSource clock;
    private final ReentrantLock turn = new ReentrantLock();

    FiledMoves(
            FilingDecider.With with,
            FilingBook book,
            OfficeFilings filings,
            PaperNames names,
            PaperAnswers answers,
            InstantSource clock) {
        this.registers = with.registers();
        this.ledger = with.ledger();
        this.keys = with.keys();
        this.planner = with.planner();
        this.book = book;
        this.filings = filings;
        this.names = names;
        this.answers = answers;
        this.clock = clock;
    }

    /// What was read of the own copy at once.
    private record Read(Reading.Source source, MovePlanner.Known known) {}

    private record Kept(Hash leaf, Optional<Promise> promise) {}

    /// Files a command in decided form; empty when the database answers after all, or the own copy
    /// does not.
    ///
    /// @param digest of the request
    Optional<Filings.Filing> file(
            Moves.MoveCommand command, Service service, Handle operation, String digest)
            throws NotPermitted {
        Kept kept;
        turn.lock();
        try {
            book.look();
            Optional<Read> read = read(command);
            if (read.isEmpty() || !(read.get().source() instanceof Reading.Source.OwnCopy copy)) {
                return Optional.empty();
            }
            MovePlanner.Work work =
                    new MovePlanner.Work(
                                    command, service, operation, read.get().known(), today(service))
                            .reportedOn(today(service));
            Optional<FilingBook.Line> earlier =
                    book.byRequest(operation, digest).or(() -> book.byOperation(operation));
            if (earlier.isPresent()) {
                planner.permit(work, read.get().known().household());
                return Optional.of(filings.again(earlier.get(), digest));
            }
            kept = append(work, copy, digest);
        } finally {
            turn.unlock();
        }
        kept.promise().ifPresent(one -> answers.waitFor(List.of(one.sealed()), service.waits()));
        book.look();
        FilingBook.Line line =
                book.byLeaf(kept.leaf())
                        .orElseThrow(() -> new IllegalStateException("a filing is not found"));
        return Optional.of(filings.answer(line, false));
    }

    private Optional<Read> read(Moves.MoveCommand command) {
        try {
            return Optional.of(
                    registers.read(reading ->
                            new Read(
                                    reading.source(),
                                    MovePlanner.known(reading.reads(), command))));
        } catch (DatabaseFault silent) {
            if (silent.code() != DatabaseFault.Code.NO_CONNECTION) {
                throw silent;
            }
            return Optional.empty();
        }
    }

    private LocalDate today(Service service) {
        return LocalDate.ofInstant(clock.instant(), service.zone());
    }

    private Kept append(MovePlanner.Work work, Reading.Source.OwnCopy copy, String digest)
            throws NotPermitted {
        if (ledger.node().byOperation(names.filing(work.operation())).isPresent()) {
            // It is there and cannot be read: erased since.
            throw new NotPermitted(Refusal.Code.ERASED);
        }
        HouseholdView home = work.known().household();
        MovePlanner.Planned planned = planner.plan(work, home);
        planner.changes(planned.plan());
        Service service = work.service();
        ServingRule.check(
                service,
                OfficeState.of(copy, service),
                planned.permit(),
                work.command().who(),
                copy.heard());
        DataKey key = key(home, work.subject());
        FilingRecord filing = filing(work, home, copy, digest);
        EntryDraft draft =
                new EntryDraft(
                        FilingRecord.TYPE,
                        filing.office(),
                        names.filingsOf(filing.subject()),
                        0,
                        Optional.empty(),
                        Optional.of(key),
                        filing.content(),
                        Optional.of(names.filing(work.operation())));
        Promise promise =
                planner.unlessBlocked(planned, () -> ledger.node().append(draft, List.of()));
        return new Kept(promise.leaf(), Optional.of(promise));
    }

    /// What was erased anywhere has no key here any more.
    private DataKey key(HouseholdView home, RecordRef subject) throws NotPermitted {
        KeyId id =
                home.members().stream()
                        .filter(member -> member.ref().equals(subject))
                        .flatMap(member -> member.keys().papers().stream())
                        .findFirst()
                        .orElseThrow(() -> new NotPermitted(Refusal.Code.UNKNOWN_SUBJECT));
        return keys.find(id)
                .orElseThrow(() ->
                        new NotPermitted(
                                keys.erasure(id).isPresent()
                                        ? Refusal.Code.UNKNOWN_SUBJECT
                                        : Refusal.Code.FACTS_NOT_SEALED));
    }

    private FilingRecord filing(
            MovePlanner.Work work, HouseholdView home, Reading.Source.OwnCopy copy, String digest)
            throws NotPermitted {
        Moves.MoveCommand command = work.command();
        List<RecordRef> movers = new ArrayList<>();
        for (var handle : command.movers()) {
            movers.add(work.known().person(handle, work.service()));
        }
        Optional<RecordRef> newHead = Optional.empty();
        if (command.newHead().isPresent()) {
            newHead = Optional.of(work.known().person(command.newHead().get(), work.service()));
        }
        List<FactVersion> base = new ArrayList<>();
        base.add(version(home.household()));
        home.members().forEach(member -> base.add(version(member)));
        List<RecordRef> records = base.stream().map(v -> RecordRef.parse(v.record())).toList();
        Principal who = command.who();
        return new FilingRecord(
                PaperNames.id(work.operation()),
                work.service().code(),
                command.office(),
                work.subject(),
                new Filings.Report(
                        movers, command.address(), command.detail(), command.movedOn(), newHead),
                command.options(),
                digest,
                new FilingRecord.By(
                        who.id(),
                        who.role(),
                        who.office(),
                        who.subject().map(s -> new RecordRef(s.register(), s.record()))),
                who.role().code() + ": " + who.name(),
                base,
                book.lastOpen(records)
                        .map(line ->
                                new FilingRecord.After(line.entry().leafHash(), line.operation())),
                seen(copy),
                clock.instant().truncatedTo(ChronoUnit.SECONDS));
    }

    private static FactVersion version(RecordVersion v) {
        return new FactVersion(v.ref().toString(), v.version(), v.leaf().hex());
    }

    /// The head and the time of the newest entry that was read, which nobody can have known before
    /// it was made.
    private FilingRecord.Seen seen(Reading.Source.OwnCopy copy) {
        Head head = ledger.central().head();
        Position upTo = copy.upTo();
        Position before =
                new Position(upTo.journal(), upTo.origin(), Math.max(0, upTo.index() - 1));
        Instant time =
                ledger.files().after(Optional.of(before), 1).stream()
                        .findFirst()
                        .map(StoredEntry::leaf)
                        .map(leaf -> Instant.ofEpochSecond(leaf.time()))
                        .orElse(Instant.EPOCH);
        return new FilingRecord.Seen(
                head.origin(), head.size(), head.root(), time, upTo, copy.heard());
    }
}
