// SPDX-License-Identifier: Apache-2.0
package org.holdfast.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An operator at the page of the sites: the map, the two steps of a switch-over, the inventory;
/// and an officer who protects somebody and sees at which sites that is in force.
final class SitesFlowsTest {
    /// A block that is in force, on the page of the person.
    private static final String IN_FORCE = "#blocks .hf-notice.hf-warn";

    @TempDir static Path folder;

    private static SitesStage stage;
    private static Playwright playwright;
    private static Browser browser;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        Assumptions.assumeTrue(Browsing.chromium().isPresent(), "no Chromium on this machine");
        stage = new SitesStage(folder);
        playwright = Playwright.create();
        browser = Browsing.launch(playwright);
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
            playwright.close();
        }
        if (stage != null) {
            stage.close();
        }
    }

    private static JsonNode demo() {
        return JsonMapper.shared().readTree(folder.resolve("node").resolve("demo.json").toFile());
    }

    private static String login() {
        return login("operator", "");
    }

    private static String login(String role, String office) {
        return demo().path("people")
                .valueStream()
                .filter(one -> one.path("role").asString("").equals(role))
                .filter(one -> one.path("office").asString("").equals(office))
                .findFirst()
                .orElseThrow()
                .path("login")
                .asString("");
    }

    @ParameterizedTest
    @CsvSource({"ko,false", "ja,false", "en,false", "ko,true", "ja,true", "en,true"})
    void anOperatorMovesThePrimaryInTwoSteps(String language, boolean phone) {
        stage.back();
        int before = stage.demands();
        Browsing.with(
                new Browsing(browser, stage.base(), language, phone),
                b -> {
                    b.ownTime();
                    b.open(login());
                    b.page().waitForURL("**/operations");
                    stage.alarm("node-refuses-a-c", "c answers a and does not serve it");
                    b.click(".hf-nav a[href='/operations/sites']");
                    b.page().waitForSelector("svg.hf-map");
                    b.page().waitForSelector(".hf-way-ok");
                    b.page().waitForResponse("**/operations/sites/now", () -> b.pass(4_000));
                    b.judge("sites");
                    assertThat(b.text("#drills")).contains("0 / 640").contains("1 / 800");
                    assertThat(b.page().locator(".hf-way-bad").count()).isEqualTo(1);
                    stage.calm();
                    assertThat(b.page().locator("#targets a").count()).isEqualTo(1);
                    b.click("#to-b");
                    b.page().waitForSelector("#confirm");
                    b.judge("switch-confirm");
                    b.page().locator("#typed").fill("c");
                    b.page().locator("#reason").fill("power work");
                    b.click("#move");
                    b.page().waitForSelector("#refusal");
                    b.judge("switch-refused");
                    assertThat(stage.demands()).isEqualTo(before);
                    b.page().locator("#typed").fill("b");
                    b.page().locator("#move").dblclick();
                    b.page().waitForURL("**/switch-over/switch-*");
                    b.page().waitForSelector("#switch-now[data-state=moved]");
                    b.judge("switch-moved");
                    assertThat(stage.demands()).isEqualTo(before + 1);
                    b.open("/operations/sites");
                    b.page().waitForSelector("#demands");
                    assertThat(b.text("#demands")).contains("power work");
                });
    }

    @ParameterizedTest
    @CsvSource({"ko,false", "ja,true", "en,false", "ko,true"})
    void anOperatorReadsAndPrintsTheInventory(String language, boolean phone) {
        Browsing.with(
                new Browsing(browser, stage.base(), language, phone),
                b -> {
                    b.open(login());
                    b.page().waitForURL("**/operations");
                    b.open("/operations/inventory");
                    b.judge("inventory");
                    assertThat(b.text("main")).contains("etcd.a").contains("kr.move-in");
                });
    }

    @ParameterizedTest
    @CsvSource({
        "ko,kr-11110,true,2",
        "ja,jp-131148,false,2",
        "en,kr-11110,false,4",
        "ja,jp-131148,true,4"
    })
    void anOfficerProtectsSomebody(String language, String office, boolean phone, int skip) {
        JsonNode person =
                demo().path("subjects")
                        .valueStream()
                        .filter(one -> one.path("office").asString("").equals(office))
                        .filter(one -> !one.path("restricted").asBoolean(true))
                        .skip(skip)
                        .findFirst()
                        .orElseThrow();
        stage.read();
        Browsing.with(
                new Browsing(browser, stage.base(), language, phone),
                b -> {
                    b.open(login("officer", office));
                    b.page().waitForURL("**/counter");
                    String page = "/counter/people/" + person.path("handle").asString("");
                    b.open(page);
                    entersABlock(b);
                    b.judge("protected-waiting");
                    assertThat(b.text(IN_FORCE)).contains("b, c");
                    stage.read("b");
                    b.open(page);
                    assertThat(b.text(IN_FORCE)).contains("a, b").doesNotContain("b, c");
                    stage.read("b", "c");
                    b.open(page);
                    assertThat(b.page().locator(IN_FORCE + " .hf-small").count()).isZero();
                    b.judge("protected-everywhere");
                    liftsIt(b);
                    b.judge("protection-lifted");
                });
    }

    /// First with a birth date of nobody, which is refused with a sentence; nothing is lost by it.
    private static void entersABlock(Browsing b) {
        b.click("#blocks > details summary");
        b.page().locator("#bn1").fill("박가해");
        b.page().locator("#bb2").fill("1980-01-02");
        b.page().locator("#be").fill("상담사실 확인서");
        b.click("#blocks > details .govuk-button");
        b.page().waitForSelector("#refusal");
        assertThat(b.text("#refusal")).doesNotContain("blocked");
        b.judge("protection-refused");
        assertThat(b.page().locator("#bn1").inputValue()).isEqualTo("박가해");
        b.page().locator("#bb2").fill("");
        b.click("#blocks > details .govuk-button");
        b.page().waitForSelector(IN_FORCE);
    }

    private static void liftsIt(Browsing b) {
        b.click("#blocks .hf-notice summary");
        b.page().locator("#blocks .hf-notice input[name=reason]").fill(" ");
        b.page().locator("#blocks .hf-notice input[name=sure]").check();
        b.click("#blocks .hf-notice .govuk-button--warning");
        b.page().waitForSelector("#refusal");
        assertThat(b.page().locator(IN_FORCE).count()).isOne();
        b.click("#blocks .hf-notice summary");
        b.page().locator("#blocks .hf-notice input[name=reason]").fill("본인 신청");
        b.page().locator("#blocks .hf-notice input[name=sure]").check();
        b.click("#blocks .hf-notice .govuk-button--warning");
        b.page().waitForSelector("#blocks .hf-notice:not(.hf-warn)");
        assertThat(b.page().locator(IN_FORCE).count()).isZero();
    }
}
