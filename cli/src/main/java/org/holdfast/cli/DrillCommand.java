// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.holdfast.drills.CrashDrill;
import org.holdfast.drills.DrillResult;
import org.holdfast.drills.JournalDrill;
import org.holdfast.drills.PkiOutageDrill;
import org.holdfast.drills.RekeyDrill;
import org.holdfast.drills.WrongPersonDrill;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `drill`: break a real office on purpose and judge it from outside.
@Command(
        name = "drill",
        description = "Break an office or a cluster on purpose, and judge what it kept.",
        subcommands = {
            DrillCommand.Crash.class,
            DrillCommand.Journal.class,
            DrillCommand.WrongPerson.class,
            DrillCommand.PkiOutage.class,
            DrillCommand.Rekey.class,
            SiteDrillCommands.PrimaryKill.class,
            SiteDrillCommands.SiteLoss.class,
            SiteDrillCommands.TwoSites.class,
            SiteDrillCommands.Freeze.class,
            SiteDrillCommands.Swizzle.class,
            SiteDrillCommands.Partition.class,
            SiteDrillCommands.PartitionOneWay.class,
            SiteDrillCommands.LongPackets.class,
            SiteDrillCommands.SlowDisk.class,
            SiteDrillCommands.DiskFull.class,
            SiteDrillCommands.Clock.class,
            SiteDrillCommands.CancelledWait.class,
            SiteDrillCommands.Campaign.class,
            SiteDrillCommands.Faults.class,
            DrillReports.Verify.class
        })
final class DrillCommand {
    /// Options of every drill.
    abstract static class Drill implements Callable<Integer> {
        @Option(names = "--dir", description = "Folder to work in. Default: a new one, removed.")
        private Optional<Path> folder = Optional.empty();

        @Option(names = "--seed", defaultValue = "20261123", description = "Seed of all chance.")
        long seed;

        @Option(names = "--json", description = "Write the result to this file.")
        private Optional<Path> json = Optional.empty();

        abstract DrillResult run(Path data) throws IOException, InterruptedException;

        @Override
        public final Integer call() throws IOException, InterruptedException {
            Path data =
                    folder.isPresent() ? folder.get() : Files.createTempDirectory("holdfast-drill");
            DrillResult result = run(data);
            Screen.out((result.passed() ? "PASSED " : "FAILED ") + result.drill());
            result.figures().forEach((name, value) -> Screen.out("  " + name + ": " + value));
            result.findings().stream().limit(20).forEach(one -> Screen.out("  finding: " + one));
            if (json.isPresent()) {
                Files.writeString(json.get(), result.json() + "\n");
            }
            if (folder.isEmpty() && result.passed()) {
                WorkFolder.remove(data);
            } else {
                Screen.err("  data kept in " + data + " (" + Instant.now() + ")");
            }
            return result.passed() ? ExitCode.GOOD : ExitCode.FINDING;
        }
    }

    @Command(name = "crash", description = "kill -9 of everything under load, again and again.")
    static final class Crash extends Drill {
        @Option(names = "--repeat", defaultValue = "20", description = "Kills. Default: 20.")
        private int repeat;

        @Override
        DrillResult run(Path data) throws IOException, InterruptedException {
            return new CrashDrill(data, seed, Screen::err).run(repeat);
        }
    }

    @Command(
            name = "journal",
            description = {
                "kill -9 of one part of the journal under load; then damaged files.",
                "Parts: the database, the office with its sequencer, a mirror. Damage: torn,"
                        + " flipped, full disk."
            })
    static final class Journal extends Drill {
        @Option(
                names = "--repeat",
                defaultValue = "100",
                description = "Kills of each part. Default: ${DEFAULT-VALUE}.")
        private int repeat;

        @Option(
                names = "--faults",
                defaultValue = "3",
                description = "Damages of each kind. Default: ${DEFAULT-VALUE}.")
        private int faults;

        @Override
        DrillResult run(Path data) throws IOException, InterruptedException {
            return new JournalDrill(data, seed, Screen::err).run(repeat, faults);
        }
    }

    @Command(
            name = "pki-outage",
            description = {
                "Silence an authority outside whose certificates officials log in by.",
                "Then its long packets are lost, then it is back; one official is revoked unheard."
            })
    static final class PkiOutage extends Drill {
        @Option(
                names = "--seconds",
                defaultValue = "60",
                description = "Of silence, and again of lost packets. Default: ${DEFAULT-VALUE}.")
        private int seconds;

        @Option(
                names = "--rate",
                defaultValue = "20",
                description = "Logins a second. Default: ${DEFAULT-VALUE}.")
        private int rate;

        @Override
        DrillResult run(Path data) throws IOException, InterruptedException {
            return new PkiOutageDrill(data, seed, Screen::err)
                    .run(Duration.ofSeconds(seconds), rate);
        }
    }

    @Command(
            name = "rekey",
            description = {
                "Renew a weak seal key, and kill the office again and again meanwhile.",
                "Every paper of that key has to be signed again once, while more are issued."
            })
    static final class Rekey extends Drill {
        @Option(
                names = "--papers",
                defaultValue = "2000",
                description = "Papers of the weak key. Default: ${DEFAULT-VALUE}.")
        private int papers;

        @Option(
                names = "--kills",
                defaultValue = "10",
                description = "kill -9 of the office. Default: ${DEFAULT-VALUE}.")
        private int kills;

        @Option(
                names = "--rate",
                defaultValue = "10",
                description = "Papers issued a second meanwhile. Default: ${DEFAULT-VALUE}.")
        private int rate;

        @Override
        DrillResult run(Path data) throws IOException, InterruptedException {
            return new RekeyDrill(data, seed, Screen::err).run(papers, kills, rate);
        }
    }

    @Command(
            name = "wrong-person",
            description = "Try to get another person's paper: swaps, retries, cancelled requests.")
    static final class WrongPerson extends Drill {
        @Option(names = "--papers", defaultValue = "100000", description = "Default: 100000.")
        private long papers;

        @Spec private @Nullable CommandSpec spec;

        @Option(names = "--clients", defaultValue = "64", description = "Default: 64.")
        private int clients;

        @Override
        DrillResult run(Path data) throws IOException, InterruptedException {
            if (papers < WrongPersonDrill.FEWEST_PAPERS) {
                throw new ParameterException(
                        Objects.requireNonNull(spec).commandLine(),
                        "--papers must be at least "
                                + WrongPersonDrill.FEWEST_PAPERS
                                + ": with fewer, not every kind of swap can be planted.");
            }
            return new WrongPersonDrill(data, seed, Screen::err).run(papers, clients);
        }
    }
}
