// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.holdfast.testing.Openssl;
import org.holdfast.validation.TestAuthority.Spec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Chains made here after 38 cases of x509-limbo, whose verdicts they must get, and two of our own;
/// openssl reads all of them as a second judge. The differences of both are named here and
/// explained in docs/path-rules.md.
final class LimboVerdictsTest {
    private static final Instant NOW = TestAuthority.NOW;
    private static final ASN1ObjectIdentifier NOBODY_KNOWS =
            new ASN1ObjectIdentifier("1.3.6.1.4.1.55738.666.1");

    @TempDir Path folder;
    private final List<Case> cases = new ArrayList<>();
    private final TestAuthority root = TestAuthority.root("root");

    private record Case(
            String name,
            boolean valid,
            X509Certificate anchor,
            List<X509Certificate> between,
            X509Certificate leaf,
            Instant at) {}

    private void valid(
            String name, TestAuthority anchor, X509Certificate leaf, TestAuthority... between) {
        add(name, true, anchor, leaf, NOW, between);
    }

    private void invalid(
            String name, TestAuthority anchor, X509Certificate leaf, TestAuthority... between) {
        add(name, false, anchor, leaf, NOW, between);
    }

    private void add(
            String name,
            boolean valid,
            TestAuthority anchor,
            X509Certificate leaf,
            Instant at,
            TestAuthority... between) {
        cases.add(
                new Case(
                        name,
                        valid,
                        anchor.certificate,
                        Arrays.stream(between).map(one -> one.certificate).toList(),
                        leaf,
                        at));
    }

    private static Spec leaf() {
        return TestAuthority.leaf("leaf");
    }

    private static Spec authority(String name, int length) {
        return new Spec(name)
                .with(Extension.basicConstraints, true, new BasicConstraints(length))
                .usage(KeyUsage.keyCertSign | KeyUsage.cRLSign);
    }

    private static Spec named(GeneralName... names) {
        return leaf().with(Extension.subjectAlternativeName, false, new GeneralNames(names));
    }

    private static GeneralName dns(String name) {
        return new GeneralName(GeneralName.dNSName, name);
    }

    private static GeneralName ip(String name) {
        return new GeneralName(GeneralName.iPAddress, name);
    }

    private static GeneralName directory(String name) {
        return new GeneralName(GeneralName.directoryName, name);
    }

    private static TestAuthority constrained(GeneralName permitted, GeneralName excluded) {
        return TestAuthority.root(
                new Spec("root")
                        .authority()
                        .with(
                                Extension.nameConstraints,
                                true,
                                new NameConstraints(trees(permitted), trees(excluded))),
                TestAuthority.keys());
    }

    private static GeneralSubtree[] trees(GeneralName name) {
        return name == null ? null : new GeneralSubtree[] {new GeneralSubtree(name)};
    }

    private void pathLengths() {
        for (int length : new int[] {0, 1, 2}) {
            TestAuthority one = root.under(authority("one", length));
            valid("pathlen::ee-with-intermediate-pathlen-" + length, root, one.issue(leaf()), one);
        }
        TestAuthority zero = root.under(authority("zero", 0));
        TestAuthority below = zero.under(authority("below", 0));
        invalid("pathlen::intermediate-violates-pathlen-0", root, below.issue(leaf()), zero, below);
        TestAuthority one = root.under(authority("one", 1));
        TestAuthority two = one.under(authority("two", 2));
        valid("pathlen::intermediate-pathlen-may-increase", root, two.issue(leaf()), one, two);
        TestAuthority second = one.under(authority("second", 0));
        TestAuthority third = second.under(authority("third", 0));
        invalid(
                "pathlen::intermediate-pathlen-too-long",
                root,
                third.issue(leaf()),
                one,
                second,
                third);
        TestAuthority self = one.under(authority("one", 1));
        TestAuthority last = self.under(authority("last", 0));
        valid("pathlen::self-issued-certs-pathlen", root, last.issue(leaf()), one, self, last);
        TestAuthority short0 = TestAuthority.root(authority("short", 0), TestAuthority.keys());
        TestAuthority under = short0.under(new Spec("under").authority());
        invalid("own::pathlen-of-the-anchor", short0, under.issue(leaf()), under);
    }

