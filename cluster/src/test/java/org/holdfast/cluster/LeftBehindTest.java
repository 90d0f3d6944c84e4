// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The watcher of site c, a standby, and a listener in the place of its Patroni.
class LeftBehindTest {
    private static final Set<String> NAMED = Set.of("a", "b");
    private static final long SEGMENT = 16L << 20;
    private static final String OLDEST = "0000000000000030";
    private static final LeftBehind.Turn OURS = turn(() -> true);

    private final List<String> said = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile String state = "running";
    private volatile long has = 0x24 * SEGMENT + 99;
    private HttpServer patroni;

    @BeforeEach
    void listen() throws IOException {
        patroni = HttpServer.create(new InetSocketAddress("127.0.0.3", 0), 0);
        patroni.createContext("/patroni", this::tell);
        patroni.createContext("/reinitialize", this::take);
        patroni.start();
    }

    @AfterEach
    void stop() {
        patroni.stop(0);
    }

    private void tell(HttpExchange exchange) throws IOException {
        answer(
                exchange,
                """
                {"state": "%s", "role": "replica", "xlog": {"received_location": %d, "replayed_location": %d}}\
                """
                        .formatted(state, has, Math.min(7, has)));
    }

    private void take(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        asked.add(exchange.getRequestHeaders().getFirst("Authorization") + " " + body);
        answer(exchange, "reinitialize started");
    }

    private static void answer(HttpExchange exchange, String words) throws IOException {
        byte[] bytes = words.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Test
    void fetchesAnewOnceWhatCanNeverCatchUpAndRaisesTheAlarmAtOnce() throws Exception {
        try (LeftBehind c = leftBehind()) {
            assertThat(c.look("a", NAMED, false, () -> OLDEST, OURS))
                    .containsOnlyKeys("left-behind-c")
                    .containsValue(
                            "site c needs the WAL segment 0000000000000024 next, and the oldest at a"
                                    + " is 0000000000000030");
            looks(c, LeftBehind.LOOKS - 2);
            assertThat(asked).isEmpty();
            looks(c, 1);
            // patroni:five
            assertThat(asked).containsExactly("Basic cGF0cm9uaTpmaXZl {\"force\": true}");
            looks(c, 3 * LeftBehind.LOOKS);
            assertThat(asked).hasSize(1);
            assertThat(said.toString()).doesNotContain("five");
        }
    }

    @Test
    void throwsNothingAwayThatMayBeNeededOrMayCatchUp() throws Exception {
        try (LeftBehind c = leftBehind()) {
            for (int i = 0; i < 3 * LeftBehind.LOOKS; i++) {
                none(c.look("", NAMED, false, () -> OLDEST, OURS));
                none(c.look("c", NAMED, false, () -> OLDEST, OURS));
                none(c.look("a", Set.of("a", "c"), false, () -> OLDEST, OURS));
                none(c.look("a", NAMED, true, () -> OLDEST, OURS));
                none(c.look("a", NAMED, false, () -> "0000000000000024", OURS));
                none(c.look("a", NAMED, false, () -> "", OURS));
            }
            state = "creating replica";
            looks(c, 3 * LeftBehind.LOOKS);
            state = "running";
            has = 0;
            looks(c, 3 * LeftBehind.LOOKS);
            assertThat(asked).isEmpty();
        }
    }

    @Test
    void oneGoodLookBeginsAnew() throws Exception {
        try (LeftBehind c = leftBehind()) {
            looks(c, LeftBehind.LOOKS - 1);
            none(c.look("a", NAMED, true, () -> OLDEST, OURS));
            looks(c, LeftBehind.LOOKS - 1);
            assertThat(asked).isEmpty();
            assertThatThrownBy(() ->
                            c.look(
                                    "a",
                                    NAMED,
                                    false,
                                    () -> {
                                        throw new SQLException("away");
                                    },
                                    OURS))
                    .isInstanceOf(SQLException.class);
            assertThat(asked).isEmpty();
        }
    }

    @Test
    void looksBeforeAnotherPrimaryOrASilentOneDoNotCount() throws Exception {
        try (LeftBehind c = leftBehind()) {
            looks(c, LeftBehind.LOOKS - 1);
            c.unseen();
            looks(c, LeftBehind.LOOKS - 1);
            for (int i = 1; i < LeftBehind.LOOKS; i++) {
                Map<String, String> _ = c.look("b", NAMED, false, () -> OLDEST, OURS);
            }
            assertThat(asked).isEmpty();
        }
    }

    @Test
    void whereNobodyIsNamedOneOfTwoGoesFirst() throws Exception {
        Set<String> alone = Set.of("a", "");
        AtomicBoolean turn = new AtomicBoolean();
        try (LeftBehind c = leftBehind()) {
            for (int i = 0; i < 2 * LeftBehind.LOOKS; i++) {
                assertThat(c.look("a", alone, false, () -> OLDEST, turn(turn::get))).isNotEmpty();
            }
            assertThat(asked).isEmpty();
            turn.set(true);
            assertThat(c.look("a", alone, false, () -> OLDEST, turn(turn::get))).isNotEmpty();
            assertThat(asked).hasSize(1);
        }
    }

    @Test
    void namesSegmentsAsPostgresqlDoes() {
        assertThat(LeftBehind.segment(0x2459ECE0L)).isEqualTo("0000000000000024");
        assertThat(LeftBehind.segment(0x1_2B00_02C8L)).isEqualTo("000000010000002B");
        assertThat(LeftBehind.segment(0x1_FF00_0000L)).isEqualTo("00000001000000FF");
    }

    /// That of [FetchTurn] is tested with a real etcd.
    private static LeftBehind.Turn turn(BooleanSupplier taken) {
        return new LeftBehind.Turn() {
            @Override
            public boolean isTaken() {
                return taken.getAsBoolean();
            }

            @Override
            public void keep() {}

            @Override
            public void end() {}
        };
    }

    private static void none(Map<String, String> wrong) {
        assertThat(wrong).isEmpty();
    }

    private static void looks(LeftBehind one, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            Map<String, String> _ = one.look("a", NAMED, false, () -> OLDEST, OURS);
        }
    }

    private LeftBehind leftBehind() {
        SitePlan plan =
                TestSites.plan(
                        "c",
                        patroni.getAddress().getPort(),
                        Ports.USUAL.postgres(),
                        Path.of("").toAbsolutePath(),
                        true);
        return new LeftBehind(plan, new Secrets(Map.of(Secrets.PATRONI, "five")), said::add);
    }
}
