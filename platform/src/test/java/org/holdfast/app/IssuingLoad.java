// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.holdfast.testing.Waiting;

/// What clients with an open model see: one paper asked for each 80 ms, whatever came before.
final class IssuingLoad implements AutoCloseable {
    private final AtomicBoolean over = new AtomicBoolean();
    private final List<Long> answered = Collections.synchronizedList(new ArrayList<>());
    private final List<Long> millis = Collections.synchronizedList(new ArrayList<>());
    private final List<String> wrong = Collections.synchronizedList(new ArrayList<>());
    private final List<String> papers = Collections.synchronizedList(new ArrayList<>());
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    private final Visitor visitor;
    private final String token;
    private final List<Map<String, Object>> orders;

    /// Begins at once, with these orders in turn.
    IssuingLoad(Visitor visitor, String token, List<Map<String, Object>> orders) {
        this.visitor = visitor;
        this.token = token;
        this.orders = orders;
        clients.submit(this::run);
    }

    private void run() {
        for (int i = 0; !over.get(); i++) {
            Map<String, Object> order = orders.get(i % orders.size());
            clients.submit(() -> ask(order));
            LockSupport.parkNanos(Duration.ofMillis(80).toNanos());
        }
    }

    private void ask(Map<String, Object> order) {
        long began = System.nanoTime();
        var answer = visitor.post("/api/v1/issuances", token, order);
        long ended = System.nanoTime();
        if (answer.status() == 201) {
            answered.add(ended);
            millis.add((ended - began) / 1_000_000);
            papers.add(answer.json().path("id").asString(""));
        } else {
            wrong.add(answer.status() + " " + answer.text());
        }
    }

    /// Returns once so many more papers have come.
    void more(int of) {
        int now = papers.size();
        Waiting.until(() -> papers.size() >= now + of || !wrong.isEmpty());
    }

    /// Whatever came instead of a paper.
    List<String> wrong() {
        return wrong;
    }

    /// The papers that came, by their ids.
    List<String> papers() {
        return papers;
    }

    /// Says what was seen; for people to read, and no promise of a machine under test.
    void say(String what) {
        List<Long> ends = answered.stream().sorted().toList();
        long gap = 0;
        for (int i = 1; i < ends.size(); i++) {
            gap = Math.max(gap, (ends.get(i) - ends.get(i - 1)) / 1_000_000);
        }
        List<Long> took = millis.stream().sorted().toList();
        String line =
                "%s: %d papers, longest gap %d ms, p50 %d ms, p99 %d ms, slowest %d ms%n"
                        .formatted(
                                what,
                                took.size(),
                                gap,
                                took.get(took.size() / 2),
                                took.get(took.size() * 99 / 100),
                                took.getLast());
        try {
            Files.writeString(
                    Path.of(System.getProperty("basedir", "."), "target", "cut-off.txt"),
                    line,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    @Override
    public void close() {
        end();
    }

    /// Nothing more is asked for, and everything that was is answered.
    void end() {
        over.set(true);
        clients.shutdown();
        try {
            assertThat(clients.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }
}
