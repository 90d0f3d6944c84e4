// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// NIST's PKITS, whole: 224 cases, some under several policies. What its authors call valid must be
/// valid and the rest refused; each difference is named here and explained in docs/path-rules.md.
final class PkitsTest {
    private static final Instant AT = Instant.parse("2026-11-02T09:00:00Z");
    private static final String NIST = "2.16.840.1.101.3.2.1.48.";
    private static final Strength WITH_DSA =
            new Strength(
                    2048,
                    256,
                    Stream.concat(
                                    Strength.STANDARD.signatures().stream(),
                                    Stream.of("1.2.840.10040.4.3", "2.16.840.1.101.3.4.3.2"))
                            .collect(Collectors.toUnmodifiableSet()));

    @TempDir Path folder;

    /// A case under one set of inputs.
    private record Case(
            String certificate, Question.Policies policies, String inputs, boolean valid) {
        String name() {
            return inputs.isEmpty() ? certificate : certificate + " " + inputs;
        }
    }

    private static Case of(String certificate, String inputs, boolean valid) {
        Set<String> words = inputs.isEmpty() ? Set.of() : Set.of(inputs.split(" ", 9));
        return new Case(
                certificate,
                new Question.Policies(
                        words.stream()
                                .filter(word -> word.startsWith("P"))
                                .map(word -> NIST + word.substring(1))
                                .collect(Collectors.toUnmodifiableSet()),
                        words.contains("explicit"),
                        words.contains("no-mapping"),
                        words.contains("no-any")),
                inputs,
                valid);
    }

    /// Cases whose names do not say what is expected, or that are asked under several inputs (PKITS
    /// §4.8, §4.10, §4.12.3).
    private static List<Case> policies() {
        return List.of(
                of("ValidCertificatePathTest1EE", "explicit", true),
                of("ValidCertificatePathTest1EE", "explicit P1", true),
                of("ValidCertificatePathTest1EE", "explicit P2", false),
                of("ValidCertificatePathTest1EE", "explicit P1 P2", true),
                of("AllCertificatesNoPoliciesTest2EE", "", true),
                of("AllCertificatesNoPoliciesTest2EE", "explicit", false),
                of("DifferentPoliciesTest3EE", "", true),
                of("DifferentPoliciesTest3EE", "explicit", false),
                of("DifferentPoliciesTest3EE", "explicit P1 P2", false),
                of("DifferentPoliciesTest4EE", "", false),
                of("DifferentPoliciesTest5EE", "", false),
                of("OverlappingPoliciesTest6EE", "", true),
                of("OverlappingPoliciesTest6EE", "P1", true),
                of("OverlappingPoliciesTest6EE", "P2", false),
                of("DifferentPoliciesTest7EE", "", false),
                of("DifferentPoliciesTest8EE", "", false),
                of("DifferentPoliciesTest9EE", "", false),
                of("AllCertificatesSamePoliciesTest10EE", "", true),
                of("AllCertificatesSamePoliciesTest10EE", "P1", true),
                of("AllCertificatesSamePoliciesTest10EE", "P2", true),
                of("AllCertificatesanyPolicyTest11EE", "", true),
                of("AllCertificatesanyPolicyTest11EE", "P1", true),
                of("DifferentPoliciesTest12EE", "", false),
                of("AllCertificatesSamePoliciesTest13EE", "P1", true),
                of("AllCertificatesSamePoliciesTest13EE", "P2", true),
                of("AllCertificatesSamePoliciesTest13EE", "P3", true),
                of("AnyPolicyTest14EE", "P1", true),
                of("AnyPolicyTest14EE", "P2", false),
                of("UserNoticeQualifierTest15EE", "", true),
                of("UserNoticeQualifierTest16EE", "", true),
                of("UserNoticeQualifierTest17EE", "", true),
                of("UserNoticeQualifierTest18EE", "P1", true),
                of("UserNoticeQualifierTest18EE", "P2", true),
                of("UserNoticeQualifierTest19EE", "", true),
                of("CPSPointerQualifierTest20EE", "explicit", true),
                of("ValidPolicyMappingTest1EE", "P1", true),
                of("ValidPolicyMappingTest1EE", "P2", false),
                of("ValidPolicyMappingTest1EE", "no-mapping", false),
                of("InvalidPolicyMappingTest2EE", "no-mapping", false),
                of("ValidPolicyMappingTest3EE", "P1", false),
                of("ValidPolicyMappingTest3EE", "P2", true),
                of("ValidPolicyMappingTest5EE", "P1", true),
                of("ValidPolicyMappingTest5EE", "P6", false),
                of("ValidPolicyMappingTest6EE", "P1", true),
                of("ValidPolicyMappingTest6EE", "P6", false),
                of("ValidPolicyMappingTest12EE", "P1", true),
                of("ValidPolicyMappingTest12EE", "P2", true),
                of("inhibitAnyPolicyTest3EE", "", true),
                of("inhibitAnyPolicyTest3EE", "no-any", false));
    }

