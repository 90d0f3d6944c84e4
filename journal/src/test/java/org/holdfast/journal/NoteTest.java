// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.journal.JournalRefusal.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Notes and keys; the first vectors are those printed in the documentation of Go's sumdb/note.
class NoteTest {
    private static final String VKEY =
            "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    private static final String TEXT =
            "If you think cryptography is the answer to your problem,\n"
                    + "then you don't know what your problem is.\n";
    private static final String LINE =
            "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSN"
                    + "XgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    private final NoteSigner signer = newSigner("journal.example/a");

    static NoteSigner newSigner(String name) {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            return NoteSigner.of(name, pair.getPrivate(), pair.getPublic());
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    static void refuses(Reason reason, Runnable attempt) {
        assertThatThrownBy(attempt::run)
                .isInstanceOfSatisfying(
                        JournalRefusal.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void readsAKeyAndANoteOfAnotherImplementation() {
        NoteVerifier verifier = NoteVerifier.parse(VKEY);
        assertThat(verifier.vkey()).isEqualTo(VKEY);
        SignedNote note = SignedNote.parse(TEXT + "\n" + LINE);
        assertThat(verifier.verify(note)).isEqualTo(TEXT);
        assertThat(note.string()).isEqualTo(TEXT + "\n" + LINE);
    }

    @Test
    void signsWhatItsOwnVkeyVerifies() {
        SignedNote note = signer.sign("a\n\nb\n");
        NoteVerifier verifier = NoteVerifier.parse(signer.vkey());
        assertThat(verifier.verify(SignedNote.parse(note.bytes()))).isEqualTo("a\n\nb\n");
    }

    @Test
    void refusesAChangedText() {
        SignedNote note = SignedNote.parse(TEXT.replace("your", "my") + "\n" + LINE);
        refuses(Reason.SIGNATURE_INVALID, () -> NoteVerifier.parse(VKEY).verify(note));
    }

    @Test
    void refusesANoteThatOnlyUnknownKeysSigned() {
        SignedNote note = SignedNote.parse(TEXT + "\n" + LINE);
        refuses(Reason.SIGNATURE_MISSING, () -> signer.verifier().verify(note));
    }

    @Test
    void passesOverKeysThatShareOnlyTheName() {
        NoteSigner other = newSigner("journal.example/a");
        List<NoteSignature> both =
                Stream.of(other.sign("t\n"), signer.sign("t\n"))
                        .flatMap(note -> note.signatures().stream())
                        .toList();
        SignedNote note = new SignedNote("t\n", both);
        assertThat(signer.verifier().verify(note)).isEqualTo("t\n");
    }

    @Test
    void refusesAKnownKeysBrokenSignatureBesideAGoodOne() {
        List<NoteSignature> both =
                Stream.of(signer.sign("t\n"), signer.sign("other\n"))
                        .flatMap(note -> note.signatures().stream())
                        .toList();
        SignedNote note = new SignedNote("t\n", both);
        refuses(Reason.SIGNATURE_INVALID, () -> signer.verifier().verify(note));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text",
                "text\n",
                "text\n\n",
                "text\n\n\n",
                "text\n\n\u2014 name\n",
                "text\n\n- name AAAAAAA=\n",
                "text\n\n\u2014 name AAAAAA==\n",
                "text\n\n\u2014 name !!!!AAAA\n",
                "text\n\n\u2014 name AAAAAAAA",
                "text\tmore\n\n\u2014 name AAAAAAAA\n",
                "text\n\n\u2014 name AAAAAAAA\r\n",
                "text\n\n\u2014 name AAAAAAAA\n\n"
            })
    void refusesAMalformedNote(String whole) {
        refuses(Reason.MALFORMED_NOTE, () -> SignedNote.parse(whole));
    }

    @Test
    void refusesMoreBytesThanTheLimit() {
        String large = "t".repeat(SignedNote.MAX_BYTES) + "\n\n" + LINE;
        refuses(Reason.MALFORMED_NOTE, () -> SignedNote.parse(large));
        byte[] bytes = large.getBytes(StandardCharsets.UTF_8);
        refuses(Reason.MALFORMED_NOTE, () -> SignedNote.parse(bytes));
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        byte[] bytes = (TEXT + "\n" + LINE).getBytes(StandardCharsets.UTF_8);
        bytes[3] = (byte) 0xff;
        refuses(Reason.MALFORMED_NOTE, () -> SignedNote.parse(bytes));
    }

    @Test
    void refusesMoreSignaturesThanTheLimitAndAcceptsSixteen() {
        NoteSignature one = signer.sign("t\n").signatures().getFirst();
        assertThat(new SignedNote("t\n", java.util.Collections.nCopies(16, one)).signatures())
                .hasSize(16);
        refuses(
                Reason.MALFORMED_NOTE,
                () -> new SignedNote("t\n", java.util.Collections.nCopies(101, one)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PeterNeumann",
                "PeterNeumann+c74f20a3",
                "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "PeterNeumanx+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10Q=",
                "PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "PeterNeumann+c74f20a3+????",
                "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
            })
    void refusesAMalformedKey(String vkey) {
        refuses(Reason.MALFORMED_KEY, () -> NoteVerifier.parse(vkey));
    }

    @Test
    void refusesNamesWithUnicodeSpaces() {
        for (String name : List.of("a b", "a\u00a0b", "a\u3000b", "a\u0085b", "a+b", "")) {
            refuses(Reason.MALFORMED_KEY, () -> newSigner(name));
        }
    }

    @Test
    void readsBackItsOwnCheckpointAndRefusesOthers() {
        Checkpoint head =
                new Checkpoint("journal.example/a", new TreeSize(7), MerkleTree.emptyRoot());
        assertThat(Checkpoint.parse(head.text())).isEqualTo(head);
        assertThat(Checkpoint.parse(head.text() + "extension\n")).isEqualTo(head);
        assertThat(signer.verifier().checkpoint(signer.sign(head.text()))).isEqualTo(head);
        NoteSigner other = newSigner("journal.example/b");
        SignedNote foreign = other.sign(head.text());
        refuses(Reason.ORIGIN_DIFFERS, () -> other.verifier().checkpoint(foreign));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
                "o\n1\n",
                "\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                "o\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                "o\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                "o\n\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                "o\n9223372036854775808\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                "o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU\n",
                "o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n",
                "o\n1\n47DEQpj8HBSa\n",
                "o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n"
            })
    void refusesAMalformedCheckpoint(String text) {
        refuses(Reason.MALFORMED_CHECKPOINT, () -> Checkpoint.parse(text));
    }
}
