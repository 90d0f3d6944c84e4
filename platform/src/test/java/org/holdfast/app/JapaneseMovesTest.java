// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.holdfast.database.Database;
import org.holdfast.testing.HangingServer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A Japanese office changes its register: at its counter and by API, and by filing while no
/// database answers; what it says is said in Japanese.
class JapaneseMovesTest extends AskedOffice {
    private static final String HERE = "jp-131148";
    private static final String RESIDENCE = "jp.residence-certificate";
    private static final Pattern MOVER = Pattern.compile("name=\"mover\" value=\"([^\"]+)\"");

    private static String handle(int subject) {
        return subjects(HERE, false).get(subject).path("handle").asString("");
    }

    private static LocalDate today() {
        return LocalDate.now(ZoneId.of("Asia/Tokyo"));
    }

    private static Map<String, Object> move(int subject, String address) {
        Map<String, Object> move = new HashMap<>();
        move.put("office", HERE);
        move.put("subject", handle(subject));
        move.put("address", address);
        move.put("detail", "201号室");
        move.put("movedOn", today().minusDays(2).toString());
        move.put("options", Map.of());
        return move;
    }

    private static Visitor.Answer moved(Map<String, Object> move, String operation) {
        return visitor.post("/api/v1/moves", token("officer", HERE), move, operation);
    }

    private static String cookie() {
        return visitor.enter(person("officer", HERE).path("login").asString(""));
    }

    private static Visitor.Answer page(String path, String cookie, String language) {
        return visitor.send(
                visitor.to(path).header("Cookie", cookie).header("Accept-Language", language));
    }

