// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;

/// Lists to judge by, and what is known as revoked besides. How old a status by lists is: of the
/// leaf, since `thisUpdate`; of authorities above, whose lists may count for a year, nothing while
/// a list is in force, and since its `nextUpdate` when it is not. The oldest counts.
///
/// @param lists full lists; of deltas nothing is taken here (the JDK reads none), what they revoke
///   is in `revoked`
/// @param signers of lists, where those are not on the path; believed only by a path of their own
/// @param revoked what anybody is known to have revoked
public record StatusLists(
        Collection<X509CRL> lists,
        Collection<X509Certificate> signers,
        Predicate<X509Certificate> revoked) {
    /// Nobody says anything.
    public static final StatusLists NONE = new StatusLists(List.of(), List.of(), _ -> false);

    /// Copies what it is given.
    public StatusLists {
        lists = List.copyOf(lists);
        signers = List.copyOf(signers);
    }

    /// Moments at which the lists about this path were in force together, the last first: two at
    /// most. A list that ended before a certificate began says nothing about it, which the path
    /// rules find out by themselves.
    List<Instant> lastInForce(List<X509Certificate> chain, Instant now) {
        Instant newest = now;
        Instant oldest = now;
        for (X509Certificate one : chain) {
            List<X509CRL> about = about(one);
            if (about.isEmpty()) {
                return List.of();
            }
            newest =
                    earlier(newest, about.stream().map(StatusLists::until).max(Instant::compareTo));
            oldest =
                    earlier(oldest, about.stream().map(StatusLists::until).min(Instant::compareTo));
        }
        Set<Instant> moments = new LinkedHashSet<>(List.of(newest, oldest));
        moments.remove(now);
        return moments.stream().map(one -> one.minus(Duration.ofSeconds(1))).toList();
    }

    private static Instant earlier(Instant one, Optional<Instant> other) {
        return other.filter(one::isAfter).orElse(one);
    }

    /// As of when; empty where there is no list about one of them.
    Optional<Instant> asOf(List<X509Certificate> chain, Instant now) {
        Optional<Instant> leaf =
                about(chain.getFirst()).stream()
                        .map(list -> list.getThisUpdate().toInstant())
                        .min(Instant::compareTo);
        return leaf.flatMap(then ->
                authoritiesAsOf(chain.subList(1, chain.size()), now)
                        .map(above -> above.isBefore(then) ? above : then));
    }

    /// Of authorities alone: now, where a list is in force about each.
    Optional<Instant> authoritiesAsOf(List<X509Certificate> authorities, Instant now) {
        Instant asOf = now;
        for (X509Certificate one : authorities) {
            List<X509CRL> about = about(one);
            if (about.isEmpty()) {
                return Optional.empty();
            }
            for (X509CRL list : about) {
                asOf = asOf.isAfter(until(list)) ? until(list) : asOf;
            }
        }
        return Optional.of(asOf);
    }

    /// A list that says no end is in force until the next.
    private static Instant until(X509CRL list) {
        return list.getNextUpdate() == null ? Instant.MAX : list.getNextUpdate().toInstant();
    }

    /// The newest list of each scope that can concern a certificate.
    private List<X509CRL> about(X509Certificate certificate) {
        Set<X500Principal> issuers = tellers(certificate);
        boolean authority = certificate.getBasicConstraints() >= 0;
        Map<List<Object>, X509CRL> newest = new HashMap<>();
        for (X509CRL list : lists) {
            if (issuers.contains(list.getIssuerX500Principal())
                    && ListScope.of(list).concerns(authority)) {
                newest.merge(
                        List.of(list.getIssuerX500Principal(), ListScope.of(list).name()),
                        list,
                        StatusLists::newer);
            }
        }
        return new ArrayList<>(newest.values());
    }

    private static X509CRL newer(X509CRL one, X509CRL other) {
        return one.getThisUpdate().toInstant().isAfter(other.getThisUpdate().toInstant())
                ? one
                : other;
    }

    /// Its issuer, and whoever its distribution points name (RFC 5280 §4.2.1.13). Points that
    /// cannot be read name nobody.
    private static Set<X500Principal> tellers(X509Certificate certificate) {
        Set<X500Principal> tellers = new HashSet<>(Set.of(certificate.getIssuerX500Principal()));
        try {
            byte[] points =
                    Certificates.inside(
                            certificate.getExtensionValue(Extension.cRLDistributionPoints.getId()));
            if (points != null) {
                for (DistributionPoint point :
                        CRLDistPoint.getInstance(points).getDistributionPoints()) {
                    GeneralNames others = point.getCRLIssuer();
                    for (GeneralName other :
                            others == null ? new GeneralName[0] : others.getNames()) {
                        ListScope.directory(other).ifPresent(tellers::add);
                    }
                }
            }
        } catch (RuntimeException unreadable) {
            return tellers;
        }
        return tellers;
    }

    /// What a list is about (RFC 5280 §5.2.4, §5.2.5).
    ///
    /// @param name what tells this scope from others
    private record ListScope(String name, boolean delta, Optional<IssuingDistributionPoint> point) {
        static ListScope of(X509CRL list) {
            byte[] point =
                    Certificates.inside(
                            list.getExtensionValue(Extension.issuingDistributionPoint.getId()));
            return new ListScope(
                    point == null ? "" : Certificates.digest(Objects.requireNonNull(point)),
                    list.getExtensionValue(Extension.deltaCRLIndicator.getId()) != null,
                    Optional.ofNullable(point).map(IssuingDistributionPoint::getInstance));
        }

        boolean concerns(boolean authority) {
            return !delta
                    && point.map(only ->
                                    !only.onlyContainsAttributeCerts()
                                            && !(authority
                                                    ? only.onlyContainsUserCerts()
                                                    : only.onlyContainsCACerts()))
                            .orElse(true);
        }

        static Optional<X500Principal> directory(GeneralName name) {
            try {
                return name.getTagNo() == GeneralName.directoryName
                        ? Optional.of(
                                new X500Principal(name.getName().toASN1Primitive().getEncoded()))
                        : Optional.empty();
            } catch (java.io.IOException | RuntimeException unreadable) {
                return Optional.empty();
            }
        }
    }
}
