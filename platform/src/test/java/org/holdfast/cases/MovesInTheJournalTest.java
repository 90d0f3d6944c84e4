// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.Service;
import org.holdfast.database.Database;
import org.holdfast.identity.Principal;
import org.holdfast.keys.Handle;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.CentralReplay;
import org.holdfast.ledger.EntryImport;
import org.holdfast.ledger.Receipt;
import org.holdfast.ledger.ReplayedEntry;
import org.holdfast.ledger.StoredEntry;
import org.holdfast.registers.Fold;
import org.holdfast.registers.HouseholdView;
import org.holdfast.registers.RecordVersion;
import org.holdfast.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// What the central journal alone knows of moves: without the database, without their rows, and
/// when somebody in them was erased.
class MovesInTheJournalTest {
    @TempDir private Path folder;
    private FilingOffice office;

    @BeforeEach
    void open() {
        office = new FilingOffice(folder);
    }

    @AfterEach
    void checkWorldAndClose() {
        try {
            Fold.Outcome fold = office.office.session.fold().check();
            assertThat(fold.differences()).isEmpty();
            assertThat(fold.agrees()).isTrue();
        } finally {
            office.close();
        }
    }

    private Moves.Moved moved(Moves.MoveCommand command) {
        return FilingOffice.moved(office.here.moves().moveIn(command));
    }

    /// Two of a household move; the others stay and get a new head.
    private Moves.MoveCommand some(HouseholdView family, String operation, String address) {
        RecordVersion head = family.members().getFirst();
        return new Moves.MoveCommand(
                FilingOffice.OFFICER,
                FilingOffice.YONGSAN,
                new OperationId(operation),
                office.office.handle(head),
                List.of(office.office.handle(head), office.office.handle(family.members().get(1))),
                "서울특별시 용산구 " + address,
                "",
                FilingOffice.today().minusDays(20),
                Optional.of(office.office.handle(family.members().get(2))),
                CanonicalJson.object().put("basis", "head").put("evidence", "주민등록증"));
    }

    private record Told(
            String id, Object effective, int movers, boolean late, Object leaves, Object records) {
        static Told of(Moves.Moved moved) {
            return new Told(
                    moved.id(),
                    moved.effective(),
                    moved.movers(),
                    moved.late(),
                    moved.receipts().stream().map(Receipt::leaf).toList(),
                    moved.records());
        }
    }

    private static Told told(Cases cases, Principal who, String id) {
        return Told.of(FilingOffice.given(cases.moves().find(who, id)));
    }

    private Database database() {
        return office.office.database.database();
    }

    private static List<Map<String, Object>> rows(Database database) {
        return database.jdbc()
                .sql(
                        "select encode(operation, 'hex') as operation, digest,"
                                + " outcome::text as outcome from cases.change order by operation")
                .query()
                .listOfRows();
    }

    private static Handle operation(Moves.Moved moved) {
        return PaperNames.operation(moved.id()).orElseThrow();
    }

    @Test
    void answersWithoutTheDatabaseTheSameToTheSame() {
        HouseholdView family = office.family();
        Moves.Moved moved = moved(some(family, "journal-1", "이태원로 29"));
        Told here = told(office.here, FilingOffice.OFFICER, moved.id());
        assertThat(here).isEqualTo(Told.of(moved));
        assertThat(moved.late()).isTrue();
        assertThat(told(office.away, FilingOffice.OFFICER, moved.id())).isEqualTo(here);
        RecordVersion head = family.members().getFirst();
        assertThat(told(office.away, CasesOffice.citizen(head), moved.id())).isEqualTo(here);
        for (Principal who :
                List.of(
                        CasesOffice.citizen(family.members().get(2)),
                        CasesOffice.citizen(office.family().members().getFirst()),
                        CasesOffice.officer(CasesOffice.JONGNO))) {
            assertThat(FilingOffice.refused(office.away.moves().find(who, moved.id())))
                    .as(who.id())
                    .isEqualTo(Refusal.Code.MOVE_UNKNOWN);
        }
    }

