// SPDX-License-Identifier: Apache-2.0
package org.holdfast.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.holdfast.drills.DemoOffice;
import org.holdfast.drills.OfficeClient;
import tools.jackson.databind.JsonNode;

/// Issues papers as fast as the office gives them (closed model), then at a fixed rate of arrivals
/// (open model, measured from the moment each order was due, so that waiting is not hidden).
public final class IssueBench {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final DemoOffice demo;
    private final String office;
    private final String service;
    private final Consumer<String> say;

    /// @param service the service to ask for; its first part names the country of the demo office
    public IssueBench(DemoOffice demo, String service, Consumer<String> say) {
        this.demo = demo;
        this.service = service;
        this.office = service.startsWith("jp") ? "jp-131148" : "kr-11110";
        this.say = say;
    }

    /// What one measurement found.
    public record Figures(
            String model,
            String service,
            double perSecond,
            long issued,
            long refused,
            long failed,
            LatencySummary latency) {}

    /// As many clients as given, each asking again as soon as it was answered.
    public Figures closed(int clients, Duration time) throws InterruptedException {
        Run run = new Run();
        AtomicBoolean going = new AtomicBoolean(true);
        SplittableRandom chance = fresh();
        long begun = System.nanoTime();
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor();
                OfficeClient client = new OfficeClient(demo.base(), demo.officer(office).token())) {
            for (int i = 0; i < clients; i++) {
                SplittableRandom own = chance.split();
                pool.execute(() -> {
                    while (going.get()) {
                        run.one(client, own, System.nanoTime());
                    }
                });
            }
            Thread.sleep(time);
            going.set(false);
            pool.shutdown();
            pool.awaitTermination(60, TimeUnit.SECONDS);
        }
        return run.figures("closed, " + clients + " clients", System.nanoTime() - begun);
    }

    /// Orders that arrive at a fixed rate, however long the office takes.
    public Figures open(int perSecond, Duration time) throws InterruptedException {
        Run run = new Run();
        SplittableRandom chance = fresh();
        long begun = System.nanoTime();
        long count = perSecond * time.toSeconds();
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor();
                OfficeClient client = new OfficeClient(demo.base(), demo.officer(office).token())) {
            for (long i = 0; i < count; i++) {
                long due = begun + i * 1_000_000_000L / perSecond;
                LockSupport.parkNanos(due - System.nanoTime());
                SplittableRandom own = chance.split();
                pool.execute(() -> run.one(client, own, due));
            }
            pool.shutdown();
            pool.awaitTermination(60, TimeUnit.SECONDS);
        }
        return run.figures("open, " + perSecond + " a second", System.nanoTime() - begun);
    }

    /// New chance for each measurement: an operation id used before would only be answered again.
    private static SplittableRandom fresh() {
        return new SplittableRandom(UUID.randomUUID().getMostSignificantBits());
    }

    /// The office's own account of where its time went, by step, as shares of the whole.
    public Map<String, Double> steps() throws IOException {
        Map<String, Double> micros = new TreeMap<>();
        try (OfficeClient client =
                new OfficeClient(demo.base(), demo.person("operator", "").token())) {
            JsonNode steps = client.get("/api/v1/operations/steps").json().path("steps");
            for (JsonNode step : steps) {
                micros.put(step.path("name").asString("?"), step.path("totalMicros").asDouble(0));
            }
        }
        return micros;
    }

    /// How long the newest papers waited from the disk to a signed checkpoint, by the office's own
    /// account of its last entries.
    public void saySeal() throws IOException {
        try (OfficeClient client =
                new OfficeClient(demo.base(), demo.person("operator", "").token())) {
            for (JsonNode journal : client.get("/api/v1/operations").json().path("journals")) {
                if (journal.path("name").asString("").startsWith("node-")) {
                    say.accept(
                            "  seal:   p50 %d ms  p95 %d ms (the office's own account)"
                                    .formatted(
                                            journal.path("sealLag50Millis").asLong(-1),
                                            journal.path("sealLag95Millis").asLong(-1)));
                }
            }
        }
    }

    /// Prints the difference between two accounts of steps.
    public void sayShares(Map<String, Double> before, Map<String, Double> after) {
        double whole = 0;
        for (String name : after.keySet()) {
            whole += after.getOrDefault(name, 0.0) - before.getOrDefault(name, 0.0);
        }
        for (String name : after.keySet()) {
            double part = after.getOrDefault(name, 0.0) - before.getOrDefault(name, 0.0);
            say.accept(
                    String.format(
                            Locale.ROOT,
                            "    %-12s %5.1f %%",
                            name,
                            whole == 0 ? 0 : part / whole * 100));
        }
    }

    private final class Run {
        private final Latencies latency = new Latencies();
        private final AtomicLong issued = new AtomicLong();
        private final AtomicLong refused = new AtomicLong();
        private final AtomicLong failed = new AtomicLong();
        private final List<DemoOffice.Subject> subjects = demo.unrestricted(office);

        void one(OfficeClient client, SplittableRandom chance, long due) {
            DemoOffice.Subject subject = subjects.get(chance.nextInt(subjects.size()));
            OfficeClient.Order order =
                    new OfficeClient.Order(
                            new UUID(chance.nextLong(), chance.nextLong()).toString(),
                            service,
                            office,
                            subject.handle(),
                            "bench");
            try {
                OfficeClient.Answer answer = client.issue(order, LIMIT);
                if (answer.status() == 201) {
                    latency.add(System.nanoTime() - due);
                    issued.incrementAndGet();
                } else if (answer.status() == 503) {
                    refused.incrementAndGet();
                    LockSupport.parkNanos(20_000_000);
                } else {
                    failed.incrementAndGet();
                }
            } catch (IOException e) {
                failed.incrementAndGet();
            }
        }

        Figures figures(String model, long nanos) {
            return new Figures(
                    model,
                    service,
                    issued.get() / (nanos / 1e9),
                    issued.get(),
                    refused.get(),
                    failed.get(),
                    latency.summary());
        }
    }
}
