// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.holdfast.app.CardSettings;
import org.holdfast.app.KeptOffice;
import org.holdfast.app.OfficeSettings;
import org.holdfast.app.SiteSettings;
import org.holdfast.cluster.SitePlan;
import org.holdfast.database.DatabaseSettings;
import org.holdfast.keys.Providers;
import org.holdfast.ledger.Mirroring;
import org.holdfast.mirror.MirrorKeys;
import org.holdfast.mirror.MirrorRun;
import org.holdfast.mirror.MirrorSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `node`: the Holdfast node of one site, with the mirrors of the other sites in the same process,
/// until SIGTERM. Run by the site's supervisor.
@Command(name = "node", hidden = true, description = "Run the node of one site, until SIGTERM.")
final class NodeCommand implements Callable<Integer> {
    private static final int CONNECTIONS = 16;

    @Parameters(paramLabel = "FOLDER", description = "Folder of the site.")
    private Path folder = Path.of(".");

    @Option(names = "--demo", description = "With made-up people.")
    private boolean demo;

    @Option(names = "--population", description = "Made-up residents in all.")
    private int population;

    @Override
    public Integer call() throws IOException, InterruptedException {
        SitePlan plan = SitePlan.read(folder);
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        AtomicBoolean open = new AtomicBoolean();
        Thread starting = Thread.currentThread();
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    if (!open.get()) {
                                        // It may wait for long for what its mirrors bring.
                                        starting.interrupt();
                                    }
                                    UpCommand.stop(end, ended);
                                },
                                "stop"));
        renewToken(plan);
        SiteToken token = new SiteToken(plan, System::nanoTime);
        Map<String, MirrorRun> mirrors = mirrors(plan, token);
        try {
            KeptOffice.run(settings(plan, token, mirrors), end, told(plan, open));
        } finally {
            mirrors.values().forEach(MirrorRun::close);
            ended.countDown();
        }
        return ExitCode.GOOD;
    }

    /// What hinders this hinders the office too, which says so.
    private void renewToken(SitePlan plan) {
        try {
            if (new SiteNodes(demo, population).renewToken(plan)) {
                Screen.out("the token of site " + plan.site() + " is renewed");
            }
        } catch (IOException | RuntimeException full) {
            Screen.out("the token of site " + plan.site() + " is not renewed: " + full);
        }
    }

    /// @param open whether it stands between a start and the next
    private static KeptOffice.Told told(SitePlan plan, AtomicBoolean open) {
        return new KeptOffice.Told() {
            @Override
            public void ready(String base) {
                open.set(true);
                Screen.out("node of site " + plan.site() + " is ready at " + base);
            }

            @Override
            public void again(String why) {
                open.set(false);
                Screen.out("node of site " + plan.site() + " is started again: " + why);
            }

            @Override
            public void stopping() {
                Screen.out("node of site " + plan.site() + " stops");
            }
        };
    }

    /// They run before the office is open: it may have to wait for what they bring.
    private static Map<String, MirrorRun> mirrors(SitePlan plan, SiteToken token)
            throws IOException {
        Map<String, MirrorRun> runs = new TreeMap<>();
        Path own = SiteFolder.mirror(plan);
        for (String peer : peers(plan)) {
            Path copies = SiteFolder.copies(plan, peer);
            prepare(own, copies);
            MirrorRun run =
                    MirrorRun.open(
                            new MirrorSettings(
                                    plan.nodeAddress(peer),
                                    copies,
                                    plan.site(),
                                    token,
                                    MirrorSettings.EVERY,
                                    Providers.fast()),
                            InstantSource.system(),
                            line -> Screen.out("mirror of " + peer + ": " + line));
            runs.put(peer, run);
            Thread.ofPlatform().daemon().name("mirror-of-" + peer).start(() -> run(run, peer));
        }
        return runs;
    }

    /// The outer edge of a mirror: a disk that fails now may be well later, and the node goes on.
    private static void run(MirrorRun run, String peer) {
        boolean ended = false;
        while (!ended) {
            try {
                run.run();
                ended = true;
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                ended = true;
            } catch (RuntimeException fault) {
                Screen.out("mirror of " + peer + ": " + fault + "; going on in a second");
                LockSupport.parkNanos(1_000_000_000L);
            }
        }
    }

    /// One site is one mirror, under one name and with one pair of keys, whomever it mirrors.
    private static void prepare(Path own, Path copies) throws IOException {
        Path keys = copies.resolve("keys");
        Files.createDirectories(keys);
        for (String name : List.of("mirror.pub", "witness.pub", "mirror.pk8", "witness.pk8")) {
            if (!Files.exists(keys.resolve(name))) {
                Files.copy(
                        own.resolve("keys").resolve(name),
                        keys.resolve(name),
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        if (!Files.exists(copies.resolve("root.der"))) {
            Files.copy(own.resolve("root.der"), copies.resolve("root.der"));
        }
    }

    private static List<String> peers(SitePlan plan) {
        return plan.addresses().keySet().stream().filter(one -> !one.equals(plan.site())).toList();
    }

    private OfficeSettings settings(SitePlan plan, SiteToken token, Map<String, MirrorRun> mirrors)
            throws IOException {
        return new OfficeSettings(
                plan.nodeFolder(),
                plan.address(),
                plan.nodeAddress(plan.site()).getPort(),
                demo,
                demo ? population : 0,
                false,
                plan.etcd(),
                CardSettings.ofProperties(),
                Optional.of(site(plan, token, mirrors)),
                new OfficeSettings.Progress() {
                    @Override
                    public void step(String words) {
                        Screen.out(words);
                    }

                    @Override
                    public void residents(long loaded, long all) {
                        if (loaded == all) {
                            Screen.out(loaded + " residents");
                        }
                    }
                });
    }

    private static SiteSettings site(SitePlan plan, SiteToken token, Map<String, MirrorRun> mirrors)
            throws IOException {
        Properties login = new Properties();
        try (InputStream in = Files.newInputStream(plan.credentials())) {
            login.load(in);
        }
        List<Mirroring.Place> peers = new ArrayList<>();
        Map<Character, Path> copies = new HashMap<>();
        for (String peer : peers(plan)) {
            peers.add(place(SiteFolder.kept(plan, peer), peer));
            copies.put(peer.charAt(0), SiteFolder.copies(plan, peer).resolve("journals"));
        }
        return new SiteSettings(
                plan.site().charAt(0),
                new DatabaseSettings(
                        login.getProperty("url"),
                        login.getProperty("user"),
                        login.getProperty("password"),
                        CONNECTIONS),
                plan.patroni(),
                List.copyOf(plan.addresses().keySet()),
                peers,
                place(SiteFolder.mirror(plan).resolve("keys"), plan.site()),
                copies,
                levels(mirrors),
                SiteProbes.of(
                        plan, token, login.getProperty("user"), login.getProperty("password")),
                SiteParts.watch(plan, token),
                whole(plan),
                SiteParts.components(plan));
    }

    private static Map<Character, Supplier<Optional<Instant>>> levels(
            Map<String, MirrorRun> mirrors) {
        Map<Character, Supplier<Optional<Instant>>> levels = new HashMap<>();
        mirrors.forEach((peer, mirror) -> levels.put(peer.charAt(0), mirror::level));
        return levels;
    }

    /// What `--dir` names in the commands of runbooks.
    private static Path whole(SitePlan plan) {
        Path around = plan.folder().getParent();
        return plan.isOfCluster() && around != null ? around : plan.folder();
    }

    private static Mirroring.Place place(Path keys, String name) throws IOException {
        if (!Files.exists(keys.resolve("mirror.pub"))) {
            throw new IOException("the mirror keys of site " + name + " are missing: " + keys);
        }
        MirrorKeys pair = MirrorKeys.in(keys, name);
        return new Mirroring.Place(
                name, pair.mirror().vkey(), pair.witness().vkey(), Optional.empty());
    }
}
