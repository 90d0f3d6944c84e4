// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The watchers of sites b and c, both left behind while nobody is named, a real etcd whose leases
/// end by the test's clock, and listeners in the place of their Patronis: one is fetched anew, and
/// then the other.
class FetchTurnTest {
    private static final Set<String> ALONE = Set.of("a", "");
    private static final String KEY = "/holdfast-sites/x/fetched-anew";
    private static final String OLDEST = "0000000000000030";
    private static final long BEHIND = 0x24L << 24;
    private static final String COPYING = "creating replica";

    /// How far the clock goes between two looks: less than a lease.
    private static final Duration STEP = FetchTurn.LEASE.multipliedBy(3).dividedBy(4);

    @TempDir static Path folder;
    private static RealEtcd engine;
    private static LeaseClock clock;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Map<String, String> states = new ConcurrentHashMap<>();
    private volatile int answer = 200;
    private HttpServer patroni;
    private LeftBehind b;
    private LeftBehind c;
    private FetchTurn turnOfB;
    private FetchTurn turnOfC;

    @BeforeAll
    static void open() throws IOException {
        engine = new RealEtcd(folder);
        clock = new LeaseClock(engine.endpoint);
    }

    @AfterAll
    static void close() {
        if (engine != null) {
            clock.close();
            engine.close();
        }
    }

    @BeforeEach
    void start() throws IOException {
        patroni = HttpServer.create(new InetSocketAddress("0.0.0.0", 0), 0);
        patroni.createContext("/patroni", this::tell);
        patroni.createContext("/reinitialize", this::take);
        patroni.start();
        b = leftBehind("b");
        c = leftBehind("c");
        turnOfB = turn("b");
        turnOfC = turn("c");
    }

    @AfterEach
    void stop() throws IOException {
        b.close();
        c.close();
        patroni.stop(0);
        clock.endAll();
    }

    private static FetchTurn turn(String site) {
        return new FetchTurn(engine.client, KEY, site, FetchTurn.LEASE, clock::nanos);
    }

    private LeftBehind leftBehind(String site) {
        SitePlan plan =
                TestSites.plan(
                        site, patroni.getAddress().getPort(), Ports.USUAL.postgres(), folder, true);
        return new LeftBehind(plan, new Secrets(Map.of(Secrets.PATRONI, "five")), _ -> {});
    }

