// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.Provider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.holdfast.drills.SiteTruth.Acknowledged;

/// Judges a cluster that stands again by what its clients were told: everything acknowledged at
/// every node, once and right, with its number; receipts; journals as a stranger reads them; the
/// rows of the database and of the sites' own copies against those; and the journals on the sites'
/// disks. For one thread.
final class SiteJudge {
    /// What a node heard of late, it must still learn within this time of the beginning.
    private static final Duration CATCHING_UP = Duration.ofSeconds(60);

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

    /// Questions under way, all nodes together.
    private static final int SIDE_BY_SIDE = 24;

    private static final int ENOUGH_PLACES = 2;

    private final SiteNodes nodes;
    private final SiteTruth truth;
    private final Sources sources;
    private final Consumer<String> findings;
    private final SiteOffences offences = new SiteOffences();
    private final SiteAnswers answers;
    private final SiteNumbers numbers;
    private final SiteProtection protection;
    private volatile long until;

    /// What is read beside the nodes' answers.
    ///
    /// @param rows of the database and the own copies
    /// @param marks of the journals when the run began
    /// @param unsure blocks and papers of which nobody knows whether they were lifted or withdrawn
    /// @param fast provider of signature algorithms, where there is one
    record Sources(
            SiteRows rows, SiteCopies.Marks marks, Set<String> unsure, Optional<Provider> fast) {}

    SiteJudge(SiteNodes nodes, SiteTruth truth, Sources sources, Consumer<String> findings) {
        this.nodes = nodes;
        this.truth = truth;
        this.sources = sources;
        this.findings = findings;
        this.answers = new SiteAnswers(truth, offences, this::isLate, sources.fast());
        this.numbers = new SiteNumbers(truth, offences, this::isLate);
        this.protection = new SiteProtection(truth, sources.unsure(), offences, this::isLate);
    }

    /// What was found.
    ///
    /// @param missing operations that were acknowledged and are not at every node
    /// @param duplicated operations that happened twice
    /// @param wrong operations that are there and are not what was said, papers that serve old
    ///   facts as fresh ones, journals that do not recompute, and rows that are not what they show
    /// @param mirrored receipts that prove it
    /// @param otherEntries receipts that name another entry of the same paper than the one told
    ///   first: it was asked for at more than one site
    /// @param thin acknowledged entries that lie on the disk of one site only
    /// @param rows versions in the database that were compared with the journals
    /// @param filed what became of moves that were filed
    record Judged(
            long missing,
            long duplicated,
            long wrong,
            long mirrored,
            long otherEntries,
            long thin,
            long rows,
            Filed filed,
            SiteFreshness.Counts fresh) {}

    /// Operations that were told as filed, by how they ended.
    record Filed(long entered, long held, long refused) {}

    Judged judge() throws IOException, InterruptedException {
        until = System.nanoTime() + CATCHING_UP.toNanos();
        List<Acknowledged> filings = truth.filings();
        SiteFilings filed = new SiteFilings(nodes.all(), truth, offences, this::isLate);
        AtHand.each(filings, SIDE_BY_SIDE / 2, filed::check);
        // What was found entered is noted by now.
        List<Acknowledged> all = truth.all();
        List<Acknowledged> moves = all.stream().filter(Acknowledged::isMove).toList();
        SiteFreshness fresh = new SiteFreshness(truth, moves, offences);
        each(filings, (node, one) -> answers.receipt(node, one, "/api/v1/filings/" + one.id()));
        each(all, (node, one) -> check(node, one, fresh));
        truth.twice().forEach(offences::twice);
        numbers.unique(moves);
        Map<String, VersionChains> shown = journals(all, filings, moves);
        Map<String, SiteFreshness.Version> versions = new HashMap<>();
        shown.values().forEach(one -> versions.putAll(one.versions()));
        SiteFreshness.Counts counts = fresh.judge(versions);
        long rows = rows(shown);
        long thin = copies(all, filings);
        offences.tell(findings);
        return new Judged(
                offences.missing(),
                offences.duplicated(),
                offences.wrong(),
                answers.mirrored(),
                answers.otherEntries(),
                thin,
                rows,
                new Filed(
                        filed.ended(SiteFilings.ENTERED),
                        filed.ended(SiteFilings.HELD),
                        filed.ended(SiteFilings.REFUSED)),
                counts);
    }

    private boolean isLate() {
        return System.nanoTime() - until >= 0;
    }

    private void check(SiteNodes.Node node, Acknowledged one, SiteFreshness fresh)
            throws IOException {
        switch (one.form()) {
            case MOVE -> answers.move(node, one, numbers);
            case BLOCK -> protection.block(node, one);
            case LIFT -> {
                // its block is judged
            }
            case WITHDRAWAL -> protection.withdrawal(node, one);
            case PAPER -> {
                if (protection.mayBeWithdrawn(one)) {
                    answers.withdrawn(node, one);
                } else {
                    answers.paper(node, one, fresh);
                }
            }
            case FILING -> throw new IllegalStateException("a filing is judged as one");
        }
    }

