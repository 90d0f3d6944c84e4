// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

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
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.holdfast.catalogue.MoveRule;
import org.holdfast.catalogue.Service;
import org.holdfast.database.Tx;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.offices.OfficeCode;
import org.holdfast.offices.Offices;
import org.holdfast.registers.Change;
import org.holdfast.registers.Entering;
import org.holdfast.registers.HouseholdView;
import org.holdfast.registers.RecordRef;
import org.holdfast.registers.RecordVersion;
import org.holdfast.registers.RegisterReads;
import org.holdfast.registers.Registers;
import tools.jackson.databind.JsonNode;

/// Checks and enters moves: one code for a report that is entered at once, one that is filed, and a
/// filing that is merged or decided upon. Thread-safe.
final class MovePlanner {
    private static final int LONGEST_ADDRESS = 120;

    private final Registers registers;
    private final Offices offices;
    private final RequestRules rules;
    private final BlockBook blocks;
    private final Supplier<UUID> ids;

    MovePlanner(
            Registers registers,
            Offices offices,
            RequestRules rules,
            BlockBook blocks,
            Supplier<UUID> ids) {
        this.registers = registers;
        this.offices = offices;
        this.rules = rules;
        this.blocks = blocks;
        this.ids = ids;
    }

    RequestRules rules() {
        return rules;
    }

    /// What is known before records are locked: whose handles these are, for ever, and the
    /// household.
    record Known(Map<SubjectHandle, RecordRef> handles, Optional<HouseholdView> home) {
        RecordRef person(SubjectHandle handle, Service service) throws NotPermitted {
            return Optional.ofNullable(handles.get(handle))
                    .filter(ref -> ref.register().equals(service.register()))
                    .orElseThrow(() -> new NotPermitted(Refusal.Code.UNKNOWN_SUBJECT));
        }

        HouseholdView household() throws NotPermitted {
            return home.orElseThrow(() -> new NotPermitted(Refusal.Code.UNKNOWN_SUBJECT));
        }
    }

    /// One move to be planned.
    ///
    /// @param service one that moves people
    /// @param operation handle of the operation
    /// @param reported the day of the report
    record Work(
            Moves.MoveCommand command,
            Service service,
            Handle operation,
            Known known,
            LocalDate reported) {
        /// What the pack says of such a move.
        MoveRule rule() {
            return MovePlanner.rule(service);
        }

        RecordRef subject() throws NotPermitted {
            return known.person(command.subject(), service);
        }

        /// The same by the clock that counts: nobody has moved tomorrow.
        Work reportedOn(LocalDate day) throws NotPermitted {
            if (command.movedOn().isAfter(day)) {
                throw new NotPermitted(Refusal.Code.BAD_DATE);
            }
            return new Work(command, service, operation, known, day);
        }
    }

    /// What may be entered, and the permit for it, as it was asked for.
    record Planned(MovePlan plan, Permit permit, RequestRules.Request request) {}

    /// What the pack of a service that moves people says of it.
    static MoveRule rule(Service service) {
        return service.move().orElseThrow(() -> new IllegalArgumentException(service.code()));
    }

