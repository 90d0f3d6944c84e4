// SPDX-License-Identifier: Apache-2.0
package org.holdfast.pki;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.holdfast.keys.CertificateProfile;

/// What a leaf certificate is for.
public enum Use {
    /// An officer or operator logs in.
    OFFICIAL("official", List.of(Purpose.CLIENT), Duration.ofDays(365)),
    /// A machine of a site.
    SITE("site", List.of(Purpose.SERVER, Purpose.CLIENT), Duration.ofDays(30)),
    /// A site says how certificates stand, as long as their issuer has: the issuer's site may be
    /// lost.
    RESPONDER("responder", List.of(Purpose.STATUS), IssuingKeys.VALIDITY),
    /// A site stamps times.
    TIME_STAMP("time-stamp", List.of(Purpose.TIME_STAMPS), Duration.ofDays(90));

    private final String code;

    @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable copy
    private final List<String> purposes;

    private final Duration validity;

    Use(String code, List<String> purposes, Duration validity) {
        this.code = code;
        this.purposes = List.copyOf(purposes);
        this.validity = validity;
    }

    /// As in entries and on the command line.
    public String code() {
        return code;
    }

    List<String> purposes() {
        return purposes;
    }

    /// The use of a code.
    public static Optional<Use> of(String code) {
        return Arrays.stream(values()).filter(one -> one.code.equals(code)).findFirst();
    }

    Authority authority(Authority asked) {
        return switch (this) {
            case OFFICIAL -> Authority.OFFICIALS;
            case SITE, TIME_STAMP -> Authority.SITES;
            case RESPONDER -> asked;
        };
    }

    /// @param longest what is left of its issuer
    /// @param more such as where to ask for its status
    CertificateProfile profile(Duration longest, List<Extension> more) {
        Duration shorter = longest.compareTo(validity) < 0 ? longest : validity;
        CertificateProfile profile =
                CertificateProfile.signing(
                        purposes, shorter, this == RESPONDER ? List.of(unchecked()) : more);
        return this == TIME_STAMP ? profile.only() : profile;
    }

    /// Nobody asks for the status of who tells the status (RFC 6960 §4.2.2.2.1).
    private static Extension unchecked() {
        try {
            return new Extension(
                    OCSPObjectIdentifiers.id_pkix_ocsp_nocheck,
                    false,
                    DERNull.INSTANCE.getEncoded());
        } catch (IOException bug) {
            throw new IllegalStateException(bug);
        }
    }
}