    /// Everything that the nodes' journals must show; each node's are read once, unless it is
    /// behind.
    private Map<String, VersionChains> journals(
            List<Acknowledged> all, List<Acknowledged> filings, List<Acknowledged> moves)
            throws IOException, InterruptedException {
        Map<String, VersionChains> chains = new ConcurrentHashMap<>();
        try {
            AtHand.each(
                    nodes.all(),
                    nodes.count(),
                    node -> chains.put(node.site(), journals(node, moves)));
        } catch (UncheckedIOException away) {
            throw away.getCause();
        }
        Set<String> shown = new HashSet<>();
        chains.values().forEach(one -> shown.addAll(one.leaves()));
        for (Acknowledged one : Stream.concat(all.stream(), filings.stream()).toList()) {
            if (!one.isMove() && !shown.containsAll(one.leaves())) {
                offences.missing(one, "any node", "its entry is in no journal that is shown");
            }
        }
        return chains;
    }

    private VersionChains journals(SiteNodes.Node node, List<Acknowledged> moves) {
        Shown journals = Shown.at(node);
        // A node that is behind shows less, and has the rest of the minute to catch up.
        while (!lacking(moves, journals.chains().leaves()).isEmpty() && !isLate()) {
            Pauses.of(LOOK_AGAIN);
            journals = Shown.at(node);
        }
        journals.twice().forEach(offences::twice);
        journals.wrong().forEach(offences::wrong);
        for (Acknowledged one : lacking(moves, journals.chains().leaves())) {
            offences.missing(one, "node " + node.site(), "the move is in no journal that is shown");
        }
        numbers.judge(node, moves, journals.chains().ranks());
        return journals.chains();
    }

    /// Rows against the journals of the node that showed most. Both are read again when they
    /// differ: a cluster at rest still enters what its registers are, and own copies fold.
    ///
    /// @return how many versions were compared
    private long rows(Map<String, VersionChains> shown) throws IOException {
        long last = System.nanoTime() + CATCHING_UP.toNanos();
        Map.Entry<String, VersionChains> most =
                shown.entrySet().stream()
                        .max(Comparator.comparingInt(one -> one.getValue().central().size()))
                        .orElseThrow();
        SiteRows.Outcome outcome = sources.rows().compare(most.getValue());
        while (!outcome.differences().isEmpty() && System.nanoTime() - last < 0) {
            Pauses.of(LOOK_AGAIN);
            outcome = sources.rows().compare(Shown.at(nodes.node(most.getKey())).chains());
        }
        outcome.differences().forEach(one -> offences.wrong("rows: " + one));
        return outcome.versions();
    }

    /// One check of one acknowledgement at one node.
    private interface Check {
        void of(SiteNodes.Node node, Acknowledged one) throws IOException;
    }

    private record Question(SiteNodes.Node node, Acknowledged one) {}

    private void each(List<Acknowledged> all, Check check) throws InterruptedException {
        List<Question> questions = new ArrayList<>();
        all.forEach(one -> nodes.all().forEach(node -> questions.add(new Question(node, one))));
        AtHand.each(
                questions,
                SIDE_BY_SIDE,
                asked -> {
                    try {
                        check.of(asked.node(), asked.one());
                    } catch (IOException away) {
                        offences.wrong(
                                asked.one(),
                                "node " + asked.node().site(),
                                "it cannot be asked for: " + away.getMessage());
                    }
                });
    }

    /// The journals of a node as a stranger reads them.
    private record Shown(VersionChains chains, List<String> twice, List<String> wrong) {
        static Shown at(SiteNodes.Node node) {
            VersionChains chains = new VersionChains();
            List<String> told = new ArrayList<>();
            try {
                new JournalAudit(node.base(), chains).run(told::add);
            } catch (IOException away) {
                throw new UncheckedIOException(away);
            }
            List<String> twice = new ArrayList<>();
            List<String> wrong = new ArrayList<>();
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
            return new Shown(chains, twice, wrong);
        }
    }

    /// Moves whose entries are not all among these.
    private static List<Acknowledged> lacking(List<Acknowledged> moves, Set<String> leaves) {
        return moves.stream().filter(one -> !leaves.containsAll(one.leaves())).toList();
    }

    /// Filings must lie on every site's disk: every node keeps a copy of the others' journals.
    ///
    /// @return how many acknowledged entries lie on fewer than two disks
    private long copies(List<Acknowledged> all, List<Acknowledged> filings) throws IOException {
        List<SiteCopies> sites =
                nodes.all().stream()
                        .map(node -> new SiteCopies(node.folder(), sources.marks()))
                        .toList();
        Map<String, Integer> disks = disks(sites, findings);
        while (!isLate() && !everywhere(filings, disks)) {
            Pauses.of(LOOK_AGAIN);
            disks = disks(sites, _ -> {});
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
            if (answers.isMirrored(one)) {
                offences.missing(
                        one, "the disks", "it is said to be mirrored and lies on fewer than two");
            }
        }
        return thin;
    }

    /// On how many sites' disks each entry lies.
    private static Map<String, Integer> disks(List<SiteCopies> sites, Consumer<String> unreadable)
            throws IOException {
        Map<String, Integer> disks = new TreeMap<>();
        for (SiteCopies site : sites) {
            site.leaves(unreadable).forEach(leaf -> disks.merge(leaf, 1, Integer::sum));
        }
        return disks;
    }

    private boolean everywhere(List<Acknowledged> filings, Map<String, Integer> disks) {
        return filings.stream().allMatch(one -> fewest(one, disks) >= nodes.count());
    }

    private static int fewest(Acknowledged one, Map<String, Integer> disks) {
        return one.leaves().stream().mapToInt(leaf -> disks.getOrDefault(leaf, 0)).min().orElse(0);
    }
}
