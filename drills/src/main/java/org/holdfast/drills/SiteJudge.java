// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.holdfast.drills.SiteTruth.Acknowledged;
import org.holdfast.verifier.PaperVerdict;
import org.holdfast.verifier.PaperVerifier;
import org.holdfast.verifier.ReceiptVerdict;
import org.holdfast.verifier.ReceiptVerifier;
import org.holdfast.verifier.TrustList;

/// Judges a cluster that stands again by what its clients were told: every acknowledged paper and
/// move at every node, once and right; receipts; journals as a stranger reads them; and the copies
/// on the sites' disks. For one thread.
final class SiteJudge {
    /// What a node heard of late, it must still learn within this time of the beginning.
    private static final Duration CATCHING_UP = Duration.ofSeconds(60);

    private static final Duration BREATH = Duration.ofMillis(300);
    private static final int SIDE_BY_SIDE = 12;
    private static final int ENOUGH_PLACES = 2;

    private final SiteNodes nodes;
    private final SiteTruth truth;
    private final Consumer<String> findings;
    private final PaperVerifier papers = new PaperVerifier(InstantSource.system());
    private final ReceiptVerifier receipts = new ReceiptVerifier();
    private final Set<String> missing = new ConcurrentSkipListSet<>();
    private final Set<String> wrong = new ConcurrentSkipListSet<>();
    private final AtomicLong mirrored = new AtomicLong();
    private final AtomicLong otherEntries = new AtomicLong();
    private final Map<String, Set<String>> grades = new TreeMap<>();
    private long duplicated;
    private volatile long until;

    SiteJudge(SiteNodes nodes, SiteTruth truth, Consumer<String> findings) {
        this.nodes = nodes;
        this.truth = truth;
        this.findings = findings;
    }

    /// What was found.
    ///
    /// @param missing operations that were acknowledged and are not at every node
    /// @param duplicated operations that happened twice
    /// @param wrong operations that are there and are not what was said, and journals that do not
    ///   recompute
    /// @param mirrored receipts that prove it
    /// @param otherEntries receipts that name another entry of the same paper than the one told
    ///   first: it was asked for at more than one site
    /// @param thin papers whose entry lies on the disk of one site only
    record Judged(
            long missing,
            long duplicated,
            long wrong,
            long mirrored,
            long otherEntries,
            long thin) {}

    Judged judge() throws IOException, InterruptedException {
        List<Acknowledged> all = truth.all();
        until = System.nanoTime() + CATCHING_UP.toNanos();
        truth.twice().forEach(this::twice);
        each(
                all,
                one -> {
                    for (SiteNodes.Node node : nodes.all()) {
                        if (one.isMove()) {
                            move(node, one);
                        } else {
                            paper(node, one);
                        }
                    }
                });
        Set<String> shown = new HashSet<>();
        for (SiteNodes.Node node : nodes.all()) {
            Shown journals = journals(node);
            // A node that is behind shows less, and has the rest of the minute to catch up.
            while (!lacking(all, journals.leaves()).isEmpty() && System.nanoTime() - until < 0) {
                Pauses.of(Duration.ofSeconds(2));
                journals = journals(node);
            }
            journals.twice().forEach(this::twice);
            wrong.addAll(journals.wrong());
            for (Acknowledged one : lacking(all, journals.leaves())) {
                missing.add(said(one, node, "the move is in no journal that is shown"));
            }
            shown.addAll(journals.leaves());
        }
        for (Acknowledged one : all) {
            if (!one.isMove() && !shown.containsAll(one.leaves())) {
                missing.add(one.operation() + " has its entry in no journal that any node shows");
            }
        }
        long thin = copies(all);
        missing.forEach(one -> findings.accept("missing: " + one));
        wrong.forEach(one -> findings.accept("wrong: " + one));
        return new Judged(
                operations(missing),
                duplicated,
                wrong.size(),
                mirrored.get(),
                otherEntries.get(),
                thin);
    }

    private synchronized void twice(String words) {
        duplicated++;
        findings.accept("duplicated: " + words);
    }

    /// An operation that is missing at two nodes is missing once.
    private static long operations(Set<String> words) {
        return words.stream().map(one -> one.substring(0, one.indexOf(' '))).distinct().count();
    }

    /// One check of one acknowledgement.
    private interface Check {
        void of(Acknowledged one) throws IOException;
    }

    private void each(List<Acknowledged> all, Check check) throws InterruptedException {
        AtHand.each(
                all,
                SIDE_BY_SIDE,
                one -> {
                    try {
                        check.of(one);
                    } catch (IOException away) {
                        wrong.add(one.operation() + " cannot be asked for: " + away.getMessage());
                    }
                });
    }

    private void paper(SiteNodes.Node node, Acknowledged one) throws IOException {
        OfficeClient client = node.officer(one.what().command().office());
        String path = "/api/v1/issuances/" + one.id();
        OfficeClient.Answer shown = patiently(client, path);
        if (shown.status() != 200) {
            missing.add(said(one, node, "the paper is answered with " + shown.status()));
            return;
        }
        String number = shown.json().path("number").asString("");
        if (!number.equals(one.number())) {
            wrong.add(said(one, node, "the paper has the number " + number));
        }
        OfficeClient.Answer file = patiently(client, path + "/document");
        if (file.status() != 200) {
            missing.add(said(one, node, "the file is answered with " + file.status()));
            return;
        }
        PaperVerdict verdict = papers.verify(file.body(), trust(node), Optional.empty());
        if (!verdict.isGenuine()) {
            wrong.add(said(one, node, "the file is judged " + verdict.reason().code()));
        } else if (!verdict.claims().orElseThrow().number().equals(one.number())
                || !verdict.claims().orElseThrow().name().equals(one.what().name())) {
            wrong.add(said(one, node, "the file is another paper, or names another person"));
        }
        receipt(node, one, client, path + "/receipt");
    }

