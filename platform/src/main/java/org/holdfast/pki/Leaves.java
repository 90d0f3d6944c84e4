// SPDX-License-Identifier: Apache-2.0
package org.holdfast.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.holdfast.keys.Certifier;

/// Makes leaf certificates by this site's issuing keys; enters nothing.
///
/// @param office the office's id, in every name
record Leaves(
        Certifier certifier,
        IssuingKeys issuing,
        CertificateBook book,
        InstantSource clock,
        String office) {
    private static final Pattern HOST =
            Pattern.compile(
                    "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

    Optional<IssuingKeys.Current> current(Authority authority) {
        return issuing.current(authority, book.issuers());
    }

    BigInteger serial() {
        return certifier.serial();
    }

    X509Certificate certify(
            IssuingKeys.Current with, Use use, String holder, PublicKey key, BigInteger serial) {
        return certify(with, use, holder, key, serial, false);
    }

    /// @param host whether the holder is this office's own host: a browser believes whoever has
    ///   such a certificate, so that nobody gets one for a name of their choice
    X509Certificate certify(
            IssuingKeys.Current with,
            Use use,
            String holder,
            PublicKey key,
            BigInteger serial,
            boolean host) {
        Duration rest =
                Duration.between(clock.instant(), with.certificate().getNotAfter().toInstant());
        return certifier.certify(
                with.issuer(),
                name(use, holder, serial),
                key,
                use.profile(rest, host ? hostName(holder) : List.of()),
                serial);
    }

    /// A host's name stands where TLS looks for it (RFC 9525 §6.1).
    private static List<Extension> hostName(String holder) {
        if (!HOST.matcher(holder).matches()) {
            return List.of();
        }
        try {
            return List.of(
                    new Extension(
                            Extension.subjectAlternativeName,
                            false,
                            new GeneralNames(new GeneralName(GeneralName.dNSName, holder))
                                    .getEncoded()));
        } catch (IOException bug) {
            throw new IllegalStateException(bug);
        }
    }

    private X500Name name(Use use, String holder, BigInteger serial) {
        X500NameBuilder name = new X500NameBuilder(BCStyle.INSTANCE);
        name.addRDN(BCStyle.O, "Holdfast " + office);
        name.addRDN(BCStyle.OU, use.code());
        name.addRDN(BCStyle.CN, holder);
        if (use == Use.RESPONDER) {
            name.addRDN(BCStyle.SERIALNUMBER, serial.toString(16));
        }
        return name.build();
    }
}
