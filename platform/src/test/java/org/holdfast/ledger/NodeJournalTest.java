// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.holdfast.journal.Disk;
import org.holdfast.journal.Hash;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeJournalTest {
    @TempDir private Path folder;
    private final MemoryKeys keys = new MemoryKeys();

    private FileNodeJournal open(Disk disk) {
        return Office.node(folder, keys, disk);
    }

    private Handle operation(String name) {
        return keys.of("operation", name);
    }

    @Test
    void findsAnEntryByLeafOperationAndEntityAndReadsItBack() throws Exception {
        DataKey key = keys.create();
        byte[] pdf = "attachment".getBytes(StandardCharsets.UTF_8);
        try (FileNodeJournal journal = open(Disk.real())) {
            Promise promise = journal.append(Office.paper(keys, "one", key), List.of(pdf));
            Position position = promise.sealed().get(60, TimeUnit.SECONDS);
            assertThat(position.index()).isEqualTo(1);
            assertThat(position.journal()).isEqualTo("node-1");
            StoredEntry entry = journal.byOperation(operation("one")).orElseThrow();
            assertThat(entry.leafHash()).isEqualTo(promise.leaf());
            assertThat(entry.position()).contains(position);
            assertThat(entry.open().required("name").stringValue()).isEqualTo("one");
            assertThat(entry.attachment(0)).isEqualTo(pdf);
            assertThat(journal.byEntity(keys.of("paper", "one"), "paper", 9)).hasSize(1);
            assertThat(journal.byEntity(keys.of("paper", "one"), "look", 9)).isEmpty();
            assertThat(journal.byLeaf(promise.leaf())).isPresent();
            assertThat(journal.byOperation(operation("two"))).isEmpty();
        }
    }

    @Test
    void sealsEveryEntryOfSixtyFourWriters() throws Exception {
        int writers = 64;
        int each = 20;
        byte[] pdf = new byte[10_000];
        DataKey key = keys.create();
        try (FileNodeJournal journal = open(Disk.real());
                ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Promise>>> runs = new ArrayList<>();
            for (int w = 0; w < writers; w++) {
                int writer = w;
                runs.add(
                        pool.submit(() -> {
                            List<Promise> promises = new ArrayList<>();
                            for (int i = 0; i < each; i++) {
                                promises.add(
                                        journal.append(
                                                Office.paper(keys, writer + "/" + i, key),
                                                List.of(pdf)));
                            }
                            return promises;
                        }));
            }
            List<Position> positions = new ArrayList<>();
            for (Future<List<Promise>> run : runs) {
                for (Promise promise : run.get(60, TimeUnit.SECONDS)) {
                    positions.add(promise.sealed().get(60, TimeUnit.SECONDS));
                }
            }
            assertThat(positions).doesNotHaveDuplicates().hasSize(writers * each);
            assertThat(journal.head().size()).isEqualTo(writers * each + 1);
        }
    }

    @Test
    void keepsEverythingOverFiveStarts() throws Exception {
        List<Hash> leaves = new ArrayList<>();
        List<Position> positions = new ArrayList<>();
        DataKey key = keys.create();
        for (int start = 1; start <= 5; start++) {
            try (FileNodeJournal journal = open(Disk.real())) {
                for (int i = 0; i < leaves.size(); i++) {
                    StoredEntry entry = journal.byLeaf(leaves.get(i)).orElseThrow();
                    assertThat(entry.position()).contains(positions.get(i));
                    assertThat(entry.open().required("name").stringValue())
                            .isEqualTo("entry" + (i + 1));
                }
                Promise promise =
                        journal.append(Office.paper(keys, "entry" + start, key), List.of());
                leaves.add(promise.leaf());
                positions.add(promise.sealed().get(60, TimeUnit.SECONDS));
                assertThat(positions.getLast().journal()).isEqualTo("node-" + start);
            }
        }
    }

    @Test
    void refusesAnErasedEntry() throws Exception {
        DataKey key = keys.create();
        try (FileNodeJournal journal = open(Disk.real())) {
            Promise promise = journal.append(Office.paper(keys, "gone", key), List.of());
            keys.erase(key.id(), "test");
            StoredEntry entry = journal.byLeaf(promise.leaf()).orElseThrow();
            assertThatThrownBy(entry::open)
                    .isInstanceOfSatisfying(
                            LedgerFault.class,
                            fault -> assertThat(fault.code()).isEqualTo(LedgerFault.Code.ERASED));
        }
    }
}
