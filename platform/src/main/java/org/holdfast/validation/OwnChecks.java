// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.Reason;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What is asked of each certificate of a path beyond RFC 5280: strength, purpose, and that nobody
/// is known to have revoked it. Keeps nothing between certificates.
final class OwnChecks extends java.security.cert.PKIXCertPathChecker {
    private static final String ANY_PURPOSE = "2.5.29.37.0";
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int NON_REPUDIATION = 1;

    private final X509Certificate leaf;
    private final Optional<Question.Purpose> purpose;
    private final Strength strength;
    private final Predicate<X509Certificate> revoked;

    /// What it objects to.
    enum Objection implements Reason {
        WEAK,
        PURPOSE,
        AUTHORITY,
        REVOKED
    }

    OwnChecks(
            X509Certificate leaf,
            Optional<Question.Purpose> purpose,
            Strength strength,
            Predicate<X509Certificate> revoked) {
        this.leaf = leaf;
        this.purpose = purpose;
        this.strength = strength;
        this.revoked = revoked;
    }

    @Override
    public void init(boolean forward) {
        // nothing is kept
    }

    @Override
    public boolean isForwardCheckingSupported() {
        return true;
    }

    @Override
    public @Nullable Set<String> getSupportedExtensions() {
        return null;
    }

    @Override
    public void check(Certificate one, Collection<String> unresolved)
            throws CertPathValidatorException {
        X509Certificate certificate = (X509Certificate) one;
        if (!strength.isEnough(certificate)) {
            throw objection(Objection.WEAK, certificate);
        }
        if (revoked.test(certificate)) {
            throw objection(Objection.REVOKED, certificate);
        }
        if (purpose.isPresent()) {
            check(certificate, purpose.get());
        }
    }

    private void check(X509Certificate certificate, Question.Purpose asked)
            throws CertPathValidatorException {
        List<String> usages = usages(certificate);
        boolean isLeaf = certificate.equals(leaf);
        boolean good =
                usages.isEmpty()
                        ? !(isLeaf && asked.stated())
                        : usages.contains(asked.usage())
                                || (usages.contains(ANY_PURPOSE) && !(isLeaf && asked.stated()));
        if (!good) {
            throw objection(Objection.PURPOSE, certificate);
        }
        if (isLeaf && certificate.getBasicConstraints() >= 0) {
            throw objection(Objection.AUTHORITY, certificate);
        }
        boolean[] keyUsage = certificate.getKeyUsage();
        if (isLeaf
                && keyUsage != null
                && !keyUsage[DIGITAL_SIGNATURE]
                && !keyUsage[NON_REPUDIATION]) {
            throw objection(Objection.PURPOSE, certificate);
        }
    }

    private static List<String> usages(X509Certificate certificate)
            throws CertPathValidatorException {
        try {
            List<String> usages = certificate.getExtendedKeyUsage();
            return usages == null ? List.of() : usages;
        } catch (CertificateParsingException unreadable) {
            throw objection(Objection.PURPOSE, certificate);
        }
    }

    private static CertPathValidatorException objection(
            Objection reason, X509Certificate certificate) {
        return new CertPathValidatorException(
                reason + ": " + certificate.getSubjectX500Principal(), null, null, -1, reason);
    }

    /// Nothing is kept, so that one serves all.
    @Override
    public OwnChecks clone() {
        return (OwnChecks) super.clone();
    }
}
