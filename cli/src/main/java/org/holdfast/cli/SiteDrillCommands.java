// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.holdfast.cluster.Own;
import org.holdfast.drills.DrillFault;
import org.holdfast.drills.SiteCampaign;
import org.holdfast.drills.SiteDistribution;
import org.holdfast.drills.SiteDrill;
import org.holdfast.drills.SiteDrillKind;
import org.holdfast.drills.SiteLink;
import org.holdfast.drills.SiteOrder;
import org.holdfast.drills.SiteReport;
import org.holdfast.drills.SiteRun;
import org.holdfast.drills.SiteSeries;
import org.holdfast.keys.Providers;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `drill primary-kill` and the others that break a running cluster.
final class SiteDrillCommands {
    private static final InstantSource CLOCK = InstantSource.system();

    private SiteDrillCommands() {}

    /// Where the cluster is, how it is loaded, and what is written.
    static final class Options {
        @Mixin private ClusterFolder folder = new ClusterFolder();

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
                description = "How long the fault lasts. Default: 20 to 90, by the drill.")
        private Optional<Integer> seconds = Optional.empty();

        @Mixin private DrillReports reports = new DrillReports();

        @Option(names = "--seed", description = "Seed of all chance. Default: a new one.")
        private Optional<Long> seed = Optional.empty();

        private SiteDrill drill() {
            long chance = seed.orElseGet(() -> CLOCK.instant().toEpochMilli());
            return new SiteDrill(folder.cluster(), work, chance, Screen::err, Providers.fast());
        }

        private SiteOrder order(
                SiteDrillKind kind, Optional<String> site, Optional<SiteLink> link, boolean etcd) {
            Duration lasts =
                    seconds.map(Duration::ofSeconds)
                            .orElse(link.isPresent() ? SiteLink.LASTS : kind.lasts());
            return new SiteOrder(kind, site, link, etcd, rate, lasts, Duration.ofSeconds(60));
        }

