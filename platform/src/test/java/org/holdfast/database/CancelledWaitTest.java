// SPDX-License-Identifier: Apache-2.0
package org.holdfast.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.testing.Waiting.until;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.holdfast.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Commits that wait for a standby which never comes, at a server of their own.
class CancelledWaitTest {
    private static final String WAITS =
            " from pg_stat_activity where wait_event = 'SyncRep' and pid <> pg_backend_pid()";

    @TempDir Path folder;

    /// The server answers the first as success, and breaks the connection of the second.
    @ParameterizedTest
    @ValueSource(strings = {"pg_cancel_backend", "pg_terminate_backend"})
    void aCommitWhoseWaitWasEndedIsUnknown(String how) {
        try (EmbeddedServer server = EmbeddedServer.start(folder, TestDatabase.binaries());
                Database database = Database.open(server.settings("postgres", 4))) {
            database.jdbc().sql("create table kept (n int)").update();
            set(database, "nobody");
            CompletableFuture<Void> alone = CompletableFuture.runAsync(() -> insert(database));
            endWaits(database, how, alone);
            CompletableFuture<Void> along =
                    CompletableFuture.runAsync(() ->
                            database.transact(tx -> tx.withCommit("insert into kept values (2)")));
            endWaits(database, how, along);
            set(database, "");
            assertThat(
                            database.jdbc()
                                    .sql("select count(*) from kept")
                                    .query(Integer.class)
                                    .single())
                    .as("the server kept both all the same")
                    .isEqualTo(2);
            insert(database);
        }
    }

    @Test
    void aNoticeIsNoWarning() {
        try (EmbeddedServer server = EmbeddedServer.start(folder, TestDatabase.binaries());
                Database database = Database.open(server.settings("postgres", 2))) {
            database.transact(
                    tx -> tx.withCommit("do $$ begin raise notice 'nothing is wrong'; end $$"));
        }
    }

    private static void insert(Database database) {
        database.transact(tx -> tx.jdbc().sql("insert into kept values (1)").update());
    }

    private static void set(Database database, String standby) {
        database.jdbc()
                .sql("alter system set synchronous_standby_names = '" + standby + "'")
                .update();
        database.jdbc().sql("select pg_reload_conf()").query(Boolean.class).single();
        until(() ->
                database.jdbc()
                        .sql("show synchronous_standby_names")
                        .query(String.class)
                        .single()
                        .equals(standby));
    }

    private static void endWaits(Database database, String how, CompletableFuture<Void> commit) {
        until(() ->
                !database.jdbc()
                        .sql("select " + how + "(pid)" + WAITS)
                        .query(Boolean.class)
                        .list()
                        .isEmpty());
        assertThat(commit.handle((_, failed) -> failed).join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        DatabaseFault.class,
                        fault ->
                                assertThat(fault.code())
                                        .isEqualTo(DatabaseFault.Code.COMMIT_UNKNOWN));
    }
}
