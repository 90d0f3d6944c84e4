// SPDX-License-Identifier: Apache-2.0
package org.holdfast.judges;

import static org.assertj.core.api.Assertions.assertThat;

import eu.europa.esig.dss.enumerations.Indication;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The European Commission's DSS over our papers, trusting the local root only, with its own policy
/// except that no revocation data is asked for where none can be: below level LT.
final class DssTest {
    @ParameterizedTest
    @MethodSource("org.holdfast.judges.Papers#genuine")
    void passesEveryGenuinePaperAsPadesBaselineB(Papers.Paper paper) throws IOException {
        SimpleReport report = validate(paper).getSimpleReport();
        assertThat(report.getSignaturesCount()).isEqualTo(1);
        String id = report.getFirstSignatureId();
        assertThat(report.getSignatureFormat(id)).isEqualTo(SignatureLevel.PAdES_BASELINE_B);
        assertThat(report.getIndication(id))
                .as("%s %s", report.getSubIndication(id), report.getAdESValidationErrors(id))
                .isEqualTo(Indication.TOTAL_PASSED);
    }

    /// By its own policy as it is, revocation and all.
    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("org.holdfast.judges.Papers#archived")
    void passesEveryCopyForKeepingAsPadesBaselineLta(Papers.Paper paper) throws IOException {
        SimpleReport report = validate(paper, policy(false)).getSimpleReport();
        assertThat(report.getSignaturesCount()).isEqualTo(1);
        String id = report.getFirstSignatureId();
        assertThat(report.getSignatureFormat(id)).isEqualTo(SignatureLevel.PAdES_BASELINE_LTA);
        assertThat(report.getIndication(id))
                .as("%s %s", report.getSubIndication(id), report.getAdESValidationErrors(id))
                .isEqualTo(Indication.TOTAL_PASSED);
        assertThat(report.getSignatureTimestamps(id))
                .hasSize(2)
                .allMatch(one -> report.getIndication(one.getId()) == Indication.PASSED);
    }

    @ParameterizedTest
    @MethodSource("org.holdfast.judges.Papers#altered")
    void passesNoAlteredPaper(Papers.Paper paper) throws IOException {
        SimpleReport report = validate(paper).getSimpleReport();
        String id = report.getFirstSignatureId();
        if (paper.file().toString().contains("shadowed")) {
            // DSS judges the signed revision only; it must at least see that there is a later one.
            assertThat(validate(paper).getDiagnosticData().getSignatureById(id)).isNotNull();
        } else {
            assertThat(report.getIndication(id)).isNotEqualTo(Indication.TOTAL_PASSED);
        }
    }

    @Test
    void hasPapersToJudge() {
        assertThat(Papers.genuine()).isNotEmpty();
        assertThat(Papers.altered()).isNotEmpty();
    }

    private static Reports validate(Papers.Paper paper) throws IOException {
        return validate(paper, policy(true));
    }

    private static Reports validate(Papers.Paper paper, byte[] policy) throws IOException {
        CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
        trusted.addCertificate(new CertificateToken(paper.root()));
        CommonCertificateVerifier verifier = new CommonCertificateVerifier();
        verifier.setTrustedCertSources(trusted);
        SignedDocumentValidator validator =
                SignedDocumentValidator.fromDocument(new InMemoryDocument(paper.bytes()));
        validator.setCertificateVerifier(verifier);
        return validator.validateDocument(new ByteArrayInputStream(policy));
    }

    /// @param withoutRevocation whether nothing about revocation is asked for
    private static byte[] policy(boolean withoutRevocation) throws IOException {
        try (InputStream in = DssTest.class.getResourceAsStream("/policy/constraint.xml")) {
            String policy = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            if (!withoutRevocation) {
                return policy.getBytes(StandardCharsets.UTF_8);
            }
            return policy.replaceAll(
                            "<(Revocation[A-Za-z]+) Level=\"[A-Z]+\"", "<$1 Level=\"IGNORE\"")
                    .getBytes(StandardCharsets.UTF_8);
        }
    }
}
