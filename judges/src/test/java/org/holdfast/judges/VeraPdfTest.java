// SPDX-License-Identifier: Apache-2.0
package org.holdfast.judges;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.ValidationResult;

/// veraPDF over our signed papers.
final class VeraPdfTest {
    @BeforeAll
    static void chooseItsParser() {
        VeraGreenfieldFoundryProvider.initialise();
    }

    @ParameterizedTest
    @MethodSource("org.holdfast.judges.Papers#genuineAndArchived")
    void findsEveryPaperToBePdfA2u(Papers.Paper paper) throws Exception {
        try (PDFAParser parser =
                Foundries.defaultInstance()
                        .createParser(
                                new ByteArrayInputStream(paper.bytes()), PDFAFlavour.PDFA_2_U)) {
            assertThat(parser.getFlavour()).isEqualTo(PDFAFlavour.PDFA_2_U);
            PDFAValidator validator =
                    Foundries.defaultInstance().createValidator(PDFAFlavour.PDFA_2_U, false);
            ValidationResult result = validator.validate(parser);
            assertThat(result.isCompliant()).as("%s", result.getFailedChecks()).isTrue();
        }
    }
}
