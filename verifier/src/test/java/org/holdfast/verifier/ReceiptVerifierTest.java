// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.journal.Cosigner;
import org.holdfast.journal.SignedNote;
import org.holdfast.journal.TlogProof;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class ReceiptVerifierTest {
    private static final TestReceipts GIVEN = new TestReceipts();

    private static final ReceiptVerifier FAST =
            new ReceiptVerifier(Optional.of(AmazonCorrettoCryptoProvider.INSTANCE));

    private final ReceiptVerifier verifier = new ReceiptVerifier();

    private ReceiptVerdict judge(String json) {
        return verify(json, GIVEN.office().trust());
    }

    /// The verdict, once the fast provider gives the same one.
    private ReceiptVerdict verify(String json, TrustList trust) {
        ReceiptVerdict verdict = verifier.verify(json, trust);
        ReceiptVerdict fast = FAST.verify(json, trust);
        assertThat(fast.reason()).isEqualTo(verdict.reason());
        assertThat(fast.verdict()).isEqualTo(verdict.verdict());
        assertThat(fast.grade()).isEqualTo(verdict.grade());
        return verdict;
    }

    private Reason reason(JsonNode receipt) {
        return judge(receipt.toString()).reason();
    }

    private static ObjectNode inside(ObjectNode receipt, String member) {
        return (ObjectNode) receipt.required(member);
    }

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
    void isSealedWhenItsMirrorsAreTooFewByNow() throws GeneralSecurityException {
        KeyPair court = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Cosigner mirror = Cosigner.of("court/mirror", court.getPrivate(), court.getPublic());
        ObjectNode receipt = GIVEN.sealed();
        TlogProof proof = TlogProof.parse(receipt.path("proof").asString());
        SignedNote note = proof.checkpoint();
        SignedNote cosigned = note.with(List.of(mirror.cosign(note, TestOffice.ISSUED)));
        receipt.put("grade", "mirrored")
                .put(
                        "proof",
                        new TlogProof(proof.extra(), proof.index(), proof.path(), cosigned).text());
        ObjectNode says = inside(receipt, "says");
        ReceiptWords.of("mirrored").orElseThrow().forEach(says::put);
        receipt.putArray("places").add("court");

        ReceiptVerdict whole = verdictWith(receipt, mirror.vkey(), 1);
        assertThat(whole.reason()).isEqualTo(Reason.RECEIPT_MIRRORED);
        assertThat(whole.places()).containsExactly("court");
        ReceiptVerdict fewer = verdictWith(receipt, mirror.vkey(), 3);
        assertThat(fewer.reason()).isEqualTo(Reason.RECEIPT_SEALED);
        assertThat(fewer.places()).isEmpty();
        assertThat(gradeWith(receipt, mirror.vkey(), 1)).isEqualTo("mirrored");
        assertThat(gradeWith(receipt, mirror.vkey(), 2)).isEqualTo("mirrored");
        assertThat(gradeWith(receipt, mirror.vkey(), 3)).isEqualTo("sealed");
        receipt.putArray("places").add("court").add("archive");
        assertThat(verdictWith(receipt, mirror.vkey(), 1).places()).containsExactly("court");
        assertThat(gradeWith(receipt, mirror.vkey(), 1)).isEqualTo("mirrored");
        assertThat(gradeWith(receipt, mirror.vkey(), 3)).isEqualTo("sealed");
        receipt.putArray("places").add("court").add("archive1");
        assertThat(gradeWith(receipt, mirror.vkey(), 3)).isEmpty();
        receipt.putArray("places").add("archive");
        assertThat(gradeWith(receipt, mirror.vkey(), 1)).isEqualTo("sealed");
        receipt.putArray("places");
        assertThat(gradeWith(receipt, mirror.vkey(), 1)).isEmpty();
    }

    private String gradeWith(ObjectNode receipt, String court, int mirrors)
            throws GeneralSecurityException {
        return verdictWith(receipt, court, mirrors).grade();
    }

    /// What is proved by a trust file of so many mirrors, of which only `court` is at work.
    private ReceiptVerdict verdictWith(ObjectNode receipt, String court, int mirrors)
            throws GeneralSecurityException {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < mirrors; i++) {
            String name = i == 0 ? "court" : "archive" + i;
            KeyPair other = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            Cosigner archive = Cosigner.of(name + "/mirror", other.getPrivate(), other.getPublic());
            all.add(
                    "{\"name\":\"%s\",\"mirror\":\"%s\",\"witness\":\"w\"}"
                            .formatted(name, i == 0 ? court : archive.vkey()));
        }
        String trust =
                GIVEN.office()
                        .trustJson()
                        .replace("\"nodes\"", "\"mirrors\":" + all + ",\"nodes\"");
        return verify(receipt.toString(), TrustList.read(trust));
    }

    @Test
    void isRefusedAsMirroredWhenNoTrustedMirrorVouches() {
        ObjectNode receipt = GIVEN.sealed().put("grade", "mirrored");
        receipt.putArray("places").add("Elsewhere");
        assertThat(reason(receipt)).isEqualTo(Reason.RECEIPT_CLAIMS_WRONG);
        String mirrors =
                "\"mirrors\":[{\"name\":\"Elsewhere\",\"mirror\":\"m\",\"witness\":\"w\"}],\"nodes\"";
        String trust = GIVEN.office().trustJson().replace("\"nodes\"", mirrors);
        assertThat(verify(receipt.toString(), TrustList.read(trust)).reason())
                .isEqualTo(Reason.RECEIPT_CLAIMS_WRONG);
        String nameless = trust.replace("\"w\"", "\"\"");
        assertThatThrownBy(() -> TrustList.read(nameless))
                .isInstanceOf(IllegalArgumentException.class);
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
    void refusesAJournalThatNoRootCertified() {
        TestOffice stranger = new TestOffice("kr-11110");
        assertThat(reason(journalOf(stranger, TestReceipts.ORIGIN, GIVEN.journal())))
                .isEqualTo(Reason.JOURNAL_NOT_TRUSTED);
        String other = "holdfast.invalid/0011aabb/node/2";
        assertThat(reason(journalOf(GIVEN.office(), other, GIVEN.journal())))
                .isEqualTo(Reason.JOURNAL_NOT_TRUSTED);
        assertThat(reason(journalOf(GIVEN.office(), TestReceipts.ORIGIN, TestOffice.keys())))
                .isEqualTo(Reason.JOURNAL_NOT_TRUSTED);
    }

    private static ObjectNode journalOf(TestOffice office, String name, KeyPair key) {
        ObjectNode receipt = GIVEN.sealed();
        String certificate =
                TestOffice.base64(office.certify(name, key, CertificateUse.JOURNALS.oid()));
        inside(receipt, "journal").put("certificate", certificate);
        return receipt;
    }

    @Test
    void refusesKeysThatWereCertifiedForSomethingElse() {
        String papers = CertificateUse.PAPERS.oid();
        String journals = CertificateUse.JOURNALS.oid();
        String promises = CertificateUse.PROMISES.oid();
        for (List<String> uses :
                List.of(List.of(papers), List.of(promises), List.of(journals, papers))) {
            assertThat(reason(withJournalFor(uses)))
                    .as("%s", uses)
                    .isEqualTo(Reason.JOURNAL_NOT_TRUSTED);
        }
        for (List<String> uses :
                List.of(List.of(papers), List.of(journals), List.of(promises, papers))) {
            assertThat(reason(GIVEN.promisedBy(uses.toArray(String[]::new))))
                    .as("%s", uses)
                    .isEqualTo(Reason.JOURNAL_NOT_TRUSTED);
        }
    }

    @Test
    void acceptsKeysCertifiedBeforeUsesWereNamed() {
        assertThat(reason(withJournalFor(List.of()))).isEqualTo(Reason.RECEIPT_SEALED);
        assertThat(reason(GIVEN.promisedBy())).isEqualTo(Reason.RECEIPT_PROMISED);
    }

    private static ObjectNode withJournalFor(List<String> uses) {
        ObjectNode receipt = GIVEN.sealed();
        var certificate =
                GIVEN.office()
                        .certify(TestReceipts.ORIGIN, GIVEN.journal(), uses.toArray(String[]::new));
        inside(receipt, "journal").put("certificate", TestOffice.base64(certificate));
        return receipt;
    }

    @Test
    void refusesAPromiseForAnotherTimeOrOfAStranger() {
        ObjectNode later = GIVEN.promised();
        inside(later, "promise").put("time", "2026-03-02T01:00:01Z");
        assertThat(reason(later)).isEqualTo(Reason.RECEIPT_PROMISE_WRONG);
        ObjectNode strange = GIVEN.promised();
        inside(strange, "promise")
                .put("certificate", TestOffice.base64(new TestOffice("kr-11110").certificate));
        assertThat(reason(strange)).isEqualTo(Reason.JOURNAL_NOT_TRUSTED);
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

    @Test
    void keepsTheKeyOfAListedJournalOnlyWhenItIsTheCertifiedOne() {
        var certificate =
                GIVEN.office()
                        .certify(
                                TestReceipts.ORIGIN,
                                GIVEN.journal(),
                                CertificateUse.JOURNALS.oid());
        String vkey = inside(GIVEN.sealed(), "journal").required("vkey").stringValue();
        TrustList listed = TrustList.read(listing(vkey, TestOffice.base64(certificate)));
        assertThat(listed.journalKey(TestReceipts.ORIGIN, java.util.Optional.empty()))
                .isInstanceOfSatisfying(
                        JournalKey.Certified.class,
                        found -> assertThat(found.key().vkey()).isEqualTo(vkey));
        TrustList other = TrustList.read(listing(vkey + "x", TestOffice.base64(certificate)));
        assertThat(other.journalKey(TestReceipts.ORIGIN, java.util.Optional.of(certificate)))
                .isInstanceOf(JournalKey.NotCertified.class);
        assertThat(other.journals()).containsExactly(TestReceipts.ORIGIN);
        TrustList unlisted = GIVEN.office().trust();
        assertThat(unlisted.journalKey(TestReceipts.ORIGIN, java.util.Optional.of(certificate)))
                .isInstanceOf(JournalKey.Certified.class);
        assertThat(unlisted.journalKey(TestReceipts.ORIGIN, java.util.Optional.empty()))
                .isInstanceOf(JournalKey.NotCertified.class);
    }

    private static String listing(String vkey, String certificate) {
        return GIVEN.office()
                .trustJson()
                .replace(
                        "\"journals\":[]",
                        "\"journals\":[{\"name\":\"node-1\",\"origin\":\""
                                + TestReceipts.ORIGIN
                                + "\",\"vkey\":\""
                                + vkey
                                + "\",\"certificate\":\""
                                + certificate
                                + "\"}]");
    }
}