    @Test
    void aLostRowEntersNothingTwice() {
        HouseholdView family = office.family();
        Moves.MoveCommand command = some(family, "journal-2", "이태원로 31");
        Moves.Moved moved = moved(command);
        List<Map<String, Object>> before = rows(database());
        int versions = office.versions(family.members().getFirst());
        database().jdbc().sql("delete from cases.change").update();
        assertThat(told(office.here, FilingOffice.OFFICER, moved.id())).isEqualTo(Told.of(moved));
        assertThat(
                        FilingOffice.refused(
                                office.here.moves().moveIn(some(family, "journal-2", "이태원로 33"))))
                .isEqualTo(Refusal.Code.OPERATION_REUSED);
        assertThat(rows(database())).isEmpty();
        Moves.Moved again = moved(command);
        assertThat(again.repeated()).isTrue();
        assertThat(Told.of(again)).isEqualTo(Told.of(moved));
        assertThat(office.versions(family.members().getFirst())).isEqualTo(versions);
        assertThat(rows(database())).isEqualTo(before);
    }

    @Test
    void aReplayInSmallBatchesWritesTheSameRows() {
        moved(some(office.family(), "journal-3", "이태원로 35"));
        HouseholdView whole = office.family();
        moved(office.move(whole.members().getFirst(), "journal-4", "이태원로 37"));
        HouseholdView family = office.family();
        moved(some(family, "journal-5", "이태원로 39"));
        erase(family.members().get(1), "journal-erase");
        List<Map<String, Object>> live = rows(database());
        assertThat(live).hasSize(4);
        for (int batch : List.of(1, 3, 4_096)) {
            assertThat(replayed(batch).stream().map(MovesInTheJournalTest::kept).toList())
                    .as("batches of " + batch)
                    .isEqualTo(live.stream().map(MovesInTheJournalTest::kept).toList());
        }
        assertThat(
                        replayedByOneThatEndsAfterEachEntry().stream()
                                .map(MovesInTheJournalTest::kept)
                                .toList())
                .isEqualTo(live.stream().map(MovesInTheJournalTest::kept).toList());
    }

    /// The request of an erasure stands in its act under another name.
    private static Map<String, Object> kept(Map<String, Object> row) {
        Map<String, Object> kept = new HashMap<>(row);
        if (String.valueOf(row.get("outcome")).contains("erasure")) {
            kept.remove("digest");
        }
        return kept;
    }

    private List<Map<String, Object>> replayed(int batch) {
        try (TestDatabase other = CasesOffice.fresh();
                CentralReplay journal = new CentralReplay(folder.resolve("journals"))) {
            EntryImport changes = Cases.imports(office.office.keys);
            Iterator<List<ReplayedEntry>> batches = journal.batches(batch);
            while (batches.hasNext()) {
                List<ReplayedEntry> entries = batches.next();
                other.database().transact(tx -> changes.enter(tx, entries));
            }
            return rows(other.database());
        }
    }

    private List<Map<String, Object>> replayedByOneThatEndsAfterEachEntry() {
        try (TestDatabase other = CasesOffice.fresh();
                CentralReplay journal = new CentralReplay(folder.resolve("journals"))) {
            List<ReplayedEntry> before = new ArrayList<>();
            Iterator<List<ReplayedEntry>> batches = journal.batches(1);
            while (batches.hasNext()) {
                EntryImport changes = Cases.imports(office.office.keys);
                changes.behind(before);
                List<ReplayedEntry> entries = batches.next();
                other.database().transact(tx -> changes.enter(tx, entries));
                before.addAll(entries);
            }
            return rows(other.database());
        }
    }

    private void erase(RecordVersion person, String operation) {
        Erasures.Erasure erasure =
                FilingOffice.given(
                        office.here
                                .erasures()
                                .erase(
                                        new Erasures.EraseCommand(
                                                FilingOffice.OFFICER,
                                                FilingOffice.YONGSAN,
                                                new OperationId(operation),
                                                new Erasures.Target.Person(
                                                        office.office.handle(person)),
                                                ErasingOffice.BASIS,
                                                "본인의 삭제 요구")));
        assertThat(erasure.repeated()).isFalse();
    }

