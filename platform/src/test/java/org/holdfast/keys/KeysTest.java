// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.holdfast.offices.Country;
import org.holdfast.offices.OfficeCode;
import org.holdfast.testing.TestKeys;
import org.holdfast.verifier.CertificateUse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class KeysTest {
    private static final OfficeCode JONGNO = new OfficeCode("kr-11110");
    private static final OfficeCode NAKANO = new OfficeCode("jp-131148");

    @TempDir Path folder;

    private Keys open() {
        return TestKeys.open(folder);
    }

    @Test
    void keepsRootSealsPromiseKeySecretsAndHandlesAcrossStarts() {
        UUID id = UUID.randomUUID();
        SealKey seal;
        SubjectHandle subject;
        Handle handle;
        String site;
        byte[] secret;
        X509Certificate node;
        try (Keys keys = open()) {
            seal = keys.seals().of(JONGNO);
            subject = keys.handles().subject(Country.KR, "kr.resident", id);
            handle = keys.handles().of("record:kr.resident", id);
            site = keys.site();
            secret = keys.secret("sessions").getEncoded();
            node = keys.promises().certificate();
        }
        try (Keys keys = open()) {
            assertThat(keys.seals().of(JONGNO).certificate()).isEqualTo(seal.certificate());
            assertThat(keys.seals().of(JONGNO).kid()).isEqualTo(seal.kid()).hasSize(8);
            assertThat(keys.handles().subject(Country.KR, "kr.resident", id)).isEqualTo(subject);
            assertThat(keys.handles().of("record:kr.resident", id)).isEqualTo(handle);
            assertThat(keys.handles().of("paper", id)).isNotEqualTo(handle);
            assertThat(keys.site()).isEqualTo(site).matches("[0-9a-f]{8}");
            assertThat(keys.secret("sessions").getEncoded()).isEqualTo(secret);
            assertThat(keys.secret("else").getEncoded()).isNotEqualTo(secret);
            assertThat(keys.promises().certificate()).isEqualTo(node);
        }
    }

    @Test
    void sealsWithACertificateThatChainsToTheRootAndNamesTheOffice() throws Exception {
        try (Keys keys = open()) {
            SealKey seal = keys.seals().of(NAKANO);
            assertChains(seal.certificate(), keys.root().certificate());
            assertThat(seal.certificate().getSubjectX500Principal().getName())
                    .contains("CN=東京都中野区")
                    .contains("OU=SPECIMEN");
            assertThat(seal.certificate().getSubjectX500Principal().toString())
                    .contains("jp-131148");
            assertThat(seal.certificate().getExtendedKeyUsage())
                    .containsExactly("1.3.6.1.5.5.7.3.36");
            assertThat(seal.certificate().getKeyUsage()).startsWith(true, true, false);
            assertThat(seal.certificate().getBasicConstraints()).isEqualTo(-1);
            byte[] text = "a paper".getBytes(StandardCharsets.UTF_8);
            Signature signing = Providers.signature("SHA256withECDSA");
            signing.initSign(seal.key());
            signing.update(text);
            byte[] signature = signing.sign();
            Signature judge = Signature.getInstance("SHA256withECDSA");
            judge.initVerify(seal.certificate());
            judge.update(text);
            assertThat(judge.verify(signature)).isTrue();
        }
    }

    @Test
    void certifiesAJournalKeyOnceAndNeverTheSameOriginAgain() throws Exception {
        try (Keys keys = open()) {
            var generator = KeyPairGenerator.getInstance("Ed25519");
            var journal = generator.generateKeyPair().getPublic();
            String origin = "holdfast.invalid/" + keys.site() + "/central/1";
            var made = keys.root().certifyJournal("central-1", origin, "vkey", journal);
            assertChains(made.certificate(), keys.root().certificate());
            assertThat(made.certificate().getPublicKey()).isEqualTo(journal);
            assertThat(made.certificate().getExtendedKeyUsage())
                    .containsExactly(CertificateUse.JOURNALS.oid());
            assertThat(keys.promises().certificate().getExtendedKeyUsage())
                    .containsExactly(CertificateUse.PROMISES.oid());
            assertThat(keys.root().journals()).containsExactly(made);
            var other = generator.generateKeyPair().getPublic();
            assertThatThrownBy(() -> keys.root().certifyJournal("central-1", origin, "v", other))
                    .isInstanceOf(KeysFault.class);
            assertThat(keys.root().journals()).containsExactly(made);
        }
    }

    @Test
    void exportsWhatOthersNeedToVerifyAndNoMore() throws Exception {
        try (Keys keys = open()) {
            SealKey seal = keys.seals().of(JONGNO);
            JsonNode trust = JsonMapper.builder().build().readTree(keys.trust());
            assertThat(trust.get("format").asString()).isEqualTo("holdfast-trust-v1");
            assertThat(trust.get("specimen").asBoolean()).isTrue();
            X509Certificate root = certificate(trust.get("roots").get(0).asString());
            X509Certificate sealed =
                    certificate(trust.get("seals").get(0).get("certificate").asString());
            assertChains(sealed, root);
            assertThat(trust.get("seals").get(0).get("kid").asString()).isEqualTo(seal.id().hex());
            assertChains(
                    certificate(trust.get("nodes").get(0).get("certificate").asString()), root);
            assertThat(keys.trust()).doesNotContain("PRIVATE");
        }
    }

    @Test
    void showsItsFilesToNobodyElse() throws IOException {
        open().close();
        Path keys = folder.resolve("keys");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)))
                .isEqualTo("rwx------");
        for (String name : List.of("secret", "root.p12")) {
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(keys.resolve(name))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void refusesToOpenKeysWithAnotherSecret() throws IOException {
        open().close();
        Files.write(folder.resolve("keys/secret"), new byte[32]);

        assertThatThrownBy(this::open).isInstanceOf(KeysFault.class);
    }

    @Test
    void sealsForNoOfficeThatDoesNotExist() {
        try (Keys keys = open()) {
            assertThatThrownBy(() -> keys.seals().of(new OfficeCode("kr-00000")))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static X509Certificate certificate(String base64) throws Exception {
        byte[] der = Base64.getDecoder().decode(base64);
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(der));
    }

    private static void assertChains(X509Certificate leaf, X509Certificate root) throws Exception {
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
        parameters.setRevocationEnabled(false);
        CertPathValidator.getInstance("PKIX")
                .validate(
                        CertificateFactory.getInstance("X.509").generateCertPath(List.of(leaf)),
                        parameters);
    }
}
