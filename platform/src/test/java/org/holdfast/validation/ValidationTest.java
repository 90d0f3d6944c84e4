// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a certificate is good for while its authorities are alive, silent, dead and back again; and
/// that whoever judges never goes to them.
final class ValidationTest {
    private static final Duration LIST_SPAN = Duration.ofDays(2);

    @TempDir Path folder;
    private final TestAuthority root = TestAuthority.root("root");
    private final TestAuthority issuer = root.under(new TestAuthority.Spec("issuer").authority());
    private Endpoint endpoint;
    private StatusStore store;
    private Validation validation;
    private Instant now = TestAuthority.NOW;
    private X509Certificate leaf;

    @BeforeEach
    void open() {
        endpoint = new Endpoint();
        leaf = issuer.issue(TestAuthority.leaf("leaf").fetchedFrom(endpoint.address().toString()));
        start();
    }

    private void start() {
        PathRules rules = new PathRules(Strength.STANDARD);
        store =
                new StatusStore(
                        new StoreSettings(
                                folder,
                                List.of(
                                        new Source.Crl(
                                                "root-list",
                                                List.of(endpoint.address()),
                                                root.certificate),
                                        new Source.Crl(
                                                "list",
                                                List.of(endpoint.address()),
                                                issuer.certificate),
                                        new Source.Ocsp(
                                                "ocsp",
                                                List.of(endpoint.address()),
                                                issuer.certificate)),
                                List.of(root.certificate)),
                        Strength.STANDARD,
                        rules,
                        () -> now);
        store.enrol(leaf);
        validation = new Validation(rules, store, Tiers.STANDARD, () -> now);
    }

    @AfterEach
    void close() {
        store.close();
        endpoint.close();
    }

    private Judgement judge(X509Certificate certificate) {
        int before = endpoint.connections.get();
        Judgement judged =
                validation.judge(
                        Validation.Shown.login(
                                TestAuthority.der(certificate),
                                List.of(TestAuthority.der(issuer.certificate))));
        assertThat(endpoint.connections).hasValue(before);
        return judged;
    }

    private Standing standing() {
        assertThat(judge(leaf)).isInstanceOf(Judgement.Stands.class);
        return ((Judgement.Stands) judge(leaf)).standing();
    }

    private void bring(String source, byte[] what) {
        assertThat(store.bring(source, what)).isEmpty();
    }

    private void lists(Instant at, X509Certificate... revoked) {
        bring("root-list", root.list(at, Duration.ofDays(200), at.getEpochSecond()));
        bring("list", issuer.list(at, LIST_SPAN, at.getEpochSecond(), revoked));
    }

    @Test
    void whoeverIsUnknownNeedsGlassToBeBroken() {
        Standing standing = standing();
        assertThat(standing.status()).isEqualTo(Standing.Status.UNKNOWN);
        assertThat(standing.source()).isEqualTo(StatusSource.NONE);
        assertThat(standing.tier()).isEqualTo(Tier.BREAK_GLASS);
        assertThat(standing.asOf()).isEmpty();
        assertThat(standing.age()).isEmpty();
    }

    @Test
    void growsOldTierByTierWhileNobodyAnswers() {
        lists(now);
        record Step(Duration age, Tier tier) {}
        for (Step step :
                List.of(
                        new Step(Duration.ZERO, Tier.FULL),
                        new Step(Duration.ofMinutes(59), Tier.FULL),
                        new Step(Duration.ofHours(1), Tier.MARKED),
                        new Step(Duration.ofHours(4), Tier.COUNTER),
                        new Step(Duration.ofHours(24), Tier.BREAK_GLASS))) {
            now = TestAuthority.NOW.plus(step.age);
            Standing standing = standing();
            assertThat(standing.tier()).as(step.toString()).isEqualTo(step.tier);
            assertThat(standing.status()).isEqualTo(Standing.Status.GOOD);
            assertThat(standing.source()).isEqualTo(StatusSource.LIST);
            assertThat(standing.asOf()).contains(TestAuthority.NOW);
            assertThat(standing.age()).contains(step.age);
        }
        now = TestAuthority.NOW.plus(LIST_SPAN).plus(Duration.ofHours(1));
        assertThat(standing().source()).isEqualTo(StatusSource.LIST_CACHED);
        assertThat(standing().tier()).isEqualTo(Tier.BREAK_GLASS);
    }

    /// OCSP of the leaf, a list about its issuer that is months old and in force.
    @Test
    void asksRespondersFirstAndListsWhereTheyAreYounger() {
        lists(now.minus(Duration.ofHours(3)));
        bring("ocsp", issuer.answer(leaf, CertificateStatus.GOOD, now.minusSeconds(60), issuer));
        assertThat(standing().source()).isEqualTo(StatusSource.OCSP);
        assertThat(standing().tier()).isEqualTo(Tier.FULL);
        now = now.plus(Duration.ofHours(3));
        assertThat(standing().source()).isEqualTo(StatusSource.OCSP_CACHED);
        assertThat(standing().tier()).isEqualTo(Tier.MARKED);
        lists(now.minusSeconds(30));
        assertThat(standing().source()).isEqualTo(StatusSource.LIST);
        assertThat(standing().tier()).isEqualTo(Tier.FULL);
    }

