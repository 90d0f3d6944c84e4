// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.Service;
import org.holdfast.database.DatabaseFault;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.Head;
import org.holdfast.ledger.Position;
import org.holdfast.registers.Reading;
import org.holdfast.registers.RecordVersion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// What is served from a copy of which age.
class CutOffRulesTest {
    @TempDir static Path folder;
    private static CasesOffice office;
    private static AwayRegisters registers;
    private static Issuing issuing;

    @BeforeAll
    static void open() {
        office = new CasesOffice(folder, FaultSwitch.off());
        registers = new AwayRegisters(office.registers, CutOffRulesTest::aged);
        issuing = office.casesWith(registers).issuing();
    }

    @AfterAll
    static void close() {
        office.close();
    }

    private static Duration age = Duration.ZERO;
    private static boolean answers;

    private static Reading aged(Reading primary) {
        Head head = office.ledger.central().head();
        Position upTo = new Position(head.journal(), head.origin(), head.size() - 1);
        Instant heard = Instant.parse("2026-03-02T00:15:30Z");
        return new Reading(
                primary.reads(),
                answers
                        ? new Reading.Source.Primary(heard, age)
                        : new Reading.Source.OwnCopy(upTo, heard, age));
    }

    /// Tests run one after the other, in any order.
    @BeforeEach
    void away() {
        answers = false;
    }

    private static Outcome ask(
            org.holdfast.identity.Principal who, RecordVersion person, String id, ObjectNode more) {
        return issuing.issue(office.command(who, "kr.resident-abstract", person, id, more));
    }

    private static RecordVersion person() {
        return office.people(CasesOffice.JONGNO, false).getFirst();
    }

    private static ObjectNode stated(String basis) {
        return CanonicalJson.object()
                .put("basis", basis)
                .put("evidence", "identity card")
                .put("applicant", basis.equals("self") ? "" : "김아무개");
    }

    @Test
    void servesEverybodyFromAFreshCopyAndSaysAsOfWhen() {
        age = Duration.ofHours(23);
        Outcome outcome =
                ask(
                        CasesOffice.officer(CasesOffice.JONGNO),
                        person(),
                        "fresh-copy-1",
                        CanonicalJson.object());
        IssuedPaper paper = ((Outcome.Issued) outcome).paper();
        assertThat(paper.asOf().ownCopy()).isTrue();
        assertThat(paper.asOf().time()).isEqualTo(Instant.parse("2026-03-02T00:15:30Z"));
        Outcome again =
                ask(
                        CasesOffice.officer(CasesOffice.JONGNO),
                        person(),
                        "fresh-copy-1",
                        CanonicalJson.object());
        assertThat(((Outcome.Issued) again).repeated()).isTrue();
        assertThat(((Outcome.Issued) again).paper().asOf().ownCopy()).isTrue();
    }

    @Test
    void servesOnlyThePersonInPersonFromAStaleCopy() {
        age = Duration.ofHours(25);
        RecordVersion person = person();
        var officer = CasesOffice.officer(CasesOffice.JONGNO);
        List<Refusal.Code> refused = new ArrayList<>();
        for (ObjectNode options :
                List.of(
                        CanonicalJson.object(),
                        CanonicalJson.object().put("basis", "self"),
                        stated("mandate"))) {
            Outcome outcome = ask(officer, person, "stale-" + refused.size() + "-copy", options);
            refused.add(((Outcome.Refused) outcome).refusal().code());
        }
        assertThat(refused).hasSize(3).containsOnly(Refusal.Code.FACTS_TOO_OLD);
        assertThat(ask(officer, person, "stale-self-counter", stated("self")))
                .isInstanceOf(Outcome.Issued.class);
        assertThat(
                        ask(
                                CasesOffice.citizen(person),
                                person,
                                "stale-self-portal",
                                CanonicalJson.object()))
                .isInstanceOf(Outcome.Issued.class);
    }

    @Test
    void aNodeBehindADatabaseThatAnswersServesAsFromACopy() {
        answers = true;
        RecordVersion person = person();
        var officer = CasesOffice.officer(CasesOffice.JONGNO);
        Instant heard = Instant.parse("2026-03-02T00:15:30Z");
        age = Reading.NOW;
        IssuedPaper now = issued(ask(officer, person, "behind-0001", CanonicalJson.object()));
        assertThat(now.asOf().ownCopy()).isFalse();
        assertThat(now.asOf().time()).isEqualTo(heard);
        age = Reading.NOW.plusMillis(1);
        IssuedPaper behind = issued(ask(officer, person, "behind-0002", CanonicalJson.object()));
        assertThat(behind.asOf().ownCopy()).isTrue();
        assertThat(behind.asOf().time()).isEqualTo(heard);
        age = Duration.ofHours(25);
        Outcome refused = ask(officer, person, "behind-0003", CanonicalJson.object());
        assertThat(((Outcome.Refused) refused).refusal().code())
                .isEqualTo(Refusal.Code.FACTS_TOO_OLD);
        assertThat(issued(ask(officer, person, "behind-0004", stated("self"))).asOf().ownCopy())
                .isTrue();
    }

    private static IssuedPaper issued(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Issued.class);
        return ((Outcome.Issued) outcome).paper();
    }

    @Test
    void refusesChangesWithoutADatabaseAndKnowsACommitOfUnknownFate() {
        OperationId operation = new OperationId("change-0001");
        DatabaseFault away = new DatabaseFault(DatabaseFault.Code.NO_CONNECTION, "away");
        DatabaseFault unknown = new DatabaseFault(DatabaseFault.Code.COMMIT_UNKNOWN, "lost");
        assertThat(new ChangeDeadline().refusal(away, operation))
                .map(Refusal::code)
                .contains(Refusal.Code.CHANGES_NOT_TAKEN);
        assertThat(new ChangeDeadline().refusal(unknown, operation))
                .contains(Refusal.of(Refusal.Code.OUTCOME_UNKNOWN, "operation", "change-0001"));
        assertThat(new ChangeDeadline().refusal(new IllegalStateException("bug"), operation))
                .isEmpty();
        ChangeDeadline entered = new ChangeDeadline();
        String done = entered.run(office.database.database(), tx -> "done");
        assertThat(done).isEqualTo("done");
        assertThat(entered.refusal(away, operation))
                .map(Refusal::code)
                .contains(Refusal.Code.OUTCOME_UNKNOWN);
    }

    @Test
    void everyServiceHasARuleForEveryState() {
        for (Service service : Catalogue.read(CasesOffice.PACKS).services()) {
            for (OfficeState state : OfficeState.values()) {
                ServingRule rule = ServingRule.of(service, state);
                assertThat(rule == ServingRule.EVERYBODY)
                        .isEqualTo(state == OfficeState.PRIMARY_THERE);
            }
            Function<Duration, OfficeState> of =
                    old ->
                            OfficeState.of(
                                    new Reading.Source.OwnCopy(
                                            new Position("central-1", "o", 1), Instant.EPOCH, old),
                                    service);
            assertThat(of.apply(service.staleness())).isEqualTo(OfficeState.COPY_FRESH);
            assertThat(of.apply(service.staleness().plusMillis(1)))
                    .isEqualTo(OfficeState.COPY_STALE);
        }
    }
}
