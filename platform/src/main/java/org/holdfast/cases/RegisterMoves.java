// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.Service;
import org.holdfast.database.Database;
import org.holdfast.database.DatabaseFault;
import org.holdfast.database.Tx;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.CentralJournal;
import org.holdfast.offices.OfficeCode;
import org.holdfast.offices.Offices;
import org.holdfast.registers.Change;
import org.holdfast.registers.Entering;
import org.holdfast.registers.HouseholdView;
import org.holdfast.registers.RecordRef;
import org.holdfast.registers.RecordVersion;
import org.holdfast.registers.Registers;
import org.springframework.dao.DataAccessException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Moves, entered in one transaction: the operation's row, both households, every person.
///
/// A death before the commit leaves nothing; after it everything, with the operation's row, which
/// the next try finds. Two tries at once meet at that row: the second waits and then reads it.
final class RegisterMoves implements Moves {
    private static final String SERVICE = "kr.move-in";
    private static final int LONGEST_ADDRESS = 120;
    private static final int DAYS_TO_REPORT = 14;

    private final Catalogue catalogue;
    private final Database database;
    private final Registers registers;
    private final CentralJournal central;
    private final Offices offices;
    private final PaperNames names;
    private final PaperAnswers answers;
    private final Tally tally;
    private final RequestRules rules;
    private final FactsReader reader;
    private final ChangeRows changes;
    private final InstantSource clock;
    private final Supplier<UUID> ids;

    RegisterMoves(Catalogue catalogue, Stores stores, InstantSource clock, Supplier<UUID> ids) {
        this.catalogue = catalogue;
        this.database = stores.database();
        this.registers = stores.registers();
        this.central = stores.central();
        this.offices = stores.offices();
        this.names = stores.names();
        this.answers = stores.answers();
        this.tally = stores.tally();
        this.rules = new RequestRules(registers);
        this.reader = new FactsReader(registers, central, clock);
        this.changes = new ChangeRows(clock);
        this.clock = clock;
        this.ids = ids;
    }

    /// Where moves are entered.
    record Stores(
            Database database,
            Registers registers,
            CentralJournal central,
            Offices offices,
            PaperNames names,
            PaperAnswers answers,
            Tally tally) {}

    private record Entered(MoveOutcome outcome, boolean repeated) {}

    /// What is read before the transaction begins, which has one connection and must not wait for a
    /// second: whose handles these are, for ever, and the household, which is read again under
    /// lock.
    private record Known(Map<SubjectHandle, RecordRef> handles, Optional<HouseholdView> home) {
        RecordRef person(SubjectHandle handle, Service service) throws NotPermitted {
            return Optional.ofNullable(handles.get(handle))
                    .filter(ref -> ref.register().equals(service.register()))
                    .orElseThrow(() -> new NotPermitted(Refusal.Code.UNKNOWN_SUBJECT));
        }
    }

    @Override
    public Answer<Moved> moveIn(MoveCommand command) {
        ChangeDeadline deadline = new ChangeDeadline();
        try {
            Service service =
                    catalogue
                            .service(SERVICE)
                            .filter(s -> s.country().equals(command.office().country().code()))
                            .orElseThrow(() -> new NotPermitted(Refusal.Code.UNKNOWN_SERVICE));
            RequestRules.checkRole(command.who(), command.office());
            MoveCommand clean = clean(command, service);
            Handle operation =
                    names.operation(command.who(), command.office(), command.operation());
            Known known = known(clean);
            Entered entered =
                    deadline.run(database, tx -> enter(tx, clean, service, operation, known));
            return new Answer.Given<>(
                    moved(operation, command.subject(), entered, service.waits()));
        } catch (NotPermitted refused) {
            tally.refused.increment();
            return new Answer.Refused<>(refused.refusal());
        } catch (Undone undone) {
            tally.refused.increment();
            return new Answer.Refused<>(undone.refusal());
        } catch (DatabaseFault | DataAccessException fault) {
            Refusal why = deadline.refusal(fault, command.operation()).orElseThrow(() -> fault);
            tally.refused.increment();
            return new Answer.Refused<>(why);
        }
    }

    private Known known(MoveCommand command) {
        Map<SubjectHandle, RecordRef> handles = new HashMap<>();
        Stream.of(
                        Stream.of(command.subject()),
                        command.movers().stream(),
                        command.newHead().stream())
                .flatMap(all -> all)
                .forEach(one -> registers.byHandle(one).ifPresent(ref -> handles.put(one, ref)));
        return new Known(
                handles,
                Optional.ofNullable(handles.get(command.subject())).flatMap(registers::household));
    }

    private MoveCommand clean(MoveCommand command, Service service) throws NotPermitted {
        String address = PlainText.check(command.address(), LONGEST_ADDRESS, Refusal.Code.BAD_TEXT);
        String detail = PlainText.check(command.detail(), LONGEST_ADDRESS, Refusal.Code.BAD_TEXT);
        if (address.isEmpty()) {
            throw new NotPermitted(Refusal.Code.ADDRESS_MISSING);
        }
        checkPlace(address, command.office());
        if (command.movedOn().isAfter(today(service))) {
            throw new NotPermitted(Refusal.Code.BAD_DATE);
        }
        return new MoveCommand(
                command.who(),
                command.office(),
                command.operation(),
                command.subject(),
                command.movers(),
                address,
                detail,
                command.movedOn(),
                command.newHead(),
                command.options());
    }

