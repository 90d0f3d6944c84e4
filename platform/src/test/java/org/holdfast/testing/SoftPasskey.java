// SPDX-License-Identifier: Apache-2.0
package org.holdfast.testing;

import com.upokecenter.cbor.CBORObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A device and its browser, written from Web Authentication Level 3 and not with the library that
/// judges it. What it says can be changed before it is signed.
public final class SoftPasskey {
    private static final int FIELD = 32;

    private final byte[] id = new byte[20];
    private final KeyPair key;
    private byte[] user = new byte[0];

    /// The page that the browser shows.
    public String origin = "http://localhost:8080";

    /// The domain that the device is told.
    public String domain = "localhost";

    /// User present and verified.
    public int flags = 0x05;

    public long counter;

    /// What the browser says that is asked for; empty for what is.
    public String type = "";

    public SoftPasskey() {
        new SecureRandom().nextBytes(id);
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            key = generator.generateKeyPair();
        } catch (GeneralSecurityException fault) {
            throw new IllegalStateException(fault);
        }
    }

    /// §7.1: an attestation of the kind `none`.
    public String enrol(JsonNode options) {
        user = bytes(options.required("user").required("id").stringValue());
        byte[] client = client("webauthn.create", options);
        byte[] data = data(0x40, attested());
        byte[] object =
                CBORObject.NewOrderedMap()
                        .Add("fmt", "none")
                        .Add("attStmt", CBORObject.NewMap())
                        .Add("authData", data)
                        .EncodeToBytes();
        ObjectNode answer = answer();
        ObjectNode response = answer.putObject("response");
        response.put("clientDataJSON", text(client)).put("attestationObject", text(object));
        response.putArray("transports").add("internal");
        return answer.toString();
    }

    /// §7.2.
    public String show(JsonNode options) {
        byte[] client = client("webauthn.get", options);
        byte[] data = data(0, new byte[0]);
        ObjectNode answer = answer();
        answer.putObject("response")
                .put("clientDataJSON", text(client))
                .put("authenticatorData", text(data))
                .put("signature", text(sign(data, sha256(client))))
                .put("userHandle", text(user));
        return answer.toString();
    }

    private ObjectNode answer() {
        ObjectNode answer = JsonMapper.shared().createObjectNode();
        answer.put("id", text(id)).put("rawId", text(id)).put("type", "public-key");
        answer.putObject("clientExtensionResults");
        return answer;
    }

    private byte[] client(String usual, JsonNode options) {
        return JsonMapper.shared()
                .createObjectNode()
                .put("type", type.isEmpty() ? usual : type)
                .put("challenge", options.required("challenge").stringValue())
                .put("origin", origin)
                .put("crossOrigin", false)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    /// §6.1.
    private byte[] data(int more, byte[] attested) {
        return ByteBuffer.allocate(37 + attested.length)
                .put(sha256(domain.getBytes(StandardCharsets.UTF_8)))
                .put((byte) (flags | more))
                .putInt((int) counter)
                .put(attested)
                .array();
    }

    /// §6.5.1, with a COSE key (RFC 9053 §7.1.1).
    private byte[] attested() {
        ECPublicKey open = (ECPublicKey) key.getPublic();
        byte[] cose =
                CBORObject.NewOrderedMap()
                        .Add(1, 2)
                        .Add(3, -7)
                        .Add(-1, 1)
                        .Add(-2, field(open.getW().getAffineX().toByteArray()))
                        .Add(-3, field(open.getW().getAffineY().toByteArray()))
                        .EncodeToBytes();
        return ByteBuffer.allocate(18 + id.length + cose.length)
                .put(new byte[16])
                .putShort((short) id.length)
                .put(id)
                .put(cose)
                .array();
    }

    private static byte[] field(byte[] number) {
        byte[] exact = new byte[FIELD];
        int length = Math.min(number.length, FIELD);
        System.arraycopy(number, number.length - length, exact, FIELD - length, length);
        return exact;
    }

    private byte[] sign(byte[] data, byte[] client) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key.getPrivate());
            signature.update(data);
            signature.update(client);
            return signature.sign();
        } catch (GeneralSecurityException fault) {
            throw new IllegalStateException(fault);
        }
    }

    /// The same key under another user, as somebody would have it who has put it there.
    public void belongTo(byte[] other) {
        user = Arrays.copyOf(other, other.length);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException fault) {
            throw new IllegalStateException(fault);
        }
    }

    private static byte[] bytes(String text) {
        return Base64.getUrlDecoder().decode(text);
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
