// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.holdfast.api.AccessRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/// What an office gives from outside, and above all what it refuses.
final class OpenDoorsTest extends AskedOffice {
    @Test
    void everyRouteStatesWhoMayComeIn() {
        var mapping =
                office.context()
                        .getBean(
                                "requestMappingHandlerMapping", RequestMappingHandlerMapping.class);
        assertThat(mapping.getHandlerMethods()).hasSizeGreaterThan(30);
        mapping.getHandlerMethods()
                .forEach((route, method) ->
                        assertThat(AccessRule.rule(method)).as("rule of " + route).isPresent());
    }

    @Test
    void theDescriptionOfTheApiHasEveryRouteAndEveryVerdict() {
        JsonNode described = visitor.send(visitor.to("/api/openapi.json")).json();
        Set<String> routes = new TreeSet<>();
        var mapping =
                office.context()
                        .getBean(
                                "requestMappingHandlerMapping", RequestMappingHandlerMapping.class);
        mapping.getHandlerMethods()
                .keySet()
                .forEach(info ->
                        info.getPatternValues().stream()
                                .filter(p -> p.startsWith("/api/"))
                                .forEach(p ->
                                        info.getMethodsCondition()
                                                .getMethods()
                                                .forEach(m -> routes.add(m.name() + " " + p))));
        Set<String> written = new TreeSet<>();
        described
                .path("paths")
                .properties()
                .forEach(path ->
                        path.getValue()
                                .propertyNames()
                                .forEach(m ->
                                        written.add(
                                                m.toUpperCase(java.util.Locale.ROOT)
                                                        + " "
                                                        + path.getKey())));
        assertThat(written).isEqualTo(routes);
        JsonNode examples =
                described.at(
                        "/paths/~1api~1v1~1verifications/post/responses/200/content"
                                + "/application~1json/examples");
        assertThat(examples.propertyNames())
                .containsExactlyInAnyOrder(
                        "genuine",
                        "altered",
                        "unknown-issuer",
                        "compromised",
                        "superseded",
                        "withdrawn",
                        "unreadable");
    }

    @Test
    void refusesBadBodiesWithoutDoingAnything() {
        String token = token("officer", "kr-11110");
        String path = "/api/v1/issuances";
        assertThat(visitor.post(path, token, "{\"a\":").code()).isEqualTo("malformed-json");
        assertThat(visitor.post(path, token, "[1]").code()).isEqualTo("malformed-json");
        assertThat(visitor.post(path, token, "{} {}").code()).isEqualTo("malformed-json");
        assertThat(visitor.post(path, token, "{\"office\":\"x\",\"office\":\"x\"}").code())
                .isEqualTo("malformed-json");
        assertThat(visitor.post(path, token, "{\"x\":1}").code()).isEqualTo("unknown-field");
        assertThat(visitor.post(path, token, "{}").code()).isEqualTo("missing-field");
        assertThat(visitor.post(path, token, "{\"office\":7}").code()).isEqualTo("bad-field");
        String huge = "{\"office\":\"" + "x".repeat(70_000) + "\"}";
        assertThat(visitor.post(path, token, huge).status()).isEqualTo(413);
        assertThat(visitor.post(path, token, korean(0), "short").code())
                .isEqualTo("idempotency-key-missing");
        var plain =
                visitor.send(
                        visitor.to(path)
                                .header("Authorization", "Bearer " + token)
                                .header("Idempotency-Key", "a-good-key")
                                .POST(HttpRequest.BodyPublishers.ofString("x")));
        assertThat(plain.status()).isEqualTo(415);
    }

    @Test
    void refusesABodyLongerThanItClaimsToTake() {
        byte[] big = new byte[21 * 1024 * 1024];
        HttpRequest.BodyPublisher unknownLength =
                HttpRequest.BodyPublishers.ofInputStream(
                        () -> new java.io.ByteArrayInputStream(big));
        var answer = visitor.send(visitor.to("/api/v1/verifications").POST(unknownLength));
        assertThat(answer.status()).isEqualTo(413);
    }

