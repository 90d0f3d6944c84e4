// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Keeps the processes of one site alive: etcd, then Patroni with PostgreSQL, then HAProxy, then
/// the node; stops them in the other order. One process for each site, in a session of its own.
///
/// It keeps no state that matters: killed and started again, it goes on from the site's folder.
public final class Supervisor {
    static final String NAME = "supervisor";
    private static final long LOOK_MILLIS = 200;
    private static final Duration STOP_SOON = Duration.ofSeconds(20);
    private static final Duration STOP_POSTGRES = Duration.ofSeconds(60);

    private final SitePlan plan;
    private final Consumer<String> say;
    private final Service etcd;
    private final Service patroni;
    private final Service haproxy;
    private final Optional<Service> node;
    private final Watcher watcher;
    private final Optional<Founder> founder;
    private final CountDownLatch told = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);

    private String failing = "";

    /// Has Patroni stand down, when it lives.
    private Thread standing = new Thread();

    private Supervisor(
            SitePlan plan,
            boolean alone,
            Engines engines,
            InstantSource clock,
            Consumer<String> log)
            throws IOException {
        this.plan = plan;
        this.say = line -> log.accept(clock.instant() + " " + line);
        this.etcd =
                engine(
                        "etcd",
                        engines,
                        STOP_SOON,
                        // neither can be given another clock, see OwnClocks
                        "/usr/bin/env",
                        "-u",
                        OwnClocks.PRELOAD,
                        engines.etcd().toString(),
                        "--config-file",
                        plan.configuration("etcd.yml").toString());
        this.patroni =
                engine(
                        "patroni",
                        engines,
                        STOP_POSTGRES,
                        "/usr/bin/env",
                        "-u",
                        OwnClocks.PRELOAD,
                        engines.patroni().toString(),
                        plan.configuration("patroni.yml").toString());
        this.haproxy =
                engine(
                        "haproxy",
                        engines,
                        STOP_SOON,
                        engines.haproxy().toString(),
                        "-db",
                        "-f",
                        plan.configuration("haproxy.cfg").toString());
        this.node =
                plan.node()
                        .map(how -> {
                            Map<String, String> environment =
                                    new java.util.TreeMap<>(plan.nodeEnvironment());
                            environment.putAll(how.environment());
                            return new Service(
                                    plan,
                                    "node",
                                    how.command(),
                                    environment,
                                    plan.nodeFolder(),
                                    STOP_SOON,
                                    say);
                        });
        this.watcher = Watcher.of(plan, clock, say);
        this.founder = alone ? Optional.of(Founder.of(plan, say)) : Optional.empty();
    }

    private Service engine(String name, Engines engines, Duration stop, String... command) {
        return new Service(
                plan,
                name,
                engines.asAccount(List.of(command)),
                Map.of("LC_ALL", "C.UTF-8", "PYTHONUNBUFFERED", "1"),
                plan.run(),
                stop,
                say);
    }

    /// The supervisor of the site whose folder this is. [#run] starts its processes.
    ///
    /// @param log takes each line that it says
    public static Supervisor of(Path folder, InstantSource clock, Consumer<String> log)
            throws IOException {
        return new Supervisor(SitePlan.read(folder), false, Engines.find(), clock, log);
    }

    /// The same for a site that has a machine to itself: nobody else makes the database.
    public static Supervisor alone(Path folder, InstantSource clock, Consumer<String> log)
            throws IOException {
        return new Supervisor(SitePlan.read(folder), true, Engines.find(), clock, log);
    }

    /// Keeps the site alive until [#stop].
    public void run() throws IOException {
        note();
        say.accept("site " + plan.site() + " of " + plan.cluster() + " at " + plan.address());
        founder.ifPresent(Founder::start);
        try {
            do {
                round();
            } while (!told.await(LOOK_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            watcher.close();
            founder.ifPresent(Founder::close);
            stopAll();
            if (founder.isPresent()) {
                endLeft();
            }
            SiteProcesses.forget(plan, NAME);
            say.accept("site " + plan.site() + " stopped");
            done.countDown();
        }
    }

    /// A full disk is no reason for a site to stand: it goes on reading.
    private void note() {
        long own = ProcessHandle.current().pid();
        try {
            try {
                SiteProcesses.note(plan, NAME, own);
            } catch (IOException full) {
                if (!Alarms.giveUpReserve(plan.folder())) {
                    throw full;
                }
                SiteProcesses.note(plan, NAME, own);
            }
        } catch (IOException full) {
            say.accept("the supervisor's number is not noted: " + full.getMessage());
        }
    }

    /// What fails in one round is said once, and no reason to stop a site: the next is made.
    private void round() {
        String why = "";
        try {
            watcher.keep();
            apply(Level.wanted(plan));
        } catch (IOException | RuntimeException | OutOfMemoryError odd) {
            why = odd.toString();
        }
        if (!why.equals(failing) && !why.isEmpty()) {
            say.accept("the supervisor cannot look after its processes: " + why);
        }
        failing = why;
    }

    private void apply(Level level) {
        List<Service> wanted = new ArrayList<>(List.of(etcd));
        if (level.compareTo(Level.EVERYTHING) < 0) {
            node.ifPresent(Service::stop);
            haproxy.stop();
        }
        if (level.compareTo(Level.DATABASE) < 0) {
            patroni.stop();
        } else if (watcher.stepsDown()) {
            standDown();
        } else if (!standing.isAlive()) {
            wanted.add(patroni);
        }
        if (level == Level.EVERYTHING) {
            wanted.add(haproxy);
            node.ifPresent(wanted::add);
        }
        wanted.forEach(Service::keep);
    }

    /// Apart, since that may take a minute: what else dies meanwhile is started again.
    private void standDown() {
        if (!standing.isAlive()) {
            standing = Thread.ofVirtual().start(patroni::stop);
        }
    }

    private void stopAll() {
        node.ifPresent(Service::stop);
        haproxy.stop();
        patroni.stop();
        etcd.stop();
    }

    /// Nobody else is there to end what outlived its limit, such as PostgreSQL its killed Patroni.
    private void endLeft() throws IOException {
        try {
            int left = SiteProcesses.kill(List.of(plan)).processes();
            if (left > 0) {
                say.accept("killed " + left + " processes that were left");
            }
        } catch (ClusterFault unkillable) {
            say.accept(String.valueOf(unkillable.getMessage()));
        }
    }

    /// Has [#run] stop everything in order, and waits until it has, at most two minutes.
    public void stop() {
        told.countDown();
        try {
            if (!done.await(2, TimeUnit.MINUTES)) {
                say.accept("site " + plan.site() + " did not stop in time");
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
