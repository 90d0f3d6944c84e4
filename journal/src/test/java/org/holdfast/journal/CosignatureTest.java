// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.holdfast.journal.JournalRefusal.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Cosignatures of both kinds. What is signed is written down here a second time, from the
/// specification's own words, and signed and verified with the platform's providers alone.
class CosignatureTest {
    private static final String TEXT =
            "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
    private static final Instant TIME = Instant.ofEpochSecond(1679315147);

    private final SignedNote note = NoteTest.newSigner("example.com/behind-the-sofa").sign(TEXT);
    private final Cosigner cosigner = newCosigner("witness.example.com/w1");

    static KeyPair newPair(String algorithm) {
        try {
            return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static Cosigner newCosigner(String name) {
        KeyPair pair = newPair("Ed25519");
        return Cosigner.of(name, pair.getPrivate(), pair.getPublic());
    }

    /// An ML-DSA-44 cosigner as the specification describes one; for tests only.
    record PostQuantum(KeyPair pair, Vkey vkey) {
        static PostQuantum of(String name) {
            KeyPair pair = newPair("ML-DSA-44");
            return new PostQuantum(pair, Vkey.of(name, Vkey.Type.ML_DSA_44, pair.getPublic()));
        }

        NoteSignature cosign(SignedNote note, long time) {
            Checkpoint head = Checkpoint.parse(note.text());
            byte[] name = vkey.name().getBytes(StandardCharsets.UTF_8);
            byte[] origin = head.origin().getBytes(StandardCharsets.UTF_8);
            ByteBuffer message =
                    ByteBuffer.allocate(12 + 1 + name.length + 8 + 1 + origin.length + 8 + 8 + 32);
            message.put("subtree/v1\n".getBytes(StandardCharsets.US_ASCII)).put((byte) 0);
            message.put((byte) name.length).put(name).putLong(time);
            message.put((byte) origin.length).put(origin);
            message.putLong(0).putLong(head.size().value()).put(head.root().bytes());
            assertThat(message.remaining()).isZero();
            return stamped(pair, vkey, time, message.array());
        }
    }

    static NoteSignature stamped(KeyPair pair, Vkey vkey, long time, byte[] message) {
        try {
            Signature signing = Signature.getInstance(vkey.type().algorithm());
            signing.initSign(pair.getPrivate());
            signing.update(message);
            byte[] made = signing.sign();
            byte[] blob = ByteBuffer.allocate(8 + made.length).putLong(time).put(made).array();
            return new NoteSignature(vkey.name(), vkey.idBytes(), blob);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void signsTheHeaderTheTimeAndTheWholeText() throws GeneralSecurityException {
        NoteSignature line = cosigner.cosign(note, TIME.plusMillis(999));
        ByteBuffer blob = ByteBuffer.wrap(line.signature());
        assertThat(blob.getLong()).isEqualTo(1679315147L);
        byte[] signature = new byte[64];
        blob.get(signature);
        assertThat(blob.hasRemaining()).isFalse();
        Signature verifying = Signature.getInstance("Ed25519");
        verifying.initVerify(cosigner.verifier().key().key());
        String message = "cosignature/v1\ntime 1679315147\n" + TEXT;
        verifying.update(message.getBytes(StandardCharsets.UTF_8));
        assertThat(verifying.verify(signature)).isTrue();
    }

    @Test
    void verifiesWhatItSigned() {
        SignedNote both = note.with(List.of(cosigner.cosign(note, TIME)));
        CosignatureVerifier verifier = CosignatureVerifier.parse(cosigner.vkey());
        assertThat(verifier.verify(SignedNote.parse(both.bytes())))
                .isEqualTo(new Cosignature("witness.example.com/w1", 1679315147));
        assertThat(verifier.vkey()).isEqualTo(cosigner.vkey());
        assertThat(verifier).isEqualTo(cosigner.verifier());
    }

    @Test
    void coversExtensionLines() {
        NoteSigner log = NoteTest.newSigner("log");
        SignedNote extended = log.sign(TEXT + "extension\n");
        NoteSignature line = cosigner.cosign(extended, TIME);
        assertThat(cosigner.verifier().verify(extended.with(List.of(line))).time())
                .isEqualTo(1679315147);
        SignedNote bare = log.sign(TEXT).with(List.of(line));
        NoteTest.refuses(Reason.SIGNATURE_INVALID, () -> cosigner.verifier().verify(bare));
    }

    @Test
    void verifiesMlDsaCosignaturesOfTheWholeTree() {
        PostQuantum other = PostQuantum.of("witness.example.com/pq");
        SignedNote both = note.with(List.of(other.cosign(note, 1679315147)));
        CosignatureVerifier verifier = CosignatureVerifier.parse(other.vkey().text());
        assertThat(verifier.verify(SignedNote.parse(both.bytes())))
                .isEqualTo(new Cosignature("witness.example.com/pq", 1679315147));
        SignedNote larger = new SignedNote(TEXT.replace("20852163", "20852164"), both.signatures());
        NoteTest.refuses(Reason.SIGNATURE_INVALID, () -> verifier.verify(larger));
    }

    @Test
    void mlDsaCosignaturesCommitToTheName() {
        PostQuantum other = PostQuantum.of("witness.example.com/pq");
        NoteSignature line = other.cosign(note, 5);
        Vkey renamed = Vkey.of("else", Vkey.Type.ML_DSA_44, other.pair().getPublic());
        NoteSignature moved = new NoteSignature("else", renamed.idBytes(), line.signature());
        SignedNote both = note.with(List.of(moved));
        NoteTest.refuses(
                Reason.SIGNATURE_INVALID,
                () -> CosignatureVerifier.parse(renamed.text()).verify(both));
    }

    @Test
    void refusesANoteWithoutItsCosignature() {
        NoteTest.refuses(Reason.SIGNATURE_MISSING, () -> cosigner.verifier().verify(note));
        SignedNote others =
                note.with(List.of(newCosigner("witness.example.com/w1").cosign(note, TIME)));
        NoteTest.refuses(Reason.SIGNATURE_MISSING, () -> cosigner.verifier().verify(others));
    }

    @Test
    void refusesAnotherTimeThanTheSignedOne() {
        byte[] blob = cosigner.cosign(note, TIME).signature();
        blob[7] ^= 1;
        refusesBlob(blob);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void refusesZeroAndTooLargeTimesEvenWhenSigned(long time) {
        KeyPair pair = newPair("Ed25519");
        Vkey vkey = Vkey.of("w", Vkey.Type.COSIGNATURE, pair.getPublic());
        byte[] message = CosignatureVerifier.message(TEXT, time);
        SignedNote both = note.with(List.of(stamped(pair, vkey, time, message)));
        NoteTest.refuses(
                Reason.SIGNATURE_INVALID,
                () -> CosignatureVerifier.parse(vkey.text()).verify(both));
        PostQuantum other = PostQuantum.of("pq");
        SignedNote quantum = note.with(List.of(other.cosign(note, time)));
        NoteTest.refuses(
                Reason.SIGNATURE_INVALID,
                () -> CosignatureVerifier.parse(other.vkey().text()).verify(quantum));
    }

    @Test
    void refusesToSignWithoutATime() {
        assertThatThrownBy(() -> cosigner.cosign(note, Instant.EPOCH))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesCosignaturesOfAnotherLength() {
        byte[] blob = cosigner.cosign(note, TIME).signature();
        for (int length : new int[] {1, 8, 9, 71, 73, 200}) {
            refusesBlob(java.util.Arrays.copyOf(blob, length));
        }
    }

    private void refusesBlob(byte[] blob) {
        NoteSignature changed =
                new NoteSignature(cosigner.name(), cosigner.verifier().key().idBytes(), blob);
        SignedNote both = note.with(List.of(changed));
        NoteTest.refuses(Reason.SIGNATURE_INVALID, () -> cosigner.verifier().verify(both));
    }

    @Test
    void refusesToCosignOrVerifyWhatIsNoCheckpoint() {
        SignedNote poem = NoteTest.newSigner("poet").sign("ed è subito sera.\n");
        NoteTest.refuses(Reason.MALFORMED_CHECKPOINT, () -> cosigner.cosign(poem, TIME));
        NoteTest.refuses(Reason.MALFORMED_CHECKPOINT, () -> cosigner.verifier().verify(poem));
    }

    @Test
    void refusesOriginsThatMlDsaCannotCover() {
        PostQuantum other = PostQuantum.of("pq");
        SignedNote usual = note.with(List.of(other.cosign(note, 5)));
        SignedNote huge = new SignedNote("x".repeat(256) + TEXT, usual.signatures());
        NoteTest.refuses(
                Reason.SIGNATURE_INVALID,
                () -> CosignatureVerifier.parse(other.vkey().text()).verify(huge));
    }

    @Test
    void refusesKeysOfOtherTypes() {
        String log = NoteTest.newSigner("log").vkey();
        NoteTest.refuses(Reason.MALFORMED_KEY, () -> CosignatureVerifier.parse(log));
        String witness = cosigner.vkey();
        NoteTest.refuses(Reason.MALFORMED_KEY, () -> NoteVerifier.parse(witness));
        String cut = PostQuantum.of("pq").vkey().text();
        NoteTest.refuses(
                Reason.MALFORMED_KEY,
                () -> CosignatureVerifier.parse(cut.substring(0, cut.length() - 4)));
    }

    @Test
    void refusesAKeyInAnotherSpelling() {
        String vkey = PostQuantum.of("pq").vkey().text();
        assertThat(vkey).endsWith("=");
        int last = vkey.length() - 2;
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        char other = alphabet.charAt(alphabet.indexOf(vkey.charAt(last)) + 1);
        NoteTest.refuses(
                Reason.MALFORMED_KEY,
                () -> CosignatureVerifier.parse(vkey.substring(0, last) + other + "="));
        NoteTest.refuses(
                Reason.MALFORMED_KEY,
                () -> CosignatureVerifier.parse(vkey.substring(0, vkey.length() - 1)));
    }

    @Test
    void addsLinesAndReplacesThoseOfTheSameKey() {
        NoteSignature first = cosigner.cosign(note, TIME);
        NoteSignature second = cosigner.cosign(note, TIME.plusSeconds(9));
        NoteSignature other = newCosigner(cosigner.name()).cosign(note, TIME);
        SignedNote grown = note.with(List.of(first, other)).with(List.of(second));
        assertThat(grown.text()).isEqualTo(note.text());
        assertThat(grown.signatures()).containsExactly(note.signatures().getFirst(), other, second);
        assertThat(cosigner.verifier().verify(grown).time()).isEqualTo(1679315156);
        assertThat(note.with(List.of())).isEqualTo(note);
    }

    @Test
    void refusesMoreLinesThanANoteMayHave() {
        List<NoteSignature> many =
                java.util.stream.IntStream.range(0, 100)
                        .mapToObj(i -> new NoteSignature("w" + i, new byte[4], new byte[1]))
                        .toList();
        NoteTest.refuses(Reason.MALFORMED_NOTE, () -> note.with(many));
    }

    @Test
    void readsTheLinesOfAnAnswer() {
        NoteSignature line = cosigner.cosign(note, TIME);
        assertThat(NoteSignature.parseLines(line.line() + "\n" + line.line() + "\n"))
                .isEqualTo(Collections.nCopies(2, line));
        for (String bad : List.of("", "\n", line.line(), line.line() + "\n\n", "x\n")) {
            NoteTest.refuses(Reason.MALFORMED_NOTE, () -> NoteSignature.parseLines(bad));
        }
        NoteTest.refuses(
                Reason.MALFORMED_NOTE,
                () -> NoteSignature.parseLines((line.line() + "\n").repeat(101)));
    }

    @Test
    void refusesSignaturesThatAreNotCanonicalBase64() {
        String line = cosigner.cosign(note, TIME).line();
        NoteSignature read = NoteSignature.parseLines(line + "\n").getFirst();
        assertThat(read.line()).isEqualTo(line);
        String padded = note.signatures().getFirst().line();
        assertThat(padded).endsWith("=");
        NoteTest.refuses(
                Reason.MALFORMED_NOTE,
                () -> NoteSignature.parseLines(padded.substring(0, padded.length() - 1) + "\n"));
    }

    @Test
    void signsStatementsThatAreNoCosignatures() {
        SignedNote stated = cosigner.state(TEXT);
        CosignatureVerifier verifier = cosigner.verifier();
        verifier.requireStated(stated);
        NoteTest.refuses(Reason.SIGNATURE_INVALID, () -> verifier.verify(stated));
        SignedNote cosigned = new SignedNote(TEXT, List.of(cosigner.cosign(note, TIME)));
        NoteTest.refuses(Reason.SIGNATURE_INVALID, () -> verifier.requireStated(cosigned));
        SignedNote other =
                new SignedNote(TEXT.replace("20852163", "20852164"), stated.signatures());
        NoteTest.refuses(Reason.SIGNATURE_INVALID, () -> verifier.requireStated(other));
        NoteTest.refuses(
                Reason.SIGNATURE_MISSING,
                () -> newCosigner(cosigner.name()).verifier().requireStated(stated));
    }
}