    private static String text(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            return new PDFTextStripper().getText(document).replaceAll("\\s+", "");
        }
    }

    @Test
    void anOfficerEntersAMoveAtTheCounterInTheOwnLanguage() {
        String cookie = cookie();
        String path = "/counter/people/" + handle(3);
        assertThat(page(path, cookie, "ja").text()).contains("転居届を入力");
        assertThat(page(path, cookie, "ko").text()).contains("전거신고(일본) 처리");
        String form = page(path + "/move", cookie, "ja").text();
        assertThat(form)
                .contains("<h1>転居届</h1>")
                .contains("例: 東京都中野区中央一丁目2番3号")
                .contains("住所を移した日から14日以内")
                .doesNotContain("転入届");
        StringBuilder body = new StringBuilder();
        add(body, "form", visitor.form(path + "/move", cookie));
        add(body, "operation", "op-" + UUID.randomUUID());
        MOVER.matcher(form).results().forEach(one -> add(body, "mover", one.group(1)));
        add(body, "address", "東京都中野区中央一丁目5番6号");
        add(body, "movedOn", today().minusDays(15).toString());
        Visitor.Answer done =
                visitor.send(
                        visitor.to(path + "/move")
                                .header("Cookie", cookie)
                                .header("Accept-Language", "ja")
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
        assertThat(done.status()).as(done.text()).isEqualTo(200);
        assertThat(done.text())
                .contains("転居届を受け付けました")
                .contains("住所を定めた年月日")
                .contains("異動から14日を過ぎた届出です。")
                .doesNotContain("新しい世帯");
        assertThat(page(path, cookie, "ja").text()).contains("東京都中野区中央一丁目5番6号").contains("異動前住所");
    }

    private static void add(StringBuilder body, String name, String value) {
        body.append(body.isEmpty() ? "" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    }

    /// Who lives elsewhere is not looked for: such a move is no 転居.
    @Test
    void aCounterThatTakesMovesWithinLooksForNobodyElsewhere() {
        String cookie = cookie();
        assertThat(page("/counter", cookie, "ja").text()).doesNotContain("/counter/arrivals");
        Map<String, String> fields = new HashMap<>();
        fields.put("form", visitor.form("/counter", cookie));
        fields.put("name", "佐藤");
        fields.put("birth", "1980-01-01");
        assertThat(
                        visitor.send(
                                        visitor.sending("/counter/arrivals", fields)
                                                .header("Cookie", cookie))
                                .status())
                .isEqualTo(404);
        String korean = visitor.enter(person("officer", "kr-11110").path("login").asString(""));
        assertThat(page("/counter", korean, "ja").text()).contains("/counter/arrivals");
    }

    @Test
    void refusesInJapanese() {
        Map<String, Object> move = move(8, "東京都新宿区西新宿二丁目8番1号");
        var refused =
                visitor.send(
                        visitor.to("/api/v1/moves")
                                .header("Authorization", "Bearer " + token("officer", HERE))
                                .header("Accept-Language", "ja")
                                .header("Content-Type", "application/json")
                                .header("Idempotency-Key", "op-" + UUID.randomUUID())
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                JsonMapper.shared().writeValueAsString(move))));
        assertThat(refused.code()).isEqualTo("address-elsewhere");
        assertThat(refused.json().path("detail").asString(""))
                .isEqualTo("新しい住所はこの役所の管轄内で、管轄の正式名から始まる必要があります。");
        assertThat(refused.json().path("expected").asString("")).isEqualTo("東京都中野区");
        move.put("address", "東京都中野区中央一丁目7番8号");
        assertThat(
                        visitor.post(
                                        "/api/v1/moves",
                                        person("citizen", HERE).path("token").asString(""),
                                        move)
                                .status())
                .isEqualTo(403);
        assertThat(visitor.post("/api/v1/moves", token("officer", "kr-11110"), move).code())
                .isEqualTo("wrong-office");
    }

    @Test
    void entersByProgramFromTheDayOfTheMove() throws IOException {
        Map<String, Object> move = move(12, "東京都中野区中央一丁目9番10号");
        var entered = moved(move, "op-" + UUID.randomUUID());
        assertThat(entered.status()).as(entered.text()).isEqualTo(201);
        assertThat(entered.json().path("effective").asString(""))
                .isEqualTo(today().minusDays(2).toString());
        assertThat(entered.json().path("late").asBoolean(true)).isFalse();
        String again = "/api/v1/moves/" + entered.json().path("id").asString("");
        until(() -> "given".equals(number(again).path("state").asString("")));
        int year = today().getMonthValue() < 4 ? today().getYear() - 1 : today().getYear();
        assertThat(number(again).path("office").asString("")).isEqualTo(HERE);
        assertThat(number(again).path("year").asInt(0)).isEqualTo(year);
        var issued =
                visitor.post(
                        "/api/v1/issuances", token("officer", HERE), order(RESIDENCE, HERE, 12));
        assertThat(issued.status()).as(issued.text()).isEqualTo(201);
        var document =
                visitor.get(
                        issued.json().at("/document/href").asString(""), token("officer", HERE));
        assertThat(text(document.body())).contains("東京都中野区中央一丁目9番10号201号室");
    }

    /// What is told of the number that the move was accepted under, in the 年度.
    private static JsonNode number(String move) {
        return visitor.get(move, token("officer", HERE)).json().path("acceptance");
    }

    @Test
    void filesWhileNoDatabaseAnswersAndEntersItLater() throws Exception {
        String officer = token("officer", HERE);
        String cookie = cookie();
        Map<String, Object> move = move(20, "東京都中野区中央一丁目11番12号");
        String operation = "op-" + UUID.randomUUID();
        String id;
        Path postgres = data.resolve("postgres");
        Path hidden = data.resolve("postgres-data-held-away");
        Files.move(postgres.resolve("data"), hidden);
        try {
            long pid =
                    Long.parseLong(Files.readAllLines(hidden.resolve("postmaster.pid")).getFirst());
            HangingServer.signal("KILL", List.of(ProcessHandle.of(pid).orElseThrow()));
            until(() -> office.context().getBean(Database.class).pulse().isAway());
            var filed = moved(move, operation);
            assertThat(filed.status()).as(filed.text()).isEqualTo(202);
            assertThat(filed.json().path("service").asString("")).isEqualTo("jp.move-within");
            assertThat(filed.json().at("/says/ja").asString("")).startsWith("受け付けました。");
            assertThat(filed.json().at("/legalTime/effective").asString(""))
                    .isEqualTo(today().toString());
            id = filed.json().path("id").asString("");
            for (String path :
                    List.of(
                            "/counter/filings/" + id,
                            "/counter/people/" + handle(20),
                            "/counter/people/" + handle(20) + "/move")) {
                var shown = page(path, cookie, "ja");
                assertThat(shown.status()).as(path).isEqualTo(200);
                assertThat(shown.text())
                        .as(path)
                        .contains("<span lang=\"ja\">")
                        .contains("東京都中野区中央一丁目11番12号 201号室")
                        .doesNotContain("lang=\"ko\">東");
            }
            assertThat(page("/counter/filings/" + id, cookie, "ja").text())
                    .contains("届出日")
                    .doesNotContain("効力発生日");
            var issued = visitor.post("/api/v1/issuances", officer, order(RESIDENCE, HERE, 20));
            assertThat(issued.json().path("filingPending").asBoolean(false)).isTrue();
            var paper = visitor.get(issued.json().at("/document/href").asString(""), officer);
            assertThat(text(paper.body())).contains("まだ記載されていない届出があります");
        } finally {
            Files.move(hidden, postgres.resolve("data"));
            until(() -> !office.context().getBean(Database.class).pulse().isAway());
        }
        until(() -> moved(move, operation).status() == 201);
        var filing = visitor.get("/api/v1/filings/" + id, officer).json();
        assertThat(filing.path("state").asString("")).as(filing.toString()).isEqualTo("entered");
        until(() -> page("/counter/people/" + handle(20), cookie, "ja").text().contains("記載済み"));
        assertThat(moved(move, operation).json().path("effective").asString(""))
                .isEqualTo(today().minusDays(2).toString());
    }

    private static void until(BooleanSupplier reached) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for too long").isLessThan(end);
            LockSupport.parkNanos(50_000_000L);
        }
    }
}
