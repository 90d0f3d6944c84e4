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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.holdfast.database.Database;
import org.holdfast.journal.NoteSigner;
import org.holdfast.keys.Keys;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.Mirroring;
import org.holdfast.registers.Change;
import org.holdfast.registers.RecordVersion;
import org.holdfast.registers.Registers;
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

/// Two nodes of one office: `a` sequences, and what it writes comes to `b` by a mirror that can be
/// held back, while the database that both read goes on.
class BehindTest {
    private static final String HERE = "kr-11110";
    private static final String NEW_HOME = "사직로 161";

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
        database.goOn();
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

    private OfficeSettings settings(char place) throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        String vkey = NoteSigner.of("site-" + place, pair.getPrivate(), pair.getPublic()).vkey();
        HttpServer patroni = place == 'a' ? patroniOfA : patroniOfB;
        char other = place == 'a' ? 'b' : 'a';
        SiteSettings site =
                new SiteSettings(
                        place,
                        database.server().settings("holdfast", 8),
                        URI.create("http://127.0.0.1:" + patroni.getAddress().getPort()),
                        List.of(),
                        List.of(),
                        new Mirroring.Place("" + place, vkey, vkey, Optional.empty()),
                        Map.of(other, copies(place)),
                        SitesSettings.alone(),
                        WatchSettings.alone(),
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

    private Path folder(char place) {
        return temp.resolve("node-" + place);
    }

    private Path copies(char place) {
        return temp.resolve("copies-" + place);
    }

    private Office startA() throws Exception {
        Office a = Office.start(settings('a'));
        Keys.share(folder('a').resolve("keys"), folder('b').resolve("keys"));
        return a;
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

    private String subject(int at) {
        return demo().path("subjects")
                .valueStream()
                .filter(one -> one.path("office").asString("").equals(HERE))
                .filter(one -> !one.path("restricted").asBoolean(false))
                .skip(at)
                .findFirst()
                .orElseThrow()
                .path("handle")
                .asString("");
    }

    private Visitor visitorOfB() {
        return new Visitor("http://127.0.0.1:" + port);
    }

    private Visitor.Answer issueAtB(String subject) {
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
                                subject,
                                "purpose",
                                "bank"));
    }

    /// @return a moment behind its acknowledgement
    private Instant moveAtA(Office a, String subject) {
        String operation = "move-" + UUID.randomUUID();
        waitFor(() -> move(a, subject, operation) == 201);
        return InstantSource.system().instant();
    }

    private int move(Office a, String subject, String operation) {
        String today =
                LocalDate.ofInstant(InstantSource.system().instant(), ZoneId.of("Asia/Seoul"))
                        .toString();
        return new Visitor(a.base())
                .post(
                        "/api/v1/moves",
                        officer(),
                        Map.of(
                                "office",
                                HERE,
                                "subject",
                                subject,
                                "address",
                                "서울특별시 종로구 " + NEW_HOME,
                                "movedOn",
                                today,
                                "options",
                                Map.of()),
                        operation)
                .status();
    }

    private static boolean isOwnCopy(Visitor.Answer issued) {
        return issued.json().at("/asOf/ownCopy").asBoolean(false);
    }

    private static Instant asOf(Visitor.Answer issued) {
        return Instant.parse(issued.json().at("/asOf/time").asString(""));
    }

    private byte[] document(Visitor.Answer issued) {
        String href = issued.json().at("/document/href").asString("");
        Visitor.Answer document = visitorOfB().get(href, officer());
        assertThat(document.status()).as(document.text()).isEqualTo(200);
        return document.body();
    }

