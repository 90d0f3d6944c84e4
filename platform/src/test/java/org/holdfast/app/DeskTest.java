// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.holdfast.keys.Keys;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.offices.OfficeCode;
import org.holdfast.registers.Registers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A demo office at work: what citizens and officers see at its pages.
final class DeskTest {
    private static final String HERE = "kr-11110";

    @TempDir static Path data;

    private static Office office;
    private static Visitor visitor;
    private static DemoPeople people;

    @BeforeAll
    static void start() {
        office = Office.start(OfficeSettings.quiet(data, 0, true, 400));
        visitor = new Visitor(office.base());
        people = DemoPeople.of(data);
    }

    @AfterAll
    static void stop() {
        office.close();
    }

    private static String entered(String role) {
        return visitor.enter(people.login(role, HERE)) + "; holdfast-language=en";
    }

    private static String subject(int index) {
        return people.handle(HERE, index);
    }

    private static Visitor.Answer sent(
            String from, String to, String cookie, Map<String, String> fields) {
        Map<String, String> whole = new LinkedHashMap<>(fields);
        whole.put("form", visitor.form(from, cookie));
        whole.putIfAbsent("operation", UUID.randomUUID().toString());
        return visitor.send(visitor.sending(to, whole).header("Cookie", cookie));
    }

    @Test
    void aRefusedFormAtTheCounterKeepsWhoAskedAndWhatWasTyped() {
        String cookie = entered("officer");
        String person = "/counter/people/" + subject(4);
        var answer =
                sent(
                        person,
                        person + "/issue/kr.resident-transcript",
                        cookie,
                        Map.of(
                                "purpose", "court",
                                "opt.basis", "litigation",
                                "opt.applicant", "김아무개",
                                "opt.relation", "full",
                                "opt.formation", "true"));
        assertThat(answer.status()).isEqualTo(422);
        String form = between(answer.text(), "/issue/kr.resident-transcript\">", "</form>");
        assertThat(form)
                .contains("<option value=\"litigation\" selected>")
                .contains("<option value=\"court\" selected>")
                .contains("<option value=\"full\" selected>")
                .contains("name=\"opt.applicant\" value=\"김아무개\"")
                .containsPattern("<details class=\"govuk-details\" open>")
                .containsPattern("name=\"opt.formation\" value=\"true\" checked")
                .doesNotContain("<option value=\"self\" selected>")
                .doesNotContainPattern("name=\"opt.movedIn\" value=\"true\" checked");
        String other = between(answer.text(), "/issue/kr.resident-abstract\">", "</form>");
        assertThat(other).contains("<option value=\"self\" selected>").doesNotContain("김아무개");
    }

