// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;

/// Clients that ask for papers until told to stop, and write down what they were promised.
final class Load implements AutoCloseable {
    private static final List<String> SERVICES =
            List.of("kr.resident-transcript", "kr.resident-abstract");

    private final DemoOffice demo;
    private final TruthLog truth;
    private final AtomicBoolean going = new AtomicBoolean(true);
    private final AtomicLong refusedForLoad = new AtomicLong();
    private final Set<String> offences = new ConcurrentSkipListSet<>();
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();

    Load(DemoOffice demo, TruthLog truth) {
        this.demo = demo;
        this.truth = truth;
    }

    void start(int count, RandomGenerator chance) {
        for (int client = 0; client < count; client++) {
            long seed = chance.nextLong();
            clients.execute(() -> run(seed));
        }
    }

    private void run(long seed) {
        RandomGenerator chance = new java.util.SplittableRandom(seed);
        boolean korean = chance.nextBoolean();
        String office = korean ? "kr-11110" : "jp-131148";
        List<DemoOffice.Subject> subjects = demo.unrestricted(office);
        try (OfficeClient client = new OfficeClient(demo.base(), demo.officer(office).token())) {
            while (going.get()) {
                DemoOffice.Subject subject = subjects.get(chance.nextInt(subjects.size()));
                String service =
                        korean
                                ? SERVICES.get(chance.nextInt(SERVICES.size()))
                                : "jp.residence-certificate";
                OfficeClient.Order order =
                        new OfficeClient.Order(
                                new UUID(chance.nextLong(), chance.nextLong()).toString(),
                                service,
                                office,
                                subject.handle(),
                                "drill");
                truth.sent(order);
                ask(client, order);
            }
        }
    }

    private void ask(OfficeClient client, OfficeClient.Order order) {
        try {
            note(order, client.issue(order, Duration.ofSeconds(15)));
        } catch (IOException e) {
            Pauses.of(Duration.ofMillis(20)); // killed or cut: the outcome is unknown, asked later
        }
    }

    /// Writes down one answer; returns whether it was an acknowledgement.
    boolean note(OfficeClient.Order order, OfficeClient.Answer answer) {
        if (answer.status() == 201 || answer.status() == 200) {
            JsonNode json = answer.json();
            truth.acknowledged(
                            order,
                            new TruthLog.Acknowledged(
                                    json.path("id").asString(""),
                                    json.path("number").asString(""),
                                    json.path("receipt").path("leafHash").asString("")))
                    .ifPresent(offences::add);
            return true;
        }
        if (answer.status() == 503) {
            refusedForLoad.incrementAndGet();
            Pauses.of(Duration.ofMillis(50));
        } else if (answer.status() < 500) {
            offences.add(
                    order.service()
                            + " refused with "
                            + answer.status()
                            + ": "
                            + answer.json().path("code").asString("?"));
        }
        return false;
    }

    /// No client begins another order; those under way stay under way.
    void beginNoMore() {
        going.set(false);
    }

    Set<String> offences() {
        return offences;
    }

    @Override
    public void close() {
        going.set(false);
        clients.shutdown();
        try {
            if (!clients.awaitTermination(60, TimeUnit.SECONDS)) {
                clients.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
