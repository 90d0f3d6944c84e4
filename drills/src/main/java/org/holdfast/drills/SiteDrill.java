// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.holdfast.cluster.Cluster;
import org.holdfast.cluster.ClusterFault;
import org.holdfast.cluster.ClusterStatus;
import org.holdfast.drills.SiteTruth.Form;

/// Breaks a running cluster of three sites under a load from outside, heals it, waits until it is
/// whole, and judges it by what the load was told. One at a time for one cluster.
public final class SiteDrill {
    private static final Duration CALM = Duration.ofSeconds(5);
    private static final Duration WHOLE_LIMIT = Duration.ofMinutes(4);
    private static final Duration SETTLING = Duration.ofSeconds(60);
    private static final Duration BREATH = Duration.ofMillis(300);
    private static final Duration STEADY = Duration.ofSeconds(3);
    private static final long STEADY_MILLIS = 1_000;
    private static final List<Double> SHARES = List.of(0.25, 0.5, 1.0);
    private static final Duration WARM = Duration.ofMinutes(2);

    private final Cluster cluster;
    private final Path work;
    private final SplittableRandom chance;
    private final Consumer<String> say;
    private final Optional<Provider> fast;
    private final InstantSource clock = InstantSource.system();

    /// @param work where the truth logs go, outside the cluster's folder
    /// @param fast provider of signature algorithms for the judge, where there is one
    public SiteDrill(
            Cluster cluster, Path work, long seed, Consumer<String> say, Optional<Provider> fast) {
        this.fast = fast;
        this.cluster = cluster;
        this.work = work;
        this.chance = new SplittableRandom(seed);
        this.say = say;
    }

    /// Looks whether a drill can be made here, before anything is waited for.
    ///
    /// @throws DrillFault saying what the cluster lacks, and which commands make one that has it
    public void mustBePossible(SiteDrillKind kind) throws IOException {
        try {
            SiteFault.possible(cluster, kind);
            SiteNodes.mustBeDemo(cluster, kind);
        } catch (ClusterFault none) {
            throw new DrillFault(
                    none.getMessage() + " --demo (a drill needs made-up people to ask about)",
                    none);
        }
    }

    /// One run. The cluster is whole before it, and after it unless a finding says so.
    ///
    /// @throws DrillFault when the cluster is not whole at the beginning
    public SiteRun run(SiteOrder order) throws IOException, InterruptedException {
        mustBePossible(order.kind());
        Files.createDirectories(work);
        List<String> findings = new ArrayList<>();
        if (!awaitWhole()) {
            throw new DrillFault(
                    "the cluster is not whole, so nothing is broken on purpose:\n"
                            + cluster.status().table());
        }
        Path log = work.resolve("truth-" + clock.instant().toString().replace(':', '.') + ".jsonl");
        try (SiteNodes nodes = SiteNodes.of(cluster);
                SiteTruth truth = new SiteTruth(log, clock)) {
            if (!awaitReady(nodes)) {
                throw new DrillFault("not every node takes work: only " + nodes.ready());
            }
            int held = SiteOfficer.refuseHeld(nodes.node(0));
            if (held > 0) {
                say.accept("  refused " + held + " filings that earlier faults have left held");
            }
            SiteOfficer.liftBlocks(
                    nodes.node(0),
                    SiteDeeds.people(nodes.node(0).demo().unrestricted(SiteNodes.KOREAN)));
            SiteCopies.Marks marks = SiteCopies.marks(nodes.all());
            SiteSamples samples = new SiteSamples();
            SiteRun run;
            Set<String> unsure;
            try (SiteWatch watch = new SiteWatch(cluster, nodes);
                    SiteLoad load = new SiteLoad(nodes, truth, samples, clock, chance.split())) {
                run = broken(order, new Given(nodes, truth, samples, load, marks), watch, findings);
                int asked = load.settle(SETTLING);
                truth.open()
                        .forEach(one ->
                                findings.add(
                                        "never answered: operation " + one.command().operation()));
                run.put("settledLater", asked).put("neverAnswered", truth.open().size());
                load.wrong().forEach(one -> findings.add("wrong: " + one));
                run.put("wrongLooks", load.wrong().size());
                run.deeds(load.deeds(), truth, findings);
                unsure = load.deeds().unsure();
            }
            judge(
                    run,
                    nodes,
                    truth,
                    new SiteJudge.Sources(rows(nodes), marks, unsure, fast),
                    findings);
            return run.put("truthLog", log.toString());
        }
    }