    /// A site that is silent has the state "".
    private void tell(HttpExchange exchange) throws IOException {
        String state = states.getOrDefault(site(exchange), "running");
        if (!state.isEmpty()) {
            byte[] words =
                    """
                    {"state": "%s", "role": "replica", "xlog": {"received_location": %d}}\
                    """
                            .formatted(state, state.equals("running") ? BEHIND : 0)
                            .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, words.length);
            exchange.getResponseBody().write(words);
        }
        exchange.close();
    }

    private void take(HttpExchange exchange) throws IOException {
        asked.add(site(exchange));
        exchange.sendResponseHeaders(answer, -1);
        exchange.close();
    }

    private static String site(HttpExchange exchange) {
        return switch (exchange.getLocalAddress().getAddress().getHostAddress()) {
            case "127.0.0.2" -> "b";
            case "127.0.0.3" -> "c";
            default -> "?";
        };
    }

    private static void look(LeftBehind site, FetchTurn turn, boolean receives) throws Exception {
        Map<String, String> _ = site.look("a", ALONE, receives, () -> OLDEST, turn);
    }

    /// B is asked to fetch, and c waits for it.
    private void fetchesBFirst() throws Exception {
        for (int i = 1; i < LeftBehind.LOOKS; i++) {
            look(b, turnOfB, false);
            look(c, turnOfC, false);
        }
        look(b, turnOfB, false);
        look(c, turnOfC, false);
        look(c, turnOfC, false);
        assertThat(asked).containsExactly("b");
        assertThat(engine.client.get(KEY)).contains("b");
    }

    /// Longer than a lease that nobody renews; b's watcher looks on when it is given.
    private void aWhileLater(LeftBehind first, FetchTurn turn) throws Exception {
        looksOn(first, turn, FetchTurn.LEASE.multipliedBy(2));
    }

    private void looksOn(LeftBehind first, FetchTurn turn, Duration time) throws Exception {
        long end = clock.nanos() + time.toNanos();
        while (clock.nanos() < end) {
            look(first, turn, false);
            look(c, turnOfC, false);
            clock.pass(STEP);
        }
    }

    @Test
    void theOtherGoesAtOnceWhenTheFirstReceivesAgain() throws Exception {
        fetchesBFirst();
        for (String state : List.of("stopping", COPYING, "stopped", "starting")) {
            states.put("b", state);
            look(b, turnOfB, false);
            look(c, turnOfC, false);
        }
        assertThat(asked).containsExactly("b");
        look(b, turnOfB, true);
        assertThat(engine.client.get(KEY)).isEmpty();
        look(c, turnOfC, false);
        assertThat(asked).containsExactly("b", "c");
    }

    @Test
    void keepsTheTurnWhileItIsFetchedAlsoWhenItsWatcherIsStartedAgain() throws Exception {
        fetchesBFirst();
        states.put("b", COPYING);
        aWhileLater(b, turnOfB);
        assertThat(asked).containsExactly("b");
        try (LeftBehind again = leftBehind("b")) {
            FetchTurn same = turn("b");
            aWhileLater(again, same);
            assertThat(asked).containsExactly("b");
            look(again, same, true);
        }
        look(c, turnOfC, false);
        assertThat(asked).containsExactly("b", "c");
    }

    /// The whole site: its watcher looks no more.
    @Test
    void aSiteThatDiesInTheMidstFreesTheTurn() throws Exception {
        fetchesBFirst();
        states.put("b", COPYING);
        look(b, turnOfB, false);
        awaitC(false);
        assertThat(asked).containsExactly("b", "c");
        assertThat(engine.client.get(KEY)).contains("c");
        // B is back, and keeps or ends no turn of another.
        look(b, turnOfB, false);
        look(b, turnOfB, true);
        assertThat(engine.client.get(KEY)).contains("c");
    }

    @Test
    void aPatroniThatSaysNothingAnyMoreFreesTheTurn() throws Exception {
        fetchesBFirst();
        states.put("b", "");
        awaitC(true);
        assertThat(asked).containsExactly("b", "c");
    }

    /// C is not asked before the lease has ended that b had last, and is by a look later.
    private void awaitC(boolean looks) throws Exception {
        long begun = clock.nanos();
        while (asked.size() < 2) {
            assertThat(clock.nanos() - begun).isLessThanOrEqualTo(FetchTurn.LEASE.toNanos());
            clock.pass(STEP);
            if (looks) {
                look(b, turnOfB, false);
            }
            look(c, turnOfC, false);
        }
        assertThat(clock.nanos() - begun).isGreaterThanOrEqualTo(FetchTurn.LEASE.toNanos());
    }

    /// What the other tests have the clock do. Etcd grants two seconds at least.
    @Test
    void etcdFreesATurnThatNobodyKeepsByItself() throws IOException {
        FetchTurn dead =
                new FetchTurn(engine.client, KEY, "b", Duration.ofSeconds(1), clock::nanos);
        assertThat(dead.isTaken()).isTrue();
        for (int tries = 0; !turnOfC.isTaken(); tries++) {
            assertThat(tries).isLessThan(600);
            Pauses.ofMillis(50);
        }
        assertThat(engine.client.get(KEY)).contains("c");
    }

    @Test
    void aCopyThatFailsFreesTheTurnAtOnce() throws Exception {
        fetchesBFirst();
        for (String state : List.of(COPYING, "stopped", COPYING)) {
            assertThat(engine.client.get(KEY)).contains("b");
            states.put("b", state);
            look(b, turnOfB, false);
        }
        assertThat(engine.client.get(KEY)).isEmpty();
        look(c, turnOfC, false);
        assertThat(asked).containsExactly("b", "c");
    }

    @Test
    void aCopyThatDoesNotStartOrIsTooOldFreesTheTurnAtOnce() throws Exception {
        fetchesBFirst();
        states.put("b", "start failed");
        look(b, turnOfB, false);
        assertThat(engine.client.get(KEY)).isEmpty();
        look(c, turnOfC, false);
        assertThat(asked).containsExactly("b", "c");
        states.put("c", COPYING);
        look(c, turnOfC, false);
        assertThat(engine.client.get(KEY)).contains("c");
        states.put("c", "running");
        look(c, turnOfC, false);
        assertThat(engine.client.get(KEY)).isEmpty();
    }

    @Test
    void aPatroniThatRefusesFreesTheTurnAtOnce() throws Exception {
        answer = 503;
        for (int i = 0; i < LeftBehind.LOOKS; i++) {
            look(b, turnOfB, false);
        }
        assertThat(asked).containsExactly("b");
        assertThat(engine.client.get(KEY)).isEmpty();
    }

    @Test
    void nobodyHasItForMoreThanAnHour() throws Exception {
        long begun = clock.nanos();
        fetchesBFirst();
        states.put("b", COPYING);
        looksOn(b, turnOfB, Duration.ofMinutes(59));
        assertThat(asked).containsExactly("b");
        while (asked.size() < 2) {
            assertThat(clock.nanos() - begun).isLessThan(Duration.ofMinutes(62).toNanos());
            looksOn(b, turnOfB, STEP);
        }
        assertThat(asked).containsExactly("b", "c");
        assertThat(engine.client.get(KEY)).isEqualTo(Optional.of("c"));
    }
}
