// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.holdfast.journal.Hash;
import org.holdfast.keys.DataKey;
import org.holdfast.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// Prints rates and asserts none: `-Dholdfast.rates=true`.
@EnabledIfSystemProperty(named = "holdfast.rates", matches = "true")
class RatesTest {
    private static final int CLIENTS = 32;
    private static final int SECONDS = 8;
    private static final int ROWS = 60_000;

    @TempDir private Path folder;
    private final MemoryKeys keys = new MemoryKeys();

    @Test
    void printsTheRatesOfBothJournals() throws Exception {
        try (TestDatabase database = TestDatabase.fresh("ledger")) {
            Office office = new Office(folder, database.database(), keys);
            try (OpenLedger ledger = office.open()) {
                node(ledger);
                central(office, ledger);
            }
            long begin = System.nanoTime();
            try (OpenLedger ledger = office.open()) {
                System.out.printf(
                        "start over %d entries: %d ms%n",
                        ledger.counts().getFirst().allEntries()
                                + ledger.counts().getLast().allEntries(),
                        (System.nanoTime() - begin) / 1_000_000);
            }
        }
    }

    private void node(OpenLedger ledger) throws Exception {
        DataKey key = keys.create();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        int done = 0;
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> runs = new ArrayList<>();
            for (int c = 0; c < CLIENTS; c++) {
                int client = c;
                runs.add(
                        pool.submit(() -> {
                            int count = 0;
                            while (System.nanoTime() < end) {
                                String name = client + "/" + count;
                                byte[] pdf = new byte[30_000];
                                ledger.node().append(Office.paper(keys, name, key), List.of(pdf));
                                count++;
                            }
                            return count;
                        }));
            }
            for (Future<Integer> run : runs) {
                done += run.get();
            }
        }
        System.out.printf("node: %d appends/s, %s%n", done / SECONDS, ledger.counts().getLast());
        assertThat(done).isPositive();
    }

    private void central(Office office, OpenLedger ledger) throws Exception {
        DataKey key = keys.create();
        long begin = System.nanoTime();
        Hash last = null;
        for (int batch = 0; batch < ROWS / 1_000; batch++) {
            int from = batch * 1_000;
            List<EntryDraft> drafts =
                    IntStream.range(from, from + 1_000)
                            .mapToObj(i -> office.record("b" + i, 1, Optional.empty(), key))
                            .toList();
            last = office.enterAll(ledger, drafts).getLast();
        }
        long entered = System.nanoTime();
        Position position = ledger.central().sealed(last).get(60, TimeUnit.SECONDS);
        long sealed = System.nanoTime();
        System.out.printf(
                "central: entered %d rows/s, sealed %d rows/s, last at %d, %s%n",
                ROWS * 1_000_000_000L / (entered - begin),
                ROWS * 1_000_000_000L / (sealed - begin),
                position.index(),
                ledger.counts().getFirst());
    }
}
