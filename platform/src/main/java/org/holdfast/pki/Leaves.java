// SPDX-License-Identifier: Apache-2.0
package org.holdfast.pki;

import java.math.BigInteger;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
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
    Optional<IssuingKeys.Current> current(Authority authority) {
        return issuing.current(authority, book.issuers());
    }

    BigInteger serial() {
        return certifier.serial();
    }

    X509Certificate certify(
            IssuingKeys.Current with, Use use, String holder, PublicKey key, BigInteger serial) {
        Duration rest =
                Duration.between(clock.instant(), with.certificate().getNotAfter().toInstant());
        return certifier.certify(
                with.issuer(),
                name(use, holder, serial),
                key,
                use.profile(rest, List.of()),
                serial);
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
