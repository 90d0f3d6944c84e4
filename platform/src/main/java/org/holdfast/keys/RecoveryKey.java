// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The public half of an office's recovery key, whose private half is nowhere: it was split into n
/// shares for n persons when it was made, and any k of them put it together again.
///
/// Data keys are sealed for it by HPKE (RFC 9180, base mode, DHKEM P-256 with HKDF-SHA256,
/// HKDF-SHA256, AES-256-GCM), with the data key's id as authenticated data. What is sealed stands
/// in receipts: whoever burns with his site, his receipt does not. Thread-safe.
public final class RecoveryKey {
    static final byte[] INFO = "holdfast-recovery-v1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NONE = {};
    private static final int REMEMBERED = 10_000;
    private static final int ID_BYTES = 8;

    private final byte[] key;
    private final String id;
    private final int shares;
    private final int threshold;
    private final Instant made;
    private final HPKE hpke = scheme();
    private final AsymmetricKeyParameter parameter;
    private final Map<KeyId, byte[]> recent = new Recent();

    private static final class Recent extends LinkedHashMap<KeyId, byte[]> {
        private static final long serialVersionUID = 1L;

        Recent() {
            super(256, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<KeyId, byte[]> eldest) {
            return size() > REMEMBERED;
        }
    }

    /// @param key uncompressed point on P-256
    RecoveryKey(byte[] key, int shares, int threshold, Instant made) {
        this.key = key.clone();
        this.id = HexFormat.of().formatHex(sha256(key), 0, ID_BYTES);
        this.shares = shares;
        this.threshold = threshold;
        this.made = made;
        this.parameter = hpke.deserializePublicKey(key);
    }

    static HPKE scheme() {
        return new HPKE(
                HPKE.mode_base, HPKE.kem_P256_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);
    }

    /// The first eight bytes of the key's SHA-256, in hexadecimal digits.
    public String id() {
        return id;
    }

    /// How many shares there are.
    public int shares() {
        return shares;
    }

    /// How many of them are needed.
    public int threshold() {
        return threshold;
    }

    public Instant made() {
        return made;
    }

    /// A data key for whoever puts the shares together: the encapsulated key (65 bytes) and the
    /// ciphertext. The same bytes again for the same key while it is remembered.
    byte[] seal(DataKey plain) {
        synchronized (recent) {
            byte[] known = recent.get(plain.id());
            if (known != null) {
                return known.clone();
            }
        }
        byte[] sealed;
        try {
            byte[][] parts =
                    hpke.seal(
                            parameter,
                            INFO,
                            plain.id().bytes(),
                            plain.key().getEncoded(),
                            NONE,
                            NONE,
                            null);
            sealed =
                    ByteBuffer.allocate(parts[1].length + parts[0].length)
                            .put(parts[1])
                            .put(parts[0])
                            .array();
        } catch (InvalidCipherTextException fault) {
            throw new KeysFault(KeysFault.Code.CIPHER, "cannot seal for the recovery key", fault);
        }
        synchronized (recent) {
            recent.put(plain.id(), sealed);
        }
        return sealed.clone();
    }

    /// Forgets what was sealed of an erased key.
    void forget(KeyId gone) {
        synchronized (recent) {
            recent.remove(gone);
        }
    }

    static Path file(Path keys) {
        return keys.resolve("recovery.json");
    }

    /// The recovery key of a key folder; empty when no ceremony was held.
    public static Optional<RecoveryKey> of(Path keys) {
        Path file = file(keys);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonNode read = JsonMapper.shared().readTree(Files.readString(file));
            RecoveryKey found =
                    new RecoveryKey(
                            Base64.getDecoder().decode(read.path("key").asString("")),
                            read.path("shares").asInt(0),
                            read.path("threshold").asInt(0),
                            Instant.parse(read.path("made").asString("")));
            if (!found.id.equals(read.path("id").asString(""))) {
                throw new IllegalArgumentException("the id is not the key's");
            }
            return Optional.of(found);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        } catch (JacksonException | IllegalArgumentException | DateTimeException bad) {
            throw new KeysFault(
                    KeysFault.Code.ALTERED, "the recovery key cannot be read: " + file, bad);
        }
    }

    String json() {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("format", "holdfast-recovery-v1").put("id", id);
        node.put("key", Base64.getEncoder().encodeToString(key));
        node.put("shares", shares).put("threshold", threshold).put("made", made.toString());
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(node);
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException bug) {
            throw new IllegalStateException("every Java platform has SHA-256", bug);
        }
    }
}
