// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.journal.DyingDisk.Fate;
import org.holdfast.journal.JournalFault.Code;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Death at every step that append, seal, erasure and recovery make on the disk, with and without
/// the loss of everything that was not forced. Afterwards nothing acknowledged is missing, and
/// nothing that was ever signed or readable is contradicted.
class CrashTest {
    /// The story begins here: a few entries before a bundle and a blob file are full.
    private static final int SIGNED_BEFORE = 250;

    private static final int DURABLE_BEFORE = 252;

    @TempDir(factory = InMemory.class)
    Path temp;

    private final NoteSigner signer = NoteTest.newSigner(JournalDirectoryTest.ORIGIN);
    private Path prepared;

    /// What somebody outside may hold against the journal.
    private static final class Seen {
        private final List<Checkpoint> signed = new ArrayList<>();
        private long acknowledged = DURABLE_BEFORE;
        private boolean erased;
    }

    @BeforeEach
    void prepare() {
        prepared = temp.resolve("prepared");
        try (JournalDirectory journal =
                JournalDirectory.create(prepared, JournalDirectoryTest.ORIGIN, signer.vkey())) {
            journal.append(JournalDirectoryTest.entries(0, 100));
            journal.seal(signer);
            journal.append(JournalDirectoryTest.entries(100, SIGNED_BEFORE));
            journal.seal(signer);
            journal.append(JournalDirectoryTest.entries(SIGNED_BEFORE, DURABLE_BEFORE));
        }
    }

    /// Appends over the end of a blob file, seals over the end of a tile, erases, and goes on.
    private void story(Path folder, Disk disk, Seen seen) {
        try (JournalDirectory journal = JournalDirectory.open(folder, disk)) {
            append(journal, 10, seen);
            seen.signed.add(journal.seal(signer));
            append(journal, 1, seen);
            journal.zeroBlobs(new EntryIndex(4));
            seen.erased = true;
            seen.signed.add(journal.seal(signer));
        } catch (JournalFault e) {
            assertThat(e.code()).isEqualTo(Code.DISK);
        }
    }

    private static void append(JournalDirectory journal, int count, Seen seen) {
        long from = journal.durableSize().value();
        journal.append(JournalDirectoryTest.entries(from, from + count));
        seen.acknowledged = from + count;
    }

    @ParameterizedTest
    @EnumSource(Fate.class)
    void nothingIsLostWhenTheProcessDies(Fate fate) throws IOException {
        assertThat(die(fate, false, 3)).isGreaterThan(60);
    }

    @ParameterizedTest
    @EnumSource(Fate.class)
    void nothingIsLostWhenThePowerFails(Fate fate) throws IOException {
        assertThat(die(fate, true, 1)).isGreaterThan(60);
    }

