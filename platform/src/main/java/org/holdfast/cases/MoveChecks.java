// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.holdfast.catalogue.AskerRule;
import org.holdfast.catalogue.MoveRule;
import org.holdfast.identity.Role;
import org.holdfast.registers.RecordRef;
import org.holdfast.registers.RecordVersion;

/// What the law asks of a reported move, beyond who may report. Stateless.
final class MoveChecks {
    private MoveChecks() {}

    /// Whose record a service may touch, before anything is told of it.
    static void reach(MovePlanner.Work work, RecordVersion home) throws NotPermitted {
        MoveRule rule = work.rule();
        if (rule.from() == MoveRule.Reach.HERE && !home.office().equals(work.command().office())) {
            throw new NotPermitted(Refusal.Code.WRONG_OFFICE, "law", rule.law());
        }
    }

    /// Whoever reports as the person alone moves alone (주민등록법 제11조제1항; 住民基本台帳法 第23条, 第26条): for
    /// others speaks the head, a member where the pack says so, or somebody with a mandate.
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

    /// Nobody moves before being born, nor before the day since which they live where they are. Who
    /// came later than the first of the movers, as a child that was born on the way, moves with
    /// them all the same: [Stays] writes no day before that.
    static void dates(MovePlanner.Work work, List<RecordVersion> members, Set<UUID> movers)
            throws NotPermitted {
        String moved = work.command().movedOn().toString();
        boolean anybody =
                members.stream()
                        .filter(member -> movers.contains(member.ref().id()))
                        .anyMatch(member ->
                                moved.compareTo(Stays.earliest(work.rule(), member.facts())) >= 0);
        if (!anybody) {
            throw new NotPermitted(Refusal.Code.BAD_DATE);
        }
    }

    static void address(MovePlanner.Work work, RecordVersion home) throws NotPermitted {
        Moves.MoveCommand command = work.command();
        String place = work.rule().address().writing().of(command.address(), command.detail());
        if (place.equals(home.facts().path("address").asString(""))) {
            throw new NotPermitted(Refusal.Code.SAME_ADDRESS);
        }
    }
}
