// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// Papers that are asked for at a steady rate, whether or not those before were answered.
final class RekeyLoad implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final DemoOffice demo;
    private final String office;
    private final List<String> services;
    private final Duration pause;
    private final SplittableRandom chance;
    private final AtomicBoolean going = new AtomicBoolean(true);
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Long> micros = new ConcurrentLinkedQueue<>();
    private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();

    RekeyLoad(DemoOffice demo, String office, List<String> services, int rate, long seed) {
        this.demo = demo;
        this.office = office;
        this.services = services;
        this.pause = Duration.ofSeconds(1).dividedBy(Math.max(1, rate));
        this.chance = new SplittableRandom(seed + 1);
    }

    void start() {
        clients.execute(this::all);
    }

    private void all() {
        List<DemoOffice.Subject> subjects = demo.unrestricted(office);
        try (OfficeClient client = new OfficeClient(demo.base(), demo.officer(office).token())) {
            while (going.get()) {
                OfficeClient.Order order =
                        new OfficeClient.Order(
                                new UUID(chance.nextLong(), chance.nextLong()).toString(),
                                services.get(chance.nextInt(services.size())),
                                office,
                                subjects.get(chance.nextInt(subjects.size())).handle(),
                                "drill");
                clients.execute(() -> one(client, order));
                Pauses.of(pause);
            }
            Pauses.of(Duration.ofSeconds(1)); // answers under way
        }
    }

    private void one(OfficeClient client, OfficeClient.Order order) {
        asked.incrementAndGet();
        long began = System.nanoTime();
        try {
            OfficeClient.Answer answer = client.issue(order, LIMIT);
            if (answer.status() == 201 || answer.status() == 200) {
                micros.add((System.nanoTime() - began) / 1_000);
                acknowledged.add(answer.json().required("id").stringValue());
            } else {
                refused.incrementAndGet();
            }
        } catch (IOException killed) {
            unanswered.incrementAndGet();
        }
    }

    /// Waits until so many were acknowledged, a minute at most.
    void awaitAcknowledged(int count) {
        for (int i = 0; i < 600 && acknowledged.size() < count; i++) {
            Pauses.of(Duration.ofMillis(100));
        }
    }

    /// Ids of papers that were acknowledged.
    List<String> acknowledged() {
        return List.copyOf(acknowledged);
    }

    Map<String, Object> figures() {
        List<Long> sorted = new ArrayList<>(micros);
        Collections.sort(sorted);
        Map<String, Object> all = new TreeMap<>();
        all.put("issuedMeanwhile", sorted.size());
        all.put("asked", asked.get());
        all.put("refusedMeanwhile", refused.get());
        all.put("unansweredWhileDown", unanswered.get());
        all.put("p50Micros", at(sorted, 50));
        all.put("p99Micros", at(sorted, 99));
        return all;
    }

    private static long at(List<Long> sorted, int percent) {
        return sorted.isEmpty() ? -1 : sorted.get((sorted.size() - 1) * percent / 100);
    }

    @Override
    public void close() {
        going.set(false);
        clients.close();
    }
}
