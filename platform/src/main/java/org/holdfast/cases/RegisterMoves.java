// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.LocalDate;
import java.util.Optional;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.MoveRule;
import org.holdfast.catalogue.Service;
import org.holdfast.database.Database;
import org.holdfast.database.DatabaseFault;
import org.holdfast.database.Pulse;
import org.holdfast.database.Tx;
import org.holdfast.identity.Principal;
import org.holdfast.keys.Handle;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.CentralJournal;
import org.holdfast.registers.RecordRef;
import org.holdfast.registers.Registers;
import org.springframework.dao.DataAccessException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Moves, entered in one transaction: the operation's row, both households, every person. While the
/// database does not answer they are filed.
///
/// A death before the commit leaves nothing; after it everything, with the operation's row, which
/// the next try finds. Two tries at once meet at that row: the second waits and then reads it.
final class RegisterMoves implements Moves {
    private final Catalogue catalogue;
    private final Database database;
    private final Registers registers;
    private final CentralJournal central;
    private final PaperNames names;
    private final PaperAnswers answers;
    private final Tally tally;
    private final MovePlanner planner;
    private final FactsReader reader;
    private final JournalChanges journal;
    private final ChangeRows changes;
    private final Clocks clocks;
    private final FilingBook book;
    private final OfficeFilings filings;
    private final FiledMoves filed;
    private final AcceptanceNumbers numbers;

    RegisterMoves(Catalogue catalogue, Stores stores, Filing filing, Clocks clocks) {
        this.catalogue = catalogue;
        this.database = stores.database();
        this.registers = stores.registers();
        this.central = stores.central();
        this.names = stores.names();
        this.answers = stores.answers();
        this.tally = stores.tally();
        this.planner = stores.planner();
        this.reader = new FactsReader(registers, central, planner.rules(), clocks.node());
        this.journal = stores.journal();
        this.changes = new ChangeRows(clocks.node(), journal);
        this.clocks = clocks;
        this.book = filing.book();
        this.filings = filing.filings();
        this.filed = filing.filed();
        this.numbers = new AcceptanceNumbers(registers);
    }

    /// Where moves are entered.
    record Stores(
            Database database,
            Registers registers,
            CentralJournal central,
            PaperNames names,
            PaperAnswers answers,
            Tally tally,
            MovePlanner planner,
            JournalChanges journal) {}

    /// Where moves are filed.
    record Filing(FilingBook book, OfficeFilings filings, FiledMoves filed) {}

    private record Entered(MoveOutcome outcome, boolean repeated) {}

    @Override
    public Answer<Reported> moveIn(MoveCommand command) {
        ChangeDeadline deadline = new ChangeDeadline();
        try {
            Service service =
                    catalogue
                            .move(command.office().country().code())
                            .orElseThrow(() -> new NotPermitted(Refusal.Code.UNKNOWN_SERVICE));
            RequestRules.checkRole(command.who(), command.office());
            LocalDate today = LocalDate.ofInstant(clocks.node().instant(), service.zone());
            // By this node's clock alone nobody is told for good that a day has not come: whether
            // it has is decided where that clock is compared with others.
            MoveCommand clean = planner.clean(command, service, today.plusDays(1));
            Handle operation =
                    names.operation(command.who(), command.office(), command.operation());
            return new Answer.Given<>(
                    reported(deadline, clean, new Asked(service, operation, digest(clean), today)));
        } catch (NotPermitted refused) {
            tally.refused.increment();
            return new Answer.Refused<>(refused.refusal());
        } catch (Undone undone) {
            tally.refused.increment();
            return new Answer.Refused<>(undone.refusal());
        }
    }

    /// What is asked, beside the command.
    private record Asked(Service service, Handle operation, String digest, LocalDate today) {}

    private Reported reported(ChangeDeadline deadline, MoveCommand command, Asked asked)
            throws NotPermitted {
        try {
            MovePlanner.Known known = MovePlanner.known(registers, command);
            MovePlanner.Work work =
                    new MovePlanner.Work(
                            command, asked.service(), asked.operation(), known, asked.today());
            Optional<Filings.Filing> filed = filedBefore(work, asked);
            if (filed.isPresent()) {
                return filed.get();
            }
            Entered entered = deadline.run(database, tx -> enter(tx, work, asked));
            return moved(asked, command.subject(), entered);
        } catch (DatabaseFault | DataAccessException fault) {
            Refusal why = deadline.refusal(fault, command.operation()).orElseThrow(() -> fault);
            if (why.code() != Refusal.Code.CHANGES_NOT_TAKEN) {
                // The commit may have happened: whoever asks again with this operation is told.
                throw new NotPermitted(why);
            }
            return filed.file(command, asked.service(), asked.operation(), asked.digest())
                    .orElseThrow(() -> new NotPermitted(why));
        }
    }

    /// The answer to an operation that was filed and is not in the registers.
    private Optional<Filings.Filing> filedBefore(MovePlanner.Work work, Asked asked)
            throws NotPermitted {
        book.look();
        Optional<FilingBook.Line> line =
                book.byRequest(asked.operation(), asked.digest())
                        .or(() -> book.byOperation(asked.operation()));
        if (line.isEmpty()
                || (book.state(line.get()) == Filings.State.ENTERED && !book.isApart(line.get()))) {
            return Optional.empty();
        }
        planner.permit(work, work.known().household());
        return Optional.of(filings.again(line.get(), asked.digest()));
    }

