// SPDX-License-Identifier: Apache-2.0
package org.holdfast.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.holdfast.ledger.CanonicalJson;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/// What is read of what was issued and revoked, whatever else stands in the journals.
final class CertificateBookTest extends AtAuthorities {
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
}
