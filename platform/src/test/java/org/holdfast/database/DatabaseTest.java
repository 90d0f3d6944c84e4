// SPDX-License-Identifier: Apache-2.0
package org.holdfast.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.holdfast.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DuplicateKeyException;

class DatabaseTest {
    private static final TestDatabase HOME = TestDatabase.fresh("database_test");
    private static final Database DATABASE = HOME.database();
    private static final List<String> COLUMNS = List.of("id", "number");

    @AfterAll
    static void close() {
        HOME.close();
    }

    @BeforeEach
    void empty() {
        DATABASE.jdbc().sql("truncate database_test.thing").update();
    }

    @Test
    void keepsWhatATransactionDidOnlyWhenItEndsWell() {
        DATABASE.transact(tx -> insert(tx, 1));
        assertThatThrownBy(() ->
                        DATABASE.transact(tx -> {
                            insert(tx, 2);
                            throw new IllegalStateException("stop");
                        }))
                .hasMessage("stop");

        assertThat(count()).isEqualTo(1);
    }

    /// Whoever may alter a role must not be able to make our commits weaker by it.
    @Test
    void commitsAsItSaysWhateverTheDatabaseSays() {
        EmbeddedServer server = TestDatabase.server();
        server.dropDatabase("weakened");
        server.ensureDatabase("weakened");
        try (Database before = Database.open(server.settings("weakened", 2))) {
            before.jdbc().sql("alter database weakened set synchronous_commit = off").update();
        }
        try (Database database = Database.open(server.settings("weakened", 2));
                Fence fence = database.fence("right").orElseThrow()) {
            assertThat(database.inTransaction(DatabaseTest::durability)).isEqualTo("on");
            assertThat(fence.inTransaction(DatabaseTest::durability)).isEqualTo("on");
        }
        server.dropDatabase("weakened");
    }

    private static String durability(Tx tx) {
        return tx.jdbc().sql("show synchronous_commit").query(String.class).single();
    }

    @Test
    void waitsForADatabaseThatIsMadeMeanwhile() throws Exception {
        EmbeddedServer server = TestDatabase.server();
        server.dropDatabase("made_late");
        CompletableFuture<Void> there =
                CompletableFuture.runAsync(() -> Database.await(server.settings("made_late", 2)));
        Thread.sleep(700);
        assertThat(there).isNotDone();
        server.ensureDatabase("made_late");
        there.get(30, TimeUnit.SECONDS);
        server.dropDatabase("made_late");
    }

