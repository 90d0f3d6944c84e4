// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.Security;
import java.security.cert.CertPathValidator;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What the path rules refuse and with which reason, and that they fetch nothing.
final class PathRulesTest {
    private static final Instant NOW = TestAuthority.NOW;

    private final PathRules rules = new PathRules(Strength.STANDARD);
    private final TestAuthority root = TestAuthority.root("root");
    private final TestAuthority issuer = root.under(new TestAuthority.Spec("issuer").authority());

    private Question about(byte[] leaf, List<byte[]> presented, Instant at) {
        return new Question(
                leaf,
                presented,
                List.of(root.certificate),
                Optional.of(Question.Purpose.LOGIN),
                Question.Policies.ANY,
                at);
    }

    private Question about(X509Certificate leaf) {
        return about(TestAuthority.der(leaf), List.of(TestAuthority.der(issuer.certificate)), NOW);
    }

    private Reason refused(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Refused.class);
        return ((Verdict.Refused) verdict).reason();
    }

    private static StatusLists lists(byte[]... lists) {
        return new StatusLists(
                Arrays.stream(lists).map(one -> Certificates.list(one).orElseThrow()).toList(),
                List.of(),
                _ -> false);
    }

    /// Every address in these certificates is a door that somebody listens at. The control shows
    /// that the door would be used by the JDK's explicit checker, whatever its options.
    @Test
    void opensNoSocketWhateverCertificatesNameAsAddresses() throws Exception {
        try (Endpoint door = new Endpoint()) {
            String address = door.address().toString();
            TestAuthority middle =
                    root.under(new TestAuthority.Spec("middle").authority().fetchedFrom(address));
            X509Certificate leaf = middle.issue(TestAuthority.leaf("leaf").fetchedFrom(address));
            byte[] shown = TestAuthority.der(leaf);
            List<byte[]> above = List.of(TestAuthority.der(middle.certificate));
            assertThat(rules.judge(about(shown, above, NOW))).isInstanceOf(Verdict.Valid.class);
            assertThat(refused(rules.judge(about(shown, above, NOW), StatusLists.NONE)))
                    .isEqualTo(Reason.STATUS_UNKNOWN);
            // the issuer is not shown: it could be fetched
            assertThat(refused(rules.judge(about(shown, List.of(), NOW), StatusLists.NONE)))
                    .isEqualTo(Reason.NO_PATH);
            assertThat(
                            rules.judge(
                                    about(shown, above, NOW),
                                    lists(
                                            root.list(NOW.minusSeconds(60), Duration.ofDays(1), 1),
                                            middle.list(
                                                    NOW.minusSeconds(60), Duration.ofDays(1), 1))))
                    .isInstanceOf(Verdict.Valid.class);
            assertThat(door.connections).hasValue(0);

            CertPathValidator jdk = CertPathValidator.getInstance("PKIX", "SUN");
            PKIXRevocationChecker checker = (PKIXRevocationChecker) jdk.getRevocationChecker();
            checker.setOptions(
                    EnumSet.of(
                            PKIXRevocationChecker.Option.PREFER_CRLS,
                            PKIXRevocationChecker.Option.NO_FALLBACK));
            PKIXParameters parameters =
                    new PKIXParameters(Set.of(new TrustAnchor(middle.certificate, null)));
            parameters.setDate(Date.from(NOW));
            parameters.addCertPathChecker(checker);
            assertThatThrownBy(() ->
                            jdk.validate(
                                    Certificates.reader().generateCertPath(List.of(leaf)),
                                    parameters))
                    .isNotNull();
            assertThat(door.connections.get()).isPositive();
        }
    }

    @Test
    void doesNotRunOnAJdkThatWouldFetch() {
        for (String name :
                List.of("com.sun.security.enableCRLDP", "com.sun.security.enableAIAcaIssuers")) {
            System.setProperty(name, "true");
            try {
                assertThatThrownBy(() -> rules.judge(about(new byte[0], List.of(), NOW)))
                        .isInstanceOf(ValidationFault.class)
                        .hasMessageContaining(name);
                assertThatThrownBy(() -> new PathRules(Strength.STANDARD))
                        .isInstanceOf(ValidationFault.class);
            } finally {
                System.clearProperty(name);
            }
        }
        for (String name :
                List.of("ocsp.enable", "com.sun.security.onlyCheckRevocationOfEECerts")) {
            Security.setProperty(name, "true");
            try {
                assertThatThrownBy(() -> new PathRules(Strength.STANDARD))
                        .isInstanceOf(ValidationFault.class);
            } finally {
                Security.setProperty(name, "false");
            }
        }
        assertThat(new PathRules(Strength.STANDARD)).isNotNull();
    }

    @Test
    void refusesWhatIsNoCertificateByAValue() {
        byte[] leaf = TestAuthority.der(issuer.issue(TestAuthority.leaf("leaf")));
        byte[] longer = Arrays.copyOf(leaf, leaf.length + 1);
        for (byte[] bad :
                List.of(
                        new byte[0],
                        new byte[] {0x30},
                        new byte[] {0x30, (byte) 0x84, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff},
                        Arrays.copyOf(leaf, leaf.length / 2),
                        longer,
                        "-----BEGIN CERTIFICATE-----"
                                .getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                        new byte[10_000])) {
            assertThat(refused(rules.judge(about(bad, List.of(), NOW))))
                    .isEqualTo(Reason.MALFORMED);
            assertThat(refused(rules.judge(about(leaf, List.of(bad), NOW))))
                    .isEqualTo(Reason.MALFORMED);
        }
        byte[] huge = Arrays.copyOf(leaf, PathRules.LONGEST_CERTIFICATE + 1);
        assertThat(refused(rules.judge(about(huge, List.of(), NOW)))).isEqualTo(Reason.TOO_LARGE);
        assertThat(refused(rules.judge(about(leaf, List.of(huge), NOW))))
                .isEqualTo(Reason.TOO_LARGE);
        assertThat(
                        refused(
                                rules.judge(
                                        about(
                                                leaf,
                                                Collections.nCopies(
                                                        PathRules.MOST_PRESENTED + 1, leaf),
                                                NOW))))
                .isEqualTo(Reason.TOO_MANY);
    }

    /// Sequences in sequences, as deep as the bound of a certificate allows.
    @Test
    void deepNestingGetsAVerdict() {
        byte[] deep = new byte[0];
        while (deep.length < PathRules.LONGEST_CERTIFICATE - 8) {
            byte[] head =
                    deep.length < 128
                            ? new byte[] {0x30, (byte) deep.length}
                            : deep.length < 256
                                    ? new byte[] {0x30, (byte) 0x81, (byte) deep.length}
                                    : new byte[] {
                                        0x30,
                                        (byte) 0x82,
                                        (byte) (deep.length >> 8),
                                        (byte) deep.length
                                    };
            byte[] next = Arrays.copyOf(head, head.length + deep.length);
            System.arraycopy(deep, 0, next, head.length, deep.length);
            deep = next;
        }
        assertThat(refused(rules.judge(about(deep, List.of(), NOW)))).isEqualTo(Reason.MALFORMED);
    }

    /// One flipped bit at each byte: some verdict, never an exception, and never another name's.
    @Test
    void anyDamageGetsAVerdict() {
        byte[] leaf = TestAuthority.der(issuer.issue(TestAuthority.leaf("leaf")));
        List<byte[]> above = List.of(TestAuthority.der(issuer.certificate));
        for (int i = 0; i < leaf.length; i++) {
            byte[] bad = leaf.clone();
            bad[i] ^= 1;
            assertThat(rules.judge(about(bad, above, NOW)) instanceof Verdict.Refused)
                    .as("byte " + i + " of " + leaf.length + ": " + (leaf[i] & 0xff))
                    .isTrue();
        }
    }

    @Test
    void refusesWeakSignaturesAndKeys() {
        X509Certificate sha1 = issuer.issue(TestAuthority.leaf("leaf").signedBy("SHA1withECDSA"));
        X509Certificate small = issuer.issue(TestAuthority.leaf("leaf"), TestAuthority.rsa(1024));
        X509Certificate good = issuer.issue(TestAuthority.leaf("leaf"), TestAuthority.rsa(2048));
        assertThat(refused(rules.judge(about(sha1)))).isEqualTo(Reason.WEAK);
        assertThat(refused(rules.judge(about(small)))).isEqualTo(Reason.WEAK);
        assertThat(rules.judge(about(good))).isInstanceOf(Verdict.Valid.class);
        TestAuthority rsa =
                root.under(new TestAuthority.Spec("rsa").authority(), TestAuthority.rsa(2048));
        X509Certificate md5 = rsa.issue(TestAuthority.leaf("leaf").signedBy("MD5withRSA"));
        assertThat(
                        refused(
                                rules.judge(
                                        about(
                                                TestAuthority.der(md5),
                                                List.of(TestAuthority.der(rsa.certificate)),
                                                NOW))))
                .isEqualTo(Reason.WEAK);
    }

    /// The list ended an hour ago: the path is judged now, the list as of when it was in force.
    @Test
    void aListPastItsEndSaysAsOfWhen() {
        X509Certificate leaf = issuer.issue(TestAuthority.leaf("leaf"));
        X509Certificate gone = issuer.issue(TestAuthority.leaf("gone"));
        Instant then = NOW.minus(Duration.ofHours(3));
        StatusLists old =
                lists(
                        root.list(NOW.minus(Duration.ofDays(90)), Duration.ofDays(180), 1),
                        issuer.list(then, Duration.ofHours(2), 1, gone));
        Verdict.Valid valid = (Verdict.Valid) rules.judge(about(leaf), old);
        assertThat(valid.source()).isEqualTo(StatusSource.LIST_CACHED);
        assertThat(valid.asOf()).contains(then);
        assertThat(refused(rules.judge(about(gone), old))).isEqualTo(Reason.REVOKED);
        // one that began after the list had ended is not spoken of
        X509Certificate young =
                issuer.issue(TestAuthority.leaf("young").from(NOW.minusSeconds(60)));
        assertThat(refused(rules.judge(about(young), old))).isEqualTo(Reason.STATUS_UNKNOWN);
        // and one that has ended is refused, though it was valid then
        X509Certificate ended =
                issuer.issue(TestAuthority.leaf("ended").until(NOW.minusSeconds(60)));
        assertThat(refused(rules.judge(about(ended), old))).isEqualTo(Reason.EXPIRED);
    }

    @Test
    void aRevokedAuthorityEndsWhatIsBelowIt() {
        X509Certificate leaf = issuer.issue(TestAuthority.leaf("leaf"));
        StatusLists said =
                lists(
                        root.list(
                                NOW.minusSeconds(60), Duration.ofDays(180), 1, issuer.certificate),
                        issuer.list(NOW.minusSeconds(60), Duration.ofHours(2), 1));
        assertThat(refused(rules.judge(about(leaf), said))).isEqualTo(Reason.REVOKED);
        StatusLists known =
                new StatusLists(List.of(), List.of(), one -> one.equals(issuer.certificate));
        assertThat(refused(rules.judge(about(leaf), known))).isEqualTo(Reason.REVOKED);
    }
}
