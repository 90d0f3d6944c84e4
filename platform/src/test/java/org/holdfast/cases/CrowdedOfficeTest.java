// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.holdfast.registers.RecordVersion;
import org.holdfast.shield.BoundedLimiter;
import org.holdfast.shield.Limiter;
import org.holdfast.shield.OverCapacity;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An office that makes one paper at a time, and nobody waits for it.
class CrowdedOfficeTest {
    private static final String ABSTRACT = "kr.resident-abstract";

    @TempDir static Path folder;
    private static CasesOffice office;
    private static Limiter one;
    private static Cases crowded;
    private static RecordVersion person;

    @BeforeAll
    static void open() {
        office = new CasesOffice(folder, FaultSwitch.off());
        one = new BoundedLimiter(1, 0, Duration.ZERO);
        office.hands = one;
        crowded =
                office.casesWith(
                        office.below(office.registers, office.database.database(), office.ledger),
                        InstantSource.system());
        person = office.people(CasesOffice.JONGNO, false).getFirst();
    }

    @AfterAll
    static void close() {
        office.close();
    }

    private static IssueCommand command(String operation) {
        return office.command(CasesOffice.citizen(person), ABSTRACT, person, operation);
    }

    @Test
    void aPaperForWhichThereIsNoHandIsNotMadeAndLeavesNothing() {
        Limiter.Ticket busy = one.tryEnter().orElseThrow();
        assertThatThrownBy(() -> crowded.issuing().issue(command("crowded-1")))
                .isInstanceOf(OverCapacity.class);
        busy.close();
        assertThat(crowded.issuing().issue(command("crowded-1")))
                .isInstanceOfSatisfying(
                        Outcome.Issued.class, issued -> assertThat(issued.repeated()).isFalse());
    }

    @Test
    void whoAsksAgainForAPaperThatIsMadeGetsItWithoutAHand() {
        Outcome first = crowded.issuing().issue(command("crowded-2"));
        Optional<Limiter.Ticket> busy = one.tryEnter();
        assertThat(busy).as("the first paper gave its place back").isPresent();
        Outcome again = crowded.issuing().issue(command("crowded-2"));
        busy.orElseThrow().close();
        assertThat(again)
                .isInstanceOfSatisfying(
                        Outcome.Issued.class,
                        issued -> {
                            assertThat(issued.repeated()).isTrue();
                            assertThat(issued.paper().id())
                                    .isEqualTo(((Outcome.Issued) first).paper().id());
                        });
    }

    @Test
    void aRefusedPaperGivesItsPlaceBack() {
        RecordVersion hidden = office.people(CasesOffice.JONGNO, true).getFirst();
        crowded.issuing()
                .issue(
                        office.command(
                                CasesOffice.officer(CasesOffice.JONGNO),
                                ABSTRACT,
                                hidden,
                                "crowded-3"));
        Optional<Limiter.Ticket> free = one.tryEnter();
        assertThat(free).isPresent();
        free.orElseThrow().close();
    }
}