    private Entered enter(Tx tx, MovePlanner.Work work, Asked asked) {
        Optional<ObjectNode> earlier =
                changes.claim(
                        tx,
                        asked.operation(),
                        asked.digest(),
                        (request, kept) ->
                                request.equals(asked.digest())
                                        || (request.equals(ChangeRows.UNKNOWN)
                                                && MoveOutcome.isOne(kept)
                                                && journal.isOf(work, MoveOutcome.read(kept))));
        if (earlier.isPresent()) {
            return new Entered(
                    outcome(earlier.get())
                            .orElseThrow(() -> new Undone(Refusal.of(Refusal.Code.ERASED))),
                    true);
        }
        boolean filed =
                book.byOperation(asked.operation()).isPresent()
                        || !FilingRows.byOperation(tx, asked.operation()).isEmpty();
        if (filed) {
            // Decided, and not seen here yet; or entered, and not in the rows again.
            throw new Undone(
                    Refusal.of(
                            Refusal.Code.OUTCOME_UNKNOWN,
                            "operation",
                            work.command().operation().value()));
        }
        try {
            MovePlanner.Work now =
                    work.reportedOn(LocalDate.ofInstant(clocks.agreed(tx), asked.service().zone()));
            MovePlanner.Planned planned = planner.plan(now, planner.locked(tx, now));
            MoveOutcome outcome =
                    planner.enter(tx, planned, planner.changes(planned.plan()), asked.digest());
            changes.keep(tx, asked.operation(), outcome.json());
            return new Entered(outcome, false);
        } catch (NotPermitted refused) {
            throw new Undone(refused.refusal());
        }
    }

    private Moved moved(Asked asked, SubjectHandle subject, Entered entered) {
        MoveOutcome outcome = entered.outcome();
        answers.waitFor(
                outcome.leaves().stream().map(central::sealed).toList(), asked.service().waits());
        answers.waitUntil(() -> placed(subject));
        answers.waitUntil(() -> numbers.isGiven(asked.operation()), AcceptanceNumbers.WAIT);
        return moved(asked.operation(), outcome, entered.repeated());
    }

    private Moved moved(Handle operation, MoveOutcome outcome, boolean repeated) {
        return new Moved(
                PaperNames.id(operation),
                outcome.effective(),
                outcome.movers(),
                outcome.late(),
                outcome.leaves().stream().map(answers::receipt).toList(),
                outcome.records(),
                numbers.of(operation),
                repeated);
    }

    @Override
    public Answer<Moved> find(Principal who, String id) {
        return PaperNames.operation(id)
                .flatMap(operation ->
                        kept(operation)
                                .filter(MoveOutcome::isOne)
                                .flatMap(this::outcome)
                                .filter(outcome -> maySee(who, outcome))
                                .map(outcome -> moved(operation, outcome, false)))
                .<Answer<Moved>>map(Answer.Given::new)
                .orElseGet(() -> new Answer.Refused<>(Refusal.of(Refusal.Code.MOVE_UNKNOWN)));
    }

    /// As the database has it, which knows what is not signed yet; while that is silent, or has no
    /// row, as the journal's files on this disk have it.
    private Optional<ObjectNode> kept(Handle operation) {
        Optional<ObjectNode> row = Optional.empty();
        if (!database.pulse().isAway()) {
            try {
                row = database.inTransaction(tx -> ChangeRows.find(tx, operation));
            } catch (DatabaseFault | DataAccessException fault) {
                if (!Pulse.isSilence(fault)) {
                    throw fault;
                }
            }
        }
        if (row.isPresent()) {
            return row;
        }
        return switch (journal.find(operation)) {
            case JournalChange.Known known -> Optional.of(known.outcome());
            case JournalChange.Erased _, JournalChange.None _ -> Optional.empty();
        };
    }

    /// What is left of it; empty when what would tell of it was erased.
    private Optional<MoveOutcome> outcome(ObjectNode kept) {
        MoveOutcome outcome = MoveOutcome.read(kept);
        Optional<MoveRule> rule =
                outcome.records().stream()
                        .findFirst()
                        .flatMap(home -> catalogue.move(country(home)))
                        .flatMap(Service::move);
        return journal.living(MoveOutcome.read(kept, rule));
    }

    private static String country(RecordRef ref) {
        return ref.register().substring(0, ref.register().indexOf('.'));
    }

    /// Who stayed behind learns nothing of the move here: its office says where the others went.
    private boolean maySee(Principal who, MoveOutcome outcome) {
        if (outcome.records().isEmpty() || who.onlyInPerson()) {
            return false;
        }
        RecordRef home = outcome.records().getFirst();
        return switch (who.role()) {
            case CITIZEN ->
                    who.subject()
                            .map(s -> new RecordRef(s.register(), s.record()))
                            .filter(own -> isMover(own, home, outcome))
                            .isPresent();
            case OFFICER ->
                    registers
                            .current(home)
                            .filter(now -> who.office().equals(Optional.of(now.office())))
                            .isPresent();
            case OPERATOR, RELYING_PARTY, MIRROR -> false;
        };
    }

    private boolean isMover(RecordRef own, RecordRef home, MoveOutcome outcome) {
        return registers.history(own).stream()
                .filter(version -> outcome.leaves().contains(version.leaf()))
                .anyMatch(version ->
                        version.facts()
                                .path("household")
                                .asString("")
                                .equals(home.id().toString()));
    }

    private boolean placed(SubjectHandle subject) {
        return registers.byHandle(subject).filter(reader::isPlaced).isPresent();
    }

    private static String digest(MoveCommand command) {
        ObjectNode request = CanonicalJson.object();
        request.put("subject", command.subject().value());
        ArrayNode movers = request.putArray("movers");
        command.movers().forEach(m -> movers.add(m.value()));
        request.put("address", command.address());
        request.put("detail", command.detail());
        request.put("movedOn", command.movedOn().toString());
        request.put("newHead", command.newHead().map(SubjectHandle::value).orElse(""));
        request.put("options", PaperNames.sha256(command.options().toString()));
        return PaperNames.sha256(CanonicalJson.text(request));
    }
}