    /// Without a word about the issuer, what its responder says of the leaf is not enough.
    @Test
    void anAnswerNeedsAWordAboutWhoeverIssued() {
        bring("ocsp", issuer.answer(leaf, CertificateStatus.GOOD, now.minusSeconds(60), issuer));
        assertThat(standing().status()).isEqualTo(Standing.Status.UNKNOWN);
        bring("root-list", root.list(now.minusSeconds(9), Duration.ofDays(200), 1));
        assertThat(standing().tier()).isEqualTo(Tier.FULL);
        now = now.plus(Duration.ofMinutes(1));
        bring(
                "root-list",
                root.list(now.minusSeconds(9), Duration.ofDays(200), 2, issuer.certificate));
        assertThat(judge(leaf))
                .isInstanceOfSatisfying(
                        Judgement.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.REVOKED));
    }

    @Test
    void tellsOfWhoIsEnrolledWithoutAPath() {
        assertThat(validation.known(leaf).status()).isEqualTo(Standing.Status.UNKNOWN);
        bring("ocsp", issuer.answer(leaf, CertificateStatus.GOOD, now.minusSeconds(60), issuer));
        assertThat(validation.known(leaf).status()).isEqualTo(Standing.Status.GOOD);
        assertThat(validation.known(leaf).tier()).isEqualTo(Tier.FULL);
        assertThat(store.revoke(leaf)).isTrue();
        assertThat(validation.known(leaf).status()).isEqualTo(Standing.Status.REVOKED);
        assertThat(judge(leaf)).isInstanceOf(Judgement.Refused.class);
    }

    @Test
    void oneRevocationWinsOverAllThatIsGood() {
        lists(now.minus(Duration.ofHours(1)), leaf);
        bring("ocsp", issuer.answer(leaf, CertificateStatus.GOOD, now.minusSeconds(5), issuer));
        lists(now.minusSeconds(1));
        assertThat(judge(leaf)).isInstanceOf(Judgement.Refused.class);
        store.close();
        start();
        assertThat(judge(leaf)).isInstanceOf(Judgement.Refused.class);
    }

    @Test
    void aClockThatWasSetBackMakesEverythingUnknown() {
        lists(now.minusSeconds(60));
        assertThat(standing().tier()).isEqualTo(Tier.FULL);
        now = now.plus(Duration.ofHours(9));
        assertThat(standing().tier()).isEqualTo(Tier.COUNTER);
        store.look("list");
        now = now.minus(Duration.ofHours(9)).plusSeconds(60);
        assertThat(standing().tier()).isEqualTo(Tier.BREAK_GLASS);
        assertThat(standing().status()).isEqualTo(Standing.Status.UNKNOWN);
        // also over a start
        store.close();
        start();
        assertThat(store.isClockDoubted()).isTrue();
        assertThat(standing().tier()).isEqualTo(Tier.BREAK_GLASS);
        // an authority that signs this very moment says that it is right now
        lists(now.minusSeconds(1));
        assertThat(store.isClockDoubted()).isFalse();
        assertThat(standing().tier()).isEqualTo(Tier.FULL);
        // behind what an authority has signed it is never believed
        now = now.minus(Duration.ofHours(2));
        assertThat(standing().status()).isEqualTo(Standing.Status.UNKNOWN);
    }

    @Test
    void judgesWhileTheEndpointHangs() {
        lists(now.minusSeconds(60));
        endpoint.manner = Endpoint.Manner.NEVER;
        store.start();
        for (int i = 0; i < 100; i++) {
            Judgement judged =
                    validation.judge(
                            Validation.Shown.login(
                                    TestAuthority.der(leaf),
                                    List.of(TestAuthority.der(issuer.certificate))));
            assertThat(judged).isInstanceOf(Judgement.Stands.class);
        }
    }

    @Test
    void refusesWhatHasNoPathOrAnotherPurpose() {
        lists(now.minusSeconds(60));
        X509Certificate stranger = TestAuthority.root("stranger").issue(TestAuthority.leaf("leaf"));
        assertThat(judge(stranger))
                .isInstanceOfSatisfying(
                        Judgement.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.NO_PATH));
        X509Certificate machine =
                issuer.issue(
                        new TestAuthority.Spec("machine")
                                .purpose(org.bouncycastle.asn1.x509.KeyPurposeId.id_kp_serverAuth));
        assertThat(judge(machine))
                .isInstanceOfSatisfying(
                        Judgement.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.PURPOSE));
        // its issuer is known here, and need not be shown
        assertThat(validation.judge(Validation.Shown.login(TestAuthority.der(leaf), List.of())))
                .isInstanceOf(Judgement.Stands.class);
    }

    @Test
    void tiersGrow() {
        for (Tiers good : List.of(Tiers.STANDARD)) {
            assertThat(good.of(Optional.of(now.plusSeconds(60)), now)).isEqualTo(Tier.BREAK_GLASS);
            assertThat(good.of(Optional.of(now.plusSeconds(3)), now)).isEqualTo(Tier.FULL);
            assertThat(good.of(Optional.empty(), now)).isEqualTo(Tier.BREAK_GLASS);
        }
        Duration hour = Duration.ofHours(1);
        assertThatThrownBy(() -> new Tiers(hour, hour, Duration.ofHours(2)))
                .isInstanceOf(ValidationFault.class);
        assertThatThrownBy(() -> new Tiers(Duration.ZERO, hour, Duration.ofHours(2)))
                .isInstanceOf(ValidationFault.class);
        assertThatThrownBy(() -> new Tiers(hour, Duration.ofHours(3), Duration.ofHours(2)))
                .isInstanceOf(ValidationFault.class);
    }
}
