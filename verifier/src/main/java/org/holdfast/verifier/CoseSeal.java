// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import com.upokecenter.cbor.CBOREncodeOptions;
import com.upokecenter.cbor.CBORException;
import com.upokecenter.cbor.CBORObject;
import com.upokecenter.cbor.CBORType;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.HexFormat;

/// One parsed seal: COSE_Sign1 (RFC 9052 §4.2) with ES256 over CWT claims (RFC 8392). Parsing
/// proves nothing; [#verify] does.
final class CoseSeal {
    static final String PREFIX = "HF1:";

    /// The largest QR code holds 4,296 alphanumeric characters.
    static final int MAX_TEXT = 4296;

    private static final int SIGN1_TAG = 18;
    private static final int ES256 = -7;
    private static final int SIGNATURE_BYTES = 64;
    private static final int KID_BYTES = 8;
    private static final CBOREncodeOptions STRICT =
            new CBOREncodeOptions("allowduplicatekeys=false;resolvereferences=false");

    private final byte[] protectedHeader;
    private final byte[] payload;
    private final byte[] signature;
    private final SealClaims claims;

    private CoseSeal(byte[] protectedHeader, byte[] payload, byte[] signature, SealClaims claims) {
        this.protectedHeader = protectedHeader;
        this.payload = payload;
        this.signature = signature;
        this.claims = claims;
    }

    static CoseSeal parse(String text) throws Refused {
        if (!text.startsWith(PREFIX) || text.length() > MAX_TEXT) {
            throw unreadable("no " + PREFIX + " text of at most " + MAX_TEXT + " characters");
        }
        byte[] cose = Base45.decode(text.substring(PREFIX.length()));
        try {
            return read(CBORObject.DecodeFromBytes(cose, STRICT));
        } catch (CBORException | IllegalStateException | ArithmeticException e) {
            throw unreadable("not the CBOR of a seal");
        }
    }

    SealClaims unverifiedClaims() {
        return claims;
    }

    /// Checks the signature (RFC 9052 §4.4) and returns what is thereby proved.
    SealClaims verify(PublicKey key, SignatureSource source) throws Refused {
        CBORObject structure =
                CBORObject.NewArray()
                        .Add("Signature1")
                        .Add(protectedHeader)
                        .Add(new byte[0])
                        .Add(payload);
        try {
            Signature check = source.of("SHA256withECDSAinP1363Format");
            check.initVerify(key);
            check.update(structure.EncodeToBytes());
            if (check.verify(signature)) {
                return claims;
            }
        } catch (GeneralSecurityException e) {
            throw new Refused(Reason.SEAL_WRONG, "signature cannot be computed");
        }
        throw new Refused(Reason.SEAL_WRONG, "ES256");
    }

    private static CoseSeal read(CBORObject sign1) throws Refused {
        // RFC 9052 §2: the tag may be left out where nothing else can stand.
        if ((sign1.isTagged() && !sign1.HasOneTag(SIGN1_TAG))
                || sign1.getType() != CBORType.Array
                || sign1.size() != 4
                || sign1.get(1).getType() != CBORType.Map) {
            throw unreadable("not a COSE_Sign1");
        }
        byte[] header = bytes(sign1.get(0));
        byte[] payload = bytes(sign1.get(2));
        byte[] signature = bytes(sign1.get(3));
        CBORObject map = CBORObject.DecodeFromBytes(header, STRICT);
        if (map.getType() != CBORType.Map
                || map.size() != 2
                || !CBORObject.FromObject(ES256).equals(map.get(CBORObject.FromObject(1)))) {
            throw unreadable("protected header is not ES256 with a key id");
        }
        byte[] kid = bytes(map.get(CBORObject.FromObject(4)));
        if (kid.length != KID_BYTES || signature.length != SIGNATURE_BYTES) {
            throw unreadable("key id or signature has a wrong length");
        }
        CBORObject cwt = CBORObject.DecodeFromBytes(payload, STRICT);
        if (cwt.getType() != CBORType.Map) {
            throw unreadable("claims are no map");
        }
        String kidHex = HexFormat.of().formatHex(kid);
        return new CoseSeal(header, payload, signature, claims(cwt, kidHex));
    }

    private static SealClaims claims(CBORObject cwt, String kid) throws Refused {
        return new SealClaims(
                text(cwt, 1),
                time(cwt, 6),
                text(cwt, -70001),
                text(cwt, -70002),
                text(cwt, -70003),
                HexFormat.of().formatHex(bytes(cwt.get(CBORObject.FromObject(-70004)))),
                text(cwt, -70005),
                cwt.get(CBORObject.FromObject(-70009)) == null ? "" : text(cwt, -70009),
                time(cwt, -70006),
                flag(cwt, -70007),
                kid);
    }

    private static String text(CBORObject map, int key) throws Refused {
        CBORObject value = map.get(CBORObject.FromObject(key));
        if (value == null || value.getType() != CBORType.TextString) {
            throw unreadable("claim " + key + " is no text");
        }
        return value.AsString();
    }

    private static Instant time(CBORObject map, int key) throws Refused {
        CBORObject value = map.get(CBORObject.FromObject(key));
        if (value == null
                || value.getType() != CBORType.Integer
                || !value.AsNumber().CanFitInInt64()) {
            throw unreadable("claim " + key + " is no time");
        }
        long seconds = value.AsInt64Value();
        if (seconds < 0 || seconds > Instant.parse("9999-12-31T00:00:00Z").getEpochSecond()) {
            throw unreadable("claim " + key + " is out of range");
        }
        return Instant.ofEpochSecond(seconds);
    }

    private static boolean flag(CBORObject map, int key) throws Refused {
        CBORObject value = map.get(CBORObject.FromObject(key));
        if (value == null || value.getType() != CBORType.Boolean) {
            throw unreadable("claim " + key + " is no boolean");
        }
        return value.AsBoolean();
    }

    private static byte[] bytes(CBORObject value) throws Refused {
        if (value == null || value.getType() != CBORType.ByteString) {
            throw unreadable("byte string missing");
        }
        return value.GetByteString();
    }

    private static Refused unreadable(String why) {
        return new Refused(Reason.SEAL_UNREADABLE, why);
    }
}
