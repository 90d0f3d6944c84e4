// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.holdfast.keys.Handle;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.offices.OfficeCode;
import org.holdfast.registers.Change;
import org.holdfast.registers.RecordRef;
import org.holdfast.registers.RecordVersion;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Turns a report of a move and the locked records into the changes that make it: the new
/// household, each mover, each stayer whose relation changes, the old household. Pure.
///
/// @param home the old household, as locked
/// @param members its members, as locked, in its order
/// @param movers record ids of those who move
/// @param today the day of the report, from which the move has effect
record MovePlan(
        Moves.MoveCommand command,
        RecordVersion home,
        List<RecordVersion> members,
        Set<UUID> movers,
        Optional<UUID> newHead,
        LocalDate today,
        Handle operation) {

    /// All changes, the new household first, the old one last.
    List<Change> changes(UUID household) throws NotPermitted {
        List<RecordVersion> moving = members.stream().filter(this::moves).toList();
        List<RecordVersion> staying = members.stream().filter(m -> !moves(m)).toList();
        if (moving.isEmpty()) {
            throw new NotPermitted(Refusal.Code.NO_MOVERS);
        }
        RecordVersion head = head(moving).orElse(moving.getFirst());
        List<Change> changes = new ArrayList<>();
        changes.add(newHousehold(household, head, moving));
        for (RecordVersion mover : moving) {
            changes.add(mover(mover, household, head));
        }
        if (staying.isEmpty()) {
            changes.add(closed());
        } else {
            changes.addAll(remaining(staying));
        }
        return changes;
    }

    private boolean moves(RecordVersion member) {
        return movers.contains(member.ref().id());
    }

    private Optional<RecordVersion> head(List<RecordVersion> some) {
        String head = home.facts().path("head").asString("");
        return some.stream().filter(m -> m.ref().id().toString().equals(head)).findFirst();
    }

    /// The head of those who stay: the one that was named, or the only one there is.
    private RecordVersion chosen(List<RecordVersion> staying) throws NotPermitted {
        if (newHead.isEmpty()) {
            if (staying.size() == 1) {
                return staying.getFirst();
            }
            throw new NotPermitted(Refusal.Code.HEAD_NEEDED);
        }
        return staying.stream()
                .filter(m -> m.ref().id().equals(newHead.get()))
                .findFirst()
                .orElseThrow(() -> new NotPermitted(Refusal.Code.HEAD_NEEDED));
    }

    private Change newHousehold(UUID id, RecordVersion head, List<RecordVersion> moving) {
        ObjectNode facts = CanonicalJson.object();
        facts.put("register", home.ref().register());
        facts.put("id", id.toString());
        facts.put("office", command.office().value());
        facts.put("head", head.ref().id().toString());
        members(facts, moving);
        facts.put("address", address());
        ObjectNode formed = facts.putObject("formed");
        formed.put("date", today.toString());
        formed.put("reason", "move-in");
        RecordRef ref = new RecordRef(home.ref().register(), id);
        return new Change(
                ref, 0, command.office(), facts, today, command.who().id(), Optional.of(operation));
    }

    private Change mover(RecordVersion mover, UUID household, RecordVersion head) {
        ObjectNode facts = mover.facts();
        String relation = mover.ref().equals(head.ref()) ? "head" : kinship(head, mover);
        facts.put("office", command.office().value());
        facts.put("household", household.toString());
        facts.put("relation", relation);
        if (facts.path("status").asString("").equals("residence-unknown")) {
            facts.put("status", "resident");
        }
        ArrayNode addresses =
                facts.get("addresses") instanceof ArrayNode known
                        ? known
                        : facts.putArray("addresses");
        ObjectNode stay = addresses.addObject();
        stay.put("address", command.address());
        if (!command.detail().isEmpty()) {
            stay.put("detail", command.detail());
        }
        stay.put("from", today.toString());
        stay.put("reported", today.toString());
        stay.put("movedOn", command.movedOn().toString());
        stay.put("reason", "move-in");
        stay.put("head", RequestRules.named(head.facts()).name());
        stay.put("relation", relation);
        return change(mover, command.office(), facts);
    }

    private Change stayer(RecordVersion stayer, RecordVersion head) {
        ObjectNode facts = stayer.facts();
        boolean self = stayer.ref().equals(head.ref());
        facts.put("relation", self ? "head" : kinship(head, stayer));
        return change(stayer, stayer.office(), facts);
    }

    private List<Change> remaining(List<RecordVersion> staying) throws NotPermitted {
        List<Change> changes = new ArrayList<>();
        Optional<RecordVersion> same = head(staying);
        RecordVersion head = same.isPresent() ? same.get() : chosen(staying);
        if (same.isEmpty()) {
            staying.forEach(stayer -> changes.add(stayer(stayer, head)));
        }
        ObjectNode facts = home.facts();
        facts.put("head", head.ref().id().toString());
        members(facts, staying);
        changes.add(change(home, home.office(), facts));
        return changes;
    }

    private Change closed() {
        ObjectNode facts = home.facts();
        members(facts, List.of());
        ObjectNode closed = facts.putObject("closed");
        closed.put("date", today.toString());
        closed.put("reason", "move-out");
        closed.put("to", command.office().value());
        return change(home, home.office(), facts);
    }

    private static void members(ObjectNode facts, List<RecordVersion> members) {
        ArrayNode list = facts.putArray("members");
        members.forEach(m -> list.add(m.ref().id().toString()));
    }

    private Change change(RecordVersion before, OfficeCode office, ObjectNode facts) {
        return new Change(
                before.ref(),
                before.version(),
                office,
                facts,
                today,
                command.who().id(),
                Optional.of(operation));
    }

    private String address() {
        ObjectNode stay = CanonicalJson.object();
        stay.put("address", command.address());
        stay.put("detail", command.detail());
        return Printing.place(stay);
    }

    private static String kinship(RecordVersion head, RecordVersion member) {
        String sex = member.facts().path("sex").asString("");
        return Kinship.of(relation(head), relation(member), sex);
    }

    private static String relation(RecordVersion member) {
        return member.facts().path("relation").asString("relative");
    }

    /// Does not print who moves.
    @Override
    public String toString() {
        return "MovePlan[" + movers.size() + " movers]";
    }
}
