// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.holdfast.journal.JournalRefusal.Reason;

/// Verifies notes by one Ed25519 key; C2SP signed-note, signature type 0x01. Immutable and
/// thread-safe.
public final class NoteVerifier {
    static final byte ED25519 = 0x01;
    private static final byte[] SPKI_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final int KEY_BYTES = 32;

    private final String name;
    private final byte[] raw;
    private final PublicKey key;

    private NoteVerifier(String name, byte[] raw) {
        this.name = requireName(name);
        this.raw = raw;
        this.key = publicKey(raw);
    }

    /// The verifier of a public key under a name. The name of a journal's key is its origin.
    public static NoteVerifier of(String name, PublicKey key) {
        byte[] encoded = key.getEncoded();
        int head = SPKI_HEAD.length;
        if (encoded == null
                || encoded.length != head + KEY_BYTES
                || !Arrays.equals(encoded, 0, head, SPKI_HEAD, 0, head)) {
            throw new JournalRefusal(Reason.MALFORMED_KEY, "not an Ed25519 public key");
        }
        return new NoteVerifier(name, Arrays.copyOfRange(encoded, head, encoded.length));
    }

    /// Reads a vkey: name+hex8(key id)+base64(type ‖ key). The id must be the key's own.
    public static NoteVerifier parse(String vkey) {
        String[] parts = vkey.split("\\+", 3);
        if (parts.length != 3) {
            throw new JournalRefusal(Reason.MALFORMED_KEY, "a vkey has three parts");
        }
        byte[] typed;
        try {
            typed = Base64.getDecoder().decode(parts[2]);
        } catch (IllegalArgumentException e) {
            throw new JournalRefusal(Reason.MALFORMED_KEY, "the key is not base64", e);
        }
        if (typed.length != 1 + KEY_BYTES || typed[0] != ED25519) {
            throw new JournalRefusal(Reason.MALFORMED_KEY, "not an Ed25519 key of 32 bytes");
        }
        NoteVerifier read = new NoteVerifier(parts[0], Arrays.copyOfRange(typed, 1, typed.length));
        if (!read.keyId().equals(parts[1])) {
            throw new JournalRefusal(
                    Reason.MALFORMED_KEY,
                    "the key's id is " + read.keyId() + ", the vkey says another");
        }
        return read;
    }

    /// The key's name.
    public String name() {
        return name;
    }

    /// The key itself.
    public PublicKey publicKey() {
        return key;
    }

    /// The first 4 bytes of SHA-256(name ‖ 0x0A ‖ type ‖ key), in 8 hexadecimal digits.
    public String keyId() {
        return HexFormat.of().formatHex(idBytes());
    }

    /// The vkey: name+hex8(key id)+base64(type ‖ key).
    public String vkey() {
        return name + "+" + keyId() + "+" + Base64.getEncoder().encodeToString(typed());
    }

    /// Returns the text when this key signed the note. Refuses when it did not, or when a signature
    /// that claims this key does not verify; signatures of other keys are passed over.
    public String verify(SignedNote note) {
        boolean signed = false;
        for (NoteSignature signature : note.signatures()) {
            if (signature.name().equals(name) && signature.keyId().equals(keyId())) {
                requireValid(note.text(), signature);
                signed = true;
            }
        }
        if (!signed) {
            throw new JournalRefusal(Reason.SIGNATURE_MISSING, "no signature by " + name);
        }
        return note.text();
    }

    /// Verifies a note and reads it as a checkpoint whose origin is this key's name.
    public Checkpoint checkpoint(SignedNote note) {
        Checkpoint checkpoint = Checkpoint.parse(verify(note));
        if (!checkpoint.origin().equals(name)) {
            throw new JournalRefusal(
                    Reason.ORIGIN_DIFFERS,
                    "expected origin " + name + ", found " + checkpoint.origin());
        }
        return checkpoint;
    }

    byte[] idBytes() {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        digest.update(name.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
        digest.update(typed());
        return Arrays.copyOf(digest.digest(), 4);
    }

    /// Key names are not empty and hold neither a Unicode space nor a plus sign.
    static String requireName(String name) {
        boolean fits = !name.isEmpty() && name.indexOf('+') < 0;
        fits &= name.codePoints().noneMatch(c -> c < ' ' || isSpace(c));
        if (!fits) {
            throw new JournalRefusal(
                    Reason.MALFORMED_KEY, "a key name is empty or holds a space or a plus sign");
        }
        return name;
    }

    private static boolean isSpace(int c) {
        return Character.isSpaceChar(c) || Character.isWhitespace(c) || c == 0x85;
    }

    private byte[] typed() {
        byte[] typed = new byte[1 + KEY_BYTES];
        typed[0] = ED25519;
        System.arraycopy(raw, 0, typed, 1, KEY_BYTES);
        return typed;
    }

    private void requireValid(String text, NoteSignature signature) {
        boolean valid;
        try {
            var verifying = Ed25519.verifying(key);
            verifying.update(text.getBytes(StandardCharsets.UTF_8));
            valid = verifying.verify(signature.signature());
        } catch (GeneralSecurityException e) {
            throw new JournalRefusal(
                    Reason.SIGNATURE_INVALID, "the signature by " + name + " is malformed", e);
        }
        if (!valid) {
            throw new JournalRefusal(
                    Reason.SIGNATURE_INVALID, "the signature by " + name + " does not verify");
        }
    }

    private static PublicKey publicKey(byte[] raw) {
        byte[] spki = Arrays.copyOf(SPKI_HEAD, SPKI_HEAD.length + KEY_BYTES);
        System.arraycopy(raw, 0, spki, SPKI_HEAD.length, KEY_BYTES);
        try {
            return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki));
        } catch (GeneralSecurityException e) {
            throw new JournalRefusal(Reason.MALFORMED_KEY, "not a point of Ed25519", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NoteVerifier that && vkey().equals(that.vkey());
    }

    @Override
    public int hashCode() {
        return vkey().hashCode();
    }

    @Override
    public String toString() {
        return vkey();
    }
}
