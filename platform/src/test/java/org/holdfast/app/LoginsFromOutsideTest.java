// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.holdfast.identity.Accounts;
import org.holdfast.identity.Role;
import org.holdfast.testing.Openssl;
import org.holdfast.testing.SoftPasskey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Logins over HTTP: a browser with its passkey, an official with openssl.
final class LoginsFromOutsideTest extends AskedOffice {
    private static final String CERTIFICATES = "/api/v1/certificates";

    @TempDir Path folder;

    private static String cookie(Visitor.Answer answer) {
        String cookie = answer.header("Set-Cookie");
        return cookie.substring(0, cookie.indexOf(';'));
    }

    private static SoftPasskey device() {
        SoftPasskey device = new SoftPasskey();
        device.origin = "http://localhost:" + URI.create(office.base()).getPort();
        return device;
    }

    private static Visitor.Answer enrol(SoftPasskey device, String session, String label) {
        JsonNode options =
                visitor.send(visitor.to("/devices/passkey").header("Cookie", session)).json();
        return visitor.send(
                visitor.sending(
                                "/devices/passkey",
                                Map.of(
                                        "form",
                                        visitor.form("/devices", session),
                                        "label",
                                        label,
                                        "answer",
                                        device.enrol(options)))
                        .header("Cookie", session));
    }

    private static HttpRequest.Builder showing(String answer, String browser) {
        return visitor.sending("/login/passkey", Map.of("form", "", "answer", answer))
                .header("Cookie", browser);
    }

    @Test
    void aCitizenMakesAPasskeyAndComesBackWithItAloneAndEndsIt() {
        String session = visitor.enter(person("citizen", "kr-11110").path("login").asString(""));
        assertThat(visitor.page("/devices", session).text()).contains("data-passkey=\"create\"");
        SoftPasskey device = device();
        Visitor.Answer made = enrol(device, session, "<b>내 전화</b>");
        assertThat(made.status()).as(made.text()).isEqualTo(303);
        String list = visitor.page("/devices", session).text();
        assertThat(list).contains("&lt;b>내 전화&lt;/b>").doesNotContain("<b>내");

        Visitor.Answer asked = visitor.send(visitor.to("/login/passkey"));
        assertThat(asked.json().required("allowCredentials").isEmpty()).isTrue();
        assertThat(asked.header("Set-Cookie"))
                .contains("HttpOnly")
                .contains("SameSite=Strict")
                .contains("Path=/login");
        String answer = device.show(asked.json());
        Visitor.Answer other = visitor.send(showing(answer, "holdfast-browser=" + "x".repeat(22)));
        assertThat(other.status()).isEqualTo(403);
        assertThat(visitor.send(showing(answer, "a=b")).status()).isEqualTo(403);
        assertThat(
                        visitor.send(
                                        showing(answer, cookie(asked))
                                                .header("Origin", "https://evil.example"))
                                .status())
                .isEqualTo(403);
        Visitor.Answer in = visitor.send(showing(answer, cookie(asked)));
        assertThat(in.status()).as(in.text()).isEqualTo(303);
        assertThat(in.header("Location")).isEqualTo("/me");
        assertThat(visitor.page("/me", cookie(in)).status()).isEqualTo(200);
        Visitor.Answer again = visitor.send(showing(answer, cookie(asked)));
        assertThat(again.status()).isEqualTo(403);
        assertThat(again.text()).contains("id=\"refusal\"").contains("data-passkey=\"get\"");

        String name = list.replaceAll("(?s).*name=\"name\" value=\"([0-9a-f]{32})\".*", "$1");
        String form = visitor.form("/devices", session);
        var ending = Map.of("form", form, "name", name);
        assertThat(visitor.send(visitor.sending("/devices/end", ending)).status()).isEqualTo(401);
        Visitor.Answer ended =
                visitor.send(visitor.sending("/devices/end", ending).header("Cookie", session));
        assertThat(ended.status()).isEqualTo(303);
        Visitor.Answer late = visitor.send(visitor.to("/login/passkey"));
        assertThat(visitor.send(showing(device.show(late.json()), cookie(late))).status())
                .isEqualTo(403);
    }

