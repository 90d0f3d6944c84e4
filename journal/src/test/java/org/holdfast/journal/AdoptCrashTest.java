// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.journal.DyingDisk.Fate;
import org.holdfast.journal.JournalFault.Code;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Death at every step that adopting and recosigning make on the disk. Afterwards the copy stands
/// at a checkpoint that was offered to it, no smaller than any that it acknowledged, with every
/// cosignature that it acknowledged, and goes on.
class AdoptCrashTest {
    private static final int SIGNED = 253;

    private static final int DURABLE = 262;

    @TempDir(factory = InMemory.class)
    Path temp;

    private final NoteSigner signer = NoteTest.newSigner(JournalDirectoryTest.ORIGIN);
    private final Cosigner cosigner = CosignatureTest.newCosigner("mirror.example/m");
    private final List<SignedNote> offered =
            Stream.of(255, 256, 260).map(size -> signer.sign(head(size).text())).toList();
    private Path prepared;

    /// What was acknowledged.
    private static final class Seen {
        private long size = SIGNED;
        private long time;
    }

    private static Checkpoint head(long size) {
        return new Checkpoint(
                JournalDirectoryTest.ORIGIN,
                new TreeSize(size),
                JournalDirectoryTest.expectedRoot(size));
    }

    @BeforeEach
    void prepare() {
        prepared = temp.resolve("prepared");
        try (JournalDirectory copy =
                JournalDirectory.create(prepared, JournalDirectoryTest.ORIGIN, signer.vkey())) {
            copy.append(JournalDirectoryTest.entries(0, DURABLE));
            copy.adopt(signer.sign(head(SIGNED).text()));
        }
    }

    private void story(Path folder, Disk disk, Seen seen) {
        try (JournalDirectory copy = JournalDirectory.open(folder, disk)) {
            for (SignedNote note : offered) {
                Checkpoint adopted = copy.adopt(note, this::cosign);
                seen.size = adopted.size().value();
                seen.time = 5;
                copy.recosign(adopted, cosign(note, 9).signatures());
                seen.time = 9;
            }
        } catch (JournalFault e) {
            assertThat(e.code()).isEqualTo(Code.DISK);
        }
    }

    private SignedNote cosign(SignedNote note) {
        return cosign(note, 5);
    }

    private SignedNote cosign(SignedNote note, long time) {
        return note.with(List.of(cosigner.cosign(note, Instant.ofEpochSecond(time))));
    }

    @ParameterizedTest
    @EnumSource(Fate.class)
    void nothingAcknowledgedIsLostWhenTheProcessDies(Fate fate) throws IOException {
        assertThat(die(fate, false, 3)).isGreaterThan(60);
    }

    @ParameterizedTest
    @EnumSource(Fate.class)
    void nothingAcknowledgedIsLostWhenThePowerFails(Fate fate) throws IOException {
        assertThat(die(fate, true, 1)).isGreaterThan(60);
    }

    private int die(Fate fate, boolean power, int stride) throws IOException {
        for (int step = 1 + (fate.ordinal() % stride); ; step += stride) {
            Path folder = copy("die-" + step);
            Seen seen = new Seen();
            DyingDisk disk = new DyingDisk(step, fate, true);
            story(folder, disk, seen);
            List<Checkpoint> published = new ArrayList<>();
            Source.file(folder.resolve("checkpoint"))
                    .map(SignedNote::parse)
                    .map(signer.verifier()::checkpoint)
                    .ifPresent(published::add);
            if (power) {
                disk.losePower();
            }
            checkWorld(folder, seen, published);
            if (!disk.failed()) {
                return step;
            }
        }
    }

    private void checkWorld(Path folder, Seen seen, List<Checkpoint> published) {
        try (JournalDirectory copy = JournalDirectory.open(folder, DyingDisk.immortal())) {
            assertThat(copy.durableSize().value()).isEqualTo(DURABLE);
            long size = copy.signedSize().value();
            assertThat(size).isGreaterThanOrEqualTo(seen.size);
            if (size > SIGNED) {
                SignedNote note = copy.checkpoint().orElseThrow();
                assertThat(offered.stream().map(SignedNote::text)).contains(note.text());
                long time = cosigner.verifier().verify(note).time();
                assertThat(time).isGreaterThanOrEqualTo(size > seen.size ? 5 : seen.time);
            }
            copy.adopt(signer.sign(head(DURABLE).text()));
            for (Checkpoint each : published) {
                copy.consistency(each.size(), new TreeSize(DURABLE))
                        .verify(each.root(), head(DURABLE).root());
            }
            new JournalVerifier(signer.verifier(), JournalVerifier.Progress.SILENT).verify(folder);
        }
    }

    @ParameterizedTest
    @EnumSource(Fate.class)
    void aFailedWriteStopsTheCopyUntilItIsOpenedAgain(Fate fate) throws IOException {
        for (int step = 1; ; step++) {
            Path folder = copy("fail-" + step);
            DyingDisk disk = new DyingDisk(step, fate, false);
            JournalDirectory copy;
            try {
                copy = JournalDirectory.open(folder, disk);
            } catch (JournalFault e) {
                assertThat(e.code()).isEqualTo(Code.DISK);
                continue;
            }
            try (JournalDirectory stopped = copy) {
                assertThat(attempt(stopped)).isNotEqualTo(disk.failed());
                if (disk.failed()) {
                    JournalDirectoryTest.faults(
                            Code.STOPPED, () -> stopped.adopt(offered.getFirst()));
                }
            }
            try (JournalDirectory again = JournalDirectory.open(folder, DyingDisk.immortal())) {
                assertThat(again.signedSize().value()).isIn((long) SIGNED, 255L);
                again.adopt(signer.sign(head(DURABLE).text()));
            }
            if (!disk.failed()) {
                return;
            }
        }
    }

    private boolean attempt(JournalDirectory copy) {
        try {
            return copy.adopt(offered.getFirst()).size().value() == 255;
        } catch (JournalFault e) {
            assertThat(e.code()).isEqualTo(Code.DISK);
            return false;
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
