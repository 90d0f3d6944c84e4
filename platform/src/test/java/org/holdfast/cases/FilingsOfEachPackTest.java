// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.Receipt;
import org.holdfast.registers.HouseholdView;
import org.holdfast.registers.RecordVersion;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What becomes of moves that are reported while the database does not answer, whichever country's
/// pack they come by.
final class FilingsOfEachPackTest extends FilingsAtOneOffice {
    private static final Map<MovingPack, List<HouseholdView>> FAMILIES =
            new EnumMap<>(MovingPack.class);

    @BeforeAll
    static void takeTheFamilies() {
        for (MovingPack pack : MovingPack.values()) {
            FAMILIES.put(pack, pack.families(office.office));
        }
    }

    private static HouseholdView family(MovingPack pack) {
        return FAMILIES.get(pack).removeLast();
    }

    private static Moves.MoveCommand move(
            MovingPack pack, RecordVersion person, String operation, int number) {
        Moves.MoveCommand command =
                pack.move(office.office, person, operation + "-" + pack.at(), number);
        return MovingPack.to(command, command.address(), pack.today());
    }

    private static Filings.Filing file(Moves.MoveCommand command) {
        return FilingOffice.filed(office.away.moves().moveIn(command));
    }

    private static Filings.Filing merged(
            MovingPack pack, Filings.Filing filing, Filings.State state, String reason) {
        return office.merged(pack.officer(), filing, state, reason);
    }

    private static Filings.Filing entered(MovingPack pack, Filings.Filing filing) {
        return merged(pack, filing, Filings.State.ENTERED, "");
    }

    @ParameterizedTest
    @EnumSource
    void filesWhatTheDatabaseCannotTakeAndEntersItOnceWithItsDay(MovingPack pack) {
        RecordVersion head = family(pack).members().getFirst();
        Moves.MoveCommand command = move(pack, head, "filed-once", 1);
        Filings.Filing filing = file(command);
        assertThat(filing.service()).isEqualTo(pack.service().code());
        assertThat(filing.state()).isEqualTo(Filings.State.PENDING);
        assertThat(filing.receipt().grade()).isEqualTo(Receipt.Grade.SEALED);
        assertThat(office.versions(head)).isEqualTo(1);
        assertThat(file(command).repeated()).isTrue();

        // Merged two days later: the day of the report stays.
        InstantSource later = () -> Instant.now().plus(Duration.ofDays(2));
        assertThat(office.merge(office.here(later), FilingMerge.Switch.NONE)).isEqualTo(1);
        assertThat(office.merge()).isZero();

        Filings.Filing entered = entered(pack, filing);
        assertThat(entered.legalTime().effective()).isEqualTo(pack.today());
        HouseholdView now = office.office.registers.household(head.ref()).orElseThrow();
        assertThat(now.household().office()).isEqualTo(pack.at());
        assertThat(now.household().validFrom()).isEqualTo(pack.since(command.movedOn()));
        assertThat(address(head)).isEqualTo(pack.printed(1));
        assertThat(office.versions(head)).isEqualTo(2);
        Moves.Moved again = FilingOffice.moved(office.here.moves().moveIn(command));
        assertThat(again.repeated()).isTrue();
        assertThat(again.id()).isEqualTo(filing.id());
        assertThat(office.versions(head)).isEqualTo(2);
    }

