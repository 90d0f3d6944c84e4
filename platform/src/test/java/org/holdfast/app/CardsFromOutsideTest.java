// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.holdfast.identity.Accounts;
import org.holdfast.identity.Role;
import org.holdfast.keys.Keys;
import org.holdfast.pki.Pki;
import org.holdfast.testing.Openssl;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Officials who show their certificates to TLS: browsers, curl, openssl, and whoever means harm.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class CardsFromOutsideTest {
    private static final String JSON = "application/json";

    @TempDir static Path data;
    @TempDir static Path folder;

    private static volatile Duration ahead = Duration.ZERO;
    private static Office office;
    private static Visitor visitor;
    private static Openssl openssl;
    private static String operator;
    private static String officer;
    private static X509Certificate root;
    private static CardListener listener;
    private static int port;
    private static JsonNode issued;
    private static SSLContext withCard;

    @BeforeAll
    static void start() {
        InstantSource clock = () -> Instant.now().plus(ahead);
        office =
                Office.start(
                        OfficeSettings.quiet(data, 0, true, 40)
                                .withCard(
                                        new CardSettings(
                                                0,
                                                "localhost",
                                                Optional.empty(),
                                                Optional.empty())),
                        clock);
        visitor = new Visitor(office.base());
        openssl = new Openssl(folder);
        operator = DemoPeople.of(data).token("operator", "");
        officer =
                office.context().getBean(Accounts.class).all().stream()
                        .filter(one -> one.role() == Role.OFFICER)
                        .findFirst()
                        .orElseThrow()
                        .id();
        root = office.context().getBean(Keys.class).root().certificate();
        listener = office.context().getBean(CardModule.Cards.class).listener().orElseThrow();
        assertThat(listener.address()).as("without authorities").isEmpty();
        assertThat(visitor.send(visitor.to("/login")).text()).doesNotContain("way-card");
        visitor.post("/api/v1/authorities", operator, Map.of());
        office.context().getBean(CardRenewal.class).look();
        port = URI.create(listener.address().orElseThrow()).getPort();
        issued = issue("leaf", "official", officer);
        withCard = CardClient.context(root, List.of(card("leaf", issued)));
        openssl.pem("root.pem", root);
    }

    @AfterAll
    static void stop() {
        office.close();
    }

    private static JsonNode issue(String name, String use, String holder) {
        return visitor.post(
                        "/api/v1/certificates",
                        operator,
                        Map.of(
                                "use",
                                use,
                                "holder",
                                holder,
                                "request",
                                Base64.getEncoder().encodeToString(openssl.request(name))))
                .json();
    }

    private static CardClient.Card card(String name, JsonNode certificate) {
        byte[] der = CardClient.der(certificate.required("certificate").stringValue());
        return CardClient.card(openssl, name, der);
    }

    private static HttpResponse<String> send(SSLContext context, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static HttpRequest.Builder at(String path) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                .header("Accept-Language", "en");
    }

    private static HttpRequest.Builder sending() {
        return at("/login/card")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("form="));
    }

    private static String pass(String html) {
        assertThat(html).contains("name=\"pass\"");
        return html.replaceAll("(?s).*name=\"pass\" value=\"([A-Za-z0-9_-]+)\".*", "$1");
    }

    @Test
    void aBrowserTakesItsPassToTheMainHostAndIsInOnce() throws Exception {
        assertThat(visitor.send(visitor.to("/login")).text())
                .contains("https://localhost:" + port + "/login/card");
        var page = send(withCard, at("/login/card"));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains(officer).contains("action=\"/login/card\"");
        var made = send(withCard, sending());
        assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
        assertThat(made.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("form-action 'self' " + office.base());
        assertThat(made.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(made.body()).contains("action=\"" + office.base() + "/login/pass\"");
        String pass = pass(made.body());

        // The form comes from another host, and opens nothing.
        var arriving =
                visitor.sending("/login/pass", Map.of("pass", pass))
                        .header("Origin", "null")
                        .header("Sec-Fetch-Site", "cross-site");
        Visitor.Answer come = visitor.send(arriving);
        assertThat(come.status()).as(come.text()).isEqualTo(200);
        assertThat(come.header("Set-Cookie")).isEmpty();
        assertThat(come.text()).contains("action=\"/login/pass/in\"").contains(pass);

        Visitor.Answer foreign =
                visitor.send(
                        visitor.sending("/login/pass/in", Map.of("pass", pass))
                                .header("Origin", "https://evil.example"));
        assertThat(foreign.status()).isEqualTo(403);
        Visitor.Answer in = visitor.send(visitor.sending("/login/pass/in", Map.of("pass", pass)));
        assertThat(in.status()).as(in.text()).isEqualTo(303);
        assertThat(in.header("Location")).isEqualTo("/counter");
        assertThat(in.header("Set-Cookie")).contains("HttpOnly").contains("SameSite=Lax");
        String cookie = in.header("Set-Cookie").replaceAll(";.*", "");
        assertThat(visitor.page("/counter", cookie).status()).isEqualTo(200);
        for (String path : List.of("/login/pass", "/login/pass/in")) {
            assertThat(visitor.send(visitor.sending(path, Map.of("pass", pass))).status())
                    .as(path)
                    .isEqualTo(403);
        }
        assertThat(visitor.send(visitor.sending("/login/pass/in", Map.of("pass", "x"))).status())
                .isEqualTo(403);
    }

    @Test
    void whoComesInAnewLeavesTheSessionBefore() throws Exception {
        String before = comeIn("a=b", "");
        assertThat(visitor.page("/counter", before).status()).isEqualTo(200);
        String now = comeIn(before, visitor.form("/counter", before));
        assertThat(visitor.page("/counter", now).status()).isEqualTo(200);
        assertThat(visitor.page("/counter", before).status()).isEqualTo(401);
    }

    private static String comeIn(String cookie, String form) throws Exception {
        String pass = pass(send(withCard, sending()).body());
        Visitor.Answer in =
                visitor.send(
                        visitor.sending("/login/pass/in", Map.of("pass", pass, "form", form))
                                .header("Cookie", cookie));
        assertThat(in.status()).as(in.text()).isEqualTo(303);
        return in.header("Set-Cookie").replaceAll(";.*", "");
    }

    @Test
    void curlLogsInWithCertificateAndKey() throws Exception {
        openssl.pem("leaf.pem", card("leaf", issued).chain().getFirst());
        JsonNode in =
                JsonMapper.shared()
                        .readTree(
                                curl(
                                        "--cacert",
                                        "root.pem",
                                        "--cert",
                                        "leaf.pem",
                                        "--key",
                                        "leaf.key",
                                        "-X",
                                        "POST",
                                        "-H",
                                        "Accept: application/json",
                                        "https://localhost:" + port + "/login/card"));
        assertThat(in.required("account").stringValue()).isEqualTo(officer);
        assertThat(in.required("tier").stringValue()).isEqualTo("full");
        String token = in.required("token").stringValue();
        assertThat(visitor.get("/api/v1/filings", token).status()).isEqualTo(200);
    }

    private static String curl(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "60"));
        command.addAll(List.of(words));
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectOutput(folder.resolve("answer").toFile())
                        .redirectError(folder.resolve("complaint").toFile())
                        .start();
        assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(java.nio.file.Files.readString(folder.resolve("complaint")))
                .isZero();
        return java.nio.file.Files.readString(folder.resolve("answer"));
    }

    @Test
    void whoShowsNothingIsToldHowAndIsNotIn() throws Exception {
        SSLContext without = CardClient.context(root, List.of());
        var page = send(without, at("/login/card"));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("has shown no certificate").doesNotContain("<form");
        for (String language : List.of("ko", "ja", "en")) {
            var other =
                    send(
                            without,
                            HttpRequest.newBuilder(
                                            URI.create("https://localhost:" + port + "/login/card"))
                                    .header("Accept-Language", language));
            assertThat(other.body()).contains("<html lang=\"" + language + "\"");
        }
        assertThat(send(without, sending()).statusCode()).isEqualTo(403);
        assertThat(CardClient.token(without, port)).contains("403").contains("login-refused");
    }

    @Test
    void onlyAnOfficialsCertificateOpens() throws Exception {
        var _ =
                openssl.good(
                        "req",
                        "-x509",
                        "-new",
                        "-nodes",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:P-256",
                        "-subj",
                        "/O=Holdfast/OU=official/CN=" + officer,
                        "-keyout",
                        "twin.key",
                        "-outform",
                        "DER",
                        "-out",
                        "twin.der");
        CardClient.Card twin = CardClient.card(openssl, "twin", openssl.read("twin.der"));
        CardClient.Card machine = card("machine", issue("machine", "site", "machine.a"));
        JsonNode lost = issue("lost", "official", officer);
        CardClient.Card revoked = card("lost", lost);
        visitor.post(
                "/api/v1/certificates/" + lost.required("name").stringValue() + "/revocation",
                operator,
                Map.of("reason", "key-compromise"));
        for (CardClient.Card one : List.of(twin, machine, revoked)) {
            SSLContext context = CardClient.context(root, List.of(one));
            assertThat(CardClient.token(context, port)).contains("403").contains("login-refused");
            var refused = send(context, sending());
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("id=\"refusal\"").doesNotContain("name=\"pass\"");
        }
    }

    @Test
    void nothingElseIsServedThereAndNothingOfItElsewhere() throws Exception {
        for (String path : List.of("/", "/counter", "/login", "/api/v1/filings", "/health/ready")) {
            var answer = send(withCard, at(path));
            assertThat(answer.statusCode()).as(path).isEqualTo(303);
            assertThat(answer.headers().firstValue("Location").orElseThrow())
                    .isEqualTo(office.base() + "/login");
        }
        var post =
                send(
                        withCard,
                        at("/api/v1/logins/challenge")
                                .header("Content-Type", JSON)
                                .POST(HttpRequest.BodyPublishers.ofString("{}")));
        assertThat(post.statusCode()).isEqualTo(404);
        assertThat(send(withCard, at("/assets/mark.svg")).statusCode()).isEqualTo(200);
        assertThat(visitor.send(visitor.to("/login/card")).status()).isEqualTo(404);
        assertThat(visitor.send(visitor.sending("/login/card", Map.of("form", ""))).status())
                .isEqualTo(404);
        var foreign = send(withCard, sending().header("Origin", "https://evil.example"));
        assertThat(foreign.statusCode()).isEqualTo(403);
    }

    /// One handshake opens one thing, whatever else comes over its connection.
    @Test
    void aHandshakeOpensOnceAndNoSessionIsTakenUpAgain() throws Exception {
        try (CardClient client = CardClient.connect(withCard, port)) {
            client.send("GET", "text/html", "");
            client.send("POST", JSON, "");
            client.send("POST", JSON, "");
            String all = client.rest();
            assertThat(all.split("\"token\"", -1)).as(all).hasSize(2);
            assertThat(all).contains("Connection: close");
            assertThat(client.socket().getSession().getProtocol()).isEqualTo("TLSv1.3");
        }
        byte[] last = new byte[0];
        for (int i = 0; i < 3; i++) {
            try (CardClient client = CardClient.connect(withCard, port)) {
                client.send("POST", JSON, "");
                assertThat(client.rest()).contains("\"token\"");
                byte[] id = client.socket().getSession().getId();
                assertThat(id).isNotEqualTo(last);
                last = id;
            }
        }
        openssl.write("leaf.der", CardClient.der(issued.required("certificate").stringValue()));
        String said =
                openssl.good(
                        "s_client",
                        "-connect",
                        "localhost:" + port,
                        "-CAfile",
                        "root.pem",
                        "-verify_return_error",
                        "-verify_hostname",
                        "localhost",
                        "-cert",
                        "leaf.der",
                        "-certform",
                        "DER",
                        "-key",
                        "leaf.key",
                        "-tls1_3");
        assertThat(said).contains("Verify return code: 0").doesNotContain("New Session Ticket");
    }

    @Test
    void olderProtocolsAndLongChainsEndInTheHandshake() throws Exception {
        for (String old : List.of("-tls1_2", "-tls1_1", "-tls1")) {
            var _ = openssl.bad("s_client", "-connect", "localhost:" + port, old);
        }
        CardClient.Card one = card("leaf", issued);
        X509Certificate own = one.chain().getFirst();
        SSLContext longChain =
                CardClient.context(
                        root, List.of(new CardClient.Card(Collections.nCopies(7, own), one.key())));
        assertThatThrownBy(() -> CardClient.token(longChain, port)).isInstanceOf(IOException.class);
        SSLContext huge =
                CardClient.context(
                        root,
                        List.of(new CardClient.Card(Collections.nCopies(200, own), one.key())));
        assertThatThrownBy(() -> CardClient.token(huge, port)).isInstanceOf(IOException.class);
        assertThat(CardClient.token(withCard, port)).contains("\"token\"");
    }

    /// As many silent connections as there may be, and twice as many more, take nothing from the
    /// main port, and end by themselves.
    @Test
    void aFloodOfSilentHandshakesLeavesTheMainPortAlone() throws Exception {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < CardListener.CONNECTIONS; i++) {
                Socket one = new Socket("localhost", port);
                one.getOutputStream().write(0x16);
                silent.add(one);
            }
            for (int i = 0; i < 20; i++) {
                assertThat(visitor.send(visitor.to("/login")).status()).isEqualTo(200);
                assertThat(
                                visitor.post("/api/v1/logins/challenge", "", Map.of())
                                        .json()
                                        .has("challenge"))
                        .isTrue();
            }
            silent.getFirst().setSoTimeout(30_000);
            assertThat(silent.getFirst().getInputStream().read()).isEqualTo(-1);
            assertThat(CardClient.token(withCard, port)).contains("\"token\"");
        } finally {
            for (Socket one : silent) {
                one.close();
            }
        }
        try (Socket rubbish = new Socket("localhost", port)) {
            rubbish.setSoTimeout(30_000);
            rubbish.getOutputStream()
                    .write("GET /login/card HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(rubbish.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .doesNotContain("200");
        }
    }

    @Test
    void aCertificateFromFilesIsReadAgainWhenItChanges() throws Exception {
        CardSettings.Files files =
                new CardSettings.Files(openssl.file("own.pem"), openssl.file("own.key"));
        CardListener other =
                new CardListener(
                        new CardSettings(0, "localhost", Optional.empty(), Optional.of(files)),
                        "127.0.0.1",
                        "office.example",
                        () -> 0,
                        InstantSource.system(),
                        new java.security.SecureRandom());
        assertThat(other.back()).isEqualTo("https://office.example");
        try (CardRenewal renewal =
                new CardRenewal(
                        other,
                        office.context().getBean(Pki.class),
                        office.context().getBean(Keys.class),
                        InstantSource.system())) {
            assertThatThrownBy(renewal::look).hasMessageContaining("PEM");
            own("one");
            renewal.look();
            assertThat(name(other)).isEqualTo("CN=one");
            own("two");
            renewal.look();
            assertThat(name(other)).isEqualTo("CN=two");
            openssl.write("own.key", new byte[] {1});
            java.nio.file.Files.setLastModifiedTime(
                    files.key(), java.nio.file.attribute.FileTime.from(Instant.EPOCH));
            assertThatThrownBy(renewal::look).hasMessageContaining("PEM");
            assertThat(name(other)).isEqualTo("CN=two");
        }
    }

    private static void own(String name) {
        var _ =
                openssl.good(
                        "req",
                        "-x509",
                        "-new",
                        "-nodes",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:P-256",
                        "-subj",
                        "/CN=" + name,
                        "-keyout",
                        "own.key",
                        "-out",
                        "own.pem");
    }

    private static String name(CardListener one) {
        return one.keys().now().orElseThrow().certificate().getSubjectX500Principal().getName();
    }

    /// Last, since it moves the clock.
    @Test
    @Order(Integer.MAX_VALUE)
    void theHostsOwnCertificateIsRenewedAtHalfItsTimeWithoutARestart() throws Exception {
        X509Certificate before = listener.keys().now().orElseThrow().certificate();
        CardRenewal renewal = office.context().getBean(CardRenewal.class);
        renewal.look();
        assertThat(listener.keys().now().orElseThrow().certificate()).isEqualTo(before);
        ahead = Duration.ofDays(16);
        renewal.look();
        X509Certificate renewed = listener.keys().now().orElseThrow().certificate();
        assertThat(renewed.getSerialNumber()).isNotEqualTo(before.getSerialNumber());
        assertThat(renewed.getPublicKey()).isNotEqualTo(before.getPublicKey());
        Pki pki = office.context().getBean(Pki.class);
        assertThat(pki.recognise(before.getEncoded()).orElseThrow().revocation()).isPresent();
        assertThat(pki.recognise(renewed.getEncoded()).orElseThrow().revocation()).isEmpty();
        SSLContext later = CardClient.context(renewed, List.of());
        try (CardClient client = CardClient.connect(later, port)) {
            assertThat(client.socket().getSession().getPeerCertificates()[0]).isEqualTo(renewed);
        }
    }
}