    private void extensions() {
        invalid(
                "rfc5280::unknown-critical-extension-ee",
                root,
                root.issue(leaf().with(NOBODY_KNOWS, true, DERNull.INSTANCE)));
        TestAuthority odd =
                TestAuthority.root(
                        new Spec("odd").authority().with(NOBODY_KNOWS, true, DERNull.INSTANCE),
                        TestAuthority.keys());
        invalid("rfc5280::unknown-critical-extension-root", odd, odd.issue(leaf()));
        TestAuthority between =
                root.under(
                        new Spec("between").authority().with(NOBODY_KNOWS, true, DERNull.INSTANCE));
        invalid(
                "rfc5280::unknown-critical-extension-intermediate",
                root,
                between.issue(leaf()),
                between);
        TestAuthority plain =
                root.under(
                        new Spec("plain")
                                .with(
                                        Extension.basicConstraints,
                                        true,
                                        new BasicConstraints(false)));
        invalid("rfc5280::intermediate-ca-without-ca-bit", root, plain.issue(leaf()), plain);
        TestAuthority bare = root.under(new Spec("bare"));
        invalid(
                "rfc5280::intermediate-ca-missing-basic-constraints",
                root,
                bare.issue(leaf()),
                bare);
        TestAuthority bareRoot = TestAuthority.root(new Spec("bare"), TestAuthority.keys());
        invalid("rfc5280::root-missing-basic-constraints", bareRoot, bareRoot.issue(leaf()));
        TestAuthority soft =
                TestAuthority.root(
                        new Spec("soft")
                                .with(
                                        Extension.basicConstraints,
                                        false,
                                        new BasicConstraints(true)),
                        TestAuthority.keys());
        invalid("rfc5280::root-non-critical-basic-constraints", soft, soft.issue(leaf()));
        TestAuthority unsigning =
                TestAuthority.root(
                        new Spec("unsigning")
                                .with(Extension.basicConstraints, true, new BasicConstraints(true))
                                .usage(KeyUsage.cRLSign),
                        TestAuthority.keys());
        invalid("rfc5280::root-inconsistent-ca-extensions", unsigning, unsigning.issue(leaf()));
        TestAuthority mute =
                root.under(
                        new Spec("mute")
                                .with(Extension.basicConstraints, true, new BasicConstraints(0))
                                .usage(KeyUsage.cRLSign));
        invalid("rfc5280::ica-ku-keycertsign", root, mute.issue(leaf()), mute);
        invalid(
                "rfc5280::leaf-ku-keycertsign",
                root,
                root.issue(
                        new Spec("leaf")
                                .with(Extension.basicConstraints, true, new BasicConstraints(false))
                                .usage(KeyUsage.digitalSignature | KeyUsage.keyCertSign)));
        valid("rfc5280::ee-aia", root, root.issue(leaf().fetchedFrom("http://127.0.0.1:9/")));
        valid("rfc5280::no-basicconstraints", root, root.issue(new Spec("leaf")));
        TestAuthority stranger = TestAuthority.root("stranger");
        TestAuthority strange = stranger.under(new Spec("strange").authority());
        invalid("rfc5280::chain-untrusted-root", root, strange.issue(leaf()), strange, stranger);
    }

    private void purposes() {
        valid("rfc5280::eku::ee-without-eku", root, root.issue(new Spec("leaf")));
        invalid(
                "rfc5280::eku::ee-wrong-eku",
                root,
                root.issue(new Spec("leaf").purpose(KeyPurposeId.id_kp_codeSigning)));
        TestAuthority machines =
                root.under(new Spec("machines").authority().purpose(KeyPurposeId.id_kp_serverAuth));
        invalid("own::eku-of-an-authority-above", root, machines.issue(leaf()), machines);
    }

    private void constraints() {
        TestAuthority example = constrained(dns("example.com"), null);
        valid(
                "rfc5280::nc::permitted-dns-match",
                example,
                example.issue(named(dns("a.example.com"))));
        invalid(
                "rfc5280::nc::permitted-dns-mismatch",
                example,
                example.issue(named(dns("example.org"))));
        TestAuthority without = constrained(null, dns("not-allowed.example.com"));
        invalid(
                "rfc5280::nc::excluded-dns-match",
                without,
                without.issue(named(dns("not-allowed.example.com"))));
        valid(
                "rfc5280::nc::excluded-dns-mismatch",
                without,
                without.issue(named(dns("a.example"))));
        TestAuthority both = constrained(dns("example.com"), dns("example.com"));
        invalid(
                "rfc5280::nc::excluded-match-permitted-and-excluded",
                both,
                both.issue(named(dns("example.com"))));
        TestAuthority net = constrained(ip("192.0.2.0/24"), null);
        valid("rfc5280::nc::permitted-ip-match", net, net.issue(named(ip("192.0.2.9"))));
        invalid("rfc5280::nc::permitted-ip-mismatch", net, net.issue(named(ip("198.51.100.9"))));
        TestAuthority people = constrained(directory("O=office"), null);
        Spec clerk = leaf();
        clerk.subject = "O=office,CN=clerk";
        valid("rfc5280::nc::permitted-dn-match", people, people.issue(clerk));
        invalid("rfc5280::nc::permitted-dn-mismatch", people, people.issue(leaf()));
    }

