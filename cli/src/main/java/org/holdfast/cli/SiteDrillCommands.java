// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.holdfast.cluster.Cluster;
import org.holdfast.drills.DrillFault;
import org.holdfast.drills.SiteCampaign;
import org.holdfast.drills.SiteDrill;
import org.holdfast.drills.SiteDrillKind;
import org.holdfast.drills.SiteOrder;
import org.holdfast.drills.SiteReport;
import org.holdfast.drills.SiteRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `drill primary-kill` and the others that break a running cluster.
final class SiteDrillCommands {
    private static final InstantSource CLOCK = InstantSource.system();

    private SiteDrillCommands() {}

    /// Where the cluster is, how it is loaded, and what is written.
    static final class Options {
        @Option(
                names = "--dir",
                description = "Folder of the cluster. Default: data-cluster beside ./holdfast.")
        private Path folder = Path.of(System.getProperty("holdfast.home", "."), "data-cluster");

        @Option(
                names = "--work",
                description = "Folder of the truth logs. Default: data-drills beside ./holdfast.")
        private Path work = Path.of(System.getProperty("holdfast.home", "."), "data-drills");

        @Option(
                names = "--rate",
                defaultValue = "16",
                description = "Papers a second, however long answers take. Default: 16.")
        private int rate;

        @Option(
                names = "--seconds",
                defaultValue = "20",
                description = "How long the fault lasts. Default: 20.")
        private int seconds;

        @Option(names = "--json", description = "Write the results to this file.")
        private Optional<Path> json = Optional.empty();

        @Option(names = "--html", description = "Write a page with timelines to this file.")
        private Optional<Path> html = Optional.empty();

        @Option(names = "--seed", description = "Seed of all chance. Default: a new one.")
        private Optional<Long> seed = Optional.empty();

        private SiteDrill drill() {
            Cluster cluster = new Cluster(folder, ClusterCommand.supervisor(), Screen::err);
            long chance = seed.orElseGet(() -> CLOCK.instant().toEpochMilli());
            return new SiteDrill(cluster, work, chance, Screen::err);
        }

        private SiteOrder order(SiteDrillKind kind, Optional<String> site, boolean etcd) {
            return new SiteOrder(
                    kind, site, etcd, rate, Duration.ofSeconds(seconds), Duration.ofSeconds(60));
        }

        private int told(SiteReport report) throws IOException {
            report.words().forEach(Screen::out);
            if (json.isPresent()) {
                Files.writeString(json.get(), report.json() + "\n");
            }
            if (html.isPresent()) {
                Files.writeString(html.get(), report.html());
            }
            return report.passed() ? ExitCode.GOOD : ExitCode.FINDING;
        }
    }

    /// One drill, so many times.
    abstract static class Broken implements Callable<Integer> {
        @Mixin private Options options = new Options();

        @Option(names = "--repeat", defaultValue = "1", description = "Runs. Default: 1.")
        private int repeat;

        abstract SiteDrillKind kind();

        /// The site to hit in a run, counted from 0; empty: the primary's.
        Optional<String> site(int run) {
            return Optional.empty();
        }

        boolean withEtcdLeader() {
            return false;
        }

        @Override
        public final Integer call() throws IOException, InterruptedException {
            SiteDrill drill = options.drill();
            List<SiteRun> runs = new ArrayList<>();
            try {
                for (int i = 0; i < repeat; i++) {
                    Screen.err("Run " + (i + 1) + " of " + repeat);
                    SiteRun run = drill.run(options.order(kind(), site(i), withEtcdLeader()));
                    tell(run);
                    runs.add(run);
                }
            } catch (DrillFault cannot) {
                Screen.err(String.valueOf(cannot.getMessage()));
                if (runs.isEmpty()) {
                    return ExitCode.MISSING;
                }
                options.told(new SiteReport(kind().word(), CLOCK.instant(), runs));
                return ExitCode.FINDING;
            }
            return options.told(new SiteReport(kind().word(), CLOCK.instant(), runs));
        }
    }

