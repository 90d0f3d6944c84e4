// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.holdfast.drills.SiteSamples.Kind;
import org.holdfast.drills.SiteSamples.Sample;
import org.holdfast.drills.SiteTruth.Sent;

/// An open-model load from outside a cluster: papers, look-ups and moves become due at fixed rates
/// and do not wait for answers; and a few deeds that protect people ([SiteDeeds]). Each client
/// stays with the node that answered it last, and goes on to the next as [SiteAsk] says.
final class SiteLoad implements AutoCloseable {
    /// Patience of a client.
    static final Duration ISSUE_PATIENCE = Duration.ofSeconds(30);

    static final Duration MOVE_PATIENCE = Duration.ofSeconds(60);
    static final Duration LOOK_PATIENCE = Duration.ofSeconds(30);

    private static final int SETTLING = 8;

    /// One move for so many papers, and one look-up for so many.
    static final int PAPERS_PER_MOVE = 8;

    private static final int PAPERS_PER_LOOK = 4;
    private static final int CLIENTS = 24;

    private final SiteNodes nodes;
    private final SiteTruth truth;
    private final SiteSamples samples;
    private final InstantSource clock;
    private final SplittableRandom chance;
    private final List<DemoOffice.Subject> korean;
    private final List<DemoOffice.Subject> japanese;
    private final List<DemoOffice.Subject> movers;
    private final SiteDeeds deeds;
    private volatile double share = 1;
    private final AtomicInteger moves = new AtomicInteger();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicIntegerArray homes = new AtomicIntegerArray(CLIENTS);
    private final AtomicBoolean going = new AtomicBoolean(true);
    private final Set<String> wrong = new ConcurrentSkipListSet<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final SiteAsk ask;

    SiteLoad(
            SiteNodes nodes,
            SiteTruth truth,
            SiteSamples samples,
            InstantSource clock,
            SplittableRandom chance) {
        this.nodes = nodes;
        this.truth = truth;
        this.samples = samples;
        this.clock = clock;
        this.chance = chance;
        DemoOffice demo = nodes.node(0).demo();
        List<DemoOffice.Subject> all = demo.unrestricted(SiteNodes.KOREAN);
        List<DemoOffice.Subject> apart = SiteDeeds.people(all);
        deeds = new SiteDeeds(apart, truth);
        korean = all.stream().filter(one -> !apart.contains(one)).toList();
        japanese = demo.unrestricted(SiteNodes.JAPANESE);
        movers = new ArrayList<>(korean);
        movers.addAll(japanese);
        Collections.shuffle(movers, new Random(chance.nextLong()));
        for (int client = 0; client < CLIENTS; client++) {
            homes.set(client, client % nodes.count());
        }
        ask = new SiteAsk(nodes, threads);
    }

    /// Begins; `perSecond` papers become due each second, from now on until [#beginNoMore].
    void start(int perSecond) {
        SplittableRandom papers = chance.split();
        threads.execute(() -> arrivals(perSecond * 1.0, due -> issue(due, papers.split())));
        SplittableRandom others = chance.split();
        threads.execute(() ->
                arrivals(
                        Math.max(1.0, perSecond / (double) PAPERS_PER_MOVE),
                        due -> move(due, others.split())));
        SplittableRandom few = chance.split();
        threads.execute(() -> arrivals(1.0 / SiteDeeds.SECONDS, due -> deed(due, few.split())));
        SplittableRandom looks = chance.split();
        threads.execute(() ->
                arrivals(
                        Math.max(1.0, perSecond / (double) PAPERS_PER_LOOK),
                        due -> look(due, looks.split())));
    }

    /// One operation that is due.
    private interface Arrival {
        Runnable at(long dueNanos);
    }

    /// From now on so much of what was told to [#start] becomes due: cold nodes that get all at
    /// once are asked again by clients that wait for nobody, and get more.
    void share(double part) {
        share = part;
    }

    private void arrivals(double perSecond, Arrival arrival) {
        long due = System.nanoTime();
        while (going.get()) {
            due += (long) (1e9 / (perSecond * share));
            LockSupport.parkNanos(due - System.nanoTime());
            if (going.get()) {
                Runnable one = arrival.at(due);
                underWay.incrementAndGet();
                threads.execute(() -> {
                    try {
                        one.run();
                    } finally {
                        underWay.decrementAndGet();
                    }
                });
            }
        }
    }

    private Runnable issue(long due, SplittableRandom own) {
        boolean here = own.nextInt(3) > 0;
        DemoOffice.Subject subject = one(here ? korean : japanese, own);
        String service =
                here
                        ? own.nextBoolean() ? "kr.resident-transcript" : "kr.resident-abstract"
                        : "jp.residence-certificate";
        Command command =
                new OfficeClient.Order(
                                operation(), service, subject.office(), subject.handle(), "drill")
                        .command();
        return () -> command(Kind.ISSUE, due, new Sent(command, subject.name()), own);
    }

