// SPDX-License-Identifier: Apache-2.0
package org.holdfast.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Route;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.holdfast.app.Office;
import org.holdfast.app.OfficeSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Somebody logs in at a bank through the office, in each language: is asked, says yes, sees it and
/// ends it, or says no. The bank takes its token as docs/openid.md says; its own pages are made up
/// in the browser, under its own name.
final class ProviderFlowsTest {
    private static final String BANK = "https://bank.example";
    private static final String BACK = BANK + "/back";
    private static final String VERIFIER = "v".repeat(43);
    private static final int NUMBER_BYTES = 32;

    @TempDir static Path data;

    private static Office office;
    private static String base;
    private static OfficeApi api;
    private static KeyPair keys;
    private static String client;
    private static Playwright playwright;
    private static Browser browser;

    @BeforeAll
    static void startOfficeAndBrowser() throws Exception {
        Assumptions.assumeTrue(Browsing.chromium().isPresent(), "no Chromium on this machine");
        office = Office.start(OfficeSettings.quiet(data, 0, true, 600));
        base = "http://localhost:" + URI.create(office.base()).getPort();
        api = new OfficeApi(base, data);
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        keys = generator.generateKeyPair();
        ECPublicKey shown = (ECPublicKey) keys.getPublic();
        JsonNode made =
                api.post(
                        "/api/v1/services",
                        "operator",
                        Map.of(
                                "name",
                                Map.of("ko", "한빛은행", "ja", "ハンビット銀行", "en", "Hanbit Bank"),
                                "redirects",
                                List.of(BACK),
                                "quotaPerMinute",
                                100,
                                "keys",
                                List.of(
                                        Map.of(
                                                "kty",
                                                "EC",
                                                "crv",
                                                "P-256",
                                                "kid",
                                                "k1",
                                                "x",
                                                number(shown.getW().getAffineX()),
                                                "y",
                                                number(shown.getW().getAffineY())))));
        client = made.path("clientId").asString("");
        assertThat(client).as(made.toString()).startsWith("s-");
        playwright = Playwright.create();
        browser = Browsing.launch(playwright);
    }

