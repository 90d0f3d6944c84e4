// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The samples are what their names and their README say.
final class SamplesTest {
    private static final Path SAMPLES =
            Path.of(System.getProperty("holdfast.home", "..")).resolve("samples");
    private static final InstantSource CLOCK = InstantSource.fixed(TestOffice.NOW);

    @ParameterizedTest
    @CsvSource({
        "genuine-kr.resident-transcript.pdf, VALID",
        "genuine-kr.resident-abstract.pdf, VALID",
        "genuine-jp.residence-certificate.pdf, VALID",
        "altered-shadowed-page.pdf, CHANGED_AFTER_SIGNING",
        "altered-byte.pdf, SIGNATURE_WRONG",
        "foreign-root.pdf, ISSUER_NOT_TRUSTED"
    })
    void judgesEachPaperAsItsNameSays(String file, Reason reason) throws IOException {
        byte[] pdf = Files.readAllBytes(SAMPLES.resolve(file));
        assertThat(new PaperVerifier(CLOCK).verify(pdf, trust(), Optional.empty()).reason())
                .isEqualTo(reason);
    }

    @Test
    void judgesTheSealAndTheReceiptAsGenuine() throws IOException {
        String seal = Files.readString(SAMPLES.resolve("genuine-seal.txt"));
        assertThat(new SealVerifier(CLOCK).verify(seal, trust()).isGenuine()).isTrue();
        String receipt = Files.readString(SAMPLES.resolve("genuine-receipt.json"));
        assertThat(new ReceiptVerifier().verify(receipt, trust()).reason())
                .isEqualTo(Reason.RECEIPT_SEALED);
    }

    private static TrustList trust() throws IOException {
        return TrustList.read(Files.readString(SAMPLES.resolve("trust.json")));
    }
}
