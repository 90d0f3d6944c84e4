// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.holdfast.journal.JournalRefusal.Reason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each status of tlog-witness, in the order in which the specification asks for it.
class WitnessTest {
    private static final String ORIGIN = JournalDirectoryTest.ORIGIN;

    @TempDir Path temp;
    private final NoteSigner signer = NoteTest.newSigner(ORIGIN);
    private final Cosigner cosigner = CosignatureTest.newCosigner("witness.example/w");
    private final InstantSource clock = InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000));
    private JournalDirectory journal;
    private FileWitnessStore store;
    private Witness witness;

    @BeforeEach
    void prepare() {
        DyingDisk disk = DyingDisk.immortal();
        journal = JournalDirectory.create(temp.resolve("j"), ORIGIN, signer.vkey(), disk);
        journal.append(JournalDirectoryTest.entries(0, 300));
        journal.seal(signer);
        store = FileWitnessStore.open(temp.resolve("w"), disk);
        witness = new Witness(List.of(signer.verifier()), cosigner, store, clock);
    }

    @AfterEach
    void close() {
        journal.close();
        store.close();
    }

    private SignedNote note(long size) {
        TreeSize tree = new TreeSize(size);
        return signer.sign(new Checkpoint(ORIGIN, tree, journal.root(tree)).text());
    }

    private AddCheckpoint request(long old, long size) {
        TreeSize from = new TreeSize(old);
        return new AddCheckpoint(
                from, journal.consistency(from, new TreeSize(size)).path(), note(size));
    }

    private Answer ask(long old, long size) {
        return witness.addCheckpoint(request(old, size).bytes());
    }

    private static void answers(Answer answer, int status, String type, String body) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.contentType()).isEqualTo(type);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo(body);
    }

    private String hash() {
        return Vkey.sha256(ORIGIN).hex();
    }

    @Test
    void cosignsWhatExtendsEverythingItCosigned() {
        long old = 0;
        for (long size : new long[] {0, 0, 1, 2, 255, 256, 256, 300}) {
            Answer answer = ask(old, size);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).startsWith("\u2014 witness.example/w ").endsWith("\n");
            SignedNote cosigned = note(size).with(NoteSignature.parseLines(answer.text()));
            assertThat(cosigner.verifier().verify(cosigned).time()).isEqualTo(1_700_000_000);
            old = size;
        }
    }

    @Test
    void publishesTheLatestNoteWithBothSignatures() {
        answers(witness.checkpoint(hash()), 404, "text/plain; charset=utf-8", "unknown origin\n");
        ask(0, 200);
        ask(200, 300);
        Answer answer = witness.checkpoint(hash());
        assertThat(answer.status()).isEqualTo(200);
        SignedNote published = SignedNote.parse(answer.body());
        assertThat(signer.verifier().checkpoint(published).size().value()).isEqualTo(300);
        assertThat(cosigner.verifier().verify(published).time()).isEqualTo(1_700_000_000);
        assertThat(witness.checkpoint(hash().replace(hash().charAt(0), 'x')).status())
                .isEqualTo(404);
    }

    @Test
    void dropsTheLinesOfUnknownKeys() {
        AddCheckpoint usual = request(0, 200);
        NoteSignature other = NoteTest.newSigner("else").sign("t\n").signatures().getFirst();
        SignedNote more = usual.note().with(List.of(other));
        byte[] body = new AddCheckpoint(usual.oldSize(), usual.proof(), more).bytes();
        assertThat(witness.addCheckpoint(body).status()).isEqualTo(200);
        assertThat(store.latest(ORIGIN).orElseThrow().signatures())
                .hasSize(2)
                .doesNotContain(other);
    }

    @Test
    void refusesWithStatus400WhatIsNoRequest() {
        String text = new String(request(100, 200).bytes(), StandardCharsets.UTF_8);
        List<String> bad =
                List.of(
                        "",
                        text.replace("old 100", "old 0100"),
                        text.replace("old 100", "old -1"),
                        text.replace("old 100", "old 99999999999999999999"),
                        text.replace("old 100", "new 100"),
                        text.replace("old 100\n", "old 100\nAAAA\n"),
                        text.replace(
                                "old 100\n", "old 100\n" + ("A".repeat(43) + "=\n").repeat(64)),
                        text.replace("\n\n", "\n"),
                        text.replace("\u2014", "-"),
                        text.replace("\n200\n", "\n0200\n"),
                        text.substring(0, text.length() - 1));
        for (String each : bad) {
            Answer answer = witness.addCheckpoint(each.getBytes(StandardCharsets.UTF_8));
            assertThat(answer.status()).as(each).isEqualTo(400);
        }
        assertThat(witness.addCheckpoint(new byte[AddCheckpoint.MAX_BYTES + 1]).status())
                .isEqualTo(400);
    }

    @Test
    void readsBackTheRequestsItWrites() {
        AddCheckpoint request = request(100, 200);
        assertThat(AddCheckpoint.parse(request.bytes())).isEqualTo(request);
        assertThat(new String(request.bytes(), StandardCharsets.UTF_8)).startsWith("old 100\n");
    }

    @Test
    void refusesWithStatus404AnUnknownOrigin() {
        NoteSigner other = NoteTest.newSigner("else");
        Checkpoint head = new Checkpoint("else", TreeSize.EMPTY, MerkleTree.emptyRoot());
        AddCheckpoint request =
                new AddCheckpoint(TreeSize.EMPTY, List.of(), other.sign(head.text()));
        assertThat(witness.addCheckpoint(request.bytes()).status()).isEqualTo(404);
    }

    @Test
    void refusesWithStatus403WhatNoTrustedKeySigned() {
        SignedNote note = note(200);
        NoteSigner other = NoteTest.newSigner(ORIGIN);
        SignedNote foreign = other.sign(note.text());
        SignedNote broken = new SignedNote(note.text(), note(201).signatures());
        for (SignedNote each : List.of(foreign, broken)) {
            AddCheckpoint request = new AddCheckpoint(TreeSize.EMPTY, List.of(), each);
            assertThat(witness.addCheckpoint(request.bytes()).status()).isEqualTo(403);
        }
        assertThat(store.latest(ORIGIN)).isEmpty();
    }

    @Test
    void refusesWithStatus400AnOldSizeAboveTheNewOne() {
        AddCheckpoint request = new AddCheckpoint(new TreeSize(201), List.of(), note(200));
        assertThat(witness.addCheckpoint(request.bytes()).status()).isEqualTo(400);
    }

    @Test
    void refusesWithStatus409AnOldSizeThatIsNotItsLatest() {
        ask(0, 200);
        for (long old : new long[] {0, 100, 199, 201, 300}) {
            answers(ask(old, 300), 409, "text/x.tlog.size", "200\n");
        }
        assertThat(ask(200, 300).status()).isEqualTo(200);
        answers(ask(100, 200), 409, "text/x.tlog.size", "300\n");
    }

    @Test
    void refusesWithStatus422AnEmptyTreeWithAnotherRoot() {
        Checkpoint head = new Checkpoint(ORIGIN, TreeSize.EMPTY, journal.root(new TreeSize(1)));
        AddCheckpoint request =
                new AddCheckpoint(TreeSize.EMPTY, List.of(), signer.sign(head.text()));
        assertThat(witness.addCheckpoint(request.bytes()).status()).isEqualTo(422);
    }

    @Test
    void refusesWithStatus422AProofFromSizeZero() {
        AddCheckpoint request =
                new AddCheckpoint(TreeSize.EMPTY, request(100, 200).proof(), note(200));
        assertThat(witness.addCheckpoint(request.bytes()).status()).isEqualTo(422);
    }

    @Test
    void refusesWithStatus422AProofThatDoesNotVerify() {
        ask(0, 200);
        AddCheckpoint usual = request(200, 300);
        List<Hash> swapped = new ArrayList<>(usual.proof());
        swapped.addFirst(swapped.removeLast());
        List<Hash> longer = new ArrayList<>(usual.proof());
        longer.add(MerkleTree.emptyRoot());
        List<Hash> shorter = usual.proof().subList(1, usual.proof().size());
        for (List<Hash> proof : List.of(swapped, longer, shorter, List.<Hash>of())) {
            byte[] body = new AddCheckpoint(new TreeSize(200), proof, usual.note()).bytes();
            assertThat(witness.addCheckpoint(body).status()).isEqualTo(422);
        }
        assertThat(ask(200, 300).status()).isEqualTo(200);
    }

    @Test
    void refusesWithStatus422AnotherRootOfTheSameSize() {
        ask(0, 200);
        TreeSize size = new TreeSize(200);
        Checkpoint fork = new Checkpoint(ORIGIN, size, journal.root(new TreeSize(201)));
        AddCheckpoint request = new AddCheckpoint(size, List.of(), signer.sign(fork.text()));
        assertThat(witness.addCheckpoint(request.bytes()).status()).isEqualTo(422);
        assertThat(store.latest(ORIGIN).orElseThrow().text()).isEqualTo(note(200).text());
    }

    @Test
    void cosignsExtensionLinesBecauseALogMayHaveThem() {
        SignedNote extended = signer.sign(note(200).text() + "extension\n");
        AddCheckpoint request = new AddCheckpoint(TreeSize.EMPTY, List.of(), extended);
        Answer answer = witness.addCheckpoint(request.bytes());
        assertThat(answer.status()).isEqualTo(200);
        SignedNote cosigned = extended.with(NoteSignature.parseLines(answer.text()));
        assertThat(cosigner.verifier().verify(cosigned).name()).isEqualTo("witness.example/w");
    }

    @Test
    void trustsEachKeyOfAnOriginAndRemembersItsOriginAlone() {
        NoteSigner second = NoteTest.newSigner(ORIGIN);
        Witness both =
                new Witness(List.of(signer.verifier(), second.verifier()), cosigner, store, clock);
        both.addCheckpoint(request(0, 200).bytes());
        SignedNote note = second.sign(note(300).text());
        AddCheckpoint request =
                new AddCheckpoint(new TreeSize(200), request(200, 300).proof(), note);
        assertThat(both.addCheckpoint(request.bytes()).status()).isEqualTo(200);
    }

    @Test
    void refusesACosignerWithTheNameOrKeyOfAJournal() {
        Cosigner named = CosignatureTest.newCosigner(ORIGIN);
        NoteTest.refuses(
                Reason.KEY_SHARED,
                () -> new Witness(List.of(signer.verifier()), named, store, clock));
        KeyPair pair = CosignatureTest.newPair("Ed25519");
        NoteVerifier log = NoteVerifier.of("a", pair.getPublic());
        Cosigner keyed = Cosigner.of("b", pair.getPrivate(), pair.getPublic());
        NoteTest.refuses(Reason.KEY_SHARED, () -> new Witness(List.of(log), keyed, store, clock));
    }

    @Test
    void neverGoesBackWhenRequestsRace() throws Exception {
        ask(0, 100);
        List<Callable<Answer>> asking = new ArrayList<>();
        for (long size = 101; size <= 140; size++) {
            byte[] body = request(100, size).bytes();
            asking.add(() -> witness.addCheckpoint(body));
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            int cosigned = 0;
            for (Future<Answer> each : threads.invokeAll(asking)) {
                cosigned += each.get().status() == 200 ? 1 : 0;
                assertThat(each.get().status()).isIn(200, 409);
            }
            assertThat(cosigned).isEqualTo(1);
        }
    }
}
