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
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// The watchers of three sites, a real etcd, and a listener in the place of every Patroni.
abstract class EvictingSites {
    static final Map<String, String> FOUND =
            Map.of("site-loses-long-packets-a", "site a loses long packets, say b and c");
    static final Map<String, String> LINK_BAD =
            Map.of("link-loses-long-packets-a-b", "the link between a and b loses long packets");
    static final Map<String, String> STANDBY_SICK =
            Map.of("site-loses-long-packets-b", "site b loses long packets, say a and c");
    static final String ROOM = "/holdfast-sites/x/room";
    static final String MAKE_ROOM = "/holdfast-sites/x/make-room";

    @TempDir Path folder;

    final List<String> asked = new CopyOnWriteArrayList<>();
    final List<String> named = new CopyOnWriteArrayList<>();
    final Map<String, Long> positions = new ConcurrentHashMap<>();
    final Map<String, Long> timelines = new ConcurrentHashMap<>();
    final Map<String, String> states = new ConcurrentHashMap<>();
    volatile String streaming = "";
    volatile int answer = 200;
    volatile String words = "";
    int postgres;
    EtcdClient etcd;
    private RealEtcd engine;
    private HttpServer patroni;

    @BeforeEach
    void start() throws IOException {
        engine = new RealEtcd(folder);
        etcd = engine.client;
        patroni = HttpServer.create(new InetSocketAddress("0.0.0.0", 0), 0);
        patroni.createContext(
                "/switchover",
                exchange -> {
                    byte[] body = exchange.getRequestBody().readAllBytes();
                    asked.add(
                            exchange.getRequestHeaders().getFirst("Authorization")
                                    + " "
                                    + new String(body, StandardCharsets.UTF_8));
                    byte[] said = words.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(answer, said.length == 0 ? -1 : said.length);
                    exchange.getResponseBody().write(said);
                    exchange.close();
                });
        patroni.createContext(
                "/failover",
                exchange -> {
                    named.add(
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8));
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        patroni.createContext("/patroni", this::position);
        patroni.start();
    }

    /// How each site stands, by the address that was asked.
    private void position(HttpExchange exchange) throws IOException {
        String host = exchange.getLocalAddress().getAddress().getHostAddress();
        Long has = positions.get(host);
        if (has != null) {
            byte[] said =
                    """
                    {"state":"%s","timeline":%d,"replication":[%s],
                    "xlog":{"received_location":%d,"replayed_location":5}}
                    """
                            .formatted(
                                    states.getOrDefault(host, "running"),
                                    timelines.getOrDefault(host, 2L),
                                    host.equals("127.0.0.1") ? streaming : "",
                                    has)
                            .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, said.length);
            exchange.getResponseBody().write(said);
        }
        exchange.close();
    }

    @AfterEach
    void stop() {
        if (engine != null) {
            patroni.stop(0);
            engine.close();
        }
    }

    static void looks(Eviction one, int times, String primary, Map<String, String> found)
            throws IOException {
        looks(one, times, primary, "", found);
    }

    static void looks(
            Eviction one, int times, String primary, String synced, Map<String, String> found)
            throws IOException {
        for (int i = 0; i < times; i++) {
            one.look(primary, Optional.of(synced).filter(site -> !site.isEmpty()), found);
        }
    }

    static String receiver(String site, String state) {
        return "{\"application_name\":\"%s\",\"state\":\"%s\"}".formatted(site, state);
    }

    void awaitAsked() {
        for (int tries = 0; asked.isEmpty(); tries++) {
            assertThat(tries).isLessThan(600);
            Pauses.ofMillis(50);
        }
    }

    Eviction eviction(String site, boolean evict) {
        SitePlan plan =
                TestSites.plan(
                        site,
                        patroni.getAddress().getPort(),
                        postgres == 0 ? Ports.USUAL.postgres() : postgres,
                        folder,
                        evict);
        return new Eviction(plan, new Secrets(Map.of("patroni", "secret")), etcd, _ -> {});
    }
}