    private void receipt(SiteNodes.Node node, Acknowledged one, OfficeClient client, String path)
            throws IOException {
        OfficeClient.Answer answer = patiently(client, path);
        ReceiptVerdict verdict = receipts.verify(answer.text(), trust(node));
        while (!verdict.grade().equals("mirrored") && System.nanoTime() - until < 0) {
            Pauses.of(BREATH);
            answer = client.get(path);
            verdict = receipts.verify(answer.text(), trust(node));
        }
        if (verdict.isGenuine() && !one.leaves().contains(verdict.leafHash())) {
            otherEntries.incrementAndGet();
        }
        if (!verdict.isGenuine()) {
            wrong.add(
                    said(
                            one,
                            node,
                            "the receipt, answered with %d, is judged %s"
                                    .formatted(answer.status(), verdict.reason().code())));
        } else if (!one.leaves().contains(verdict.leafHash())
                && !truth.told(one.operation()).contains(verdict.leafHash())
                && truth.tried(one.operation()).size() < 2) {
            wrong.add(said(one, node, "the receipt names another entry"));
        } else if (verdict.grade().equals("mirrored")) {
            mirrored.incrementAndGet();
        }
        synchronized (grades) {
            grades.computeIfAbsent(verdict.grade(), _ -> new java.util.TreeSet<>())
                    .add(one.operation());
        }
    }

    /// Asked again it must be the same move, wherever.
    private void move(SiteNodes.Node node, Acknowledged one) throws IOException {
        OfficeClient client = node.officer(one.what().command().office());
        OfficeClient.Answer answer = client.send(one.what().command(), CATCHING_UP);
        // 202: it was filed at another site as well, and is not merged yet
        while ((answer.status() >= 500 || answer.status() == 202)
                && System.nanoTime() - until < 0) {
            Pauses.of(BREATH);
            answer = client.send(one.what().command(), CATCHING_UP);
        }
        if (answer.status() != 200 && answer.status() != 201) {
            missing.add(said(one, node, "the move asked again is answered " + answer.status()));
        } else if (!answer.json().path("id").asString("").equals(one.id())) {
            twice(said(one, node, "the move asked again is another"));
        }
    }

    private OfficeClient.Answer patiently(OfficeClient client, String path) throws IOException {
        OfficeClient.Answer answer = client.get(path);
        while (answer.status() != 200 && System.nanoTime() - until < 0) {
            Pauses.of(BREATH);
            answer = client.get(path);
        }
        return answer;
    }

    /// The journals of a node as a stranger reads them.
    ///
    /// @param leaves hashes of every entry that is shown
    private record Shown(Set<String> leaves, List<String> twice, List<String> wrong) {}

    private static Shown journals(SiteNodes.Node node) throws IOException {
        VersionChains chains = new VersionChains();
        List<String> told = new ArrayList<>();
        List<String> twice = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        new JournalAudit(node.base(), chains).run(told::add);
        for (String one : told) {
            if (one.contains("one operation, two entries")) {
                twice.add("at node " + node.site() + ": " + one);
            } else {
                wrong.add("journals at node " + node.site() + ": " + one);
            }
        }
        if (chains.duplicated() > 0) {
            twice.add(chains.duplicated() + " versions are there twice at node " + node.site());
        }
        if (chains.broken() > 0) {
            wrong.add(
                    "journals at node %s: %d versions do not continue the one before"
                            .formatted(node.site(), chains.broken()));
        }
        return new Shown(chains.leaves(), twice, wrong);
    }

    /// Moves whose entries are not all among these.
    private static List<Acknowledged> lacking(List<Acknowledged> all, Set<String> leaves) {
        return all.stream()
                .filter(one -> one.isMove() && !leaves.containsAll(one.leaves()))
                .toList();
    }

    /// How many acknowledged entries lie on fewer than two disks.
    private long copies(List<Acknowledged> all) throws IOException {
        Map<String, Integer> disks = new TreeMap<>();
        for (SiteNodes.Node node : nodes.all()) {
            SiteCopies.leaves(node.folder(), findings)
                    .forEach(leaf -> disks.merge(leaf, 1, Integer::sum));
        }
        long thin = 0;
        for (Acknowledged one : all) {
            boolean kept =
                    one.leaves().stream()
                            .allMatch(leaf -> disks.getOrDefault(leaf, 0) >= ENOUGH_PLACES);
            if (kept) {
                continue;
            }
            thin++;
            if (isMirrored(one)) {
                missing.add(
                        one.operation()
                                + " is said to be mirrored and lies on fewer than two"
                                + " sites' disks");
            }
        }
        return thin;
    }

    private boolean isMirrored(Acknowledged one) {
        return one.grade().equals("mirrored")
                || grades.getOrDefault("mirrored", Set.of()).contains(one.operation());
    }

    private final Map<String, TrustList> trusts = new java.util.concurrent.ConcurrentHashMap<>();

    private TrustList trust(SiteNodes.Node node) throws IOException {
        TrustList known = trusts.get(node.site());
        if (known == null) {
            known = TrustList.read(node.anybody().get("/trust").text());
            trusts.put(node.site(), known);
        }
        return known;
    }

    private static String said(Acknowledged one, SiteNodes.Node node, String words) {
        return "%s (%s %s, told %s by site %s) at node %s: %s"
                .formatted(
                        one.operation(),
                        one.isMove() ? "move" : "paper",
                        one.id(),
                        one.grade(),
                        one.site(),
                        node.site(),
                        words);
    }
}
