// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.cert.CRLReason;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;

/// Follows a list of one scope. What a list revokes enters the register before the list counts, and
/// the list counts before it is kept: a crash between them loses nothing that the address would not
/// give again. One thread looks, any may read.
final class ListKeeper implements Keeper {
    /// A list of four hundred thousand entries is some 15 MB, and takes some 200 MB to read.
    static final int LONGEST = 16 * 1024 * 1024;

    private final Source.Crl source;
    private final Parts parts;
    private final Shelf shelf;
    private final Health health;
    private volatile Optional<X509CRL> current = Optional.empty();
    private boolean unkept;

    ListKeeper(Source.Crl source, Parts parts) {
        this.source = source;
        this.parts = parts;
        this.shelf = new Shelf(parts.folder(source), LONGEST);
        this.health = new Health(source.name());
        for (byte[] kept : shelf.read()) {
            Certificates.list(kept)
                    .filter(list -> foreign(list).isEmpty() && isRegistered(list))
                    .ifPresent(list -> current = current.or(() -> Optional.of(list)));
        }
    }

    Optional<X509CRL> current() {
        return current;
    }

    @Override
    public Source source() {
        return source;
    }

    @Override
    public boolean look() {
        return parts.look(source, LONGEST, health, this);
    }

    @Override
    public synchronized Optional<SourceState.Failure> take(byte[] answer) {
        Instant now = parts.clock().instant();
        Optional<SourceState.Failure> failure =
                judge(answer, now).or(parts::keepRevoked).or(() -> keep(answer));
        failure.ifPresentOrElse(why -> health.bad(why, now), health::good);
        return failure.filter(why -> why.why() != FetchRefusal.NOT_KEPT);
    }

    private Optional<SourceState.Failure> judge(byte[] answer, Instant now) {
        Optional<X509CRL> read =
                answer.length > LONGEST ? Optional.empty() : Certificates.list(answer);
        if (read.isEmpty()) {
            return failure(FetchRefusal.MALFORMED, "no list");
        }
        X509CRL list = read.get();
        Instant as = list.getThisUpdate().toInstant();
        Optional<SourceState.Failure> foreign = foreign(list);
        if (foreign.isPresent()) {
            return foreign;
        }
        if (as.isAfter(now.plus(Tiers.SKEW))) {
            return failure(FetchRefusal.FUTURE, "as of " + as);
        }
        if (current.filter(last -> isOlder(list, last, now)).isPresent()) {
            // what it revokes was said by who may say it
            var _ = isRegistered(list);
            return failure(FetchRefusal.OLDER, "as of " + as);
        }
        if (!isRegistered(list)) {
            return failure(FetchRefusal.MALFORMED, "an extension that cannot be read");
        }
        unkept |= !current.map(list::equals).orElse(false);
        current = Optional.of(list);
        parts.mark().heard(as, now);
        return Optional.empty();
    }

    /// What was not kept, as on a full disk, is kept once it is brought again.
    private Optional<SourceState.Failure> keep(byte[] answer) {
        try {
            if (unkept) {
                shelf.keep(answer);
                unkept = false;
            }
            return Optional.empty();
        } catch (IOException full) {
            return failure(FetchRefusal.NOT_KEPT, full.toString());
        }
    }

    private Optional<SourceState.Failure> foreign(X509CRL list) {
        if (!list.getIssuerX500Principal().equals(source.signer().getSubjectX500Principal())) {
            return failure(FetchRefusal.FOREIGN, "of " + list.getIssuerX500Principal());
        }
        if (!parts.strength().isEnough(list.getSigAlgOID(), list.getSigAlgParams())) {
            return failure(FetchRefusal.WEAK, list.getSigAlgName());
        }
        try {
            list.verify(source.signer().getPublicKey());
            return Optional.empty();
        } catch (GeneralSecurityException | RuntimeException wrong) {
            return failure(FetchRefusal.FOREIGN, wrong.toString());
        }
    }

    /// A list that has not come yet, as by a clock that ran ahead, keeps no other one away.
    private static boolean isOlder(X509CRL list, X509CRL last, Instant now) {
        if (last.getThisUpdate().toInstant().isAfter(now.plus(Tiers.SKEW))) {
            return false;
        }
        return list.getThisUpdate().toInstant().isBefore(last.getThisUpdate().toInstant())
                || number(list).compareTo(number(last)) < 0;
    }

    /// RFC 5280 §5.2.3; -1 where it says none that can be read.
    private static BigInteger number(X509CRL list) {
        try {
            byte[] number =
                    Certificates.inside(list.getExtensionValue(Extension.cRLNumber.getId()));
            return number == null
                    ? BigInteger.ONE.negate()
                    : ASN1Integer.getInstance(number).getPositiveValue();
        } catch (RuntimeException unreadable) {
            return BigInteger.ONE.negate();
        }
    }

    /// False for a list whose extensions or entries cannot be read; those before it count.
    private boolean isRegistered(X509CRL list) {
        try {
            register(list);
            return true;
        } catch (RuntimeException unreadable) {
            return false;
        }
    }

    /// Entries about other issuers count in a list that says that it has such (RFC 5280 §5.3.3).
    private void register(X509CRL list) {
        Set<? extends X509CRLEntry> entries = list.getRevokedCertificates();
        if (entries == null) {
            return;
        }
        byte[] point =
                Certificates.inside(
                        list.getExtensionValue(Extension.issuingDistributionPoint.getId()));
        boolean indirect =
                point != null && IssuingDistributionPoint.getInstance(point).isIndirectCRL();
        for (X509CRLEntry entry : entries) {
            X500Principal issuer = entry.getCertificateIssuer();
            boolean own = issuer == null || issuer.equals(list.getIssuerX500Principal());
            if (entry.getRevocationReason() == CRLReason.REMOVE_FROM_CRL || !(own || indirect)) {
                continue;
            }
            parts.revoked()
                    .add(
                            issuer == null ? list.getIssuerX500Principal() : issuer,
                            entry.getSerialNumber(),
                            entry.getRevocationDate().toInstant());
        }
    }

    @Override
    public SourceState state(Instant now) {
        return health.state(
                current.map(list -> list.getThisUpdate().toInstant()),
                now,
                Optional.empty(),
                current.isPresent() ? 1 : 0);
    }

    private static Optional<SourceState.Failure> failure(FetchRefusal why, String detail) {
        return Optional.of(new SourceState.Failure(why, detail));
    }
}