    private static void tell(SiteRun run) {
        Screen.err("  " + (run.passed() ? "passed " : "FAILED ") + run.words());
        run.json()
                .path("findings")
                .valueStream()
                .limit(20)
                .forEach(one -> Screen.err("  finding: " + one.asString("")));
    }

    @Command(name = "primary-kill", description = "kill -9 of the primary's postmaster.")
    static final class PrimaryKill extends Broken {
        @Override
        SiteDrillKind kind() {
            return SiteDrillKind.PRIMARY_KILL;
        }
    }

    @Command(
            name = "site-loss",
            description = "kill -9 of everything at one site, then its return; each in its turn.")
    static final class SiteLoss extends Broken {
        @Option(names = "--site", description = "a, b, c or primary. Default: each in its turn.")
        private Optional<String> site = Optional.empty();

        @Option(names = "--with-etcd-leader", description = "etcd's leader is there too.")
        private boolean withEtcdLeader;

        @Override
        SiteDrillKind kind() {
            return SiteDrillKind.SITE_LOSS;
        }

        @Override
        Optional<String> site(int run) {
            if (site.isEmpty()) {
                return Optional.of(List.of("a", "b", "c").get(run % 3));
            }
            return site.filter(one -> !one.equals("primary"));
        }

        @Override
        boolean withEtcdLeader() {
            return withEtcdLeader;
        }
    }

    @Command(
            name = "two-sites",
            description = "kill -9 of everything at the primary's site and another.")
    static final class TwoSites extends Broken {
        @Override
        SiteDrillKind kind() {
            return SiteDrillKind.TWO_SITES;
        }
    }

    @Command(
            name = "freeze",
            description = "SIGSTOP everything at the primary's site, then SIGCONT.")
    static final class Freeze extends Broken {
        @Override
        SiteDrillKind kind() {
            return SiteDrillKind.FREEZE;
        }
    }

    @Command(
            name = "swizzle",
            description = "Freeze the sites one by one; let them go on in an order of chance.")
    static final class Swizzle extends Broken {
        @Override
        SiteDrillKind kind() {
            return SiteDrillKind.SWIZZLE;
        }
    }

    @Command(
            name = "campaign",
            description = {
                "Rotate through the drills of the sites for hours; go on where it was stopped.",
                "Each result is appended to --results as one line of JSON, with its date."
            })
    static final class Campaign implements Callable<Integer> {
        @Mixin private Options options = new Options();

        @Option(names = "--hours", defaultValue = "8", description = "At most. Default: 8.")
        private double hours;

        @Option(names = "--results", description = "Default: campaign.jsonl in --work.")
        private Optional<Path> results = Optional.empty();

        @Override
        public Integer call() throws IOException, InterruptedException {
            SiteCampaign campaign =
                    new SiteCampaign(
                            results.orElseGet(() -> options.work.resolve("campaign.jsonl")));
            Instant until = CLOCK.instant().plusSeconds((long) (hours * 3600));
            SiteDrill drill = options.drill();
            for (Optional<SiteCampaign.Step> next = campaign.next();
                    next.isPresent() && CLOCK.instant().isBefore(until);
                    next = campaign.next()) {
                SiteCampaign.Step step = next.get();
                SiteRun run =
                        drill.run(options.order(step.kind(), step.site(), step.withEtcdLeader()));
                campaign.add(run);
                tell(run);
            }
            return options.told(new SiteReport("campaign", CLOCK.instant(), campaign.runs()));
        }
    }

    @Command(name = "faults", description = "Say which faults are not made here, and why.")
    static final class NotHere implements Callable<Integer> {
        @Override
        public Integer call() {
            SiteDrillKind.notHere().forEach((name, why) -> Screen.out(name + ": " + why));
            return ExitCode.GOOD;
        }
    }
}
