// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.holdfast.cluster.OneSite;
import org.holdfast.cluster.SitePlan;
import org.holdfast.cluster.Supervisor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Sites that have machines to themselves: `cluster plan` makes their folders in one place,
/// `cluster site` runs one of them on its machine, `cluster spare` makes a lost one again.
final class MachineCommands {
    private MachineCommands() {}

    @Command(
            name = "plan",
            description = {
                "Make the folders of three sites that run on three machines.",
                "Carry each to its machine with all its keys, and start it there:"
                        + " FOLDER/program/holdfast cluster site FOLDER (docs/three-machines.md)."
            })
    static final class Plan implements Callable<Integer> {
        @Option(
                names = "--site",
                required = true,
                paramLabel = "SITE=ADDRESS",
                description = "For a, b and c: IPv4 address of its machine, such as a=10.0.1.5.")
        private Map<String, String> sites = new LinkedHashMap<>();

        @Option(
                names = "--name",
                defaultValue = "holdfast",
                description = "Of the whole, in etcd and Patroni. Default: ${DEFAULT-VALUE}.")
        private String name = "";

        @Option(names = "--demo", description = "With made-up people, in two real offices.")
        private boolean demo;

        @Option(
                names = "--population",
                defaultValue = "2000",
                description = "Made-up residents in all. Default: ${DEFAULT-VALUE}.")
        private int population;

        @Option(
                names = "--into",
                required = true,
                paramLabel = "DIR",
                description = "Where the folders a, b and c are made. What is there is left alone.")
        private Path into = Path.of(".");

        @Override
        public Integer call() throws IOException {
            if (!SiteProgram.ofThis().isBuilt()) {
                throw new IllegalStateException(
                        "folders get the program that makes them: run ./holdfast cluster plan");
            }
            List<SitePlan> made =
                    MachineFolders.plan(into, name, sites, new SiteNodes(demo, population));
            for (SitePlan site : made) {
                Screen.out(
                        "Site %s for %s: %s".formatted(site.site(), site.address(), site.folder()));
            }
            Screen.out(
                    "Each has secret keys: carry them over ssh, with their times (rsync -a), and");
            Screen.out("then delete them here. How to go on: RUNBOOK.md, docs/three-machines.md");
            return ExitCode.GOOD;
        }
    }

    /// Also what `up` and `start` run for each site of one machine, which they have made ready.
    @Command(
            name = "site",
            description = {
                "Run one site on its own machine, from its folder alone, until SIGTERM.",
                "As root it installs the Debian packages that are missing, and runs the engines as"
                        + " the user postgres."
            })
    static final class Site implements Callable<Integer> {
        @Parameters(paramLabel = "FOLDER", description = "Folder of the site (cluster plan).")
        private Path folder = Path.of(".");

        @Option(
                names = "--unit",
                description = "Only write FOLDER/holdfast-site.service, for systemd.")
        private boolean unit;

        @Option(
                names = "--found",
                description = {
                    "Only say that no site of this cluster has ever run: for a day this one may"
                            + " then found etcd with the others. Needed when the first start comes"
                            + " more than a day after cluster plan."
                })
        private boolean found;

        @Option(names = "--prepared", hidden = true, description = "By cluster up or start.")
        private boolean prepared;

        @Override
        public Integer call() throws IOException {
            InstantSource clock = InstantSource.system();
            if (!prepared) {
                OneSite one = OneSite.in(folder, Screen::err);
                requireItsProgram(one.plan());
                if (unit) {
                    Path file = one.unit(System.getProperty("java.home", ""));
                    Screen.out("cp " + file + " /etc/systemd/system/");
                    Screen.out(
                            "systemctl daemon-reload && systemctl enable --now "
                                    + file.getFileName());
                    return ExitCode.GOOD;
                }
                if (found) {
                    one.found(clock.instant());
                    Screen.out("Start it, and the other two, within a day from now.");
                    return ExitCode.GOOD;
                }
                one.prepare(SiteNodes::placed, clock.instant());
            }
            Supervisor supervisor =
                    prepared
                            ? Supervisor.of(folder, clock, Screen::out)
                            : Supervisor.alone(folder, clock, Screen::out);
            Runtime.getRuntime().addShutdownHook(new Thread(supervisor::stop, "stop"));
            supervisor.run();
            return ExitCode.GOOD;
        }

        /// Two builds would start one site in two ways.
        private static void requireItsProgram(SitePlan site) throws IOException {
            Path program = site.folder().resolve("program");
            SiteProgram here = SiteProgram.ofThis();
            if (Files.exists(program.resolve("holdfast"))
                    && !program.toRealPath().equals(here.home().toRealPath())) {
                throw new IllegalStateException(
                        "the site has a program of its own: %s/holdfast cluster site %s"
                                .formatted(program, site.folder()));
            }
        }
    }

    @Command(
            name = "spare",
            description = {
                "Make the folder of a lost site again, from what this living site has.",
                "Keys, passwords, program and its journal, from the longest copy that is known."
            })
    static final class Spare implements Callable<Integer> {
        @Option(
                names = "--of",
                required = true,
                paramLabel = "SITE",
                description = "The lost site: a, b or c.")
        private String lost = "";

        @Option(
                names = "--site",
                required = true,
                paramLabel = "FOLDER",
                description = "Folder of the living site, on whose machine this runs.")
        private Path living = Path.of(".");

        @Option(
                names = "--into",
                required = true,
                paramLabel = "FOLDER",
                description = "The folder to be made; to be carried to the new machine.")
        private Path into = Path.of(".");

        @Option(
                names = "--alone",
                description =
                        "Take what is here though the third site, which may have more, is silent.")
        private boolean alone;

        @Override
        public Integer call() throws IOException {
            SitePlan here = OneSite.in(living, Screen::err).plan();
            MachineFolders.Spared made = MachineFolders.spare(here, lost, into, alone);
            Screen.out(
                    "Site %s for %s: %s"
                            .formatted(lost, made.plan().address(), made.plan().folder()));
            made.journals()
                    .forEach((name, entries) ->
                            Screen.out("  journal %s: %d entries".formatted(name, entries)));
            Screen.out(
                    "What no copy had is unknown (docs/reconcile.md). It has secret keys: carry it");
            Screen.out("over ssh, with its times (rsync -a), then delete it here.");
            return ExitCode.GOOD;
        }
    }
}
