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

/// A named public key in verifier-key notation, name+hex8(key id)+base64(type ‖ key); C2SP
/// signed-note. The key id is the first 4 bytes of SHA-256(name ‖ 0x0A ‖ type ‖ key). Immutable and
/// thread-safe.
final class Vkey {
    /// What a key signs, by the type byte of C2SP signed-note.
    enum Type {
        /// Ed25519 over the text of a note.
        NOTE(0x01, 32, "Ed25519", "302a300506032b6570032100"),
        /// Ed25519 cosignatures, tlog-cosignature.
        COSIGNATURE(0x04, 32, "Ed25519", "302a300506032b6570032100"),
        /// ML-DSA-44 cosignatures, tlog-cosignature.
        ML_DSA_44(0x06, 1312, "ML-DSA-44", "30820532300b06096086480165030403110382052100");

        private final byte code;
        private final int keyBytes;
        private final String algorithm;
        private final String spkiHead;

        Type(int code, int keyBytes, String algorithm, String spkiHead) {
            this.code = (byte) code;
            this.keyBytes = keyBytes;
            this.algorithm = algorithm;
            this.spkiHead = spkiHead;
        }

        /// What comes before the key in its DER form, RFC 5280.
        private byte[] head() {
            return HexFormat.of().parseHex(spkiHead);
        }

        /// The name of the algorithm in JCA.
        String algorithm() {
            return algorithm;
        }
    }

    private final String name;
    private final Type type;
    private final byte[] raw;
    private final PublicKey key;
    private final String keyId;

    private Vkey(String name, Type type, byte[] raw) {
        this.name = requireName(name);
        this.type = type;
        this.raw = raw;
        if (type != Type.ML_DSA_44 && !Ed25519.isKey(raw)) {
            throw malformed("not a public key of Ed25519: not reduced, or of small order");
        }
        this.key = publicKey(type, raw);
        this.keyId = HexFormat.of().formatHex(id());
    }

    /// A public key under a name. A key of another algorithm than the type's is refused.
    static Vkey of(String name, Type type, PublicKey key) {
        byte[] encoded = key.getEncoded();
        byte[] head = type.head();
        if (encoded == null
                || encoded.length != head.length + type.keyBytes
                || !Arrays.equals(encoded, 0, head.length, head, 0, head.length)) {
            throw malformed("not a public key of " + type.algorithm);
        }
        return new Vkey(name, type, Arrays.copyOfRange(encoded, head.length, encoded.length));
    }

    /// Reads a vkey in its one spelling. The type must be one of those given, and the id the key's
    /// own.
    static Vkey parse(String text, Type... types) {
        String[] parts = text.split("\\+", 3);
        if (parts.length != 3) {
            throw malformed("a vkey has three parts");
        }
        byte[] typed;
        try {
            typed = Base64.getDecoder().decode(parts[2]);
        } catch (IllegalArgumentException e) {
            throw new JournalRefusal(Reason.MALFORMED_KEY, "the key is not base64", e);
        }
        for (Type type : types) {
            if (typed.length == 1 + type.keyBytes && typed[0] == type.code) {
                Vkey read = new Vkey(parts[0], type, Arrays.copyOfRange(typed, 1, typed.length));
                return read.requireSpelling(text, parts[1]);
            }
        }
        throw malformed("not a key of type " + Arrays.toString(types));
    }

    String name() {
        return name;
    }

    Type type() {
        return type;
    }

    PublicKey key() {
        return key;
    }

    /// The 4 bytes of the key id.
    byte[] idBytes() {
        return HexFormat.of().parseHex(keyId);
    }

    private byte[] id() {
        MessageDigest digest = sha256();
        digest.update(name.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
        digest.update(typed());
        return Arrays.copyOf(digest.digest(), 4);
    }

    /// The key id in 8 hexadecimal digits.
    String keyId() {
        return keyId;
    }

    /// The vkey: name+hex8(key id)+base64(type ‖ key).
    String text() {
        return name + "+" + keyId() + "+" + Base64.getEncoder().encodeToString(typed());
    }

    PublicKey publicKey() {
        return key;
    }

    /// True when both wrap the same public key, under whatever names and types.
    boolean sharesKeyWith(Vkey other) {
        return Arrays.equals(raw, other.raw);
    }

    /// True when a signature line claims this key. Lines that share only the name or only the id
    /// are of unknown keys.
    boolean isClaimedBy(NoteSignature signature) {
        return signature.name().equals(name) && signature.keyId().equals(keyId());
    }

    /// True when any signature line of a note claims this key.
    boolean isClaimedBy(SignedNote note) {
        return note.signatures().stream().anyMatch(this::isClaimedBy);
    }

    /// Key names are not empty and hold neither a Unicode space nor a plus sign.
    static String requireName(String name) {
        boolean fits = !name.isEmpty() && name.indexOf('+') < 0;
        fits &= name.codePoints().noneMatch(c -> c < ' ' || isSpace(c));
        if (!fits) {
            throw malformed("a key name is empty or holds a space or a plus sign");
        }
        return name;
    }

    /// SHA-256 of a text in UTF-8.
    static Hash sha256(String text) {
        return Hash.adopt(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static boolean isSpace(int c) {
        return Character.isSpaceChar(c) || Character.isWhitespace(c) || c == 0x85;
    }

    private Vkey requireSpelling(String text, String id) {
        if (!keyId().equals(id)) {
            throw malformed("the key's id is " + keyId() + ", the vkey says another");
        }
        if (!text().equals(text)) {
            throw malformed("the key is not canonical base64");
        }
        return this;
    }

    private byte[] typed() {
        byte[] typed = new byte[1 + raw.length];
        typed[0] = type.code;
        System.arraycopy(raw, 0, typed, 1, raw.length);
        return typed;
    }

    private static PublicKey publicKey(Type type, byte[] raw) {
        byte[] head = type.head();
        byte[] spki = Arrays.copyOf(head, head.length + raw.length);
        System.arraycopy(raw, 0, spki, head.length, raw.length);
        try {
            return KeyFactory.getInstance(type.algorithm)
                    .generatePublic(new X509EncodedKeySpec(spki));
        } catch (GeneralSecurityException e) {
            throw new JournalRefusal(
                    Reason.MALFORMED_KEY, "not a public key of " + type.algorithm, e);
        }
    }

    private static JournalRefusal malformed(String message) {
        return new JournalRefusal(Reason.MALFORMED_KEY, message);
    }
}