    @Test
    void aRefusedMoveSaysWhereItsAddressMustLieAndKeepsTheGround() {
        String cookie = entered("officer");
        String move = "/counter/people/" + subject(6) + "/move";
        assertThat(visitor.page(move, cookie).text()).contains("서울특별시 종로구 중앙로 12");
        var answer =
                sent(
                        move,
                        move,
                        cookie,
                        Map.of(
                                "mover", subject(6),
                                "address", "부산광역시 해운대구 중앙로 1",
                                "movedOn", "2026-01-02",
                                "opt.basis", "head",
                                "opt.evidence", "주민등록증"));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text())
                .contains("Expected: <strong>서울특별시 종로구</strong>")
                .contains("value=\"부산광역시 해운대구 중앙로 1\"")
                .contains("<option value=\"head\" selected>")
                .contains("name=\"opt.evidence\" value=\"주민등록증\"")
                .containsPattern("name=\"mover\" value=\"" + subject(6) + "\" checked");
    }

    @Test
    void theTrustFileKnowsASealBeforeItsFirstPaperCanLeave() throws Exception {
        String third = "kr-11140";
        assertThat(Files.readString(data.resolve("trust.json"))).doesNotContain(third);
        office.context().getBean(Keys.class).seals().of(new OfficeCode(third));
        String file = Files.readString(data.resolve("trust.json"));
        assertThat(file).contains(third);
        assertThat(visitor.send(visitor.to("/trust")).text()).isEqualTo(file);
    }

    @Test
    void aWrongBirthDateLeavesTheFormOfArrivalsOpenAndFilled() {
        var answer =
                sent(
                        "/counter",
                        "/counter/arrivals",
                        entered("officer"),
                        Map.of("name", "김아무개", "birth", "1985.3.7"));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text())
                .contains("<details class=\"govuk-details\" open>")
                .contains("value=\"김아무개\"")
                .contains("value=\"1985.3.7\"")
                .contains("A whole name and a birth date");
    }

    @Test
    void findsAPersonByTheWholeNumberAndByNameAndYear() {
        Registers registers = office.context().getBean(Registers.class);
        String handle = subject(9);
        JsonNode facts =
                registers
                        .byHandle(new SubjectHandle(handle))
                        .flatMap(registers::current)
                        .orElseThrow()
                        .facts();
        String number = facts.path("number").asString("");
        String name = facts.at("/name/hangul").asString("");
        String cookie = entered("officer");
        for (String query :
                List.of(
                        number,
                        number.replace("-", ""),
                        name + " " + facts.path("birth").asString("").substring(0, 4))) {
            var found = sent("/counter", "/counter/search", cookie, Map.of("q", query));
            assertThat(found.text()).as(query).contains("/counter/people/" + handle);
        }
        String last = number.endsWith("0") ? "1" : "0";
        String other = number.substring(0, 13) + last;
        assertThat(sent("/counter", "/counter/search", cookie, Map.of("q", other)).text())
                .doesNotContain("/counter/people/");
    }

    @Test
    void aMoveShowsWhoseRecordsItChangedAndOldPapersAsSuperseded() {
        String cookie = entered("officer");
        String person = "/counter/people/" + subject(12);
        String issue = person + "/issue/kr.resident-abstract";
        assertThat(sent(person, issue, cookie, Map.of("purpose", "bank")).status()).isEqualTo(303);
        assertThat(visitor.page(person, cookie).text()).contains("govuk-tag--green\">Stands<");
        Map<String, String> move =
                Map.of(
                        "mover", subject(12),
                        "address", "서울특별시 종로구 중앙로 12",
                        "movedOn", LocalDate.now(ZoneId.of("Asia/Seoul")).toString(),
                        "newHead", newHead(person, cookie),
                        "opt.basis", "head");
        var moved = sent(person + "/move", person + "/move", cookie, move);
        assertThat(moved.status()).as(moved.text()).isEqualTo(200);
        assertThat(moved.text())
                .contains("New household")
                .contains("Former household")
                .contains("Resident record")
                .contains(name(12))
                .contains("Acceptance number")
                .containsPattern("data-acceptance>(20[0-9]{2}-[1-9][0-9]*|The number follows)");
        assertThat(visitor.page(person, cookie).text()).contains("govuk-tag--yellow\">Superseded<");
        assertThat(visitor.page(person, cookie).text()).doesNotContain(">Stands<");
    }

    @Test
    void aReceiptIsVerifiedOnThePageAndTheOfflineVerifierIsGivenAway() throws Exception {
        String token = people.token("officer", HERE);
        Map<String, Object> order = new LinkedHashMap<>();
        order.put("service", "kr.resident-abstract");
        order.put("office", HERE);
        order.put("subject", subject(15));
        order.put("purpose", "bank");
        JsonNode paper = visitor.post("/api/v1/issuances", token, order).json();
        byte[] receipt = visitor.get(paper.at("/receipt/href").asString(""), token).body();
        assertThat(verified("receipt.json", receipt))
                .contains("data-verdict=\"genuine\"")
                .contains("It names no person")
                .doesNotContain("Genuine. The entry");
        String other =
                new String(receipt, StandardCharsets.UTF_8).replace("\"sealed\"", "\"mirrored\"");
        assertThat(verified("receipt.json", other.getBytes(StandardCharsets.UTF_8)))
                .doesNotContain("data-verdict=\"genuine\"");
        byte[] pdf = visitor.get(paper.at("/document/href").asString(""), token).body();
        assertThat(verified("paper.pdf", pdf))
                .contains("data-verdict=\"genuine\"")
                .contains("hf-specimen-bar");
        assertThat(visitor.send(visitor.to("/verify/offline")).text())
                .contains("holdfast-trust-v1")
                .doesNotContain("/*HOLDFAST-TRUST*/null");
    }

    private static String verified(String name, byte[] file) throws Exception {
        String border = "x-border-x";
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        String head =
                "--"
                        + border
                        + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
                        + name
                        + "\"\r\nContent-Type: application/octet-stream\r\n\r\n";
        body.write(head.getBytes(StandardCharsets.UTF_8));
        body.write(file);
        body.write(("\r\n--" + border + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return visitor.send(
                        visitor.to("/verify")
                                .header("Content-Type", "multipart/form-data; boundary=" + border)
                                .header("Cookie", "holdfast-language=en")
                                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray())))
                .text();
    }

    @Test
    void anOperatorSeesWhatTheJournalsHoldAndNotOnlyWhatHappenedSinceTheStart() {
        String cookie = visitor.enter(operator()) + "; holdfast-language=en";
        assertThat(visitor.page("/operations", cookie).text())
                .contains("Papers issued in all")
                .contains("<dt>Residents, all offices</dt><dd>400</dd>")
                .contains("Receipts sealed")
                .contains("Data folder");
    }

    @Test
    void prometheusReadsTheJournalsFigures() {
        String token = people.token("operator", "");
        Visitor.Answer answer = visitor.get("/api/v1/operations/metrics", token);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text())
                .containsPattern("holdfast_journal_sealed\\{journal=\"central\"\\} [1-9]")
                .containsPattern("holdfast_journal_waiting\\{journal=\"central\"\\} 0")
                .contains("holdfast_journal_mirrored{journal=\"node\"} 0.0")
                .contains("holdfast_audit_alarms 0.0");
    }

    private static String operator() {
        return people.login("operator", "");
    }

    private static String name(int index) {
        return people.subjects(HERE, false).get(index).path("name").asString("");
    }

    /// Somebody of the household other than the person, if there is one.
    private static String newHead(String person, String cookie) {
        String form = visitor.page(person + "/move", cookie).text();
        Matcher others = Pattern.compile("name=\"mover\" value=\"([^\"]+)\"").matcher(form);
        while (others.find()) {
            if (!person.endsWith(others.group(1))) {
                return others.group(1);
            }
        }
        return "";
    }

    private static String between(String text, String from, String to) {
        int at = text.indexOf(from);
        return at < 0 ? "" : text.substring(at, text.indexOf(to, at));
    }
}