    /// Each person once before anybody moves again: two moves of one household at a time meet.
    private Runnable move(long due, SplittableRandom own) {
        DemoOffice.Subject subject =
                movers.get(Math.floorMod(moves.getAndIncrement(), movers.size()));
        String address = NewHomes.address(subject.office(), own);
        String today = NewHomes.day(subject.office(), clock.instant());
        Command command =
                Command.move(operation(), subject.office(), subject.handle(), address, today);
        return () -> command(Kind.MOVE, due, new Sent(command, subject.name()), own);
    }

    private Runnable deed(long due, SplittableRandom own) {
        return () -> deeds.next(operation(), own).ifPresent(what -> deed(due, what, own));
    }

    private void deed(long due, Sent what, SplittableRandom own) {
        truth.sent(what);
        try {
            int home = homes.get(own.nextInt(CLIENTS));
            ended(what, ask.ask(home, due, ISSUE_PATIENCE, question(what)));
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }

    private SiteAsk.Question question(Sent what) {
        return (node, limit) -> send(node, limit, what);
    }

    /// Forgets what was refused for good and was never acknowledged.
    private void ended(Sent what, SiteAsk.Outcome outcome) {
        if (outcome.refused() && truth.of(what.command().operation()).isEmpty()) {
            truth.refused(what);
            if (SiteDeeds.is(what)) {
                deeds.refused(what, outcome.said());
            }
        }
    }

    private Runnable look(long due, SplittableRandom own) {
        DemoOffice.Subject subject = one(korean, own);
        String path =
                "/api/v1/subjects?office="
                        + subject.office()
                        + "&q="
                        + java.net.URLEncoder.encode(
                                subject.name(), java.nio.charset.StandardCharsets.UTF_8);
        return () ->
                run(
                        Kind.LOOK,
                        due,
                        LOOK_PATIENCE,
                        own,
                        (node, limit) -> {
                            OfficeClient.Answer answer =
                                    node.officer(subject.office()).get(path, limit);
                            answer.json()
                                    .path("subjects")
                                    .forEach(hit -> {
                                        if (hit.path("handle").asString("").equals(subject.handle())
                                                && !hit.path("name")
                                                        .asString("")
                                                        .equals(subject.name())) {
                                            wrong.add(
                                                    "a look-up at "
                                                            + node.site()
                                                            + " names another");
                                        }
                                    });
                            return answer;
                        });
    }

    private void command(Kind kind, long due, Sent what, SplittableRandom own) {
        truth.sent(what);
        Duration patience = kind == Kind.MOVE ? MOVE_PATIENCE : ISSUE_PATIENCE;
        ended(what, run(kind, due, patience, own, question(what)));
    }

    private OfficeClient.Answer send(SiteNodes.Node node, Duration limit, Sent what)
            throws java.io.IOException {
        truth.trying(what, node.site());
        OfficeClient.Answer answer =
                node.officer(what.command().office()).send(what.command(), limit);
        if (answer.status() == 200 || answer.status() == 201) {
            truth.acknowledged(what, node.site(), answer.json());
        } else if (answer.status() == 202) {
            truth.filed(what, node.site(), answer.json());
        }
        return answer;
    }

    private SiteAsk.Outcome run(
            Kind kind,
            long due,
            Duration patience,
            SplittableRandom own,
            SiteAsk.Question question) {
        int client = own.nextInt(CLIENTS);
        try {
            SiteAsk.Outcome outcome = ask.ask(homes.get(client), due, patience, question);
            if (outcome.good()) {
                homes.set(client, Math.floorMod(outcome.number(), nodes.count()));
            }
            samples.add(
                    new Sample(
                            kind,
                            due,
                            System.nanoTime(),
                            outcome.ways(),
                            outcome.status(),
                            outcome.code()));
            return outcome;
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            return new SiteAsk.Outcome(0, "", "interrupted", 0, List.of());
        }
    }

    /// Asks again, at the node of each in turn, about operations whose fate nobody knows; a few at
    /// a time.
    ///
    /// @return how many were asked
    int settle(Duration patience) throws InterruptedException {
        List<Sent> open = truth.open();
        AtHand.each(
                open,
                SETTLING,
                what -> ended(what, ask.ask(0, System.nanoTime(), patience, question(what))));
        return open.size();
    }

    /// Not by the seed: a second run by the same one would be answered with what the first made.
    private static String operation() {
        return UUID.randomUUID().toString();
    }

    private static DemoOffice.Subject one(List<DemoOffice.Subject> subjects, SplittableRandom own) {
        return subjects.get(own.nextInt(subjects.size()));
    }

    /// Nothing more becomes due; what was, goes on until it is answered or given up.
    void beginNoMore() {
        going.set(false);
    }

    /// Waits for everything that was due.
    void awaitEnd() {
        beginNoMore();
        long until = System.nanoTime() + MOVE_PATIENCE.toNanos();
        while (underWay.get() > 0 && System.nanoTime() - until < 0) {
            Pauses.of(Duration.ofMillis(50));
        }
    }

    Set<String> wrong() {
        return wrong;
    }

    SiteDeeds deeds() {
        return deeds;
    }

    @Override
    public void close() {
        going.set(false);
        threads.shutdownNow();
    }
}
