// SPDX-License-Identifier: Apache-2.0
package org.holdfast.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ClientCertificate;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.holdfast.app.CardSettings;
import org.holdfast.app.Office;
import org.holdfast.app.OfficeSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// An official shows the certificate that is in the browser, in each language, and is in with two
/// clicks after the choice of the way; whoever has none is told how.
final class CardFlowsTest {
    private static final Pattern HOST = Pattern.compile("https://localhost:[0-9]+(?=/login/card)");
    private static final int LOOKS = 600;
    private static final long LOOK_MILLIS = 100;

    @TempDir static Path data;
    @TempDir static Path folder;

    private static Office office;
    private static String base;
    private static String host;
    private static Playwright playwright;
    private static Browser browser;

    @BeforeAll
    static void startOfficeAndBrowser() throws Exception {
        Assumptions.assumeTrue(Browsing.chromium().isPresent(), "no Chromium on this machine");
        office = Office.start(OfficeSettings.quiet(data, 0, true, 40).withCard(CardSettings.at(0)));
        base = "http://localhost:" + URI.create(office.base()).getPort();
        OfficeApi api = new OfficeApi(base, data);
        var _ = api.post("/api/v1/authorities", "operator", Map.of());
        openssl(
                "req",
                "-new",
                "-nodes",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-subj",
                "/CN=card",
                "-keyout",
                "card.key",
                "-outform",
                "DER",
                "-out",
                "card.csr");
        byte[] request = Files.readAllBytes(folder.resolve("card.csr"));
        JsonNode issued =
                api.post(
                        "/api/v1/certificates",
                        "operator",
                        Map.of(
                                "use",
                                "official",
                                "holder",
                                api.person("officer").path("account").asString(""),
                                "request",
                                Base64.getEncoder().encodeToString(request)));
        Files.writeString(
                folder.resolve("card.pem"),
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'})
                                .encodeToString(
                                        Base64.getDecoder()
                                                .decode(issued.path("certificate").asString("")))
                        + "\n-----END CERTIFICATE-----\n");
        host = awaitHost(api);
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

    private static void openssl(String... words) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of("openssl"));
        command.addAll(List.of(words));
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("printed").toFile())
                        .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(folder.resolve("printed"))).isZero();
    }

    /// Once the host for cards has its certificate, the page of the ways in names it.
    private static String awaitHost(OfficeApi api) throws IOException, InterruptedException {
        for (int i = 0; i < LOOKS; i++) {
            Matcher found = HOST.matcher(api.page("/login"));
            if (found.find()) {
                return found.group();
            }
            Thread.sleep(LOOK_MILLIS);
        }
        throw new IllegalStateException("the host for cards has no certificate");
    }

    private static void withCard(Browser.NewContextOptions options) {
        options.setIgnoreHTTPSErrors(true)
                .setClientCertificates(
                        List.of(
                                new ClientCertificate(host)
                                        .setCertPath(folder.resolve("card.pem"))
                                        .setKeyPath(folder.resolve("card.key"))));
    }

    @ParameterizedTest
    @CsvSource({"ko,false", "ja,false", "en,false", "ja,true"})
    void anOfficialIsInWithACard(String language, boolean phone) {
        Browsing.with(
                new Browsing(browser, base, language, phone, CardFlowsTest::withCard),
                b -> {
                    b.open("/login");
                    b.judge("login-card-way");
                    b.resetClicks();
                    b.click("section[aria-labelledby=way-card] a");
                    b.page().waitForURL(host + "/login/card");
                    b.judge("card");
                    b.click("main form button");
                    // the pass takes itself to the main host
                    b.page().waitForURL(base + "/login/pass");
                    b.judge("card-come");
                    b.click("main form button");
                    b.page().waitForURL("**/counter");
                    assertThat(b.clicks()).isEqualTo(3);
                    assertThat(b.page().url()).startsWith(base);
                });
    }

    @ParameterizedTest
    @CsvSource({"ko", "ja", "en"})
    void whoHasNoCardIsToldHow(String language) {
        Browsing.with(
                new Browsing(
                        browser,
                        base,
                        language,
                        false,
                        options -> options.setIgnoreHTTPSErrors(true)),
                b -> {
                    b.open("/login");
                    b.click("section[aria-labelledby=way-card] a");
                    b.page().waitForURL(host + "/login/card");
                    assertThat(b.page().locator("main form").count()).isZero();
                    b.judge("card-none");
                    b.click("#other a");
                    b.page().waitForURL(base + "/login");
                });
    }
}
