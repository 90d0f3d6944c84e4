// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.journal.Disk;
import org.holdfast.journal.Hash;
import org.holdfast.journal.JournalFault;
import org.holdfast.keys.DataKey;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The node journal on a disk that dies after a number of steps: before the step was done, or
/// after.
class NodeCrashTest {

    @TempDir private Path folder;
    private final MemoryKeys keys = new MemoryKeys();

    private FileNodeJournal open(Disk disk) {
        return Office.node(folder, keys, disk);
    }

    @ParameterizedTest
    @CsvSource({"0, 1, false", "0, 1, true", "40, 3, false", "40, 3, true", "80, 7, true"})
    void findsEveryAcknowledgedEntryAfterTheDiskDied(int first, int stride, boolean saved) {
        DataKey key = keys.create();
        List<Hash> acknowledged = new ArrayList<>();
        for (int step = first; step < first + 20 * stride; step += stride) {
            try (FileNodeJournal journal = open(new MortalDisk(step, saved))) {
                for (int i = 0; i < 4; i++) {
                    Promise promise =
                            journal.append(
                                    Office.paper(keys, step + "/" + i, key),
                                    List.of(new byte[500]));
                    acknowledged.add(promise.leaf());
                }
            } catch (JournalFault | LedgerFault died) {
                assertThat(died).isNotNull();
            }
        }
        try (FileNodeJournal journal = open(Disk.real())) {
            for (Hash leaf : acknowledged) {
                Optional<StoredEntry> entry = journal.byLeaf(leaf);
                assertThat(entry).isPresent();
                assertThat(entry.orElseThrow().position()).isPresent();
                assertThat(entry.orElseThrow().attachment(0)).hasSize(500);
            }
        }
        new WorldCheck(folder, keys.certificate(), Optional.empty()).run().requireSound();
    }

    /// Does a number of steps, then one that fails (done or not), then none.
    private static final class MortalDisk implements Disk {
        private final Disk real = Disk.real();
        private final AtomicInteger left;
        private final boolean saved;

        MortalDisk(int steps, boolean saved) {
            this.left = new AtomicInteger(steps);
            this.saved = saved;
        }

        private void step(Runnable change) {
            int now = left.getAndDecrement();
            if (now > 0 || (now == 0 && saved)) {
                change.run();
            }
            if (now <= 0) {
                throw new JournalFault(JournalFault.Code.DISK, "the disk died");
            }
        }

        @Override
        public void write(Path file, long position, byte[] bytes) {
            step(() -> real.write(file, position, bytes));
        }

        @Override
        public void force(Path file) {
            step(() -> real.force(file));
        }

        @Override
        public void forceFolder(Path path) {
            step(() -> real.forceFolder(path));
        }

        @Override
        public void rename(Path from, Path to) {
            step(() -> real.rename(from, to));
        }

        @Override
        public void makeFolder(Path path) {
            step(() -> real.makeFolder(path));
        }

        @Override
        public void cut(Path file, long length) {
            step(() -> real.cut(file, length));
        }

        @Override
        public void delete(Path path) {
            step(() -> real.delete(path));
        }
    }
}
