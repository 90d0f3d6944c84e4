// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Outside authorities that are dead, slow, endless or lying, and a disk that is full: what is good
/// stays, and what is told says how old it is.
final class StatusStoreTest {
    /// Where nothing is to come in time.
    private static final Duration SHORT = Duration.ofMillis(300);

    /// Where something is, also on a crowded machine.
    private static final Duration LONG = Duration.ofSeconds(30);

    private static final String LIST = "list";
    private static final String RESPONDER = "responder";

    @TempDir Path folder;
    private final TestAuthority root = TestAuthority.root("root");
    private final TestAuthority other = TestAuthority.root("root");
    private final X509Certificate leaf = root.issue(TestAuthority.leaf("leaf"));
    private final X509Certificate gone = root.issue(TestAuthority.leaf("gone"));
    private Endpoint endpoint;
    private Endpoint second;
    private StatusStore store;
    private Instant now = TestAuthority.NOW;
    private Duration deadline = LONG;

    @BeforeEach
    void open() {
        endpoint = new Endpoint();
        second = new Endpoint();
        store = store();
    }

    @AfterEach
    void close() {
        store.close();
        endpoint.close();
        second.close();
    }

    private StatusStore store() {
        List<Source> sources =
                List.of(
                        new Source.Crl(LIST, List.of(endpoint.address()), root.certificate),
                        new Source.Ocsp(
                                RESPONDER,
                                List.of(endpoint.address(), second.address()),
                                root.certificate));
        return new StatusStore(
                new StoreSettings(
                        folder.resolve("status"),
                        sources,
                        List.of(root.certificate),
                        List.of(),
                        Tiers.STANDARD,
                        deadline),
                Strength.STANDARD,
                new PathRules(Strength.STANDARD),
                () -> now);
    }

    private void restart() {
        store.close();
        store = store();
    }

    private void waitFor(Duration longest) {
        deadline = longest;
        restart();
    }

    private byte[] list(Instant from, long number, X509Certificate... revoked) {
        return root.list(from, Duration.ofHours(2), number, revoked);
    }

