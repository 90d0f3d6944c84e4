// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.holdfast.cluster.Cluster;
import org.holdfast.cluster.ClusterStatus;
import org.holdfast.cluster.Killed;
import org.holdfast.cluster.NodeMaker;
import org.holdfast.cluster.OneSite;
import org.holdfast.cluster.Own;
import org.holdfast.cluster.SitePlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `cluster`: three sites, on this machine or on three, any one of which can be lost.
@Command(
        name = "cluster",
        description = {
            "Run three sites, lose any one, lose nothing.",
            "On this machine: up, status, kill, start, down. On three: plan, site, status, spare."
        },
        subcommands = {
            ClusterCommand.Up.class,
            ClusterCommand.Status.class,
            ClusterCommand.Down.class,
            ClusterCommand.Kill.class,
            ClusterCommand.Start.class,
            MachineCommands.Plan.class,
            MachineCommands.Site.class,
            MachineCommands.Spare.class
        })
final class ClusterCommand {
    /// What every command about a cluster takes.
    abstract static class OnCluster implements Callable<Integer> {
        @Mixin private ClusterFolder folder = new ClusterFolder();

        final Cluster cluster() {
            return folder.cluster();
        }

        final Cluster cluster(Optional<NodeMaker> nodes) {
            return folder.cluster(nodes);
        }

        final Path path() {
            return folder.path();
        }

        /// The site of the folder, where it is one that has this machine to itself.
        final Optional<OneSite> machine() throws IOException {
            Optional<Path> site = folder.site();
            return site.isPresent()
                    ? Optional.of(OneSite.in(site.get(), Screen::err))
                    : Optional.empty();
        }

        /// What is done for a whole cluster on one machine is done there by its own means.
        final void requireNoMachine(String otherwise) throws IOException {
            Optional<OneSite> one = machine();
            if (one.isPresent() && !one.get().plan().isOfCluster()) {
                throw new IllegalArgumentException(
                        "site %s has this machine to itself: %s"
                                .formatted(one.get().plan().site(), otherwise));
            }
        }
    }

    @Command(
            name = "up",
            description = {
                "Make the sites, or start them again, and wait until all is whole.",
                "Installs etcd, Patroni, PostgreSQL and HAProxy from Debian's packages as root."
            })
    static final class Up extends OnCluster {
        @Option(names = "--demo", description = "With made-up people, in two real offices.")
        private boolean demo;

        @Option(
                names = "--population",
                defaultValue = "2000",
                description = "Made-up residents in all. Default: ${DEFAULT-VALUE}.")
        private int population;

        @Option(
                names = "--namespaces",
                description = {
                    "Each site in a network namespace of its own, joined by a bridge. Root only.",
                    "For the drills partition, partition-one-way and long-packets."
                })
        private boolean networks;

        @Option(
                names = "--own-disks",
                description =
                        "Each site in a file system of its own. Root only. For slow-disk, disk-full.")
        private boolean disks;

        @Option(
                names = "--own-clocks",
                description = "Each site with a clock that can be moved. Root only. For clock.")
        private boolean clocks;

        @Option(names = "--engines-only", description = "No Holdfast node at the sites.")
        private boolean enginesOnly;

        @Override
        public Integer call() throws IOException {
            requireNoMachine("systemctl start holdfast-site, or holdfast cluster site FOLDER");
            SiteNodes nodes = new SiteNodes(demo, population);
            Cluster cluster = cluster(enginesOnly ? Optional.empty() : Optional.of(nodes));
            Screen.out(cluster.up(own()).table());
            OperatorKey.of(path(), cluster);
            if (!enginesOnly) {
                for (String site : List.of("a", "b", "c")) {
                    SitePlan plan = cluster.site(site);
                    Screen.out("Site " + site + ": " + plan.nodeAddress(site));
                }
            }
            return ExitCode.GOOD;
        }

        private Set<Own> own() {
            Set<Own> own = EnumSet.noneOf(Own.class);
            if (networks) {
                own.add(Own.NETWORK);
            }
            if (disks) {
                own.add(Own.DISK);
            }
            if (clocks) {
                own.add(Own.CLOCK);
            }
            return own;
        }
    }

    @Command(
            name = "status",
            description = {
                "Say how each site stands.",
                "Exit code 0: writes are acknowledged; 1: they are not."
            })
    static final class Status extends OnCluster {
        @Option(
                names = "--site",
                paramLabel = "FOLDER",
                description = "Folder of one site: ask the other machines over the network.")
        private Optional<Path> site = Optional.empty();

        @Option(names = "--json", description = "For programs.")
        private boolean json;

        @Override
        public Integer call() throws IOException {
            ClusterStatus status = status();
            Screen.out(json ? status.json() : status.table());
            return switch (status.verdict()) {
                case WHOLE, SERVING -> ExitCode.GOOD;
                case READING, STOPPED -> ExitCode.FINDING;
            };
        }

        private ClusterStatus status() throws IOException {
            Optional<OneSite> one =
                    site.isPresent() ? Optional.of(OneSite.in(site.get(), Screen::err)) : machine();
            return one.isPresent()
                    ? one.get().status(SiteFolder.token(one.get().plan()))
                    : cluster().status();
        }
    }

    @Command(name = "down", description = "Stop everything cleanly. The data stay.")
    static final class Down extends OnCluster {
        @Override
        public Integer call() throws IOException {
            requireNoMachine("systemctl stop holdfast-site, or SIGTERM to holdfast cluster site");
            cluster().down();
            Screen.out("Stopped");
            return ExitCode.GOOD;
        }
    }

    @Command(name = "kill", description = "kill -9 of everything at one site.")
    static final class Kill extends OnCluster {
        @Parameters(paramLabel = "SITE", description = "a, b or c.")
        private String site = "";

        @Override
        public Integer call() throws IOException {
            requireNoMachine("systemctl kill -s KILL holdfast-site");
            Killed killed = cluster().kill(site);
            Screen.out(
                    "Killed %d processes of site %s in %d ms"
                            .formatted(killed.processes(), site, killed.millis()));
            return ExitCode.GOOD;
        }
    }

    @Command(name = "start", description = "Start one site again; it joins by itself.")
    static final class Start extends OnCluster {
        @Parameters(paramLabel = "SITE", description = "a, b or c.")
        private String site = "";

        @Override
        public Integer call() throws IOException {
            requireNoMachine("systemctl start holdfast-site, or holdfast cluster site FOLDER");
            Cluster cluster = cluster();
            cluster(SiteNodes.asBefore(cluster.site(site))).start(site);
            return ExitCode.GOOD;
        }
    }

    /// The supervisor is a small process: 48 MB, one compiler, on the class path of this one.
    static List<String> supervisor() {
        return supervisor(
                System.getProperty("holdfast.home", "."), System.getProperty("java.class.path"));
    }

    /// The same from a site's own copy of the program.
    static List<String> supervisor(SitePlan site) {
        SiteProgram program = SiteProgram.ofThis();
        return supervisor(program.home(site).toString(), program.classPath(site));
    }

    private static List<String> supervisor(String home, String classPath) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(
                List.of(
                        "-Xmx48m",
                        "-Xss512k",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dfile.encoding=UTF-8",
                        "-Dholdfast.home=" + home,
                        "-cp",
                        classPath,
                        "org.holdfast.cli.Main",
                        "cluster",
                        "site",
                        "--prepared"));
        return command;
    }
}
