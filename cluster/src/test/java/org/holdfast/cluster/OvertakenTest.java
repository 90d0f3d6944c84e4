// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The watcher of a site that holds the lease, and listeners in the place of all three Patronis.
class OvertakenTest {
    private static final Set<String> NAMED = Set.of("a", "");

    private final Map<String, Long> timelines = new ConcurrentHashMap<>();
    private final List<String> said = new CopyOnWriteArrayList<>();
    private HttpServer patroni;

    @BeforeEach
    void listen() throws IOException {
        patroni = HttpServer.create(new InetSocketAddress("0.0.0.0", 0), 0);
        patroni.createContext("/patroni", this::answer);
        patroni.start();
        timelines.put("127.0.0.1", 4L);
        timelines.put("127.0.0.2", 4L);
        timelines.put("127.0.0.3", 4L);
    }

    private void answer(HttpExchange exchange) throws IOException {
        Long timeline = timelines.get(exchange.getLocalAddress().getAddress().getHostAddress());
        byte[] words =
                (timeline == null ? "{}" : "{\"timeline\":" + timeline + "}")
                        .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, words.length);
        exchange.getResponseBody().write(words);
        exchange.close();
    }

    @AfterEach
    void stop() {
        patroni.stop(0);
    }

    @Test
    void standsWhenAnotherSiteIsOnANewerTimelineForSomeLooks() {
        timelines.put("127.0.0.1", 5L);
        try (Overtaken c = overtaken("c")) {
            looks(c, 7, "c");
            assertThat(c.stepsDown()).isFalse();
            looks(c, 1, "c");
            assertThat(c.stepsDown()).isTrue();
            looks(c, 20, "c");
            assertThat(said).hasSize(1).first().asString().contains("a is on a newer timeline");
        }
    }

    @Test
    void doesNotStandInAFailoverThatPassesNorWithoutTheLeaseNorForAnOlderTimeline() {
        try (Overtaken c = overtaken("c")) {
            timelines.put("127.0.0.1", 5L);
            looks(c, 6, "c");
            timelines.put("127.0.0.3", 5L);
            looks(c, 2, "c");
            timelines.put("127.0.0.3", 4L);
            looks(c, 6, "c");
            looks(c, 1, "");
            looks(c, 6, "c");
            looks(c, 30, "a");
            timelines.put("127.0.0.1", 3L);
            looks(c, 30, "c");
            timelines.put("127.0.0.1", 4L);
            timelines.put("127.0.0.2", 9L); // whom nobody has named
            looks(c, 30, "c");
            timelines.remove("127.0.0.3");
            timelines.put("127.0.0.1", 9L);
            looks(c, 30, "c");
            assertThat(c.stepsDown()).isFalse();
            assertThat(said).isEmpty();
        }
    }

    private static void looks(Overtaken one, int times, String primary) {
        for (int i = 0; i < times; i++) {
            one.look(primary, NAMED);
        }
    }

    private Overtaken overtaken(String site) {
        SitePlan plan =
                TestSites.plan(
                        site,
                        patroni.getAddress().getPort(),
                        Ports.USUAL.postgres(),
                        Path.of("").toAbsolutePath(),
                        true);
        return new Overtaken(plan, said::add);
    }
}
