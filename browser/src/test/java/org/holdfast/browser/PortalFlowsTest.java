// SPDX-License-Identifier: Apache-2.0
package org.holdfast.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.FilePayload;
import java.nio.file.Path;
import java.util.List;
import org.holdfast.app.Office;
import org.holdfast.app.OfficeSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The stories of citizen, officer, bank and operator, in each language, on a desk and on a phone.
final class PortalFlowsTest {
    @TempDir static Path data;

    private static Office office;
    private static Playwright playwright;
    private static Browser browser;
    private static JsonNode demo;

    @BeforeAll
    static void startOfficeAndBrowser() {
        Assumptions.assumeTrue(Browsing.chromium().isPresent(), "no Chromium on this machine");
        office = Office.start(OfficeSettings.quiet(data, 0, true, 600));
        demo = JsonMapper.shared().readTree(data.resolve("demo.json").toFile());
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

    private static Browsing person(String language, boolean phone) {
        return new Browsing(browser, office.base(), language, phone);
    }

    private static String login(String role, String officeCode) {
        for (JsonNode one : demo.path("people")) {
            if (one.path("role").asString("").equals(role)
                    && one.path("office").asString("").equals(officeCode)) {
                return one.path("login").asString("");
            }
        }
        throw new IllegalStateException("demo.json has no " + role);
    }

    private static String name(String officeCode, int skip) {
        return demo.path("subjects")
                .valueStream()
                .filter(s -> s.path("office").asString("").equals(officeCode))
                .filter(s -> !s.path("restricted").asBoolean(true))
                .skip(skip)
                .findFirst()
                .orElseThrow()
                .path("name")
                .asString("");
    }

    @ParameterizedTest
    @CsvSource({"ko,kr-11110,false", "ja,jp-131148,false", "en,kr-11110,false", "ko,kr-11110,true"})
    void aCitizenAppliesAndABankVerifies(String language, String officeCode, boolean phone) {
        Browsing.with(
                person(language, phone),
                b -> {
                    b.open("/");
                    b.judge("home");
                    int office = officeCode.startsWith("kr") ? 0 : 1;
                    b.page().locator(".hf-card form button").nth(office).click();
                    b.page().waitForURL("**/me");
                    b.judge("me");
                    b.click(".hf-card a.govuk-button");
                    b.judge("apply");
                    b.click("#issue");
                    b.page().waitForURL("**/papers/**");
                    b.page().waitForSelector(".govuk-tag--green");
                    b.page().waitForFunction("document.querySelector('.hf-preview img').complete");
                    b.judge("paper");
                    assertThat(b.text("#number")).startsWith(officeCode);
                    byte[] pdf = b.download(b.path() + "/document");
                    assertThat(new String(pdf, 0, 5, java.nio.charset.StandardCharsets.US_ASCII))
                            .isEqualTo("%PDF-");
                    for (String page : List.of("papers", "record", "looks", "consents")) {
                        b.open("/me/" + page);
                        b.judge(page);
                    }
                    b.click(".hf-signout");
                    verify(b, pdf, "genuine");
                    pdf[pdf.length / 2] ^= 1;
                    verify(b, pdf, "altered");
                });
    }

    private static void verify(Browsing b, byte[] pdf, String verdict) {
        b.open("/verify");
        if ("genuine".equals(verdict)) {
            b.judge("verify");
        }
        b.page()
                .locator("#file")
                .setInputFiles(new FilePayload("paper.pdf", "application/pdf", pdf));
        b.click("main form .govuk-button");
        b.page().waitForSelector("#verdict");
        assertThat(b.page().locator("#verdict").getAttribute("data-verdict")).isEqualTo(verdict);
        b.judge(verdict);
    }

    @ParameterizedTest
    @CsvSource({
        "ko,kr-11110,false,0",
        "ja,jp-131148,false,0",
        "en,kr-11110,false,7",
        "ja,jp-131148,true,9"
    })
    void anOfficerIssuesInThreeClicksAndWithdraws(
            String language, String officeCode, boolean phone, int skip) {
        Browsing.with(
                person(language, phone),
                b -> {
                    b.open(login("officer", officeCode));
                    b.page().waitForURL("**/counter");
                    b.judge("counter");
                    b.page().locator("#q").fill(name(officeCode, skip));
                    b.resetClicks();
                    b.click("form[role=search] .govuk-button");
                    b.page().waitForSelector("#hits table");
                    b.judge("hits");
                    b.click("#hits a");
                    b.page().waitForURL("**/people/**");
                    b.judge("person");
                    b.click("details[open] form .govuk-button");
                    b.page().waitForURL("**/papers/**");
                    assertThat(b.clicks()).isEqualTo(3);
                    b.page().waitForSelector(".govuk-tag--green");
                    b.click("details summary");
                    b.page().locator("#wr").fill("test");
                    b.click("details .govuk-button--warning");
                    b.page().waitForSelector(".hf-notice.hf-bad");
                    b.judge("withdrawn");
                });
    }

    @ParameterizedTest
    @CsvSource({"ko,20,kr-11110", "ja,30,kr-11110", "en,40,kr-11110", "ja,20,jp-131148"})
    void anOfficerEntersAMove(String language, int skip, String office) {
        String address =
                office.startsWith("jp-")
                        ? "東京都中野区中央一丁目" + (100 + skip) + "番1号"
                        : "서울특별시 종로구 자하문로 " + (100 + skip);
        Browsing.with(
                person(language, false),
                b -> {
                    b.open(login("officer", office));
                    b.page().locator("#q").fill(name(office, skip));
                    b.click("form[role=search] .govuk-button");
                    b.page().waitForSelector("#hits table");
                    b.click("#hits a");
                    b.click("a[href$='/move']");
                    b.judge("move");
                    b.page().locator("#address").fill(address);
                    b.page().locator("#detail").fill("2");
                    b.click("main form .govuk-button");
                    b.page().waitForSelector(".hf-verdict.hf-yes");
                    b.judge("moved");
                });
    }

    @ParameterizedTest
    @CsvSource({"ko,false", "ja,false", "en,false", "en,true"})
    void anOperatorSeesTheJournals(String language, boolean phone) {
        Browsing.with(
                person(language, phone),
                b -> {
                    b.ownTime();
                    b.open(login("operator", ""));
                    b.page().waitForURL("**/operations");
                    b.page().waitForResponse("**/operations/figures", () -> b.pass(2_000));
                    b.judge("operations");
                    assertThat(b.text("main")).contains("central-1").contains("node-1");
                });
    }

    @Test
    void keepsTheLanguageThatWasChosenAndTellsErrorsInIt() {
        Browsing.with(
                person("en", false),
                b -> {
                    b.open("/verify");
                    b.click(".hf-langs a[lang=ja]");
                    assertThat(b.page().locator("html").getAttribute("lang")).isEqualTo("ja");
                    b.open("/verify");
                    assertThat(b.page().locator("html").getAttribute("lang")).isEqualTo("ja");
                });
    }
}
