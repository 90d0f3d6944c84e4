// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.holdfast.catalogue.MoveRule;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.offices.OfficeCode;
import org.holdfast.registers.Change;
import org.holdfast.registers.RecordRef;
import org.holdfast.registers.RecordVersion;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Turns a report of a move and the locked records into the changes that make it: the household at
/// the new address, each mover, each stayer whose relation changes, the old household. Pure.
///
/// @param home the old household, as locked
/// @param members its members, as locked, in its order
/// @param movers record ids of those who move
record MovePlan(
        MovePlanner.Work work,
        RecordVersion home,
        List<RecordVersion> members,
        Set<UUID> movers,
        Optional<UUID> newHead) {

    /// The day from which they live at the new address.
    LocalDate since() {
        return rule().since(work.reported(), work.command().movedOn());
    }

    private MoveRule rule() {
        return work.rule();
    }

    private Moves.MoveCommand command() {
        return work.command();
    }

    /// All changes, the household at the new address first, the one that was left last.
    ///
    /// @param household the id of a new household, where one is made
    List<Change> changes(UUID household) throws NotPermitted {
        List<RecordVersion> moving = members.stream().filter(this::moves).toList();
        List<RecordVersion> staying = members.stream().filter(m -> !moves(m)).toList();
        if (moving.isEmpty()) {
            throw new NotPermitted(Refusal.Code.NO_MOVERS);
        }
        RecordVersion head = head(moving).orElse(moving.getFirst());
        boolean whole = staying.isEmpty();
        boolean kept = whole && rule().entries().household() == MoveRule.Whole.KEPT;
        List<Change> changes = new ArrayList<>();
        changes.add(kept ? sameHousehold(head, moving) : newHousehold(household, head, moving));
        UUID at = kept ? home.ref().id() : household;
        for (RecordVersion mover : moving) {
            changes.add(mover(mover, at, head));
        }
        if (!whole) {
            changes.addAll(remaining(staying));
        } else if (!kept) {
            changes.add(closed());
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
        facts.put("office", command().office().value());
        facts.put("head", head.ref().id().toString());
        members(facts, moving);
        facts.put("address", address());
        ObjectNode formed = facts.putObject("formed");
        formed.put("date", since().toString());
        formed.put("reason", rule().entries().reason());
        RecordRef ref = new RecordRef(home.ref().register(), id);
        return new Change(
                ref,
                0,
                command().office(),
                facts,
                since(),
                command().who().id(),
                Optional.of(work.operation()));
    }

    private Change sameHousehold(RecordVersion head, List<RecordVersion> moving) {
        ObjectNode facts = home.facts();
        facts.put("office", command().office().value());
        facts.put("head", head.ref().id().toString());
        members(facts, moving);
        facts.put("address", address());
        return change(home, command().office(), facts);
    }

    private Change mover(RecordVersion mover, UUID household, RecordVersion head) {
        ObjectNode facts = mover.facts();
        String relation = mover.ref().equals(head.ref()) ? "head" : kinship(head, mover);
        facts.put("office", command().office().value());
        facts.put("household", household.toString());
        facts.put("relation", relation);
        String status = facts.path("status").asString("");
        facts.put("status", rule().entries().statuses().getOrDefault(status, status));
        Stays.add(
                rule(),
                facts,
                new Stays.Arrival(
                        command().address(),
                        command().detail(),
                        command().movedOn(),
                        work.reported(),
                        RequestRules.named(head.facts()).name(),
                        relation));
        return change(mover, command().office(), facts);
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
        closed.put("date", since().toString());
        closed.put("reason", "move-out");
        closed.put("to", command().office().value());
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
                since(),
                command().who().id(),
                Optional.of(work.operation()));
    }

    private String address() {
        return rule().address().writing().of(command().address(), command().detail());
    }

    private String kinship(RecordVersion head, RecordVersion member) {
        return new Kinship(rule().kinship())
                .of(Kinship.Relative.of(head), Kinship.Relative.of(member));
    }

    /// Does not print who moves.
    @Override
    public String toString() {
        return "MovePlan[" + movers.size() + " movers]";
    }
}