    private int die(Fate fate, boolean power, int stride) throws IOException {
        for (int step = 1 + (fate.ordinal() % stride); ; step += stride) {
            Path folder = copy("die-" + step);
            Seen seen = new Seen();
            DyingDisk disk = new DyingDisk(step, fate, true);
            story(folder, disk, seen);
            notePublished(folder, seen);
            if (power) {
                disk.losePower();
            }
            checkWorld(folder, seen);
            if (!disk.failed()) {
                return step;
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Fate.class)
    void recoveryMayDieAsWell(Fate fate) throws IOException {
        for (int step = 3; step < 70; step += 22) {
            boolean finished = false;
            for (int again = 1; !finished; again++) {
                Path folder = copy("again-" + step + "-" + again);
                Seen seen = new Seen();
                DyingDisk disk = new DyingDisk(step, fate, true);
                story(folder, disk, seen);
                notePublished(folder, seen);
                disk.losePower();
                DyingDisk second = new DyingDisk(again, fate, true);
                try (JournalDirectory journal = JournalDirectory.open(folder, second)) {
                    finished = !second.failed();
                    assertThat(journal.durableSize().value())
                            .isGreaterThanOrEqualTo(seen.acknowledged);
                } catch (JournalFault e) {
                    assertThat(e.code()).isEqualTo(Code.DISK);
                }
                second.losePower();
                checkWorld(folder, seen);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Fate.class)
    void aFailedWriteStopsTheJournalUntilItIsOpenedAgain(Fate fate) throws IOException {
        for (int step = 1; ; step++) {
            Path folder = copy("fail-" + step);
            Seen seen = new Seen();
            DyingDisk disk = new DyingDisk(step, fate, false);
            JournalDirectory journal = null;
            try {
                journal = JournalDirectory.open(folder, disk);
                append(journal, 10, seen);
                seen.signed.add(journal.seal(signer));
            } catch (JournalFault e) {
                assertThat(e.code()).isEqualTo(Code.DISK);
            }
            if (journal != null) {
                try (JournalDirectory stopped = journal) {
                    if (disk.failed()) {
                        NewEntry more = JournalDirectoryTest.entry(999);
                        JournalDirectoryTest.faults(
                                Code.STOPPED, () -> stopped.append(List.of(more)));
                        JournalDirectoryTest.faults(Code.STOPPED, () -> stopped.seal(signer));
                    }
                }
            }
            notePublished(folder, seen);
            checkWorld(folder, seen);
            if (!disk.failed()) {
                return;
            }
        }
    }

    @Test
    void creationShowsAWholeJournalOrNone() {
        for (int step = 1; ; step++) {
            DyingDisk disk = new DyingDisk(step, Fate.HALF_SAVED, true);
            Path folder = temp.resolve("made-" + step);
            String origin = JournalDirectoryTest.ORIGIN;
            try (JournalDirectory made =
                    JournalDirectory.create(folder, origin, signer.vkey(), disk)) {
                assertThat(made.durableSize().value()).isZero();
            } catch (JournalFault e) {
                assertThat(e.code()).isEqualTo(Code.DISK);
            }
            disk.losePower();
            boolean whole = JournalDirectory.isJournal(folder);
            try (JournalDirectory journal =
                    whole
                            ? JournalDirectory.open(folder)
                            : JournalDirectory.create(folder, origin, signer.vkey())) {
                assertThat(journal.append(JournalDirectoryTest.entries(0, 1)).first().value())
                        .isZero();
            }
            if (!disk.failed()) {
                assertThat(step).isGreaterThan(10);
                return;
            }
        }
    }

    @Test
    void aFailedSignatureMayBeTriedAgain() throws IOException {
        Path folder = copy("sign");
        java.security.Provider none = new java.security.Provider("none", "1", "offers nothing") {};
        try (JournalDirectory journal = JournalDirectory.open(folder)) {
            JournalDirectoryTest.faults(
                    Code.CRYPTOGRAPHY, () -> journal.seal(signer.through(none)));
            journal.append(JournalDirectoryTest.entries(DURABLE_BEFORE, 260));
            assertThat(journal.seal(signer).root())
                    .isEqualTo(JournalDirectoryTest.expectedRoot(260));
        }
    }

    /// A server may have given away whatever lay in the folder, forced or not.
    private void notePublished(Path folder, Seen seen) {
        Source.file(folder.resolve("checkpoint"))
                .map(SignedNote::parse)
                .map(signer.verifier()::checkpoint)
                .ifPresent(seen.signed::add);
    }

    private void checkWorld(Path folder, Seen seen) {
        try (JournalDirectory journal = JournalDirectory.open(folder, DyingDisk.immortal())) {
            long durable = journal.durableSize().value();
            assertThat(durable).isGreaterThanOrEqualTo(seen.acknowledged);
            assertThat(durable).isLessThanOrEqualTo(DURABLE_BEFORE + 11);
            for (Checkpoint each : seen.signed) {
                assertThat(durable).isGreaterThanOrEqualTo(each.size().value());
            }
            journal.append(JournalDirectoryTest.entries(durable, durable + 2));
            Checkpoint head = journal.seal(signer);
            for (Checkpoint each : seen.signed) {
                journal.consistency(each.size(), head.size()).verify(each.root(), head.root());
            }
            assertThat(head.root()).isEqualTo(JournalDirectoryTest.expectedRoot(durable + 2));
            if (seen.erased) {
                assertThat(journal.read(new EntryIndex(4)).erased()).isTrue();
            }
            assertThat(folder.resolve("erasing")).doesNotExist();
            new JournalVerifier(signer.verifier(), JournalVerifier.Progress.SILENT).verify(folder);
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
