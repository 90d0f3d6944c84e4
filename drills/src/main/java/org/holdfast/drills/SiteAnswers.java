// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.security.Provider;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.holdfast.drills.SiteTruth.Acknowledged;
import org.holdfast.verifier.PaperVerdict;
import org.holdfast.verifier.PaperVerifier;
import org.holdfast.verifier.ReceiptVerdict;
import org.holdfast.verifier.ReceiptVerifier;
import org.holdfast.verifier.SealClaims;
import org.holdfast.verifier.TrustList;

/// Judges what nodes answer about papers, receipts and moves that were acknowledged. The same file
/// under the same trust file is verified once, whoever hands it out. Thread-safe.
final class SiteAnswers {
    private static final Duration MOVE_ANSWER = Duration.ofSeconds(60);
    private static final Duration BREATH = Duration.ofMillis(300);

    private final SiteTruth truth;
    private final SiteOffences offences;
    private final BooleanSupplier late;
    private final PaperVerifier papers;
    private final ReceiptVerifier receipts;
    private final AtomicLong mirrored = new AtomicLong();
    private final AtomicLong otherEntries = new AtomicLong();
    private final Set<String> proved = ConcurrentHashMap.newKeySet();
    private final Map<String, Trust> trusts = new ConcurrentHashMap<>();
    private final Map<String, PaperVerdict> verdicts = new ConcurrentHashMap<>();

    /// @param hash of its text
    private record Trust(String hash, TrustList list) {}

    /// @param late whether the nodes have had their time to catch up
    /// @param fast of signature algorithms, where there is one
    SiteAnswers(
            SiteTruth truth, SiteOffences offences, BooleanSupplier late, Optional<Provider> fast) {
        this.truth = truth;
        this.offences = offences;
        this.late = late;
        this.papers = new PaperVerifier(InstantSource.system(), fast);
        this.receipts = new ReceiptVerifier(fast);
    }

    /// Receipts that prove `mirrored`.
    long mirrored() {
        return mirrored.get();
    }

    /// Receipts that name another entry of the same paper than the one told first.
    long otherEntries() {
        return otherEntries.get();
    }

    /// Whether `mirrored` was told of it, or a receipt proves it.
    boolean isMirrored(Acknowledged one) {
        return one.isMirrored() || one.leaves().stream().anyMatch(proved::contains);
    }

    void paper(SiteNodes.Node node, Acknowledged one, SiteFreshness fresh) throws IOException {
        OfficeClient client = node.officer(one.what().command().office());
        String at = "node " + node.site();
        String path = "/api/v1/issuances/" + one.id();
        OfficeClient.Answer shown = numbered(node, one);
        if (shown.status() != 200) {
            return;
        }
        OfficeClient.Answer file = patiently(client, path + "/document");
        if (file.status() != 200) {
            offences.missing(one, at, "the file is answered with " + file.status());
            return;
        }
        PaperVerdict verdict = verdict(node, file.body());
        if (!verdict.isGenuine()) {
            offences.wrong(one, at, "the file is judged " + verdict.reason().code());
        } else {
            SealClaims claims = verdict.claims().orElseThrow();
            if (!claims.number().equals(one.number()) || !claims.name().equals(one.what().name())) {
                offences.wrong(one, at, "the file is another paper, or names another person");
            }
            fresh.look(node, one, shown.json(), file.body(), claims.asOf());
        }
        receipt(node, one, path);
    }

    /// A paper whose file nobody hands out any more.
    void withdrawn(SiteNodes.Node node, Acknowledged one) throws IOException {
        if (numbered(node, one).status() == 200) {
            receipt(node, one, "/api/v1/issuances/" + one.id());
        }
    }

