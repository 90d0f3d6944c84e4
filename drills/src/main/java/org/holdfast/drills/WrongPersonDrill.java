// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.holdfast.verifier.PaperVerifier;
import org.holdfast.verifier.TrustList;
import tools.jackson.databind.JsonNode;

/// Tries to make the office hand out another person's paper: many clients, cancelled requests,
/// retries with the same key, and swaps planted inside the office between its own steps. Passes
/// when every planted swap was stopped and every paper that left the office names the person it was
/// asked for.
public final class WrongPersonDrill {
    /// With fewer papers some kind of swap would not find a paper to be planted in.
    public static final long FEWEST_PAPERS = 100;

    private static final int POPULATION = 4_000;

    /// At most every tenth paper gets a swap; a short run plants more often, so that each of the
    /// six kinds has its turn several times. About a third of all papers can take one.
    private static final long RAREST_PLANT = 10;

    private static final long PAPERS_PER_STEP = 200;

    /// An order that the office is too busy for comes again; ten minutes of that are a finding.
    private static final int MOST_TRIES = 12_000;

    private final Path data;
    private final long seed;
    private final PaperVerifier verifier = new PaperVerifier(InstantSource.system());
    private final Consumer<String> say;
    private final Set<String> findings = new ConcurrentSkipListSet<>();
    private final AtomicLong started = new AtomicLong();
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong stopped = new AtomicLong();
    private final AtomicLong cancelled = new AtomicLong();
    private final AtomicLong repeated = new AtomicLong();

    public WrongPersonDrill(Path data, long seed, Consumer<String> say) {
        this.data = data;
        this.seed = seed;
        this.say = say;
    }

    public DrillResult run(long papers, int clients) throws IOException, InterruptedException {
        SplittableRandom chance = new SplittableRandom(seed);
        Map<String, Object> figures = new TreeMap<>();
        try (OfficeProcess office =
                OfficeProcess.start(
                        data,
                        POPULATION,
                        List.of(
                                "-Dholdfast.drill=true",
                                "-Dholdfast.drill.every=" + every(papers)))) {
            DemoOffice demo = office.demo();
            TrustList trust;
            try (OfficeClient anybody = new OfficeClient(demo.base(), "")) {
                trust = TrustList.read(anybody.get("/trust").text());
            }
            ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor();
            for (int client = 0; client < clients; client++) {
                SplittableRandom own = chance.split();
                String office1 = client % 2 == 0 ? "kr-11110" : "jp-131148";
                pool.execute(() -> client(demo, trust, office1, own, papers));
            }
            pool.shutdown();
            long last = 0;
            while (!pool.awaitTermination(5, TimeUnit.SECONDS)) {
                if (started.get() - last > papers / 20) {
                    last = started.get();
                    say.accept(last + " of " + papers + " asked, " + findings.size() + " findings");
                }
            }
            figures.putAll(planted(demo));
        }
        figures.put("papers", papers);
        figures.put("delivered", delivered.get());
        figures.put("stoppedByGuard", stopped.get());
        figures.put("cancelled", cancelled.get());
        figures.put("repeated", repeated.get());
        figures.put("seed", seed);
        return new DrillResult("wrong-person", findings.isEmpty(), figures, List.copyOf(findings));
    }

    private static long every(long papers) {
        return Math.clamp(papers / PAPERS_PER_STEP, 1, RAREST_PLANT);
    }

    private Map<String, Object> planted(DemoOffice demo) throws IOException {
        String token = demo.person("operator", "").token();
        try (OfficeClient operator = new OfficeClient(demo.base(), token)) {
            JsonNode counts = operator.get("/api/v1/operations/drill").json();
            long planted = counts.path("planted").asLong(0);
            long caught = counts.path("stopped").asLong(0);
            if (planted == 0) {
                findings.add("no swap was planted: the drill proved nothing");
            }
            if (planted != caught) {
                findings.add(planted + " swaps planted, " + caught + " stopped");
            }
            Map<String, Long> byKind = new TreeMap<>();
            counts.path("stoppedByKind")
                    .propertyStream()
                    .forEach(kind -> byKind.put(kind.getKey(), kind.getValue().asLong(0)));
            byKind.forEach((kind, stopped) -> {
                if (stopped == 0) {
                    findings.add("no swap of the kind " + kind + " was planted and stopped");
                }
            });
            return Map.of("planted", planted, "plantedAndStopped", caught, "stoppedByKind", byKind);
        }
    }

