// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.journal.JournalFault.Code;
import org.holdfast.journal.JournalRefusal.Reason;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A copy of a journal takes over the checkpoints that the journal's own writer signed.
class AdoptTest {
    @TempDir Path temp;
    private final NoteSigner signer = NoteTest.newSigner(JournalDirectoryTest.ORIGIN);
    private final Cosigner cosigner = CosignatureTest.newCosigner("mirror.example/m");
    private Path folder;

    @BeforeEach
    void prepare() {
        folder = temp.resolve("copy");
        try (JournalDirectory copy =
                JournalDirectory.create(
                        folder, JournalDirectoryTest.ORIGIN, signer.vkey(), DyingDisk.immortal())) {
            copy.append(JournalDirectoryTest.entries(0, 700));
        }
    }

    private JournalDirectory open() {
        return JournalDirectory.open(folder, DyingDisk.immortal());
    }

    private SignedNote note(long size) {
        return note(size, JournalDirectoryTest.expectedRoot(size));
    }

    private SignedNote note(long size, Hash root) {
        TreeSize tree = new TreeSize(size);
        return signer.sign(new Checkpoint(JournalDirectoryTest.ORIGIN, tree, root).text());
    }

    private SignedNote cosigned(SignedNote note, long time) {
        return note.with(List.of(cosigner.cosign(note, Instant.ofEpochSecond(time))));
    }

