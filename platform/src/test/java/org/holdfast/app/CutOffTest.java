// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.testing.Waiting.until;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.holdfast.database.Database;
import org.holdfast.keys.Keys;
import org.holdfast.keys.Providers;
import org.holdfast.registers.Fold;
import org.holdfast.testing.HangingServer;
import org.holdfast.testing.HeldAway;
import org.holdfast.verifier.PaperVerdict;
import org.holdfast.verifier.PaperVerifier;
import org.holdfast.verifier.TrustList;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// A living office whose PostgreSQL is killed and held away, or hangs: issuing and looking go on
/// from the own copy, changes are refused in time, and everything comes back by itself.
final class CutOffTest extends AskedOffice {
    private static final String HERE = "kr-11110";

    private static String officer() {
        return token("officer", HERE);
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

    private static IssuingLoad load() {
        return new IssuingLoad(
                visitor,
                officer(),
                subjects(HERE, false).stream().skip(10).map(CutOffTest::order).toList());
    }

    @Test
    void goesOnWithoutADatabaseThatWasKilledAndComesBack() throws Exception {
        List<HeldAway> away = new ArrayList<>();
        throughALoss(
                "killed and held away",
                10,
                () -> away.add(HeldAway.kill(data)),
                () -> away.removeLast().close());
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
        JsonNode person = subjects(HERE, false).get(5);
        Path blobs = data.resolve("journals/central-1/blobs");
        Path away = data.resolve("blobs-away");
        List<ProcessHandle> all =
                HangingServer.hang(
                        office.context().getBean(DatabaseHome.class).own().orElseThrow().pid());
        try {
            until(() -> database().pulse().isAway());
            until(() -> found(person).status() == 200);
            Files.move(blobs, away);
            try {
                assertThat(found(person).status()).isEqualTo(200);
                alterTheCopy();
                // Whoever reads it first finds out.
                until(() -> found(person).code().equals("journal-unreadable"));
                var refused = found(person);
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
                var move = visitor.post("/api/v1/moves", officer(), move(person));
                assertThat(move.status()).as(move.text()).isEqualTo(503);
            } finally {
                Files.move(away, blobs);
            }
            until(() -> found(person).status() == 200);
        } finally {
            HangingServer.signal("CONT", all);
        }
        until(() -> !database().pulse().isAway());
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
        String cookie = visitor.enter(person("officer", HERE).path("login").asString(""));
        JsonNode moved = subjects(HERE, false).get(first);
        String operation = "move-" + UUID.randomUUID();
        until(() ->
                visitor.post("/api/v1/moves", officer(), move(moved), operation).status() == 201);
        until(() -> !isOwnCopy(visitor.post("/api/v1/issuances", officer(), order(moved))));
        String number = number(moved, operation);
        JsonNode other = subjects(HERE, false).get(first + 15);
        JsonNode reported = subjects(HERE, false).get(first + 25);
        boolean away = false;
        try (IssuingLoad load = load()) {
            load.more(15);
            lose.run();
            away = true;
            until(() -> database().pulse().isAway());
            worksCutOff(cookie, moved);
            // The own copy knows the number that was given before.
            String person = "/counter/people/" + moved.path("handle").asString("");
            assertThat(visitor.page(person, cookie).text()).contains(">" + number + "<");
            String filed = changesAreFiled(reported, cookie);
            load.more(25);
            giveBack.run();
            away = false;
            until(() -> !database().pulse().isAway());
            until(() -> visitor.post("/api/v1/moves", officer(), move(other)).status() != 503);
            load.more(15);
            load.end();
            load.say(how);
            assertThat(load.wrong()).isEmpty();
            filingsAreEnteredOnce(reported, filed);
            nothingIsMissing(load.papers());
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
                visitor.post(
                        "/api/v1/issuances", officer(), order(subjects(HERE, true).getFirst()));
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
        assertThat(filed.json().has("acceptance")).isFalse();
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
        until(() ->
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
        String number = number(person, operation);
        assertThat(
                        visitor.get("/api/v1/filings/" + id, officer())
                                .json()
                                .at("/acceptance/text")
                                .asString(""))
                .isEqualTo(number);
        var paper = visitor.post("/api/v1/issuances", officer(), order(person));
        assertThat(paper.json().path("filingPending").asBoolean(true)).isFalse();
    }

    /// The acceptance number of a move that is in the register, once it is given.
    private static String number(JsonNode person, String operation) {
        var move = visitor.post("/api/v1/moves", officer(), move(person), operation);
        String here = "/api/v1/moves/" + move.json().path("id").asString("");
        until(() ->
                visitor.get(here, officer())
                        .json()
                        .at("/acceptance/state")
                        .asString("")
                        .equals("given"));
        String number = visitor.get(here, officer()).json().at("/acceptance/text").asString("");
        assertThat(number).matches("20[0-9]{2}-[1-9][0-9]*");
        return number;
    }

    private static void nothingIsMissing(List<String> papers) {
        assertThat(papers).doesNotHaveDuplicates();
        for (String id : papers) {
            assertThat(visitor.get("/api/v1/issuances/" + id, officer()).status()).isEqualTo(200);
        }
        Fold fold = office.context().getBean(Fold.class);
        until(() -> fold.check().agrees());
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
}
