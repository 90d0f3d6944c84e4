// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// A cluster of three sites on this machine, in one folder: `DIR/a`, `DIR/b`, `DIR/c`. The sites
/// share kernel, disk, clock and power: this shows how three machines behave, and replaces none.
///
/// Each call is complete in itself; the sites run on without this process. Calls about one folder
/// that change something exclude each other.
public final class Cluster {
    private static final String ENTER = "use --dir with a folder that others may enter";
    private static final Duration STOP_LIMIT = Duration.ofMinutes(2);
    private static final Duration STEP_LIMIT = Duration.ofSeconds(75);

    private final Path folder;
    private final List<String> supervisor;
    private final Optional<NodeMaker> nodes;
    private final Consumer<String> progress;

    /// @param folder of the cluster
    /// @param supervisor the command that runs [Supervisor]; the site's folder is added to it
    /// @param progress takes lines for people
    public Cluster(Path folder, List<String> supervisor, Consumer<String> progress) {
        this(folder, supervisor, Optional.empty(), progress);
    }

    /// The same.
    ///
    /// @param nodes gives each site its node; without, a site keeps the one that its file names
    public Cluster(
            Path folder,
            List<String> supervisor,
            Optional<NodeMaker> nodes,
            Consumer<String> progress) {
        this.nodes = nodes;
        this.folder = folder.toAbsolutePath().normalize();
        this.supervisor = List.copyOf(supervisor);
        this.progress = progress;
    }

    /// Debian packages that are needed and not here.
    public static List<String> missingPackages() {
        return missingPackages(Set.of());
    }

    /// The same for a cluster whose sites do not share so much.
    public static List<String> missingPackages(Set<Own> own) {
        return Engines.missingPackages(own);
    }

    /// Makes the sites where there are none, starts what does not run, and waits until a primary
    /// with a synchronous standby is there and every site is whole. The sites of a cluster that is
    /// there share what they shared before.
    ///
    /// @throws ClusterFault when that is not so within three minutes, or packages are missing
    public ClusterStatus up() throws IOException {
        return up(Set.of());
    }

    /// The same.
    ///
    /// @param own what the sites of a new cluster shall not share; of one that is there it is
    ///   refused when they do
    public ClusterStatus up(Set<Own> own) throws IOException {
        if (!own.isEmpty() && !Engines.root()) {
            throw new ClusterFault(
                    "only root may give sites "
                            + own.iterator().next().words()
                            + " on one machine");
        }
        Files.createDirectories(folder);
        try (FileChannel _ = lock()) {
            Optional<ClusterPlan> known = ClusterPlan.read(folder);
            if (known.isEmpty()) {
                requireNoOthers();
            }
            if (Engines.root() && known.isEmpty()) {
                Engines.requireOpenWay(folder, ENTER); // before minutes of installing
            }
            Packages.ensure(known.map(ClusterPlan::own).orElse(own), progress);
            Engines engines = Engines.find();
            ClusterPlan plan = plan(known, own, engines);
            Secrets secrets = secrets(plan);
            // a node knows the keys of all sites when it starts, so all are made before one starts
            List<SitePlan> whole = new ArrayList<>();
            for (SitePlan site : plan.sites()) {
                whole.add(withNode(site, plan));
            }
            for (SitePlan site : whole) {
                launch(plan, site, secrets, engines);
            }
            Waiting waiting = new Waiting(progress);
            progress.accept("Waiting for a primary with a synchronous standby ...");
            waiting.until(
                    plan,
                    "no primary with a synchronous standby",
                    status -> status.primary().isPresent() && status.synced().isPresent());
            ClusterStatus status = StatusReader.read(plan);
            SitePlan first = plan.sites().getFirst();
            DatabaseSetup.ensure(first, status.primary().orElse(first.site()), secrets);
            progress.accept("Waiting for every site ...");
            return waiting.until(
                    plan,
                    "not every site is whole",
                    one -> one.verdict() == ClusterStatus.Verdict.WHOLE);
        }
    }

