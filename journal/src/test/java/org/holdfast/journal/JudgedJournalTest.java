// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Leaves a journal, a proof file, a witness's key and a request to it in the target folder, for
/// other people's programs to judge; see the module `judges`, which has none of our code.
class JudgedJournalTest {
    private static final Path JUDGED =
            Path.of(System.getProperty("holdfast.home", ".."), "journal/target/judged");
    private static final int OLD = 40_000;
    private static final int SIZE = 66_100;

    @TempDir Path temp;
    private final NoteSigner signer = NoteTest.newSigner(JournalDirectoryTest.ORIGIN);
    private final Cosigner cosigner = CosignatureTest.newCosigner("witness.example/w");

    @Test
    void leavesAWitnessedJournalForOthersToJudge() throws IOException {
        clear();
        Files.createDirectories(JUDGED);
        DyingDisk disk = DyingDisk.immortal();
        InstantSource clock = InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000));
        try (FileWitnessStore store = FileWitnessStore.open(temp.resolve("w"), disk);
                JournalDirectory journal =
                        JournalDirectory.create(
                                JUDGED.resolve("journal"),
                                JournalDirectoryTest.ORIGIN,
                                signer.vkey(),
                                disk)) {
            Witness witness = new Witness(List.of(signer.verifier()), cosigner, store, clock);
            grow(journal, witness, OLD);
            Files.write(
                    JUDGED.resolve("old.checkpoint"), journal.checkpoint().orElseThrow().bytes());
            byte[] request = grow(journal, witness, SIZE);
            Files.write(JUDGED.resolve("add-checkpoint"), request);
            TlogProof proof = journal.proof(new EntryIndex(12_345));
            Files.write(JUDGED.resolve("entry.tlog-proof"), proof.bytes());
            Files.writeString(JUDGED.resolve("witness.vkey"), cosigner.vkey() + "\n");
        }
        assertThat(JUDGED.resolve("journal/tile/2/000.p/1")).exists();
    }

    /// Appends up to a size, seals, and has the witness cosign; returns the request to it.
    private byte[] grow(JournalDirectory journal, Witness witness, long size) {
        TreeSize before = journal.signedSize();
        journal.append(JournalDirectoryTest.entries(before.value(), size));
        Checkpoint head = journal.seal(signer);
        AddCheckpoint request =
                new AddCheckpoint(
                        before,
                        journal.consistency(before, head.size()).path(),
                        journal.checkpoint().orElseThrow());
        Answer answer = witness.addCheckpoint(request.bytes());
        assertThat(answer.status()).isEqualTo(200);
        journal.recosign(head, NoteSignature.parseLines(answer.text()));
        return request.bytes();
    }

    private static void clear() throws IOException {
        if (!Files.exists(JUDGED)) {
            return;
        }
        try (Stream<Path> all = Files.walk(JUDGED)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
