// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.holdfast.openid.OpenId;
import org.holdfast.openid.ProviderState;
import org.holdfast.testing.TestProvider;
import org.holdfast.testing.Waiting;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// A citizen and two outside providers, over HTTP.
final class OutsideFromOutsideTest {
    @TempDir static Path data;

    private static TestProvider simple;
    private static TestProvider other;
    private static Office office;
    private static Visitor visitor;
    private static DemoPeople people;
    private static HttpClient browser;

    @BeforeAll
    static void start() throws IOException {
        simple = new TestProvider();
        other = new TestProvider();
        Files.writeString(data.resolve("op.secret"), TestProvider.SECRET);
        Files.writeString(
                data.resolve("openid.json"),
                JsonMapper.shared()
                        .writeValueAsString(
                                Map.of(
                                        "providers",
                                        List.of(told("simple", simple), told("other", other)))));
        office = Office.start(OfficeSettings.quiet(data, 0, true, 600));
        visitor = new Visitor(office.base());
        people = DemoPeople.of(data);
        browser = HttpClient.newHttpClient();
        OpenId openId = office.context().getBean(OpenId.class);
        Waiting.until(() -> openId.states().stream().allMatch(ProviderState::usable));
    }

    private static Map<String, Object> told(String name, TestProvider provider) {
        return Map.of(
                "name",
                name,
                "issuer",
                provider.issuer(),
                "client",
                TestProvider.CLIENT,
                "secretFile",
                "op.secret",
                "texts",
                Map.of("ko", "가 " + name, "ja", "か " + name, "en", "The " + name));
    }

    @AfterAll
    static void stop() {
        office.close();
        simple.close();
        other.close();
        browser.shutdownNow();
    }

    private static String cookies(Visitor.Answer answer) {
        StringBuilder all = new StringBuilder();
        for (String one : answer.whole().headers().allValues("Set-Cookie")) {
            if (!one.contains("=;")) {
                all.append(all.isEmpty() ? "" : "; ").append(one, 0, one.indexOf(';'));
            }
        }
        return all.toString();
    }

    /// Goes to a provider and gives the path to which it sends the browser back.
    private static String away(String address) {
        try {
            HttpResponse<Void> answer =
                    browser.send(
                            HttpRequest.newBuilder(URI.create(address)).build(),
                            HttpResponse.BodyHandlers.discarding());
            URI to = URI.create(answer.headers().firstValue("Location").orElseThrow());
            return to.getRawPath() + "?" + to.getRawQuery();
        } catch (IOException | InterruptedException fault) {
            throw new IllegalStateException(fault);
        }
    }

    private static Visitor.Answer bind(String session, String provider) {
        Visitor.Answer begun =
                visitor.send(
                        visitor.sending(
                                        "/devices/openid",
                                        Map.of(
                                                "form",
                                                visitor.form("/devices", session),
                                                "provider",
                                                provider))
                                .header("Cookie", session));
        assertThat(begun.status()).as(begun.text()).isEqualTo(200);
        String address = begun.header("Refresh").substring("0; url=".length());
        return visitor.page(away(address), session + "; " + cookies(begun));
    }

    private static Visitor.Answer login(String provider) {
        Visitor.Answer begun = visitor.send(visitor.to("/login/openid/" + provider + "/begin"));
        assertThat(begun.status()).isEqualTo(303);
        assertThat(begun.header("Set-Cookie"))
                .contains("HttpOnly")
                .contains("SameSite=Lax")
                .contains("Path=/");
        return visitor.page(away(begun.header("Location")), cookies(begun));
    }

    private static String session(int citizen) {
        String place = citizen == 0 ? "kr-11110" : "jp-131148";
        return visitor.enter(people.person("citizen", place).path("login").asString(""));
    }