    private static Map<String, byte[]> read(String name) throws IOException {
        Map<String, byte[]> read = new LinkedHashMap<>();
        try (var in = PkitsTest.class.getResourceAsStream("/validation/" + name)) {
            for (String line :
                    new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII)
                            .lines()
                            .toList()) {
                String[] words = line.split(" ", 2);
                read.put(words[0], Base64.getDecoder().decode(words[1]));
            }
        }
        return read;
    }

    /// By the JDK's reader: two bad signatures are bad by a bit left over, which ours reads never.
    private static X509Certificate certificate(byte[] der) {
        try {
            return (X509Certificate)
                    Certificates.reader().generateCertificate(new ByteArrayInputStream(der));
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException(bug);
        }
    }

    @Test
    void agreesWithItsAuthors() throws IOException {
        Map<String, String> differences = run(Strength.STANDARD);
        assertThat(differences.keySet())
                .as(differences.toString())
                .containsExactlyInAnyOrder(
                        // DSA is no signature here
                        "ValidDSASignaturesTest4EE",
                        "ValidDSAParameterInheritanceTest5EE",
                        // a hold that is lifted stays (deny wins)
                        "ValiddeltaCRLTest5EE",
                        // this copy's authority certifies itself: no path by anybody's rules
                        "ValidRolloverfromPrintableStringtoUTF8StringTest10EE",
                        // the entry names CN=indirectCRL CA5, the issuer is OU=indirectCRL CA5
                        "InvalidcRLIssuerTest34EE");
    }

    @Test
    void agreesAboutDsaWhereItIsAllowed() throws IOException {
        assertThat(run(WITH_DSA).keySet())
                .containsExactlyInAnyOrder(
                        "ValiddeltaCRLTest5EE",
                        "ValidRolloverfromPrintableStringtoUTF8StringTest10EE",
                        "InvalidcRLIssuerTest34EE");
    }

    private Map<String, String> run(Strength strength) throws IOException {
        Map<String, byte[]> certificates = read("pkits-certificates.txt");
        Map<String, byte[]> lists = read("pkits-lists.txt");
        assertThat(certificates).hasSize(405);
        assertThat(lists).hasSize(173);
        List<X509Certificate> all =
                certificates.values().stream().map(PkitsTest::certificate).toList();
        X509Certificate root = certificate(certificates.get("TrustAnchorRootCertificate"));
        StatusLists status = status(all, lists);
        List<Case> cases = new ArrayList<>(policies());
        for (String name : certificates.keySet()) {
            if (name.matches("(Valid|Invalid).*Test\\d+EE")) {
                cases.add(of(name, "", name.startsWith("Valid")));
            }
        }
        assertThat(cases.stream().map(Case::certificate).distinct()).hasSize(223);
        assertThat(cases).hasSize(252);
        PathRules rules = new PathRules(strength);
        Map<String, String> differences = new TreeMap<>();
        for (Case one : cases) {
            Verdict verdict =
                    rules.judge(
                            new Question(
                                    certificates.get(one.certificate),
                                    List.of(),
                                    List.of(root),
                                    Optional.empty(),
                                    one.policies,
                                    AT),
                            status);
            if (isInForce(verdict) != one.valid) {
                differences.put(one.name(), verdict.toString());
            }
        }
        return differences;
    }

    /// Lists that are past their end leave a status with its age, which PKITS does not know: it is
    /// not what it calls valid.
    private static boolean isInForce(Verdict verdict) {
        return verdict instanceof Verdict.Valid valid && valid.source() == StatusSource.LIST;
    }

    /// Every list as a source of its own, signed by whichever certificate of its name fits.
    private StatusLists status(List<X509Certificate> all, Map<String, byte[]> lists) {
        InstantSource clock = InstantSource.fixed(AT);
        RevokedRegister revoked = new RevokedRegister(folder.resolve("revoked"));
        Keeper.Parts parts =
                new Keeper.Parts(
                        new Fetcher(Duration.ofSeconds(3)),
                        folder,
                        Strength.STANDARD,
                        revoked,
                        new ClockMark(folder.resolve("clock")),
                        clock,
                        () -> false);
        List<X509CRL> read = new ArrayList<>();
        int number = 0;
        for (byte[] list : lists.values()) {
            X509CRL crl = Certificates.list(list).orElseThrow();
            read.add(crl);
            for (X509Certificate one : all) {
                if (signs(one, crl)) {
                    var _ =
                            new ListKeeper(
                                            new Source.Crl(
                                                    "list-" + number++,
                                                    List.of(URI.create("http://localhost/")),
                                                    one),
                                            parts)
                                    .take(list);
                    break;
                }
            }
        }
        parts.fetcher().close();
        return new StatusLists(read, all, revoked::has);
    }

    private static boolean signs(X509Certificate one, X509CRL crl) {
        try {
            if (!one.getSubjectX500Principal().equals(crl.getIssuerX500Principal())) {
                return false;
            }
            crl.verify(one.getPublicKey());
            return true;
        } catch (GeneralSecurityException | RuntimeException not) {
            return false;
        }
    }
}
