// SPDX-License-Identifier: Apache-2.0
package org.holdfast.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.holdfast.testing.Waiting.until;

import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.holdfast.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that reads, and waits at each commit for a standby which is not there.
class HangingCommitsTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir static Path folder;
    private static EmbeddedServer server;
    private static Database database;

    @BeforeAll
    static void start() {
        server = EmbeddedServer.start(folder, TestDatabase.binaries());
        database = Database.open(server.settings("postgres", 8));
        database.jdbc().sql("create table kept (n int)").update();
        database.watch();
    }

    @AfterAll
    static void stop() {
        database.close();
        server.close();
    }

    @BeforeEach
    void loseTheStandby() {
        set("nobody");
        until(() -> database.pulse().commitsHang());
    }

    @AfterEach
    void comeBack() {
        set("");
        until(() -> !database.pulse().commitsHang());
        int made = database.inTime(LONG, HangingCommitsTest::insert);
        assertThat(made).isOne();
        database.jdbc().sql("delete from kept").update();
    }

    private static void set(String standby) {
        database.jdbc()
                .sql("alter system set synchronous_standby_names = '" + standby + "'")
                .update();
        database.jdbc().sql("select pg_reload_conf()").query(Boolean.class).single();
    }

    private static int insert(Tx tx) {
        return tx.jdbc().sql("insert into kept values (1)").update();
    }

    private static int rows(Tx tx) {
        return tx.jdbc().sql("select count(*) from kept").query(Integer.class).single();
    }

    private static int hanging() {
        return database.jdbc()
                .sql("select count(*) from pg_stat_activity where wait_event = 'SyncRep'")
                .query(Integer.class)
                .single();
    }

    private static void isRefused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        DatabaseFault.class,
                        fault ->
                                assertThat(fault.code())
                                        .isEqualTo(DatabaseFault.Code.NO_CONNECTION));
    }

    /// Each of them would leave a session that hangs for as long as no standby comes.
    @Test
    void noTryToWriteLeavesASession() {
        for (int i = 0; i < 20; i++) {
            isRefused(() -> database.inTime(LONG, HangingCommitsTest::insert));
            isRefused(() -> database.transact(HangingCommitsTest::insert));
            isRefused(() -> database.transact(tx -> tx.withCommit("insert into kept values (2)")));
            isRefused(() ->
                    database.pulse()
                            .askToWrite(
                                    LONG,
                                    () ->
                                            database.reads()
                                                    .sql("insert into kept values (3)")
                                                    .update()));
        }
        assertThat(hanging()).isZero();
        int rows = database.inTransaction(HangingCommitsTest::rows);
        assertThat(rows).isZero();
    }

    /// Transactions that only read commit without waiting.
    @Test
    void readingGoesOn() {
        assertThat(database.pulse().isAway()).isFalse();
        int rows = database.inTransaction(HangingCommitsTest::rows);
        assertThat(rows).isZero();
        int seen = database.inSnapshot(HangingCommitsTest::rows);
        assertThat(seen).isZero();
    }

    /// A session that hangs in a commit would keep the right from everybody else.
    @Test
    void aFenceIsTakenRefusesToWriteAndIsKept() {
        try (Fence fence = database.fence("sequencer").orElseThrow()) {
            isRefused(() -> fence.inTransaction(HangingCommitsTest::insert));
            assertThat(fence.held()).isTrue();
            int rows = fence.inTransaction(HangingCommitsTest::rows);
            assertThat(rows).isZero();
            set("");
            until(() -> !database.pulse().commitsHang());
            int made = fence.inTransaction(HangingCommitsTest::insert);
            assertThat(made).isOne();
        }
    }
}
