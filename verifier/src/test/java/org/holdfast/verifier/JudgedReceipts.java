// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Receipts of a test's office, and what a verifier says of them.
abstract class JudgedReceipts {
    static final TestReceipts GIVEN = new TestReceipts();

    private static final ReceiptVerifier FAST =
            new ReceiptVerifier(Optional.of(AmazonCorrettoCryptoProvider.INSTANCE));

    private final ReceiptVerifier verifier = new ReceiptVerifier();

    ReceiptVerdict judge(String json) {
        return verify(json, GIVEN.office().trust());
    }

    /// The verdict, once the fast provider gives the same one.
    ReceiptVerdict verify(String json, TrustList trust) {
        ReceiptVerdict verdict = verifier.verify(json, trust);
        ReceiptVerdict fast = FAST.verify(json, trust);
        assertThat(fast.reason()).isEqualTo(verdict.reason());
        assertThat(fast.verdict()).isEqualTo(verdict.verdict());
        assertThat(fast.grade()).isEqualTo(verdict.grade());
        return verdict;
    }

    Reason reason(JsonNode receipt) {
        return judge(receipt.toString()).reason();
    }

    static ObjectNode inside(ObjectNode receipt, String member) {
        return (ObjectNode) receipt.required(member);
    }
}
