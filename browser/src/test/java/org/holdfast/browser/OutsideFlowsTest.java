// SPDX-License-Identifier: Apache-2.0
package org.holdfast.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.holdfast.app.Office;
import org.holdfast.app.OfficeSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/// Somebody binds an outside provider and comes back through it, in each language, on a desk and on
/// a phone, while another provider is silent.
final class OutsideFlowsTest {
    @TempDir static Path data;

    private static PlainProvider simple;
    private static PlainProvider dead;
    private static Office office;
    private static Playwright playwright;
    private static Browser browser;

    @BeforeAll
    static void startAll() throws IOException {
        Assumptions.assumeTrue(Browsing.chromium().isPresent(), "no Chromium on this machine");
        simple = new PlainProvider();
        dead = new PlainProvider();
        dead.silent = true;
        Files.writeString(
                data.resolve("openid.json"),
                JsonMapper.shared()
                        .writeValueAsString(
                                Map.of(
                                        "providers",
                                        List.of(
                                                told("simple", "간편인증", "簡単ログイン", simple),
                                                told("dead", "공동인증", "共同認証", dead)))));
        office = Office.start(OfficeSettings.quiet(data, 0, true, 600));
        playwright = Playwright.create();
        browser = Browsing.launch(playwright);
    }

    private static Map<String, Object> told(
            String name, String ko, String ja, PlainProvider provider) {
        return Map.of(
                "name",
                name,
                "issuer",
                provider.issuer(),
                "client",
                PlainProvider.CLIENT,
                "texts",
                Map.of("ko", ko, "ja", ja, "en", "Login " + name));
    }

    @AfterAll
    static void stopAll() {
        if (browser != null) {
            browser.close();
            playwright.close();
        }
        if (office != null) {
            office.close();
            simple.close();
            dead.close();
        }
    }

    private static String base() {
        return "http://localhost:" + URI.create(office.base()).getPort();
    }

    @ParameterizedTest
    @CsvSource({"ko,0,false", "ja,1,false", "en,0,true"})
    void aProviderIsBoundAndOpensTheAccountAndIsRemoved(String language, int door, boolean phone) {
        simple.person = "somebody " + language;
        Browsing.with(
                new Browsing(browser, base(), language, phone),
                b -> {
                    b.open("/");
                    b.page().locator(".hf-card form button").nth(door).click();
                    b.page().waitForURL("**/me");
                    b.open("/devices");
                    b.judge("devices-outside");
                    b.click("#bindable form button");
                    b.page().waitForSelector("#agree");
                    b.click("#agree");
                    b.page().waitForSelector("#bound");
                    b.judge("devices-bound");
                    b.click(".hf-signout");
                    b.page().waitForURL(base() + "/");

                    b.open("/login");
                    b.judge("login-outside");
                    b.click("a[href='/login/openid/dead/begin']");
                    b.page().waitForSelector("#agree");
                    b.click("#agree");
                    b.page().waitForSelector("#refusal");
                    b.judge("login-outside-silent");
                    b.click("a[href='/login/openid/simple/begin']");
                    b.page().waitForSelector("#agree");
                    b.click("#agree");
                    b.page().waitForURL("**/me");

                    b.open("/devices");
                    b.click("#bound form button");
                    b.page().waitForSelector("#bindable");
                    assertThat(b.page().locator("#bound").count()).isZero();
                });
    }
}
