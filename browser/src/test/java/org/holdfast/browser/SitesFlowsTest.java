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

/// An operator at the page of the sites: the map, the two steps of a switch-over, the inventory.
final class SitesFlowsTest {
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

    private static String login() {
        JsonNode demo =
                JsonMapper.shared().readTree(folder.resolve("node").resolve("demo.json").toFile());
        return demo.path("people")
                .valueStream()
                .filter(one -> one.path("role").asString("").equals("operator"))
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
                    b.open(login());
                    b.page().waitForURL("**/operations");
                    stage.alarm("node-refuses-a-c", "c answers a and does not serve it");
                    b.click(".hf-nav a[href='/operations/sites']");
                    b.page().waitForSelector("svg.hf-map");
                    b.page().waitForSelector(".hf-way-ok");
                    b.page().waitForResponse("**/operations/sites/now", () -> {});
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
}
