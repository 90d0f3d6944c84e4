// SPDX-License-Identifier: Apache-2.0
package org.holdfast.pki;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.holdfast.keys.CertificateProfile;
import org.holdfast.keys.Certifier;
import org.holdfast.keys.KeptKeys;
import org.holdfast.keys.Keys;

/// The keys with which this site issues, one at a time for each authority: made when there is none
/// whose certificate has half of its time left, so that a leaf may last as long as half of it.
/// Older ones go on saying how their certificates stand. For one thread.
final class IssuingKeys {
    /// Of an issuing certificate; a site that is lost leaves others the time to issue anew.
    static final Duration VALIDITY = Duration.ofDays(2 * 365L);

    private static final String USE = "authority ";

    private final Keys keys;
    private final String site;
    private final InstantSource clock;

    IssuingKeys(Keys keys, String site, InstantSource clock) {
        this.keys = keys;
        this.site = site;
        this.clock = clock;
    }

    /// One with which leaves are signed.
    record Current(Certifier.Issuer issuer, X509Certificate certificate) {}

    /// The newest of this site's for an authority, of those that stand in the journal.
    Optional<Current> current(Authority authority, List<PkiEntries.Issuer> all) {
        Instant now = clock.instant();
        return all.stream()
                .filter(one -> one.authority() == authority && one.site().equals(site))
                .filter(one -> !now.isBefore(one.certificate().getNotBefore().toInstant()))
                .filter(one -> now.isBefore(one.certificate().getNotAfter().toInstant()))
                .flatMap(one ->
                        key(authority, one.certificate().getPublicKey()).stream()
                                .map(kept ->
                                        new Current(
                                                Certifier.Issuer.of(kept.key(), one.certificate()),
                                                one.certificate())))
                .max(Comparator.comparing(one -> one.certificate().getNotAfter()));
    }

    /// The private half of a certificate's key, when it is kept at this site.
    Optional<KeptKeys.Kept> key(Authority authority, PublicKey key) {
        return keys.kept().all(USE + authority.code()).stream()
                .filter(kept -> CertificateBook.isSame(kept.publicKey(), key))
                .findFirst();
    }

    /// Whether a new one is wanted.
    boolean isWanting(Optional<Current> current) {
        return current.map(one ->
                        !clock.instant()
                                .plus(VALIDITY.dividedBy(2))
                                .isBefore(one.certificate().getNotAfter().toInstant()))
                .orElse(true);
    }

    /// Makes one; it counts once its entry is in the journal. A key that a death before that has
    /// left is taken.
    PkiEntries.Issuer make(Authority authority, List<PkiEntries.Issuer> all) {
        KeptKeys.Kept kept =
                keys.kept().all(USE + authority.code()).stream()
                        .filter(one ->
                                all.stream()
                                        .noneMatch(known ->
                                                CertificateBook.isSame(
                                                        known.certificate().getPublicKey(),
                                                        one.publicKey())))
                        .findFirst()
                        .orElseGet(() -> keys.kept().make(USE + authority.code()));
        X509Certificate made =
                keys.root()
                        .certifyAuthority(
                                name(authority),
                                kept.publicKey(),
                                CertificateProfile.issuing(
                                        authority.purposes(), VALIDITY, List.of()));
        return new PkiEntries.Issuer(authority, site, made);
    }

    /// Every issuing certificate has a name of its own: lists are found by it (RFC 5280 §5.1.2.3).
    private X500Name name(Authority authority) {
        X500NameBuilder name = new X500NameBuilder(BCStyle.INSTANCE);
        name.addRDN(BCStyle.O, "Holdfast " + keys.site());
        name.addRDN(BCStyle.OU, authority.code());
        name.addRDN(
                BCStyle.CN,
                "%s %s %d".formatted(authority.code(), site, clock.instant().getEpochSecond()));
        return name.build();
    }
}
