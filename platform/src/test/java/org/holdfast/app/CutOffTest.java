// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.holdfast.database.Database;
import org.holdfast.keys.Keys;
import org.holdfast.keys.Providers;
import org.holdfast.registers.Fold;
import org.holdfast.testing.HangingServer;
import org.holdfast.verifier.PaperVerdict;
import org.holdfast.verifier.PaperVerifier;
import org.holdfast.verifier.TrustList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A living office whose PostgreSQL is killed and held away, or hangs: issuing and looking go on
/// from the own copy, changes are refused in time, and everything comes back by itself.
final class CutOffTest {
    private static final String HERE = "kr-11110";
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);

    @TempDir static Path data;

    private static Office office;
    private static Visitor visitor;
    private static JsonNode demo;

    @BeforeAll
    static void start() {
        office = Office.start(OfficeSettings.quiet(data, 0, true, 600));
        visitor = new Visitor(office.base());
        demo = JsonMapper.shared().readTree(data.resolve("demo.json").toFile());
    }

    @AfterAll
    static void stop() {
        office.close();
    }

    private static JsonNode person(String role) {
        return demo.path("people")
                .valueStream()
                .filter(p -> p.path("role").asString("").equals(role))
                .filter(p -> role.equals("operator") || p.path("office").asString("").equals(HERE))
                .findFirst()
                .orElseThrow();
    }

    private static String officer() {
        return person("officer").path("token").asString("");
    }

    private static List<JsonNode> subjects(boolean restricted) {
        return demo.path("subjects")
                .valueStream()
                .filter(s -> s.path("office").asString("").equals(HERE))
                .filter(s -> s.path("restricted").asBoolean(false) == restricted)
                .toList();
    }

    private static Map<String, Object> order(JsonNode subject) {
        return Map.of(
                "service",
                "kr.resident-abstract",
                "office",
                HERE,
                "subject",
                subject.path("handle").asString(""),
                "purpose",
                "bank");
    }

    private static Map<String, Object> move(JsonNode subject) {
        return Map.of(
                "office",
                HERE,
                "subject",
                subject.path("handle").asString(""),
                "address",
                "서울특별시 종로구 사직로 161",
                "movedOn",
                LocalDate.ofInstant(InstantSource.system().instant(), ZoneId.of("Asia/Seoul"))
                        .toString(),
                "options",
                Map.of());
    }

    /// What a client with an open model saw: one paper asked for each 80 ms, whatever came before.
    private static final class Load implements AutoCloseable {
        private final AtomicBoolean over = new AtomicBoolean();
        private final List<Long> answered = Collections.synchronizedList(new ArrayList<>());
        private final List<Long> millis = Collections.synchronizedList(new ArrayList<>());
        private final List<String> wrong = Collections.synchronizedList(new ArrayList<>());
        private final List<String> papers = Collections.synchronizedList(new ArrayList<>());
        private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
        private final List<JsonNode> people = subjects(false);

        Load() {
            clients.submit(this::run);
        }

        private void run() {
            for (int i = 0; !over.get(); i++) {
                JsonNode subject = people.get(10 + i % (people.size() - 10));
                clients.submit(() -> ask(subject));
                LockSupport.parkNanos(Duration.ofMillis(80).toNanos());
            }
        }

        private void ask(JsonNode subject) {
            long began = System.nanoTime();
            var answer = visitor.post("/api/v1/issuances", officer(), order(subject));
            long ended = System.nanoTime();
            if (answer.status() == 201) {
                answered.add(ended);
                millis.add((ended - began) / 1_000_000);
                papers.add(answer.json().path("id").asString(""));
            } else {
                wrong.add(answer.status() + " " + answer.text());
            }
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
                throw new java.io.UncheckedIOException(fault);
            }
        }

        @Override
        public void close() {
            end();
        }

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

    @Test
    void goesOnWithoutADatabaseThatWasKilledAndComesBack() throws Exception {
        Path postgres = data.resolve("postgres");
        Path hidden = data.resolve("postgres-data-held-away");
        throughALoss(
                "killed and held away",
                10,
                () -> {
                    Files.move(postgres.resolve("data"), hidden);
                    HangingServer.signal(
                            "KILL", List.of(ProcessHandle.of(pid(hidden)).orElseThrow()));
                },
                () -> Files.move(hidden, postgres.resolve("data")));
    }

    @Test
    void goesOnBesideADatabaseThatHangsAndComesBack() throws Exception {
        List<ProcessHandle> all = new ArrayList<>();
        throughALoss(
                "hanging",
                40,
                () ->
                        all.addAll(
                                HangingServer.hang(
                                        office.context()
                                                .getBean(DatabaseHome.class)
                                                .own()
                                                .orElseThrow()
                                                .pid())),
                () -> HangingServer.signal("CONT", all));
    }

    /// The copy is whole as long as nothing is wrong with it, whatever the journal's files are;
    /// then it has to be folded anew, and cannot be.
    @Test
    void saysWhatIsWrongWhenTheJournalItReadsInsteadCannotBeReadEither() throws Exception {
        JsonNode person = subjects(false).get(5);
        Path blobs = data.resolve("journals/central-1/blobs");
        Path away = data.resolve("blobs-away");
        List<ProcessHandle> all =
                HangingServer.hang(
                        office.context().getBean(DatabaseHome.class).own().orElseThrow().pid());
        try {
            waitFor(() -> database().pulse().isAway());
            waitFor(() -> found(person).status() == 200);
            Files.move(blobs, away);
            try {
                assertThat(found(person).status()).isEqualTo(200);
                alterTheCopy();
                // Whoever reads it first finds out.
                waitFor(() -> found(person).code().equals("journal-unreadable"));
                var refused = found(person);
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
                var move = visitor.post("/api/v1/moves", officer(), move(person));
                assertThat(move.status()).as(move.text()).isEqualTo(503);
            } finally {
                Files.move(away, blobs);
            }
            waitFor(() -> found(person).status() == 200);
        } finally {
            HangingServer.signal("CONT", all);
        }
        waitFor(() -> !database().pulse().isAway());
    }

    private static void alterTheCopy() throws SQLException {
        Path copy = data.resolve("copy/registers.sqlite");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("update version set digest = zeroblob(32)");
        }
    }

    /// The person's record is read; where that is well, who is named here is told.
    private static Visitor.Answer found(JsonNode person) {
        return visitor.get(
                "/api/v1/subjects/" + person.path("handle").asString("") + "/blocks", officer());
    }

    private interface Step {
        void run() throws Exception;
    }

    /// @param first whose move is entered before; another one's, of another household, behind it
    private void throughALoss(String how, int first, Step lose, Step giveBack) throws Exception {
        String cookie = visitor.enter(person("officer").path("login").asString(""));
        JsonNode moved = subjects(false).get(first);
        String operation = "move-" + UUID.randomUUID();
        waitFor(() ->
                visitor.post("/api/v1/moves", officer(), move(moved), operation).status() == 201);
        waitFor(() -> !isOwnCopy(visitor.post("/api/v1/issuances", officer(), order(moved))));
        JsonNode other = subjects(false).get(first + 15);
        JsonNode reported = subjects(false).get(first + 25);
        boolean away = false;
        try (Load load = new Load()) {
            LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
            lose.run();
            away = true;
            waitFor(() -> database().pulse().isAway());
            worksCutOff(cookie, moved);
            String filed = changesAreFiled(reported, cookie);
            LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
            giveBack.run();
            away = false;
            waitFor(() -> !database().pulse().isAway());
            waitFor(() -> visitor.post("/api/v1/moves", officer(), move(other)).status() != 503);
            LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
            load.end();
            load.say(how);
            assertThat(load.wrong).isEmpty();
            filingsAreEnteredOnce(reported, filed);
            nothingIsMissing(load.papers);
        } finally {
            if (away) {
                giveBack.run();
            }
        }
    }

    /// Everything that must go on, and what must not.
    private void worksCutOff(String cookie, JsonNode moved) throws IOException {
        var issued = visitor.post("/api/v1/issuances", officer(), order(moved));
        assertThat(issued.status()).as(issued.text()).isEqualTo(201);
        JsonNode paper = issued.json();
        assertThat(isOwnCopy(issued)).isTrue();
        var document = visitor.get(paper.at("/document/href").asString(""), officer());
        assertThat(document.status()).as(document.text()).isEqualTo(200);
        byte[] pdf = document.body();
        assertThat(judged(pdf).isGenuine()).as(judged(pdf).toString()).isTrue();
        // The move of a moment ago is on it, and as of when it was made.
        assertThat(text(pdf)).contains("사직로 161").contains("현재의 검증된 사본");
        assertThat(visitor.get(paper.at("/receipt/href").asString(""), officer()).status())
                .isEqualTo(200);
        var found =
                visitor.get(
                        "/api/v1/subjects?office="
                                + HERE
                                + "&q="
                                + URLEncoder.encode(
                                        moved.path("name").asString(""), StandardCharsets.UTF_8),
                        officer());
        String handle = moved.path("handle").asString("");
        assertThat(found.text()).contains(handle);
        assertThat(visitor.page("/counter/people/" + handle, cookie).status()).isEqualTo(200);
        restrictionsAreObeyed();
    }

    private static void restrictionsAreObeyed() {
        var refused =
                visitor.post("/api/v1/issuances", officer(), order(subjects(true).getFirst()));
        assertThat(refused.status()).as(refused.text()).isEqualTo(403);
        assertThat(refused.code()).isEqualTo("restricted-subject");
    }

    /// A change is filed, its receipt is sealed, and papers about the person say so.
    ///
    /// @return the operation
    private static String changesAreFiled(JsonNode person, String cookie) throws IOException {
        String operation = "op-" + UUID.randomUUID();
        var filed = visitor.post("/api/v1/moves", officer(), move(person), operation);
        assertThat(filed.status()).as(filed.text()).isEqualTo(202);
        assertThat(filed.json().path("state").asString("")).isEqualTo("filed");
        assertThat(filed.json().at("/receipt/grade").asString("")).isEqualTo("sealed");
        assertThat(filed.json().at("/legalTime/notBefore").asString("")).isNotEmpty();
        var again = visitor.post("/api/v1/moves", officer(), move(person), operation);
        assertThat(again.status()).as(again.text()).isEqualTo(202);
        assertThat(again.json().at("/receipt/leafHash"))
                .isEqualTo(filed.json().at("/receipt/leafHash"));
        String id = filed.json().path("id").asString("");
        for (String address : List.of("/receipt", "")) {
            assertThat(visitor.get("/api/v1/filings/" + id + address, officer()).status())
                    .isEqualTo(200);
        }
        for (String page : List.of("/counter/filings", "/counter/filings/" + id)) {
            var shown = visitor.page(page, cookie);
            assertThat(shown.status()).as(page).isEqualTo(200);
            assertThat(shown.text()).contains(person.path("name").asString(""));
        }
        var issued = visitor.post("/api/v1/issuances", officer(), order(person));
        assertThat(issued.status()).as(issued.text()).isEqualTo(201);
        assertThat(issued.json().path("filingPending").asBoolean(false)).isTrue();
        var document = visitor.get(issued.json().at("/document/href").asString(""), officer());
        assertThat(text(document.body())).contains("아직 주민등록에 기재되지 않은 신고가 있습니다");
        assertThat(judged(document.body()).isGenuine()).isTrue();
        return operation;
    }

    private static void filingsAreEnteredOnce(JsonNode person, String operation) {
        var again = visitor.post("/api/v1/moves", officer(), move(person), operation);
        waitFor(() ->
                visitor.post("/api/v1/moves", officer(), move(person), operation).status() == 201);
        String id =
                visitor.post("/api/v1/moves", officer(), move(person), operation)
                        .json()
                        .path("id")
                        .asString("");
        assertThat(again.json().path("id").asString(id)).isEqualTo(id);
        var filing = visitor.get("/api/v1/filings/" + id, officer()).json();
        assertThat(filing.path("state").asString("")).as(filing.toString()).isEqualTo("entered");
        assertThat(filing.at("/legalTime/effective").asString(""))
                .isEqualTo(move(person).get("movedOn"));
        var paper = visitor.post("/api/v1/issuances", officer(), order(person));
        assertThat(paper.json().path("filingPending").asBoolean(true)).isFalse();
    }

    private static void nothingIsMissing(List<String> papers) {
        assertThat(papers).doesNotHaveDuplicates();
        for (String id : papers) {
            assertThat(visitor.get("/api/v1/issuances/" + id, officer()).status()).isEqualTo(200);
        }
        Fold fold = office.context().getBean(Fold.class);
        waitFor(() -> fold.check().agrees());
    }

    private static boolean isOwnCopy(Visitor.Answer issued) {
        return issued.json().at("/asOf/ownCopy").asBoolean(false);
    }

    private static Database database() {
        return office.context().getBean(Database.class);
    }

    private static PaperVerdict judged(byte[] pdf) {
        TrustList trust = TrustList.read(office.context().getBean(Keys.class).trust());
        return new PaperVerifier(InstantSource.system(), Providers.fast())
                .verify(pdf, trust, Optional.empty());
    }

    private static String text(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            return new PDFTextStripper().getText(document).replaceAll("\\s+", " ");
        }
    }

    private static long pid(Path folder) throws IOException {
        return Long.parseLong(
                Files.readAllLines(folder.resolve("postmaster.pid")).getFirst().strip());
    }

    private static void waitFor(BooleanSupplier come) {
        long end = System.nanoTime() + LONG_ENOUGH.toNanos();
        while (!come.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for too long").isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }
}
