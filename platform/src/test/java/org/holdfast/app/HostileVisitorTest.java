// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.shield.BodyRoom;
import org.holdfast.shield.Limiter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A small demo office behind `--behind-tls-proxy`, asked by somebody who does not keep to HTTP's
/// good manners.
final class HostileVisitorTest {
    private static final String SECRET = "750308-1234567";

    @TempDir static Path data;

    private static Office office;
    private static Visitor visitor;
    private static JsonNode people;

    @BeforeAll
    static void start() {
        office =
                Office.start(
                        new OfficeSettings(
                                data,
                                "127.0.0.1",
                                0,
                                true,
                                40,
                                true,
                                List.of(),
                                Optional.empty(),
                                Optional.empty(),
                                OfficeSettings.Progress.SILENT));
        visitor = new Visitor(office.base());
        people = JsonMapper.shared().readTree(data.resolve("demo.json").toFile()).path("people");
    }

    @AfterAll
    static void stop() {
        office.close();
    }

    private static String login(String role) {
        return people.valueStream()
                .filter(p -> p.path("role").asString("").equals(role))
                .findFirst()
                .orElseThrow()
                .path("login")
                .asString("");
    }

    private static Socket open(String head) throws IOException {
        Socket socket = new Socket("127.0.0.1", URI.create(office.base()).getPort());
        socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    private static String raw(String line, String... headers) throws IOException {
        String head =
                line
                        + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                        + String.join("", Stream.of(headers).map(h -> h + "\r\n").toList())
                        + "\r\n";
        try (Socket socket = open(head)) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void whoeverSendsSlowlyTakesNobodysPlace() throws Exception {
        Limiter gate = office.context().getBean(Limiter.class);
        BodyRoom room = office.context().getBean(BodyRoom.class);
        int free = room.free();
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 70; i++) {
                slow.add(open(slowly("/api/v1/verifications", "application/pdf")));
                slow.add(open(slowly("/verify/seal", "application/x-www-form-urlencoded")));
            }
            while (room.free() > free - slow.size()) {
                Thread.onSpinWait();
            }
            assertThat(slow).hasSizeGreaterThan(gate.load().capacity());
            assertThat(gate.load().inside()).isZero();
            assertThat(visitor.send(visitor.to("/")).status()).isEqualTo(200);
            assertThat(visitor.send(visitor.sending("/verify/seal", Map.of("seal", "x"))).status())
                    .isEqualTo(200);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    private static String slowly(String path, String type) {
        return "POST "
                + path
                + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                + type
                + "\r\nContent-Length: 60000\r\n\r\nseal=";
    }

    /// Two requests in one go: what follows a body must be neither lost nor taken for its end.
    @Test
    void keepsToTheBordersOfRequests() throws IOException {
        String form = "Host: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n";
        String two =
                ("POST /verify/seal HTTP/1.1\r\n" + form + "Content-Length: 6\r\n\r\nseal=x")
                        + ("POST /verify/seal HTTP/1.1\r\n" + form)
                        + "Transfer-Encoding: chunked\r\n\r\n6\r\nseal=x\r\n0\r\n\r\n"
                        + "GET /health/live HTTP/1.1\r\nHost: localhost\r\n"
                        + "Connection: close\r\n\r\n";
        try (Socket socket = open(two)) {
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(all.split("HTTP/1.1 200", -1)).hasSize(4);
            assertThat(all).endsWith("{\"status\":\"live\"}");
        }
    }

    @Test
    void takesNoExtensionsOfChunks() throws IOException {
        String body = "6;name=aValueThatMeansNothing\r\nseal=x\r\n0\r\n\r\n";
        try (Socket socket =
                open(
                        "POST /verify/seal HTTP/1.1\r\nHost: localhost\r\n"
                                + "Content-Type: application/x-www-form-urlencoded\r\n"
                                + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                                + body)) {
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void aCookieNeverActsThroughAnAddressThatTheRulesReadOtherwise() throws IOException {
        String cookie = visitor.enter(login("citizen"));
        for (String path : List.of("/%61pi/v1/issuances", "/api;x/v1/issuances")) {
            var answer =
                    visitor.send(
                            visitor.to(path)
                                    .header("Cookie", cookie)
                                    .header("Sec-Fetch-Site", "cross-site")
                                    .header("Content-Type", "application/json")
                                    .header("Idempotency-Key", "op-12345678")
                                    .POST(HttpRequest.BodyPublishers.ofString("{}")));
            assertThat(answer.status()).as(path).isEqualTo(400);
        }
        for (String path : List.of("//evil.example?lang=ko", "/.//evil.example?lang=ko")) {
            assertThat(raw("GET " + path)).startsWith("HTTP/1.1 400").doesNotContain("Location");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/verify?x=%ff",
                "/verify?x=%",
                "/journal/central-1/checkpoint?x=%ff",
                "/api/v1/subjects?office=kr-11110&q=%ff",
                "/verify/%2f",
                "/verify/%5c",
                "/verify/%00",
                "/%"
            })
    void whatCannotBeDecodedIsABadRequest(String path) throws IOException {
        String answer = raw("GET " + path, "Accept-Language: ja");
        assertThat(answer).startsWith("HTTP/1.1 400").contains("Content-Security-Policy");
    }

    @ParameterizedTest
    @ValueSource(strings = {"seal=%ff", "seal=%", "seal=%00", "who=%00"})
    void aFormThatCannotBeDecodedIsABadRequest(String form) {
        for (String path : List.of("/verify/seal", "/demo/enter", "/login")) {
            var answer = visitor.send(form(path, form).header("Accept-Language", "ko"));
            assertThat(answer.status()).as(path).isEqualTo(400);
            assertThat(answer.text()).contains("lang=\"ko\"");
        }
    }

    @Test
    void aFormThatIsTooMuchIsRefusedAsThat() {
        assertThat(visitor.send(form("/verify/seal", "seal=" + "x".repeat(70_000))).status())
                .isEqualTo(413);
        assertThat(visitor.send(form("/verify/seal", "a=1&".repeat(2_000))).status())
                .isIn(400, 413);
    }

    private static HttpRequest.Builder form(String path, String form) {
        return visitor.to(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form));
    }

    @Test
    void manyLanguagesAndLongTilesAreNoFault() {
        var many = visitor.to("/").header("Accept-Language", "ko," + "xx;q=0.1,".repeat(30) + "ja");
        assertThat(visitor.send(many).status()).isEqualTo(200);
        assertThat(visitor.send(many).text()).contains("lang=\"ko\"");
        String deep = "/journal/central-1/tile/0/" + "x001/".repeat(1_000) + "001";
        assertThat(visitor.send(visitor.to(deep)).status()).isEqualTo(404);
    }

    @Test
    void onlyJsonIsJson() {
        var answer =
                visitor.send(
                        visitor.to("/api/v1/issuances")
                                .header("Authorization", "Bearer " + token())
                                .header("Idempotency-Key", "op-12345678")
                                .header("Content-Type", "application/jsonp")
                                .POST(HttpRequest.BodyPublishers.ofString("{}")));
        assertThat(answer.status()).isEqualTo(415);
    }

    private static String token() {
        return people.valueStream()
                .filter(p -> p.path("role").asString("").equals("officer"))
                .findFirst()
                .orElseThrow()
                .path("token")
                .asString("");
    }

    @Test
    void aFileIsTakenThroughAFormAndJudged() {
        byte[] file = "%PDF-1.7 nothing %%EOF".getBytes(StandardCharsets.US_ASCII);
        String body =
                "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n"
                        + new String(file, StandardCharsets.US_ASCII)
                        + "\r\n--b--\r\n";
        var answer =
                visitor.send(
                        visitor.to("/verify")
                                .header("Content-Type", "multipart/form-data; boundary=b")
                                .header("Cookie", "holdfast-language=en")
                                .POST(HttpRequest.BodyPublishers.ofString(body)));
        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void behindAProxyCookiesAreSecureAndTheDemoDoorsAreShut() throws IOException {
        String inside = raw("GET " + login("operator"));
        assertThat(inside).startsWith("HTTP/1.1 303").contains("; Secure");
        for (String header : List.of("Forwarded: for=1.2.3.4", "X-Forwarded-For: 1.2.3.4")) {
            assertThat(raw("GET " + login("citizen"), header)).startsWith("HTTP/1.1 404");
        }
    }

    @Test
    void neitherTheLogNorTheFoldersTellOfAnybody() throws IOException {
        raw("GET /verify?x=" + SECRET + "%ff");
        raw("GET /" + SECRET);
        raw("GET /verify/%2f" + SECRET);
        raw("GET /<" + SECRET);
        visitor.send(form("/verify/seal", "seal=" + SECRET + "%ff"));
        assertThat(Files.readString(data.resolve("logs/holdfast.log"))).doesNotContain(SECRET);
        for (String folder : List.of("logs", "journals", "web")) {
            assertThat(Files.getPosixFilePermissions(data.resolve(folder)))
                    .as(folder)
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        }
    }
}
