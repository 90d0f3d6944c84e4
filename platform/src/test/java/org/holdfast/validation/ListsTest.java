// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.holdfast.testing.Openssl;
import org.holdfast.validation.TestAuthority.Spec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What lists say of a path, with openssl as the second reader.
final class ListsTest {
    private static final Instant NOW = TestAuthority.NOW;

    @TempDir Path folder;
    private final TestAuthority root = TestAuthority.root("root");

    private static Spec leaf() {
        return TestAuthority.leaf("leaf");
    }

    /// Lists, as openssl reads them with `-crl_check_all`.
    @Test
    void readsListsAsOpensslDoes() {
        Openssl openssl = new Openssl(folder);
        TestAuthority issuer = root.under(new Spec("issuer").authority());
        X509Certificate good = issuer.issue(leaf());
        X509Certificate gone = issuer.issue(leaf());
        Instant then = NOW.minusSeconds(60);
        byte[] above = root.list(then, Duration.ofDays(9), 1);
        byte[] below = issuer.list(then, Duration.ofDays(1), 1, gone);
        byte[] ended = issuer.list(NOW.minus(Duration.ofDays(3)), Duration.ofDays(1), 1);
        byte[] without = root.list(then, Duration.ofDays(9), 2, issuer.certificate);
        byte[] foreign =
                new TestAuthority(TestAuthority.keys(), issuer.certificate)
                        .list(then, Duration.ofDays(1), 3);
        record Lists(X509Certificate leaf, byte[] one, byte[] two, boolean valid) {}
        for (Lists asked :
                List.of(
                        new Lists(good, above, below, true),
                        new Lists(gone, above, below, false),
                        new Lists(good, without, below, false),
                        new Lists(good, above, ended, false),
                        new Lists(good, above, foreign, false),
                        new Lists(good, above, above, false),
                        new Lists(good, below, below, false))) {
            StatusLists lists =
                    new StatusLists(
                            List.of(
                                    Certificates.list(asked.one).orElseThrow(),
                                    Certificates.list(asked.two).orElseThrow()),
                            List.of(),
                            _ -> false);
            Verdict verdict =
                    new PathRules(Strength.STANDARD)
                            .judge(
                                    new Question(
                                            TestAuthority.der(asked.leaf),
                                            List.of(TestAuthority.der(issuer.certificate)),
                                            List.of(root.certificate),
                                            Optional.empty(),
                                            Question.Policies.ANY,
                                            NOW),
                                    lists);
            assertThat(
                            verdict instanceof Verdict.Valid valid
                                    && valid.source() == StatusSource.LIST)
                    .isEqualTo(asked.valid);
            assertThat(isGood(openssl, asked.leaf, issuer, asked.one, asked.two))
                    .isEqualTo(asked.valid);
        }
    }

    private boolean isGood(
            Openssl openssl, X509Certificate leaf, TestAuthority issuer, byte[] one, byte[] two) {
        openssl.pem("anchor.pem", root.certificate);
        openssl.pem("between.pem", issuer.certificate);
        openssl.pem("leaf.pem", leaf);
        openssl.write("one.crl", one);
        openssl.write("two.crl", two);
        var _ = openssl.good("crl", "-inform", "DER", "-in", "one.crl", "-out", "one.pem");
        var _ = openssl.good("crl", "-inform", "DER", "-in", "two.crl", "-out", "two.pem");
        try {
            return openssl.good(
                            "verify",
                            "-crl_check_all",
                            "-attime",
                            Long.toString(NOW.getEpochSecond()),
                            "-CAfile",
                            "anchor.pem",
                            "-untrusted",
                            "between.pem",
                            "-CRLfile",
                            "one.pem",
                            "-CRLfile",
                            "two.pem",
                            "leaf.pem")
                    .contains("OK");
        } catch (AssertionError refused) {
            return false;
        }
    }

    /// A certificate is signed, and its extension makes no sense.
    @Test
    void distributionPointsThatCannotBeReadGetAVerdict() {
        X509Certificate odd =
                root.issue(
                        leaf().with(
                                        org.bouncycastle.asn1.x509.Extension.cRLDistributionPoints,
                                        false,
                                        new org.bouncycastle.asn1.DERUTF8String("odd")));
        StatusLists lists =
                new StatusLists(
                        List.of(
                                Certificates.list(
                                                root.list(
                                                        NOW.minusSeconds(60),
                                                        Duration.ofDays(1),
                                                        1))
                                        .orElseThrow()),
                        List.of(),
                        _ -> false);
        assertThat(
                        new PathRules(Strength.STANDARD)
                                .judge(
                                        new Question(
                                                TestAuthority.der(odd),
                                                List.of(),
                                                List.of(root.certificate),
                                                Optional.empty(),
                                                Question.Policies.ANY,
                                                NOW),
                                        lists))
                .isNotNull();
    }
}