    @AfterAll
    static void stopAll() {
        if (browser != null) {
            browser.close();
            playwright.close();
        }
        if (office != null) {
            office.close();
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String number(BigInteger coordinate) {
        byte[] signed = coordinate.toByteArray();
        byte[] whole = new byte[NUMBER_BYTES];
        int take = Math.min(NUMBER_BYTES, signed.length);
        System.arraycopy(signed, signed.length - take, whole, NUMBER_BYTES - take, take);
        return base64(whole);
    }

    private static String encoded(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(one ->
                        one.getKey()
                                + "="
                                + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static String wish(String state) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", client);
        query.put("redirect_uri", BACK);
        query.put("scope", "openid");
        query.put("state", state);
        query.put("nonce", "nonce-1");
        query.put("code_challenge_method", "S256");
        query.put("code_challenge", challenge());
        return "/openid/authorize?" + encoded(query);
    }

    private static String challenge() {
        try {
            return base64(
                    MessageDigest.getInstance("SHA-256")
                            .digest(VERIFIER.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException(bug);
        }
    }

    private static Map<String, String> answer(String url) {
        Map<String, String> said = new HashMap<>();
        for (String one : URI.create(url).getRawQuery().split("&", -1)) {
            int is = one.indexOf('=');
            said.put(
                    one.substring(0, is),
                    URLDecoder.decode(one.substring(is + 1), StandardCharsets.UTF_8));
        }
        return said;
    }

    /// The claims of the token that the bank gets for a code.
    private static JsonNode token(String code) {
        try {
            String head =
                    base64("{\"alg\":\"ES256\",\"kid\":\"k1\"}".getBytes(StandardCharsets.UTF_8));
            Map<String, Object> claims =
                    Map.of(
                            "iss", client,
                            "sub", client,
                            "aud", base,
                            "jti", UUID.randomUUID().toString(),
                            "exp", Instant.now().getEpochSecond() + 60);
            String text =
                    head
                            + "."
                            + base64(
                                    JsonMapper.shared()
                                            .writeValueAsString(claims)
                                            .getBytes(StandardCharsets.UTF_8));
            Signature signing = Signature.getInstance("SHA256withECDSAinP1363Format");
            signing.initSign(keys.getPrivate());
            signing.update(text.getBytes(StandardCharsets.US_ASCII));
            Map<String, String> form = new LinkedHashMap<>();
            form.put("grant_type", "authorization_code");
            form.put("code", code);
            form.put("redirect_uri", BACK);
            form.put("code_verifier", VERIFIER);
            form.put(
                    "client_assertion_type",
                    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
            form.put("client_assertion", text + "." + base64(signing.sign()));
            JsonNode answer = api.form("/openid/token", encoded(form));
            String[] parts = answer.path("id_token").asString("").split("\\.", -1);
            assertThat(parts).as(answer.toString()).hasSize(3);
            return JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(parts[1]));
        } catch (GeneralSecurityException | IOException fault) {
            throw new IllegalStateException(fault);
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(told);
        }
    }

    private static void withBank(Browsing b) {
        b.page()
                .route(
                        BANK + "/**",
                        route ->
                                route.fulfill(
                                        new Route.FulfillOptions()
                                                .setStatus(200)
                                                .setContentType("text/html;charset=utf-8")
                                                .setBody("<title>bank</title>")));
    }

    @ParameterizedTest
    @CsvSource({
        "ko,0,한빛은행,false",
        "ja,1,ハンビット銀行,false",
        "en,0,Hanbit Bank,false",
        "ja,1,ハンビット銀行,true"
    })
    void aPersonIsAskedSaysYesSeesItAndEndsIt(
            String language, int door, String bank, boolean phone) {
        Browsing.with(
                new Browsing(browser, base, language, phone),
                b -> {
                    withBank(b);
                    // Who is not in comes in first, and goes on where the bank waits.
                    b.open(wish("state-" + language));
                    b.page().waitForURL(base + "/login");
                    b.open("/");
                    b.page().locator(".hf-card form button").nth(door).click();
                    b.page().waitForSelector("form[action='/openid/authorize']");
                    assertThat(b.text("h1")).contains(bank);
                    assertThat(b.text("main")).contains("bank.example");
                    b.judge("authorize");
                    b.resetClicks();
                    b.click("button[name=answer][value=yes]");
                    b.page().waitForURL(BACK + "?**");
                    assertThat(b.clicks()).isEqualTo(1);
                    Map<String, String> said = answer(b.page().url());
                    assertThat(said)
                            .containsEntry("state", "state-" + language)
                            .containsEntry("iss", base)
                            .containsKey("code");
                    JsonNode claims = token(said.get("code"));
                    assertThat(claims.path("aud").asString("")).isEqualTo(client);
                    assertThat(claims.path("nonce").asString("")).isEqualTo("nonce-1");
                    assertThat(claims.path("sub").asString("")).isNotEmpty();

                    b.open("/me/services");
                    assertThat(b.text(".hf-devices h2")).isEqualTo(bank);
                    b.judge("services");
                    b.click(".hf-devices form button");
                    b.page().waitForSelector("main .hf-muted");
                });
    }

    @ParameterizedTest
    @CsvSource({"ko,0", "ja,1", "en,0"})
    void whoSaysNoIsSentBackWithThatAlone(String language, int door) {
        Browsing.with(
                new Browsing(browser, base, language, false),
                b -> {
                    withBank(b);
                    b.open("/");
                    b.page().locator(".hf-card form button").nth(door).click();
                    b.page().waitForURL("**/me");
                    b.open(wish("no"));
                    b.click("button[name=answer][value=no]");
                    b.page().waitForURL(BACK + "?**");
                    assertThat(answer(b.page().url()))
                            .containsEntry("error", "access_denied")
                            .containsEntry("state", "no")
                            .doesNotContainKey("code");
                    b.open(wish("bad").replace("bank.example", "evil.example"));
                    assertThat(b.page().url()).startsWith(base);
                });
    }
}
