// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.holdfast.catalogue.Service;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.keys.KeyId;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.CentralJournal;
import org.holdfast.ledger.Head;
import org.holdfast.ledger.Position;
import org.holdfast.offices.OfficeCode;
import org.holdfast.registers.HouseholdView;
import org.holdfast.registers.RecordRef;
import org.holdfast.registers.RecordVersion;
import org.holdfast.registers.Registers;

/// Reads the facts of a subject as of the last signed head, and asks the rules for a permit.
/// Thread-safe.
final class FactsReader {
    private final Registers registers;
    private final CentralJournal central;
    private final RequestRules rules;
    private final InstantSource clock;

    FactsReader(Registers registers, CentralJournal central, InstantSource clock) {
        this.registers = registers;
        this.central = central;
        this.rules = new RequestRules(registers);
        this.clock = clock;
    }

    /// The record of a subject.
    RecordRef subject(SubjectHandle handle, Service service) throws NotPermitted {
        return registers
                .byHandle(handle)
                .filter(ref -> ref.register().equals(service.register()))
                .orElseThrow(() -> new NotPermitted(Refusal.Code.UNKNOWN_SUBJECT));
    }

    /// The handle of a subject.
    SubjectHandle handle(RecordRef subject) {
        return registers.subject(subject);
    }

    /// Whether the registers know the places in the journal of the household as it is now: only
    /// then does the next paper show its last change.
    boolean isPlaced(RecordRef subject) {
        Optional<HouseholdView> home = registers.household(subject);
        return home.isPresent()
                ? home.get().household().position().isPresent()
                        && home.get().members().stream().allMatch(m -> m.position().isPresent())
                : registers.current(subject).flatMap(RecordVersion::position).isPresent();
    }

    Attempt.Facts read(Attempt attempt) throws NotPermitted {
        IssueCommand command = attempt.command();
        Head head = central.head();
        Position point = new Position(head.journal(), head.origin(), head.size() - 1);
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Optional<HouseholdView> view = registers.household(attempt.subject(), point);
        RecordVersion own = own(attempt.subject(), view, point);
        boolean citizen = command.who().role() == Role.CITIZEN;
        if (!citizen) {
            checkOffice(command.who(), command.office(), own);
        }
        Household home = Household.of(attempt.subject(), view, own);
        Permit permit =
                rules.check(
                        new RequestRules.Request(
                                attempt.service(),
                                command.who(),
                                command.purpose(),
                                command.options(),
                                home));
        if (citizen) {
            // Only whoever may ask learns at which office the record is kept.
            checkOffice(command.who(), command.office(), own);
        }
        KeyId papers =
                own.keys()
                        .papers()
                        .orElseThrow(
                                () -> new IllegalStateException("no key of papers: " + own.ref()));
        return new Attempt.Facts(
                home, permit, new IssuedPaper.AsOf(point.origin(), point.index(), now), papers);
    }

    private RecordVersion own(RecordRef subject, Optional<HouseholdView> view, Position point)
            throws NotPermitted {
        for (RecordVersion member : view.map(HouseholdView::members).orElse(List.of())) {
            if (member.ref().equals(subject)) {
                return member;
            }
        }
        Optional<RecordVersion> alone = registers.asOf(subject, point);
        if (alone.isEmpty()) {
            boolean known = registers.current(subject).isPresent();
            throw new NotPermitted(
                    known ? Refusal.Code.FACTS_NOT_SEALED : Refusal.Code.UNKNOWN_SUBJECT);
        }
        return alone.get();
    }

    private static void checkOffice(Principal who, OfficeCode office, RecordVersion own)
            throws NotPermitted {
        RequestRules.checkRole(who, office);
        if (!own.office().equals(office)) {
            throw new NotPermitted(Refusal.Code.WRONG_OFFICE);
        }
    }
}
