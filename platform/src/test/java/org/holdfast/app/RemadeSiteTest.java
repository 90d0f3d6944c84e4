// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.holdfast.identity.PeerTokens;
import org.holdfast.journal.NoteSigner;
import org.holdfast.keys.Keys;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.Mirroring;
import org.holdfast.sites.OpenAlarm;
import org.holdfast.sites.SiteDoors;
import org.holdfast.sites.SiteWatch;
import org.holdfast.sites.SitesSettings;
import org.holdfast.sites.WatchSettings;
import org.holdfast.testing.HangingServer;
import org.holdfast.testing.TestEtcd;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Site b with an empty disk beside site a, which has protected somebody: what a's node recorded
/// comes to b by a mirror that can be held back, while the central journal and the database do not.
class RemadeSiteTest {
    private static final String HERE = "kr-11110";

    @TempDir private Path temp;
    private TestEtcd etcd;
    private HangingServer database;
    private HttpServer patroniOfA;
    private HttpServer patroniOfB;
    private int port;

    @BeforeEach
    void engines() throws Exception {
        etcd = TestEtcd.start(temp);
        database = new HangingServer(temp.resolve("postgres"));
        database.server().ensureDatabase("holdfast");
        patroniOfA = patroni(200);
        patroniOfB = patroni(503);
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
    }

    @AfterEach
    void stop() throws Exception {
        patroniOfA.stop(0);
        patroniOfB.stop(0);
        database.close();
        etcd.close();
    }

    private static HttpServer patroni(int primary) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/primary",
                exchange -> {
                    exchange.sendResponseHeaders(primary, -1);
                    exchange.close();
                });
        server.start();
        return server;
    }

    private OfficeSettings settings(char place, WatchSettings watch) throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        String vkey = NoteSigner.of("site-" + place, pair.getPrivate(), pair.getPublic()).vkey();
        HttpServer patroni = place == 'a' ? patroniOfA : patroniOfB;
        SiteSettings site =
                new SiteSettings(
                        place,
                        database.server().settings("holdfast", 8),
                        URI.create("http://127.0.0.1:" + patroni.getAddress().getPort()),
                        List.of(),
                        List.of(),
                        new Mirroring.Place("" + place, vkey, vkey, Optional.empty()),
                        Map.of(place == 'a' ? 'b' : 'a', copies(place)),
                        SitesSettings.alone(),
                        watch,
                        temp,
                        List::of);
        return new OfficeSettings(
                folder(place),
                "127.0.0.1",
                place == 'a' ? 0 : port,
                true,
                400,
                false,
                List.of(etcd.address()),
                Optional.of(site),
                OfficeSettings.Progress.SILENT);
    }

    /// Of site b, which asks a.
    private WatchSettings asking(Office a, URI whereA) {
        URI nowhere = URI.create("http://127.0.0.1:1");
        SequencedMap<String, SiteDoors> doors = new LinkedHashMap<>();
        doors.put("a", new SiteDoors(whereA, nowhere, nowhere, nowhere));
        doors.put(
                "b",
                new SiteDoors(URI.create("http://127.0.0.1:" + port), nowhere, nowhere, nowhere));
        String token =
                PeerTokens.make(
                        a.context().getBean(Keys.class),
                        "b",
                        Duration.ofHours(1),
                        InstantSource.system(),
                        new SecureRandom());
        return new WatchSettings("b", "x", doors, token, Optional.empty(), List::of);
    }

    private Path folder(char place) {
        return temp.resolve("node-" + place);
    }

    private Path copies(char place) {
        return temp.resolve("copies-" + place);
    }

    private JsonNode demo() {
        return JsonMapper.shared().readTree(folder('a').resolve("demo.json").toFile());
    }

    private String officer() {
        return demo().path("people")
                .valueStream()
                .filter(one -> one.path("role").asString("").equals("officer"))
                .filter(one -> one.path("office").asString("").equals(HERE))
                .findFirst()
                .orElseThrow()
                .path("token")
                .asString("");
    }

    private String subject() {
        return demo().path("subjects")
                .valueStream()
                .filter(one -> one.path("office").asString("").equals(HERE))
                .filter(one -> !one.path("restricted").asBoolean(false))
                .skip(4)
                .findFirst()
                .orElseThrow()
                .path("handle")
                .asString("");
    }

    private Visitor visitorOfB() {
        return new Visitor("http://127.0.0.1:" + port);
    }

    private Visitor.Answer issueAtB() {
        return visitorOfB()
                .post(
                        "/api/v1/issuances",
                        officer(),
                        Map.of(
                                "service",
                                "kr.resident-abstract",
                                "office",
                                HERE,
                                "subject",
                                subject(),
                                "purpose",
                                "bank"));
    }

    private void protectAtA(Office a) {
        Visitor.Answer entered =
                new Visitor(a.base())
                        .post(
                                "/api/v1/subjects/" + subject() + "/blocks",
                                officer(),
                                Map.of("evidence", "상담사실 확인서", "blocked", List.of()));
        assertThat(entered.status()).as(entered.text()).isEqualTo(201);
    }

    private JsonNode health() {
        try {
            return visitorOfB().send(visitorOfB().to("/health/ready")).json();
        } catch (IllegalStateException notUp) {
            return JsonMapper.shared().createObjectNode();
        }
    }

    private String status() {
        return health().path("status").asString("");
    }

    private static void waitFor(BooleanSupplier what) {
        long end = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        while (!what.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited 120 s").isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    @Test
    void isNotReadyBeforeItHasReadWhatTheOtherNodeHasRecordedUnlessThatIsLost() throws Exception {
        try (Office a = Office.start(settings('a', WatchSettings.alone()));
                HeldMirror mirror =
                        new HeldMirror(a.context().getBean(Ledger.class), copies('b'))) {
            Keys.share(folder('a').resolve("keys"), folder('b').resolve("keys"));
            mirror.holdAll("nodea-");
            protectAtA(a);
            isReadyThoughASiteIsLostAndSaysWhatItMayNotKnow(
                    settings('b', asking(a, URI.create("http://127.0.0.1:1"))));
            OfficeSettings settings = settings('b', asking(a, URI.create(a.base())));
            CompletableFuture<Office> starting =
                    CompletableFuture.supplyAsync(() -> Office.start(settings));
            waitFor(() -> health().path("reason").asString("").contains(" of nodea-"));
            for (int look = 0; look < 10; look++) {
                assertThat(status()).isEqualTo("catching_up");
                assertThat(issueAtB().status()).isEqualTo(503);
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
            assertThat(starting).isNotDone();
            mirror.holdAll("none-");
            try (Office _ = starting.join()) {
                assertThat(status()).isEqualTo("ready");
                assertThat(health().has("reason")).isFalse();
                assertThat(issueAtB().code()).isEqualTo("restricted-subject");
            }
        }
    }

    private void isReadyThoughASiteIsLostAndSaysWhatItMayNotKnow(OfficeSettings settings) {
        try (Office b = Office.start(settings)) {
            assertThat(status()).isEqualTo("ready");
            assertThat(health().path("reason").asString("")).contains("may be unknown here");
            assertThat(issueAtB().status()).isEqualTo(201);
            waitFor(() ->
                    b.context().getBean(SiteWatch.class).own().alarms().stream()
                            .map(OpenAlarm::name)
                            .anyMatch("node-journal-not-whole-a"::equals));
        }
    }
}