    private SiteRows rows(SiteNodes nodes) throws IOException {
        return SiteRows.of(SiteRows.Address.of(cluster.site("a")), nodes.all());
    }

    private void judge(
            SiteRun run,
            SiteNodes nodes,
            SiteTruth truth,
            SiteJudge.Sources sources,
            List<String> findings)
            throws IOException, InterruptedException {
        say.accept("  judging " + truth.all().size() + " acknowledgements ...");
        long begun = System.nanoTime();
        SiteJudge.Judged judged = new SiteJudge(nodes, truth, sources, findings::add).judge();
        run.put("judgingMillis", (System.nanoTime() - begun) / 1_000_000);
        run.judged(truth, judged, findings);
    }

    /// A load, and what becomes of it.
    private record Given(
            SiteNodes nodes,
            SiteTruth truth,
            SiteSamples samples,
            SiteLoad load,
            SiteCopies.Marks marks) {}

    private SiteRun broken(SiteOrder order, Given given, SiteWatch watch, List<String> findings)
            throws IOException, InterruptedException {
        SiteNodes nodes = given.nodes();
        SiteTruth truth = given.truth();
        SiteSamples samples = given.samples();
        SiteLoad load = given.load();
        String primary = cluster.status().primary().orElse("-");
        Map<String, Integer> figures = new TreeMap<>();
        SiteFault fault =
                new SiteFault(cluster, order, primary, nodes.sites(), chance.split(), figures::put);
        SiteRun run = new SiteRun(order, fault.victims(), primary, clock.instant());
        watch.start();
        warm(samples, load, order.perSecond());
        long begun = System.nanoTime();
        Pauses.of(CALM);
        fault.prepare();
        Instant injected = clock.instant();
        long injectedNanos = System.nanoTime();
        Instant healed;
        long healedNanos;
        try {
            fault.make();
            long madeNanos = System.nanoTime();
            run.put("makingMillis", (madeNanos - injectedNanos) / 1_000_000);
            figures.forEach(run::put);
            alone(order, truth, injectedNanos, madeNanos, run);
            say.accept(
                    "  " + order.kind().word() + " at " + fault.victims() + ", primary " + primary);
            fault.last(order.fault().minusNanos(System.nanoTime() - injectedNanos));
            long until = fault.answers() ? System.nanoTime() : madeNanos;
            SiteUnknown.Counts unknown =
                    new SiteUnknown(nodes.all(), fault.silenced(), given.marks())
                            .count(truth, madeNanos, until, findings::add);
            run.put("unknown", unknown.unknown()).put("burnt", unknown.burnt());
        } finally {
            healed = clock.instant();
            healedNanos = System.nanoTime();
            fault.heal();
        }
        long end = after(order, given, healedNanos, findings);
        run.put("wholeMillis", (System.nanoTime() - healedNanos) / 1_000_000);
        run.times(injected, healed, new SiteRun.Window(begun, injectedNanos, healedNanos, end));
        run.measured(samples, watch, primary, order.kind());
        SitePromises.check(order.kind(), run, findings);
        SiteTargets.check(order.kind(), run);
        run.refusals(findings);
        run.taken(truth, healedNanos, findings);
        return run;
    }

