// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The watcher of site b, a real etcd, and a listener in the place of Patroni.
class EvictionTest {
    private static final Path ETCD = Path.of("/usr/bin/etcd");
    private static final Map<String, String> FOUND =
            Map.of("site-loses-long-packets-a", "site a loses long packets, say b and c");
    private static final Map<String, String> LINK_BAD =
            Map.of("link-loses-long-packets-a-b", "the link between a and b loses long packets");
    private static final Map<String, String> STANDBY_SICK =
            Map.of("site-loses-long-packets-b", "site b loses long packets, say a and c");
    private static final String ROOM = "/holdfast-sites/x/room";
    private static final String MAKE_ROOM = "/holdfast-sites/x/make-room";

    @TempDir Path folder;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> named = new CopyOnWriteArrayList<>();
    private final Map<String, Long> positions = new ConcurrentHashMap<>();
    private final Map<String, Long> timelines = new ConcurrentHashMap<>();
    private final Map<String, String> states = new ConcurrentHashMap<>();
    private volatile String streaming = "";
    private int postgres;
    private volatile int answer = 200;
    private volatile String words = "";
    private Process engine;
    private HttpServer patroni;
    private EtcdClient etcd;
    private URI endpoint;

    @BeforeEach
    void start() throws IOException {
        Assumptions.assumeTrue(Files.exists(ETCD), "etcd is not installed");
        endpoint = URI.create("http://127.0.0.1:" + free());
        String peer = "http://127.0.0.1:" + free();
        engine =
                new ProcessBuilder(
                                ETCD.toString(),
                                "--data-dir",
                                folder.resolve("etcd").toString(),
                                "--listen-client-urls",
                                endpoint.toString(),
                                "--advertise-client-urls",
                                endpoint.toString(),
                                "--listen-peer-urls",
                                peer,
                                "--initial-advertise-peer-urls",
                                peer,
                                "--initial-cluster",
                                "default=" + peer)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("etcd.log").toFile())
                        .start();
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
        etcd = new EtcdClient(endpoint);
        for (int tries = 0; !answers(); tries++) {
            assertThat(tries).isLessThan(600);
            Pauses.ofMillis(100);
        }
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
            etcd.close();
            patroni.stop(0);
            engine.destroyForcibly().onExit().join();
        }
    }

    @Test
    void asksOnceInTheWholeClusterAfterFiveLooks() throws IOException {
        try (Eviction b = eviction("b", true);
                Eviction c = eviction("c", true)) {
            looks(b, 4, "a", FOUND);
            assertThat(asked).isEmpty();
            looks(b, 1, "a", FOUND);
            awaitAsked();
            assertThat(asked).containsExactly("Basic cGF0cm9uaTpzZWNyZXQ= {\"leader\":\"a\"}");
            looks(b, 10, "a", FOUND);
            looks(c, 10, "a", FOUND);
            assertThat(asked).hasSize(1);
            assertThat(etcd.get("/holdfast-sites/x/evicted").orElseThrow())
                    .isEqualTo("a by b: site a loses long packets, say b and c");
        }
    }

    @Test
    void asksNobodyAboutItselfAboutAHealthyPrimaryOrWhereItIsForbidden() throws IOException {
        try (Eviction own = eviction("a", true);
                Eviction forbidden = eviction("b", false);
                Eviction other = eviction("b", true)) {
            looks(own, 10, "a", FOUND);
            looks(forbidden, 10, "a", FOUND);
            looks(other, 10, "c", FOUND);
            looks(other, 10, "", FOUND);
            looks(other, 10, "a", Map.of());
            looks(other, 4, "a", FOUND);
            looks(other, 1, "a", Map.of());
            looks(other, 4, "a", FOUND);
            assertThat(etcd.get("/holdfast-sites/x/evicted")).isEmpty();
            assertThat(asked).isEmpty();
        }
    }

    @Test
    void theSickSiteStopsItsPatroniWhenPatroniNamesNoStandby() throws IOException {
        answer = 412;
        words = "switchover is not possible: can not find sync_standby";
        try (Eviction a = eviction("a", true);
                Eviction forbidden = eviction("a", false);
                Eviction b = eviction("b", true);
                Eviction c = eviction("c", true)) {
            looks(b, 5, "a", FOUND);
            for (int tries = 0; !a.stepsDown(); tries++) {
                assertThat(tries).isLessThan(600);
                Pauses.ofMillis(50);
                looks(a, 1, "a", Map.of());
            }
            looks(c, 10, "a", FOUND);
            looks(forbidden, 1, "a", Map.of());
            assertThat(b.stepsDown()).isFalse();
            assertThat(c.stepsDown()).isFalse();
            assertThat(forbidden.stepsDown()).isFalse();
            assertThat(asked).hasSize(1);
            etcd.put("/holdfast-sites/x/step-down", "c by b: it is another's turn", 60);
            looks(a, 1, "c", Map.of());
            assertThat(a.stepsDown()).isFalse();
        }
    }

    @Test
    void namesTheOneThatHasMoreOnceTheSickSiteHasStopped() throws IOException {
        answer = 412;
        words = "switchover is not possible: can not find sync_standby";
        postgres = free();
        try (Eviction b = eviction("b", true);
                Eviction c = eviction("c", true)) {
            try (ServerSocket stillThere =
                    new ServerSocket(postgres, 1, InetAddress.getByName("127.0.0.1"))) {
                assertThat(stillThere.isBound()).isTrue();
                looks(c, 5, "a", FOUND);
                awaitStepDown();
                positions.put("127.0.0.2", 4_000L);
                positions.put("127.0.0.3", 4_001L);
                // The lease is held, or PostgreSQL may still acknowledge: nobody is named.
                looks(c, 3, "a", FOUND);
                looks(c, 3, "", Map.of());
                assertThat(named).isEmpty();
            }
            // One that does not say what it has may have more.
            positions.remove("127.0.0.2");
            looks(c, 3, "", Map.of());
            assertThat(named).isEmpty();
            positions.put("127.0.0.2", 5_000L);
            // A tail of an older timeline was told to nobody.
            timelines.put("127.0.0.2", 1L);
            looks(c, 3, "", Map.of());
            assertThat(named).isEmpty();
            timelines.clear();
            // One that goes on replaying may have more than it says.
            for (long more = 1; more <= 3; more++) {
                positions.put("127.0.0.2", 3_000 + more);
                looks(c, 1, "", Map.of());
            }
            assertThat(named).isEmpty();
            positions.put("127.0.0.2", 4_000L);
            // Who has not asked names nobody.
            looks(b, 3, "", Map.of());
            assertThat(named).isEmpty();
            for (int tries = 0; named.isEmpty(); tries++) {
                assertThat(tries).isLessThan(600);
                looks(c, 1, "", Map.of());
                Pauses.ofMillis(50);
            }
            assertThat(named).containsOnly("{\"candidate\":\"c\"}");
            looks(c, 1, "c", Map.of());
            int times = named.size();
            looks(c, 3, "", Map.of());
            assertThat(named).hasSize(times);
        }
    }

    private void awaitStepDown() throws IOException {
        for (int tries = 0; etcd.get("/holdfast-sites/x/step-down").isEmpty(); tries++) {
            assertThat(tries).isLessThan(600);
            Pauses.ofMillis(50);
        }
    }

    @Test
    void asksAgainWhenPatroniRefusesForAnotherReason() throws IOException {
        answer = 412;
        words = "leader name does not match";
        try (Eviction a = eviction("a", true);
                Eviction b = eviction("b", true)) {
            looks(b, 5, "a", FOUND);
            awaitAsked();
            Pauses.ofMillis(500);
            looks(a, 1, "a", Map.of());
            assertThat(a.stepsDown()).isFalse();
        }
    }

    @Test
    void thePrimaryComesToTheSiteThatReachesBothEndsOfABadLink() throws IOException {
        try (Eviction a = eviction("a", true);
                Eviction b = eviction("b", true);
                Eviction c = eviction("c", true)) {
            looks(a, 10, "a", "c", LINK_BAD);
            looks(b, 10, "a", "c", LINK_BAD);
            looks(c, 4, "a", "c", LINK_BAD);
            looks(c, 1, "a", "c", Map.of());
            looks(c, 4, "a", "c", LINK_BAD);
            assertThat(asked).isEmpty();
            looks(c, 1, "a", "c", LINK_BAD);
            awaitAsked();
            looks(c, 10, "a", "c", LINK_BAD);
            assertThat(asked)
                    .singleElement()
                    .asString()
                    .contains("\"leader\":\"a\"", "\"candidate\":\"c\"");
            assertThat(etcd.get("/holdfast-sites/x/evicted").orElseThrow())
                    .startsWith("a by c: the link between a and b");
            assertThat(c.evicted()).contains("a");
            assertThat(etcd.get(ROOM)).isEmpty();
            assertThat(etcd.get(MAKE_ROOM)).isEmpty();
        }
    }

    @Test
    void theStandbyAtTheBadLinkMakesRoomFirstWhenItIsStillNamed() throws IOException {
        positions.put("127.0.0.1", 5L);
        positions.put("127.0.0.3", 5L);
        streaming = receiver("b", "streaming") + "," + receiver("c", "streaming");
        try (Eviction a = eviction("a", true);
                Eviction b = eviction("b", true);
                Eviction forbidden = eviction("b", false);
                Eviction c = eviction("c", true)) {
            looks(c, 4, "a", "b", LINK_BAD);
            assertThat(etcd.get(MAKE_ROOM)).isEmpty();
            looks(c, 3, "a", "b", LINK_BAD);
            assertThat(etcd.get(MAKE_ROOM).orElseThrow()).startsWith("b by c, standby of a:");
            assertThat(asked).isEmpty();
            for (Eviction one : List.of(a, b, forbidden, c)) {
                looks(one, 1, "a", "b", Map.of());
            }
            assertThat(b.stepsDown()).isTrue();
            assertThat(a.stepsDown() || forbidden.stepsDown() || c.stepsDown()).isFalse();
            looks(c, 4, "a", "", LINK_BAD);
            assertThat(asked).isEmpty();
            looks(c, 1, "a", "c", LINK_BAD);
            awaitAsked();
            assertThat(asked).singleElement().asString().contains("\"candidate\":\"c\"");
            // whoever may be needed is back at once: nobody, then another, holds the lease
            looks(b, 1, "", "c", Map.of());
            assertThat(b.stepsDown()).isFalse();
            looks(b, 1, "c", "a", Map.of());
            assertThat(b.stepsDown()).isFalse();
        }
    }

    @Test
    void aSickSynchronousStandbyMakesRoomAndNothingElseIsDoneForTenMinutes() throws IOException {
        positions.put("127.0.0.1", 5L);
        positions.put("127.0.0.3", 5L);
        streaming = receiver("c", "streaming");
        try (Eviction a = eviction("a", true);
                Eviction b = eviction("b", true);
                Eviction forbidden = eviction("c", false);
                Eviction c = eviction("c", true)) {
            looks(b, 10, "a", "b", STANDBY_SICK);
            looks(forbidden, 10, "a", "b", STANDBY_SICK);
            looks(c, 10, "a", "c", STANDBY_SICK);
            assertThat(etcd.get(ROOM)).isEmpty();
            looks(a, 5, "a", "b", STANDBY_SICK);
            looks(c, 5, "a", "b", STANDBY_SICK);
            assertThat(etcd.get(ROOM).orElseThrow()).startsWith("b by a, standby of a: site b");
            looks(b, 1, "a", "b", STANDBY_SICK);
            assertThat(b.stepsDown()).isTrue();
            looks(c, 10, "a", "c", LINK_BAD);
            looks(c, 10, "a", "c", FOUND);
            assertThat(asked).isEmpty();
            assertThat(etcd.get("/holdfast-sites/x/evicted")).isEmpty();
        }
    }

    @Test
    void nobodyMakesRoomWhenTooFewWouldBeLeft() throws IOException {
        try (Eviction c = eviction("c", true)) {
            roomIsNotMade(c, "the primary says nothing");
            positions.put("127.0.0.1", 5L);
            positions.put("127.0.0.3", 5L);
            roomIsNotMade(c, "nobody streams");
            streaming = receiver("b", "streaming");
            roomIsNotMade(c, "only the sick one streams");
            streaming = receiver("c", "catchup") + "," + receiver("pg_receivewal", "streaming");
            roomIsNotMade(c, "the third is behind, and a stranger is no standby");
            streaming = receiver("c", "streaming");
            states.put("127.0.0.1", "stopping");
            roomIsNotMade(c, "the primary does not run");
            states.clear();
            states.put("127.0.0.3", "starting");
            roomIsNotMade(c, "the third does not run");
            states.clear();
            positions.remove("127.0.0.3");
            roomIsNotMade(c, "the third says nothing");
            positions.put("127.0.0.3", 5L);
            looks(c, 5, "a", "b", STANDBY_SICK);
            assertThat(etcd.get(MAKE_ROOM)).isPresent();
        }
    }

    private void roomIsNotMade(Eviction one, String why) throws IOException {
        for (Map<String, String> found : List.of(STANDBY_SICK, LINK_BAD)) {
            looks(one, 6, "a", "b", found);
            assertThat(etcd.get(MAKE_ROOM)).as(why).isEmpty();
            assertThat(etcd.get(ROOM)).as(why).isEmpty();
        }
        looks(one, 1, "a", "b", Map.of());
    }

    @Test
    void thePrimaryStaysWhenPatroniRefusesToMoveItFromABadLink() throws IOException {
        answer = 412;
        words = "candidate name does not match with sync_standby";
        try (Eviction a = eviction("a", true);
                Eviction c = eviction("c", true)) {
            looks(c, 5, "a", "c", LINK_BAD);
            awaitAsked();
            Pauses.ofMillis(500);
            looks(a, 1, "a", "c", LINK_BAD);
            assertThat(a.stepsDown()).isFalse();
            assertThat(etcd.get("/holdfast-sites/x/step-down")).isEmpty();
        }
    }

    private static String receiver(String site, String state) {
        return "{\"application_name\":\"%s\",\"state\":\"%s\"}".formatted(site, state);
    }

    private static void looks(Eviction one, int times, String primary, Map<String, String> found)
            throws IOException {
        looks(one, times, primary, "", found);
    }

    private static void looks(
            Eviction one, int times, String primary, String synced, Map<String, String> found)
            throws IOException {
        for (int i = 0; i < times; i++) {
            one.look(primary, Optional.of(synced).filter(site -> !site.isEmpty()), found);
        }
    }

    private void awaitAsked() {
        for (int tries = 0; asked.isEmpty(); tries++) {
            assertThat(tries).isLessThan(600);
            Pauses.ofMillis(50);
        }
    }

    private Eviction eviction(String site, boolean evict) {
        SitePlan plan =
                TestSites.plan(
                        site,
                        patroni.getAddress().getPort(),
                        postgres == 0 ? Ports.USUAL.postgres() : postgres,
                        folder,
                        evict);
        return new Eviction(plan, new Secrets(Map.of("patroni", "secret")), etcd, _ -> {});
    }

    private boolean answers() {
        try {
            return etcd.standing().hasLeader();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
