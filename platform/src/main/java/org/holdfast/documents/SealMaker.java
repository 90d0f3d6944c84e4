// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents;

import com.upokecenter.cbor.CBOREncodeOptions;
import com.upokecenter.cbor.CBORObject;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.holdfast.keys.Providers;
import org.holdfast.keys.SealKey;
import tools.jackson.databind.JsonNode;

/// Makes the seal that the QR code shows: a CWT (RFC 8392) in a COSE_Sign1 (RFC 9052 §4.2, tag 18,
/// ES256), base45, with the prefix `HF1:`. It names the paper and its holder; of the facts it holds
/// only a salted digest. Thread-safe.
final class SealMaker {
    private static final CBOREncodeOptions CANONICAL = new CBOREncodeOptions("ctap2canonical=true");
    private static final int SALT_BYTES = 16;
    private static final byte[] NOTHING = {};

    private final RandomGenerator random;

    SealMaker(RandomGenerator random) {
        this.random = random;
    }

    PaperSeal seal(PaperOrder order, byte[] canonicalFacts, SealKey key) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        byte[] digest = Digests.sha256(salt, canonicalFacts);
        CBORObject claims = claims(order);
        claims.Add(-70004, digest);
        claims.Add(-70008, salt);
        byte[] payload = claims.EncodeToBytes(CANONICAL);
        byte[] header = CBORObject.NewMap().Add(1, -7).Add(4, key.kid()).EncodeToBytes(CANONICAL);
        byte[] toSign =
                CBORObject.NewArray()
                        .Add("Signature1")
                        .Add(header)
                        .Add(NOTHING)
                        .Add(payload)
                        .EncodeToBytes(CANONICAL);
        byte[] signed =
                CBORObject.NewArray()
                        .Add(header)
                        .Add(CBORObject.NewMap())
                        .Add(payload)
                        .Add(signature(key, toSign))
                        .WithTag(18)
                        .EncodeToBytes(); // the canonical form of CTAP2 would drop the tag
        HexFormat hex = HexFormat.of();
        return new PaperSeal(
                "HF1:" + Base45.encode(signed),
                hex.formatHex(digest),
                hex.formatHex(salt),
                hex.formatHex(key.kid()));
    }

    private static CBORObject claims(PaperOrder order) {
        JsonNode holder = order.facts().get("holder");
        if (holder == null || !holder.path("name").isString() || !holder.path("birth").isString()) {
            throw new LayoutFault("facts have no holder with name and birth");
        }
        CBORObject claims = CBORObject.NewMap();
        claims.Add(1, order.binding().office());
        claims.Add(6, order.issuedAt().getEpochSecond());
        claims.Add(-70001, order.binding().service());
        claims.Add(-70002, order.number().text());
        claims.Add(-70003, order.entryId());
        claims.Add(-70005, holder.path("name").asString());
        claims.Add(-70006, order.asOf().getEpochSecond());
        claims.Add(-70007, order.specimen());
        claims.Add(-70009, holder.path("birth").asString());
        return claims;
    }

    /// ES256 as r ‖ s (RFC 9053 §2.1).
    private static byte[] signature(SealKey key, byte[] toSign) {
        try {
            Signature signature = Providers.signature("SHA256withECDSAinP1363Format");
            signature.initSign(key.key());
            signature.update(toSign);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("seal key does not sign", e);
        }
    }
}