    /// The load goes on until all is whole and takes papers and moves again, or its time is over; a
    /// cluster that takes none yet has as long as one that is not whole.
    ///
    /// @return when nothing more became due
    private long after(SiteOrder order, Given given, long healedNanos, List<String> findings)
            throws IOException {
        SiteNodes nodes = given.nodes();
        SiteLoad load = given.load();
        boolean whole = false;
        boolean taking = false;
        long last = System.nanoTime() + order.after().toNanos();
        long longest = System.nanoTime() + WHOLE_LIMIT.toNanos();
        while (!(whole && taking) && System.nanoTime() - (taking ? last : longest) < 0) {
            Pauses.of(BREATH);
            whole = isWhole() && nodes.ready().size() == nodes.count();
            taking = isTaking(given.truth(), healedNanos);
        }
        load.beginNoMore();
        long end = System.nanoTime();
        load.awaitEnd();
        if (!whole && !(awaitWhole() && awaitReady(nodes))) {
            findings.add(
                    "not whole within %s of healing:%n%s"
                            .formatted(WHOLE_LIMIT, cluster.status().table()));
        }
        return end;
    }

    private static boolean isTaking(SiteTruth truth, long sinceNanos) {
        return truth.since(Form.PAPER, sinceNanos) > 0 && truth.since(Form.MOVE, sinceNanos) > 0;
    }

    /// Moves that were acknowledged while nothing was sent to any standby: the primary's disk alone
    /// had them. By the grade that was told.
    private static void alone(
            SiteOrder order, SiteTruth truth, long fromNanos, long untilNanos, SiteRun run) {
        if (order.kind() != SiteDrillKind.CANCELLED_WAIT) {
            return;
        }
        for (String grade : List.of("promised", "sealed", "mirrored")) {
            run.put(
                    "movesToldAlone"
                            + grade.substring(0, 1).toUpperCase(Locale.ROOT)
                            + grade.substring(1),
                    truth.all().stream()
                            .filter(one -> one.isMove() && one.grade().equals(grade))
                            .filter(one -> one.atNanos() - fromNanos > 0)
                            .filter(one -> one.atNanos() - untilNanos < 0)
                            .count());
        }
    }

    /// A cold cluster is no measure of anything: the load begins with a quarter, and the fault
    /// waits until all of it is answered as fast as it is asked, or two minutes; the calm figures
    /// of the run say how it then was.
    private static void warm(SiteSamples samples, SiteLoad load, int perSecond) {
        long until = System.nanoTime() + WARM.toNanos();
        load.share(SHARES.getFirst());
        load.start(perSecond);
        for (double share : SHARES) {
            load.share(share);
            boolean steady = false;
            while (!steady && System.nanoTime() - until < 0) {
                steady = isSteady(samples, perSecond * share);
            }
        }
        load.share(1);
        if (samples.good(SiteSamples.Kind.ISSUE) == 0) {
            throw new DrillFault(
                    "no paper within "
                            + WARM
                            + ": "
                            + samples.failures(SiteSamples.Kind.ISSUE, _ -> true));
        }
    }

    /// Looks for a while.
    private static boolean isSteady(SiteSamples samples, double perSecond) {
        long papers = samples.good(SiteSamples.Kind.ISSUE);
        long moves = samples.good(SiteSamples.Kind.MOVE);
        Pauses.of(STEADY);
        papers = samples.good(SiteSamples.Kind.ISSUE) - papers;
        moves = samples.good(SiteSamples.Kind.MOVE) - moves;
        long now = System.nanoTime();
        long p99 =
                samples.percentileMillis(
                        SiteSamples.Kind.ISSUE, 0.99, now - 2 * STEADY.toNanos(), now);
        double due = perSecond * STEADY.toSeconds();
        return papers >= due * 8 / 10
                && moves >= Math.floor(due / SiteLoad.PAPERS_PER_MOVE / 2)
                && p99 < STEADY_MILLIS;
    }

    private boolean isWhole() throws IOException {
        return cluster.status().verdict() == ClusterStatus.Verdict.WHOLE;
    }

    private boolean awaitWhole() throws IOException {
        long until = System.nanoTime() + WHOLE_LIMIT.toNanos();
        while (System.nanoTime() - until < 0) {
            if (isWhole()) {
                return true;
            }
            Pauses.of(BREATH);
        }
        return false;
    }

    private static boolean awaitReady(SiteNodes nodes) {
        long until = System.nanoTime() + WHOLE_LIMIT.toNanos();
        while (System.nanoTime() - until < 0) {
            if (nodes.ready().size() == nodes.count()) {
                return true;
            }
            Pauses.of(BREATH);
        }
        return false;
    }
}