        private int told(SiteReport report) throws IOException {
            return reports.tell(report, folder.path(), folder.cluster(), work);
        }
    }

    /// One drill, so many times.
    abstract static class Broken implements Callable<Integer> {
        @Mixin private Options options = new Options();

        @Option(names = "--repeat", defaultValue = "1", description = "Runs. Default: 1.")
        private int repeat;

        @Spec private @Nullable CommandSpec spec;

        /// By the command's own name.
        SiteDrillKind kind() {
            return SiteDrillKind.of(Objects.requireNonNull(spec).name()).orElseThrow();
        }

        /// The site to hit in a run, counted from 0; empty: the primary's.
        Optional<String> site(int run) {
            return Optional.empty();
        }

        /// The link to hit instead of a site.
        Optional<SiteLink> link() {
            return Optional.empty();
        }

        boolean withEtcdLeader() {
            return false;
        }

        final ParameterException wrong(String why) {
            return new ParameterException(Objects.requireNonNull(spec).commandLine(), why);
        }

        @Override
        public final Integer call() throws IOException {
            Optional<SiteLink> link = link();
            SiteDrill drill = options.drill();
            try {
                drill.mustBePossible(kind());
            } catch (DrillFault cannot) {
                Screen.err(String.valueOf(cannot.getMessage()));
                return ExitCode.MISSING;
            }
            Instant begun = CLOCK.instant();
            Path results = DrillReports.file(options.work, kind().word(), begun, ".jsonl");
            Screen.err(repeat + " of " + kind().word() + "; each run is added to " + results);
            List<SiteRun> runs =
                    new SiteSeries(
                                    drill::run,
                                    new SiteCampaign(results),
                                    CLOCK,
                                    SiteDrillCommands::tell)
                            .runs(
                                    repeat,
                                    run ->
                                            options.order(
                                                    kind(), site(run), link, withEtcdLeader()));
            return options.told(new SiteReport(kind().word(), begun, repeat, runs));
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
    static final class PrimaryKill extends Broken {}

    @Command(
            name = "site-loss",
            description = "kill -9 of everything at one site, then its return; each in its turn.")
    static final class SiteLoss extends Broken {
        @Option(names = "--site", description = "a, b, c or primary. Default: each in its turn.")
        private Optional<String> site = Optional.empty();

        @Option(names = "--with-etcd-leader", description = "etcd's leader is there too.")
        private boolean withEtcdLeader;

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
    static final class TwoSites extends Broken {}

    @Command(
            name = "freeze",
            description = "SIGSTOP everything at the primary's site, then SIGCONT.")
    static final class Freeze extends Broken {}

    @Command(
            name = "swizzle",
            description = "Freeze the sites one by one; let them go on in an order of chance.")
    static final class Swizzle extends Broken {}

    /// What hits one site, chosen or the primary's.
    abstract static class AtSite extends Broken {
        @Option(names = "--site", description = "a, b, c or primary. Default: primary.")
        private Optional<String> site = Optional.empty();

        @Override
        final Optional<String> site(int run) {
            return site.filter(one -> !one.equals("primary"));
        }

        final boolean isAtSite() {
            return site.isPresent();
        }
    }

    @Command(
            name = "partition",
            description = "Nothing passes between one site and the others. Needs --namespaces.")
    static final class Partition extends AtSite {}

    @Command(
            name = "partition-one-way",
            description = {
                "What one site sends to the others is lost; the way back works.",
                "Needs --namespaces."
            })
    static final class PartitionOneWay extends AtSite {}

    @Command(
            name = "long-packets",
            description = {
                "Nine of ten packets above 1,500 bytes of one site, or of one link, are lost.",
                "Needs --namespaces."
            })
    static final class LongPackets extends AtSite {
        @Option(
                names = "--link",
                paramLabel = "<a-b>",
                description = {
                    "Instead of a site's packets those of the link between two sites, such as a-b;",
                    "for 150 s when --seconds does not say otherwise."
                })
        private Optional<String> link = Optional.empty();

        @Override
        Optional<SiteLink> link() {
            if (link.isPresent() && isAtSite()) {
                throw wrong("--site and --link exclude each other");
            }
            try {
                return link.map(SiteLink::of);
            } catch (DrillFault none) {
                throw wrong("--link: " + none.getMessage());
            }
        }
    }

    @Command(
            name = "slow-disk",
            description = "Three writes a second reach the disk of one site. Needs --own-disks.")
    static final class SlowDisk extends AtSite {}

    @Command(name = "disk-full", description = "The disk of one site is full. Needs --own-disks.")
    static final class DiskFull extends AtSite {}

    @Command(
            name = "clock",
            description = "The clock of one site jumps to and fro by minutes. Needs --own-clocks.")
    static final class Clock extends AtSite {}

    @Command(
            name = "cancelled-wait",
            description = {
                "Cancel commits that wait for a standby, then lose the primary's whole site.",
                "The database answers them as success, and nobody else has them."
            })
    static final class CancelledWait extends Broken {}

    @Command(
            name = "campaign",
            description = {
                "Rotate through the drills of the sites for hours; go on where it was stopped.",
                "Each result is appended to --results as one line of JSON, with its date."
            })
    static final class Campaign implements Callable<Integer> {
        @Mixin private Options options = new Options();

        @Spec private CommandSpec spec = CommandSpec.create();

        @Option(names = "--hours", defaultValue = "8", description = "At most. Default: 8.")
        private double hours;

        @Option(
                names = "--only",
                split = ",",
                paramLabel = "<drill>",
                description = "Only these, such as primary-kill,site-loss. Default: all.")
        private Set<String> only = Set.of();

        @Option(names = "--results", description = "Default: campaign.jsonl in --work.")
        private Optional<Path> results = Optional.empty();

        @Option(
                names = "--report",
                description = "Run nothing: only tell how the results so far spread.")
        private boolean reportOnly;

        @Override
        public Integer call() throws IOException {
            Path file = results.orElseGet(() -> options.work.resolve("campaign.jsonl"));
            SiteCampaign campaign = new SiteCampaign(file);
            known();
            if (!reportOnly) {
                try {
                    options.drill().mustBePossible(SiteDrillKind.PRIMARY_KILL);
                } catch (DrillFault cannot) {
                    Screen.err(String.valueOf(cannot.getMessage()));
                    return ExitCode.MISSING;
                }
                run(campaign);
            }
            Path table = file.resolveSibling(file.getFileName() + ".md");
            String markdown = new SiteDistribution(campaign.runs()).markdown();
            Files.writeString(table, markdown);
            Screen.out(markdown);
            Screen.out("Written to " + table);
            List<SiteRun> runs = campaign.runs();
            return options.told(new SiteReport("campaign", CLOCK.instant(), runs.size(), runs));
        }

        /// A name that is no drill's would rotate through nothing and say that all is done.
        private void known() {
            Set<String> names =
                    Arrays.stream(SiteDrillKind.values())
                            .map(SiteDrillKind::word)
                            .collect(Collectors.toCollection(TreeSet::new));
            for (String name : only) {
                if (!names.contains(name)) {
                    throw new ParameterException(
                            spec.commandLine(), name + " is no drill; expected some of " + names);
                }
            }
        }

        private void run(SiteCampaign campaign) throws IOException {
            Instant until = CLOCK.instant().plusSeconds((long) (hours * 3600));
            SiteDrill drill = options.drill();
            Set<Own> own = options.folder.cluster().own();
            SiteSeries series =
                    new SiteSeries(drill::run, campaign, CLOCK, SiteDrillCommands::tell);
            Predicate<SiteDrillKind> wanted =
                    kind -> kind.isPossible(own) && (only.isEmpty() || only.contains(kind.word()));
            for (Optional<SiteCampaign.Step> next = campaign.next(wanted);
                    next.isPresent() && CLOCK.instant().isBefore(until);
                    next = campaign.next(wanted)) {
                SiteCampaign.Step step = next.get();
                SiteRun run =
                        series.one(
                                options.order(
                                        step.kind(),
                                        step.site(),
                                        Optional.empty(),
                                        step.withEtcdLeader()));
                if (run.isAborted()) {
                    break;
                }
            }
        }
    }

    @Command(name = "faults", description = "Say which faults are made, where, and which are not.")
    static final class Faults implements Callable<Integer> {
        @Override
        public Integer call() {
            SiteDrillKind.faults().forEach((name, how) -> Screen.out(name + ": " + how));
            return ExitCode.GOOD;
        }
    }
}
