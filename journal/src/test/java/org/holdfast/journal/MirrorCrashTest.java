// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.journal.DyingDisk.Fate;
import org.holdfast.journal.JournalFault.Code;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Death of a mirror at every step on its disk. Whatever it cosigned is whole on its disk
/// afterwards, its pending checkpoint never goes back, and the upload goes on to its end.
class MirrorCrashTest {
    private static final String ORIGIN = JournalDirectoryTest.ORIGIN;

    @TempDir(factory = InMemory.class)
    Path temp;

    private final NoteSigner signer = NoteTest.newSigner(ORIGIN);
    private final Cosigner cosigner = CosignatureTest.newCosigner("mirror.example/m");
    private JournalDirectory journal;
    private Path prepared;

    /// What was acknowledged.
    private static final class Seen {
        private long pending = 254;
        private long cosigned = 254;
    }

    @BeforeEach
    void prepare() throws IOException {
        DyingDisk disk = DyingDisk.immortal();
        journal = JournalDirectory.create(temp.resolve("j"), ORIGIN, signer.vkey(), disk);
        journal.append(JournalDirectoryTest.entries(0, 260));
        journal.seal(signer);
        prepared = temp.resolve("prepared");
        Files.createDirectory(prepared);
        JournalDirectory.create(prepared.resolve("copy"), ORIGIN, signer.vkey(), disk).close();
        Seen seen = new Seen();
        seen.cosigned = 0;
        upload(prepared, disk, seen, 0, 254);
        assertThat(seen.cosigned).isEqualTo(254);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private SignedNote note(long size) {
        TreeSize tree = new TreeSize(size);
        return signer.sign(new Checkpoint(ORIGIN, tree, journal.root(tree)).text());
    }

    private void upload(Path folder, Disk disk, Seen seen, long... sizes) {
        InstantSource clock = InstantSource.fixed(Instant.ofEpochSecond(7));
        try (FileWitnessStore store = FileWitnessStore.open(folder.resolve("pending"), disk);
                JournalDirectory copy = JournalDirectory.open(folder.resolve("copy"), disk)) {
            Mirror mirror = new Mirror(List.of(copy), cosigner, List.of(), store, clock);
            for (long size : sizes) {
                step(mirror, store, copy, seen, size);
            }
        } catch (JournalFault e) {
            assertThat(e.code()).isEqualTo(Code.DISK);
        }
    }

    private void step(
            Mirror mirror, WitnessStore store, JournalDirectory copy, Seen seen, long size) {
        TreeSize from =
                store.latest(ORIGIN)
                        .map(note -> Checkpoint.parse(note.text()).size())
                        .orElse(TreeSize.EMPTY);
        List<Hash> proof = journal.consistency(from, new TreeSize(size)).path();
        AddCheckpoint request = new AddCheckpoint(from, proof, note(size));
        assertThat(mirror.addCheckpoint(request.bytes()).status()).isEqualTo(200);
        seen.pending = size;
        EntryIndex next = new EntryIndex(copy.durableSize().value());
        byte[] body = AddEntries.body(journal, next, new TreeSize(size), new byte[0]);
        Answer answer = mirror.addEntries(new ByteArrayInputStream(body));
        assertThat(answer.status()).isEqualTo(200);
        seen.cosigned = size;
    }

    @ParameterizedTest
    @EnumSource(Fate.class)
    void whatItCosignedIsWholeWhenThePowerFails(Fate fate) throws IOException {
        for (int step = 1; ; step++) {
            Path folder = copy("die-" + step);
            Seen seen = new Seen();
            DyingDisk disk = new DyingDisk(step, fate, true);
            upload(folder, disk, seen, 255, 258);
            Optional<Checkpoint> shown =
                    Source.file(folder.resolve("copy/checkpoint"))
                            .map(SignedNote::parse)
                            .map(signer.verifier()::checkpoint);
            disk.losePower();
            checkWorld(folder, seen, shown.orElseThrow());
            if (!disk.failed()) {
                assertThat(step).isGreaterThan(60);
                return;
            }
        }
    }

    private void checkWorld(Path folder, Seen seen, Checkpoint shown) {
        DyingDisk disk = DyingDisk.immortal();
        try (FileWitnessStore store = FileWitnessStore.open(folder.resolve("pending"), disk);
                JournalDirectory copy = JournalDirectory.open(folder.resolve("copy"), disk)) {
            long pending =
                    store.latest(ORIGIN)
                            .map(note -> Checkpoint.parse(note.text()).size().value())
                            .orElse(0L);
            assertThat(pending).isGreaterThanOrEqualTo(seen.pending);
            assertThat(copy.signedSize().value()).isGreaterThanOrEqualTo(seen.cosigned);
            assertThat(copy.durableSize()).isGreaterThanOrEqualTo(shown.size());
            assertThat(copy.durableSize().value()).isLessThanOrEqualTo(pending);
            SignedNote published = copy.checkpoint().orElseThrow();
            assertThat(cosigner.verifier().verify(published).time()).isEqualTo(7);
        }
        Seen again = new Seen();
        upload(folder, disk, again, 260);
        assertThat(again.cosigned).isEqualTo(260);
        JournalReport report =
                new JournalVerifier(signer.verifier(), JournalVerifier.Progress.SILENT)
                        .verify(folder.resolve("copy"));
        assertThat(report.head().size().value()).isEqualTo(260);
        assertThat(report.head().root()).isEqualTo(journal.root(new TreeSize(260)));
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
