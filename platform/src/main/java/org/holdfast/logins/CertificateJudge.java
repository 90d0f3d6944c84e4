// SPDX-License-Identifier: Apache-2.0
package org.holdfast.logins;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.pki.CertificateName;
import org.holdfast.pki.Issued;
import org.holdfast.pki.Use;
import org.holdfast.validation.Standing;
import org.holdfast.validation.Tier;
import org.holdfast.validation.Tiers;

/// Whom a certificate lets in, by what this site knows; nobody is asked. That whoever shows it has
/// its key, others have seen to before: by a signed challenge, or in a TLS handshake. Thread-safe.
final class CertificateJudge {
    private final CertificateLogins.Known known;
    private final Tiers bounds;
    private final Passkeys.Who who;
    private final InstantSource clock;

    CertificateJudge(
            CertificateLogins.Known known, Tiers bounds, Passkeys.Who who, InstantSource clock) {
        this.known = known;
        this.bounds = bounds;
        this.who = who;
        this.clock = clock;
    }

    /// Whoever holds a certificate that counts.
    ///
    /// @param asOf as of when the certificate is known to stand, and what that is enough for
    record Official(
            CertificateName name,
            X509Certificate certificate,
            Principal who,
            Optional<Instant> asOf,
            Tier tier) {
        Duration left(Instant now) {
            return Duration.between(now, certificate.getNotAfter().toInstant());
        }
    }

    /// A key of which any certificate was revoked opens nothing by another.
    Official judge(byte[] certificate) throws WebAuthn.Refused {
        if (certificate.length > CertificateLogins.LONGEST_CERTIFICATE) {
            throw new WebAuthn.Refused(LoginRefusal.MALFORMED);
        }
        Optional<Issued> issued = known.pki().recognise(certificate);
        if (issued.isEmpty()) {
            return outside(certificate);
        }
        Issued own =
                issued.filter(one -> one.use() == Use.OFFICIAL)
                        .orElseThrow(() -> new WebAuthn.Refused(LoginRefusal.UNKNOWN));
        if (!own.isGood(clock.instant()) || isKeyEnded(own.certificate().getPublicKey())) {
            throw new WebAuthn.Refused(LoginRefusal.NOT_GOOD);
        }
        Optional<Instant> asOf = known.asOf().get();
        return new Official(own.name(), own.certificate(), holder(own.holder()), asOf, tier(asOf));
    }

    /// By a certificate of somebody else, that is bound to an account here.
    private Official outside(byte[] certificate) throws WebAuthn.Refused {
        OutsideCertificates.Bound bound =
                known.outside()
                        .recognise(certificate)
                        .orElseThrow(() -> new WebAuthn.Refused(LoginRefusal.UNKNOWN));
        if (isKeyEnded(bound.certificate().getPublicKey())) {
            throw new WebAuthn.Refused(LoginRefusal.NOT_GOOD);
        }
        Standing standing =
                known.outside()
                        .standing(bound)
                        .orElseThrow(() -> new WebAuthn.Refused(LoginRefusal.NOT_GOOD));
        return new Official(
                bound.name(),
                bound.certificate(),
                holder(bound.account()),
                standing.asOf(),
                standing.tier());
    }

    /// By any certificate of it, ours or of somebody outside.
    private boolean isKeyEnded(PublicKey key) {
        return known.pki().isRevoked(key) || known.outside().isKeyEnded(key);
    }

    private Principal holder(String account) throws WebAuthn.Refused {
        return who.accounts()
                .find(account)
                .filter(one -> one.role() == Role.OFFICER || one.role() == Role.OPERATOR)
                .orElseThrow(() -> new WebAuthn.Refused(LoginRefusal.NOBODY));
    }

    /// How much what is known now lets one official alone do.
    Tier tier() {
        return tier(known.asOf().get());
    }

    private Tier tier(Optional<Instant> asOf) {
        return bounds.of(asOf, clock.instant());
    }
}
