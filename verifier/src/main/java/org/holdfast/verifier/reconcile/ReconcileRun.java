// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier.reconcile;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.journal.Hash;
import org.holdfast.verifier.Reconciliation;
import org.holdfast.verifier.Statement;
import org.holdfast.verifier.reconcile.HeldReceipt.Outcome;

/// One reconciliation from the first look to the last line. For one use by one thread.
public final class ReconcileRun {
    private final Reconciliation.Given given;
    private final Reconciliation.Progress progress;
    private final Findings findings = new Findings();
    private final Written written = new Written();
    private final List<String> evidence = new ArrayList<>();
    private final Map<OriginName, Long> lastSeen = new HashMap<>();

    /// @param given what is left
    /// @param progress hears how far it has come
    public ReconcileRun(Reconciliation.Given given, Reconciliation.Progress progress) {
        this.given = given;
        this.progress = progress;
    }

    /// Reads everything and writes the statement.
    ///
    /// @throws IOException when something that was given is not there; in words for people
    public Statement run(Instant made) throws IOException {
        List<GivenCopy> copies = new ArrayList<>();
        Set<String> labels = new HashSet<>();
        for (Path folder : given.copies()) {
            copies.add(GivenCopy.of(folder, labels));
        }
        evidence(copies);
        Optional<ReceiptPile> pile =
                given.receipts().map(folder -> new ReceiptPile(folder, given.trust()));
        Gathering gathering = new Gathering(given.trust(), findings);
        gathering.run(copies, pile);
        List<HeldReceipt> receipts = pile.map(ReceiptPile::receipts).orElse(List.of());
        judge(gathering, receipts);
        written.receipts(receipts);
        sums(gathering, pile);
        return statement(made);
    }

    /// What was read, by SHA-256, before anything is made of it.
    private void evidence(List<GivenCopy> copies) throws IOException {
        evidence.add("trust sha256 " + given.trustSha256());
        for (GivenCopy copy : copies) {
            progress.step("reading the files of " + copy.label());
            evidence.add("copy " + copy.label() + " " + Digests.folder(copy.folder()).words());
        }
        if (given.receipts().isPresent()) {
            progress.step("reading the receipts");
            evidence.add("receipts " + Digests.folder(given.receipts().get()).words());
        }
    }

    private void judge(Gathering gathering, List<HeldReceipt> receipts) {
        Map<Hash, List<HeldReceipt>> promised = new LinkedHashMap<>();
        for (HeldReceipt receipt : receipts) {
            if (receipt.index() < 0) {
                receipt.proves()
                        .flatMap(HeldReceipt.Proves::leaf)
                        .ifPresent(leaf ->
                                promised.computeIfAbsent(leaf, _ -> new ArrayList<>())
                                        .add(receipt));
            }
        }
        ProvedActs acts = new ProvedActs(findings);
        progress.step("reading acts of erasure");
        gathering.origins().values().forEach(acts::read);
        for (OriginEvidence origin : gathering.origins().values()) {
            SplitViews views = new SplitViews(origin, findings);
            views.compare();
            OriginWalk walk = new OriginWalk(origin, promised, acts, findings, progress);
            walk.run();
            lastSeen.put(origin.name(), Math.max(walk.lastEntry(), Written.cosigned(origin)));
            written.origin(origin, walk, views);
            look(origin);
        }
        promised.values().stream().flatMap(List::stream).forEach(this::missing);
    }

    /// Copies that are not what they say themselves, and origins of which nothing is left.
    private void look(OriginEvidence origin) {
        for (CopyOfOrigin copy : origin.copies()) {
            String where = "copy:" + copy.label();
            if (copy.isDamaged()) {
                findings.add("copy-damaged", origin.origin(), where);
            }
            copy.remains().unreadable().stream()
                    .sorted()
                    .forEach(file ->
                            findings.add(
                                    "file-unreadable",
                                    origin.origin(),
                                    where + "/" + Words.name(file)));
        }
        if (origin.heads().isEmpty() && !origin.isSpent()) {
            findings.add("no-checkpoint", origin.origin(), "nothing verified says how far it went");
        }
    }

    /// A promise of which no copy has the entry: did the journal go on without it?
    private void missing(HeldReceipt receipt) {
        if (receipt.isDecided()) {
            return;
        }
        OriginName of = receipt.proves().orElseThrow().origin();
        long seen =
                lastSeen.entrySet().stream()
                        .filter(one -> one.getKey().isInOneSeriesWith(of))
                        .filter(one -> one.getKey().number() >= of.number())
                        .mapToLong(Map.Entry::getValue)
                        .max()
                        .orElse(0);
        receipt.found(
                receipt.holdsPayload() ? Outcome.RESTORABLE : Outcome.LOST,
                (receipt.promisedAt() <= seen ? "journal-went-on-at:" : "journal-last-seen-at:")
                        + Words.time(seen));
    }

    private void sums(Gathering gathering, Optional<ReceiptPile> pile) {
        written.sum("origins", gathering.origins().size());
        written.sum("receipts", pile.map(p -> p.receipts().size()).orElse(0));
        written.sum("not-receipts", pile.map(ReceiptPile::others).orElse(0L));
        written.sum("unknown", 0);
        written.sum("entries", 0);
        written.sum("findings", findings.lines().size());
    }

    private Statement statement(Instant made) {
        List<String> details = new ArrayList<>(written.lines());
        details.addAll(findings.lines());
        List<String> head = new ArrayList<>();
        head.add(Statement.FORMAT);
        head.add("made " + made.truncatedTo(ChronoUnit.SECONDS));
        head.addAll(evidence);
        written.sums().forEach((word, count) -> head.add("sum " + word + " " + count));
        head.add("verdict " + (isGood() ? "good" : "finding"));
        return new Statement(head, details, written.sums(), isGood());
    }

    private boolean isGood() {
        Map<String, Long> sums = written.sums();
        long bad = 0;
        for (String word :
                List.of(
                        "keyless",
                        "content-lost",
                        "unproved",
                        "lost",
                        "findings",
                        "receipts-refused",
                        "receipts-contradicted",
                        "receipts-lost",
                        "receipts-unproved",
                        "receipts-content-lost",
                        "receipts-restorable",
                        "receipts-keyless")) {
            bad += sums.getOrDefault(word, 0L);
        }
        return bad == 0;
    }
}