    @Test
    void aCitizenBindsAProviderComesBackThroughItAndEndsIt() {
        simple.person = "somebody";
        String session = session(0);
        assertThat(login("simple").status()).as("bound to nobody").isEqualTo(403);
        assertThat(visitor.page("/devices", session).text()).contains("The simple", "The other");
        Visitor.Answer bound = bind(session, "simple");
        assertThat(bound.status()).as(bound.text()).isEqualTo(303);
        assertThat(bound.header("Location")).isEqualTo("/devices");
        String list = visitor.page("/devices", session).text();
        assertThat(list).contains("id=\"bound\"");

        Visitor.Answer begun = visitor.send(visitor.to("/login/openid/simple/begin"));
        String path = away(begun.header("Location"));
        assertThat(visitor.page(path, "a=b").status()).as("another browser").isEqualTo(403);
        String elsewhere = path.replace("/openid/simple", "/openid/other");
        assertThat(visitor.page(elsewhere, cookies(begun)).status()).isEqualTo(403);
        Visitor.Answer in = visitor.page(path, cookies(begun));
        assertThat(in.status()).as(in.text()).isEqualTo(303);
        assertThat(in.header("Location")).isEqualTo("/me");
        assertThat(visitor.page("/me", cookies(in)).status()).isEqualTo(200);
        Visitor.Answer again = visitor.page(path, cookies(begun));
        assertThat(again.status()).as("a second time").isEqualTo(403);
        assertThat(again.text()).contains("id=\"refusal\"").contains("data-passkey=\"get\"");

        String name = list.replaceAll("(?s).*id=\"bound\".*?value=\"([0-9a-f]{32})\".*", "$1");
        simple.manner = TestProvider.Manner.SILENT;
        Visitor.Answer ended =
                visitor.send(
                        visitor.sending(
                                        "/devices/openid/end",
                                        Map.of(
                                                "form",
                                                visitor.form("/devices", session),
                                                "name",
                                                name))
                                .header("Cookie", session));
        assertThat(ended.status()).as("asks nobody outside").isEqualTo(303);
        simple.manner = TestProvider.Manner.WHOLE;
        Waiting.until(() -> visitor.page("/me", cookies(in)).status() == 401);
        assertThat(visitor.page("/me", session).status()).isEqualTo(200);
        assertThat(login("simple").status()).isEqualTo(403);
    }

    @Test
    void aProviderThatIsSilentIsNamedAndTheOtherGoesOn() {
        other.person = "somebody else";
        simple.person = "somebody else there";
        String session = session(1);
        assertThat(bind(session, "other").status()).isEqualTo(303);
        assertThat(bind(session, "simple").status()).isEqualTo(303);
        simple.tokenManner = TestProvider.Manner.SILENT;
        try {
            Visitor.Answer silent = login("simple");
            assertThat(silent.status()).isEqualTo(503);
            assertThat(silent.text())
                    .contains("The simple does not answer")
                    .contains("The other")
                    .contains("data-passkey=\"get\"");
            assertThat(visitor.page("/me", session).status()).isEqualTo(200);
            Visitor.Answer in = login("other");
            assertThat(in.status()).isEqualTo(303);
            assertThat(visitor.page("/me", cookies(in)).status()).isEqualTo(200);
        } finally {
            simple.tokenManner = TestProvider.Manner.WHOLE;
        }
        String operator = people.person("operator", "").path("login").asString("");
        assertThat(visitor.page("/operations/authorities", visitor.enter(operator)).text())
                .contains("simple", "other", "Outside providers");
        assertThat(visitor.get("/api/v1/operations/metrics", people.token("operator", "")).text())
                .contains("holdfast_openid_down{provider=\"other\"} 0.0");
    }

    @Test
    void nobodyBindsForAnotherAndStrangersAreRefused() {
        String session = session(0);
        assertThat(
                        visitor.send(
                                        visitor.sending(
                                                        "/devices/openid",
                                                        Map.of("form", "x", "provider", "simple"))
                                                .header("Cookie", session))
                                .status())
                .isEqualTo(403);
        String officer =
                visitor.enter(people.person("officer", "kr-11110").path("login").asString(""));
        assertThat(
                        visitor.send(
                                        visitor.sending(
                                                        "/devices/openid",
                                                        Map.of(
                                                                "form",
                                                                visitor.form("/counter", officer),
                                                                "provider",
                                                                "simple"))
                                                .header("Cookie", officer))
                                .status())
                .isEqualTo(403);
        assertThat(visitor.send(visitor.to("/login/openid/nobody/begin")).status()).isEqualTo(404);
        assertThat(visitor.send(visitor.to("/login/openid/simple")).status()).isEqualTo(403);
        assertThat(visitor.send(visitor.to("/login/openid/simple?state=a&state=b&code=x")).status())
                .isEqualTo(403);
    }
}
