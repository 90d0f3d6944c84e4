// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A list of anchors that would lock everybody out waits for a person.
final class TrustListTest {
    private static final String SIGNED = "signed";
    private static final String PLAIN = "plain";

    @TempDir Path folder;
    private final TestAuthority signer = TestAuthority.root("signer");
    private final TestAuthority ours = TestAuthority.root("ours");
    private final X509Certificate own = ours.issue(TestAuthority.leaf("own"));
    private final List<X509Certificate> many = new ArrayList<>();
    private Endpoint endpoint;
    private StatusStore store;
    private Instant now = TestAuthority.NOW;

    @BeforeEach
    void open() {
        endpoint = new Endpoint();
        for (int i = 0; i < 10; i++) {
            many.add(TestAuthority.root("anchor" + i).certificate);
        }
        start();
    }

    private void start() {
        store =
                new StatusStore(
                        new StoreSettings(
                                folder,
                                List.of(
                                        new Source.TrustList(
                                                SIGNED,
                                                List.of(endpoint.address()),
                                                Optional.of(signer.certificate)),
                                        new Source.TrustList(
                                                PLAIN,
                                                List.of(endpoint.address()),
                                                Optional.empty())),
                                List.of(),
                                List.of(List.of(own)),
                                Tiers.STANDARD,
                                Duration.ofSeconds(30)),
                        Strength.STANDARD,
                        new PathRules(Strength.STANDARD),
                        () -> now);
    }

    @AfterEach
    void close() {
        store.close();
        endpoint.close();
    }

    private static byte[] pem(List<X509Certificate> anchors) {
        StringBuilder text = new StringBuilder("# anchors\n");
        for (X509Certificate one : anchors) {
            text.append("-----BEGIN CERTIFICATE-----\n")
                    .append(
                            Base64.getMimeEncoder(64, new byte[] {'\n'})
                                    .encodeToString(TestAuthority.der(one)))
                    .append("\n-----END CERTIFICATE-----\n");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] signed(TestAuthority by, Instant at, List<X509Certificate> anchors) {
        try {
            var attributes =
                    new AttributeTable(
                            new Attribute(
                                    CMSAttributes.signingTime,
                                    new org.bouncycastle.asn1.DERSet(new Time(Date.from(at)))));
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(
                    new JcaSignerInfoGeneratorBuilder(
                                    new JcaDigestCalculatorProviderBuilder().build())
                            .setSignedAttributeGenerator(
                                    new DefaultSignedAttributeTableGenerator(attributes))
                            .build(
                                    new JcaContentSignerBuilder("SHA256withECDSA")
                                            .build(by.pair.getPrivate()),
                                    by.certificate));
            return generator.generate(new CMSProcessableByteArray(pem(anchors)), true).getEncoded();
        } catch (Exception bug) {
            throw new IllegalStateException(bug);
        }
    }

    private List<X509Certificate> withOurs(List<X509Certificate> others) {
        List<X509Certificate> all = new ArrayList<>(others);
        all.add(ours.certificate);
        return all;
    }

    private SourceState state(String name) {
        return store.sources().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void waits(String source) {
        assertThat(store.look(source)).isFalse();
        assertThat(state(source).failure().orElseThrow().why())
                .isEqualTo(FetchRefusal.WAITS_FOR_A_PERSON);
        assertThat(state(source).waiting()).isPresent();
    }

    @Test
    void aSignedListIsTakenUnlessItTakesAwayTooMuch() {
        endpoint.says(signed(signer, now.minusSeconds(60), withOurs(many)));
        assertThat(store.look(SIGNED)).isTrue();
        assertThat(store.anchors()).hasSize(11).contains(ours.certificate);
        // one of eleven may go
        now = now.plusSeconds(60);
        endpoint.says(signed(signer, now.minusSeconds(30), withOurs(many.subList(0, 9))));
        assertThat(store.look(SIGNED)).isTrue();
        // two of ten may not, by themselves
        now = now.plusSeconds(60);
        endpoint.says(signed(signer, now.minusSeconds(30), withOurs(many.subList(0, 7))));
        waits(SIGNED);
        assertThat(store.anchors()).hasSize(10);
        assertThat(store.accept(SIGNED, "another")).isFalse();
        assertThat(store.accept(SIGNED, state(SIGNED).waiting().orElseThrow())).isTrue();
        assertThat(store.anchors()).hasSize(8);
        assertThat(state(SIGNED).waiting()).isEmpty();
        store.close();
        endpoint.close();
        start();
        assertThat(store.anchors()).hasSize(8);
    }

    @Test
    void aListThatWouldEndOurOwnChainWaits() {
        endpoint.says(signed(signer, now.minusSeconds(60), withOurs(many)));
        assertThat(store.look(SIGNED)).isTrue();
        now = now.plusSeconds(60);
        endpoint.says(signed(signer, now.minusSeconds(30), many));
        waits(SIGNED);
        assertThat(store.anchors()).contains(ours.certificate);
    }

    @Test
    void refusesListsThatLie() {
        endpoint.says(signed(signer, now.minusSeconds(60), withOurs(many)));
        assertThat(store.look(SIGNED)).isTrue();
        record Lie(byte[] said, FetchRefusal why) {}
        TestAuthority other = TestAuthority.root("signer");
        for (Lie lie :
                List.of(
                        new Lie(signed(signer, now.minusSeconds(90), many), FetchRefusal.OLDER),
                        new Lie(signed(signer, now.plusSeconds(90), many), FetchRefusal.FUTURE),
                        new Lie(signed(other, now, withOurs(many)), FetchRefusal.FOREIGN),
                        new Lie(pem(withOurs(many)), FetchRefusal.MALFORMED),
                        new Lie(signed(signer, now, List.of(own)), FetchRefusal.MALFORMED),
                        new Lie(signed(signer, now, List.of()), FetchRefusal.MALFORMED))) {
            endpoint.says(lie.said);
            assertThat(store.look(SIGNED)).isFalse();
            assertThat(state(SIGNED).failure().orElseThrow().why()).isEqualTo(lie.why);
            assertThat(store.anchors()).hasSize(11);
        }
    }

    @Test
    void everyChangeOfAListThatNobodySignsWaits() {
        endpoint.says(pem(many));
        waits(PLAIN);
        assertThat(store.anchors()).isEmpty();
        assertThat(store.accept(PLAIN, state(PLAIN).waiting().orElseThrow())).isTrue();
        assertThat(store.anchors()).hasSize(10);
        assertThat(store.look(PLAIN)).isTrue();
        endpoint.says(pem(withOurs(many)));
        waits(PLAIN);
        assertThat(store.anchors()).hasSize(10);
    }
}
