// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import org.holdfast.keys.Providers;
import org.holdfast.keys.SealKey;
import org.holdfast.ledger.CanonicalJson;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Signs an answer with the office's seal: compact JWS (RFC 7515 §7.1), ES256 (RFC 7518 §3.4), with
/// the certificates of the key (`x5c`, RFC 7515 §4.1.6) and a type of its own (RFC 8725 §3.11).
/// Stateless.
final class FactSeal {
    /// What nothing else that this key signs says it is.
    static final String TYPE = "holdfast-fact+jws";

    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    private FactSeal() {}

    static String sign(SealKey key, ObjectNode payload) {
        ObjectNode header = CanonicalJson.object();
        header.put("alg", "ES256");
        header.put("kid", HexFormat.of().formatHex(key.kid()));
        header.put("typ", TYPE);
        ArrayNode chain = header.putArray("x5c");
        key.chain().forEach(one -> chain.add(Base64.getEncoder().encodeToString(der(one))));
        String signed = part(header) + "." + part(payload);
        return signed + "." + URL.encodeToString(signature(key, signed));
    }

    private static String part(ObjectNode object) {
        return URL.encodeToString(CanonicalJson.bytes(object));
    }

    private static byte[] der(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException bug) {
            throw new IllegalStateException(bug);
        }
    }

    /// r ‖ s (RFC 7518 §3.4).
    private static byte[] signature(SealKey key, String signed) {
        try {
            Signature signature = Providers.signature("SHA256withECDSAinP1363Format");
            signature.initSign(key.key());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("seal key does not sign", e);
        }
    }
}
