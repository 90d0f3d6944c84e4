// SPDX-License-Identifier: Apache-2.0
package org.holdfast.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.junit.jupiter.api.Test;

/// What is told of certificates and times, as of when, as openssl reads it.
final class CertificateStatusTest extends AtAuthorities {
    @Test
    void signsAnewOnlyWhatHasChanged() {
        Issued one = issue("1", Use.OFFICIAL, "p-1", openssl.request("leaf"));
        Issued two = issue("2", Use.OFFICIAL, "p-2", openssl.request("second"));
        files(two);
        assertThat(status()).contains("leaf.pem: good");
        byte[] request = openssl.read("request.der");
        byte[] before = pki.status(request);
        pki.revoke(OPERATOR, "3", one.name(), RevocationReason.SUPERSEDED);
        assertThat(pki.status(request)).isEqualTo(before);
    }

    @Test
    void stampsTimesThatOpensslBelieves() {
        Issued stamper =
                pki.all().stream()
                        .filter(one -> one.use() == Use.TIME_STAMP)
                        .findFirst()
                        .orElseThrow();
        files(stamper);
        openssl.write("text", "what was said".getBytes(StandardCharsets.UTF_8));
        openssl.good("ts", "-query", "-data", "text", "-sha256", "-cert", "-out", "query.tsq");
        openssl.write("stamp.tsr", pki.stamp(openssl.read("query.tsq")).orElseThrow());
        assertThat(
                        openssl.good(
                                "ts",
                                "-verify",
                                "-queryfile",
                                "query.tsq",
                                "-in",
                                "stamp.tsr",
                                "-CAfile",
                                "root.pem",
                                "-untrusted",
                                "issuer.pem"))
                .contains("Verification: OK");
        doubted = true;
        openssl.write("doubt.tsr", pki.stamp(openssl.read("query.tsq")).orElseThrow());
        assertThat(openssl.good("ts", "-reply", "-in", "doubt.tsr", "-text"))
                .contains("Rejected")
                .contains("clock of this site");
        doubted = false;
        openssl.good(
                "ts",
                "-query",
                "-data",
                "text",
                "-sha256",
                "-tspolicy",
                "1.2.3.4",
                "-out",
                "policy.tsq");
        openssl.write("policy.tsr", pki.stamp(openssl.read("policy.tsq")).orElseThrow());
        assertThat(openssl.good("ts", "-reply", "-in", "policy.tsr", "-text")).contains("Rejected");
        openssl.good("ts", "-query", "-data", "text", "-sha1", "-out", "weak.tsq");
        openssl.write("weak.tsr", pki.stamp(openssl.read("weak.tsq")).orElseThrow());
        assertThat(openssl.good("ts", "-reply", "-in", "weak.tsr", "-text")).contains("Rejected");
        for (byte[] garbage : List.of(new byte[0], new byte[] {0x30}, new byte[5_000])) {
            openssl.write("bad.tsr", pki.stamp(garbage).orElseThrow());
            assertThat(openssl.good("ts", "-reply", "-in", "bad.tsr", "-text"))
                    .contains("Rejected");
        }
    }

    /// A site that hears nobody goes on answering, and its answers say how old they are.
    @Test
    void answersAsOfWhenTheOthersWereHeard() throws Exception {
        Instant before = Instant.now().minus(Duration.ofHours(3)).truncatedTo(ChronoUnit.SECONDS);
        stop();
        Files.writeString(folder.resolve("heard"), before + "\n");
        heard = Optional.empty();
        start();
        Issued one = issue("1", Use.OFFICIAL, "p-1", openssl.request("leaf"));
        files(one);
        openssl.good(
                "ocsp", "-issuer", "issuer.pem", "-cert", "leaf.pem", "-reqout", "request.der");
        BasicOCSPResp answer =
                (BasicOCSPResp)
                        new OCSPResp(pki.status(openssl.read("request.der"))).getResponseObject();
        var single = answer.getResponses()[0];
        assertThat(single.getThisUpdate().toInstant()).isEqualTo(before);
        assertThat(single.getNextUpdate().toInstant()).isEqualTo(before.plus(Pki.VALID));
        assertThat(answer.getProducedAt().toInstant()).isAfter(before.plus(Duration.ofHours(2)));
    }

    /// With a disk that knows nothing of before and nobody to hear.
    @Test
    void tellsNothingAsLongAsItNeverHeardTheOthers() throws Exception {
        stop();
        Files.delete(folder.resolve("heard"));
        heard = Optional.empty();
        start();
        Issued one = issue("1", Use.OFFICIAL, "p-1", openssl.request("leaf"));
        files(one);
        openssl.good(
                "ocsp", "-issuer", "issuer.pem", "-cert", "leaf.pem", "-reqout", "request.der");
        byte[] request = openssl.read("request.der");
        assertThat(new OCSPResp(pki.status(request)).getStatus())
                .isEqualTo(OCSPRespBuilder.UNAUTHORIZED);
        assertThat(pki.revocations(one.name().issuer())).isEmpty();
        heard = Optional.of(Instant.now().minusSeconds(1));
        pki.look();
        assertThat(new OCSPResp(pki.status(request)).getStatus())
                .isEqualTo(OCSPRespBuilder.SUCCESSFUL);
    }

    @Test
    void refusesUnsignedWhatNobodyAnswersFor() throws Exception {
        Issued one = issue("1", Use.OFFICIAL, "p-1", openssl.request("leaf"));
        files(one);
        openssl.good(
                "ocsp", "-issuer", "issuer.pem", "-serial", "0x1234", "-reqout", "request.der");
        byte[] unknown = openssl.read("request.der");
        assertThat(new OCSPResp(pki.status(unknown)).getStatus())
                .isEqualTo(OCSPRespBuilder.UNAUTHORIZED);
        for (byte[] garbage :
                List.of(
                        new byte[0],
                        new byte[] {1, 2, 3},
                        Arrays.copyOf(unknown, unknown.length - 1),
                        new byte[10_000])) {
            assertThat(new OCSPResp(pki.status(garbage)).getStatus())
                    .isEqualTo(OCSPRespBuilder.MALFORMED_REQUEST);
        }
    }
}
