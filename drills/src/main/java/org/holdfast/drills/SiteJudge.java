// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.holdfast.drills.SiteTruth.Acknowledged;
import org.holdfast.verifier.PaperVerdict;
import org.holdfast.verifier.PaperVerifier;
import org.holdfast.verifier.ReceiptVerdict;
import org.holdfast.verifier.ReceiptVerifier;
import org.holdfast.verifier.SealClaims;
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
    private final SiteOffences offences = new SiteOffences();
    private final PaperVerifier papers = new PaperVerifier(InstantSource.system());
    private final ReceiptVerifier receipts = new ReceiptVerifier();
    private final AtomicLong mirrored = new AtomicLong();
    private final AtomicLong otherEntries = new AtomicLong();
    private final Map<String, Set<String>> grades = new TreeMap<>();
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
    /// @param wrong operations that are there and are not what was said, papers that serve old
    ///   facts as fresh ones, and journals that do not recompute
    /// @param mirrored receipts that prove it
    /// @param otherEntries receipts that name another entry of the same paper than the one told
    ///   first: it was asked for at more than one site
    /// @param thin acknowledged entries that lie on the disk of one site only
    /// @param filed what became of moves that were filed
    record Judged(
            long missing,
            long duplicated,
            long wrong,
            long mirrored,
            long otherEntries,
            long thin,
            Filed filed,
            SiteFreshness.Counts fresh) {}

    /// Operations that were told as filed, by how they ended.
    record Filed(long entered, long held, long refused) {}

    Judged judge() throws IOException, InterruptedException {
        until = System.nanoTime() + CATCHING_UP.toNanos();
        List<Acknowledged> filings = truth.filings();
        SiteFilings filed = new SiteFilings(nodes.all(), truth, offences, this::isLate);
        AtHand.each(filings, SIDE_BY_SIDE, filed::check);
        // What was found entered is noted by now.
        List<Acknowledged> all = truth.all();
        truth.twice().forEach(offences::twice);
        SiteFreshness fresh =
                new SiteFreshness(
                        truth, all.stream().filter(Acknowledged::isMove).toList(), offences);
        each(filings, (node, one) -> receipt(node, one, "/api/v1/filings/" + one.id()));
        each(
                all,
                (node, one) -> {
                    if (one.isMove()) {
                        move(node, one);
                    } else {
                        paper(node, one, fresh);
                    }
                });
        Map<String, SiteFreshness.Version> versions = journals(all, filings);
        SiteFreshness.Counts counts = fresh.judge(versions);
        long thin = copies(all, filings);
        offences.tell(findings);
        return new Judged(
                offences.missing(),
                offences.duplicated(),
                offences.wrong(),
                mirrored.get(),
                otherEntries.get(),
                thin,
                new Filed(
                        filed.ended(SiteFilings.ENTERED),
                        filed.ended(SiteFilings.HELD),
                        filed.ended(SiteFilings.REFUSED)),
                counts);
    }

    private boolean isLate() {
        return System.nanoTime() - until >= 0;
    }

    /// Everything that the nodes' journals must show.
    private Map<String, SiteFreshness.Version> journals(
            List<Acknowledged> all, List<Acknowledged> filings) throws IOException {
        Set<String> shown = new HashSet<>();
        Map<String, SiteFreshness.Version> versions = new HashMap<>();
        for (SiteNodes.Node node : nodes.all()) {
            Shown journals = journals(node);
            // A node that is behind shows less, and has the rest of the minute to catch up.
            while (!lacking(all, journals.leaves()).isEmpty() && !isLate()) {
                Pauses.of(Duration.ofSeconds(2));
                journals = journals(node);
            }
            journals.twice().forEach(offences::twice);
            journals.wrong().forEach(offences::wrong);
            for (Acknowledged one : lacking(all, journals.leaves())) {
                offences.missing(
                        one, "node " + node.site(), "the move is in no journal that is shown");
            }
            shown.addAll(journals.leaves());
            versions.putAll(journals.versions());
        }
        for (Acknowledged one : Stream.concat(all.stream(), filings.stream()).toList()) {
            if (!one.isMove() && !shown.containsAll(one.leaves())) {
                offences.missing(one, "any node", "its entry is in no journal that is shown");
            }
        }
        return versions;
    }

    /// One check of one acknowledgement at one node.
    private interface Check {
        void of(SiteNodes.Node node, Acknowledged one) throws IOException;
    }

    private void each(List<Acknowledged> all, Check check) throws InterruptedException {
        AtHand.each(
                all,
                SIDE_BY_SIDE,
                one -> {
                    for (SiteNodes.Node node : nodes.all()) {
                        try {
                            check.of(node, one);
                        } catch (IOException away) {
                            offences.wrong(
                                    one,
                                    "node " + node.site(),
                                    "it cannot be asked for: " + away.getMessage());
                        }
                    }
                });
    }

    private void paper(SiteNodes.Node node, Acknowledged one, SiteFreshness fresh)
            throws IOException {
        OfficeClient client = node.officer(one.what().command().office());
        String at = "node " + node.site();
        String path = "/api/v1/issuances/" + one.id();
        OfficeClient.Answer shown = patiently(client, path);
        if (shown.status() != 200) {
            offences.missing(one, at, "the paper is answered with " + shown.status());
            return;
        }
        String number = shown.json().path("number").asString("");
        if (!number.equals(one.number())) {
            offences.wrong(one, at, "the paper has the number " + number);
        }
        OfficeClient.Answer file = patiently(client, path + "/document");
        if (file.status() != 200) {
            offences.missing(one, at, "the file is answered with " + file.status());
            return;
        }
        PaperVerdict verdict = papers.verify(file.body(), trust(node), Optional.empty());
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

    /// @param thing path of the paper or the filing
    private void receipt(SiteNodes.Node node, Acknowledged one, String thing) throws IOException {
        OfficeClient client = node.officer(one.what().command().office());
        String path = thing + "/receipt";
        OfficeClient.Answer answer = patiently(client, path);
        ReceiptVerdict verdict = receipts.verify(answer.text(), trust(node));
        while (!verdict.grade().equals("mirrored") && !isLate()) {
            Pauses.of(BREATH);
            answer = client.get(path);
            verdict = receipts.verify(answer.text(), trust(node));
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
        synchronized (grades) {
            grades.computeIfAbsent(verdict.grade(), _ -> new java.util.TreeSet<>())
                    .add(verdict.leafHash());
        }
    }

    /// Asked again it must be the same move, wherever.
    private void move(SiteNodes.Node node, Acknowledged one) throws IOException {
        OfficeClient client = node.officer(one.what().command().office());
        OfficeClient.Answer answer = client.send(one.what().command(), CATCHING_UP);
        // 202: it was filed at another site as well, and is not merged yet
        while ((answer.status() >= 500 || answer.status() == 202) && !isLate()) {
            Pauses.of(BREATH);
            answer = client.send(one.what().command(), CATCHING_UP);
        }
        if (answer.status() != 200 && answer.status() != 201) {
            offences.missing(
                    one,
                    "node " + node.site(),
                    "the move asked again is answered " + answer.status());
        } else if (!answer.json().path("id").asString("").equals(one.id())) {
            offences.twice(one, "node " + node.site(), "the move asked again is another");
        }
    }

    private OfficeClient.Answer patiently(OfficeClient client, String path) throws IOException {
        OfficeClient.Answer answer = client.get(path);
        while (answer.status() != 200 && !isLate()) {
            Pauses.of(BREATH);
            answer = client.get(path);
        }
        return answer;
    }

    /// The journals of a node as a stranger reads them.
    ///
    /// @param leaves hashes of every entry that is shown
    /// @param versions of records, by leaf hash
    private record Shown(
            Set<String> leaves,
            Map<String, SiteFreshness.Version> versions,
            List<String> twice,
            List<String> wrong) {}

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
        return new Shown(chains.leaves(), chains.versions(), twice, wrong);
    }

    /// Moves whose entries are not all among these.
    private static List<Acknowledged> lacking(List<Acknowledged> all, Set<String> leaves) {
        return all.stream()
                .filter(one -> one.isMove() && !leaves.containsAll(one.leaves()))
                .toList();
    }

    /// Filings must lie on every site's disk: every node keeps a copy of the others' journals.
    ///
    /// @return how many acknowledged entries lie on fewer than two disks
    private long copies(List<Acknowledged> all, List<Acknowledged> filings) throws IOException {
        Map<String, Integer> disks = disks(findings);
        while (!isLate() && !everywhere(filings, disks)) {
            Pauses.of(Duration.ofSeconds(2));
            disks = disks(_ -> {});
        }
        for (Acknowledged one : filings) {
            if (!everywhere(List.of(one), disks)) {
                offences.missing(one, "the disks", "the filing is not on every site's");
            }
        }
        long thin = 0;
        for (Acknowledged one : Stream.concat(all.stream(), filings.stream()).toList()) {
            if (fewest(one, disks) >= ENOUGH_PLACES) {
                continue;
            }
            thin++;
            if (isMirrored(one)) {
                offences.missing(
                        one, "the disks", "it is said to be mirrored and lies on fewer than two");
            }
        }
        return thin;
    }

    /// On how many sites' disks each entry lies.
    private Map<String, Integer> disks(Consumer<String> unreadable) throws IOException {
        Map<String, Integer> disks = new TreeMap<>();
        for (SiteNodes.Node node : nodes.all()) {
            SiteCopies.leaves(node.folder(), unreadable)
                    .forEach(leaf -> disks.merge(leaf, 1, Integer::sum));
        }
        return disks;
    }

    private boolean everywhere(List<Acknowledged> filings, Map<String, Integer> disks) {
        return filings.stream().allMatch(one -> fewest(one, disks) >= nodes.count());
    }

    private static int fewest(Acknowledged one, Map<String, Integer> disks) {
        return one.leaves().stream().mapToInt(leaf -> disks.getOrDefault(leaf, 0)).min().orElse(0);
    }

    private boolean isMirrored(Acknowledged one) {
        Set<String> proved = grades.getOrDefault("mirrored", Set.of());
        return one.isMirrored() || one.leaves().stream().anyMatch(proved::contains);
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
}
