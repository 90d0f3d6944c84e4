// SPDX-License-Identifier: Apache-2.0
package org.holdfast.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.keys.Keys;
import org.holdfast.keys.KeysSettings;
import org.holdfast.ledger.EntryDraft;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.LedgerSettings;
import org.holdfast.offices.Offices;
import org.holdfast.testing.Openssl;
import org.holdfast.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// The authorities of an office with one place, and openssl that judges them.
abstract class AtAuthorities {
    static final String OPERATOR = "p-operator";

    @TempDir Path folder;
    final SecureRandom random = new SecureRandom();
    TestDatabase database;
    Keys keys;
    Ledger ledger;
    Pki pki;
    Openssl openssl;
    boolean begins = true;
    boolean doubted;
    Optional<Instant> heard = Optional.of(Instant.now().minusSeconds(1));
    Optional<Instant> heardOfC = Optional.of(Instant.now().minusSeconds(1));

    @BeforeEach
    void open() {
        database = TestDatabase.fresh("ledger");
        openssl = new Openssl(folder);
        start();
    }

    void start() {
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
                        new Hearing(this::sites, () -> true, () -> doubted));
        if (begins) {
            assertThat(pki.begin()).hasSize(Authority.values().length);
        } else {
            pki.look();
        }
    }

    /// The office here is alone: when the others were heard, a test says.
    Map<Character, Optional<Instant>> sites() {
        return Map.of('b', heard, 'c', heardOfC);
    }

    void stop() {
        pki.close();
        ledger.close();
        keys.close();
    }

    @AfterEach
    void close() {
        stop();
        database.close();
    }

    Issued issue(String operation, Use use, String holder, byte[] request) {
        PkiAnswer answer = pki.issue(new Pki.Order(OPERATOR, operation, use, holder, request));
        assertThat(answer).isInstanceOf(PkiAnswer.Given.class);
        return ((PkiAnswer.Given) answer).certificate();
    }

    static PkiRefusal refused(PkiAnswer answer) {
        assertThat(answer).isInstanceOf(PkiAnswer.Refused.class);
        return ((PkiAnswer.Refused) answer).why();
    }

    X509Certificate issuerOf(Issued one) {
        return pki.authorities().stream()
                .filter(issuer -> issuer.key().equals(one.name().issuer()))
                .findFirst()
                .orElseThrow()
                .certificate();
    }

    void files(Issued one) {
        openssl.pem("root.pem", keys.root().certificate());
        openssl.pem("issuer.pem", issuerOf(one));
        openssl.pem("chain.pem", issuerOf(one), keys.root().certificate());
        openssl.pem("leaf.pem", one.certificate());
    }

    String status() {
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

    static Issued.Revocation revocation(Issued one, Instant at) {
        return new Issued.Revocation(one.name(), at, RevocationReason.UNSPECIFIED);
    }

    void append(ObjectNode content) {
        append(PkiEntries.REVOCATION, content);
    }

    void append(String type, ObjectNode content) {
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
}
