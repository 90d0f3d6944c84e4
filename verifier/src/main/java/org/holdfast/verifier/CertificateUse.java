// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;

/// What a certificate under the root is for, said by its extended key usage (RFC 5280 §4.2.1.12): a
/// key for one thing is never believed about another.
public enum CertificateUse {
    /// Seals papers: RFC 9336, id-kp-documentSigning.
    PAPERS("1.3.6.1.5.5.7.3.36"),
    /// Promises on behalf of a node.
    PROMISES("2.25.168079986043199714584029722859825574829"),
    /// Signs the checkpoints of one journal.
    JOURNALS("2.25.201022583681220587355057909895723645341");

    private static final int DIGITAL_SIGNATURE = 0;

    private final String oid;

    CertificateUse(String oid) {
        this.oid = oid;
    }

    /// The object identifier; of the arc for UUIDs (X.667) where there is no registered one.
    public String oid() {
        return oid;
    }

    /// True when the certificate names this use. Certificates for promises and journals made before
    /// these names were given name none at all; those stay good for both, and only for these.
    boolean isOf(X509Certificate certificate) {
        try {
            List<String> named = certificate.getExtendedKeyUsage();
            if (named == null) {
                return this != PAPERS;
            }
            return named.contains(oid) && (this == PAPERS || named.size() == 1);
        } catch (CertificateParsingException _) {
            return false;
        }
    }

    /// Refuses a certificate of an authority, or for another use.
    void require(X509Certificate certificate) throws Refused {
        boolean[] usage = certificate.getKeyUsage();
        boolean signs = usage != null && usage[DIGITAL_SIGNATURE];
        if (!signs || certificate.getBasicConstraints() >= 0 || !isOf(certificate)) {
            throw new Refused(Reason.JOURNAL_NOT_TRUSTED, "a key for something else");
        }
    }
}
