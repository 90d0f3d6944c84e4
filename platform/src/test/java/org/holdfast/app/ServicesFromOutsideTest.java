// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.holdfast.testing.Openssl;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A bank that has nothing but HTTP and openssl logs a citizen in through an office.
final class ServicesFromOutsideTest extends AskedOffice {
    private static final String REDIRECT = "https://bank.example/back";
    private static final String NAME = "<b>한빛은행</b>";
    private static final String VERIFIER = "a".repeat(43);

    @TempDir Path folder;
    private Openssl openssl;
    private String client = "";

    @BeforeEach
    void register() {
        openssl = new Openssl(folder);
        var _ =
                openssl.good(
                        "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "bank.key");
        var _ =
                openssl.good(
                        "pkey",
                        "-in",
                        "bank.key",
                        "-pubout",
                        "-outform",
                        "DER",
                        "-out",
                        "bank.der");
        byte[] der = openssl.read("bank.der");
        Map<String, Object> key = new HashMap<>();
        key.put("kty", "EC");
        key.put("crv", "P-256");
        key.put("kid", "k1");
        key.put("x", base64(Arrays.copyOfRange(der, der.length - 64, der.length - 32)));
        key.put("y", base64(Arrays.copyOfRange(der, der.length - 32, der.length)));
        Map<String, Object> order = new HashMap<>();
        order.put("name", Map.of("ko", NAME, "ja", NAME, "en", NAME));
        order.put("redirects", List.of(REDIRECT));
        order.put("quotaPerMinute", 100);
        order.put("keys", List.of(key));
        String path = "/api/v1/services";
        String operator = token("operator", "");
        String operation = "service-" + UUID.randomUUID();
        Visitor.Answer made = visitor.post(path, operator, order, operation);
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        client = made.json().path("clientId").asString("");
        assertThat(visitor.post(path, operator, order, operation).header("Idempotent-Replayed"))
                .isEqualTo("true");
        assertThat(visitor.post(path, token("officer", "kr-11110"), order).status()).isEqualTo(403);
        key.put("d", "secret");
        assertThat(visitor.post(path, operator, order).code()).isEqualTo("unknown-field");
        assertThat(visitor.get(path, operator).text()).contains(client);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String encoded(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(one ->
                        one.getKey()
                                + "="
                                + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private String query(Map<String, String> more) throws Exception {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", client);
        query.put("redirect_uri", REDIRECT);
        query.put("scope", "openid");
        query.put("state", "state 1");
        query.put("nonce", "nonce-1");
        query.put("code_challenge_method", "S256");
        byte[] challenge =
                MessageDigest.getInstance("SHA-256")
                        .digest(VERIFIER.getBytes(StandardCharsets.US_ASCII));
        query.put("code_challenge", base64(challenge));
        query.putAll(more);
        return encoded(query);
    }

    private static Map<String, String> said(String location) {
        Map<String, String> said = new HashMap<>();
        for (String one : URI.create(location).getRawQuery().split("&", -1)) {
            int is = one.indexOf('=');
            said.put(
                    one.substring(0, is),
                    URLDecoder.decode(one.substring(is + 1), StandardCharsets.UTF_8));
        }
        return said;
    }

    private static Visitor.Answer asked(String query, String cookie) {
        return visitor.page("/openid/authorize?" + query, cookie);
    }

    /// The form of the page, as a browser would send it.
    private static Visitor.Answer decided(
            String query, String page, String cookie, String answer, boolean remember) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("form", field(page, "form"));
        form.put("query", query);
        form.put("operation", field(page, "operation"));
        form.put("answer", answer);
        if (remember) {
            form.put("remember", "yes");
        }
        return visitor.send(visitor.sending("/openid/authorize", form).header("Cookie", cookie));
    }

    private static String field(String page, String name) {
        return page.replaceAll("(?s).*name=\"" + name + "\" value=\"([^\"]+)\".*", "$1");
    }

    private String assertion() {
        String head = base64("{\"alg\":\"ES256\",\"kid\":\"k1\"}".getBytes(StandardCharsets.UTF_8));
        Map<String, Object> claims = new HashMap<>();
        claims.put("iss", client);
        claims.put("sub", client);
        claims.put("aud", office.base());
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("exp", Instant.now().getEpochSecond() + 60);
        String body =
                base64(
                        JsonMapper.shared()
                                .writeValueAsString(claims)
                                .getBytes(StandardCharsets.UTF_8));
        String text = head + "." + body;
        openssl.write("text", text.getBytes(StandardCharsets.US_ASCII));
        var _ = openssl.good("dgst", "-sha256", "-sign", "bank.key", "-out", "signature", "text");
        return text + "." + base64(raw(openssl.read("signature")));
    }

    /// DER to R and S (RFC 7518 §3.4).
    private static byte[] raw(byte[] der) {
        byte[] raw = new byte[64];
        int at = 2;
        for (int part = 0; part < 2; part++) {
            int length = der[at + 1];
            byte[] number = Arrays.copyOfRange(der, at + 2, at + 2 + length);
            int take = Math.min(32, length);
            System.arraycopy(number, length - take, raw, 32 * part + 32 - take, take);
            at += 2 + length;
        }
        return raw;
    }

    private Visitor.Answer tokens(String code) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", REDIRECT);
        form.put("code_verifier", VERIFIER);
        form.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        form.put("client_assertion", assertion());
        return visitor.send(
                visitor.to("/openid/token")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(encoded(form))));
    }

    /// The claims, once openssl has verified the signature by the published key.
    private JsonNode verified(String idToken) {
        String[] parts = idToken.split("\\.", -1);
        JsonNode head = JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(parts[0]));
        JsonNode key =
                visitor.send(visitor.to("/openid/keys"))
                        .json()
                        .path("keys")
                        .valueStream()
                        .filter(one -> one.path("kid").equals(head.path("kid")))
                        .findFirst()
                        .orElseThrow();
        byte[] prefix = Base64.getDecoder().decode("MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE");
        byte[] der = Arrays.copyOf(prefix, prefix.length + 64);
        byte[] x = Base64.getUrlDecoder().decode(key.path("x").asString(""));
        byte[] y = Base64.getUrlDecoder().decode(key.path("y").asString(""));
        System.arraycopy(x, 0, der, prefix.length, 32);
        System.arraycopy(y, 0, der, prefix.length + 32, 32);
        openssl.write("office.der", der);
        openssl.write("said", (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        byte[] signature = Base64.getUrlDecoder().decode(parts[2]);
        openssl.write("office.sig", der(signature));
        var _ =
                openssl.good(
                        "dgst",
                        "-sha256",
                        "-verify",
                        "office.der",
                        "-keyform",
                        "DER",
                        "-signature",
                        "office.sig",
                        "said");
        return JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(parts[1]));
    }

    private static byte[] der(byte[] raw) {
        byte[] r = new java.math.BigInteger(1, Arrays.copyOf(raw, 32)).toByteArray();
        byte[] s = new java.math.BigInteger(1, Arrays.copyOfRange(raw, 32, 64)).toByteArray();
        byte[] der = new byte[6 + r.length + s.length];
        der[0] = 0x30;
        der[1] = (byte) (4 + r.length + s.length);
        der[2] = 2;
        der[3] = (byte) r.length;
        System.arraycopy(r, 0, der, 4, r.length);
        der[4 + r.length] = 2;
        der[5 + r.length] = (byte) s.length;
        System.arraycopy(s, 0, der, 6 + r.length, s.length);
        return der;
    }

    private static String cookie(Visitor.Answer answer) {
        String cookie = answer.header("Set-Cookie");
        return cookie.substring(0, cookie.indexOf(';'));
    }

    @Test
    void theConfigurationSaysWhereEverythingIs() {
        JsonNode said = visitor.send(visitor.to("/.well-known/openid-configuration")).json();
        assertThat(said.path("issuer").asString("")).isEqualTo(office.base());
        assertThat(said.path("token_endpoint").asString(""))
                .isEqualTo(office.base() + "/openid/token");
        Visitor.Answer keys = visitor.send(visitor.to("/openid/keys"));
        assertThat(keys.json().path("keys").size()).isEqualTo(3);
        assertThat(keys.text()).doesNotContain("\"d\"");
        assertThat(keys.header("Cache-Control")).contains("max-age");
    }

    @Test
    void aCitizenLogsInAtABankSeesItAndEndsIt() throws Exception {
        String login = person("citizen", "kr-11110").path("login").asString("");
        String query = query(Map.of());
        Visitor.Answer stranger = asked(query, "a=b");
        assertThat(stranger.status()).isEqualTo(303);
        assertThat(stranger.header("Location")).isEqualTo("/login");
        String wish = cookie(stranger);
        Visitor.Answer again = visitor.page("/openid/authorize", wish);
        assertThat(again.header("Location")).isEqualTo("/openid/authorize?" + query);

        String session = visitor.enter(login);
        Visitor.Answer page = asked(query, session);
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.text())
                .contains("&lt;b&gt;한빛은행")
                .doesNotContain("<b>한빛")
                .contains("bank.example");
        assertThat(page.header("Content-Security-Policy"))
                .contains("form-action 'self' https://bank.example;")
                .contains("frame-ancestors 'none'");
        assertThat(said(decided(query, page.text(), session, "no", false).header("Location")))
                .containsEntry("error", "access_denied")
                .containsEntry("state", "state 1")
                .containsEntry("iss", office.base());
        Visitor.Answer yes = decided(query, page.text(), session, "yes", true);
        assertThat(yes.status()).as(yes.text()).isEqualTo(303);
        Map<String, String> said = said(yes.header("Location"));
        assertThat(said).containsOnlyKeys("code", "state", "iss");

        Visitor.Answer given = tokens(said.get("code"));
        assertThat(given.status()).as(given.text()).isEqualTo(200);
        assertThat(given.header("Cache-Control")).isEqualTo("no-store");
        JsonNode claims = verified(given.json().path("id_token").asString(""));
        assertThat(claims.path("nonce").asString("")).isEqualTo("nonce-1");
        assertThat(claims.path("aud").asString("")).isEqualTo(client);
        assertThat(claims.path("acr").asString("")).isEqualTo("urn:holdfast:login:other");
        Visitor.Answer info =
                visitor.get("/openid/userinfo", given.json().path("access_token").asString(""));
        assertThat(info.json().path("sub").asString("a"))
                .isEqualTo(claims.path("sub").asString("b"));
        Visitor.Answer used = tokens(said.get("code"));
        assertThat(used.status()).isEqualTo(400);
        assertThat(used.text()).isEqualTo("{\"error\":\"invalid_grant\"}");

        Visitor.Answer remembered = asked(query(Map.of("prompt", "none")), session);
        assertThat(said(remembered.header("Location"))).containsKey("code");
        Visitor.Answer list = visitor.page("/me/services", session);
        assertThat(list.text()).contains("&lt;b&gt;한빛은행");
        Map<String, String> end = new HashMap<>();
        end.put("form", field(list.text(), "form"));
        end.put("id", field(list.text(), "id"));
        assertThat(
                        visitor.send(
                                        visitor.sending("/me/services/end", end)
                                                .header("Cookie", session))
                                .status())
                .isEqualTo(303);
        assertThat(said(asked(query(Map.of("prompt", "none")), session).header("Location")))
                .containsEntry("error", "consent_required");
        assertThat(said(asked(query(Map.of("prompt", "none")), "a=b").header("Location")))
                .containsEntry("error", "login_required");
        assertThat(tokens(said(remembered.header("Location")).get("code")).status()).isEqualTo(400);
    }

