// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.holdfast.documents.Archive;
import org.holdfast.keys.Keys;
import org.holdfast.keys.KeysSettings;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.LedgerSettings;
import org.holdfast.offices.OfficeCode;
import org.holdfast.offices.Offices;
import org.holdfast.pki.Pki;
import org.holdfast.testing.Openssl;
import org.holdfast.testing.TestDatabase;
import org.holdfast.verifier.Compromises;
import org.holdfast.verifier.PaperVerdict;
import org.holdfast.verifier.PaperVerifier;
import org.holdfast.verifier.Reason;
import org.holdfast.verifier.TrustList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Copies for keeping, made by a real office's keys and authorities; they stay in `target/archive`
/// for the judges module.
final class ArchiveTest {
    @TempDir Path folder;
    private final SecureRandom random = new SecureRandom();
    private TestDatabase database;
    private Keys keys;
    private Ledger ledger;
    private Pki pki;
    private Instant now = Instant.now();
    private final InstantSource clock = () -> now;

    @BeforeEach
    void open() {
        database = TestDatabase.fresh("ledger");
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
        pki = new Pki(ledger, keys, clock, random, "office", folder.resolve("heard"));
    }

    @AfterEach
    void close() {
        pki.close();
        ledger.close();
        keys.close();
        database.close();
    }

    private byte[] paper(String layout) {
        return SamplePapers.paper(keys.seals(), layout, now.minusSeconds(30)).pdf();
    }

    private PaperVerdict judge(byte[] pdf) {
        return new PaperVerifier(clock).verify(pdf, TrustList.read(keys.trust()), Optional.empty());
    }

    @Test
    void keepsStatusAndTimesBehindThePaper() throws Exception {
        var _ = pki.begin();
        pki.look();
        Path kept = Files.createDirectories(Path.of("target", "archive"));
        Files.writeString(kept.resolve("trust.json"), keys.trust());
        for (String layout : SamplePapers.LAYOUTS) {
            byte[] paper = paper(layout);
            Archive.Copy copy = new Archive(keys, pki, clock).of(paper);
            assertThat(copy.level()).isEqualTo(Archive.Level.KEPT);
            assertThat(copy.asOf()).isPresent();
            assertThat(Arrays.copyOf(copy.pdf(), paper.length)).isEqualTo(paper);
            PaperVerdict verdict = judge(copy.pdf());
            assertThat(verdict.reason()).as("%s", verdict.details()).isEqualTo(Reason.VALID);
            assertThat(verdict.details()).containsEntry("appended", "3").containsKey("stampedAt");
            Files.write(kept.resolve("archive-" + layout + ".pdf"), copy.pdf());
        }
        opensslBelievesTheToken(
                Files.readAllBytes(kept.resolve("archive-kr.resident-abstract.pdf")));
    }

    private void opensslBelievesTheToken(byte[] pdf) throws Exception {
        String text = new String(pdf, StandardCharsets.ISO_8859_1);
        int from = text.lastIndexOf("/Contents<") + "/Contents".length();
        int to = text.indexOf('>', from) + 1;
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(pdf, 0, from);
        digest.update(pdf, to, pdf.length - to);
        Openssl openssl = new Openssl(folder);
        openssl.pem("root.pem", keys.root().certificate());
        byte[] padded = HexFormat.of().parseHex(text.substring(from + 1, to - 1));
        openssl.write("token.der", padded);
        openssl.pem(
                "issuers.pem",
                pki.authorities().stream()
                        .map(Pki.Issuing::certificate)
                        .toArray(java.security.cert.X509Certificate[]::new));
        assertThat(
                        openssl.good(
                                "ts",
                                "-verify",
                                "-digest",
                                HexFormat.of().formatHex(digest.digest()),
                                "-token_in",
                                "-in",
                                "token.der",
                                "-CAfile",
                                "root.pem",
                                "-untrusted",
                                "issuers.pem"))
                .contains("Verification: OK");
    }

    @Test
    void givesThePaperAloneWithoutAuthorities() throws IOException {
        byte[] paper = paper("kr.resident-abstract");
        Archive.Copy copy = new Archive(keys, pki, clock).of(paper);
        assertThat(copy.said()).isEqualTo("paper");
        assertThat(copy.pdf()).isEqualTo(paper);
    }

    @Test
    void givesATimeAloneWhileTheStatusIsOldAndTheRestLater() {
        var _ = pki.begin();
        pki.look();
        byte[] paper = paper("kr.resident-abstract");
        now = now.plus(Archive.FRESH).plus(Duration.ofMinutes(1));
        Archive archive = new Archive(keys, pki, clock);
        Archive.Copy copy = archive.of(paper);
        assertThat(copy.said()).isEqualTo("time");
        assertThat(judge(copy.pdf()).reason()).isEqualTo(Reason.VALID);
        pki.look();
        Archive.Copy later = archive.of(copy.pdf());
        assertThat(later.level()).isEqualTo(Archive.Level.KEPT);
        assertThat(judge(later.pdf()).reason()).isEqualTo(Reason.VALID);
        assertThat(PaperVerifier.issued(later.pdf())).isEqualTo(paper);
    }

    @Test
    void givesATimeAloneToASealOfAnotherSite() {
        var _ = pki.begin();
        pki.look();
        byte[] elsewhere = SamplePapers.paper(new TestSeals(), "kr.resident-abstract").pdf();
        assertThat(new Archive(keys, pki, clock).of(elsewhere).said()).isEqualTo("time");
    }

    @Test
    void theRootListsSealsInOtherHands() throws Exception {
        var seal = keys.seals().of(new OfficeCode("kr-11110")).certificate();
        Instant from = Instant.ofEpochSecond(now.getEpochSecond());
        assertThat(list(from).getRevokedCertificate(seal)).isNull();
        keys.root().compromised(Compromises.keyName(seal.getPublicKey()), from, from);
        assertThat(list(from).getRevokedCertificate(seal).getRevocationDate().toInstant())
                .isEqualTo(from);
    }

    private java.security.cert.X509CRL list(Instant from) throws Exception {
        var list =
                (java.security.cert.X509CRL)
                        java.security.cert.CertificateFactory.getInstance("X.509")
                                .generateCRL(
                                        new java.io.ByteArrayInputStream(
                                                keys.root()
                                                        .revocations(from, from.plusSeconds(60))));
        list.verify(keys.root().certificate().getPublicKey());
        return list;
    }
}
