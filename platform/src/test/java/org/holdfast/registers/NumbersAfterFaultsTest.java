// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.holdfast.journal.Hash;
import org.holdfast.ledger.CentralReplay;
import org.holdfast.ledger.DyingLedger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Acceptance numbers with the power cut wherever they and the journal could come apart, upon a
/// database that was put back, lost or altered.
final class NumbersAfterFaultsTest extends AtNumberedOffice {
    @ParameterizedTest
    @ValueSource(strings = {"ROWS_COMMITTED", "FILES_APPENDED", "CHECKPOINT_SIGNED"})
    void runsOnThroughADeathBetweenSequencingAndNumbering(String step) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            names.add("before" + i);
            office.sealed(office.change(JONGNO, "before" + i));
        }
        office.giveNumbers();
        office.power.arm(step);
        List<Hash> entered = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            names.add("during" + i);
            entered.add(office.change(JONGNO, "during" + i));
        }
        Hash unsigned = entered.getLast();
        assertThatThrownBy(() -> office.sealed(unsigned))
                .hasRootCauseInstanceOf(DyingLedger.PowerCut.class);
        office.giveNumbers();
        assertThat(office.rows()).as("nothing that nobody heard to be signed").hasSize(3);
        assertThat(office.registers.accepted(unsigned)).isEqualTo(new Acceptance.Known.Follows());

        office.startAgain();
        office.giveNumbers();
        names.add("after");
        office.sealed(office.change(JONGNO, "after"));
        office.giveNumbers();
        List<Long> numbers = names.stream().map(name -> office.number(name).orElseThrow()).toList();
        assertThat(numbers).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L, 7L);
        assertThat(numbers.subList(0, 3)).containsExactly(1L, 2L, 3L);
        assertThat(numbers.getLast()).isEqualTo(7L);
        assertThat(office.ledger.central().head().journal()).isEqualTo("central-2");
        office.checkWorld();
    }

    @Test
    void leavesNothingOfNumbersWhoseTransactionDies() {
        for (int i = 0; i < 3; i++) {
            office.sealed(office.change(JONGNO, "op" + i));
        }
        for (int tries = 0; tries < 2; tries++) {
            assertThatThrownBy(() ->
                            office.database()
                                    .transact(tx -> {
                                        assertThat(
                                                        NumberFollower.follow(
                                                                tx, office.ledger.central()))
                                                .isPositive();
                                        throw new IllegalStateException("power cut");
                                    }))
                    .hasMessageContaining("power cut");
            assertThat(office.rows()).isEmpty();
        }
        office.giveNumbers();
        office.giveNumbers();
        assertThat(office.rows())
                .extracting(row -> row.acceptance().number())
                .containsExactly(1L, 2L, 3L);
    }

    @Test
    void givesTheSameNumbersWhenTheDatabaseWasPutBack() {
        office.sealed(office.change(JONGNO, "old"));
        office.giveNumbers();
        for (String sql :
                List.of(
                        "create table kept_rows as select * from registers.acceptance",
                        "create table kept_last as select * from registers.acceptance_last",
                        "create table kept_reader as select * from ledger.reader")) {
            office.database().jdbc().sql(sql).update();
        }
        for (int i = 0; i < 4; i++) {
            office.sealed(office.change(i % 2 == 0 ? YONGSAN : JONGNO, "new" + i));
        }
        office.giveNumbers();
        List<Numbering.Numbered> before = office.rows();
        assertThat(before).hasSize(5);
        office.startUpon(() ->
                office.database()
                        .transact(tx -> {
                            for (String sql :
                                    List.of(
                                            "delete from registers.acceptance",
                                            "insert into registers.acceptance"
                                                    + " select * from kept_rows",
                                            "delete from registers.acceptance_last",
                                            "insert into registers.acceptance_last"
                                                    + " select * from kept_last",
                                            "delete from ledger.reader",
                                            "insert into ledger.reader select * from kept_reader")) {
                                tx.jdbc().sql(sql).update();
                            }
                        }));
        assertThat(office.rows()).hasSize(1);
        office.giveNumbers();
        assertThat(office.rows()).isEqualTo(before);
        office.checkWorld();
    }

    @Test
    void aRebuiltOfficeHasTheSameNumbersAndGoesOnFromThem() {
        for (int i = 0; i < 5; i++) {
            office.sealed(office.change(i % 2 == 0 ? JONGNO : YONGSAN, "op" + i));
        }
        office.startAgain();
        office.sealed(office.change(JONGNO, "op5"));
        office.giveNumbers();
        List<Numbering.Numbered> before = office.rows();
        assertThat(before).hasSize(6);
        office.startUpon(() -> {
            office.takeEmptyDatabase();
            rebuild();
        });
        assertThat(office.rows()).isEqualTo(before);
        office.giveNumbers();
        assertThat(office.rows()).isEqualTo(before);
        office.sealed(office.change(JONGNO, "after"));
        office.giveNumbers();
        assertThat(office.number("after")).contains(5L);
        office.checkWorld();
    }

    /// Batches of three, so that entries of one change stand in two of them.
    private void rebuild() {
        try (CentralReplay journal = new CentralReplay(office.journals)) {
            RegisterRebuild rebuild = new RegisterRebuild(office.database(), office.keys, Map.of());
            assertThat(
                            new Rebuilding(office.database(), journal, rebuild)
                                    .all(3, _ -> {})
                                    .differences())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    update registers.acceptance set number = 9 where number = 2; was altered
                    delete from registers.acceptance where number = 3; is missing
                    delete from registers.acceptance where number = 1; is missing
                    """,
            delimiter = ';')
    void theCheckNamesWhatIsNotTheJournals(String damage, String finding) {
        for (int i = 0; i < 3; i++) {
            office.sealed(office.change(JONGNO, "op" + i));
        }
        office.giveNumbers();
        List<List<String>> found = new ArrayList<>();
        office.startUpon(() -> {
            found.add(check());
            office.database().jdbc().sql(damage).update();
            found.add(check());
        });
        assertThat(found.getFirst()).isEmpty();
        assertThat(found.getLast()).hasSize(1).allMatch(line -> line.contains(finding));
        assertThat(
                        new Fold(office.database(), office.ledger.central(), office.keys.handles())
                                .check()
                                .differences())
                .hasSize(1)
                .allMatch(line -> line.contains(finding));
    }

    @Test
    void theCheckNamesANumberThatNoChangeHasAndWaitsForThoseThatFollow() {
        office.sealed(office.change(JONGNO, "op0"));
        office.giveNumbers();
        office.sealed(office.change(JONGNO, "op1"));
        List<List<String>> found = new ArrayList<>();
        office.startUpon(() -> {
            found.add(check());
            Object[] madeUp =
                    new Numbering.Numbered(
                                    office.operation("made up"),
                                    new Acceptance(JONGNO, NumberedOffice.year(), 2))
                            .values();
            office.database().jdbc().sql(Numbering.DATABASE.insert()).params(madeUp).update();
            found.add(check());
        });
        assertThat(found.getFirst()).isEmpty();
        assertThat(found.getLast())
                .hasSizeBetween(1, 2) // the last number goes with it
                .anyMatch(line -> line.contains("is of no change in the journal"));
    }

    private List<String> check() {
        try (CentralReplay journal = new CentralReplay(office.journals)) {
            return NumberCheck.run(office.database(), journal);
        }
    }
}
