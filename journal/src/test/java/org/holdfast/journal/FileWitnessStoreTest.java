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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FileWitnessStoreTest {
    private static final String ORIGIN = "log.example/1";

    @TempDir Path temp;
    private final NoteSigner signer = NoteTest.newSigner(ORIGIN);
    private final List<SignedNote> notes = Stream.of(5L, 5L, 7L, 9L).map(this::note).toList();

    private SignedNote note(long size) {
        Hash root = MerkleTree.leafHash(new byte[] {(byte) size});
        return signer.sign(new Checkpoint(ORIGIN, new TreeSize(size), root).text());
    }

    private static long size(WitnessStore store) {
        return store.latest(ORIGIN)
                .map(note -> Checkpoint.parse(note.text()).size().value())
                .orElse(0L);
    }

    @Test
    void keepsTheLatestNoteOfEachOriginOverRestarts() {
        Path folder = temp.resolve("w");
        NoteSigner other = NoteTest.newSigner("log.example/../2");
        Hash root = MerkleTree.emptyRoot();
        try (FileWitnessStore store = FileWitnessStore.open(folder)) {
            assertThat(store.latest(ORIGIN)).isEmpty();
            store.keep(TreeSize.EMPTY, note(5));
            store.keep(
                    TreeSize.EMPTY,
                    other.sign(new Checkpoint(other.name(), new TreeSize(3), root).text()));
            store.keep(new TreeSize(5), note(7));
        }
        try (FileWitnessStore store = FileWitnessStore.open(folder)) {
            assertThat(store.latest(ORIGIN)).contains(note(7));
            assertThat(store.latest(other.name())).isPresent();
        }
    }

    @Test
    void refusesToFollowAnotherSizeThanTheLatest() {
        try (FileWitnessStore store = FileWitnessStore.open(temp.resolve("w"))) {
            store.keep(TreeSize.EMPTY, note(5));
            assertThat(store.keep(TreeSize.EMPTY, note(7)))
                    .isEqualTo(new WitnessStore.Kept.Conflict(new TreeSize(5)));
            assertThat(store.keep(new TreeSize(7), note(9)))
                    .isEqualTo(new WitnessStore.Kept.Conflict(new TreeSize(5)));
            assertThat(size(store)).isEqualTo(5);
        }
    }

    @Test
    void letsOnlyOneProcessInAndAnswersNothingWhenClosed() {
        FileWitnessStore store = FileWitnessStore.open(temp.resolve("w"));
        JournalDirectoryTest.faults(
                Code.LOCKED, () -> FileWitnessStore.open(temp.resolve("w")).close());
        store.close();
        store.close();
        JournalDirectoryTest.faults(Code.CLOSED, () -> store.latest(ORIGIN));
        JournalDirectoryTest.faults(Code.CLOSED, () -> store.keep(TreeSize.EMPTY, note(5)));
    }

    @Test
    void refusesToOpenWhenANoteIsDamaged() throws IOException {
        Path folder = temp.resolve("w");
        try (FileWitnessStore store = FileWitnessStore.open(folder)) {
            store.keep(TreeSize.EMPTY, note(5));
        }
        Path file = folder.resolve(FileWitnessStore.name(ORIGIN));
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length - 9));
        JournalDirectoryTest.faults(Code.CORRUPT, () -> FileWitnessStore.open(folder).close());
        Files.write(file, whole);
        Files.move(file, folder.resolve("00"));
        JournalDirectoryTest.faults(Code.CORRUPT, () -> FileWitnessStore.open(folder).close());
    }

    @ParameterizedTest
    @EnumSource(Fate.class)
    void forgetsNothingItAcknowledgedOrShowedWhenThePowerFails(Fate fate) {
        assertThat(die(fate, true, true)).isGreaterThan(20);
    }

    @ParameterizedTest
    @EnumSource(Fate.class)
    void forgetsNothingItAcknowledgedOrShowedWhenTheProcessDies(Fate fate) {
        assertThat(die(fate, true, false)).isGreaterThan(20);
    }

    @ParameterizedTest
    @EnumSource(Fate.class)
    void aFailedWriteStopsItUntilItIsOpenedAgain(Fate fate) {
        assertThat(die(fate, false, true)).isGreaterThan(20);
    }

    private int die(Fate fate, boolean dies, boolean power) {
        for (int step = 1; ; step++) {
            Path folder = temp.resolve("w-" + step);
            DyingDisk disk = new DyingDisk(step, fate, dies);
            long shown = story(folder, disk);
            if (power) {
                disk.losePower();
            }
            DyingDisk second = DyingDisk.immortal();
            long found;
            try (FileWitnessStore store = FileWitnessStore.open(folder, second)) {
                found = size(store);
                assertThat(found).isGreaterThanOrEqualTo(shown).isIn(0L, 5L, 7L, 9L);
            }
            second.losePower();
            try (FileWitnessStore store = FileWitnessStore.open(folder)) {
                assertThat(size(store)).isEqualTo(found);
            }
            if (!disk.failed()) {
                return step;
            }
        }
    }

    /// Keeps one note after the other; returns the largest size that anybody was shown.
    private long story(Path folder, DyingDisk disk) {
        long shown = 0;
        FileWitnessStore opened = null;
        try {
            opened = FileWitnessStore.open(folder, disk);
            for (SignedNote note : notes) {
                assertThat(opened.keep(new TreeSize(size(opened)), note))
                        .isEqualTo(new WitnessStore.Kept.Durable());
                shown = size(opened);
            }
        } catch (JournalFault e) {
            assertThat(e.code()).isEqualTo(Code.DISK);
            FileWitnessStore stopped = opened;
            if (stopped != null) {
                JournalDirectoryTest.faults(Code.STOPPED, () -> stopped.latest(ORIGIN));
                JournalDirectoryTest.faults(
                        Code.STOPPED, () -> stopped.keep(TreeSize.EMPTY, note(5)));
            }
        } finally {
            if (opened != null) {
                opened.close();
            }
        }
        return shown;
    }
}
