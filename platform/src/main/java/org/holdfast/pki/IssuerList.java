// SPDX-License-Identifier: Apache-2.0
package org.holdfast.pki;

import java.math.BigInteger;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import org.holdfast.keys.Certifier;
import org.holdfast.keys.KeptKeys;
import org.holdfast.keys.RevocationList;

/// The list of what an issuing key of this site has revoked (RFC 5280 §5). For one thread.
record IssuerList(CertificateBook book, HeardMoment asOf, InstantSource clock) {
    /// As of when everything was heard, or of the last of its lines.
    byte[] signed(PkiEntries.Issuer issuer, KeptKeys.Kept kept, Instant heard) {
        Collection<Issued.Revocation> revoked =
                book.revoked(CertificateName.key(issuer.certificate()));
        Instant as =
                revoked.stream()
                        .map(Issued.Revocation::at)
                        .filter(at -> at.isAfter(heard) && !at.isAfter(clock.instant()))
                        .max(Comparator.naturalOrder())
                        .orElse(heard);
        return RevocationList.of(
                Certifier.Issuer.of(kept.key(), issuer.certificate()),
                new RevocationList.Validity(as, as.plus(Pki.VALID)),
                BigInteger.valueOf(asOf.nextNumber()),
                revoked.stream()
                        .map(one ->
                                new RevocationList.Revoked(
                                        one.name().serial(), one.at(), one.reason().number()))
                        .toList());
    }
}
