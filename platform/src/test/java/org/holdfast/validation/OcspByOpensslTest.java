// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import org.holdfast.testing.Openssl;
import org.holdfast.validation.TestAuthority.Spec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Openssl as somebody else's responder: it reads what is asked here, and its answers are read.
final class OcspByOpensslTest {
    private static final Duration YEAR = Duration.ofDays(365);

    @TempDir Path folder;
    private final Instant now = Instant.now();
    private final TestAuthority issuer =
            TestAuthority.root(spanned(new Spec("issuer").authority()), TestAuthority.keys());

    private Spec spanned(Spec spec) {
        return spec.from(now.minus(YEAR)).until(now.plus(YEAR));
    }

    private OcspReading.Read answered(X509Certificate certificate, String standing) {
        Openssl openssl = new Openssl(folder);
        openssl.pem("issuer.pem", issuer.certificate);
        openssl.write(
                "issuer.key",
                ("-----BEGIN PRIVATE KEY-----\n"
                                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                                        .encodeToString(issuer.pair.getPrivate().getEncoded())
                                + "\n-----END PRIVATE KEY-----\n")
                        .getBytes(StandardCharsets.US_ASCII));
        String serial = certificate.getSerialNumber().toString(16).toUpperCase(Locale.ROOT);
        openssl.write(
                "index",
                (standing
                                + "\t"
                                + (serial.length() % 2 == 0 ? serial : "0" + serial)
                                + "\tunknown\t/CN=leaf\n")
                        .getBytes(StandardCharsets.US_ASCII));
        openssl.write("request.der", OcspReading.request(certificate, issuer.certificate));
        var _ =
                openssl.good(
                        "ocsp",
                        "-index",
                        "index",
                        "-CA",
                        "issuer.pem",
                        "-rsigner",
                        "issuer.pem",
                        "-rkey",
                        "issuer.key",
                        "-rmd",
                        "sha256",
                        "-ndays",
                        "1",
                        "-reqin",
                        "request.der",
                        "-respout",
                        "answer.der");
        return new OcspReading(issuer.certificate, Strength.STANDARD, _ -> false)
                .read(openssl.read("answer.der"), certificate, now);
    }

    @Test
    void readsWhatOpensslSays() {
        X509Certificate leaf = issuer.issue(spanned(TestAuthority.leaf("leaf")));
        assertThat(answered(leaf, "V\t490101000000Z\t"))
                .isInstanceOfSatisfying(
                        OcspReading.Read.Told.class,
                        told -> {
                            assertThat(told.revoked()).isFalse();
                            assertThat(told.asOf())
                                    .isBetween(now.minusSeconds(60), now.plusSeconds(600));
                            assertThat(told.until()).isPresent();
                        });
        assertThat(answered(leaf, "R\t490101000000Z\t260101000000Z"))
                .isInstanceOfSatisfying(
                        OcspReading.Read.Told.class, told -> assertThat(told.revoked()).isTrue());
        X509Certificate other = issuer.issue(spanned(TestAuthority.leaf("other")));
        assertThat(answered(other, "V\t490101000000Z\t")).isInstanceOf(OcspReading.Read.Told.class);
    }
}
