// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.testing.Waiting.until;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.holdfast.database.Database;
import org.holdfast.testing.HangingServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// An office whose database has not answered for 25 hours: facts and accounts are both older than a
/// day, and whoever comes in person is served all the same, and nobody else.
class LongCutOffTest {
    private static final String HERE = "kr-11110";
    private static final AtomicReference<Duration> AHEAD = new AtomicReference<>(Duration.ZERO);

    @TempDir static Path data;

    private static Office office;
    private static Visitor visitor;
    private static DemoPeople people;

    @BeforeAll
    static void start() {
        // The end of the first start brings every account and its logins into the own copy.
        opened().close();
        people = DemoPeople.of(data);
        office = opened();
        visitor = new Visitor(office.base());
    }

    private static Office opened() {
        return Office.start(
                OfficeSettings.quiet(data, 0, true, 600),
                () -> InstantSource.system().instant().plus(AHEAD.get()));
    }

    @AfterAll
    static void stop() {
        office.close();
    }

    private static String token(String role) {
        return people.token(role, role.equals("operator") ? "" : HERE);
    }

    private static String own() {
        return people.person("citizen", HERE).path("subject").asString("");
    }

    private static JsonNode subject() {
        String own = own();
        return people.subjects(HERE, false).stream()
                .filter(s -> !s.path("handle").asString("").equals(own))
                .findFirst()
                .orElseThrow();
    }

    private static Visitor.Answer issue(String role, String handle, Map<String, String> options) {
        return visitor.post(
                "/api/v1/issuances",
                token(role),
                Map.of(
                        "service",
                        "kr.resident-abstract",
                        "office",
                        HERE,
                        "subject",
                        handle,
                        "purpose",
                        "bank",
                        "options",
                        options));
    }

    private static Visitor.Answer find(String query) {
        return visitor.get(
                "/api/v1/subjects?office="
                        + HERE
                        + "&q="
                        + URLEncoder.encode(query, StandardCharsets.UTF_8),
                token("officer"));
    }

    private static void tooOld(Visitor.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(503);
        assertThat(answer.code()).as(answer.text()).isEqualTo("facts-too-old");
    }

    @Test
    void servesThePersonInPersonAndNobodyElse() throws Exception {
        String name = subject().path("name").asString("");
        String handle = subject().path("handle").asString("");
        String birth =
                find(name)
                        .json()
                        .path("subjects")
                        .valueStream()
                        .filter(one -> one.path("handle").asString("").equals(handle))
                        .findFirst()
                        .orElseThrow()
                        .path("birth")
                        .asString("");
        String early = issue("officer", handle, Map.of()).json().path("id").asString("");
        Database database = office.context().getBean(Database.class);
        long pid = office.context().getBean(DatabaseHome.class).own().orElseThrow().pid();
        List<ProcessHandle> all = new ArrayList<>(HangingServer.hang(pid));
        try {
            until(() -> database.pulse().isAway());
            aClockSetBackRefusesNobody(handle);
            AHEAD.set(Duration.ofHours(25));
            officersServeWhoeverIsThere(handle, early);
            officersProtectWhoeverIsThere();
            officersFindWhoeverIsThere(name, birth, handle);
            citizensServeThemselves(handle);
        } finally {
            HangingServer.signal("CONT", all);
        }
        until(() -> !database.pulse().isAway());
        until(() -> issue("officer", handle, Map.of()).status() == 201);
        assertThat(find(name).status()).isEqualTo(200);
    }

    private static void aClockSetBackRefusesNobody(String handle) {
        AHEAD.set(Duration.ofMinutes(-2));
        Visitor.Answer paper = issue("officer", handle, Map.of());
        assertThat(paper.status()).as(paper.text()).isEqualTo(201);
        assertThat(paper.json().at("/asOf/ownCopy").asBoolean(false)).isTrue();
    }

    private static void officersServeWhoeverIsThere(String handle, String early) {
        tooOld(issue("officer", handle, Map.of()));
        tooOld(
                issue(
                        "officer",
                        handle,
                        Map.of(
                                "basis",
                                "mandate",
                                "evidence",
                                "identity card",
                                "applicant",
                                "김아무개")));
        Visitor.Answer paper =
                issue("officer", handle, Map.of("basis", "self", "evidence", "identity card"));
        assertThat(paper.status()).as(paper.text()).isEqualTo(201);
        assertThat(paper.json().at("/asOf/ownCopy").asBoolean(false)).isTrue();
        for (String part : List.of("", "/document", "/receipt")) {
            String id = paper.json().path("id").asString("");
            assertThat(visitor.get("/api/v1/issuances/" + id + part, token("officer")).status())
                    .isEqualTo(200);
            assertThat(visitor.get("/api/v1/issuances/" + early + part, token("officer")).status())
                    .isEqualTo(404);
        }
        tooOld(visitor.post("/api/v1/moves", token("officer"), "{}"));
        tooOld(visitor.get("/api/v1/filings", token("officer")));
        tooOld(visitor.post("/api/v1/issuances/" + early + "/withdrawal", token("officer"), "{}"));
        tooOld(visitor.get("/api/v1/operations", token("operator")));
        assertThat(visitor.get("/api/v1/inventory", token("operator")).status()).isEqualTo(200);
    }

    /// Whoever comes for protection on the second day of a disaster gets it; lifting waits.
    private static void officersProtectWhoeverIsThere() {
        String handle = people.handle(HERE, 5);
        Visitor.Answer block =
                visitor.post(
                        "/api/v1/subjects/" + handle + "/blocks",
                        token("officer"),
                        Map.of(
                                "blocked",
                                List.of(Map.of("name", "박아무개", "birth", "1970-01-02")),
                                "until",
                                LocalDate.now(ZoneId.of("Asia/Seoul")).plusDays(30).toString(),
                                "evidence",
                                "court order"));
        assertThat(block.status()).as(block.text()).isEqualTo(201);
        String id = block.json().path("id").asString("");
        tooOld(
                visitor.post(
                        "/api/v1/blocks/" + id + "/lift",
                        token("officer"),
                        Map.of("reason", "withdrawn")));
    }

    private static void officersFindWhoeverIsThere(String name, String birth, String handle) {
        tooOld(find(name.substring(0, 1)));
        tooOld(find(name));
        Visitor.Answer found = find(name + " " + birth);
        assertThat(found.status()).as(found.text()).isEqualTo(200);
        assertThat(found.text()).contains(handle);
        String cookie = visitor.enter(people.login("officer", HERE));
        Visitor.Answer page = visitor.page("/counter/people/" + handle, cookie);
        assertThat(page.status()).isEqualTo(200);
        assertThat(visitor.page("/counter/filings", cookie).status()).isEqualTo(503);
    }

    private static void citizensServeThemselves(String other) {
        String own = own();
        Visitor.Answer paper = issue("citizen", own, Map.of());
        assertThat(paper.status()).as(paper.text()).isEqualTo(201);
        String href = paper.json().at("/document/href").asString("");
        assertThat(visitor.get(href, token("citizen")).status()).isEqualTo(200);
        assertThat(issue("citizen", other, Map.of()).status()).isNotEqualTo(201);
        String cookie = visitor.enter(people.login("citizen", HERE));
        assertThat(visitor.page("/me", cookie).status()).isEqualTo(200);
        assertThat(visitor.page("/me/looks", cookie).status()).isEqualTo(503);
    }
}