    /// The office, the text and the day of a command in decided form.
    ///
    /// @param latest day, in the office's zone, on which anybody may say to have moved
    Moves.MoveCommand clean(Moves.MoveCommand command, Service service, LocalDate latest)
            throws NotPermitted {
        String address = PlainText.check(command.address(), LONGEST_ADDRESS, Refusal.Code.BAD_TEXT);
        String detail = PlainText.check(command.detail(), LONGEST_ADDRESS, Refusal.Code.BAD_TEXT);
        if (address.isEmpty()) {
            throw new NotPermitted(Refusal.Code.ADDRESS_MISSING);
        }
        checkPlace(address, command.office(), rule(service));
        if (command.movedOn().isAfter(latest)) {
            throw new NotPermitted(Refusal.Code.BAD_DATE);
        }
        return new Moves.MoveCommand(
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

    /// A move is reported at the office of the new address (주민등록법 제16조제1항; 住民基本台帳法 第23条), so the
    /// address lies there, and is written from the province down as on every paper.
    private void checkPlace(String address, OfficeCode office, MoveRule rule) throws NotPermitted {
        String place = offices.require(office).fullName();
        String within = rule.address().writing().within(place);
        if (!address.startsWith(within) || address.length() == within.length()) {
            throw new NotPermitted(Refusal.Code.ADDRESS_ELSEWHERE, "expected", place);
        }
    }

    /// Reads what a command names; of one store.
    static Known known(RegisterReads reads, Moves.MoveCommand command) {
        Map<SubjectHandle, RecordRef> handles = new HashMap<>();
        Stream.of(
                        Stream.of(command.subject()),
                        command.movers().stream(),
                        command.newHead().stream())
                .flatMap(all -> all)
                .forEach(one -> reads.byHandle(one).ifPresent(ref -> handles.put(one, ref)));
        return new Known(
                handles,
                Optional.ofNullable(handles.get(command.subject())).flatMap(reads::household));
    }

    /// Locks household and members in the order of their ids, so that two moves never wait for each
    /// other in a circle, and gives them as they are now.
    HouseholdView locked(Tx tx, Work work) throws NotPermitted {
        HouseholdView view = work.known().household();
        RecordRef subject = work.subject();
        List<RecordRef> refs = new ArrayList<>();
        refs.add(view.household().ref());
        view.members().forEach(m -> refs.add(m.ref()));
        refs.sort(Comparator.comparing(RecordRef::id));
        Map<RecordRef, RecordVersion> locked = new HashMap<>();
        refs.forEach(ref -> registers.lock(tx, ref).ifPresent(v -> locked.put(ref, v)));
        RecordVersion home = locked.getOrDefault(view.household().ref(), view.household());
        return new HouseholdView(home, members(home, subject, locked));
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

    /// Whether the pack lets this principal ask for this about this household.
    Permit permit(Work work, HouseholdView now) throws NotPermitted {
        return rules.check(request(work, now));
    }

    private static RequestRules.Request request(Work work, HouseholdView now) throws NotPermitted {
        RecordRef subject = work.subject();
        RecordVersion own =
                now.members().stream()
                        .filter(m -> m.ref().equals(subject))
                        .findFirst()
                        .orElseThrow(() -> new NotPermitted(Refusal.Code.RECORD_CHANGED));
        return new RequestRules.Request(
                work.service(),
                work.command().who(),
                "",
                work.command().options(),
                Household.of(subject, Optional.of(now), own));
    }

    /// All rules of a move, applied to a household as it is now.
    Planned plan(Work work, HouseholdView now) throws NotPermitted {
        Moves.MoveCommand command = work.command();
        RecordRef subject = work.subject();
        MoveChecks.reach(work, now.household());
        RequestRules.Request request = request(work, now);
        Permit permit = rules.check(request);
        List<RecordVersion> members = now.members();
        Set<UUID> named = new HashSet<>();
        for (SubjectHandle handle : command.movers()) {
            named.add(work.known().person(handle, work.service()).id());
        }
        Set<UUID> all = new HashSet<>();
        members.forEach(m -> all.add(m.ref().id()));
        if (!all.containsAll(named)) {
            throw new NotPermitted(Refusal.Code.NOT_IN_HOUSEHOLD);
        }
        Set<UUID> movers = named.isEmpty() ? all : named;
        MoveChecks.movers(permit, subject, movers);
        MoveChecks.arrival(command, now.household(), permit);
        MoveChecks.dates(work, members, movers);
        MoveChecks.address(work, now.household());
        Optional<UUID> newHead = Optional.empty();
        if (command.newHead().isPresent()) {
            newHead =
                    Optional.of(work.known().person(command.newHead().get(), work.service()).id());
        }
        return new Planned(
                new MovePlan(work, now.household(), members, movers, newHead), permit, request);
    }

    /// The changes that a plan makes; what cannot be entered as planned is refused here.
    List<Change> changes(MovePlan plan) throws NotPermitted {
        return plan.changes(ids.get());
    }

    /// Runs what appends a planned move to this node's journal, unless a block has come since it
    /// was planned; none is entered here meanwhile.
    <T> T unlessBlocked(Planned planned, Supplier<T> append) throws NotPermitted {
        blocks.still().lock();
        try {
            rules.again(planned.request(), planned.permit());
            return append.get();
        } finally {
            blocks.still().unlock();
        }
    }

    /// Asks last before the commit whether a block has come since; none is entered here until the
    /// commit is answered, unless it hangs.
    @SuppressWarnings("LockNotBeforeTry") // let go by the end that is given back
    private Runnable unlessBlocked(Planned planned) {
        Lock committing = blocks.committing();
        committing.lock();
        boolean permitted = false;
        try {
            rules.again(planned.request(), planned.permit());
            permitted = true;
        } catch (NotPermitted blocked) {
            throw new Undone(blocked.refusal());
        } finally {
            if (!permitted) {
                committing.unlock();
            }
        }
        return committing::unlock;
    }

    /// Enters the changes of a plan, whose records are locked. A block that comes before the commit
    /// undoes it: the transaction ends with [Undone]. Each entry says what is kept beside the
    /// operation: [MovePart].
    ///
    /// @param request digest of the request
    /// @throws Undone when a record is not what it was planned upon
    MoveOutcome enter(Tx tx, Planned planned, List<Change> changes, String request) {
        MovePlan plan = planned.plan();
        tx.beforeCommit(() -> unlessBlocked(planned));
        List<Hash> leaves = new ArrayList<>();
        List<RecordRef> records = new ArrayList<>();
        Work work = plan.work();
        boolean late = work.rule().isLate(work.reported(), work.command().movedOn());
        for (Change change : changes) {
            MovePart part = new MovePart(request, plan.movers().size(), late, leaves.size());
            leaves.add(leaf(registers.enter(tx, change.saying(part.json()))));
            records.add(change.ref());
        }
        return new MoveOutcome(plan.since(), plan.movers().size(), late, leaves, records);
    }

    private static Hash leaf(Entering entering) {
        return switch (entering) {
            case Entering.Entered entered -> entered.version().leaf();
            case Entering.Stale stale -> throw new Undone(Refusal.of(Refusal.Code.RECORD_CHANGED));
            case Entering.Unknown unknown ->
                    throw new Undone(Refusal.of(Refusal.Code.UNKNOWN_SUBJECT));
        };
    }
}