    @Test
    void refusesWhoeverIsNotEntitled() {
        String officer = token("officer", "kr-11110");
        String path = "/api/v1/issuances";
        assertThat(visitor.post(path, "no-token", korean(0)).status()).isEqualTo(401);
        assertThat(visitor.post(path, token("relying-party", ""), korean(0)).status())
                .isEqualTo(403);
        JsonNode citizen = person("citizen", "kr-11110");
        var foreign = visitor.post(path, citizen.path("token").asString(""), korean(70));
        assertThat(foreign.code()).isEqualTo("asker-not-entitled");
        Map<String, Object> unknown = korean(0);
        unknown.put("subject", "kr-aaaaaaaaaaaaaaaa");
        assertThat(visitor.post(path, officer, unknown).status()).isEqualTo(404);
        unknown.put("subject", "'; drop table registers.record; --");
        assertThat(visitor.post(path, officer, unknown).status()).isEqualTo(404);
        Map<String, Object> elsewhere = korean(0);
        elsewhere.put("office", "kr-11140");
        assertThat(visitor.post(path, officer, elsewhere).code()).isEqualTo("wrong-office");
        Map<String, Object> restricted = korean(0);
        restricted.put(
                "subject", subjects("kr-11110", true).getFirst().path("handle").asString(""));
        assertThat(visitor.post(path, officer, restricted).status()).isEqualTo(403);
    }

    @Test
    void tellsRefusalsInTheLanguageAskedFor() {
        for (String language : List.of("ko", "ja", "en")) {
            var answer =
                    visitor.send(
                            visitor.to("/api/v1/issuances/none")
                                    .header("Accept-Language", language));
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
            assertThat(answer.header("Content-Language")).isEqualTo(language);
            assertThat(answer.json().path("detail").asString("")).isNotBlank();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%27%20or%201%3D1--",
                "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
                "%F0%A0%AE%B7%F3%A0%84%80",
                "%E1%84%80%E1%85%A1%CC%81",
                "%25%5F%5C",
                "%00"
            })
    void searchingForAnythingIsHarmless(String query) {
        var answer =
                visitor.get(
                        "/api/v1/subjects?office=kr-11110&q=" + query,
                        token("officer", "kr-11110"));
        assertThat(answer.status()).as(answer.text()).isIn(200, 400);
    }

    @Test
    void whoeverIsFoundSeesWhoSearched() {
        JsonNode citizen = person("citizen", "kr-11110");
        String name = citizen.path("name").asString("");
        var found =
                visitor.get(
                        "/api/v1/subjects?office=kr-11110&q="
                                + URLEncoder.encode(name, StandardCharsets.UTF_8),
                        token("officer", "kr-11110"));
        assertThat(found.json().path("subjects").valueStream().toList())
                .anyMatch(s -> s.path("handle").equals(citizen.path("subject")));
        String cookie = visitor.enter(citizen.path("login").asString(""));
        assertThat(visitor.page("/me/looks", cookie + "; holdfast-language=en").text())
                .contains("Search at the counter")
                .contains("종로구 1");
    }

    @Test
    void takesFormsFromItsOwnPagesOnly() {
        String login = person("officer", "kr-11110").path("login").asString("");
        String cookie = visitor.enter(login);
        Map<String, String> query = Map.of("q", "김");
        assertThat(sent(query, cookie, "Sec-Fetch-Site", "same-origin").status()).isEqualTo(403);
        String form = visitor.form("/counter", cookie);
        Map<String, String> whole = Map.of("q", "김", "form", form);
        assertThat(sent(whole, cookie, "Sec-Fetch-Site", "same-origin").status()).isEqualTo(200);
        assertThat(sent(whole, cookie, "Sec-Fetch-Site", "cross-site").status()).isEqualTo(403);
        assertThat(sent(whole, cookie, "Origin", "https://elsewhere.example").status())
                .isEqualTo(403);
    }

    private static Visitor.Answer sent(
            Map<String, String> fields, String cookie, String header, String value) {
        return visitor.send(
                visitor.sending("/counter/search", fields)
                        .header("Cookie", cookie)
                        .header(header, value));
    }

    @Test
    void theDemoDoorsAreShutToWhoeverNamesTheMachineOtherwise() throws Exception {
        URI base = URI.create(office.base());
        String login = person("operator", "").path("login").asString("");
        try (Socket socket = new Socket("127.0.0.1", base.getPort())) {
            String request =
                    "GET "
                            + login
                            + " HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 404").doesNotContain("holdfast-session");
        }
    }

    @Test
    void pagesCarryStrictHeadersAndAreNotKept() {
        var answer = visitor.send(visitor.to("/"));
        assertThat(answer.header("Content-Security-Policy"))
                .contains("default-src 'none'")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(visitor.send(visitor.to("/no-such-page")).status()).isEqualTo(404);
        assertThat(visitor.send(visitor.to("/me")).status()).isEqualTo(401);
    }

    @Test
    void secretsAreReadableByTheirOwnerAloneAndNamesStayOutOfTheLog() throws Exception {
        assertThat(Files.getPosixFilePermissions(data.resolve("demo.json")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        String log = Files.readString(data.resolve("logs/holdfast.log"));
        people.json()
                .path("subjects")
                .forEach(s -> assertThat(log).doesNotContain(s.path("name").asString("?")));
    }
}