    /// How it stands.
    public ClusterStatus status() throws IOException {
        return StatusReader.read(existing());
    }

    /// The plan of one site.
    public SitePlan site(String site) throws IOException {
        return existing().site(known(site));
    }

    /// Starts one site again; it joins by itself. Does not wait for that. What was lost of its
    /// folder is made again from the other sites'.
    public void start(String site) throws IOException {
        try (FileChannel _ = lock()) {
            ClusterPlan plan = existing();
            Packages.ensure(plan.own(), progress);
            ground(plan);
            launch(plan, withNode(plan.site(known(site)), plan), secrets(plan), Engines.find());
        }
    }

    /// `kill -9` of everything at these sites in one moment, as a power cut would.
    ///
    /// @return how many processes there were, and how long it took until the last had ended
    public Killed kill(String... sites) throws IOException {
        List<SitePlan> plans = new ArrayList<>();
        for (String site : sites) {
            plans.add(existing().site(known(site)));
        }
        try (FileChannel _ = lock()) {
            return SiteProcesses.kill(plans);
        }
    }

    /// What the sites of this cluster do not share.
    public Set<Own> own() throws IOException {
        return existing().own();
    }

    /// Faults for drills on this cluster.
    public Faults faults() throws IOException {
        return new Faults(existing());
    }

    /// Stops everything cleanly, and waits: first nodes and HAProxies, then the standbys, the
    /// primary, and etcd; then removes the networks of sites that have their own, also what a
    /// killed command left of them. The data stay.
    public void down() throws IOException {
        ClusterPlan plan = existing();
        try (FileChannel _ = lock()) {
            List<SitePlan> running = new ArrayList<>();
            for (SitePlan site : plan.sites()) {
                if (SiteProcesses.alive(site, Supervisor.NAME).isPresent()) {
                    running.add(site);
                }
            }
            Optional<String> primary = StatusReader.read(plan).primary();
            progress.accept("Stopping nodes and HAProxies ...");
            step(running, Level.DATABASE, List.of("node", "haproxy"));
            progress.accept("Stopping PostgreSQL, the primary last ...");
            step(
                    running.stream()
                            .filter(site -> !primary.equals(Optional.of(site.site())))
                            .toList(),
                    Level.CONSENSUS,
                    List.of("patroni"));
            step(running, Level.CONSENSUS, List.of("patroni"));
            progress.accept("Stopping etcd ...");
            for (SitePlan site : running) {
                SiteProcesses.alive(site, Supervisor.NAME).ifPresent(ProcessHandle::destroy);
            }
            for (SitePlan site : running) {
                await(STOP_LIMIT, () -> supervisorEnded(site));
            }
            for (SitePlan site : plan.sites()) {
                int left = SiteProcesses.kill(List.of(site)).processes();
                if (left > 0) {
                    progress.accept("Site " + site.site() + ": killed " + left + " left over");
                }
            }
            Namespaces.of(plan).ifPresent(Namespaces::remove);
            if (plan.own().contains(Own.DISK)) {
                new DiskFaults(plan).endAll();
            }
            OwnDisks.of(plan).ifPresent(OwnDisks::unmount);
        }
    }

    private static void step(List<SitePlan> sites, Level level, List<String> ended)
            throws IOException {
        for (SitePlan site : sites) {
            level.want(site);
        }
        for (SitePlan site : sites) {
            await(
                    STEP_LIMIT,
                    () ->
                            supervisorEnded(site)
                                    || ended.stream().noneMatch(service -> lives(site, service)));
        }
    }

    private static boolean supervisorEnded(SitePlan site) {
        return !lives(site, Supervisor.NAME);
    }

    private static boolean lives(SitePlan site, String service) {
        try {
            return SiteProcesses.alive(site, service).isPresent();
        } catch (IOException unreadable) {
            return false;
        }
    }

    private SitePlan withNode(SitePlan site, ClusterPlan cluster) throws IOException {
        return nodes.isPresent() ? site.withNode(nodes.get().make(site, cluster.sites())) : site;
    }

