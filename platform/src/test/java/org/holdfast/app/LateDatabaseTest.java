// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.holdfast.database.Database;
import org.holdfast.journal.NoteSigner;
import org.holdfast.ledger.Mirroring;
import org.holdfast.registers.Fold;
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

/// The node of a site that starts while no database answers, from what it kept.
class LateDatabaseTest {
    private static final String HERE = "kr-11110";

    @TempDir private Path temp;
    private TestEtcd etcd;
    private HangingServer database;
    private HttpServer patroni;

    @BeforeEach
    void engines() throws Exception {
        etcd = TestEtcd.start(temp);
        database = new HangingServer(temp.resolve("postgres"));
        database.server().ensureDatabase("holdfast");
        patroni = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        patroni.createContext(
                "/primary",
                exchange -> {
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        patroni.start();
    }

    @AfterEach
    void stop() throws Exception {
        patroni.stop(0);
        database.goOn();
        database.close();
        etcd.close();
    }

    private OfficeSettings settings() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        String vkey = NoteSigner.of("site-a", pair.getPrivate(), pair.getPublic()).vkey();
        SiteSettings site =
                new SiteSettings(
                        'a',
                        database.server().settings("holdfast", 8),
                        URI.create("http://127.0.0.1:" + patroni.getAddress().getPort()),
                        List.of(),
                        List.of(),
                        new Mirroring.Place("a", vkey, vkey, Optional.empty()),
                        Map.of(),
                        SitesSettings.alone(),
                        WatchSettings.alone(),
                        temp,
                        List::of);
        return new OfficeSettings(
                temp.resolve("node"),
                "127.0.0.1",
                0,
                true,
                400,
                false,
                List.of(etcd.address()),
                Optional.of(site),
                OfficeSettings.Progress.SILENT);
    }

    private JsonNode demo() {
        return JsonMapper.shared().readTree(temp.resolve("node/demo.json").toFile());
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
                .findFirst()
                .orElseThrow()
                .path("handle")
                .asString("");
    }

    private Visitor.Answer issue(Office office) {
        return new Visitor(office.base())
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

    private Visitor.Answer move(Office office) {
        String today =
                LocalDate.ofInstant(InstantSource.system().instant(), ZoneId.of("Asia/Seoul"))
                        .toString();
        return new Visitor(office.base())
                .post(
                        "/api/v1/moves",
                        officer(),
                        Map.of(
                                "office",
                                HERE,
                                "subject",
                                subject(),
                                "address",
                                "서울특별시 종로구 사직로 161",
                                "movedOn",
                                today,
                                "options",
                                Map.of()),
                        "move-while-late");
    }

    private static void waitFor(BooleanSupplier what) {
        long end = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        while (!what.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited 90 s").isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    @Test
    void issuesFromItsOwnCopyAndComesBackWithTheDatabase() throws Exception {
        try (Office office = Office.start(settings())) {
            waitFor(() -> issue(office).status() == 201);
        }
        database.hang();
        try (Office office = Office.start(settings())) {
            waitFor(() -> issue(office).status() == 201);
            Visitor.Answer paper = issue(office);
            assertThat(paper.json().at("/asOf/ownCopy").asBoolean(false)).isTrue();
            assertThat(move(office).status()).isNotEqualTo(201);

            database.goOn();
            Database back = office.context().getBean(Database.class);
            waitFor(() -> !back.pulse().isAway());
            waitFor(() -> move(office).status() == 201);
            waitFor(() -> !issue(office).json().at("/asOf/ownCopy").asBoolean(true));
            String id = paper.json().path("id").asString("");
            assertThat(
                            new Visitor(office.base())
                                    .get("/api/v1/issuances/" + id, officer())
                                    .status())
                    .isEqualTo(200);
            Fold fold = office.context().getBean(Fold.class);
            waitFor(() -> fold.check().agrees());
        }
    }
}
