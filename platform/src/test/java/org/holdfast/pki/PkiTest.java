// SPDX-License-Identifier: Apache-2.0
package org.holdfast.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.holdfast.keys.Keys;
import org.holdfast.keys.KeysSettings;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.EntryDraft;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.LedgerSettings;
import org.holdfast.offices.Offices;
import org.holdfast.testing.Openssl;
import org.holdfast.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// The authorities of an office with one place, judged by openssl.
final class PkiTest {
    private static final String OPERATOR = "p-operator";

    @TempDir Path folder;
    private final SecureRandom random = new SecureRandom();
    private TestDatabase database;
    private Keys keys;
    private Ledger ledger;
    private Pki pki;
    private Openssl openssl;
    private boolean begins = true;
    private Optional<Instant> heard = Optional.of(Instant.now().minusSeconds(1));

    @BeforeEach
    void open() {
        database = TestDatabase.fresh("ledger");
        openssl = new Openssl(folder);
        start();
    }

    private void start() {
        InstantSource clock = InstantSource.system();
        keys =
                Keys.open(
                        new KeysSettings(folder.resolve("keys"), true),
                        Offices.standard(),
                        clock,
                        random);
        ledger =
                Ledger.open(
                        LedgerSettings.of(folder.resolve("journals")),
                        database.database(),
                        keys,
                        clock);
        pki =
                new Pki(
                        ledger,
                        keys,
                        clock,
                        random,
                        "office",
                        folder.resolve("heard"),
                        new Pki.Hearing(() -> heard, () -> true));
        if (begins) {
            assertThat(pki.begin()).hasSize(Authority.values().length);
        } else {
            pki.look();
        }
    }

    private void stop() {
        pki.close();
        ledger.close();
        keys.close();
    }

    @AfterEach
    void close() {
        stop();
        database.close();
    }

    private Issued issue(String operation, Use use, String holder, byte[] request) {
        PkiAnswer answer = pki.issue(new Pki.Order(OPERATOR, operation, use, holder, request));
        assertThat(answer).isInstanceOf(PkiAnswer.Given.class);
        return ((PkiAnswer.Given) answer).certificate();
    }

    private static PkiRefusal refused(PkiAnswer answer) {
        assertThat(answer).isInstanceOf(PkiAnswer.Refused.class);
        return ((PkiAnswer.Refused) answer).why();
    }

    private X509Certificate issuerOf(Issued one) {
        return pki.authorities().stream()
                .filter(issuer -> issuer.key().equals(one.name().issuer()))
                .findFirst()
                .orElseThrow()
                .certificate();
    }

    private void files(Issued one) {
        openssl.pem("root.pem", keys.root().certificate());
        openssl.pem("issuer.pem", issuerOf(one));
        openssl.pem("chain.pem", issuerOf(one), keys.root().certificate());
        openssl.pem("leaf.pem", one.certificate());
    }

    private String status() {
        openssl.good(
                "ocsp", "-issuer", "issuer.pem", "-cert", "leaf.pem", "-reqout", "request.der");
        openssl.write("response.der", pki.status(openssl.read("request.der")));
        return openssl.good(
                "ocsp",
                "-respin",
                "response.der",
                "-issuer",
                "issuer.pem",
                "-cert",
                "leaf.pem",
                "-CAfile",
                "root.pem",
                "-verify_other",
                "issuer.pem",
                "-no_nonce",
                "-validity_period",
                "60");
    }