    private void launch(ClusterPlan cluster, SitePlan site, Secrets secrets, Engines engines)
            throws IOException {
        if (SiteProcesses.alive(site, Supervisor.NAME).isPresent()) {
            Level.EVERYTHING.want(site);
            return;
        }
        int left = SiteProcesses.kill(List.of(site)).processes();
        if (left > 0) {
            progress.accept(
                    "Site "
                            + site.site()
                            + ": ended "
                            + left
                            + " processes whose supervisor was gone");
        }
        String etcdState = EtcdRejoin.state(site, progress);
        new SiteFiles(cluster, site, secrets, engines).write(etcdState, progress);
        Level.EVERYTHING.want(site);
        List<String> command =
                new ArrayList<>(
                        Namespaces.of(cluster)
                                .map(networks -> networks.enter(site.site()))
                                .orElse(List.of()));
        command.add("/usr/bin/setsid");
        command.addAll(nodes.map(maker -> maker.supervisor(site, supervisor)).orElse(supervisor));
        command.add(site.folder().toString());
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(site.folder().toFile())
                        .redirectErrorStream(true)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(
                                        site.log(Supervisor.NAME).toFile()));
        builder.environment().put(SiteProcesses.MARK, site.folder().toString());
        builder.environment().putAll(OwnClocks.environment(cluster, site));
        Process process = builder.start();
        SiteProcesses.note(site, Supervisor.NAME, process.pid());
        progress.accept("Site " + site.site() + " at " + site.address() + " started");
    }

    /// A new cluster would give new addresses to the folders of sites that are to run on machines
    /// of their own.
    private void requireNoOthers() {
        for (String site : ClusterPlan.SITES) {
            if (Files.exists(folder.resolve(site).resolve(SitePlan.FILE))) {
                throw new ClusterFault(
                        folder
                                + " has a site "
                                + site
                                + " that is of no cluster on this machine; use another --dir");
            }
        }
    }

    private ClusterPlan plan(Optional<ClusterPlan> known, Set<Own> own, Engines engines)
            throws IOException {
        ClusterPlan plan = known.orElseGet(() -> ClusterPlan.fresh(folder, own));
        if (!plan.own().containsAll(own)) {
            throw new ClusterFault(
                    "the sites in "
                            + folder
                            + " were made to share networks, disks or clocks; use another --dir");
        }
        plan.write(folder);
        engines.requireEntry(folder, ENTER);
        ground(plan);
        return plan;
    }

    /// What the sites stand on, where it is theirs alone. Gone after a start of the machine.
    private static void ground(ClusterPlan plan) throws IOException {
        Optional<OwnDisks> disks = OwnDisks.of(plan);
        if (disks.isPresent()) {
            disks.get().mount();
        }
        Namespaces.of(plan).ifPresent(Namespaces::make);
    }

    private static Secrets secrets(ClusterPlan plan) throws IOException {
        List<Path> folders = new ArrayList<>();
        for (SitePlan site : plan.sites()) {
            folders.add(site.folder());
        }
        return Secrets.of(folders);
    }

    private static void await(Duration limit, BooleanSupplier done) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!done.getAsBoolean() && System.nanoTime() - deadline < 0) {
            Pauses.ofMillis(100);
        }
    }

    private ClusterPlan existing() throws IOException {
        return ClusterPlan.read(folder)
                .orElseThrow(() ->
                        new ClusterFault(
                                "there is no cluster in "
                                        + folder
                                        + "; make one: holdfast cluster up"));
    }

    private static String known(String site) {
        if (!ClusterPlan.SITES.contains(site)) {
            throw new ClusterFault(
                    "there is no site " + site + "; the sites are " + ClusterPlan.SITES);
        }
        return site;
    }

    private FileChannel lock() throws IOException {
        FileChannel channel =
                FileChannel.open(
                        folder.resolve("lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        FileLock held = channel.tryLock();
        if (held == null) {
            channel.close();
            throw new ClusterFault("another command works on the cluster in " + folder);
        }
        return channel;
    }
}
