// SPDX-License-Identifier: Apache-2.0
package org.holdfast.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.holdfast.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// More changes at once than there are connections.
class CrowdTest {
    private static final TestDatabase DB = TestDatabase.fresh();
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /// Of ten connections; five are kept free.
    private static final int TURNS = 5;

    @AfterAll
    static void drop() {
        DB.close();
    }

    @Test
    void leavesConnectionsForWhatChangesWaitFor() {
        Database database = DB.database();
        CountDownLatch working = new CountDownLatch(TURNS);
        CountDownLatch goOn = new CountDownLatch(1);
        try (ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Integer>> changes = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                changes.add(
                        CompletableFuture.supplyAsync(
                                () -> database.inTime(PATIENCE, tx -> held(tx, working, goOn)),
                                crowd));
            }
            await(working);
            // What the changes wait for goes on beside them, as often as it likes.
            for (int i = 0; i < 20; i++) {
                int one = database.inTransaction(CrowdTest::one);
                assertThat(one).isEqualTo(1);
            }
            List<Throwable> faults = new ArrayList<>();
            for (CompletableFuture<Integer> change : changes) {
                try {
                    change.join();
                } catch (CompletionException failed) {
                    faults.add(failed.getCause());
                }
            }
            // Nobody waited longer than that, and nothing of what was refused was done.
            assertThat(faults)
                    .hasSize(60)
                    .allMatch(fault ->
                            fault instanceof DatabaseFault silent
                                    && silent.code() == DatabaseFault.Code.NO_CONNECTION);
            goOn.countDown();
        }
        // Turns come back when the work ends, not when its caller went.
        int after = database.inTime(PATIENCE, CrowdTest::one);
        assertThat(after).isEqualTo(1);
    }

    private static int held(Tx tx, CountDownLatch working, CountDownLatch goOn) {
        working.countDown();
        await(goOn);
        return one(tx);
    }

    private static int one(Tx tx) {
        return tx.jdbc().sql("select 1").query(Integer.class).single();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void nobodyHoldsAConnectionForALockThatDoesNotCome() {
        Database database = DB.database();
        database.jdbc().sql("create table held (id int primary key)").update();
        database.jdbc().sql("insert into held values (1)").update();
        database.transact(holder -> {
            holder.jdbc().sql("select id from held for update").query(Integer.class).single();
            assertThatThrownBy(() ->
                            database.transact(
                                    tx -> tx.jdbc().sql("delete from held where id = 1").update()))
                    .matches(Pulse::isLocked);
        });
        assertThat(database.jdbc().sql("delete from held").update()).isEqualTo(1);
    }
}
