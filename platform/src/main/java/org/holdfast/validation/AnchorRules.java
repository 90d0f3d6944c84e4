// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PKIXNameConstraintValidator;

/// What an anchor's own certificate says is kept, which RFC 5280 §6 leaves to whoever validates:
/// its span, that it is an authority, its critical extensions, its path length, its purposes, its
/// name constraints.
final class AnchorRules {
    private static final int CERTIFICATE_SIGNING = 5;
    private static final String ANY_PURPOSE = "2.5.29.37.0";

    private AnchorRules() {}

    static boolean mayAnchor(X509Certificate anchor, Strength strength, Instant at) {
        try {
            anchor.checkValidity(Date.from(at));
        } catch (CertificateException outside) {
            return false;
        }
        return isAuthority(anchor) && strength.isEnough(anchor.getPublicKey());
    }

    static boolean isAuthority(X509Certificate anchor) {
        boolean[] usage = anchor.getKeyUsage();
        return anchor.getBasicConstraints() >= 0
                && (usage == null || usage[CERTIFICATE_SIGNING])
                && !anchor.hasUnsupportedCriticalExtension()
                && !anchor.getSubjectX500Principal().getName().isEmpty();
    }

    static Optional<Verdict.Refused> objection(
            Verdict.Valid path, Optional<Question.Purpose> purpose) {
        X509Certificate anchor = path.anchor();
        long between =
                path.chain().stream()
                        .skip(1)
                        .filter(one ->
                                !one.getSubjectX500Principal().equals(one.getIssuerX500Principal()))
                        .count();
        if (between > anchor.getBasicConstraints()) {
            return refused(Reason.PATH_TOO_LONG, anchor);
        }
        try {
            List<String> usages = anchor.getExtendedKeyUsage();
            if (purpose.isPresent()
                    && usages != null
                    && !usages.contains(purpose.get().usage())
                    && !usages.contains(ANY_PURPOSE)) {
                return refused(Reason.PURPOSE, anchor);
            }
            byte[] constraints =
                    Certificates.inside(
                            anchor.getExtensionValue(Extension.nameConstraints.getId()));
            if (constraints != null) {
                check(NameConstraints.getInstance(constraints), path.chain());
            }
        } catch (NameConstraintValidatorException outside) {
            return Optional.of(new Verdict.Refused(Reason.NAME, outside.toString()));
        } catch (CertificateParsingException | RuntimeException unreadable) {
            return refused(Reason.OTHER, anchor);
        }
        return Optional.empty();
    }

    /// RFC 5280 §6.1.3 (b), (c): self-issued certificates but the last are left out.
    private static void check(NameConstraints constraints, List<X509Certificate> chain)
            throws NameConstraintValidatorException {
        PKIXNameConstraintValidator names = new PKIXNameConstraintValidator();
        if (constraints.getPermittedSubtrees() != null) {
            names.intersectPermittedSubtree(constraints.getPermittedSubtrees());
        }
        if (constraints.getExcludedSubtrees() != null) {
            for (var excluded : constraints.getExcludedSubtrees()) {
                names.addExcludedSubtree(excluded);
            }
        }
        for (int i = 0; i < chain.size(); i++) {
            X509Certificate one = chain.get(i);
            if (i > 0 && one.getSubjectX500Principal().equals(one.getIssuerX500Principal())) {
                continue;
            }
            X500Name subject = X500Name.getInstance(one.getSubjectX500Principal().getEncoded());
            if (subject.size() > 0) {
                check(names, new GeneralName(subject));
            }
            byte[] others =
                    Certificates.inside(
                            one.getExtensionValue(Extension.subjectAlternativeName.getId()));
            if (others != null) {
                for (GeneralName other : GeneralNames.getInstance(others).getNames()) {
                    check(names, other);
                }
            }
        }
    }

    private static void check(PKIXNameConstraintValidator names, GeneralName name)
            throws NameConstraintValidatorException {
        names.checkPermitted(name);
        names.checkExcluded(name);
    }

    private static Optional<Verdict.Refused> refused(Reason reason, X509Certificate anchor) {
        return Optional.of(new Verdict.Refused(reason, "says " + anchor.getSubjectX500Principal()));
    }
}
