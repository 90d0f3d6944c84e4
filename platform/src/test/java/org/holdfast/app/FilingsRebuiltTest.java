// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.holdfast.testing.Waiting.until;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.cases.Answer;
import org.holdfast.cases.Filings;
import org.holdfast.cases.Moves;
import org.holdfast.cases.OperationId;
import org.holdfast.database.Database;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.offices.OfficeCode;
import org.holdfast.registers.Fold;
import org.holdfast.testing.HeldAway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An office that filed while its PostgreSQL was dead, and is then made anew from its journals.
final class FilingsRebuiltTest {
    private static final OfficeCode HERE = new OfficeCode("kr-11110");
    private static final Principal OFFICER =
            new Principal("officer-1", Role.OFFICER, Optional.of(HERE), Optional.empty(), "담당자");
    private static final LocalDate TODAY = LocalDate.now(ZoneId.of("Asia/Seoul"));

    @TempDir Path temp;

    private static Moves.MoveCommand move(String handle, String operation) {
        return new Moves.MoveCommand(
                OFFICER,
                HERE,
                new OperationId(operation),
                new SubjectHandle(handle),
                List.of(),
                "서울특별시 종로구 사직로 161",
                "",
                TODAY,
                Optional.empty(),
                CanonicalJson.object());
    }

    private static Moves.Reported report(Office office, String handle, String operation) {
        return given(office.context().getBean(Moves.class).moveIn(move(handle, operation)));
    }

    private static <T> T given(Answer<T> answer) {
        if (answer instanceof Answer.Given<T>(T value)) {
            return value;
        }
        throw new AssertionError("expected an answer, found " + answer);
    }

    private static List<String> filings(Office office) {
        return given(office.context().getBean(Filings.class).list(OFFICER, Optional.empty(), 100))
                .stream()
                .map(one ->
                        List.of(
                                        one.id(),
                                        one.state(),
                                        one.reason(),
                                        one.legalTime(),
                                        one.subject(),
                                        one.receipt().leaf().hex())
                                .toString())
                .toList();
    }

    private static List<Map<String, Object>> rows(Office office) {
        return office.context()
                .getBean(Database.class)
                .jdbc()
                .sql(
                        "select encode(leaf, 'hex') as leaf, journal, index, state, reason,"
                                + " outcome::text as outcome, version from cases.filing order by leaf")
                .query()
                .listOfRows();
    }

    private static String handle(Path data) {
        for (JsonNode subject :
                JsonMapper.shared().readTree(data.resolve("demo.json").toFile()).path("subjects")) {
            if (subject.path("office").asString("").equals(HERE.value())
                    && !subject.path("restricted").asBoolean(false)) {
                return subject.path("handle").asString("");
            }
        }
        throw new AssertionError("nobody lives here");
    }

    private static void away(Office office, Path data, Runnable meanwhile) throws IOException {
        try (HeldAway _ = HeldAway.kill(data)) {
            until(() -> office.context().getBean(Database.class).pulse().isAway());
            meanwhile.run();
        }
        until(() -> !office.context().getBean(Database.class).pulse().isAway());
    }

    @Test
    void theSameFilingsComeBackAndNothingIsEnteredAgain() throws Exception {
        Path data = temp.resolve("data");
        Path target = temp.resolve("new");
        String handle;
        List<String> before;
        List<Map<String, Object>> rowsBefore;
        try (Office office = Office.start(OfficeSettings.quiet(data, 0, true, 600))) {
            handle = handle(data);
            away(
                    office,
                    data,
                    () -> {
                        assertThat(report(office, handle, "rebuilt-1"))
                                .isInstanceOf(Filings.Filing.class);
                        // To the same address, which is wrong only once the first is entered.
                        assertThat(report(office, handle, "rebuilt-2"))
                                .isInstanceOf(Filings.Filing.class);
                    });
            Filings filings = office.context().getBean(Filings.class);
            until(() -> filings.counts().equals(new Filings.Counts(0, 1)));
            before = filings(office);
            rowsBefore = rows(office);
            assertThat(rowsBefore)
                    .extracting(row -> row.get("state"), row -> row.get("reason"))
                    .containsExactlyInAnyOrder(tuple("entered", ""), tuple("held", "same-address"));
        }
        OfficeRebuild.Report report =
                new OfficeRebuild(data, Optional.empty(), target, new Silent()).run();
        assertThat(report.registers().differences()).isEmpty();
        try (Office office = Office.start(OfficeSettings.quiet(target, 0, false, 0))) {
            until(() -> rows(office).size() == 2);
            assertThat(rows(office)).isEqualTo(rowsBefore);
            assertThat(filings(office)).isEqualTo(before);
            assertThat(report(office, handle, "rebuilt-1"))
                    .isInstanceOfSatisfying(
                            Moves.Moved.class,
                            moved -> {
                                assertThat(moved.repeated()).isTrue();
                                assertThat(moved.effective()).isEqualTo(TODAY);
                            });
            assertThat(report(office, handle, "rebuilt-2"))
                    .isInstanceOfSatisfying(
                            Filings.Filing.class,
                            held -> assertThat(held.state()).isEqualTo(Filings.State.HELD));
            Fold.Outcome fold = office.context().getBean(Fold.class).check();
            assertThat(fold.agrees()).as(fold.differences().toString()).isTrue();
        }
    }

    private static final class Silent implements OfficeRebuild.Progress {
        @Override
        public void step(String words) {}

        @Override
        public void entries(long done, long all) {}
    }
}