    @Test
    void issuesAndTellsAndRevokesAsOpensslReadsIt() {
        Issued official = issue("1", Use.OFFICIAL, "p-0123", openssl.request("leaf"));
        files(official);
        assertThat(
                        openssl.good(
                                "verify",
                                "-x509_strict",
                                "-purpose",
                                "sslclient",
                                "-CAfile",
                                "root.pem",
                                "-untrusted",
                                "issuer.pem",
                                "leaf.pem"))
                .contains("leaf.pem: OK");
        openssl.bad(
                "verify",
                "-purpose",
                "sslserver",
                "-CAfile",
                "root.pem",
                "-untrusted",
                "issuer.pem",
                "leaf.pem");
        assertThat(status()).contains("Response verify OK").contains("leaf.pem: good");

        PkiAnswer revoked =
                pki.revoke(OPERATOR, "2", official.name(), RevocationReason.KEY_COMPROMISE);
        assertThat(revoked).isInstanceOf(PkiAnswer.Revoked.class);
        assertThat(status())
                .contains("Response verify OK")
                .contains("leaf.pem: revoked")
                .contains("Reason: keyCompromise");

        openssl.write("list.crl", pki.revocations(official.name().issuer()).orElseThrow());
        assertThat(
                        openssl.good(
                                "crl",
                                "-inform",
                                "DER",
                                "-in",
                                "list.crl",
                                "-CAfile",
                                "chain.pem",
                                "-noout",
                                "-text"))
                .contains("verify OK")
                .contains("Key Compromise");
        openssl.good("crl", "-inform", "DER", "-in", "list.crl", "-out", "list.pem");
        assertThat(
                        openssl.bad(
                                "verify",
                                "-crl_check",
                                "-CRLfile",
                                "list.pem",
                                "-CAfile",
                                "root.pem",
                                "-untrusted",
                                "issuer.pem",
                                "leaf.pem"))
                .contains("certificate revoked");
    }

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
        openssl.write("stamp.tsr", pki.stamp(openssl.read("query.tsq"), true).orElseThrow());
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
        openssl.write("doubt.tsr", pki.stamp(openssl.read("query.tsq"), false).orElseThrow());
        assertThat(openssl.good("ts", "-reply", "-in", "doubt.tsr", "-text"))
                .contains("Rejected")
                .contains("clock of this site");
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
        openssl.write("policy.tsr", pki.stamp(openssl.read("policy.tsq"), true).orElseThrow());
        assertThat(openssl.good("ts", "-reply", "-in", "policy.tsr", "-text")).contains("Rejected");
        openssl.good("ts", "-query", "-data", "text", "-sha1", "-out", "weak.tsq");
        openssl.write("weak.tsr", pki.stamp(openssl.read("weak.tsq"), true).orElseThrow());
        assertThat(openssl.good("ts", "-reply", "-in", "weak.tsr", "-text")).contains("Rejected");
        for (byte[] garbage : List.of(new byte[0], new byte[] {0x30}, new byte[5_000])) {
            openssl.write("bad.tsr", pki.stamp(garbage, true).orElseThrow());
            assertThat(openssl.good("ts", "-reply", "-in", "bad.tsr", "-text"))
                    .contains("Rejected");
        }
    }

    @Test
    void doesAnOrderOnceAndRefusesWhatIsNone() {
        byte[] request = openssl.request("one");
        Issued first = issue("1", Use.OFFICIAL, "p-1", request);
        PkiAnswer again = pki.issue(new Pki.Order(OPERATOR, "1", Use.OFFICIAL, "p-1", request));
        assertThat(((PkiAnswer.Given) again).repeated()).isTrue();
        assertThat(((PkiAnswer.Given) again).certificate()).isEqualTo(first);

        byte[] other = openssl.request("two");
        assertThat(refused(pki.issue(new Pki.Order(OPERATOR, "1", Use.OFFICIAL, "p-1", other))))
                .isEqualTo(PkiRefusal.REUSED);
        assertThat(refused(pki.issue(new Pki.Order(OPERATOR, "1", Use.OFFICIAL, "p-2", request))))
                .isEqualTo(PkiRefusal.REUSED);
        assertThat(
                        refused(
                                pki.issue(
                                        new Pki.Order(
                                                OPERATOR,
                                                "3",
                                                Use.OFFICIAL,
                                                "p-1",
                                                openssl.request("rsa", "rsa:2048")))))
                .isEqualTo(PkiRefusal.BAD_KEY);
        byte[] forged = request.clone();
        forged[forged.length - 1] ^= 1;
        for (byte[] none : List.of(forged, new byte[0], new byte[9_000], new byte[] {0x30, 0x03})) {
            assertThat(refused(pki.issue(new Pki.Order(OPERATOR, "4", Use.OFFICIAL, "p-1", none))))
                    .isEqualTo(PkiRefusal.BAD_REQUEST);
        }
        for (String holder : List.of("", "-x", "김철수", "a b", "x".repeat(65))) {
            assertThat(refused(pki.issue(new Pki.Order(OPERATOR, "5", Use.SITE, holder, request))))
                    .isEqualTo(PkiRefusal.BAD_HOLDER);
        }
        CertificateName nobody = new CertificateName("0".repeat(40), first.name().serial());
        assertThat(refused(pki.revoke(OPERATOR, "6", nobody, RevocationReason.UNSPECIFIED)))
                .isEqualTo(PkiRefusal.UNKNOWN);
    }

    @Test
    void knowsAfterAStartWhatStoodBefore() {
        Issued one = issue("1", Use.SITE, "machine.a", openssl.request("leaf"));
        Issued two = issue("2", Use.OFFICIAL, "p-2", openssl.request("second"));
        pki.revoke(OPERATOR, "3", two.name(), RevocationReason.CESSATION_OF_OPERATION);
        int before = pki.all().size();
        List<Pki.Issuing> issuers = pki.authorities();
        begins = false;
        stop();
        start();
        assertThat(pki.authorities()).isEqualTo(issuers);
        assertThat(pki.all()).hasSize(before);
        assertThat(pki.find(one.name()).orElseThrow().isGood(Instant.now())).isTrue();
        assertThat(pki.find(two.name()).orElseThrow().isGood(Instant.now())).isFalse();
        files(two);
        assertThat(status()).contains("leaf.pem: revoked");
        files(one);
        assertThat(status()).contains("leaf.pem: good");
        PkiAnswer again =
                pki.revoke(OPERATOR, "3", two.name(), RevocationReason.CESSATION_OF_OPERATION);
        assertThat(((PkiAnswer.Revoked) again).repeated()).isTrue();
    }

    /// Authorities are there once somebody wants them, and an office that does not has none.
    @Test
    void makesNothingBeforeItIsBegun(@TempDir Path other) {
        stop();
        folder = other;
        openssl = new Openssl(other);
        database.close();
        database = TestDatabase.fresh("ledger");
        begins = false;
        start();
        assertThat(pki.authorities()).isEmpty();
        assertThat(pki.all()).isEmpty();
        assertThat(
                        refused(
                                pki.issue(
                                        new Pki.Order(
                                                OPERATOR,
                                                "1",
                                                Use.SITE,
                                                "x",
                                                openssl.request("x")))))
                .isEqualTo(PkiRefusal.NOT_READY);
        assertThat(pki.begin()).hasSize(3);
        int all = pki.all().size();
        assertThat(pki.begin()).hasSize(3);
        pki.look();
        assertThat(pki.all()).hasSize(all);
    }

    /// The journal of another site was read first.
    @Test
    void aRevocationThatCameBeforeItsCertificateCounts() {
        Issued one = issue("1", Use.OFFICIAL, "p-1", openssl.request("leaf"));
        Issued.Revocation earlier =
                new Issued.Revocation(
                        one.name(),
                        Instant.parse("2026-01-01T00:00:00Z"),
                        RevocationReason.SUPERSEDED);
        Issued.Revocation later =
                new Issued.Revocation(
                        one.name(),
                        Instant.parse("2026-02-01T00:00:00Z"),
                        RevocationReason.KEY_COMPROMISE);
        append(new PkiEntries.Revocation(later).content());
        append(new PkiEntries.Revocation(earlier).content());
        stop();
        start();
        assertThat(pki.find(one.name()).orElseThrow().revocation())
                .contains(
                        new Issued.Revocation(
                                one.name(), earlier.at(), RevocationReason.KEY_COMPROMISE));
    }

    /// Garbage, and what says something else than is signed, stands in the journal and stops
    /// nothing.
    @Test
    void oneEntryKeepsNoOtherFromBeingRead() {
        Issued one = issue("1", Use.OFFICIAL, "p-1", openssl.request("leaf"));
        ObjectNode longAgo = new PkiEntries.Revocation(revocation(one, Instant.MIN)).content();
        append(longAgo);
        append(PkiEntries.ISSUER, CanonicalJson.object().put("site", "office"));
        append(PkiEntries.RESPONDER, CanonicalJson.object().put("key", "AAAA").put("site", "b"));
        append(PkiEntries.CERTIFICATE, CanonicalJson.object().put("use", "none"));
        append(
                PkiEntries.CERTIFICATE,
                new PkiEntries.Certificate(
                                one.authority(), Use.RESPONDER, "p-1", "", one.certificate())
                        .content());
        append(
                PkiEntries.ISSUER,
                new PkiEntries.Issuer(Authority.SITES, "office", issuerOf(one)).content());
        append(CanonicalJson.object().put("at", "never").put("issuer", "x").put("serial", "1"));
        Issued two = issue("2", Use.OFFICIAL, "p-2", openssl.request("second"));
        pki.revoke(OPERATOR, "3", two.name(), RevocationReason.SUPERSEDED);
        begins = false;
        stop();
        start();
        assertThat(pki.authorities()).hasSize(3);
        assertThat(pki.find(one.name()).orElseThrow().use()).isEqualTo(Use.OFFICIAL);
        assertThat(pki.find(one.name()).orElseThrow().revocation().orElseThrow().at())
                .isEqualTo(Instant.EPOCH);
        files(two);
        assertThat(status()).contains("leaf.pem: revoked");
        files(one);
        assertThat(status()).contains("leaf.pem: revoked");
    }

    private static Issued.Revocation revocation(Issued one, Instant at) {
        return new Issued.Revocation(one.name(), at, RevocationReason.UNSPECIFIED);
    }

    @Test
    void aKeyThatWasRevokedGetsNoOtherCertificate() {
        byte[] request = openssl.request("leaf");
        Issued one = issue("1", Use.OFFICIAL, "p-1", request);
        pki.revoke(OPERATOR, "2", one.name(), RevocationReason.KEY_COMPROMISE);
        assertThat(refused(pki.issue(new Pki.Order(OPERATOR, "3", Use.SITE, "x", request))))
                .isEqualTo(PkiRefusal.BAD_KEY);
        PkiAnswer again = pki.issue(new Pki.Order(OPERATOR, "1", Use.OFFICIAL, "p-1", request));
        assertThat(again).isInstanceOf(PkiAnswer.Given.class);

        Issued stamps =
                pki.all().stream()
                        .filter(all -> all.use() == Use.TIME_STAMP)
                        .findFirst()
                        .orElseThrow();
        pki.revoke(OPERATOR, "4", stamps.name(), RevocationReason.KEY_COMPROMISE);
        pki.look();
        Issued fresh =
                pki.all().stream()
                        .filter(all -> all.use() == Use.TIME_STAMP)
                        .filter(all -> all.revocation().isEmpty())
                        .findFirst()
                        .orElseThrow();
        assertThat(fresh.certificate().getPublicKey())
                .isNotEqualTo(stamps.certificate().getPublicKey());
    }

    /// Of a site that burnt before anybody had read it, or of whoever has an issuing key.
    @Test
    void revokesWhatNobodyHasSeenOfAKnownIssuer() throws Exception {
        Issued one = issue("1", Use.OFFICIAL, "p-1", openssl.request("leaf"));
        CertificateName unseen =
                new CertificateName(one.name().issuer(), one.name().serial().add(BigInteger.ONE));
        PkiAnswer answer = pki.revoke(OPERATOR, "2", unseen, RevocationReason.KEY_COMPROMISE);
        assertThat(answer).isInstanceOf(PkiAnswer.Revoked.class);
        files(one);
        openssl.good(
                "ocsp",
                "-issuer",
                "issuer.pem",
                "-serial",
                "0x" + unseen.serial().toString(16),
                "-reqout",
                "unseen.der");
        BasicOCSPResp told =
                (BasicOCSPResp)
                        new OCSPResp(pki.status(openssl.read("unseen.der"))).getResponseObject();
        assertThat(told.getResponses()[0].getCertStatus()).isInstanceOf(RevokedStatus.class);
        openssl.write("list.crl", pki.revocations(one.name().issuer()).orElseThrow());
        assertThat(openssl.good("crl", "-inform", "DER", "-in", "list.crl", "-noout", "-text"))
                .containsIgnoringCase(unseen.serial().toString(16));
        assertThat(refused(pki.revoke(OPERATOR, "2", unseen, RevocationReason.SUPERSEDED)))
                .as("another reason")
                .isEqualTo(PkiRefusal.REUSED);
    }

    private void append(ObjectNode content) {
        append(PkiEntries.REVOCATION, content);
    }

    private void append(String type, ObjectNode content) {
        var _ =
                ledger.node()
                        .append(
                                new EntryDraft(
                                        type,
                                        Pki.ALL,
                                        keys.handles().of("certificate", "another site's"),
                                        0,
                                        Optional.empty(),
                                        Optional.empty(),
                                        content,
                                        Optional.empty()),
                                List.of());
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
