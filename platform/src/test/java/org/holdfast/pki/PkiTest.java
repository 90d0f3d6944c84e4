// SPDX-License-Identifier: Apache-2.0
package org.holdfast.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.holdfast.testing.Openssl;
import org.holdfast.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Orders to the authorities of an office.
final class PkiTest extends AtAuthorities {
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
}