    /// What the node says of a paper, which must have its number.
    private OfficeClient.Answer numbered(SiteNodes.Node node, Acknowledged one) throws IOException {
        OfficeClient client = node.officer(one.what().command().office());
        String at = "node " + node.site();
        OfficeClient.Answer shown = patiently(client, "/api/v1/issuances/" + one.id());
        if (shown.status() != 200) {
            offences.missing(one, at, "the paper is answered with " + shown.status());
            return shown;
        }
        String number = shown.json().path("number").asString("");
        if (!number.equals(one.number())) {
            offences.wrong(one, at, "the paper has the number " + number);
        }
        return shown;
    }

    private PaperVerdict verdict(SiteNodes.Node node, byte[] file) throws IOException {
        Trust trust = trust(node);
        return verdicts.computeIfAbsent(
                trust.hash() + Sha256.of(file).hex(),
                _ -> papers.verify(file, trust.list(), Optional.empty()));
    }

    /// @param thing path of the paper or the filing
    void receipt(SiteNodes.Node node, Acknowledged one, String thing) throws IOException {
        OfficeClient client = node.officer(one.what().command().office());
        TrustList trust = trust(node).list();
        String path = thing + "/receipt";
        OfficeClient.Answer answer = patiently(client, path);
        ReceiptVerdict verdict = receipts.verify(answer.text(), trust);
        while (!verdict.grade().equals("mirrored") && !late.getAsBoolean()) {
            Pauses.of(BREATH);
            answer = client.get(path);
            verdict = receipts.verify(answer.text(), trust);
        }
        if (verdict.isGenuine() && !one.leaves().contains(verdict.leafHash())) {
            otherEntries.incrementAndGet();
        }
        if (!verdict.isGenuine()) {
            offences.wrong(
                    one,
                    "node " + node.site(),
                    "the receipt, answered with %d, is judged %s"
                            .formatted(answer.status(), verdict.reason().code()));
        } else if (!one.leaves().contains(verdict.leafHash())
                && !truth.told(one.operation()).contains(verdict.leafHash())
                && truth.tried(one.operation()).size() < 2) {
            offences.wrong(one, "node " + node.site(), "the receipt names another entry");
        } else if (verdict.grade().equals("mirrored")) {
            mirrored.incrementAndGet();
        }
        if (verdict.grade().equals("mirrored")) {
            proved.add(verdict.leafHash());
        }
    }

    /// Asked again it must be the same move, with the same acceptance number, wherever.
    void move(SiteNodes.Node node, Acknowledged one, SiteNumbers numbers) throws IOException {
        OfficeClient client = node.officer(one.what().command().office());
        OfficeClient.Answer answer = client.send(one.what().command(), MOVE_ANSWER);
        // 202: it was filed at another site as well, and is not merged yet
        while ((answer.status() >= 500 || answer.status() == 202) && !late.getAsBoolean()) {
            Pauses.of(BREATH);
            answer = client.send(one.what().command(), MOVE_ANSWER);
        }
        if (answer.status() != 200 && answer.status() != 201) {
            offences.missing(
                    one,
                    "node " + node.site(),
                    "the move asked again is answered " + answer.status());
        } else if (!answer.json().path("id").asString("").equals(one.id())) {
            offences.twice(one, "node " + node.site(), "the move asked again is another");
        } else {
            numbers.check(node, one, answer.json());
        }
    }

    private OfficeClient.Answer patiently(OfficeClient client, String path) throws IOException {
        OfficeClient.Answer answer = client.get(path);
        while (answer.status() != 200 && !late.getAsBoolean()) {
            Pauses.of(BREATH);
            answer = client.get(path);
        }
        return answer;
    }

    private Trust trust(SiteNodes.Node node) throws IOException {
        Trust known = trusts.get(node.site());
        if (known == null) {
            byte[] text = node.anybody().get("/trust").body();
            known =
                    new Trust(
                            Sha256.of(text).hex(),
                            TrustList.read(
                                    new String(text, java.nio.charset.StandardCharsets.UTF_8)));
            trusts.put(node.site(), known);
        }
        return known;
    }
}
