// SPDX-License-Identifier: Apache-2.0
package org.holdfast.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Playwright;
import java.net.URI;
import java.nio.file.Path;
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

/// An operator makes an officer's account, hands its login over, closes it, and asks for another
/// operator, which waits for a second one; in each language, on a desk and on a phone.
final class AccountFlowsTest {
    private static final String HERE = "/operations/accounts";

    @TempDir static Path data;

    private static Office office;
    private static Playwright playwright;
    private static Browser browser;

    @BeforeAll
    static void startAll() {
        Assumptions.assumeTrue(Browsing.chromium().isPresent(), "no Chromium on this machine");
        office = Office.start(OfficeSettings.quiet(data, 0, true, 600));
        playwright = Playwright.create();
        browser = Browsing.launch(playwright);
        // As long as there is one operator, that one is enough.
        Browsing.with(
                new Browsing(browser, base(), "en", false),
                b -> {
                    b.open(operator());
                    b.page().waitForURL("**/operations");
                    b.open(HERE);
                    make(b, "operator", Map.of("name", "The second"));
                    b.page().waitForSelector(row("The second"));
                });
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

    private static String base() {
        return "http://localhost:" + URI.create(office.base()).getPort();
    }

    private static String operator() {
        return JsonMapper.shared()
                .readTree(data.resolve("demo.json").toFile())
                .path("people")
                .valueStream()
                .filter(one -> one.path("role").asString("").equals("operator"))
                .findFirst()
                .orElseThrow()
                .path("login")
                .asString("");
    }

    private static void make(Browsing b, String role, Map<String, String> fields) {
        b.click("details:has(#role) > summary");
        b.page().selectOption("#role", role);
        fields.forEach((field, value) -> b.page().fill("#" + field, value));
        b.click("form:has(#role) button");
    }

    /// The row of somebody in the list of accounts.
    private static String row(String name) {
        return "section[aria-labelledby=list] tr:has-text('" + name + "')";
    }

    @ParameterizedTest
    @CsvSource({"ko,kr-11110,false", "ja,jp-131148,true", "en,kr-11110,true", "ja,jp-131148,false"})
    void anAccountIsMadeHandedOverAndClosed(String language, String officeCode, boolean phone) {
        String name = "Officer " + language + phone;
        Browsing.with(
                new Browsing(browser, base(), language, phone),
                b -> {
                    b.open(operator());
                    b.page().waitForURL("**/operations");
                    b.open(HERE);
                    make(b, "officer", Map.of("name", name, "office", "nowhere00"));
                    assertThat(b.path()).as("the browser sends no such code").isEqualTo(HERE);
                    b.page().fill("#office", officeCode);
                    b.click("form:has(#role) button");
                    b.page().waitForSelector(row(name));
                    b.judge("accounts");

                    b.click(row(name) + " details:has(form[action$='/login']) > summary");
                    b.click(row(name) + " form[action$='/login'] button");
                    b.page().waitForSelector("#address");
                    b.judge("accounts-login");

                    b.open(HERE);
                    b.click(row(name) + " details:has(form[action$='/closure']) > summary");
                    b.page().fill(row(name) + " input[name=reason]", "left");
                    b.page().check(row(name) + " input[name=sure]");
                    b.click(row(name) + " form[action$='/closure'] button");
                    b.page().waitForSelector(row(name) + ":not(:has(form[action$='/closure']))");

                    make(b, "operator", Map.of("name", "Third " + name));
                    b.page().waitForSelector("section[aria-labelledby=waiting] .hf-sheet");
                    assertThat(b.page().locator("form[action$='/agreement']").count())
                            .as("nobody agrees with themselves")
                            .isZero();
                    b.judge("accounts-waiting");
                });
    }
}
