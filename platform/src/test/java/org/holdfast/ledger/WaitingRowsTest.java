// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.holdfast.database.Database;
import org.holdfast.testing.TestDatabase;
import org.junit.jupiter.api.Test;

/// What waits for its index, in a table whose statistics are of a moment when it was empty, though
/// it had pages: what autovacuum makes of it under load.
class WaitingRowsTest {
    private static final int ROWS = 20_000;

    private static void insert(Database database, int rows) {
        database.jdbc()
                .sql(
                        "insert into ledger.waiting (leaf, entry, payload)"
                                + " select sha256(i::text::bytea), sha256('entry'),"
                                + " decode(repeat('ab', 512), 'hex')"
                                + " from generate_series(1, ?) i")
                .param(rows)
                .update();
    }

    private static void plantStatisticsOfAnEmptyTable(Database database) {
        insert(database, 4_000);
        database.jdbc().sql("delete from ledger.waiting").update();
        database.jdbc().sql("analyze ledger.waiting").update();
    }

    @Test
    void areTakenByTheirPlacesWhateverTheStatisticsSay() {
        try (TestDatabase fresh = TestDatabase.fresh("ledger")) {
            Database database = fresh.database();
            plantStatisticsOfAnEmptyTable(database);
            insert(database, ROWS);
            List<String> plan =
                    database.jdbc()
                            .sql("explain " + SqlRows.TAKE)
                            .param(4_096)
                            .query(String.class)
                            .list();
            assertThat(plan).anyMatch(line -> line.contains("Tid Scan"));
            assertThat(plan).noneMatch(line -> line.contains("Join") || line.contains("Loop"));

            List<Long> taken = taken(database);
            assertThat(taken).hasSize(4_096);
            long first = taken.getFirst();
            assertThat(taken)
                    .containsExactlyElementsOf(
                            LongStream.range(first, first + 4_096).boxed().toList());
            assertThat(taken(database).getFirst()).isEqualTo(first + 4_096);
            assertThat(
                            database.jdbc()
                                    .sql("select count(*) from ledger.waiting")
                                    .query(Long.class)
                                    .single())
                    .isEqualTo(ROWS - 2 * 4_096L);
        }
    }

    private static List<Long> taken(Database database) {
        return database.inTransaction(
                tx -> SqlRows.take(tx, 4_096).stream().map(SqlRows.Row::id).toList());
    }
}
