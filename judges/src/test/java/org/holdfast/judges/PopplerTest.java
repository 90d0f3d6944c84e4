// SPDX-License-Identifier: Apache-2.0
package org.holdfast.judges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Poppler's tools over our papers, where the machine has them.
final class PopplerTest {
    @ParameterizedTest
    @MethodSource("org.holdfast.judges.Papers#genuine")
    void pdfsigFindsTheSignatureValidAndTheWholeFileSigned(Papers.Paper paper) throws Exception {
        String said = run("pdfsig", paper.file());
        assertThat(said)
                .contains("Signature is Valid", "Total document signed", "ETSI.CAdES.detached")
                .doesNotContain("Signature #2");
    }

    /// Of time stamps, Poppler says that it has no means to judge them.
    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("org.holdfast.judges.Papers#archived")
    void pdfsigFindsTheSignatureOfACopyForKeepingValid(Papers.Paper paper) throws Exception {
        String said = run("pdfsig", paper.file());
        String first = said.substring(0, said.indexOf("Signature #2"));
        assertThat(first).contains("Signature is Valid").doesNotContain("Total document signed");
        assertThat(said.substring(said.indexOf("Signature #3"))).contains("Total document signed");
    }

    @ParameterizedTest
    @MethodSource("org.holdfast.judges.Papers#altered")
    void pdfsigFindsNoAlteredPaperSignedAsAWhole(Papers.Paper paper) throws Exception {
        String said = run("pdfsig", paper.file());
        boolean whole = said.contains("Total document signed");
        assertThat(whole && said.contains("Signature is Valid")).isFalse();
    }

    @ParameterizedTest
    @MethodSource("org.holdfast.judges.Papers#genuine")
    void pdffontsFindsEveryFontEmbeddedAsASubsetWithItsTexts(Papers.Paper paper) throws Exception {
        List<String> fonts = run("pdffonts", paper.file()).lines().skip(2).toList();
        assertThat(fonts).isNotEmpty();
        assertThat(fonts).allMatch(font -> font.matches(".* yes +yes +yes +\\d+ +\\d+ *"));
    }

    private static String run(String tool, Path file) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin", tool)), tool + " is not installed");
        Process process =
                new ProcessBuilder("/usr/bin/" + tool, file.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return said;
    }
}
