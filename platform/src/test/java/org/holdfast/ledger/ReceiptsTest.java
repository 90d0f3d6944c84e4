// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.CertificateEncodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.holdfast.journal.Hash;
import org.holdfast.keys.DataKey;
import org.holdfast.verifier.ReceiptVerdict;
import org.holdfast.verifier.ReceiptVerifier;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

final class ReceiptsTest extends OneOffice {
    private final ReceiptVerifier verifier = new ReceiptVerifier();

    private ReceiptVerdict judge(String json) throws CertificateEncodingException {
        return verifier.verify(json, office.trust());
    }

    @Test
    void provesEveryEarlierEntryAfterFiveStarts() throws Exception {
        DataKey key = keys.create();
        List<Hash> leaves = new ArrayList<>();
        List<String> given = new ArrayList<>();
        for (int start = 0; start < 5; start++) {
            try (OpenLedger ledger = office.open()) {
                Promise paper =
                        ledger.node().append(Office.paper(keys, "p" + start, key), List.of());
                assertThat(paper.sealed().get(20, TimeUnit.SECONDS).journal())
                        .isEqualTo("node-" + (start + 1));
                String name = "r" + start;
                Hash change = office.enter(ledger, office.record(name, 1, Optional.empty(), key));
                assertThat(ledger.central().sealed(change).get(20, TimeUnit.SECONDS).index())
                        .isEqualTo(1);
                leaves.add(paper.leaf());
                leaves.add(change);
                for (Hash leaf : leaves) {
                    Receipt receipt = ledger.receipts().of(leaf).orElseThrow();
                    given.add(receipt.json().toString());
                    assertThat(receipt.proofText()).isPresent();
                }
            }
        }
        for (String receipt : given) {
            ReceiptVerdict verdict = judge(receipt);
            assertThat(verdict.grade()).as(verdict.toString()).isEqualTo("sealed");
        }
        assertThat(office.checkWorld().entries()).hasSize(10);
    }

    @Test
    void promisesWhatIsCommittedAndNotYetSequenced() throws Exception {
        DataKey key = keys.create();
        CrashSwitch crash =
                step -> {
                    if (step == CrashSwitch.Step.FILES_APPENDED) {
                        throw new IllegalStateException("power cut");
                    }
                };
        Hash leaf;
        try (OpenLedger ledger = office.open(crash)) {
            leaf = office.enter(ledger, office.record("a", 1, Optional.empty(), key));
            Receipt receipt = ledger.receipts().of(leaf).orElseThrow();
            assertThat(receipt.grade()).isEqualTo(Receipt.Grade.PROMISED);
            assertThat(receipt.json().has("index")).isFalse();
            assertThat(receipt.json().has("proof")).isFalse();
            assertThat(judge(receipt.json().toString()).grade()).isEqualTo("promised");
        }
        try (OpenLedger ledger = office.open()) {
            Receipt receipt = ledger.receipts().of(leaf).orElseThrow();
            assertThat(receipt.grade()).isEqualTo(Receipt.Grade.SEALED);
            assertThat(receipt.position().orElseThrow().journal()).isEqualTo("central-2");
        }
    }

    /// On a slow machine a node that follows spends seconds there, too.
    @Test
    void knowsWhatIsUnderACheckpointAndNotInTheIndexYet() throws Exception {
        CountDownLatch signed = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        AtomicBoolean holds = new AtomicBoolean();
        CrashSwitch slow =
                step -> {
                    if (step == CrashSwitch.Step.CHECKPOINT_SIGNED && holds.get()) {
                        signed.countDown();
                        try {
                            assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
                        } catch (InterruptedException stop) {
                            Thread.currentThread().interrupt();
                        }
                    }
                };
        try (OpenLedger ledger = office.open(slow)) {
            holds.set(true);
            Hash leaf =
                    office.enter(ledger, office.record("a", 1, Optional.empty(), keys.create()));
            assertThat(signed.await(60, TimeUnit.SECONDS)).isTrue();
            try {
                assertThat(ledger.receipts().of(leaf)).isPresent();
            } finally {
                asked.countDown();
            }
            assertThat(ledger.central().sealed(leaf).get(20, TimeUnit.SECONDS).index())
                    .isEqualTo(1);
        }
        office.checkWorld();
    }

    @Test
    void saysInThreeLanguagesThatItIsOneDiskAtOnePlace() throws Exception {
        try (OpenLedger ledger = office.open()) {
            Promise paper = ledger.node().append(Office.paper(keys, "p", keys.create()), List.of());
            assertThat(paper.sealed().get(20, TimeUnit.SECONDS).index()).isEqualTo(1);
            ObjectNode says =
                    (ObjectNode)
                            ledger.receipts()
                                    .of(paper.leaf())
                                    .orElseThrow()
                                    .json()
                                    .required("says");
            assertThat(says.required("en").stringValue()).contains("one disk at one place");
            assertThat(says.required("ko").stringValue()).contains("디스크 하나");
            assertThat(says.required("ja").stringValue()).contains("ディスク一台");
        }
    }

    @Test
    void knowsNothingOfAnUnknownLeaf() {
        try (OpenLedger ledger = office.open()) {
            assertThat(ledger.receipts().of(Hash.ofHex("00".repeat(32)))).isEmpty();
        }
    }

    @Test
    void isRefusedWhenItsPayloadOrLeafWasChanged() throws Exception {
        try (OpenLedger ledger = office.open()) {
            Promise paper = ledger.node().append(Office.paper(keys, "p", keys.create()), List.of());
            assertThat(paper.sealed().get(20, TimeUnit.SECONDS).index()).isEqualTo(1);
            Receipt receipt = ledger.receipts().of(paper.leaf()).orElseThrow();
            ObjectNode payload = receipt.json().deepCopy().put("payload", "AAAA");
            ObjectNode leaf = receipt.json().deepCopy().put("leaf", "AAAA");
            assertThat(judge(payload.toString()).grade()).isEmpty();
            assertThat(judge(leaf.toString()).grade()).isEmpty();
        }
    }
}