    /// A move is reported at the office of the new address (주민등록법 제16조제1항), so the address lies
    /// there, and is written from the province down as on every paper.
    private void checkPlace(String address, OfficeCode office) throws NotPermitted {
        String place = offices.require(office).fullName();
        if (!address.startsWith(place + " ")) {
            throw new NotPermitted(Refusal.Code.ADDRESS_ELSEWHERE, "expected", place);
        }
    }

    private LocalDate today(Service service) {
        return LocalDate.ofInstant(clock.instant(), service.zone());
    }

    private Entered enter(
            Tx tx, MoveCommand command, Service service, Handle operation, Known known) {
        String digest = digest(command);
        Optional<ObjectNode> earlier = changes.claim(tx, operation, digest);
        if (earlier.isPresent()) {
            return new Entered(MoveOutcome.read(earlier.get()), true);
        }
        try {
            LocalDate today = today(service);
            List<Hash> leaves = new ArrayList<>();
            MovePlan plan = plan(tx, command, service, operation, known);
            List<RecordRef> records = new ArrayList<>();
            for (Change change : plan.changes(ids.get())) {
                leaves.add(leaf(registers.enter(tx, change)));
                records.add(change.ref());
            }
            boolean late = command.movedOn().plusDays(DAYS_TO_REPORT).isBefore(today);
            MoveOutcome outcome =
                    new MoveOutcome(today, plan.movers().size(), late, leaves, records);
            changes.keep(tx, operation, outcome.json());
            return new Entered(outcome, false);
        } catch (NotPermitted refused) {
            throw new Undone(refused.refusal());
        }
    }

    private MovePlan plan(
            Tx tx, MoveCommand command, Service service, Handle operation, Known known)
            throws NotPermitted {
        RecordRef subject = known.person(command.subject(), service);
        HouseholdView view =
                known.home().orElseThrow(() -> new NotPermitted(Refusal.Code.UNKNOWN_SUBJECT));
        Map<RecordRef, RecordVersion> locked = lock(tx, view);
        RecordVersion home = locked.getOrDefault(view.household().ref(), view.household());
        List<RecordVersion> members = members(home, subject, locked);
        RecordVersion own =
                members.stream()
                        .filter(m -> m.ref().equals(subject))
                        .findFirst()
                        .orElseThrow(() -> new NotPermitted(Refusal.Code.RECORD_CHANGED));
        HouseholdView now = new HouseholdView(home, members);
        Permit permit =
                rules.check(
                        new RequestRules.Request(
                                service,
                                command.who(),
                                "",
                                command.options(),
                                Household.of(subject, Optional.of(now), own)));
        Set<UUID> movers = new HashSet<>();
        for (SubjectHandle handle : command.movers()) {
            movers.add(known.person(handle, service).id());
        }
        Set<UUID> all = new HashSet<>();
        members.forEach(m -> all.add(m.ref().id()));
        if (!all.containsAll(movers)) {
            throw new NotPermitted(Refusal.Code.NOT_IN_HOUSEHOLD);
        }
        MoveChecks.movers(permit, subject, movers.isEmpty() ? all : movers);
        MoveChecks.arrival(command, home, permit);
        MoveChecks.dates(command, members);
        MoveChecks.address(command, home);
        Optional<UUID> newHead = Optional.empty();
        if (command.newHead().isPresent()) {
            newHead = Optional.of(known.person(command.newHead().get(), service).id());
        }
        return new MovePlan(
                command,
                home,
                members,
                movers.isEmpty() ? all : movers,
                newHead,
                today(service),
                operation);
    }

    /// Locks household and members in the order of their ids, so that two moves never wait for each
    /// other in a circle.
    private Map<RecordRef, RecordVersion> lock(Tx tx, HouseholdView view) {
        List<RecordRef> refs = new ArrayList<>();
        refs.add(view.household().ref());
        view.members().forEach(m -> refs.add(m.ref()));
        refs.sort(Comparator.comparing(RecordRef::id));
        Map<RecordRef, RecordVersion> locked = new HashMap<>();
        refs.forEach(ref -> registers.lock(tx, ref).ifPresent(v -> locked.put(ref, v)));
        return locked;
    }

    private static List<RecordVersion> members(
            RecordVersion home, RecordRef subject, Map<RecordRef, RecordVersion> locked)
            throws NotPermitted {
        List<RecordVersion> members = new ArrayList<>();
        for (JsonNode id : home.facts().path("members")) {
            RecordRef ref = new RecordRef(subject.register(), UUID.fromString(id.asString("")));
            RecordVersion member = locked.get(ref);
            if (member == null) {
                throw new NotPermitted(Refusal.Code.RECORD_CHANGED);
            }
            members.add(member);
        }
        return members;
    }

    private static Hash leaf(Entering entering) {
        return switch (entering) {
            case Entering.Entered entered -> entered.version().leaf();
            case Entering.Stale stale -> throw new Undone(Refusal.of(Refusal.Code.RECORD_CHANGED));
            case Entering.Unknown unknown ->
                    throw new Undone(Refusal.of(Refusal.Code.UNKNOWN_SUBJECT));
        };
    }

    private Moved moved(
            Handle operation, SubjectHandle subject, Entered entered, Service.Waits waits) {
        MoveOutcome outcome = entered.outcome();
        answers.waitFor(outcome.leaves().stream().map(central::sealed).toList(), waits);
        answers.waitUntil(() -> placed(subject));
        return new Moved(
                PaperNames.id(operation),
                outcome.effective(),
                outcome.movers(),
                outcome.late(),
                outcome.leaves().stream().map(answers::receipt).toList(),
                outcome.records(),
                entered.repeated());
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