    private SourceState state(String name) {
        return store.sources().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private FetchRefusal failure(String name) {
        return state(name).failure().orElseThrow().why();
    }

    @Test
    void keepsWhatIsGoodWhateverTheEndpointDoes() {
        endpoint.says(list(now.minusSeconds(60), 1, gone));
        assertThat(store.look(LIST)).isTrue();
        assertThat(store.isRevoked(gone)).isTrue();
        Instant good = now.minusSeconds(60);
        assertThat(state(LIST).lastGood()).contains(good);
        now = now.plus(Duration.ofMinutes(10));
        endpoint.says(list(now.minusSeconds(60), 2));
        for (Endpoint.Manner manner :
                List.of(
                        Endpoint.Manner.NEVER,
                        Endpoint.Manner.DRIP,
                        Endpoint.Manner.HALF,
                        Endpoint.Manner.BROKEN,
                        Endpoint.Manner.ELSEWHERE,
                        Endpoint.Manner.FAULT)) {
            boolean hangs =
                    manner == Endpoint.Manner.NEVER
                            || manner == Endpoint.Manner.DRIP
                            || manner == Endpoint.Manner.HALF;
            waitFor(hangs ? SHORT : LONG);
            endpoint.manner = manner;
            assertThat(store.look(LIST)).as(manner.toString()).isFalse();
            FetchRefusal why = failure(LIST);
            switch (manner) {
                case NEVER, DRIP, HALF -> assertThat(why).isEqualTo(FetchRefusal.DEADLINE);
                case BROKEN -> assertThat(why).isEqualTo(FetchRefusal.UNREACHABLE);
                default -> assertThat(why).isEqualTo(FetchRefusal.HTTP_CODE);
            }
            assertThat(state(LIST).lastGood()).contains(good);
            assertThat(state(LIST).age()).contains(Duration.ofSeconds(660));
            assertThat(state(LIST).since()).contains(now);
        }
        endpoint.close();
        assertThat(store.look(LIST)).isFalse();
        assertThat(failure(LIST)).isEqualTo(FetchRefusal.UNREACHABLE);
    }

    @Test
    void readsNoByteAboveTheBound() {
        store.enrol(leaf);
        endpoint.manner = Endpoint.Manner.ENDLESS;
        second.says(new byte[OcspKeeper.LONGEST + 1]);
        assertThat(store.look(RESPONDER)).isFalse();
        assertThat(failure(RESPONDER)).isEqualTo(FetchRefusal.TOO_LARGE);
        endpoint.manner = Endpoint.Manner.WHOLE;
        endpoint.says(new byte[OcspKeeper.LONGEST + 1]);
        assertThat(store.look(RESPONDER)).isFalse();
        assertThat(failure(RESPONDER)).isEqualTo(FetchRefusal.TOO_LARGE);
    }

    @Test
    void takesNoListThatIsOlderForeignOrOfTheFuture() {
        endpoint.says(list(now.minusSeconds(60), 5));
        assertThat(store.look(LIST)).isTrue();
        record Lie(byte[] said, FetchRefusal why) {}
        for (Lie lie :
                List.of(
                        new Lie(list(now.minusSeconds(120), 6), FetchRefusal.OLDER),
                        new Lie(list(now.minusSeconds(30), 4), FetchRefusal.OLDER),
                        new Lie(list(now.plusSeconds(60), 6), FetchRefusal.FUTURE),
                        new Lie(
                                other.list(now.minusSeconds(10), Duration.ofHours(2), 9),
                                FetchRefusal.FOREIGN),
                        new Lie(
                                TestAuthority.root("another")
                                        .list(now.minusSeconds(10), Duration.ofHours(2), 9),
                                FetchRefusal.FOREIGN),
                        new Lie(new byte[] {1, 2, 3}, FetchRefusal.MALFORMED))) {
            endpoint.says(lie.said);
            assertThat(store.look(LIST)).isFalse();
            assertThat(failure(LIST)).isEqualTo(lie.why);
            assertThat(state(LIST).lastGood()).contains(now.minusSeconds(60));
        }
        endpoint.says(list(now.minusSeconds(30), 6));
        assertThat(store.look(LIST)).isTrue();
        assertThat(state(LIST).failure()).isEmpty();
    }

    @Test
    void aRevocationIsNeverTakenBack() {
        endpoint.says(list(now.minusSeconds(60), 1, gone));
        assertThat(store.look(LIST)).isTrue();
        endpoint.says(list(now.minusSeconds(30), 2));
        assertThat(store.look(LIST)).isTrue();
        assertThat(store.isRevoked(gone)).isTrue();
        restart();
        assertThat(store.isRevoked(gone)).isTrue();
        assertThat(store.isRevoked(leaf)).isFalse();
        // nor by a responder that knows nothing of it
        store.enrol(gone);
        endpoint.says(root.answer(gone, CertificateStatus.GOOD, now.minusSeconds(5), root));
        store.look(RESPONDER);
        assertThat(store.isRevoked(gone)).isTrue();
        // and what an older list revokes counts too, though the list does not
        endpoint.says(list(now.minusSeconds(90), 1, leaf));
        assertThat(store.look(LIST)).isFalse();
        assertThat(store.isRevoked(leaf)).isTrue();
    }

    @Test
    void revocationsOfDeltaListsCount() {
        endpoint.says(
                root.list(
                        now.minusSeconds(60),
                        Duration.ofHours(1),
                        2,
                        List.of(
                                new TestAuthority.More(
                                        Extension.deltaCRLIndicator,
                                        true,
                                        new org.bouncycastle.asn1.ASN1Integer(1))),
                        gone));
        assertThat(store.look(LIST)).isTrue();
        assertThat(store.isRevoked(gone)).isTrue();
        // but a delta alone is no status of anybody else
        assertThat(store.lists().asOf(List.of(leaf), now)).isEmpty();
    }

    @Test
    void startsWithEverythingOutsideDead() {
        endpoint.says(list(now.minusSeconds(60), 1, gone));
        assertThat(store.look(LIST)).isTrue();
        store.enrol(leaf);
        endpoint.says(root.answer(leaf, CertificateStatus.GOOD, now.minusSeconds(30), root));
        assertThat(store.look(RESPONDER)).isTrue();
        endpoint.close();
        second.close();
        restart();
        assertThat(state(LIST).lastGood()).contains(now.minusSeconds(60));
        assertThat(store.isRevoked(gone)).isTrue();
        assertThat(store.enrol(leaf)).isTrue();
        assertThat(store.told(leaf).orElseThrow().asOf()).isEqualTo(now.minusSeconds(30));
    }

    @Test
    void keepsThreeAndReadsTheOneBeforeADamagedOne() throws IOException {
        for (int i = 1; i <= 5; i++) {
            now = now.plusSeconds(60);
            endpoint.says(list(now.minusSeconds(30), i));
            assertThat(store.look(LIST)).isTrue();
        }
        Path shelf = folder.resolve("status").resolve(LIST);
        List<Path> kept;
        try (var files = Files.list(shelf)) {
            kept = files.sorted().toList();
        }
        assertThat(kept).hasSize(3);
        byte[] newest = Files.readAllBytes(kept.getLast());
        Files.write(kept.getLast(), java.util.Arrays.copyOf(newest, newest.length - 7));
        restart();
        assertThat(state(LIST).lastGood()).contains(now.minusSeconds(90));
        newest[newest.length - 20] ^= 1;
        Files.write(kept.getLast(), newest);
        Files.write(kept.get(1), new byte[0]);
        restart();
        assertThat(state(LIST).lastGood()).contains(now.minusSeconds(150));
    }

    /// A file where the folder should be is a disk that takes nothing, for root as well.
    @Test
    void aDiskThatTakesNothingIsToldAndStopsNobody() throws IOException {
        Files.writeString(folder.resolve("status"), "in the way");
        endpoint.says(list(now.minusSeconds(60), 1, gone));
        assertThat(store.look(LIST)).isTrue();
        assertThat(failure(LIST)).isEqualTo(FetchRefusal.NOT_KEPT);
        assertThat(store.isRevoked(gone)).isTrue();
        assertThat(state(LIST).lastGood()).contains(now.minusSeconds(60));
        assertThat(store.revoke(leaf)).isFalse();
        assertThat(store.isRevoked(leaf)).isTrue();
        // once there is room again, all of it is kept by the next look
        Files.delete(folder.resolve("status"));
        assertThat(store.look(LIST)).isTrue();
        assertThat(state(LIST).failure()).isEmpty();
        restart();
        assertThat(store.isRevoked(gone)).isTrue();
        assertThat(store.isRevoked(leaf)).isTrue();
        assertThat(state(LIST).lastGood()).isPresent();
    }

    /// Three are kept already when the disk fills: the fourth is kept once there is room.
    @Test
    void keepsLaterWhatAFullDiskDidNotTake() throws IOException {
        for (int i = 1; i <= 3; i++) {
            now = now.plusSeconds(60);
            endpoint.says(list(now.minusSeconds(30), i));
            assertThat(store.look(LIST)).isTrue();
        }
        Path shelf = folder.resolve("status").resolve(LIST);
        Path away = folder.resolve("away");
        Files.move(shelf, away);
        Files.writeString(shelf, "in the way");
        now = now.plusSeconds(60);
        endpoint.says(list(now.minusSeconds(30), 4));
        assertThat(store.look(LIST)).isTrue();
        assertThat(failure(LIST)).isEqualTo(FetchRefusal.NOT_KEPT);
        Files.delete(shelf);
        Files.move(away, shelf);
        assertThat(store.look(LIST)).isTrue();
        assertThat(state(LIST).failure()).isEmpty();
        restart();
        assertThat(state(LIST).lastGood()).contains(now.minusSeconds(30));
    }

    @Test
    void believesResponderKeysOfTheIssuerAlone() {
        store.enrol(leaf);
        TestAuthority delegate =
                root.under(
                        new TestAuthority.Spec("delegate")
                                .purpose(
                                        org.bouncycastle.asn1.x509.KeyPurposeId.id_kp_OCSPSigning));
        TestAuthority plain = root.under(new TestAuthority.Spec("plain"));
        endpoint.says(root.answer(leaf, CertificateStatus.GOOD, now.minusSeconds(60), delegate));
        assertThat(store.look(RESPONDER)).isTrue();
        record Lie(byte[] said, FetchRefusal why) {}
        for (Lie lie :
                List.of(
                        new Lie(said(plain, CertificateStatus.GOOD, 30), FetchRefusal.FOREIGN),
                        new Lie(said(other, CertificateStatus.GOOD, 30), FetchRefusal.FOREIGN),
                        new Lie(
                                root.answer(
                                        gone, CertificateStatus.GOOD, now.minusSeconds(30), root),
                                FetchRefusal.FOREIGN),
                        new Lie(said(root, CertificateStatus.GOOD, 90), FetchRefusal.OLDER),
                        new Lie(said(root, CertificateStatus.GOOD, -90), FetchRefusal.FUTURE),
                        new Lie(said(root, new UnknownStatus(), 30), FetchRefusal.NOT_TOLD),
                        new Lie(new byte[] {0x30, 0x03, 0x0a, 0x01, 6}, FetchRefusal.NOT_TOLD),
                        new Lie(new byte[] {1}, FetchRefusal.MALFORMED))) {
            endpoint.says(lie.said);
            second.says(lie.said);
            assertThat(store.look(RESPONDER)).isFalse();
            assertThat(failure(RESPONDER)).isEqualTo(lie.why);
            assertThat(store.told(leaf).orElseThrow().asOf()).isEqualTo(now.minusSeconds(60));
        }
        store.revoke(delegate.certificate);
        endpoint.says(root.answer(leaf, CertificateStatus.GOOD, now.minusSeconds(10), delegate));
        assertThat(store.look(RESPONDER)).isFalse();
        endpoint.says(
                said(root, new RevokedStatus(java.util.Date.from(now.minusSeconds(50)), 1), 5));
        assertThat(store.look(RESPONDER)).isTrue();
        assertThat(store.isRevoked(leaf)).isTrue();
    }

    private byte[] said(TestAuthority by, CertificateStatus status, long secondsAgo) {
        return root.answer(leaf, status, now.minusSeconds(secondsAgo), by);
    }

    /// It asks about one certificate, which the responder reads as openssl would ask.
    @Test
    void asksTheSecondAddressWhereTheFirstDoesNotDo() throws Exception {
        waitFor(StoreSettings.DEADLINE);
        store.enrol(leaf);
        assertThat(store.enrol(TestAuthority.root("another").issue(TestAuthority.leaf("leaf"))))
                .isFalse();
        endpoint.manner = Endpoint.Manner.NEVER;
        second.answer =
                asked -> {
                    try {
                        var request = new org.bouncycastle.cert.ocsp.OCSPReq(asked);
                        assertThat(request.getRequestList()).hasSize(1);
                        return said(root, CertificateStatus.GOOD, 10);
                    } catch (IOException bug) {
                        throw new IllegalStateException(bug);
                    }
                };
        assertThat(store.look(RESPONDER)).isTrue();
        assertThat(store.told(leaf)).isPresent();
        assertThat(new OCSPResp(said(root, CertificateStatus.GOOD, 10)).getStatus()).isZero();
    }

    /// Three failures in a row end a look: not a deadline for each certificate.
    @Test
    void aResponderThatHangsCostsThreeDeadlines() {
        waitFor(SHORT);
        for (int i = 0; i < 20; i++) {
            store.enrol(root.issue(TestAuthority.leaf("leaf" + i)));
        }
        endpoint.manner = Endpoint.Manner.NEVER;
        second.manner = Endpoint.Manner.NEVER;
        assertThat(store.look(RESPONDER)).isFalse();
        assertThat(endpoint.connections).hasValue(3);
        assertThat(second.connections).hasValue(3);
    }

    @Test
    void aPersonMayBringWhatNobodyGives() {
        assertThat(store.bring(LIST, list(now.minusSeconds(60), 1, gone))).isEmpty();
        assertThat(store.isRevoked(gone)).isTrue();
        assertThat(store.bring(LIST, list(now.minusSeconds(90), 1)).orElseThrow().why())
                .isEqualTo(FetchRefusal.OLDER);
        assertThat(store.bring("nobody", new byte[0])).isPresent();
        assertThat(endpoint.connections).hasValue(0);
    }

    @Test
    void followsByItselfFromTheStartOn() throws Exception {
        var asked = new java.util.concurrent.CountDownLatch(1);
        endpoint.answer =
                _ -> {
                    asked.countDown();
                    return list(now.minusSeconds(60), 1, gone);
                };
        store.start();
        assertThat(asked.await(30, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void addressesAreThoseOfTheSettings() {
        for (URI bad :
                List.of(
                        URI.create("file:/etc/hostname"),
                        URI.create("ldap://127.0.0.1/"),
                        URI.create("http:nobody"))) {
            assertThatThrownBy(() -> new Source.Crl(LIST, List.of(bad), root.certificate))
                    .isInstanceOf(ValidationFault.class);
        }
        assertThatThrownBy(() -> new Source.TrustList("../up", List.of(), Optional.empty()))
                .isInstanceOf(ValidationFault.class);
    }
}
