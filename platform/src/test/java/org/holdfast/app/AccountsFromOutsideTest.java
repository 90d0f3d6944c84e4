// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.testing.Waiting.until;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.holdfast.database.Database;
import org.holdfast.testing.HangingServer;
import org.holdfast.testing.Openssl;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Accounts of officials over HTTP, with and without a database.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class AccountsFromOutsideTest extends AskedOffice {
    private static final String ROUTE = "/api/v1/accounts";
    private static final String HERE = "kr-11110";

    @TempDir Path folder;

    private static String operator() {
        return token("operator", "");
    }

    private static Map<String, Object> officer(String name) {
        return Map.of("role", "officer", "office", HERE, "name", name);
    }

    private static Visitor.Answer close(String id) {
        return visitor.post(ROUTE + "/" + id + "/closure", operator(), Map.of("reason", "퇴직"));
    }

    private static String cookie(Visitor.Answer answer) {
        String cookie = answer.header("Set-Cookie");
        return cookie.substring(0, cookie.indexOf(';'));
    }

    /// Goes in by a one-time login; the cookie of the session.
    private static String entered(String login) {
        Visitor.Answer in =
                visitor.send(
                        visitor.sending("/login", Map.of("form", "", "login", login.substring(7))));
        assertThat(in.status()).as(in.text()).isEqualTo(303);
        return cookie(in);
    }

    @Test
    @Order(1)
    void anOfficerIsMadeGoesInAndIsOutOnceClosed() throws Exception {
        Visitor.Answer made = visitor.post(ROUTE, operator(), officer("김담당"), "account-0001");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        JsonNode told = made.json();
        String id = told.required("id").stringValue();
        assertThat(told.required("receipt").required("grade").stringValue())
                .isIn("promised", "sealed");
        Visitor.Answer again = visitor.post(ROUTE, operator(), officer("김담당"), "account-0001");
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.json().required("id")).isEqualTo(told.required("id"));
        Visitor.Answer other = visitor.post(ROUTE, operator(), officer("이담당"), "account-0001");
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.code()).isEqualTo("idempotency-conflict");

        JsonNode handed = visitor.post(ROUTE + "/" + id + "/login", operator(), Map.of()).json();
        String session = entered(handed.required("login").stringValue());
        assertThat(visitor.page("/counter", session).status()).isEqualTo(200);
        JsonNode list = visitor.get(ROUTE, operator()).json();
        assertThat(list.required("accounts").valueStream())
                .anyMatch(one -> one.path("id").asString("").equals(id))
                .noneMatch(one -> one.path("role").asString("").equals("citizen"));
        Visitor.Answer closed = close(id);
        assertThat(closed.status()).isEqualTo(201);
        assertThat(closed.json().has("closed")).isTrue();
        assertThat(visitor.page("/counter", session).status()).isEqualTo(401);
        assertThat(close(id).code()).isEqualTo("account-closed");
        assertThat(Files.readString(data.resolve("logs/holdfast.log"))).doesNotContain("김담당");
    }

    @Test
    @Order(2)
    void whatIsDangerousWaitsForTheSecondOperatorWhomTheFirstMakes() {
        Map<String, Object> second = Map.of("role", "operator", "name", "둘째");
        Visitor.Answer made = visitor.post(ROUTE, operator(), second);
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        String id = made.json().required("id").stringValue();
        JsonNode handed = visitor.post(ROUTE + "/" + id + "/login", operator(), Map.of()).json();
        String session = entered(handed.required("login").stringValue());
        Visitor.Answer asked =
                visitor.post(ROUTE, operator(), Map.of("role", "operator", "name", "셋째"));
        assertThat(asked.status()).isEqualTo(202);
        String third = asked.json().required("id").stringValue();
        String request = asked.json().required("request").stringValue();
        Visitor.Answer alone =
                visitor.post(
                        ROUTE + "/" + third + "/agreement", operator(), Map.of("request", request));
        assertThat(alone.status()).isEqualTo(403);
        assertThat(alone.code()).isEqualTo("account-same-operator");
        Visitor.Answer certificate =
                visitor.post(
                        "/api/v1/certificates",
                        operator(),
                        Map.of("use", "official", "holder", id, "request", "AAAA"));
        assertThat(certificate.code()).isEqualTo("certificate-of-operator");

        String page = "/operations/accounts";
        String html = visitor.page(page, session).text();
        assertThat(html).contains("셋째").contains(request);
        String path = page + "/" + third + "/agreement";
        Map<String, String> agreeing =
                Map.of(
                        "form",
                        visitor.form(page, session),
                        "operation",
                        "agree-by-page",
                        "request",
                        request);
        assertThat(sent(path, agreeing, session).status()).as("not sure").isEqualTo(400);
        Map<String, String> sure =
                Map.of(
                        "form",
                        visitor.form(page, session),
                        "operation",
                        "agree-by-page",
                        "request",
                        request,
                        "sure",
                        "yes");
        assertThat(sent(path, sure, session).header("Location")).isEqualTo(page + "#a-" + third);
        assertThat(visitor.page(page, session).text()).contains("id=\"a-" + third + "\"");
        Visitor.Answer twice =
                visitor.send(
                        visitor.sending(path, sure)
                                .header("Cookie", session)
                                .header("Sec-Fetch-Site", "cross-site"));
        assertThat(twice.status()).isEqualTo(403);
    }

    private static Visitor.Answer sent(String path, Map<String, String> fields, String cookie) {
        return visitor.send(visitor.sending(path, fields).header("Cookie", cookie));
    }

    @Test
    @Order(3)
    void thePageMakesClosesAndSaysWhyNot() {
        String session = visitor.enter(person("operator", "").path("login").asString(""));
        String page = "/operations/accounts";
        String form = visitor.form(page, session);
        Map<String, String> bad =
                Map.of(
                        "form",
                        form,
                        "operation",
                        "account-by-page",
                        "role",
                        "officer",
                        "name",
                        "a\u202eb",
                        "office",
                        HERE,
                        "until",
                        "",
                        "besides",
                        "",
                        "insteadOf",
                        "");
        Visitor.Answer refused = sent(page, bad, session);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text()).contains("id=\"refusal\"");
        Map<String, String> good =
                Map.of(
                        "form",
                        form,
                        "operation",
                        "account-by-page",
                        "role",
                        "officer",
                        "name",
                        "<b>박담당</b>",
                        "office",
                        HERE,
                        "until",
                        "",
                        "besides",
                        "",
                        "insteadOf",
                        "");
        Visitor.Answer made = sent(page, good, session);
        assertThat(made.status()).as(made.text()).isEqualTo(303);
        String id = made.header("Location").replaceAll(".*#a-", "");
        assertThat(visitor.page(page + "?office=" + HERE, session).text())
                .contains("&lt;b&gt;박담당&lt;/b&gt;")
                .doesNotContain("<b>박");
        Map<String, String> slip = Map.of("form", form, "operation", "login-by-page");
        assertThat(sent(page + "/" + id + "/login", slip, session).text()).contains("/login/");
        Map<String, String> closing =
                Map.of("form", form, "operation", "close-by-page", "reason", "퇴직", "sure", "yes");
        assertThat(sent(page + "/" + id + "/closure", closing, session).status()).isEqualTo(303);
        String officer = visitor.enter(person("officer", HERE).path("login").asString(""));
        assertThat(visitor.page(page, officer).status()).isEqualTo(403);
        assertThat(visitor.get(ROUTE, token("officer", HERE)).status()).isEqualTo(403);
    }

    @Test
    @Order(4)
    void refusesBadOrdersInTheLanguageAskedFor() {
        for (Map<String, Object> bad :
                List.<Map<String, Object>>of(
                        Map.of("role", "king", "name", "x"),
                        Map.of("role", "citizen", "name", "x"),
                        Map.of("role", "officer", "name", "x"),
                        Map.of("role", "officer", "name", "x", "office", "kr-1"),
                        Map.of("role", "officer", "name", "x", "office", HERE, "until", "soon"),
                        Map.of("role", "officer"),
                        Map.of("role", "operator", "name", "x", "until", "2030-01-01"))) {
            Visitor.Answer refused = visitor.post(ROUTE, operator(), bad);
            assertThat(refused.status()).as(bad.toString()).isEqualTo(422);
        }
        Visitor.Answer unknown =
                visitor.post(ROUTE + "/p-nobody/closure", operator(), Map.of("reason", "x"));
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.code()).isEqualTo("account-unknown");
    }

    /// Whoever is enrolled during an outage works at once.
    @Test
    @Order(5)
    void anOfficerIsMadeWorksAndIsClosedWhileTheDatabaseHangs() {
        Openssl openssl = new Openssl(folder);
        visitor.post("/api/v1/authorities", operator(), Map.of());
        Database database = office.context().getBean(Database.class);
        List<ProcessHandle> all =
                HangingServer.hang(
                        office.context().getBean(DatabaseHome.class).own().orElseThrow().pid());
        String id;
        try {
            until(() -> database.pulse().isAway());
            Visitor.Answer made = visitor.post(ROUTE, operator(), officer("최담당"));
            assertThat(made.status()).as(made.text()).isEqualTo(201);
            id = made.json().required("id").stringValue();
            JsonNode issued =
                    visitor.post(
                                    "/api/v1/certificates",
                                    operator(),
                                    Map.of(
                                            "use",
                                            "official",
                                            "holder",
                                            id,
                                            "request",
                                            Base64.getEncoder()
                                                    .encodeToString(openssl.request("leaf"))))
                            .json();
            String token =
                    visitor.post("/api/v1/logins/certificate", "", shown(openssl, issued))
                            .json()
                            .required("token")
                            .stringValue();
            assertThat(visitor.get("/api/v1/filings", token).status()).isEqualTo(200);
            Visitor.Answer login = visitor.post(ROUTE + "/" + id + "/login", operator(), Map.of());
            assertThat(login.status()).as("opens once: not without it").isEqualTo(503);
            assertThat(close(id).status()).isEqualTo(201);
            assertThat(visitor.get("/api/v1/filings", token).status()).isEqualTo(401);
        } finally {
            HangingServer.signal("CONT", all);
        }
        until(() -> !database.pulse().isAway());
        until(() -> isClosed(database, id));
    }

    private static boolean isClosed(Database database, String id) {
        return database.jdbc()
                        .sql(
                                "select count(*) from identity.account where id = ? and closed is"
                                        + " not null")
                        .param(id)
                        .query(Long.class)
                        .single()
                == 1;
    }

    private static Map<String, Object> shown(Openssl openssl, JsonNode issued) {
        JsonNode asked = visitor.post("/api/v1/logins/challenge", "", Map.of()).json();
        openssl.write(
                "leaf.der",
                Base64.getDecoder().decode(issued.required("certificate").stringValue()));
        String hash = openssl.good("dgst", "-sha256", "-r", "leaf.der").replaceAll("(?s) .*", "");
        openssl.write(
                "text",
                "holdfast login v1\nlocalhost\n%s\nfor %s\n"
                        .formatted(asked.required("challenge").stringValue(), hash)
                        .getBytes(StandardCharsets.UTF_8));
        openssl.good("dgst", "-sha256", "-sign", "leaf.key", "-out", "signature", "text");
        return Map.of(
                "challenge",
                asked.required("challenge").stringValue(),
                "certificate",
                issued.required("certificate").stringValue(),
                "signature",
                Base64.getEncoder().encodeToString(openssl.read("signature")));
    }
}