    @Test
    void anOfficerHandsALoginOverAndEndsALostDevice() {
        String officer = visitor.enter(person("officer", "kr-11110").path("login").asString(""));
        String handle = people.handle("kr-11110", 40);
        String path = "/counter/people/" + handle;
        String html = visitor.page(path, officer).text();
        String operation =
                html.replaceAll("(?s).*name=\"operation\" value=\"(login-[^\"]+)\".*", "$1");
        Map<String, String> order =
                Map.of("form", visitor.form(path, officer), "operation", operation);
        String slip = sent(path + "/login", order, officer).text();
        String login = slip.replaceAll("(?s).*(/login/[A-Za-z0-9_-]{43}).*", "$1");
        assertThat(sent(path + "/login", order, officer).text()).contains(login);
        assertThat(visitor.page(login, "a=b").status()).as("looked at ahead").isEqualTo(200);
        Map<String, String> taking = Map.of("form", "", "login", login.substring(7));
        Visitor.Answer in = visitor.send(visitor.sending("/login", taking));
        assertThat(in.header("Location")).isEqualTo("/me");
        assertThat(visitor.send(visitor.sending("/login", taking)).status()).isEqualTo(403);
        String session = cookie(in);
        SoftPasskey device = device();
        assertThat(enrol(device, session, "잃어버릴 전화").status()).isEqualTo(303);
        assertThat(visitor.page("/me/looks", session).text()).contains("Login handed over");

        String keys = sent(path + "/login", order, officer).text();
        assertThat(keys).contains("잃어버릴 전화");
        String name = keys.replaceAll("(?s).*name=\"name\" value=\"([0-9a-f]{32})\".*", "$1");
        Map<String, String> lost = Map.of("form", visitor.form(path, officer), "name", name);
        assertThat(sent(path + "/devices/end", lost, officer).text()).doesNotContain("잃어버릴");
        Visitor.Answer asked = visitor.send(visitor.to("/login/passkey"));
        assertThat(visitor.send(showing(device.show(asked.json()), cookie(asked))).status())
                .isEqualTo(403);

        String elsewhere = visitor.enter(person("officer", "kr-11140").path("login").asString(""));
        assertThat(
                        sent(
                                        path + "/login",
                                        Map.of(
                                                "form",
                                                visitor.form("/counter", elsewhere),
                                                "operation",
                                                "login-elsewhere"),
                                        elsewhere)
                                .status())
                .isEqualTo(404);
        assertThat(sent(path + "/login", order, session).status()).isEqualTo(403);
        Map<String, String> bad =
                Map.of("form", visitor.form(path, officer), "operation", "x".repeat(5_000));
        assertThat(sent(path + "/login", bad, officer).status()).isEqualTo(400);
    }

    private static Visitor.Answer sent(String path, Map<String, String> fields, String session) {
        return visitor.send(visitor.sending(path, fields).header("Cookie", session));
    }

    @Test
    void aFormWithoutItsTokenEnrolsNobodyAndABadNameIsToldOf() {
        String session = visitor.enter(person("officer", "kr-11110").path("login").asString(""));
        SoftPasskey device = device();
        JsonNode options =
                visitor.send(visitor.to("/devices/passkey").header("Cookie", session)).json();
        String answer = device.enrol(options);
        Visitor.Answer foreign =
                visitor.send(
                        visitor.sending(
                                        "/devices/passkey",
                                        Map.of("form", "x", "label", "x", "answer", answer))
                                .header("Cookie", session));
        assertThat(foreign.status()).isEqualTo(403);
        for (String label : List.of("", "   ", "x".repeat(41), "a\u202eb", "a\nb")) {
            assertThat(enrol(device(), session, label).status()).isEqualTo(422);
        }
        assertThat(visitor.send(visitor.to("/devices/passkey")).status()).isEqualTo(401);
        assertThat(visitor.page("/devices", session).text())
                .doesNotContain("name=\"name\" value=\"");
    }

