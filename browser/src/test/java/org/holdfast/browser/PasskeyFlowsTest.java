// SPDX-License-Identifier: Apache-2.0
package org.holdfast.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Playwright;
import java.net.URI;
import java.nio.file.Path;
import org.holdfast.app.Office;
import org.holdfast.app.OfficeSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/// Somebody makes a passkey and comes back with it alone, in each language, on a desk and on a
/// phone. The browser's own virtual authenticator is the device (Web Authentication Level 3 §11).
final class PasskeyFlowsTest {
    @TempDir static Path data;

    private static Office office;
    private static Playwright playwright;
    private static Browser browser;

    @BeforeAll
    static void startOfficeAndBrowser() {
        Assumptions.assumeTrue(Browsing.chromium().isPresent(), "no Chromium on this machine");
        office = Office.start(OfficeSettings.quiet(data, 0, true, 600));
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

    /// Passkeys are made for names, not for addresses.
    private static String base() {
        return "http://localhost:" + URI.create(office.base()).getPort();
    }

    private static CDPSession device(Browsing b, boolean verifies) {
        CDPSession session = b.page().context().newCDPSession(b.page());
        session.send("WebAuthn.enable");
        JsonObject options = new JsonObject();
        options.addProperty("protocol", "ctap2");
        options.addProperty("transport", "internal");
        options.addProperty("hasResidentKey", true);
        options.addProperty("hasUserVerification", true);
        options.addProperty("isUserVerified", verifies);
        options.addProperty("automaticPresenceSimulation", true);
        JsonObject asked = new JsonObject();
        asked.add("options", options);
        session.send("WebAuthn.addVirtualAuthenticator", asked);
        return session;
    }

    @ParameterizedTest
    @CsvSource({"ko,0,false", "ja,1,false", "en,0,false", "ja,1,true", "ko,0,true"})
    void aPasskeyIsMadeAndOpensTheAccountAndIsRemoved(String language, int door, boolean phone) {
        Browsing.with(
                new Browsing(browser, base(), language, phone),
                b -> {
                    device(b, true);
                    b.open("/");
                    b.page().locator(".hf-card form button").nth(door).click();
                    b.page().waitForURL("**/me");
                    b.click("a.hf-who");
                    b.page().waitForURL("**/devices");
                    String label = "Key " + language + phone;
                    b.page().fill("#label", label);
                    b.click("form[data-passkey] button");
                    b.page().waitForSelector(".hf-devices");
                    assertThat(b.text(".hf-devices h2")).isEqualTo(label);
                    b.judge("devices");
                    b.click(".hf-signout");
                    b.page().waitForURL(base() + "/");
                    b.open("/login");
                    b.judge("login-ways");
                    b.resetClicks();
                    b.click("form[data-passkey] button");
                    b.page().waitForURL("**/me");
                    assertThat(b.clicks()).isEqualTo(1);
                    b.open("/devices");
                    b.click(".hf-devices form button");
                    b.page().waitForSelector("main .hf-muted");
                    assertThat(b.page().locator(".hf-devices").count()).isZero();
                });
    }

    @ParameterizedTest
    @CsvSource({"ko", "ja", "en"})
    void aBrowserWithoutADeviceIsToldAndMayChooseAnotherWay(String language) {
        Browsing.with(
                new Browsing(browser, base(), language, false),
                b -> {
                    device(b, true);
                    b.open("/login");
                    b.click("form[data-passkey] button");
                    b.page().waitForSelector("[data-say]:not(:empty)");
                    b.judge("login-none");
                    assertThat(b.page().locator("form[data-passkey] button").isEnabled()).isTrue();
                });
        Browsing.with(
                new Browsing(
                        browser, office.base().replace("localhost", "127.0.0.1"), language, true),
                b -> {
                    b.open("/login");
                    b.page().waitForSelector("[data-say]:not(:empty)");
                    assertThat(b.page().locator("form[data-passkey] button").isDisabled()).isTrue();
                    assertThat(b.text("[data-say]")).contains("localhost");
                    b.judge("login-elsewhere");
                });
    }

    private static String login(String role, String officeCode) {
        return JsonMapper.shared()
                .readTree(data.resolve("demo.json").toFile())
                .path("people")
                .valueStream()
                .filter(one -> one.path("role").asString("").equals(role))
                .filter(one -> one.path("office").asString("").equals(officeCode))
                .findFirst()
                .orElseThrow()
                .path("login")
                .asString("");
    }

    private static String handle(String officeCode) {
        return JsonMapper.shared()
                .readTree(data.resolve("demo.json").toFile())
                .path("subjects")
                .valueStream()
                .filter(one -> one.path("office").asString("").equals(officeCode))
                .filter(one -> !one.path("restricted").asBoolean(true))
                .findFirst()
                .orElseThrow()
                .path("handle")
                .asString("");
    }

    @ParameterizedTest
    @CsvSource({"ko,kr-11110,false", "ja,jp-131148,true"})
    void anOfficerHandsALoginOverThatOpensOnTheOwnersPhone(
            String language, String officeCode, boolean phone) {
        String[] address = new String[1];
        Browsing.with(
                new Browsing(browser, base(), language, phone),
                b -> {
                    b.open(login("officer", officeCode));
                    b.page().waitForURL("**/counter");
                    b.open("/counter/people/" + handle(officeCode));
                    b.click("form[action$='/login'] button");
                    b.page().waitForSelector("#address");
                    b.judge("handover");
                    address[0] = URI.create(b.text("#address")).getPath();
                });
        Browsing.with(
                new Browsing(browser, base(), language, true),
                b -> {
                    b.open(address[0]);
                    b.click("main form button");
                    b.page().waitForURL("**/me");
                });
    }

    @ParameterizedTest
    @CsvSource({"ko,false", "ja,true", "en,false"})
    void anOperatorSeesHowOldTheKnowledgeIs(String language, boolean phone) {
        Browsing.with(
                new Browsing(browser, base(), language, phone),
                b -> {
                    b.open(login("operator", ""));
                    b.page().waitForURL("**/operations");
                    b.open("/operations/authorities");
                    b.judge("authorities");
                });
    }
}
