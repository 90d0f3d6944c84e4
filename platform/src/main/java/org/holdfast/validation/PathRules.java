// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertPath;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which certificates lead to an anchor (RFC 5280 §6), by the JDK's own rules and a few stricter
/// ones (docs/path-rules.md), from what it is given alone: it opens no socket, and does not run on
/// a JDK that would. Any bytes get a verdict; nothing that is shown makes it throw. Thread-safe.
public final class PathRules {
    /// Longer certificates, in bytes, are refused unread.
    public static final int LONGEST_CERTIFICATE = 16 * 1024;

    /// More authorities are refused unread: the ways through them grow by their factorial.
    public static final int MOST_PRESENTED = 8;

    /// Authorities that are neither the leaf's nor an anchor, on one path.
    private static final int LONGEST_PATH = 6;

    private final Strength strength;

    /// @throws ValidationFault where the JDK is told to fetch by itself
    public PathRules(Strength strength) {
        Offline.require();
        this.strength = strength;
    }

    /// Of one question.
    private record Asked(
            X509Certificate leaf, List<X509Certificate> presented, Question question) {}

    /// Whether a path leads to an anchor; of revocations it asks nobody.
    public Verdict judge(Question question) {
        return judge(question, StatusLists.NONE, false);
    }

    /// The same, and whether the lists say for the whole path that nothing of it was revoked: those
    /// in force at the moment of the question, else those that were in force together last. What is
    /// known as revoked is refused whatever lists say.
    public Verdict judge(Question question, StatusLists lists) {
        return judge(question, lists, true);
    }

    /// The same; whether lists are asked may be left out, while what is revoked stays refused.
    Verdict judge(Question question, StatusLists lists, boolean byLists) {
        Offline.require();
        if (question.leaf().length > LONGEST_CERTIFICATE
                || question.presented().stream()
                        .anyMatch(one -> one.length > LONGEST_CERTIFICATE)) {
            return new Verdict.Refused(Reason.TOO_LARGE, "over " + LONGEST_CERTIFICATE + " bytes");
        }
        if (question.presented().size() > MOST_PRESENTED) {
            return new Verdict.Refused(Reason.TOO_MANY, "over " + MOST_PRESENTED + " authorities");
        }
        Optional<X509Certificate> leaf = Certificates.read(question.leaf());
        if (leaf.isEmpty()) {
            return new Verdict.Refused(Reason.MALFORMED, "the certificate");
        }
        List<X509Certificate> presented = new ArrayList<>();
        for (byte[] one : question.presented()) {
            Optional<X509Certificate> read = Certificates.read(one);
            if (read.isEmpty()) {
                return new Verdict.Refused(Reason.MALFORMED, "an authority's certificate");
            }
            presented.add(read.get());
        }
        return judge(new Asked(leaf.get(), presented, question), lists, byLists);
    }

    private Verdict judge(Asked asked, StatusLists lists, boolean byLists) {
        Instant now = asked.question.at();
        Verdict path = search(asked, lists, now, false);
        if (!byLists || !(path instanceof Verdict.Valid valid)) {
            return path;
        }
        Verdict inForce = search(asked, lists, now, true);
        switch (inForce) {
            case Verdict.Valid found -> {
                return found(found, lists, StatusSource.LIST, now);
            }
            case Verdict.Refused refused when refused.reason() != Reason.STATUS_UNKNOWN -> {
                return refused;
            }
            case Verdict.Refused _ -> {}
        }
        for (Instant then : lists.lastInForce(valid.chain(), now)) {
            switch (search(asked, lists, then, true)) {
                case Verdict.Valid found -> {
                    return found(found, lists, StatusSource.LIST_CACHED, now);
                }
                case Verdict.Refused refused when refused.reason() == Reason.REVOKED -> {
                    return refused;
                }
                case Verdict.Refused _ -> {}
            }
        }
        return inForce;
    }

    private static Verdict found(
            Verdict.Valid found, StatusLists lists, StatusSource source, Instant now) {
        return new Verdict.Valid(
                found.chain(), found.anchor(), source, lists.asOf(found.chain(), now));
    }

    /// Tries anchors until one also agrees by what its own certificate says.
    private Verdict search(Asked asked, StatusLists lists, Instant at, boolean byLists) {
        Map<X509Certificate, TrustAnchor> anchors = new LinkedHashMap<>();
        for (X509Certificate anchor : asked.question.anchors()) {
            if (AnchorRules.mayAnchor(anchor, strength, at)) {
                anchors.put(anchor, new TrustAnchor(anchor, null));
            }
        }
        Verdict last = new Verdict.Refused(Reason.NO_PATH, "no anchor that counts");
        int tries = anchors.size();
        for (int i = 0; i < tries; i++) {
            Verdict verdict = build(asked, Set.copyOf(anchors.values()), lists, at, byLists);
            if (!(verdict instanceof Verdict.Valid valid)) {
                return last instanceof Verdict.Refused before && i > 0 ? before : verdict;
            }
            Optional<Verdict.Refused> objection =
                    AnchorRules.objection(valid, asked.question.purpose());
            if (objection.isEmpty()) {
                return valid;
            }
            last = objection.get();
            var _ = anchors.remove(valid.anchor());
        }
        return last;
    }

