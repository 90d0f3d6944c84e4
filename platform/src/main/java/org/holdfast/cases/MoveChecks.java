// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.holdfast.catalogue.AskerRule;
import org.holdfast.identity.Role;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.registers.RecordRef;
import org.holdfast.registers.RecordVersion;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What the law asks of a reported move, beyond who may report. Stateless.
final class MoveChecks {
    private MoveChecks() {}

    /// Whoever reports as the person alone moves alone (주민등록법 제11조제1항): for others speaks the head,
    /// or somebody with the head's mandate.
    static void movers(Permit permit, RecordRef subject, Set<UUID> movers) throws NotPermitted {
        AskerRule rule = permit.rule();
        if (rule.tie() == AskerRule.Tie.SELF && !movers.equals(Set.of(subject.id()))) {
            throw new NotPermitted(Refusal.Code.ASKER_NOT_ENTITLED, "law", rule.law());
        }
    }

    /// A record that another office keeps comes here only when the officer says who reports and
    /// what was seen (주민등록법 시행령 제23조): a name and a birth date are not enough.
    static void arrival(Moves.MoveCommand command, RecordVersion home, Permit permit)
            throws NotPermitted {
        boolean elsewhere = !home.office().equals(command.office());
        boolean stated = !permit.option("basis").isEmpty() && !permit.option("evidence").isEmpty();
        if (command.who().role() == Role.OFFICER && elsewhere && !stated) {
            throw new NotPermitted(Refusal.Code.EVIDENCE_MISSING, "law", permit.rule().law());
        }
    }

    /// Nobody moves before being born, nor before the move that brought them where they are.
    static void dates(Moves.MoveCommand command, List<RecordVersion> members) throws NotPermitted {
        for (RecordVersion member : members) {
            JsonNode stays = member.facts().path("addresses");
            String from = stays.path(stays.size() - 1).path("from").asString("");
            String born = member.facts().path("birth").asString("");
            String moved = command.movedOn().toString();
            boolean mine = member.ref().equals(members.getFirst().ref());
            if (mine && (moved.compareTo(born) < 0 || moved.compareTo(from) < 0)) {
                throw new NotPermitted(Refusal.Code.BAD_DATE);
            }
        }
    }

    static void address(Moves.MoveCommand command, RecordVersion home) throws NotPermitted {
        ObjectNode stay = CanonicalJson.object();
        stay.put("address", command.address());
        stay.put("detail", command.detail());
        if (Printing.place(stay).equals(home.facts().path("address").asString(""))) {
            throw new NotPermitted(Refusal.Code.SAME_ADDRESS);
        }
    }
}
