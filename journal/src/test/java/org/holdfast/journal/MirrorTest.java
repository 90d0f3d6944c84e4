// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.holdfast.journal.JournalFault.Code;
import org.holdfast.journal.JournalRefusal.Reason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each status of tlog-mirror, and copies that are whole before they are cosigned.
class MirrorTest {
    private static final String ORIGIN = JournalDirectoryTest.ORIGIN;
    private static final byte[] NO_TICKET = {};

    @TempDir Path temp;
    private final NoteSigner signer = NoteTest.newSigner(ORIGIN);
    private final Cosigner cosigner = CosignatureTest.newCosigner("mirror.example/m");
    private final InstantSource clock = InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000));
    private JournalDirectory journal;
    private JournalDirectory copy;
    private FileWitnessStore store;
    private Mirror mirror;

    @BeforeEach
    void prepare() {
        DyingDisk disk = DyingDisk.immortal();
        journal = JournalDirectory.create(temp.resolve("j"), ORIGIN, signer.vkey(), disk);
        journal.append(JournalDirectoryTest.entries(0, 700));
        journal.seal(signer);
        copy = JournalDirectory.create(temp.resolve("m"), ORIGIN, signer.vkey(), disk);
        store = FileWitnessStore.open(temp.resolve("p"), disk);
        mirror = newMirror();
    }

    private Mirror newMirror() {
        return new Mirror(List.of(copy), cosigner, List.of(), store, clock);
    }

    @AfterEach
    void close() {
        journal.close();
        copy.close();
        store.close();
    }

    private SignedNote note(long size) {
        TreeSize tree = new TreeSize(size);
        return signer.sign(new Checkpoint(ORIGIN, tree, journal.root(tree)).text());
    }

    private Answer pend(long old, long size) {
        TreeSize from = new TreeSize(old);
        List<Hash> proof = journal.consistency(from, new TreeSize(size)).path();
        return mirror.addCheckpoint(new AddCheckpoint(from, proof, note(size)).bytes());
    }

    private byte[] body(long start, long end) {
        return AddEntries.body(journal, new EntryIndex(start), new TreeSize(end), NO_TICKET);
    }

    private Answer send(byte[] body) {
        return mirror.addEntries(new ByteArrayInputStream(body));
    }

    private Answer send(long start, long end) {
        return send(body(start, end));
    }

    private static void info(Answer answer, int status, long pending, long next) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.contentType()).isEqualTo("text/x.tlog.mirror-info");
        assertThat(answer.text()).startsWith(pending + "\n" + next + "\n").endsWith("\n");
        assertThat(answer.text().split("\n", -1)).hasSize(4);
    }

    private void cosigned(Answer answer, long size) {
        assertThat(answer.status()).isEqualTo(200);
        SignedNote both = note(size).with(NoteSignature.parseLines(answer.text()));
        assertThat(cosigner.verifier().verify(both).time()).isEqualTo(1_700_000_000);
        assertThat(copy.signedSize().value()).isEqualTo(size);
        assertThat(mirror.checkpoint(Vkey.sha256(ORIGIN).hex()).text()).isEqualTo(both.string());
        JournalVerifier.Progress silent = JournalVerifier.Progress.SILENT;
        new JournalVerifier(signer.verifier(), silent).verify(copy.folder());
    }

    @Test
    void copiesAJournalInSeveralSteps() {
        assertThat(pend(0, 0).status()).isEqualTo(200);
        cosigned(send(0, 0), 0);
        long old = 0;
        for (long size : new long[] {1, 255, 256, 300, 512, 513, 700}) {
            pend(old, size);
            cosigned(send(old, size), size);
            old = size;
        }
        for (int i = 0; i < 700; i++) {
            assertThat(copy.entry(new EntryIndex(i))).isEqualTo(JournalDirectoryTest.content(i));
        }
    }

    @Test
    void aPendingCheckpointIsNotSigned() {
        Answer answer = pend(0, 300);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(store.latest(ORIGIN)).contains(note(300));
        assertThat(copy.checkpoint()).isEmpty();
        assertThat(mirror.checkpoint(Vkey.sha256(ORIGIN).hex()).status()).isEqualTo(404);
    }

    @Test
    void pendingCheckpointsAreJudgedAsByAWitness() {
        pend(0, 300);
        Answer conflict = pend(100, 400);
        assertThat(conflict.status()).isEqualTo(409);
        assertThat(conflict.contentType()).isEqualTo("text/x.tlog.size");
        assertThat(conflict.text()).isEqualTo("300\n");
        byte[] unproven = new AddCheckpoint(new TreeSize(300), List.of(), note(400)).bytes();
        assertThat(mirror.addCheckpoint(unproven).status()).isEqualTo(422);
    }

    @Test
    void answers404ForAnUnknownOrigin() {
        byte[] body = body(0, 300);
        body[5] ^= 1;
        assertThat(send(body).status()).isEqualTo(404);
        assertThat(mirror.copy("00")).isEmpty();
    }

    @Test
    void answers422WithoutAPendingCheckpoint() {
        assertThat(send(0, 300).status()).isEqualTo(422);
        assertThat(copy.durableSize().value()).isZero();
    }

    @Test
    void answers409ForAnEndThatIsNotPending() {
        pend(0, 300);
        info(send(0, 299), 409, 300, 0);
        info(send(0, 0), 409, 300, 0);
        info(send(0, 400), 409, 300, 0);
    }

    @Test
    void answers409ForAnEndBelowTheMirrorCheckpoint() {
        pend(0, 200);
        Answer.OtherEntries before = (Answer.OtherEntries) send(1, 200);
        pend(200, 300);
        send(0, 300);
        byte[] ticket = before.info().ticketBytes();
        byte[] old = AddEntries.body(journal, new EntryIndex(0), new TreeSize(200), ticket);
        info(send(old), 409, 300, 300);
    }

    @Test
    void answers409ForAStartAboveTheNextEntry() {
        pend(0, 300);
        info(send(1, 300), 409, 300, 0);
        info(send(256, 300), 409, 300, 0);
        assertThat(copy.durableSize().value()).isZero();
    }

    @Test
    void answers409ForAStartTooFarBelowTheNextEntry() {
        journal.append(JournalDirectoryTest.entries(700, 8500));
        journal.seal(signer);
        pend(0, 8500);
        info(send(0, 8500), 202, 8500, 8192);
        cosigned(send(8192, 8500), 8500);
        info(send(307, 8500), 409, 8500, 8500);
        assertThat(send(308, 8500).status()).isEqualTo(202);
        assertThat(send(8500, 8500).status()).isEqualTo(200);
    }

    @Test
    void answers202WithWhereToGoOnForAPrefix() {
        pend(0, 700);
        byte[] whole = body(0, 700);
        byte[] first = Arrays.copyOf(whole, whole.length - body(512, 700).length + 60);
        info(send(first), 202, 700, 512);
        assertThat(copy.checkpoint()).isEmpty();
        cosigned(send(512, 700), 700);
    }

    @Test
    void keepsWhatCameBeforeTheConnectionFailed() {
        pend(0, 700);
        InputStream cut = new ByteArrayInputStream(body(0, 700), 0, body(0, 700).length - 5);
        InputStream failing =
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("connection reset");
                    }
                };
        info(mirror.addEntries(new SequenceInputStream(cut, failing)), 202, 700, 512);
    }

    @Test
    void answers400WhenTheHeadOrTheFirstPackageIsCutOff() {
        pend(0, 300);
        byte[] whole = body(0, 300);
        int head = 2 + ORIGIN.length() + 18;
        for (int length : new int[] {0, 1, 10, head - 1, head, head + 1, head + 1000}) {
            assertThat(send(Arrays.copyOf(whole, length)).status()).as("" + length).isEqualTo(400);
        }
        assertThat(copy.durableSize().value()).isZero();
    }

    @Test
    void answers400ForARangeThatIsNone() {
        pend(0, 300);
        for (long[] range : new long[][] {{2, 1}, {-1, 300}, {0, -1}}) {
            byte[] origin = ORIGIN.getBytes(StandardCharsets.UTF_8);
            ByteBuffer head = ByteBuffer.allocate(2 + origin.length + 18);
            head.putShort((short) origin.length).put(origin);
            head.putLong(range[0]).putLong(range[1]);
            assertThat(send(head.array()).status()).isEqualTo(400);
        }
    }

    @Test
    void answers422ForEntriesOfAnotherJournal() {
        pend(0, 300);
        byte[] body = body(0, 300);
        body[2 + ORIGIN.length() + 18 + 3 + 2] ^= 1;
        assertThat(send(body).status()).isEqualTo(422);
        assertThat(copy.durableSize().value()).isZero();
        byte[] second = body(0, 300);
        second[second.length - 40] ^= 1;
        assertThat(send(second).status()).isEqualTo(422);
        assertThat(copy.durableSize().value()).isEqualTo(256);
        cosigned(send(256, 300), 300);
    }

    @Test
    void answers422ForMoreHashesThanAProofMayHave() {
        pend(0, 300);
        byte[] body = body(256, 300);
        send(Arrays.copyOf(body(0, 300), body(0, 300).length - 5));
        int count = body.length - 1 - Hash.LENGTH * proofLength();
        body[count] = 64;
        assertThat(send(body).status()).isEqualTo(422);
    }

    private int proofLength() {
        return journal.subtree(new EntryIndex(256), new TreeSize(300), new TreeSize(300))
                .path()
                .size();
    }

    @Test
    void skipsEntriesThatAreHereAlready() {
        pend(0, 300);
        send(0, 300);
        pend(300, 700);
        cosigned(send(100, 700), 700);
        cosigned(send(0, 700), 700);
        assertThat(copy.durableSize().value()).isEqualTo(700);
    }

    @Test
    void verifiesTheRestOfABundleTogetherWithWhatIsHere() {
        pend(0, 300);
        send(0, 300);
        pend(300, 400);
        cosigned(send(300, 400), 400);
        pend(400, 700);
        byte[] body = body(400, 700);
        body[2 + ORIGIN.length() + 18 + 20] ^= 1;
        assertThat(send(body).status()).isEqualTo(422);
        cosigned(send(400, 700), 700);
    }

    @Test
    void aTicketBringsBackAPastPendingCheckpoint() {
        pend(0, 300);
        Answer.OtherEntries info = (Answer.OtherEntries) send(1, 300);
        pend(300, 700);
        info(send(0, 300), 409, 700, 0);
        byte[] ticket = info.info().ticketBytes();
        TreeSize size = new TreeSize(300);
        cosigned(send(AddEntries.body(journal, new EntryIndex(0), size, ticket)), 300);
        cosigned(send(300, 700), 700);
    }

    @Test
    void refusesATicketThatItDidNotMake() {
        pend(0, 300);
        byte[] ticket = ((Answer.OtherEntries) send(1, 300)).info().ticketBytes();
        pend(300, 700);
        EntryIndex zero = new EntryIndex(0);
        TreeSize size = new TreeSize(300);
        ticket[40] ^= 1;
        info(send(AddEntries.body(journal, zero, size, ticket)), 409, 700, 0);
        byte[] bare = note(300).bytes();
        info(send(AddEntries.body(journal, zero, size, bare)), 409, 700, 0);
        ticket[40] ^= 1;
        mirror = newMirror();
        info(send(AddEntries.body(journal, zero, size, ticket)), 409, 700, 0);
    }

    @Test
    void refusesAForkThatTheJournalSigned() {
        pend(0, 300);
        send(0, 300);
        DyingDisk disk = DyingDisk.immortal();
        try (JournalDirectory fork =
                JournalDirectory.create(temp.resolve("f"), ORIGIN, signer.vkey(), disk)) {
            fork.append(JournalDirectoryTest.entries(0, 290));
            fork.append(JournalDirectoryTest.entries(1000, 1200));
            fork.seal(signer);
            SignedNote note = fork.checkpoint().orElseThrow();
            List<Hash> proof = fork.consistency(new TreeSize(300), fork.signedSize()).path();
            byte[] body = new AddCheckpoint(new TreeSize(300), proof, note).bytes();
            assertThat(mirror.addCheckpoint(body).status()).isEqualTo(422);
            byte[] entries =
                    AddEntries.body(fork, new EntryIndex(300), fork.signedSize(), NO_TICKET);
            assertThat(send(entries).status()).isEqualTo(409);
        }
    }

    @Test
    void severalUploadsAtOnceMakeOneCopy() throws Exception {
        pend(0, 700);
        List<Callable<Answer>> sending = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            sending.add(() -> send(0, 700));
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (Future<Answer> each : threads.invokeAll(sending)) {
                assertThat(each.get().status()).isEqualTo(200);
            }
        }
        assertThat(copy.durableSize().value()).isEqualTo(700);
        cosigned(send(700, 700), 700);
    }

    @Test
    void refusesANameOrKeyThatAWitnessOrAJournalHas() {
        Cosigner named = CosignatureTest.newCosigner(cosigner.name());
        refusesBeside(named.verifier(), cosigner);
        KeyPair pair = CosignatureTest.newPair("Ed25519");
        Cosigner keyed = Cosigner.of("other", pair.getPrivate(), pair.getPublic());
        refusesBeside(CosignatureVerifier.of("w", pair.getPublic()), keyed);
        Cosigner log = CosignatureTest.newCosigner(ORIGIN);
        NoteTest.refuses(
                Reason.KEY_SHARED, () -> new Mirror(List.of(copy), log, List.of(), store, clock));
        NoteTest.refuses(
                Reason.ORIGIN_DIFFERS,
                () -> new Mirror(List.of(copy, copy), cosigner, List.of(), store, clock));
    }

    private void refusesBeside(CosignatureVerifier witness, Cosigner own) {
        NoteTest.refuses(
                Reason.KEY_SHARED,
                () -> new Mirror(List.of(copy), own, List.of(witness), store, clock));
    }

    @Test
    void refusesToStartWhenItsStoreIsOlderThanItsCopy() {
        pend(0, 300);
        send(0, 300);
        newMirror();
        try (FileWitnessStore lost = FileWitnessStore.open(temp.resolve("lost"))) {
            JournalDirectoryTest.faults(
                    Code.CORRUPT,
                    () -> new Mirror(List.of(copy), cosigner, List.of(), lost, clock));
        }
    }
}