    @Test
    void runsAfterCommitOnlyAfterACommit() {
        List<String> ran = new ArrayList<>();
        DATABASE.transact(tx -> {
            tx.afterCommit(() -> ran.add("yes, rows " + count()));
            insert(tx, 1);
        });
        assertThatThrownBy(() ->
                        DATABASE.transact(tx -> {
                            tx.afterCommit(() -> ran.add("no"));
                            throw new IllegalStateException("stop");
                        }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(ran).containsExactly("yes, rows 1");
    }

    private static final String LAST = "insert into database_test.thing (id, number) values (?, ?)";

    @Test
    void runsWithTheCommitWhatWaitsForIt() {
        for (int n = 0; n < 12; n++) {
            // as often as the driver needs to keep the statement prepared at the server
            DATABASE.transact(tx -> {
                insert(tx, 1);
                tx.withCommit(LAST, UUID.randomUUID(), 2L);
                tx.withCommit(LAST, UUID.randomUUID(), 3L);
                tx.afterCommit(() -> assertThat(count() % 3).isZero());
                assertThat(count(tx) % 3).isEqualTo(1);
            });
            DATABASE.transact(tx -> tx.withCommit(LAST, UUID.randomUUID(), 4L));
            DATABASE.jdbc().sql("delete from database_test.thing where number = 4").update();
        }
        assertThat(count()).isEqualTo(36);
    }

    @Test
    void doesNothingWhenWhatRunsWithTheCommitIsRefused() {
        UUID twice = UUID.randomUUID();
        for (int n = 0; n < 12; n++) {
            assertThatThrownBy(() ->
                            DATABASE.transact(tx -> {
                                insert(tx, 1);
                                tx.afterCommit(() -> insert(tx, 2));
                                tx.withCommit(LAST, twice, 2L);
                                tx.withCommit(LAST, twice, 3L);
                            }))
                    .isInstanceOf(DuplicateKeyException.class);
            assertThat(count()).isZero();
        }
        DATABASE.transact(tx -> insert(tx, 1));
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void doesNothingWhenTheTransactionHadFailedBefore() {
        assertThatThrownBy(() ->
                        DATABASE.transact(tx -> {
                            insert(tx, 1);
                            assertThatThrownBy(
                                            () -> tx.jdbc().sql("select 1/0").query().listOfRows())
                                    .isInstanceOf(RuntimeException.class);
                            tx.withCommit(LAST, UUID.randomUUID(), 2L);
                        }))
                .isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() ->
                        DATABASE.transact(tx -> {
                            tx.withCommit(LAST, UUID.randomUUID(), 2L);
                            throw new IllegalStateException("stop");
                        }))
                .hasMessage("stop");
        assertThat(count()).isZero();
    }

    @Test
    void doesNotKnowOfACommitThatTookTheConnectionAway() {
        assertThatThrownBy(() ->
                        DATABASE.transact(tx -> {
                            insert(tx, 1);
                            tx.withCommit(
                                    "insert into database_test.thing (id, number) select ?, ?"
                                            + " where pg_terminate_backend(pg_backend_pid())",
                                    UUID.randomUUID(),
                                    2L);
                        }))
                .isInstanceOfSatisfying(
                        DatabaseFault.class,
                        fault ->
                                assertThat(fault.code())
                                        .isEqualTo(DatabaseFault.Code.COMMIT_UNKNOWN));
        assertThat(count()).isZero();
    }

    @Test
    void copiesBehindWhatWasGivenBefore() {
        UUID twice = UUID.randomUUID();
        DATABASE.transact(tx -> {
            tx.withCommit(LAST, twice, 1L);
            tx.copyIn(
                    "database_test.thing",
                    COLUMNS,
                    List.of(2L),
                    (row, n) -> row.uuid(UUID.randomUUID()).int8(n));
            assertThat(count(tx)).isEqualTo(2);
        });
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void seesOneUnchangingViewInASnapshot() {
        DATABASE.transact(tx -> insert(tx, 1));
        long seen =
                DATABASE.inSnapshot(tx -> {
                    count(tx);
                    DATABASE.transact(other -> insert(other, 2));
                    return count(tx);
                });

        assertThat(seen).isEqualTo(1);
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void copiesEveryTypeUnchanged() {
        UUID id = UUID.randomUUID();
        Instant at = Instant.parse("1950-06-25T04:00:00.123456Z");
        List<String> columns =
                List.of(
                        "id", "number", "small", "words", "facts", "raw", "yes", "day", "at",
                        "names", "blobs", "ids");
        String words = "葛\uDB40\uDD00飾 홍길동 \t\n\\ \uD842\uDFB7";
        DATABASE.transact(tx ->
                tx.copyIn(
                        "database_test.thing",
                        columns,
                        List.of(id),
                        (row, key) ->
                                row.uuid(key)
                                        .int8(Long.MIN_VALUE)
                                        .int4(-7)
                                        .text(words)
                                        .jsonb("{\"a\":[1]}")
                                        .bytes(new byte[] {0, -1})
                                        .bool(true)
                                        .date(LocalDate.of(1899, 12, 31))
                                        .instant(at)
                                        .texts(List.of("가", "{\"}"))
                                        .byteArrays(List.of())
                                        .uuids(List.of(key))));

        String read =
                DATABASE.jdbc()
                        .sql(
                                "select concat_ws('|', number, small, facts, encode(raw,'hex'),"
                                        + " yes, day, extract(epoch from at), names[1], names[2],"
                                        + " cardinality(blobs), ids[1] = id) from database_test.thing")
                        .query(String.class)
                        .single();
        assertThat(read)
                .isEqualTo(
                        "-9223372036854775808|-7|{\"a\": [1]}|00ff|t|1899-12-31|"
                                + "-616017599.876544|가|{\"}|0|t");
        assertThat(
                        DATABASE.jdbc()
                                .sql("select words from database_test.thing")
                                .query(String.class)
                                .single())
                .isEqualTo(words);
    }

    @Test
    void copiesNullsAndManyRows() {
        long copied =
                DATABASE.inTransaction(tx ->
                        tx.copyIn(
                                "database_test.thing",
                                COLUMNS,
                                LongStream.range(0, 20_000).boxed().toList(),
                                (row, _) -> row.uuid(UUID.randomUUID()).int8(null)));

        assertThat(copied).isEqualTo(20_000);
        assertThat(count()).isEqualTo(20_000);
    }

    @Test
    void refusesACopiedRowThatLacksAColumnAndKeepsNothing() {
        assertThatThrownBy(() ->
                        DATABASE.transact(tx ->
                                tx.copyIn(
                                        "database_test.thing",
                                        COLUMNS,
                                        List.of(1, 2),
                                        (row, _) -> row.uuid(UUID.randomUUID()))))
                .hasMessageContaining("expected 2 columns, found 1");

        assertThat(count()).isZero();
    }

    @Test
    void refusesACopyTargetThatIsNotAName() {
        assertThatThrownBy(() ->
                        DATABASE.transact(tx ->
                                tx.copyIn("a.b; drop table c", COLUMNS, List.of(), (_, _) -> {})))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tellsADuplicateKeyWithoutShowingTheValues() {
        UUID id = UUID.randomUUID();
        String sql = "insert into database_test.thing (id, number) values (?, ?)";
        DATABASE.transact(tx -> tx.batch(sql, List.<Object[]>of(new Object[] {id, 1L})));

        assertThatThrownBy(() -> DATABASE.jdbc().sql(sql).param(id).param(2L).update())
                .isInstanceOf(DuplicateKeyException.class)
                .hasMessageNotContaining(id.toString());
    }

    @Test
    void givesAFenceToOneHolderAtATime() {
        Fence first = DATABASE.fence("sequencer").orElseThrow();
        assertThat(DATABASE.fence("sequencer")).isEmpty();
        try (Fence other = DATABASE.fence("something else").orElseThrow()) {
            assertThat(other.held()).isTrue();
        }
        first.close();

        Optional<Fence> second = DATABASE.fence("sequencer");
        assertThat(second).isPresent();
        second.get().close();
    }

    @Test
    void letsNothingCommitUnderALostFence() {
        try (Fence fence = DATABASE.fence("lost").orElseThrow()) {
            assertThatThrownBy(() ->
                            fence.inTransaction(tx -> {
                                insert(tx, 1);
                                endSession(tx);
                                return 0;
                            }))
                    .isInstanceOf(DatabaseFault.class);
            assertThat(count()).isZero();
            assertThat(fence.held()).isFalse();
            try (Fence next = DATABASE.fence("lost").orElseThrow()) {
                long rows = next.inTransaction(tx -> count(tx));
                assertThat(rows).isZero();
            }
            assertThatThrownBy(() -> fence.inTransaction(tx -> count(tx)))
                    .isInstanceOfSatisfying(
                            DatabaseFault.class,
                            fault ->
                                    assertThat(fault.code())
                                            .isEqualTo(DatabaseFault.Code.FENCE_LOST));
        }
    }

    private static void endSession(Tx tx) {
        int pid = tx.jdbc().sql("select pg_backend_pid()").query(Integer.class).single();
        DATABASE.jdbc().sql("select pg_terminate_backend(?, 5000)").param(pid).query().singleRow();
    }

    private static void insert(Tx tx, long number) {
        tx.jdbc()
                .sql("insert into database_test.thing (id, number) values (?, ?)")
                .param(UUID.randomUUID())
                .param(number)
                .update();
    }

    private static long count(Tx tx) {
        return tx.jdbc().sql("select count(*) from database_test.thing").query(Long.class).single();
    }

    private static long count() {
        return DATABASE.inTransaction(tx -> count(tx));
    }
}