    @Test
    void whoIsAskedToComeInAnewGoesOnWhereTheServiceWaits() throws Exception {
        String login = person("citizen", "kr-11110").path("login").asString("");
        String query = query(Map.of("prompt", "login"));
        String session = visitor.enter(login);
        Visitor.Answer first = asked(query, session);
        assertThat(first.header("Location")).isEqualTo("/login");
        String wish = cookie(first);
        Visitor.Answer in = visitor.send(visitor.to(login).header("Cookie", wish));
        assertThat(in.header("Location")).isEqualTo("/openid/authorize");
        String both = cookie(in) + "; " + wish;
        assertThat(visitor.page("/openid/authorize", both).header("Location"))
                .isEqualTo("/openid/authorize?" + query);
        assertThat(asked(query, both).status()).isEqualTo(200);
    }

    @Test
    void anUnknownServiceGetsAPageAndAFormOfAnotherSiteNothing() throws Exception {
        String session = visitor.enter(person("citizen", "kr-11110").path("login").asString(""));
        Visitor.Answer page = asked(query(Map.of("client_id", "s-x")), session);
        assertThat(page.status()).isEqualTo(400);
        assertThat(page.text()).contains("<html").contains("openid-unknown");
        String query = query(Map.of());
        String html = asked(query, session).text();
        Map<String, String> form = new HashMap<>();
        form.put("query", query);
        form.put("operation", field(html, "operation"));
        form.put("answer", "yes");
        assertThat(
                        visitor.send(
                                        visitor.sending("/openid/authorize", form)
                                                .header("Cookie", session))
                                .status())
                .isEqualTo(403);
        String address = "/openid/token?client_id=" + client;
        assertThat(visitor.send(visitor.sending(address, Map.of("a", "b"))).text())
                .isEqualTo("{\"error\":\"invalid_request\"}");
        assertThat(visitor.send(visitor.sending("/openid/token", Map.of("a", "b"))).status())
                .isEqualTo(401);
    }
}