    private Verdict build(
            Asked asked, Set<TrustAnchor> anchors, StatusLists lists, Instant at, boolean byLists) {
        try {
            X509CertSelector target = new X509CertSelector();
            target.setCertificate(asked.leaf);
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
            parameters.setMaxPathLength(LONGEST_PATH);
            set(parameters, asked, lists, at, byLists);
            var built =
                    (PKIXCertPathBuilderResult)
                            CertPathBuilder.getInstance("PKIX", "SUN").build(parameters);
            List<X509Certificate> chain =
                    built.getCertPath().getCertificates().stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (chain.isEmpty()) {
                return new Verdict.Refused(Reason.NO_PATH, "the certificate is an anchor");
            }
            return new Verdict.Valid(
                    chain,
                    built.getTrustAnchor().getTrustedCert(),
                    StatusSource.NONE,
                    Optional.empty());
        } catch (CertPathBuilderException none) {
            return why(asked, anchors, lists, at, byLists, none);
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException(bug);
        } catch (RuntimeException odd) {
            return new Verdict.Refused(Reason.MALFORMED, odd.toString());
        }
    }

    /// Exactly the JDK's checker that its own switch `revocationEnabled` brings: it looks at lists
    /// in the stores given here alone. An explicit `PKIXRevocationChecker` would go to the
    /// distribution points in certificates whatever its options and properties say (JDK 25).
    private void set(
            PKIXParameters parameters, Asked asked, StatusLists lists, Instant at, boolean byLists)
            throws InvalidAlgorithmParameterException, NoSuchAlgorithmException {
        Question question = asked.question;
        Collection<Object> known = new HashSet<>(asked.presented);
        known.add(asked.leaf);
        known.addAll(lists.signers());
        if (byLists) {
            known.addAll(lists.lists());
        }
        parameters.addCertStore(
                CertStore.getInstance("Collection", new CollectionCertStoreParameters(known)));
        parameters.setRevocationEnabled(byLists);
        parameters.setDate(Date.from(at));
        parameters.setInitialPolicies(question.policies().initial());
        parameters.setExplicitPolicyRequired(question.policies().explicit());
        parameters.setPolicyMappingInhibited(question.policies().noMapping());
        parameters.setAnyPolicyInhibited(question.policies().noAny());
        parameters.addCertPathChecker(
                new OwnChecks(asked.leaf, question.purpose(), strength, lists.revoked()));
    }

    /// The builder says only that it found none: the obvious chain is tried for its words.
    private Verdict why(
            Asked asked,
            Set<TrustAnchor> anchors,
            StatusLists lists,
            Instant at,
            boolean byLists,
            CertPathBuilderException none) {
        Optional<CertPathValidatorException> said = cause(none);
        if (said.isEmpty()) {
            try {
                CertPath path =
                        Certificates.reader().generateCertPath(obvious(asked, lists, anchors));
                PKIXParameters parameters = new PKIXParameters(anchors);
                set(parameters, asked, lists, at, byLists);
                var _ = CertPathValidator.getInstance("PKIX", "SUN").validate(path, parameters);
            } catch (CertPathValidatorException found) {
                said = Optional.of(found);
            } catch (GeneralSecurityException | RuntimeException odd) {
                return new Verdict.Refused(Reason.OTHER, odd.toString());
            }
        }
        return said.map(one -> new Verdict.Refused(Reasons.of(one), words(one)))
                .orElseGet(() -> new Verdict.Refused(Reason.NO_PATH, words(none)));
    }

    private static Optional<CertPathValidatorException> cause(@Nullable Throwable fault) {
        Throwable at = fault;
        for (int depth = 0; at != null && depth < 8; depth++) {
            if (at instanceof CertPathValidatorException found) {
                return Optional.of(found);
            }
            at = at.getCause();
        }
        return Optional.empty();
    }

    private static List<X509Certificate> obvious(
            Asked asked, StatusLists lists, Set<TrustAnchor> anchors) {
        List<X509Certificate> chain = new ArrayList<>(List.of(asked.leaf));
        List<X509Certificate> left = new ArrayList<>(asked.presented);
        left.addAll(lists.signers());
        for (int i = 0; i < LONGEST_PATH; i++) {
            X509Certificate top = chain.getLast();
            boolean anchored =
                    anchors.stream().anyMatch(anchor -> isIssuer(anchor.getTrustedCert(), top));
            Optional<X509Certificate> next =
                    left.stream().filter(one -> isIssuer(one, top)).findFirst();
            if (anchored || next.isEmpty()) {
                break;
            }
            chain.add(next.get());
            left.remove(next.get());
        }
        return chain;
    }

    private static boolean isIssuer(X509Certificate issuer, X509Certificate of) {
        return issuer.getSubjectX500Principal().equals(of.getIssuerX500Principal());
    }

    private static String words(Throwable fault) {
        return String.valueOf(fault.getMessage());
    }
}