    @Test
    void anOfficialLogsInWithOpensslAndIsOutOnceRevoked() {
        Openssl openssl = new Openssl(folder);
        String operator = token("operator", "");
        visitor.post("/api/v1/authorities", operator, Map.of());
        String officer =
                office.context().getBean(Accounts.class).all().stream()
                        .filter(one -> one.role() == Role.OFFICER)
                        .findFirst()
                        .orElseThrow()
                        .id();
        JsonNode issued =
                visitor.post(
                                CERTIFICATES,
                                operator,
                                Map.of(
                                        "use",
                                        "official",
                                        "holder",
                                        officer,
                                        "request",
                                        Base64.getEncoder()
                                                .encodeToString(openssl.request("leaf"))))
                        .json();
        Map<String, Object> shown = shown(openssl, issued);
        JsonNode in = visitor.post("/api/v1/logins/certificate", "", shown).json();
        assertThat(in.required("account").stringValue()).isEqualTo(officer);
        assertThat(in.required("tier").stringValue()).isEqualTo("full");
        String token = in.required("token").stringValue();
        assertThat(visitor.get("/api/v1/filings", token).status()).isEqualTo(200);
        Visitor.Answer again = visitor.post("/api/v1/logins/certificate", "", shown);
        assertThat(again.status()).isEqualTo(403);
        assertThat(again.code()).isEqualTo("login-refused");

        JsonNode review = visitor.get("/api/v1/logins/review", operator).json();
        assertThat(review.required("exceptions").isEmpty()).isTrue();
        assertThat(visitor.get("/api/v1/logins/review", token).code()).isEqualTo("forbidden");

        visitor.post(
                CERTIFICATES + "/" + issued.required("name").stringValue() + "/revocation",
                operator,
                Map.of("reason", "key-compromise"));
        Map<String, Object> revoked = shown(openssl, issued);
        assertThat(visitor.post("/api/v1/logins/certificate", "", revoked).code())
                .isEqualTo("login-refused");
        office.context().getBean(org.holdfast.logins.Logins.class).look();
        assertThat(visitor.get("/api/v1/filings", token).status()).isEqualTo(401);
    }

    private static Map<String, Object> shown(Openssl openssl, JsonNode issued) {
        JsonNode asked = visitor.post("/api/v1/logins/challenge", "", Map.of()).json();
        byte[] certificate =
                Base64.getDecoder().decode(issued.required("certificate").stringValue());
        openssl.write("leaf.der", certificate);
        String hash = openssl.good("dgst", "-sha256", "-r", "leaf.der").replaceAll("(?s) .*", "");
        String text =
                "holdfast login v1\nlocalhost\n%s\nfor %s\n"
                        .formatted(asked.required("challenge").stringValue(), hash);
        assertThat(asked.required("domain").stringValue()).isEqualTo("localhost");
        openssl.write("text", text.getBytes(StandardCharsets.UTF_8));
        openssl.good("dgst", "-sha256", "-sign", "leaf.key", "-out", "signature", "text");
        return Map.of(
                "challenge",
                asked.required("challenge").stringValue(),
                "certificate",
                issued.required("certificate").stringValue(),
                "signature",
                Base64.getEncoder().encodeToString(openssl.read("signature")));
    }

    @Test
    void whateverIsSentInsteadOfALoginIsRefusedInOneWay() {
        String path = "/api/v1/logins/certificate";
        for (Map<String, Object> bad :
                List.<Map<String, Object>>of(
                        Map.of("challenge", "AAAA", "certificate", "AAAA", "signature", "AAAA"),
                        Map.of("challenge", "é", "certificate", "AAAA", "signature", "AAAA"),
                        Map.of("challenge", "", "certificate", "", "signature", ""))) {
            assertThat(visitor.post(path, "", bad).code()).isEqualTo("login-refused");
        }
        assertThat(visitor.post(path, "", Map.of("challenge", "A")).code())
                .isEqualTo("missing-field");
        assertThat(
                        visitor.post(
                                        path,
                                        "",
                                        Map.of(
                                                "challenge",
                                                "A",
                                                "certificate",
                                                "AAAA",
                                                "signature",
                                                "AAAA",
                                                "reason",
                                                "x"))
                                .code())
                .isEqualTo("missing-field");
        assertThat(
                        visitor.post(
                                        path,
                                        "",
                                        Map.of(
                                                "challenge",
                                                "A",
                                                "certificate",
                                                "A",
                                                "signature",
                                                "AAAA".repeat(100)))
                                .code())
                .isEqualTo("bad-field");
    }
}