    /// The day on which somebody lives there, and whether it was reported in time, rest on the day
    /// of the filing and never on that of the merge.
    @ParameterizedTest
    @EnumSource
    void countsTheDaysFromTheFilingAndNotFromTheMerge(MovingPack pack) {
        RecordVersion head = family(pack).members().getFirst();
        Moves.MoveCommand command = move(pack, head, "filed-days", 2);
        Moves.MoveCommand last =
                MovingPack.to(
                        command, command.address(), pack.today().minusDays(pack.rule().days()));
        Filings.Filing filing = file(last);
        InstantSource later = () -> Instant.now().plus(Duration.ofDays(20));
        office.merge(office.here(later), FilingMerge.Switch.NONE);
        entered(pack, filing);
        Moves.Moved moved = FilingOffice.moved(office.here.moves().moveIn(last));
        assertThat(moved.late()).isFalse();
        assertThat(moved.effective()).isEqualTo(pack.since(last.movedOn()));
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatAMoveRefuses(MovingPack pack) {
        HouseholdView family = family(pack);
        RecordVersion member = family.members().get(1);
        Moves.MoveCommand all = move(pack, member, "filed-no", 3);
        assertThat(
                        FilingOffice.refused(
                                office.away
                                        .moves()
                                        .moveIn(
                                                MovingPack.by(
                                                        all,
                                                        pack.officer(),
                                                        pack.at(),
                                                        pack.seen("self")))))
                .isEqualTo(Refusal.Code.ASKER_NOT_ENTITLED);
        for (String address : pack.elsewhere()) {
            Moves.MoveCommand elsewhere = MovingPack.to(all, address, all.movedOn());
            assertThat(FilingOffice.refused(office.away.moves().moveIn(elsewhere)))
                    .as(address)
                    .isEqualTo(Refusal.Code.ADDRESS_ELSEWHERE);
        }
        assertThat(office.here.filings().counts().pending()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void servesOnlyThePersonInPersonFromAStaleCopy(MovingPack pack) {
        HouseholdView family = family(pack);
        office.age = Duration.ofHours(2);
        RecordVersion member = family.members().get(2);
        Moves.MoveCommand all = move(pack, member, "filed-old", 4);
        assertThat(FilingOffice.refused(office.away.moves().moveIn(all)))
                .isEqualTo(Refusal.Code.FACTS_TOO_OLD);
        Moves.MoveCommand self =
                MovingPack.of(
                        MovingPack.by(all, pack.officer(), pack.at(), pack.seen("self")),
                        List.of(office.office.handle(member)),
                        Optional.empty());
        Filings.Filing filing = file(self);
        assertThat(filing.report().movers()).containsExactly(member.ref());
        entered(pack, filing);
    }

    @ParameterizedTest
    @EnumSource
    void entersFilingsThatWereMadeBehindEachOther(MovingPack pack) {
        RecordVersion head = family(pack).members().getFirst();
        Filings.Filing first = file(move(pack, head, "filed-row1", 5));
        Filings.Filing second = file(move(pack, head, "filed-row2", 6));
        Filings.Filing third = file(move(pack, head, "filed-row3", 7));
        assertThat(office.merge()).isEqualTo(3);
        for (Filings.Filing one : List.of(first, second, third)) {
            entered(pack, one);
        }
        assertThat(address(head)).isEqualTo(pack.printed(7));
        assertThat(office.versions(head)).isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource
    void holdsWhatChangedMeanwhileForAnOfficerWhoEntersIt(MovingPack pack) {
        HouseholdView family = family(pack);
        RecordVersion head = family.members().getFirst();
        Filings.Filing first = file(move(pack, head, "filed-held1", 8));
        Filings.Filing second = file(move(pack, head, "filed-held2", 9));
        office.change(family.members().get(1), false);
        assertThat(office.merge()).isEqualTo(2);
        merged(pack, first, Filings.State.HELD, "record-changed");
        merged(pack, second, Filings.State.HELD, "after-held");
        assertThat(office.versions(head)).isEqualTo(1);
        assertThat(decide(pack, first, true).state()).isEqualTo(Filings.State.ENTERED);
        assertThat(address(head)).isEqualTo(pack.printed(8));
        merged(pack, second, Filings.State.HELD, "record-changed");
        assertThat(decide(pack, second, false).state()).isEqualTo(Filings.State.REFUSED);
        assertThat(address(head)).isEqualTo(pack.printed(8));
        assertThat(office.versions(head)).isEqualTo(2);
    }

    private static Filings.Filing decide(MovingPack pack, Filings.Filing filing, boolean enter) {
        return office.decide(
                pack.officer(), filing.id(), "decide-" + filing.id().substring(0, 12), enter);
    }

    @ParameterizedTest
    @EnumSource
    void papersSayThatAFilingWaitsUntilItIsDecided(MovingPack pack) {
        RecordVersion head = family(pack).members().getFirst();
        Filings.Filing filing = file(move(pack, head, "filed-paper", 10));
        for (Cases cases : List.of(office.away, office.here)) {
            IssueCommand paper =
                    new IssueCommand(
                            CasesOffice.citizen(head),
                            pack.keeper(),
                            new OperationId("waits-" + (cases == office.away) + "-" + pack.at()),
                            pack.paper(),
                            office.office.handle(head),
                            "bank",
                            CanonicalJson.object());
            Outcome outcome = cases.issuing().issue(paper);
            assertThat(((Outcome.Issued) outcome).paper().filingPending()).isTrue();
        }
        entered(pack, filing);
    }
}
