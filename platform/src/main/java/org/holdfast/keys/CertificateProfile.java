// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

import java.time.Duration;
import java.util.List;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;

/// What a certificate is made for (RFC 5280 §4.2.1): everything in it but names, key and serial.
///
/// @param authority whether it may certify others; then with a path length of 0 (§4.2.1.9), but for
///   a root, which has none
/// @param usage bits of [KeyUsage], critical
/// @param purposes extended key usage, object identifiers; empty for a root alone
/// @param onlyPurpose whether the extended key usage is critical, as RFC 3161 §2.3 asks of time
///   stamps
/// @param validity from the moment of making
/// @param more further extensions
public record CertificateProfile(
        boolean authority,
        int usage,
        List<String> purposes,
        boolean onlyPurpose,
        Duration validity,
        List<Extension> more) {
    static final Duration ROOT_VALIDITY = Duration.ofDays(20 * 365L);

    static final Duration LEAF_VALIDITY = Duration.ofDays(5 * 365L);

    public CertificateProfile {
        purposes = List.copyOf(purposes);
        more = List.copyOf(more);
        if (validity.isNegative() || validity.isZero()) {
            throw new IllegalArgumentException("validity: expected a time, found " + validity);
        }
    }

    static CertificateProfile root() {
        return new CertificateProfile(
                true,
                KeyUsage.keyCertSign | KeyUsage.cRLSign,
                List.of(),
                false,
                ROOT_VALIDITY,
                List.of());
    }

    /// One that certifies leaves for these purposes and signs lists of those it revoked.
    public static CertificateProfile issuing(
            List<String> purposes, Duration validity, List<Extension> more) {
        return new CertificateProfile(
                true,
                KeyUsage.keyCertSign | KeyUsage.cRLSign | KeyUsage.digitalSignature,
                purposes,
                false,
                validity,
                more);
    }

    /// A key that signs, for these purposes.
    public static CertificateProfile signing(
            List<String> purposes, Duration validity, List<Extension> more) {
        return new CertificateProfile(
                false, KeyUsage.digitalSignature, purposes, false, validity, more);
    }

    /// The same, for its purposes and nothing else.
    public CertificateProfile only() {
        return new CertificateProfile(authority, usage, purposes, true, validity, more);
    }
}
