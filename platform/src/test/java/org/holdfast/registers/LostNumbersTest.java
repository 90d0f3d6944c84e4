// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.holdfast.ledger.CentralReplay;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Rows of acceptance numbers that are lost or altered, one at a time: no number is given again.
class LostNumbersTest {
    private static final Numbering.Book BOOK =
            new Numbering.Book(TestRegisters.JONGNO, NumberedOffice.year());

    @TempDir private Path folder;
    private NumberedOffice office;
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());

    @BeforeEach
    void open() {
        office = new NumberedOffice(folder);
        for (int i = 0; i < 3; i++) {
            change("op" + i);
        }
        office.giveNumbers();
    }

    @AfterEach
    void close() {
        office.close();
    }

    private void change(String operation) {
        office.sealed(office.change(TestRegisters.JONGNO, operation));
    }

    private NumberFollower follower() {
        return new NumberFollower(office.database(), office.ledger, now::get);
    }

    private List<String> check() {
        try (CentralReplay journal = new CentralReplay(office.journals)) {
            return NumberCheck.run(office.database(), journal);
        }
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    delete from registers.acceptance where number = 3; is missing
                    delete from registers.acceptance_last; is missing
                    update registers.acceptance set number = 9 where number = 3; was altered
                    update registers.acceptance set year = year - 1 where number = 3; was altered
                    update registers.acceptance_last set number = 2; was altered
                    update registers.acceptance_last set year = year - 1; was altered
                    """,
            delimiter = ';')
    void givesNoNumberBesideARowThatIsNotAsItWasAndTheSameOnesOnceItIsMended(
            String damage, String finding) {
        NumberFollower follower = follower();
        follower.once();
        assertThat(follower.trouble()).isEmpty();
        office.database().jdbc().sql(damage).update();
        change("next");
        for (int round = 0; round < 3; round++) {
            follower.once();
            assertThat(office.number("next")).isEmpty();
        }
        assertThat(follower.trouble())
                .hasValueSatisfying(trouble -> {
                    assertThat(trouble.rows()).isTrue();
                    assertThat(trouble.since()).isEqualTo(now.get());
                    assertThat(trouble.why()).contains("number");
                });
        List<List<String>> found = new ArrayList<>();
        office.startUpon(() -> {
            found.add(check());
            NumberCheck.forget(office.database());
            found.add(check());
        });
        assertThat(found.getFirst()).anyMatch(line -> line.contains(finding));
        assertThat(found.getLast()).isEmpty();

        NumberFollower mended = follower();
        for (int round = 0; round < 3; round++) {
            mended.once();
        }
        assertThat(mended.trouble()).isEmpty();
        assertThat(office.rows())
                .extracting(row -> row.acceptance().number())
                .containsExactly(1L, 2L, 3L, 4L);
        assertThat(office.number("op2")).contains(3L);
        assertThat(office.number("next")).contains(4L);
        office.checkWorld();
    }

    @Test
    void anotherFaultIsToldOnceItLasts() {
        NumberFollower follower = follower();
        office.database()
                .jdbc()
                .sql("alter table registers.acceptance_last rename to away")
                .update();
        change("next");
        follower.once();
        assertThat(follower.trouble()).isEmpty();
        now.updateAndGet(at -> at.plus(Duration.ofSeconds(31)));
        follower.once();
        assertThat(follower.trouble())
                .hasValueSatisfying(trouble -> assertThat(trouble.rows()).isFalse());
        office.database()
                .jdbc()
                .sql("alter table registers.away rename to acceptance_last")
                .update();
        follower.once();
        assertThat(follower.trouble()).isEmpty();
        assertThat(office.number("next")).contains(4L);
    }

    @Test
    void aFoldCheckSaysThatTheLastNumberIsNotTheRows() {
        office.database().jdbc().sql("delete from registers.acceptance where number = 3").update();
        change("next");
        Fold.Outcome fold =
                new Fold(office.database(), office.ledger.central(), office.keys.handles()).check();
        assertThat(fold.differences())
                .anyMatch(line -> line.contains("the last number given in " + BOOK + " is 3"))
                .anyMatch(line -> line.endsWith("is missing"));
    }

    /// Numbers that were given before the last one was kept beside them.
    @Test
    void theMigrationKeepsTheLastNumberAsTheProgramDoes() throws IOException {
        String migration;
        try (InputStream in =
                Objects.requireNonNull(
                        getClass().getResourceAsStream("/db/registers/V6__last_numbers.sql"))) {
            migration = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        office.database().jdbc().sql("delete from registers.acceptance_last").update();
        int statement = migration.indexOf("insert into");
        office.database()
                .jdbc()
                .sql(migration.substring(statement, migration.indexOf(';', statement)))
                .update();
        Map<Numbering.Book, Long> lasts =
                office.database().inTransaction(tx -> Numbering.DATABASE.lasts(tx.jdbc()));
        assertThat(lasts).isEqualTo(Map.of(BOOK, 3L));
        change("next");
        office.giveNumbers();
        assertThat(office.number("next")).contains(4L);
        office.checkWorld();
    }

    /// Looked at by a new program before that has started it once.
    @Test
    void theCheckNamesALostNumberOfAnOfficeThatKeepsNoLastOnes() {
        office.database().jdbc().sql("delete from registers.acceptance where number = 3").update();
        office.database().jdbc().sql("drop function registers.acceptance_given() cascade").update();
        office.database().jdbc().sql("drop table registers.acceptance_last").update();
        List<List<String>> found = new ArrayList<>();
        office.startUpon(() -> {
            found.add(check());
            NumberCheck.forget(office.database());
            found.add(check());
        });
        assertThat(found.getFirst()).hasSize(1).allMatch(line -> line.contains("is missing"));
        assertThat(found.getLast()).isEmpty();
    }

    /// A site that is not upgraded yet knows nothing of the last number.
    @Test
    void aNumberThatAnEarlierVersionGivesIsTheLastOne() {
        Numbering.Numbered newest =
                office.rows().stream()
                        .max(Comparator.comparing(row -> row.acceptance().number()))
                        .orElseThrow();
        office.database().jdbc().sql("delete from registers.acceptance where number = 3").update();
        office.database().jdbc().sql("delete from registers.acceptance_last").update();
        office.database().jdbc().sql(Numbering.DATABASE.insert()).params(newest.values()).update();
        change("next");
        office.giveNumbers();
        assertThat(office.number("next")).contains(4L);
        assertThat(check()).isEmpty();
        office.checkWorld();
    }
}
