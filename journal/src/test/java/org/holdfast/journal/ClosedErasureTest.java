// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.journal.DyingDisk.Fate;
import org.holdfast.journal.JournalFault.Code;
import org.holdfast.journal.JournalRefusal.Reason;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClosedErasureTest {
    private static final int SIZE = 270;
    private static final int SIGNED = 268;
    private static final List<EntryIndex> SOME =
            List.of(new EntryIndex(4), new EntryIndex(259), new EntryIndex(SIZE - 1));

    @TempDir Path temp;
    private final NoteSigner signer = NoteTest.newSigner(JournalDirectoryTest.ORIGIN);
    private Path prepared;

    @BeforeEach
    void prepare() {
        prepared = temp.resolve("prepared");
        try (JournalDirectory journal =
                JournalDirectory.create(
                        prepared,
                        JournalDirectoryTest.ORIGIN,
                        signer.vkey(),
                        DyingDisk.immortal())) {
            journal.append(JournalDirectoryTest.entries(0, SIGNED));
            journal.seal(signer);
            journal.append(JournalDirectoryTest.entries(SIGNED, SIZE));
        }
    }

    @Test
    void zeroesInAJournalThatNobodyWritesAndLeavesEverythingElse() {
        try (JournalDirectory journal = JournalDirectory.openForReading(prepared)) {
            assertThat(journal.zeroBlobsOfClosed(SOME, DyingDisk.immortal())).isEqualTo(3);
            assertThat(journal.zeroBlobsOfClosed(SOME, DyingDisk.immortal())).isZero();
            NoteTest.refuses(
                    Reason.NO_SUCH_ENTRY,
                    () ->
                            journal.zeroBlobsOfClosed(
                                    List.of(new EntryIndex(SIZE)), DyingDisk.immortal()));
        }
        checkWorld(prepared, true);
    }

    @Test
    void refusesWhileSomebodyWrites() {
        try (JournalDirectory reader = JournalDirectory.openForReading(prepared);
                JournalDirectory writer = JournalDirectory.open(prepared)) {
            JournalDirectoryTest.faults(
                    Code.LOCKED, () -> reader.zeroBlobsOfClosed(SOME, DyingDisk.immortal()));
            writer.append(JournalDirectoryTest.entries(SIZE, SIZE + 1));
        }
    }

    @ParameterizedTest
    @EnumSource(Fate.class)
    void isFinishedByTheNextStartWhereverItDies(Fate fate) throws IOException {
        boolean finished = false;
        for (int step = 1; !finished; step++) {
            Path folder = copy("die-" + fate + step);
            DyingDisk disk = new DyingDisk(step, fate, true);
            try (JournalDirectory journal = JournalDirectory.openForReading(folder)) {
                journal.zeroBlobsOfClosed(SOME, disk);
            } catch (JournalFault fault) {
                assertThat(fault.code()).isEqualTo(Code.DISK);
            }
            finished = !disk.failed();
            disk.losePower();
            ClosedErasure.finish(folder, DyingDisk.immortal());
            checkWorld(folder, finished);
            try (JournalDirectory journal = JournalDirectory.openForReading(folder)) {
                journal.zeroBlobsOfClosed(SOME, DyingDisk.immortal());
            }
            checkWorld(folder, true);
        }
    }

    private void checkWorld(Path folder, boolean erased) {
        new JournalVerifier(signer.verifier(), JournalVerifier.Progress.SILENT).verify(folder);
        assertThat(folder.resolve(Appender.ERASING)).doesNotExist();
        try (JournalDirectory journal = JournalDirectory.openForReading(folder)) {
            assertThat(journal.durableSize().value()).isEqualTo(SIZE);
            assertThat(journal.root(new TreeSize(SIGNED)))
                    .isEqualTo(JournalDirectoryTest.expectedRoot(SIGNED));
            for (long i = 0; i < SIZE; i++) {
                Stored stored = journal.read(new EntryIndex(i));
                assertThat(stored.entry()).isEqualTo(JournalDirectoryTest.content(i));
                boolean chosen = SOME.contains(stored.index());
                if (!chosen || erased) {
                    assertThat(stored.erased()).isEqualTo(chosen);
                }
            }
        }
    }

    private Path copy(String name) throws IOException {
        Path target = temp.resolve(name);
        try (Stream<Path> all = Files.walk(prepared)) {
            for (Path each : all.toList()) {
                Files.copy(each, target.resolve(prepared.relativize(each)));
            }
        }
        return target;
    }
}
