// SPDX-License-Identifier: Apache-2.0
package org.holdfast.pki;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;

/// A certificate that stands in a journal, and how it stands by what this site has read.
///
/// @param holder who has its key: an account of an official, a site's letter
/// @param certificate itself; an official's has a name in it
/// @param revocation the earliest of all that were read
public record Issued(
        CertificateName name,
        Authority authority,
        Use use,
        String holder,
        X509Certificate certificate,
        Optional<Revocation> revocation) {
    /// That a certificate counts no more, from a moment on.
    public record Revocation(CertificateName name, Instant at, RevocationReason reason) {
        /// An entry says nothing about what came behind it, nor about times before there were any.
        Revocation notAfter(Instant entered) {
            Instant early = at.isBefore(Instant.EPOCH) ? Instant.EPOCH : at;
            return new Revocation(name, early.isAfter(entered) ? entered : early, reason);
        }

        /// Of two about one certificate: the earlier moment and the graver reason.
        Revocation with(Revocation other) {
            return new Revocation(
                    name,
                    other.at.isBefore(at) ? other.at : at,
                    other.reason.weight() > reason.weight() ? other.reason : reason);
        }
    }

    /// Whether it counts at a moment, by its own time and by what was read.
    public boolean isGood(Instant now) {
        return revocation.isEmpty()
                && !now.isBefore(certificate.getNotBefore().toInstant())
                && now.isBefore(certificate.getNotAfter().toInstant());
    }

    /// Does not print the certificate, which may have a name in it.
    @Override
    public String toString() {
        return "Issued[" + name.text() + ", " + use.code() + "]";
    }
}
