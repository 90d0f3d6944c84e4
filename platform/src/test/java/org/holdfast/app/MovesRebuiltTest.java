// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.testing.Waiting.until;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.cases.Answer;
import org.holdfast.cases.Moves;
import org.holdfast.cases.OperationId;
import org.holdfast.cases.Refusal;
import org.holdfast.database.Database;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.Receipt;
import org.holdfast.offices.OfficeCode;
import org.holdfast.registers.Acceptance;
import org.holdfast.registers.Fold;
import org.holdfast.registers.NumberCheck;
import org.holdfast.registers.Registers;
import org.holdfast.registers.RegistersSession;
import org.holdfast.sites.OpenAlarm;
import org.holdfast.sites.SiteWatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Moves of before a rebuild from journals, asked for and tried again behind it; and numbers that
/// stop.
final class MovesRebuiltTest {
    private static final OfficeCode HERE = new OfficeCode("kr-11110");
    private static final Principal OFFICER =
            new Principal("officer-1", Role.OFFICER, Optional.of(HERE), Optional.empty(), "담당자");
    private static final LocalDate TODAY = LocalDate.now(ZoneId.of("Asia/Seoul"));

    @TempDir Path temp;

    private static Moves.MoveCommand move(String handle, String operation, String address) {
        return new Moves.MoveCommand(
                OFFICER,
                HERE,
                new OperationId(operation),
                new SubjectHandle(handle),
                List.of(),
                "서울특별시 종로구 " + address,
                "",
                TODAY,
                Optional.empty(),
                CanonicalJson.object());
    }

    private static Answer<Moves.Reported> report(Office office, Moves.MoveCommand command) {
        return office.context().getBean(Moves.class).moveIn(command);
    }

    private static Moves.Moved moved(Office office, Moves.MoveCommand command) {
        if (report(office, command) instanceof Answer.Given<Moves.Reported>(Moves.Moved moved)) {
            return moved;
        }
        throw new AssertionError("expected a move");
    }

    /// What a move is said to be, with its number, once that is given.
    private static String told(Office office, String id) {
        Moves moves = office.context().getBean(Moves.class);
        until(() ->
                moves.find(OFFICER, id) instanceof Answer.Given<Moves.Moved>(Moves.Moved moved)
                        && moved.acceptance() instanceof Acceptance.Known.Given);
        if (moves.find(OFFICER, id) instanceof Answer.Given<Moves.Moved>(Moves.Moved moved)) {
            return List.of(
                            moved.id(),
                            moved.effective(),
                            moved.movers(),
                            moved.late(),
                            moved.receipts().stream().map(Receipt::leaf).toList(),
                            moved.records(),
                            moved.acceptance())
                    .toString();
        }
        throw new AssertionError("the move is not there");
    }

    private static List<Map<String, Object>> rows(Office office) {
        return office.context()
                .getBean(Database.class)
                .jdbc()
                .sql(
                        "select encode(operation, 'hex') as operation, digest,"
                                + " outcome::text as outcome from cases.change order by operation")
                .query()
                .listOfRows();
    }

    private static List<String> handles(Path data) {
        List<String> found = new ArrayList<>();
        for (JsonNode subject :
                JsonMapper.shared().readTree(data.resolve("demo.json").toFile()).path("subjects")) {
            if (subject.path("office").asString("").equals(HERE.value())
                    && !subject.path("restricted").asBoolean(false)) {
                found.add(subject.path("handle").asString(""));
            }
        }
        return found;
    }

    private static int versions(Office office, String handle) {
        Registers registers = office.context().getBean(Registers.class);
        return registers
                .history(registers.byHandle(new SubjectHandle(handle)).orElseThrow())
                .size();
    }

    @Test
    void movesAnswerTheSameAndAreNotEnteredAgain() throws Exception {
        Path data = temp.resolve("data");
        Path target = temp.resolve("new");
        String handle;
        List<String> ids = new ArrayList<>();
        List<String> before = new ArrayList<>();
        List<Map<String, Object>> rows;
        int versions;
        try (Office office = Office.start(OfficeSettings.quiet(data, 0, true, 600))) {
            handle = handles(data).getFirst();
            ids.add(moved(office, move(handle, "rebuilt-move-1", "사직로 161")).id());
            ids.add(moved(office, move(handle, "rebuilt-move-2", "사직로 163")).id());
            for (String id : ids) {
                before.add(told(office, id));
            }
            rows = rows(office);
            versions = versions(office, handle);
        }
        OfficeRebuild.Report report =
                new OfficeRebuild(data, Optional.empty(), target, new Silent()).run();
        assertThat(report.registers().differences()).isEmpty();
        try (Office office = Office.start(OfficeSettings.quiet(target, 0, false, 0))) {
            assertThat(rows(office)).isEqualTo(rows);
            assertThat(ids.stream().map(id -> told(office, id)).toList()).isEqualTo(before);
            // The first one again, though the second has come behind it.
            Moves.Moved again = moved(office, move(handle, "rebuilt-move-1", "사직로 161"));
            assertThat(again.repeated()).isTrue();
            assertThat(again.id()).isEqualTo(ids.getFirst());
            assertThat(versions(office, handle)).isEqualTo(versions);
            assertThat(report(office, move(handle, "rebuilt-move-1", "사직로 165")))
                    .isEqualTo(
                            new Answer.Refused<Moves.Reported>(
                                    Refusal.of(Refusal.Code.OPERATION_REUSED)));
            numbersStop(office, handle);
            Fold.Outcome fold = office.context().getBean(Fold.class).check();
            assertThat(fold.agrees()).as(fold.differences().toString()).isTrue();
        }
    }

    /// An altered row ends numbering: an open alarm says so, and it is over once that is mended.
    private static void numbersStop(Office office, String handle) {
        Database database = office.context().getBean(Database.class);
        database.jdbc().sql("update registers.acceptance set number = 7 where number = 2").update();
        String id = moved(office, move(handle, "rebuilt-move-3", "사직로 167")).id();
        until(() -> alarms(office).contains("no-acceptance-numbers"));
        assertThat(office.context().getBean(RegistersSession.class).noNumbers()).isPresent();
        NumberCheck.forget(database);
        assertThat(told(office, id)).contains("number=3");
        until(() -> !alarms(office).contains("no-acceptance-numbers"));
    }

    private static List<String> alarms(Office office) {
        return office.context().getBean(SiteWatch.class).own().alarms().stream()
                .map(OpenAlarm::name)
                .toList();
    }

    private static final class Silent implements OfficeRebuild.Progress {
        @Override
        public void step(String words) {}

        @Override
        public void entries(long done, long all) {}
    }
}