    private String listing() throws IOException {
        StringBuilder listing = new StringBuilder();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.filter(Files::isRegularFile).sorted().toList()) {
                listing.append(each).append(' ');
                listing.append(MerkleTree.leafHash(Files.readAllBytes(each))).append('\n');
            }
        }
        return listing.toString();
    }

    @Test
    void publishesTheNoteAndTheTilesOfExactlyItsSize() {
        SignedNote note = cosigned(note(300), 7);
        try (JournalDirectory copy = open()) {
            Checkpoint head = copy.adopt(note);
            assertThat(head.size().value()).isEqualTo(300);
            assertThat(copy.checkpoint()).contains(note);
            assertThat(copy.signedSize().value()).isEqualTo(300);
            assertThat(copy.durableSize().value()).isEqualTo(700);
        }
        assertThat(folder.resolve("tile/0/001.p/44")).exists();
        assertThat(folder.resolve("tile/0/002.p")).doesNotExist();
        assertThat(folder.resolve("checkpoint")).hasBinaryContent(note.bytes());
        JournalReport report =
                new JournalVerifier(signer.verifier(), JournalVerifier.Progress.SILENT)
                        .verify(folder);
        assertThat(report.unsigned()).isEqualTo(400);
    }

    @Test
    void followsItsWriterSizeBySize() {
        for (int size : new int[] {0, 1, 255, 256, 257, 512, 700}) {
            try (JournalDirectory copy = open()) {
                copy.adopt(note(size));
                assertThat(copy.root(new TreeSize(size)))
                        .isEqualTo(JournalDirectoryTest.expectedRoot(size));
            }
        }
        new JournalVerifier(signer.verifier(), JournalVerifier.Progress.SILENT).verify(folder);
    }

    @Test
    void refusesWhatTheJournalsKeyDidNotSign() throws IOException {
        String before = listing();
        SignedNote note = note(300);
        NoteSigner other = NoteTest.newSigner(JournalDirectoryTest.ORIGIN);
        SignedNote changed = new SignedNote(note(299).text(), note.signatures());
        Checkpoint foreign = new Checkpoint("else", new TreeSize(0), MerkleTree.emptyRoot());
        try (JournalDirectory copy = open()) {
            NoteTest.refuses(Reason.SIGNATURE_MISSING, () -> copy.adopt(other.sign(note.text())));
            NoteTest.refuses(Reason.SIGNATURE_INVALID, () -> copy.adopt(changed));
            NoteTest.refuses(Reason.ORIGIN_DIFFERS, () -> copy.adopt(signer.sign(foreign.text())));
            assertThat(copy.checkpoint()).isEmpty();
        }
        assertThat(without(listing(), "lock")).isEqualTo(without(before, "lock"));
    }

    private static String without(String listing, String word) {
        return listing.lines().filter(line -> !line.contains(word)).toList().toString();
    }

    @Test
    void refusesASmallerAndALargerSizeThanItHas() {
        try (JournalDirectory copy = open()) {
            copy.adopt(note(300));
            NoteTest.refuses(Reason.SIZES_REVERSED, () -> copy.adopt(note(299)));
            NoteTest.refuses(Reason.SIZE_BEYOND_DURABLE, () -> copy.adopt(note(701)));
            assertThat(copy.signedSize().value()).isEqualTo(300);
            copy.adopt(note(301));
        }
    }

    @Test
    void refusesARootThatItsEntriesDoNotGiveAndWritesNothing() throws IOException {
        try (JournalDirectory copy = open()) {
            copy.adopt(note(300));
            String before = listing();
            SignedNote fork = note(400, JournalDirectoryTest.expectedRoot(401));
            NoteTest.refuses(Reason.ROOT_DIFFERS, () -> copy.adopt(fork));
            SignedNote same = note(300, JournalDirectoryTest.expectedRoot(301));
            NoteTest.refuses(Reason.ROOT_DIFFERS, () -> copy.adopt(same));
            assertThat(listing()).isEqualTo(before);
            assertThat(copy.adopt(note(400)).size().value()).isEqualTo(400);
        }
    }

    @Test
    void addsTheSignaturesOfANoteOfTheSameSize() {
        SignedNote note = note(300);
        try (JournalDirectory copy = open()) {
            copy.adopt(note);
            copy.adopt(cosigned(note, 7));
            copy.adopt(note);
            copy.adopt(cosigned(note, 9));
            SignedNote published = copy.checkpoint().orElseThrow();
            assertThat(published.signatures()).hasSize(2);
            assertThat(cosigner.verifier().verify(published).time()).isEqualTo(9);
        }
    }

    @Test
    void refusesAnotherTextOfTheSameSize() {
        SignedNote note = note(300);
        try (JournalDirectory copy = open()) {
            copy.adopt(note);
            SignedNote extended = signer.sign(note.text() + "extension\n");
            NoteTest.refuses(Reason.NOTE_DIFFERS, () -> copy.adopt(extended));
        }
    }

    @Test
    void cosignsWhenTheTilesAreThereAndBeforeAnybodySees() {
        try (JournalDirectory copy = open()) {
            copy.adopt(
                    note(300),
                    note -> {
                        assertThat(folder.resolve("tile/0/001.p/44")).exists();
                        assertThat(folder.resolve("checkpoint")).doesNotExist();
                        return cosigned(note, 7);
                    });
            assertThat(cosigner.verifier().verify(copy.checkpoint().orElseThrow()).time())
                    .isEqualTo(7);
        }
    }

    @Test
    void aCosignerCannotChangeTheText() {
        try (JournalDirectory copy = open()) {
            SignedNote other = note(301);
            assertThatThrownBy(() -> copy.adopt(note(300), _ -> other))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(copy.checkpoint()).isEmpty();
        }
    }

    @Test
    void aCosignatureThatFailsMayBeTriedAgain() {
        try (JournalDirectory copy = open()) {
            assertThatThrownBy(() ->
                            copy.adopt(
                                    note(300),
                                    _ -> {
                                        throw new IllegalStateException("no key");
                                    }))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(copy.checkpoint()).isEmpty();
            NoteTest.refuses(Reason.SIZES_REVERSED, () -> copy.adopt(note(299)));
            copy.adopt(note(300));
            copy.adopt(note(700));
        }
        new JournalVerifier(signer.verifier(), JournalVerifier.Progress.SILENT).verify(folder);
    }

    @Test
    void addsCosignaturesToThePublishedNote() {
        try (JournalDirectory journal = open()) {
            Checkpoint head = journal.seal(signer);
            SignedNote note = journal.checkpoint().orElseThrow();
            NoteSignature line = cosigner.cosign(note, Instant.ofEpochSecond(7));
            SignedNote published = journal.recosign(head, List.of(line));
            assertThat(published).isEqualTo(note.with(List.of(line)));
            assertThat(folder.resolve("checkpoint")).hasBinaryContent(published.bytes());
        }
        try (JournalDirectory journal = open()) {
            SignedNote note = journal.checkpoint().orElseThrow();
            assertThat(cosigner.verifier().verify(note).time()).isEqualTo(7);
            assertThat(journal.proof(new EntryIndex(3)).checkpoint()).isEqualTo(note);
        }
    }

    @Test
    void refusesCosignaturesOfAnotherCheckpointThanTheLatest() {
        try (JournalDirectory journal = open()) {
            Checkpoint none =
                    new Checkpoint(JournalDirectoryTest.ORIGIN, TreeSize.EMPTY, expectedNone());
            NoteTest.refuses(Reason.NOTE_DIFFERS, () -> journal.recosign(none, List.of()));
            Checkpoint old = journal.seal(signer);
            NoteSignature line =
                    cosigner.cosign(journal.checkpoint().orElseThrow(), Instant.ofEpochSecond(7));
            journal.append(JournalDirectoryTest.entries(700, 701));
            journal.seal(signer);
            NoteTest.refuses(Reason.NOTE_DIFFERS, () -> journal.recosign(old, List.of(line)));
        }
    }

    private static Hash expectedNone() {
        return MerkleTree.emptyRoot();
    }

    @Test
    void refusesABrokenLineOfTheJournalsOwnKey() {
        try (JournalDirectory journal = open()) {
            Checkpoint head = journal.seal(signer);
            NoteSignature broken =
                    new NoteSignature(
                            signer.name(), signer.verifier().key().idBytes(), new byte[64]);
            NoteTest.refuses(
                    Reason.SIGNATURE_INVALID, () -> journal.recosign(head, List.of(broken)));
            assertThat(signer.verifier().checkpoint(journal.checkpoint().orElseThrow()))
                    .isEqualTo(head);
        }
    }

    @Test
    void onlyAWriterAdopts() {
        try (JournalDirectory reader = JournalDirectory.openForReading(folder)) {
            JournalDirectoryTest.faults(Code.READ_ONLY, () -> reader.adopt(note(300)));
            Checkpoint head = Checkpoint.parse(note(300).text());
            JournalDirectoryTest.faults(Code.READ_ONLY, () -> reader.recosign(head, List.of()));
        }
    }
}
