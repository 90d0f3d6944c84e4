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
import org.holdfast.registers.Reading;
import org.holdfast.registers.RecordRef;
import org.holdfast.registers.RecordVersion;
import org.holdfast.registers.RegisterReads;
import org.holdfast.registers.Registers;

/// Reads the facts of a subject as of the last signed head, and asks the rules for a permit. The
/// time of the facts is a moment at which this node verifiably had everything that the database had
/// committed; how long ago that is decides who is served ([OfficeState]). Thread-safe.
final class FactsReader {
    private final Registers registers;
    private final CentralJournal central;
    private final RequestRules rules;
    private final InstantSource clock;

    FactsReader(
            Registers registers, CentralJournal central, RequestRules rules, InstantSource clock) {
        this.registers = registers;
        this.central = central;
        this.rules = rules;
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

    /// What was read of a subject, all from one store.
    ///
    /// @param time up to when the store is known to be whole
    /// @param alone the subject's own version; empty where there is none with a place
    /// @param newer the facts that the database has, where this node's files are behind it
    private record Read(
            Reading.Source source,
            Position point,
            Instant time,
            Optional<HouseholdView> view,
            Optional<RecordVersion> alone,
            Optional<Household> newer,
            boolean known) {}

    /// Reads from the database as of the last signed head, or from the own copy as of its last
    /// entry; and asks the rules.
    Attempt.Facts read(Attempt attempt) throws NotPermitted {
        return allowed(attempt, registers.read(reading -> read(reading, attempt.subject())));
    }

    /// The same from the own copy, which is what the journal's files hold, where there is one:
    /// while the database answers and takes no commit, it does not learn the places of entries that
    /// the files have.
    Attempt.Facts readCopy(Attempt attempt) throws NotPermitted {
        Optional<Read> copied = registers.readCopy(reading -> read(reading, attempt.subject()));
        return copied.isPresent() ? allowed(attempt, copied.get()) : read(attempt);
    }

    private Attempt.Facts allowed(Attempt attempt, Read found) throws NotPermitted {
        IssueCommand command = attempt.command();
        RecordVersion own = own(found);
        boolean citizen = command.who().role() == Role.CITIZEN;
        if (!citizen) {
            checkOffice(command.who(), command.office(), own);
        }
        Household home = Household.of(attempt.subject(), found.view(), own);
        Permit permit = rules.check(request(attempt, home));
        if (found.newer().isPresent()) {
            // Deny wins: what the database forbids by now is not given as of before.
            var _ = rules.check(request(attempt, found.newer().get()));
        }
        if (citizen) {
            // Only whoever may ask learns at which office the record is kept.
            checkOffice(command.who(), command.office(), own);
        }
        OfficeState state = OfficeState.of(found.source(), attempt.service());
        ServingRule.check(attempt.service(), state, permit, command.who(), found.time());
        KeyId papers =
                own.keys()
                        .papers()
                        .orElseThrow(
                                () -> new IllegalStateException("no key of papers: " + own.ref()));
        return new Attempt.Facts(
                home,
                permit,
                new IssuedPaper.AsOf(
                        found.point().origin(),
                        found.point().index(),
                        found.time(),
                        state != OfficeState.PRIMARY_THERE),
                papers,
                false,
                Optional.empty());
    }

    private static RequestRules.Request request(Attempt attempt, Household home) {
        IssueCommand command = attempt.command();
        return new RequestRules.Request(
                attempt.service(), command.who(), command.purpose(), command.options(), home);
    }

    /// Refuses when a block has come since these facts were read.
    void again(Attempt attempt, Attempt.Facts facts) throws NotPermitted {
        rules.again(request(attempt, facts.home()), facts.permit());
    }

    /// What was heard was heard before the head is looked at, so it is all below that.
    private Read read(Reading reading, RecordRef subject) {
        Position point =
                switch (reading.source()) {
                    case Reading.Source.Primary _ -> {
                        Head head = central.head();
                        yield new Position(head.journal(), head.origin(), head.size() - 1);
                    }
                    case Reading.Source.OwnCopy copy -> copy.upTo();
                };
        Instant heard = reading.source().heard();
        Instant now = clock.instant();
        Instant time = heard.isBefore(now) ? heard : now;
        RegisterReads reads = reading.reads();
        Optional<HouseholdView> view = reads.household(subject, point);
        Optional<RecordVersion> own =
                view.map(HouseholdView::members).orElse(List.of()).stream()
                        .filter(member -> member.ref().equals(subject))
                        .findFirst()
                        .or(() -> reads.asOf(subject, point));
        boolean known = own.isPresent() || reads.current(subject).isPresent();
        return new Read(
                reading.source(),
                point,
                time.truncatedTo(ChronoUnit.SECONDS),
                view,
                own,
                newer(reading, subject),
                known);
    }

    private static Optional<Household> newer(Reading reading, RecordRef subject) {
        if (!(reading.source() instanceof Reading.Source.Primary primary) || primary.isNow()) {
            return Optional.empty();
        }
        RegisterReads reads = reading.reads();
        return reads.current(subject)
                .map(own -> Household.of(subject, reads.household(subject), own));
    }

    private static RecordVersion own(Read found) throws NotPermitted {
        if (found.alone().isEmpty()) {
            throw new NotPermitted(
                    found.known() ? Refusal.Code.FACTS_NOT_SEALED : Refusal.Code.UNKNOWN_SUBJECT);
        }
        return found.alone().get();
    }

    private static void checkOffice(Principal who, OfficeCode office, RecordVersion own)
            throws NotPermitted {
        RequestRules.checkRole(who, office);
        if (!own.office().equals(office)) {
            throw new NotPermitted(Refusal.Code.WRONG_OFFICE);
        }
    }
}