    @Test
    void whoWasErasedIsInNoAnswerAndInNoRow() {
        HouseholdView family = office.family();
        Moves.MoveCommand command = some(family, "journal-6", "이태원로 41");
        Moves.Moved moved = moved(command);
        RecordVersion gone = family.members().get(1);
        int at = moved.records().indexOf(gone.ref());
        assertThat(at).isPositive();
        erase(gone, "journal-erase-1");
        for (Cases cases : List.of(office.here, office.away)) {
            Moves.Moved left =
                    FilingOffice.given(cases.moves().find(FilingOffice.OFFICER, moved.id()));
            assertThat(left.records())
                    .doesNotContain(gone.ref())
                    .hasSize(moved.records().size() - 1);
            assertThat(left.receipts().stream().map(Receipt::leaf))
                    .doesNotContain(moved.receipts().get(at).leaf())
                    .hasSize(moved.receipts().size() - 1);
            assertThat(left.movers()).isEqualTo(2);
        }
        assertThat(rows(database()).toString()).doesNotContain(gone.ref().id().toString());
        assertThat(moved(command).repeated()).isTrue();

        erase(family.members().getFirst(), "journal-erase-2");
        for (Cases cases : List.of(office.here, office.away)) {
            assertThat(FilingOffice.refused(cases.moves().find(FilingOffice.OFFICER, moved.id())))
                    .isEqualTo(Refusal.Code.MOVE_UNKNOWN);
        }
        assertThat(FilingOffice.refused(office.here.moves().moveIn(command)))
                .isIn(Refusal.Code.ERASED, Refusal.Code.UNKNOWN_SUBJECT);
        assertThat(rows(database()).toString())
                .doesNotContain(family.members().getFirst().ref().id().toString());
    }

    @Test
    void readsMovesFromBeforeTheirEntriesSaidIt() {
        HouseholdView family = office.family();
        Moves.MoveCommand command = some(family, "journal-7", "이태원로 43");
        Moves.Moved part = moved(command);
        Moves.Moved whole =
                moved(office.move(office.family().members().getFirst(), "journal-8", "이태원로 45"));
        Service service = Catalogue.read(CasesOffice.PACKS).move("kr").orElseThrow();
        for (Moves.Moved moved : List.of(part, whole)) {
            JournalChange old = JournalChange.of(withoutPart(operation(moved)));
            assertThat(old)
                    .isInstanceOfSatisfying(
                            JournalChange.Known.class,
                            known -> {
                                assertThat(known.request()).isEmpty();
                                MoveOutcome outcome =
                                        MoveOutcome.read(known.outcome(), service.move());
                                assertThat(outcome.effective()).isEqualTo(moved.effective());
                                assertThat(outcome.movers()).isEqualTo(moved.movers());
                                assertThat(outcome.late()).isEqualTo(moved.late());
                                assertThat(outcome.records())
                                        .startsWith(moved.records().getFirst())
                                        .containsExactlyInAnyOrderElementsOf(moved.records());
                                keep(moved, known.outcome());
                            });
        }
        // As a rebuild from such entries leaves it: only what was entered tells the request.
        Moves.Moved again = moved(command);
        assertThat(again.repeated()).isTrue();
        assertThat(again.late()).isEqualTo(part.late());
        assertThat(
                        FilingOffice.refused(
                                office.here.moves().moveIn(some(family, "journal-7", "이태원로 47"))))
                .isEqualTo(Refusal.Code.OPERATION_REUSED);
    }

    private void keep(Moves.Moved moved, ObjectNode outcome) {
        database()
                .jdbc()
                .sql(
                        "update cases.change set digest = '', outcome = ?::jsonb"
                                + " where operation = ?")
                .params(CanonicalJson.text(outcome), operation(moved).bytes())
                .update();
    }

    /// In the journal's order, which is not the order in which a move's entries were made.
    private List<JournalChange.Entry> withoutPart(Handle operation) {
        return office.office.ledger.files().ofOperation(operation).stream()
                .sorted(Comparator.comparing((StoredEntry entry) -> entry.leafHash().hex()))
                .map(entry -> {
                    ObjectNode content = entry.open();
                    assertThat(content.remove("change")).isNotNull();
                    return new JournalChange.Entry(
                            entry.leaf(), entry.leafHash(), Optional.of(content));
                })
                .toList();
    }
}
