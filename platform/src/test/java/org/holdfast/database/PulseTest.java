// SPDX-License-Identifier: Apache-2.0
package org.holdfast.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.holdfast.testing.Waiting.until;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.holdfast.testing.HangingServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A database that hangs under reads and changes.
class PulseTest {
    private static final Duration SHORT = Duration.ofSeconds(1);

    @TempDir static Path folder;
    private static HangingServer hanging;
    private static Database database;

    @BeforeAll
    static void start() {
        hanging = new HangingServer(folder.resolve("postgres"));
        hanging.server().ensureDatabase("pulse");
        database = Database.open(hanging.server().settings("pulse", 4));
        database.watch();
        database.jdbc().sql("create table done (name text primary key)").update();
    }

    @AfterAll
    static void stop() {
        hanging.goOn();
        database.close();
        hanging.close();
    }

    @BeforeEach
    void isThere() {
        until(() -> !database.pulse().isAway());
    }

    @AfterEach
    void goOn() {
        hanging.goOn();
    }

    private static int one() {
        return database.pulse()
                .ask(() -> database.reads().sql("select 1").query(Integer.class).single());
    }

    private static boolean isDone(String name) {
        return database.jdbc()
                        .sql("select count(*) from done where name = ?")
                        .param(name)
                        .query(Long.class)
                        .single()
                == 1;
    }

    private static void insert(Tx tx, String name) {
        tx.jdbc().sql("insert into done values (?)").param(name).update();
    }

    private static void fails(DatabaseFault.Code code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        DatabaseFault.class, fault -> assertThat(fault.code()).isEqualTo(code));
    }

    @Test
    void endsReadsUnderWayWhenTheDatabaseHangsAndComesBackByItself() {
        assertThat(one()).isEqualTo(1);
        hanging.hang();
        fails(DatabaseFault.Code.NO_CONNECTION, PulseTest::one);
        until(() -> database.pulse().isAway());
        fails(DatabaseFault.Code.NO_CONNECTION, PulseTest::one);
        until(() -> database.pulse().isGone());
        fails(DatabaseFault.Code.NO_CONNECTION, () -> database.transact(tx -> insert(tx, "x")));
        hanging.goOn();
        until(() -> !database.pulse().isAway());
        assertThat(one()).isEqualTo(1);
    }

    @Test
    void givesWhatAReadThrowsAndNeverTakesAnAnswerForSilence() {
        assertThatThrownBy(() ->
                        database.pulse()
                                .ask(() ->
                                        database.reads()
                                                .sql("select 1 / 0")
                                                .query(Integer.class)
                                                .single()))
                .isNotInstanceOf(DatabaseFault.class);
        assertThat(database.pulse().isAway()).isFalse();
    }

    @Test
    void doesNothingOfAChangeWhoseCallerLeftBeforeTheCommit() throws InterruptedException {
        CountDownLatch left = new CountDownLatch(1);
        CountDownLatch through = new CountDownLatch(1);
        fails(
                DatabaseFault.Code.NO_CONNECTION,
                () ->
                        database.inTime(
                                SHORT,
                                tx -> {
                                    insert(tx, "late");
                                    awaitQuietly(left);
                                    through.countDown();
                                    return 1;
                                }));
        left.countDown();
        assertThat(through.await(1, TimeUnit.MINUTES)).isTrue();
        await().atMost(3, TimeUnit.MINUTES)
                .during(Duration.ofMillis(500))
                .until(() -> !isDone("late"));
    }

    @Test
    void saysThatNobodyKnowsWhenACommitHangsAndDoesNotDisturbIt() {
        fails(
                DatabaseFault.Code.COMMIT_UNKNOWN,
                () ->
                        database.inTime(
                                SHORT,
                                tx -> {
                                    insert(tx, "hanging");
                                    hanging.hang();
                                    return 1;
                                }));
        hanging.goOn();
        until(() -> !database.pulse().isAway());
        until(() -> isDone("hanging"));
    }

    @Test
    void givesTheAnswerOfAChangeInTime() {
        int answer =
                database.inTime(
                        Duration.ofSeconds(10),
                        tx -> {
                            insert(tx, "done");
                            return 7;
                        });
        assertThat(answer).isEqualTo(7);
        assertThat(isDone("done")).isTrue();
        assertThatThrownBy(() ->
                        database.inTime(
                                Duration.ofSeconds(10),
                                tx -> {
                                    insert(tx, "undone");
                                    throw new IllegalStateException("refused");
                                }))
                .hasMessage("refused");
        assertThat(isDone("undone")).isFalse();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }
}