    private static String text(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            return new PDFTextStripper().getText(document).replaceAll("\\s+", " ");
        }
    }

    /// A paper that does not show the move says an earlier moment, whatever else it says.
    private void saysNothingOlderThanItIs(Visitor.Answer issued, Instant moved) {
        assertThat(issued.status()).as(issued.text()).isEqualTo(201);
        try {
            assertThat(text(document(issued))).doesNotContain(NEW_HOME);
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
        assertThat(asOf(issued)).isBefore(moved);
    }

    private static void waitFor(BooleanSupplier what) {
        long end = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        while (!what.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited 120 s").isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    /// Whoever is protected meanwhile is protected at once, by the database that answers.
    private void protect(Office a, String subject) {
        Registers registers = a.context().getBean(Registers.class);
        RecordVersion before =
                registers
                        .byHandle(new SubjectHandle(subject))
                        .flatMap(registers::current)
                        .orElseThrow();
        var facts = before.facts().deepCopy();
        facts.put("restricted", true);
        a.context()
                .getBean(Database.class)
                .transact(tx ->
                        registers.enter(
                                tx,
                                new Change(
                                        before.ref(),
                                        before.version(),
                                        before.office(),
                                        facts,
                                        before.validFrom(),
                                        "officer-1",
                                        Optional.empty())));
    }

    @Test
    void saysAsOfWhenWhileItIsBehindAndAsOfNowAgainWhenItIsNot() throws Exception {
        try (Office a = startA();
                HeldMirror mirror = new HeldMirror(a.context().getBean(Ledger.class), copies('b'));
                Office b = Office.start(settings('b'))) {
            String mover = subject(3);
            waitFor(() -> {
                Visitor.Answer paper = issueAtB(mover);
                return paper.status() == 201 && !isOwnCopy(paper);
            });
            mirror.hold();
            Instant moved = moveAtA(a, mover);
            waitFor(() -> {
                Visitor.Answer paper = issueAtB(mover);
                saysNothingOlderThanItIs(paper, moved);
                return isOwnCopy(paper);
            });
            Visitor.Answer behind = issueAtB(mover);
            saysNothingOlderThanItIs(behind, moved);
            byte[] pdf = document(behind);
            assertThat(text(pdf)).contains("현재의 검증된 사본");
            Visitor.Answer judged =
                    visitorOfB()
                            .send(
                                    visitorOfB()
                                            .to("/api/v1/verifications")
                                            .POST(
                                                    java.net.http.HttpRequest.BodyPublishers
                                                            .ofByteArray(pdf)));
            assertThat(judged.json().path("verdict").asString("")).isEqualTo("genuine");
            assertThat(Instant.parse(judged.json().at("/details/at").asString(""))).isBefore(moved);
            assertThat(metrics(b)).isGreaterThan(5);

            String protectedNow = subject(9);
            protect(a, protectedNow);
            Visitor.Answer refused = issueAtB(protectedNow);
            assertThat(refused.code()).isEqualTo("restricted-subject");

            mirror.goOn();
            waitFor(() -> !isOwnCopy(issueAtB(mover)));
            Visitor.Answer now = issueAtB(mover);
            assertThat(text(document(now))).contains(NEW_HOME);
            assertThat(issueAtB(protectedNow).code()).isEqualTo("restricted-subject");
        }
    }

    private double metrics(Office b) {
        String operator =
                demo().path("people")
                        .valueStream()
                        .filter(one -> one.path("role").asString("").equals("operator"))
                        .findFirst()
                        .orElseThrow()
                        .path("token")
                        .asString("");
        String text = new Visitor(b.base()).get("/api/v1/operations/metrics", operator).text();
        Matcher age = Pattern.compile("(?m)^holdfast_facts_age_seconds (\\S+)$").matcher(text);
        assertThat(age.find()).as(text).isTrue();
        return Double.parseDouble(age.group(1));
    }

    @Test
    void oldFilesBesideALivingDatabaseAreNoGroundToBeReady() throws Exception {
        try (Office a = startA();
                HeldMirror mirror =
                        new HeldMirror(a.context().getBean(Ledger.class), copies('b'))) {
            try (Office _ = Office.start(settings('b'))) {
                String before = subject(1);
                waitFor(() -> issueAtB(before).status() == 201);
            }
            mirror.hold();
            String mover = subject(5);
            Instant moved = moveAtA(a, mover);
            OfficeSettings again = settings('b');
            CompletableFuture<Office> starting =
                    CompletableFuture.supplyAsync(() -> Office.start(again));
            waitFor(() -> health().equals("catching_up"));
            for (int look = 0; look < 20; look++) {
                assertThat(health()).isEqualTo("catching_up");
                assertThat(issueAtB(mover).status()).isEqualTo(503);
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
            // Others may wait for what this node has.
            assertThat(visitorOfB().send(visitorOfB().to("/journal/list")).status()).isEqualTo(200);
            assertThat(starting).isNotDone();
            mirror.goOn();
            try (Office _ = starting.join()) {
                assertThat(health()).isEqualTo("ready");
                Visitor.Answer paper = issueAtB(mover);
                assertThat(text(document(paper))).contains(NEW_HOME);
                assertThat(isOwnCopy(paper)).isFalse();
            }
            mirror.hold();
            String late = subject(12);
            Instant movedLate = moveAtA(a, late);
            assertThat(movedLate).isAfter(moved);
            comesUpBeforeItsFilesDo(mirror, late, movedLate);
        }
    }

    /// The database is away at the start, and is back before the newest entries are here.
    private void comesUpBeforeItsFilesDo(HeldMirror mirror, String mover, Instant moved)
            throws Exception {
        database.hang();
        try (Office b = Office.start(settings('b'))) {
            waitFor(() -> issueAtB(mover).status() == 201);
            assertThat(isOwnCopy(issueAtB(mover))).isTrue();
            database.goOn();
            Database back = b.context().getBean(Database.class);
            waitFor(() -> !back.pulse().isAway());
            waitFor(() -> {
                Visitor.Answer paper = issueAtB(mover);
                saysNothingOlderThanItIs(paper, moved);
                return isOwnCopy(paper);
            });
            mirror.goOn();
            waitFor(() -> !isOwnCopy(issueAtB(mover)));
            assertThat(text(document(issueAtB(mover)))).contains(NEW_HOME);
        }
    }

    private String health() {
        try {
            return visitorOfB()
                    .send(visitorOfB().to("/health/ready"))
                    .json()
                    .path("status")
                    .asString("");
        } catch (IllegalStateException notUp) {
            return "";
        }
    }
}
