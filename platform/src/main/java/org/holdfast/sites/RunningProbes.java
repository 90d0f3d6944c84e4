// SPDX-License-Identifier: Apache-2.0
package org.holdfast.sites;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.net.http.HttpClient;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// The probes of one site: for each node a small probe, one that sends much and one that wants
/// much, so that a loss has a direction; for each proxy a small and a full write. One outstanding
/// on each, on virtual threads; one thread begins them and says what is wrong.
final class RunningProbes implements Probes {
    /// What another site said is not believed for longer, in probes that it did not answer.
    private static final int SAID_FOR = 10;

    private final SitesSettings settings;
    private final InstantSource clock;
    private final byte[] noise = new byte[2 * MOST_BYTES];
    private final RandomGenerator chance;
    private final List<Mark> marks = new ArrayList<>();
    private final List<Lane> lanes = new ArrayList<>();
    private final List<SqlWriteProbe> writers = new ArrayList<>();
    private final Map<String, Said> said = new ConcurrentHashMap<>();
    private final HttpClient client;
    private final ExecutorService crew = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService beat =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("probes").factory());

    @GuardedBy("this")
    private boolean begun;

    private record Said(long nanos, Set<Way> lost) {}

    RunningProbes(SitesSettings settings, InstantSource clock, RandomGenerator chance) {
        this.settings = settings;
        this.clock = clock;
        this.chance = chance;
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(settings.deadline())
                        .build();
        chance.nextBytes(noise);
        settings.nodes().keySet().forEach(this::node);
        settings.nodes().keySet().stream().filter(settings.ways()::containsKey).forEach(this::way);
    }

    private void node(String peer) {
        HttpProbe probe =
                new HttpProbe(
                        client,
                        java.util.Objects.requireNonNull(settings.nodes().get(peer)),
                        settings.token(),
                        settings.deadline());
        int little = Link.Size.SMALL.bytes(Link.Kind.HTTP);
        int much = Link.Size.FULL.bytes(Link.Kind.HTTP);
        String self = settings.site();
        ask(peer, probe, mark(Link.Kind.HTTP, self, peer, Link.Size.SMALL), little, little);
        ask(peer, probe, mark(Link.Kind.HTTP, self, peer, Link.Size.FULL), much, little);
        if (!peer.equals(self)) {
            ask(peer, probe, mark(Link.Kind.HTTP, peer, self, Link.Size.FULL), little, much);
        }
    }

    private void ask(String peer, HttpProbe probe, Mark mark, int sent, int wanted) {
        lanes.add(
                new Lane(() -> {
                    long begin = System.nanoTime();
                    switch (probe.go(filling(sent), wanted)) {
                        case HttpProbe.Outcome.Well(String lost) -> {
                            said.put(peer, new Said(System.nanoTime(), Way.read(lost)));
                            mark.ok(clock.instant(), since(begin));
                        }
                        case HttpProbe.Outcome.Lost() -> mark.lost();
                        case HttpProbe.Outcome.Refused() -> mark.refused();
                    }
                }));
    }

    /// The small row first; both on one connection, for connections to a primary are few.
    private void way(String peer) {
        SqlWriteProbe writer =
                new SqlWriteProbe(
                        java.util.Objects.requireNonNull(settings.ways().get(peer)),
                        settings.deadline());
        writers.add(writer);
        List<Mark> both = new ArrayList<>();
        for (Link.Size size : Link.Size.values()) {
            both.add(mark(Link.Kind.WRITE, settings.site(), peer, size));
        }
        lanes.add(new Lane(() -> both.forEach(mark -> write(writer, peer, mark))));
    }

    private void write(SqlWriteProbe writer, String peer, Mark mark) {
        long begin = System.nanoTime();
        try {
            writer.write(
                    settings.site(),
                    peer,
                    mark.size(),
                    filling(mark.size().bytes(Link.Kind.WRITE)));
            mark.ok(clock.instant(), since(begin));
        } catch (SQLException failed) {
            mark.lost();
        }
    }

    private Mark mark(Link.Kind kind, String from, String to, Link.Size size) {
        Mark mark = new Mark(kind, from, to, size);
        marks.add(mark);
        return mark;
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    @Override
    public synchronized void begin() {
        if (!begun) {
            begun = true;
            var _ =
                    beat.scheduleWithFixedDelay(
                            this::look, 0, settings.every().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        try {
            lanes.forEach(lane -> lane.next(crew));
            settings.alarms().accept(wrong());
        } catch (RejectedExecutionException closing) {
            // the crew goes home
        }
    }

    private Findings findings() {
        Map<String, Set<Way>> fresh = new TreeMap<>();
        long oldest = settings.every().plus(settings.deadline()).multipliedBy(SAID_FOR).toNanos();
        said.forEach((peer, what) -> {
            if (!peer.equals(settings.site()) && System.nanoTime() - what.nanos() < oldest) {
                fresh.put(peer, what.lost());
            }
        });
        return new Findings(settings.site(), links(), fresh);
    }

    @Override
    public List<Link> links() {
        return marks.stream().map(Mark::link).toList();
    }

    @Override
    public Map<String, String> wrong() {
        return findings().wrong();
    }

    @Override
    public String longLost() {
        return Way.write(findings().longLost());
    }

    @Override
    public byte[] filling(int bytes) {
        if (bytes < 0 || bytes > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "bytes: expected 0 to " + MOST_BYTES + ", found " + bytes);
        }
        int from = chance.nextInt(noise.length - bytes);
        return java.util.Arrays.copyOfRange(noise, from, from + bytes);
    }

    @Override
    public void close() {
        beat.shutdownNow();
        crew.shutdownNow();
        client.shutdownNow();
        writers.forEach(SqlWriteProbe::close);
    }
}
