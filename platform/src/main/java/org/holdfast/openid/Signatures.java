// SPDX-License-Identifier: Apache-2.0
package org.holdfast.openid;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Checks signatures of tokens by published keys (RFC 7515 §5.2, RFC 7518 §3.3 and §3.4, RFC 8037
/// §3.1). A key fits one algorithm only, whatever a token says: no token chooses how it is checked.
final class Signatures {
    private static final int LEAST_RSA_BITS = 2_048;

    /// What stands before an Ed25519 key in its X.509 form (RFC 8410 §4).
    private static final byte[] ED25519 = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final int ED25519_KEY = 32;

    private Signatures() {}

    /// @param kid as the token names its key; without one there must be one key only that fits
    /// @param algorithm one of those that were agreed
    /// @param signed the part of the token that is signed
    static void check(
            List<JWK> keys, Optional<String> kid, String algorithm, String signed, byte[] signature)
            throws NotTaken {
        List<JWK> fitting =
                keys.stream()
                        .filter(one -> fits(one, algorithm))
                        .filter(one -> kid.isEmpty() || kid.get().equals(one.getKeyID()))
                        .toList();
        if (fitting.size() != 1) {
            throw new NotTaken(
                    OpenIdRefusal.UNKNOWN_KEY, fitting.size() + " keys fit, 1 is expected");
        }
        try {
            Signature check = Signature.getInstance(javaName(algorithm));
            check.initVerify(key(fitting.getFirst()));
            check.update(signed.getBytes(StandardCharsets.US_ASCII));
            if (check.verify(signature)) {
                return;
            }
        } catch (GeneralSecurityException | JOSEException notOne) {
            // told below
        }
        throw new NotTaken(OpenIdRefusal.BAD_SIGNATURE, algorithm);
    }

    private static boolean fits(JWK key, String algorithm) {
        boolean kind =
                switch (algorithm) {
                    case "RS256" -> key instanceof RSAKey rsa && rsa.size() >= LEAST_RSA_BITS;
                    case "ES256" -> key instanceof ECKey ec && Curve.P_256.equals(ec.getCurve());
                    case "EdDSA" ->
                            key instanceof OctetKeyPair pair
                                    && Curve.Ed25519.equals(pair.getCurve());
                    default -> false;
                };
        boolean use = key.getKeyUse() == null || KeyUse.SIGNATURE.equals(key.getKeyUse());
        return kind
                && use
                && (key.getAlgorithm() == null || key.getAlgorithm().getName().equals(algorithm));
    }

    private static PublicKey key(JWK key) throws JOSEException, GeneralSecurityException {
        return switch (key) {
            case RSAKey rsa -> rsa.toRSAPublicKey();
            case ECKey ec -> ec.toECPublicKey();
            case OctetKeyPair pair -> ed25519(pair.getDecodedX());
            default -> throw new GeneralSecurityException("no key of that kind");
        };
    }

    private static PublicKey ed25519(byte[] x) throws GeneralSecurityException {
        if (x.length != ED25519_KEY) {
            throw new GeneralSecurityException("32 bytes expected, " + x.length + " found");
        }
        byte[] whole = java.util.Arrays.copyOf(ED25519, ED25519.length + ED25519_KEY);
        System.arraycopy(x, 0, whole, ED25519.length, ED25519_KEY);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(whole));
    }

    private static String javaName(String algorithm) {
        return switch (algorithm) {
            case "RS256" -> "SHA256withRSA";
            case "ES256" -> "SHA256withECDSAinP1363Format";
            default -> "Ed25519";
        };
    }
}