    private void client(
            DemoOffice demo, TrustList trust, String office, SplittableRandom chance, long papers) {
        List<DemoOffice.Subject> subjects = demo.unrestricted(office);
        try (OfficeClient client = new OfficeClient(demo.base(), demo.officer(office).token())) {
            while (started.incrementAndGet() <= papers) {
                DemoOffice.Subject subject = subjects.get(chance.nextInt(subjects.size()));
                one(client, trust, order(office, subject, chance), subject, chance);
            }
        }
    }

    private static OfficeClient.Order order(
            String office, DemoOffice.Subject subject, SplittableRandom chance) {
        String service =
                office.startsWith("jp")
                        ? "jp.residence-certificate"
                        : chance.nextBoolean() ? "kr.resident-transcript" : "kr.resident-abstract";
        return new OfficeClient.Order(
                new UUID(chance.nextLong(), chance.nextLong()).toString(),
                service,
                office,
                subject.handle(),
                "drill");
    }

    private void one(
            OfficeClient client,
            TrustList trust,
            OfficeClient.Order order,
            DemoOffice.Subject subject,
            SplittableRandom chance) {
        try {
            if (chance.nextInt(10) == 0) {
                cancel(client, order, chance);
            }
            OfficeClient.Answer answer = client.issue(order, Duration.ofSeconds(60));
            for (int i = 0; answer.status() == 503 && i < MOST_TRIES; i++) {
                Pauses.of(Duration.ofMillis(50));
                answer = client.issue(order, Duration.ofSeconds(60));
            }
            if (answer.status() != 201 && answer.status() != 200) {
                stopped.incrementAndGet();
                if (!answer.json().path("code").asString("").equals("paper-stopped")) {
                    findings.add(
                            "status "
                                    + answer.status()
                                    + " "
                                    + answer.json().path("code").asString("?"));
                }
                return;
            }
            check(client, trust, answer, subject);
            if (chance.nextInt(10) == 0) {
                again(client, order, answer);
            }
        } catch (IOException e) {
            findings.add("no answer: " + e.getClass().getSimpleName());
        }
    }

    private void cancel(OfficeClient client, OfficeClient.Order order, SplittableRandom chance) {
        try {
            client.issue(order, Duration.ofMillis(1 + chance.nextInt(30)));
        } catch (IOException e) {
            cancelled.incrementAndGet();
        }
    }

    private void again(OfficeClient client, OfficeClient.Order order, OfficeClient.Answer first)
            throws IOException {
        OfficeClient.Answer second = client.issue(order, Duration.ofSeconds(60));
        if (second.status() == 503) {
            return;
        }
        repeated.incrementAndGet();
        if (!second.json().path("id").equals(first.json().path("id"))) {
            findings.add("one operation became two papers: " + order.operation());
        }
    }

    private void check(
            OfficeClient client,
            TrustList trust,
            OfficeClient.Answer answer,
            DemoOffice.Subject subject)
            throws IOException {
        JsonNode json = answer.json();
        String href = json.path("document").path("href").asString("");
        OfficeClient.Answer paper = client.get(href);
        for (int i = 0; paper.status() == 503 && i < MOST_TRIES; i++) {
            Pauses.of(Duration.ofMillis(50)); // an office that is busy says so, and is asked again
            paper = client.get(href);
        }
        if (paper.status() != 200) {
            findings.add("document answered " + paper.status());
            return;
        }
        var verdict = verifier.verify(paper.body(), trust, Optional.empty());
        if (!verdict.isGenuine()) {
            findings.add("paper judged " + verdict.reason().code());
        } else if (!verdict.claims().orElseThrow().name().equals(subject.name())) {
            findings.add("a paper left the office that names another person than asked for");
        } else {
            delivered.incrementAndGet();
        }
    }
}
