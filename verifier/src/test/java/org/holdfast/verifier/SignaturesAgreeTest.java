// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.holdfast.journal.CosignatureVerifier;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.NoteVerifier;
import org.holdfast.journal.SignedNote;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The JDK's provider and the fast one take and refuse the same, also where standards and
/// implementations are known to differ: points of small order, coordinates that are not reduced,
/// scalars above the order (RFC 8032 §5.1.7), other spellings of ECDSA in DER.
class SignaturesAgreeTest {
    private static final Optional<Provider> JDK = Optional.empty();
    private static final Optional<Provider> FAST =
            Optional.of(AmazonCorrettoCryptoProvider.INSTANCE);
    private static final HexFormat HEX = HexFormat.of();
    private static final String NAME = "example.org/central/1";
    private static final String TEXT =
            NAME + "\n0\n" + Base64.getEncoder().encodeToString(new byte[32]) + "\n";
    private static final BigInteger ORDER =
            BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

    /// The eight points whose order divides 8, and their other spellings.
    private static final List<String> SMALL =
            List.of(
                    "0100000000000000000000000000000000000000000000000000000000000000",
                    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                    "0000000000000000000000000000000000000000000000000000000000000000",
                    "0000000000000000000000000000000000000000000000000000000000000080",
                    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
                    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
                    "0100000000000000000000000000000000000000000000000000000000000080",
                    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff");

    @Test
    void theFastProviderIsThere() {
        assertThat(AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError()).isNull();
    }

    @Test
    void agreeUnderKeysOfSmallOrder() throws GeneralSecurityException {
        int accepted = 0;
        for (String key : SMALL) {
            PublicKey read = ed25519(HEX.parseHex(key));
            for (String point : SMALL) {
                byte[] signature = Arrays.copyOf(HEX.parseHex(point), 64);
                for (int n = 0; n < 4; n++) {
                    byte[] message = {(byte) n};
                    boolean jdk = accepts(JDK, "Ed25519", read, message, signature);
                    assertThat(accepts(FAST, "Ed25519", read, message, signature))
                            .as("key %s, point %s", key, point)
                            .isEqualTo(jdk);
                    accepted += jdk ? 1 : 0;
                }
            }
        }
        assertThat(accepted).as("anybody signs under them, so no such key is taken").isPositive();
    }

    @Test
    void takesNoKeyOfSmallOrderOrOtherSpelling() {
        for (String key : SMALL) {
            assertThatThrownBy(() -> NoteVerifier.parse(vkey(0x01, HEX.parseHex(key))))
                    .as(key)
                    .isInstanceOfSatisfying(JournalRefusal.class, malformed());
            assertThatThrownBy(() -> CosignatureVerifier.parse(vkey(0x04, HEX.parseHex(key))))
                    .as(key)
                    .isInstanceOfSatisfying(JournalRefusal.class, malformed());
            assertThatThrownBy(() -> NoteVerifier.of(NAME, ed25519(HEX.parseHex(key))))
                    .as(key)
                    .isInstanceOfSatisfying(JournalRefusal.class, malformed());
        }
    }

    private static Consumer<JournalRefusal> malformed() {
        return refusal ->
                assertThat(refusal.reason()).isEqualTo(JournalRefusal.Reason.MALFORMED_KEY);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x01, 0x04})
    void refuseTheSameSignaturesOfNotes(int type) throws GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] raw = Arrays.copyOfRange(pair.getPublic().getEncoded(), 12, 44);
        byte[] time = type == 0x01 ? new byte[0] : ByteBuffer.allocate(8).putLong(7).array();
        String signed = type == 0x01 ? TEXT : "cosignature/v1\ntime 7\n" + TEXT;
        byte[] good = sign("Ed25519", pair, signed.getBytes(StandardCharsets.UTF_8));
        Map<String, byte[]> hostile = hostile(good);
        for (Map.Entry<String, byte[]> one : hostile.entrySet()) {
            byte[] blob =
                    ByteBuffer.allocate(time.length + one.getValue().length)
                            .put(time)
                            .put(one.getValue())
                            .array();
            String jdk = verdict(type, raw, blob, JDK);
            assertThat(verdict(type, raw, blob, FAST)).as(one.getKey()).isEqualTo(jdk);
            assertThat(jdk.equals("good")).as(one.getKey()).isEqualTo(one.getKey().equals("good"));
        }
    }

    private static String verdict(int type, byte[] raw, byte[] blob, Optional<Provider> provider) {
        String vkey = vkey(type, raw);
        byte[] identified =
                ByteBuffer.allocate(4 + blob.length).put(id(type, raw)).put(blob).array();
        String line = "— " + NAME + " " + Base64.getEncoder().encodeToString(identified) + "\n";
        SignedNote note = SignedNote.parse((TEXT + "\n" + line).getBytes(StandardCharsets.UTF_8));
        try {
            if (type == 0x01) {
                NoteVerifier.parse(vkey).through(provider).verify(note);
            } else {
                CosignatureVerifier.parse(vkey).through(provider).verify(note);
            }
            return "good";
        } catch (JournalRefusal refusal) {
            return refusal.reason().name();
        }
    }

    /// A good signature, and what must be refused though it is near to it.
    private static Map<String, byte[]> hostile(byte[] good) {
        Map<String, byte[]> all = new LinkedHashMap<>();
        all.put("good", good);
        BigInteger scalar = new BigInteger(1, reversed(Arrays.copyOfRange(good, 32, 64)));
        for (int k = 1; k < 15; k++) {
            byte[] more = bytes(scalar.add(ORDER.multiply(BigInteger.valueOf(k))), 32);
            all.put("scalar + " + k + " orders", joined(Arrays.copyOf(good, 32), reversed(more)));
        }
        for (String point : SMALL) {
            all.put(
                    "point " + point,
                    joined(HEX.parseHex(point), Arrays.copyOfRange(good, 32, 64)));
            all.put("point " + point + ", 0", Arrays.copyOf(HEX.parseHex(point), 64));
        }
        for (int bit = 0; bit < 512; bit += 7) {
            byte[] flipped = good.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            all.put("bit " + bit, flipped);
        }
        for (int length : new int[] {1, 32, 63, 65, 128}) {
            all.put(length + " bytes", Arrays.copyOf(good, length));
        }
        return all;
    }

    @Test
    void agreeAboutEcdsa() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair pair = generator.generateKeyPair();
        BigInteger n = ((ECPublicKey) pair.getPublic()).getParams().getOrder();
        byte[] message = {1, 2, 3};
        byte[] raw = sign("SHA256withECDSAinP1363Format", pair, message);
        BigInteger r = new BigInteger(1, Arrays.copyOf(raw, 32));
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(raw, 32, 64));
        Map<String, byte[]> der = new LinkedHashMap<>();
        der.put("good", der(r.toByteArray(), s.toByteArray()));
        der.put("other s", der(r.toByteArray(), n.subtract(s).toByteArray()));
        der.put("r + n", der(r.add(n).toByteArray(), s.toByteArray()));
        der.put("s + n", der(r.toByteArray(), s.add(n).toByteArray()));
        der.put("r 0", der(new byte[] {0}, s.toByteArray()));
        der.put("s 0", der(r.toByteArray(), new byte[] {0}));
        der.put("both 0", der(new byte[] {0}, new byte[] {0}));
        der.put("r n", der(n.toByteArray(), s.toByteArray()));
        der.put("negative", der(r.negate().toByteArray(), s.negate().toByteArray()));
        der.put("padded r", der(joined(new byte[1], r.toByteArray()), s.toByteArray()));
        der.put("padded s", der(r.toByteArray(), joined(new byte[2], s.toByteArray())));
        der.put("bytes behind", joined(der.get("good"), new byte[1]));
        der.put("bytes missing", Arrays.copyOf(der.get("good"), der.get("good").length - 1));
        byte[] good = der.get("good");
        byte[] body = Arrays.copyOfRange(good, 2, good.length);
        der.put("long length", joined(new byte[] {0x30, (byte) 0x81, (byte) body.length}, body));
        der.put("no end", joined(new byte[] {0x30, (byte) 0x80}, joined(body, new byte[2])));
        byte[] three = joined(body, new byte[] {2, 1, 1});
        der.put("three numbers", joined(new byte[] {0x30, (byte) three.length}, three));
        der.put("empty", new byte[0]);
        agree("SHA256withECDSA", pair.getPublic(), message, der, List.of("good", "other s"));

        Map<String, byte[]> plain = new LinkedHashMap<>();
        plain.put("good", raw);
        plain.put("r + n", joined(bytes(r.add(n), 33), bytes(s, 33)));
        plain.put("0", new byte[64]);
        plain.put("n", joined(bytes(n, 32), bytes(n, 32)));
        plain.put("short", Arrays.copyOf(raw, 63));
        plain.put("long", joined(bytes(r, 33), bytes(s, 33)));
        plain.put("DER", good);
        agree("SHA256withECDSAinP1363Format", pair.getPublic(), message, plain, List.of("good"));
    }

    private static void agree(
            String algorithm,
            PublicKey key,
            byte[] message,
            Map<String, byte[]> signatures,
            List<String> taken) {
        signatures.forEach((name, signature) -> {
            boolean jdk = accepts(JDK, algorithm, key, message, signature);
            boolean fast = accepts(FAST, algorithm, key, message, signature);
            assertThat(List.of(jdk, fast))
                    .as(algorithm + ": " + name)
                    .containsOnly(taken.contains(name));
        });
    }

    private static boolean accepts(
            Optional<Provider> provider,
            String algorithm,
            PublicKey key,
            byte[] message,
            byte[] signature) {
        try {
            Signature verifying = new SignatureSource(provider).of(algorithm);
            verifying.initVerify(key);
            verifying.update(message);
            return verifying.verify(signature);
        } catch (GeneralSecurityException refused) {
            return false;
        }
    }

    private static byte[] sign(String algorithm, KeyPair pair, byte[] message)
            throws GeneralSecurityException {
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(pair.getPrivate());
        signing.update(message);
        return signing.sign();
    }

    private static PublicKey ed25519(byte[] raw) throws GeneralSecurityException {
        byte[] spki = joined(HEX.parseHex("302a300506032b6570032100"), raw);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki));
    }

    private static String vkey(int type, byte[] raw) {
        byte[] typed = joined(new byte[] {(byte) type}, raw);
        return NAME
                + "+"
                + HEX.formatHex(id(type, raw))
                + "+"
                + Base64.getEncoder().encodeToString(typed);
    }

    private static byte[] id(int type, byte[] raw) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((NAME + "\n").getBytes(StandardCharsets.UTF_8));
            digest.update((byte) type);
            return Arrays.copyOf(digest.digest(raw), 4);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] der(byte[] r, byte[] s) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0x30);
        out.write(4 + r.length + s.length);
        out.write(2);
        out.write(r.length);
        out.writeBytes(r);
        out.write(2);
        out.write(s.length);
        out.writeBytes(s);
        return out.toByteArray();
    }

    private static byte[] joined(byte[] head, byte[] tail) {
        byte[] both = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, both, head.length, tail.length);
        return both;
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] turned = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            turned[i] = bytes[bytes.length - 1 - i];
        }
        return turned;
    }

    /// Big-endian in so many bytes.
    private static byte[] bytes(BigInteger number, int length) {
        byte[] found = number.toByteArray();
        byte[] bytes = new byte[length];
        int count = Math.min(length, found.length);
        System.arraycopy(found, found.length - count, bytes, length - count, count);
        return bytes;
    }
}
