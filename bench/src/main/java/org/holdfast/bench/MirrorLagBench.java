// SPDX-License-Identifier: Apache-2.0
package org.holdfast.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.holdfast.drills.DemoOffice;
import org.holdfast.drills.OfficeClient;

/// How long a paper's receipt takes from the answer until it says `mirrored`, beside other clients
/// that issue as fast as the office lets them. The office has one mirror, in a process of its own.
final class MirrorLagBench {
    private static final String OFFICE = "kr-11110";
    private static final String SERVICE = "kr.resident-abstract";
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final DemoOffice demo;

    MirrorLagBench(DemoOffice demo) {
        this.demo = demo;
    }

    /// What came of it.
    ///
    /// @param papersPerSecond issued by the others meanwhile
    /// @param lags until the mirrored receipt
    /// @param receipt the last one, as JSON
    record Outcome(double papersPerSecond, LatencySummary lags, String receipt) {}

    Outcome run(int clients, Duration time) throws IOException, InterruptedException {
        IssueBench others = new IssueBench(demo, SERVICE, _ -> {});
        double[] rate = new double[1];
        Thread load =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                rate[0] = others.closed(clients, time).perSecond();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        Latencies lags = new Latencies();
        String receipt = "";
        long until = System.nanoTime() + time.toNanos();
        try (OfficeClient client = new OfficeClient(demo.base(), demo.officer(OFFICE).token())) {
            List<DemoOffice.Subject> subjects = demo.unrestricted(OFFICE);
            for (int i = 0; System.nanoTime() < until; i++) {
                receipt = one(client, subjects.get(i % subjects.size()).handle(), lags);
            }
        }
        load.join();
        return new Outcome(rate[0], lags.summary(), receipt);
    }

    private static String one(OfficeClient client, String subject, Latencies lags)
            throws IOException {
        OfficeClient.Answer answer =
                client.issue(
                        new OfficeClient.Order(
                                UUID.randomUUID().toString(), SERVICE, OFFICE, subject, "bench"),
                        LIMIT);
        if (answer.status() != 201) {
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
            return "";
        }
        long begun = System.nanoTime();
        String paper = "/api/v1/issuances/" + answer.json().path("id").asString("") + "/receipt";
        while (System.nanoTime() - begun < LIMIT.toNanos()) {
            OfficeClient.Answer receipt = client.get(paper);
            if (receipt.json().path("grade").asString("").equals("mirrored")) {
                lags.add(System.nanoTime() - begun);
                return receipt.text();
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
        throw new IOException("no mirrored receipt within " + LIMIT.toSeconds() + " s");
    }
}
