// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// Paths to the roots by the JDK's PKIX (RFC 5280 §6), without revocation and without network.
/// Remembers up to [#MAX_REMEMBERED] good paths with their common time of validity.
final class CertificatePaths {
    private static final int MAX_REMEMBERED = 10_000;
    private static final int MAX_PATH = 4;

    private final Set<TrustAnchor> anchors;
    private final Map<String, Window> good = new ConcurrentHashMap<>();

    CertificatePaths(List<X509Certificate> roots) {
        this.anchors =
                roots.stream()
                        .map(root -> new TrustAnchor(root, null))
                        .collect(Collectors.toUnmodifiableSet());
    }

    private record Window(Instant from, Instant until) {
        boolean holds(Instant at) {
            return !at.isBefore(from) && !at.isAfter(until);
        }
    }

    void check(X509Certificate target, List<X509Certificate> others, Instant at) throws Refused {
        String key = Certificates.fingerprint(target);
        Window window = good.get(key);
        if (window == null) {
            window = build(target, others, at);
            if (good.size() < MAX_REMEMBERED) {
                good.put(key, window);
            }
        }
        if (!window.holds(at)) {
            throw new Refused(Reason.KEY_OUT_OF_TIME, "valid " + window + ", asked for " + at);
        }
    }

    /// Refuses unless a path leads to a root at the begin or at the end of the certificate's time.
    /// Remembers nothing: which path holds is decided when the time of issue is known.
    void mustLead(X509Certificate target, List<X509Certificate> others) throws Refused {
        if (good.containsKey(Certificates.fingerprint(target))) {
            return;
        }
        try {
            build(target, others, target.getNotBefore().toInstant());
        } catch (Refused notAtTheBegin) {
            build(target, others, target.getNotAfter().toInstant());
        }
    }

    private Window build(X509Certificate target, List<X509Certificate> others, Instant at)
            throws Refused {
        if (anchors.isEmpty()) {
            throw new Refused(Reason.ISSUER_NOT_TRUSTED, "no roots");
        }
        Instant from = target.getNotBefore().toInstant();
        Instant until = target.getNotAfter().toInstant();
        Instant moment = at.isBefore(from) ? from : at.isAfter(until) ? until : at;
        try {
            PKIXCertPathBuilderResult result =
                    (PKIXCertPathBuilderResult)
                            CertPathBuilder.getInstance("PKIX")
                                    .build(parameters(target, others, moment));
            return window(result);
        } catch (GeneralSecurityException e) {
            throw new Refused(Reason.ISSUER_NOT_TRUSTED, "no path to a trusted root");
        }
    }

    private PKIXBuilderParameters parameters(
            X509Certificate target, List<X509Certificate> others, Instant moment)
            throws GeneralSecurityException {
        X509CertSelector selector = new X509CertSelector();
        selector.setCertificate(target);
        PKIXBuilderParameters parameters = parameters(selector);
        parameters.setRevocationEnabled(false);
        parameters.setMaxPathLength(MAX_PATH);
        parameters.setDate(Date.from(moment));
        parameters.addCertStore(
                CertStore.getInstance("Collection", new CollectionCertStoreParameters(others)));
        return parameters;
    }

    private PKIXBuilderParameters parameters(X509CertSelector selector)
            throws InvalidAlgorithmParameterException {
        return new PKIXBuilderParameters(anchors, selector);
    }

    private static Window window(PKIXCertPathBuilderResult result) {
        X509Certificate root = result.getTrustAnchor().getTrustedCert();
        Instant from = root.getNotBefore().toInstant();
        Instant until = root.getNotAfter().toInstant();
        for (Certificate certificate : result.getCertPath().getCertificates()) {
            X509Certificate link = (X509Certificate) certificate;
            Instant linkFrom = link.getNotBefore().toInstant();
            Instant linkUntil = link.getNotAfter().toInstant();
            from = linkFrom.isAfter(from) ? linkFrom : from;
            until = linkUntil.isBefore(until) ? linkUntil : until;
        }
        return new Window(from, until);
    }
}
