// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class ReceiptVerifierTest extends JudgedReceipts {
    @Test
    void provesASealedReceipt() {
        ReceiptVerdict verdict = judge(GIVEN.sealed().toString());
        assertThat(verdict.reason()).as("%s", verdict).isEqualTo(Reason.RECEIPT_SEALED);
        assertThat(verdict.index()).contains(1L);
        assertThat(verdict.origin()).contains(TestReceipts.ORIGIN);
    }

    @Test
    void provesAPromiseAndClaimsNoMore() {
        ReceiptVerdict verdict = judge(GIVEN.promised().toString());
        assertThat(verdict.reason()).as("%s", verdict).isEqualTo(Reason.RECEIPT_PROMISED);
        assertThat(verdict.grade()).isEqualTo("promised");
        assertThat(verdict.index()).isEmpty();
    }

    @Test
    void stillProvesWhatIsLeftWithoutPayloadOrPromise() {
        for (String member : List.of("payload", "promise")) {
            ObjectNode less = GIVEN.sealed();
            less.remove(member);
            assertThat(reason(less)).as(member).isEqualTo(Reason.RECEIPT_SEALED);
        }
    }

    @Test
    void saysThatTheContentWasErased() {
        ObjectNode erased = erased(GIVEN.sealed());
        ReceiptVerdict verdict = judge(erased.toString());
        assertThat(verdict.reason()).as("%s", verdict).isEqualTo(Reason.RECEIPT_ERASED);
        assertThat(verdict.isGenuine()).isTrue();
        assertThat(verdict.grade()).isEqualTo("sealed");
        assertThat(verdict.texts().get("en")).contains("erased by order of the office");
        assertThat(verdict.texts().get("ko")).contains("파기");
        assertThat(verdict.texts().get("ja")).contains("消去");
    }

    private static ObjectNode erased(ObjectNode receipt) {
        receipt.remove("payload");
        ObjectNode says = receipt.put("erased", true).putObject("says");
        ReceiptWords.of(receipt.required("grade").stringValue(), true)
                .orElse(ReceiptWords.of("promised").orElseThrow())
                .forEach(says::put);
        return receipt;
    }

    @Test
    void isRefusedWhenItIsErasedAndNotErased() {
        ObjectNode there = erased(GIVEN.sealed());
        there.set("payload", GIVEN.sealed().required("payload"));
        assertThat(reason(there)).isEqualTo(Reason.RECEIPT_CLAIMS_WRONG);
        ObjectNode silent = erased(GIVEN.sealed());
        silent.set("says", GIVEN.sealed().required("says"));
        assertThat(reason(silent)).isEqualTo(Reason.RECEIPT_CLAIMS_WRONG);
        ObjectNode words = erased(GIVEN.sealed());
        words.remove("erased");
        assertThat(reason(words)).isEqualTo(Reason.RECEIPT_CLAIMS_WRONG);
        assertThat(reason(erased(GIVEN.promised()))).isEqualTo(Reason.RECEIPT_CLAIMS_WRONG);
        assertThat(reason(erased(GIVEN.sealed()).put("erased", false)))
                .isEqualTo(Reason.RECEIPT_UNREADABLE);
        assertThat(reason(erased(GIVEN.sealed()).put("erased", "true")))
                .isEqualTo(Reason.RECEIPT_UNREADABLE);
    }

    /// Every value of a receipt, as a path such as `journal.vkey`.
    static List<String> values() {
        List<String> paths = new ArrayList<>();
        paths(GIVEN.sealed(), "", paths);
        assertThat(paths).hasSizeGreaterThan(15);
        return paths;
    }

    private static void paths(JsonNode node, String prefix, List<String> paths) {
        for (String name : node.propertyNames()) {
            if (node.required(name).isObject()) {
                paths(node.required(name), prefix + name + ".", paths);
            } else {
                paths.add(prefix + name);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("values")
    void isRefusedWhenAnyValueIsAnother(String path) {
        int dot = path.indexOf('.');
        String name = path.substring(dot + 1);
        ObjectNode receipt = GIVEN.sealed();
        ObjectNode holder = dot < 0 ? receipt : inside(receipt, path.substring(0, dot));
        JsonNode old = holder.required(name);
        if (old.isString()) {
            String text = old.stringValue();
            for (String other :
                    List.of(
                            (text.startsWith("A") ? "B" : "A") + text.substring(1),
                            text + " ",
                            text.substring(0, text.length() - 1),
                            "",
                            "mirrored")) {
                holder.put(name, other);
                assertThat(judge(receipt.toString()).isGenuine()).as("%s", other).isFalse();
            }
            holder.put(name, 5);
            assertThat(judge(receipt.toString()).isGenuine()).isFalse();
        }
        holder.putNull(name);
        assertThat(judge(receipt.toString()).isGenuine()).isFalse();
        holder.putArray(name);
        assertThat(judge(receipt.toString()).isGenuine()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"1\"", "1.5", "1.0", "0", "2", "1e30", "-1", "true"})
    void isRefusedWhenTheIndexIsNotTheOneOfTheProof(String index) {
        String receipt = GIVEN.sealed().toString();
        assertThat(receipt).contains("\"index\":1,");
        assertThat(judge(receipt.replace("\"index\":1,", "\"index\":" + index + ",")).isGenuine())
                .isFalse();
    }

    @Test
    void isRefusedWithMembersThatNothingVouchesFor() {
        for (String member : List.of("", "says", "journal", "promise")) {
            ObjectNode receipt = GIVEN.sealed();
            (member.isEmpty() ? receipt : inside(receipt, member)).put("holder", "Somebody");
            assertThat(reason(receipt)).as(member).isEqualTo(Reason.RECEIPT_CLAIMS_WRONG);
        }
        ObjectNode extra = GIVEN.sealed();
        String proof = extra.required("proof").stringValue();
        extra.put("proof", proof.replace("\nindex", "\nextra aGVsbG8=\nindex"));
        assertThat(reason(extra)).isEqualTo(Reason.RECEIPT_CLAIMS_WRONG);
        String twice = GIVEN.sealed().toString().replaceFirst("\\{", "{\"grade\":\"mirrored\",");
        assertThat(judge(twice).reason()).isEqualTo(Reason.RECEIPT_UNREADABLE);
        assertThat(judge(GIVEN.sealed() + " {}").reason()).isEqualTo(Reason.RECEIPT_UNREADABLE);
    }

    @Test
    void isRefusedWhenItClaimsAnotherGradeThanItProves() {
        ObjectNode less = GIVEN.promised().put("grade", "sealed");
        less.set("says", GIVEN.sealed().required("says"));
        assertThat(reason(less)).isEqualTo(Reason.RECEIPT_CLAIMS_WRONG);
        ObjectNode more = GIVEN.sealed().put("grade", "promised");
        more.set("says", GIVEN.promised().required("says"));
        assertThat(reason(more)).isEqualTo(Reason.RECEIPT_CLAIMS_WRONG);
        ObjectNode places = GIVEN.sealed();
        places.putArray("places").add("Elsewhere");
        assertThat(reason(places)).isEqualTo(Reason.RECEIPT_CLAIMS_WRONG);
        ObjectNode indexed = GIVEN.promised().put("index", 1);
        assertThat(reason(indexed)).isEqualTo(Reason.RECEIPT_UNREADABLE);
    }

    @Test
    void refusesAnotherLeafThanTheNamedOne() {
        assertThat(reason(GIVEN.sealed().put("leaf", "oA=="))).isEqualTo(Reason.RECEIPT_LEAF_WRONG);
    }

    @Test
    void refusesAnotherPayload() {
        assertThat(reason(GIVEN.sealed().put("payload", "AAAA")))
                .isEqualTo(Reason.RECEIPT_PAYLOAD_WRONG);
    }

    @Test
    void refusesAProofOfAnotherPlace() {
        ObjectNode receipt = GIVEN.sealed();
        String proof = receipt.required("proof").stringValue();
        assertThat(reason(receipt.put("proof", proof.replace("index 1", "index 0"))))
                .isEqualTo(Reason.RECEIPT_PROOF_WRONG);
    }

    @Test
    void refusesWhatIsNoReceipt() {
        for (String text : List.of("", "{}", "[]", "5", "[".repeat(100_000), "{\"leaf\":")) {
            assertThat(judge(text).reason()).isEqualTo(Reason.RECEIPT_UNREADABLE);
        }
        assertThat(judge("x".repeat(5 * 1024 * 1024)).reason()).isEqualTo(Reason.TOO_LARGE);
        ObjectNode neither = GIVEN.promised();
        neither.remove("promise");
        assertThat(reason(neither)).isEqualTo(Reason.RECEIPT_UNREADABLE);
        for (String needed : List.of("grade", "says", "leaf", "leafHash", "journal", "index")) {
            ObjectNode less = GIVEN.sealed();
            less.remove(needed);
            assertThat(reason(less)).as(needed).isEqualTo(Reason.RECEIPT_UNREADABLE);
        }
    }
}
