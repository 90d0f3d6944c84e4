// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.DSAKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Set;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;

/// Which signatures and keys are believed; what is not named is weak. Certificates, lists and
/// answers are all held to it.
///
/// @param rsaBits least length of RSA keys
/// @param ecBits least length of the order of curves
/// @param signatures object identifiers of signature algorithms
public record Strength(int rsaBits, int ecBits, Set<String> signatures) {
    private static final String PSS = "1.2.840.113549.1.1.10";
    private static final Set<String> PSS_HASHES =
            Set.of(
                    NISTObjectIdentifiers.id_sha256.getId(),
                    NISTObjectIdentifiers.id_sha384.getId(),
                    NISTObjectIdentifiers.id_sha512.getId());

    /// No MD5, no SHA-1, no DSA, no RSA below 2048 bits, no curve below 256.
    public static final Strength STANDARD =
            new Strength(
                    2048,
                    256,
                    Set.of(
                            // RSA with SHA-256, SHA-384, SHA-512; PSS
                            "1.2.840.113549.1.1.11",
                            "1.2.840.113549.1.1.12",
                            "1.2.840.113549.1.1.13",
                            PSS,
                            // ECDSA with SHA-256, SHA-384, SHA-512
                            "1.2.840.10045.4.3.2",
                            "1.2.840.10045.4.3.3",
                            "1.2.840.10045.4.3.4",
                            // Ed25519, Ed448
                            "1.3.101.112",
                            "1.3.101.113",
                            // ML-DSA (RFC 9881)
                            "2.16.840.1.101.3.4.3.17",
                            "2.16.840.1.101.3.4.3.18",
                            "2.16.840.1.101.3.4.3.19"));

    /// Copies what it is given.
    public Strength {
        signatures = Set.copyOf(signatures);
    }

    /// Key and signature of a certificate.
    boolean isEnough(X509Certificate certificate) {
        return isEnough(certificate.getSigAlgOID(), certificate.getSigAlgParams())
                && isEnough(certificate.getPublicKey());
    }

    /// @param parameters DER, or null where there are none
    boolean isEnough(String algorithm, byte @org.jspecify.annotations.Nullable [] parameters) {
        if (!signatures.contains(algorithm)) {
            return false;
        }
        if (!algorithm.equals(PSS)) {
            return true;
        }
        try {
            return parameters != null
                    && PSS_HASHES.contains(
                            RSASSAPSSparams.getInstance(parameters)
                                    .getHashAlgorithm()
                                    .getAlgorithm()
                                    .getId());
        } catch (RuntimeException unreadable) {
            return false;
        }
    }

    boolean isEnough(PublicKey key) {
        return switch (key) {
            case RSAPublicKey rsa -> rsa.getModulus().bitLength() >= rsaBits;
            case ECPublicKey ec -> ec.getParams().getOrder().bitLength() >= ecBits;
            case EdECPublicKey _ -> true;
            case DSAKey _ -> signatures.stream().anyMatch(oid -> oid.startsWith("1.2.840.10040."));
            default -> key.getAlgorithm().startsWith("ML-DSA");
        };
    }
}