    private void spans() {
        Instant from = NOW.minus(Duration.ofDays(400));
        Instant until = NOW.plus(Duration.ofDays(400));
        TestAuthority old =
                TestAuthority.root(
                        new Spec("old").authority().from(from).until(NOW.minusSeconds(60)),
                        TestAuthority.keys());
        TestAuthority under = old.under(new Spec("under").authority().from(from).until(until));
        invalid("rfc5280::validity::expired-root", old, under.issue(leaf()), under);
        TestAuthority ended = root.under(new Spec("ended").authority().until(NOW.minusSeconds(60)));
        invalid("rfc5280::validity::expired-intermediate", root, ended.issue(leaf()), ended);
        invalid(
                "rfc5280::validity::expired-leaf",
                root,
                root.issue(leaf().until(NOW.minusSeconds(60))));
        X509Certificate exact = root.issue(leaf().from(NOW).until(NOW.plusSeconds(60)));
        add("rfc5280::validity::notbefore-exact", true, root, exact, NOW);
        add("rfc5280::validity::notafter-exact", true, root, exact, NOW.plusSeconds(60));
        add("rfc5280::validity::notbefore-fractional", false, root, exact, NOW.minusMillis(1));
        add("rfc5280::validity::notafter-fractional", true, root, exact, NOW.plusMillis(60_005));
    }

    @Test
    void agreesWithLimboAndOpenssl() {
        pathLengths();
        extensions();
        purposes();
        constraints();
        spans();
        assertThat(cases.size()).isEqualTo(40);
        Openssl openssl = new Openssl(folder);
        Set<String> ours = new TreeSet<>();
        Set<String> theirs = new TreeSet<>();
        for (Case one : cases) {
            if (judge(one) instanceof Verdict.Valid != one.valid) {
                ours.add(one.name);
            }
            if (isGood(openssl, one) != one.valid) {
                theirs.add(one.name);
            }
        }
        assertThat(ours)
                .containsExactlyInAnyOrder(
                        "rfc5280::root-non-critical-basic-constraints",
                        "rfc5280::leaf-ku-keycertsign",
                        "rfc5280::validity::notafter-fractional");
        assertThat(theirs)
                .containsExactlyInAnyOrder(
                        "rfc5280::root-non-critical-basic-constraints",
                        "rfc5280::leaf-ku-keycertsign",
                        // a certificate ends for openssl with the first moment of its last second
                        "rfc5280::validity::notafter-exact",
                        "rfc5280::validity::notafter-fractional");
    }

    private static Verdict judge(Case one) {
        return new PathRules(Strength.STANDARD)
                .judge(
                        new Question(
                                TestAuthority.der(one.leaf),
                                one.between.stream().map(TestAuthority::der).toList(),
                                List.of(one.anchor),
                                Optional.of(Question.Purpose.LOGIN),
                                Question.Policies.ANY,
                                one.at));
    }

    private static boolean isGood(Openssl openssl, Case one) {
        openssl.pem("anchor.pem", one.anchor);
        List<X509Certificate> between = one.between.isEmpty() ? List.of(one.leaf) : one.between;
        openssl.pem("between.pem", between.toArray(X509Certificate[]::new));
        openssl.pem("leaf.pem", one.leaf);
        String[] words = {
            "verify",
            "-purpose",
            "sslclient",
            "-attime",
            Long.toString(one.at.getEpochSecond()),
            "-CAfile",
            "anchor.pem",
            "-untrusted",
            "between.pem",
            "leaf.pem"
        };
        try {
            return openssl.good(words).contains("OK");
        } catch (AssertionError refused) {
            return false;
        }
    }
}
