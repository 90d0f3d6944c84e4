// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.holdfast.identity.Principal;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.registers.Acceptance;
import org.holdfast.registers.HouseholdView;
import org.holdfast.registers.RecordVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The numbers that moves get, whether they were entered at once or filed, and who is told them.
class AcceptedMovesTest {
    @TempDir private Path folder;
    private FilingOffice office;

    @BeforeEach
    void open() {
        office = new FilingOffice(folder);
    }

    /// Registers and numbers are the fold of the journal, whatever happened.
    @AfterEach
    void checkWorldAndClose() {
        try {
            office.checkWorld();
        } finally {
            office.close();
        }
    }

    private Moves.Moved moved(RecordVersion person, String operation) {
        return FilingOffice.moved(
                office.here.moves().moveIn(office.move(person, operation, "이태원로 29")));
    }

    /// The number, once it is there; an answer may be faster than it.
    private long number(String id) {
        for (int look = 0; look < 1_000; look++) {
            Moves.Moved move = FilingOffice.given(find(FilingOffice.OFFICER, id));
            if (move.acceptance() instanceof Acceptance.Known.Given(Acceptance acceptance)) {
                assertThat(acceptance.office()).isEqualTo(FilingOffice.YONGSAN);
                assertThat(acceptance.year()).isEqualTo(FilingOffice.today().getYear());
                return acceptance.number();
            }
            assertThat(move.acceptance()).isEqualTo(new Acceptance.Known.Follows());
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
        throw new AssertionError("no number within ten seconds");
    }

    private Answer<Moves.Moved> find(Principal who, String id) {
        return office.here.moves().find(who, id);
    }

    @Test
    void givesEachMoveTheNextNumberAndTheSameOneHoweverOftenItIsAskedFor() {
        RecordVersion first = office.family().members().getFirst();
        Moves.Moved move = moved(first, "accepted-1");
        assertThat(number(move.id())).isEqualTo(1);
        assertThat(number(moved(office.family().members().getFirst(), "accepted-2").id()))
                .isEqualTo(2);
        Moves.Moved again = moved(first, "accepted-1");
        assertThat(again.repeated()).isTrue();
        assertThat(again.acceptance())
                .isEqualTo(
                        new Acceptance.Known.Given(
                                new Acceptance(
                                        FilingOffice.YONGSAN, FilingOffice.today().getYear(), 1)));
        Moves.Moved found = FilingOffice.given(find(FilingOffice.OFFICER, move.id()));
        assertThat(found.effective()).isEqualTo(move.effective());
        assertThat(found.movers()).isEqualTo(move.movers());
        assertThat(found.receipts()).hasSameSizeAs(move.receipts());
    }

    @Test
    void tellsWhoMovedAndTheOfficeAndNobodyWhoStayed() {
        HouseholdView family = office.family();
        RecordVersion head = family.members().getFirst();
        RecordVersion next = family.members().get(1);
        List<SubjectHandle> movers = List.of(office.office.handle(head));
        Moves.Moved move =
                FilingOffice.moved(
                        office.here
                                .moves()
                                .moveIn(
                                        new Moves.MoveCommand(
                                                FilingOffice.OFFICER,
                                                FilingOffice.YONGSAN,
                                                new OperationId("accepted-head"),
                                                office.office.handle(head),
                                                movers,
                                                "서울특별시 용산구 이태원로 31",
                                                "",
                                                FilingOffice.today(),
                                                Optional.of(office.office.handle(next)),
                                                CanonicalJson.object()
                                                        .put("basis", "head")
                                                        .put("evidence", "주민등록증"))));
        number(move.id());
        assertThat(FilingOffice.given(find(CasesOffice.citizen(head), move.id())).id())
                .isEqualTo(move.id());
        RecordVersion stranger = office.family().members().getFirst();
        for (Principal who :
                List.of(
                        CasesOffice.citizen(next),
                        CasesOffice.citizen(stranger),
                        CasesOffice.officer(CasesOffice.JONGNO))) {
            assertThat(FilingOffice.refused(find(who, move.id())))
                    .as(who.id())
                    .isEqualTo(Refusal.Code.MOVE_UNKNOWN);
        }
        for (String id : List.of("", "x", "a".repeat(26), move.id() + "-0123456789abcdef")) {
            assertThat(FilingOffice.refused(find(FilingOffice.OFFICER, id)))
                    .isEqualTo(Refusal.Code.MOVE_UNKNOWN);
        }
    }

    @Test
    void givesAFilingNoneUntilItIsEnteredAndThenTheNext() {
        RecordVersion head = office.family().members().getFirst();
        Filings.Filing filing = office.file(head, "accepted-f", "이태원로 29");
        assertThat(filing.acceptance()).isEmpty();
        assertThat(office.find(filing.id()).acceptance()).isEmpty();
        assertThat(FilingOffice.refused(find(FilingOffice.OFFICER, filing.id())))
                .isEqualTo(Refusal.Code.MOVE_UNKNOWN);
        // Whoever comes with the database meanwhile is numbered before it.
        assertThat(number(moved(office.family().members().getFirst(), "accepted-3").id())).isOne();
        office.entered(filing);
        assertThat(number(filing.id())).isEqualTo(2);
        assertThat(office.find(filing.id()).acceptance())
                .contains(
                        new Acceptance.Known.Given(
                                new Acceptance(
                                        FilingOffice.YONGSAN, FilingOffice.today().getYear(), 2)));
    }

    @Test
    void givesAFilingThatIsRefusedNone() {
        RecordVersion head = office.family().members().getFirst();
        Filings.Filing filing = office.file(head, "accepted-r", "이태원로 29");
        office.change(head, true);
        office.held(filing, "record-changed");
        assertThat(office.find(filing.id()).acceptance()).isEmpty();
        Filings.Filing refused = office.decide(filing, "accepted-no", false);
        assertThat(refused.state()).isEqualTo(Filings.State.REFUSED);
        assertThat(refused.acceptance()).isEmpty();
        assertThat(number(moved(office.family().members().getFirst(), "accepted-4").id())).isOne();
    }

    @Test
    void erasureChangesNoNumber() {
        HouseholdView family = office.family();
        Moves.Moved first = moved(family.members().getFirst(), "accepted-e1");
        Moves.Moved second = moved(office.family().members().getFirst(), "accepted-e2");
        assertThat(number(first.id())).isEqualTo(1);
        assertThat(number(second.id())).isEqualTo(2);
        RecordVersion gone =
                family.members().stream()
                        .filter(one -> !ErasingOffice.isHead(family, one))
                        .findFirst()
                        .orElseThrow();
        Erasures.Erasure erasure =
                FilingOffice.given(
                        office.here
                                .erasures()
                                .erase(
                                        new Erasures.EraseCommand(
                                                FilingOffice.OFFICER,
                                                FilingOffice.YONGSAN,
                                                new OperationId("erase-accepted"),
                                                new Erasures.Target.Person(
                                                        office.office.handle(gone)),
                                                ErasingOffice.BASIS,
                                                "본인의 삭제 요구")));
        assertThat(number(first.id())).isEqualTo(1);
        assertThat(number(second.id())).isEqualTo(2);
        // The household that goes on without the person was changed, and that has a number too.
        assertThat(numberOf(erasure.id())).isEqualTo(3);
        assertThat(number(moved(office.family().members().getFirst(), "accepted-e3").id()))
                .isEqualTo(4);
    }

    private long numberOf(String erasure) {
        for (int look = 0; look < 1_000; look++) {
            Optional<Acceptance> found =
                    FilingOffice.given(office.here.erasures().find(FilingOffice.OFFICER, erasure))
                            .acceptance();
            if (found.isPresent()) {
                return found.get().number();
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
        throw new AssertionError("no number within ten seconds");
    }
}
