// SPDX-License-Identifier: Apache-2.0
package org.holdfast.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.holdfast.app.Office;
import org.holdfast.app.OfficeSettings;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An officer whose database dies takes reports of moves, and decides later about one that does not
/// fit; in each language, on a desk and on a phone.
final class FilingFlowsTest {
    private static final String HERE = "kr-11110";
    private static final int FIRST = 40;

    @TempDir Path data;

    /// One officer at one browser, and the person who comes.
    private record Desk(Browsing at, String name) {}

    private List<JsonNode> of(String list) {
        return JsonMapper.shared()
                .readTree(data.resolve("demo.json").toFile())
                .path(list)
                .valueStream()
                .filter(one -> one.path("office").asString("").equals(HERE))
                .filter(one -> !one.path("restricted").asBoolean(false))
                .toList();
    }

    @Test
    void anOfficerFilesWithoutTheDatabaseAndDecidesLater() throws IOException {
        Optional<Path> chromium = Browsing.chromium();
        Assumptions.assumeTrue(chromium.isPresent(), "no Chromium on this machine");
        try (Office office = Office.start(OfficeSettings.quiet(data, 0, true, 600));
                Playwright playwright = Playwright.create();
                Browser browser = Browsing.launch(playwright)) {
            List<Desk> desks = desks(office, browser);
            Path database = data.resolve("postgres/data");
            Path hidden = data.resolve("postgres-data-held-away");
            Files.move(database, hidden);
            try {
                kill(hidden);
                for (Desk desk : desks) {
                    file(desk);
                    desk.at().judge("filing-pending");
                    file(desk);
                }
            } finally {
                Files.move(hidden, database);
            }
            for (Desk desk : desks) {
                decide(desk);
                desk.at().close();
            }
        }
    }

    private List<Desk> desks(Office office, Browser browser) {
        String login =
                of("people").stream()
                        .filter(one -> one.path("role").asString("").equals("officer"))
                        .findFirst()
                        .orElseThrow()
                        .path("login")
                        .asString("");
        List<Desk> desks = new ArrayList<>();
        for (String who : List.of("ko", "ja", "en", "en-phone")) {
            String name = of("subjects").get(FIRST + 10 * desks.size()).path("name").asString("");
            String language = who.substring(0, 2);
            Browsing at = new Browsing(browser, office.base(), language, !language.equals(who));
            at.open(login);
            at.page().waitForURL("**/counter");
            desks.add(new Desk(at, name));
        }
        return desks;
    }

    private static void kill(Path folder) throws IOException {
        long pid =
                Long.parseLong(
                        Files.readAllLines(folder.resolve("postmaster.pid")).getFirst().strip());
        assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
    }

    /// Twice to the same address: the second does not fit once the first is entered.
    private static void file(Desk desk) {
        Browsing at = desk.at();
        at.open("/counter");
        at.page().locator("#q").fill(desk.name());
        at.click("form[role=search] .govuk-button");
        at.page().waitForSelector("#hits table");
        at.click("#hits a");
        at.click("a[href$='/move']");
        at.page().locator("#address").fill("서울특별시 종로구 자하문로 77");
        at.click("main form .govuk-button");
        at.page().waitForURL("**/counter/filings/*");
        assertThat(at.text("h1")).contains(desk.name());
    }

    private static void decide(Desk desk) {
        Browsing at = desk.at();
        Locator held =
                at.page()
                        .locator("table:first-of-type .govuk-tag--red")
                        .locator("xpath=ancestor::tr")
                        .locator("a", new Locator.LocatorOptions().setHasText(desk.name()));
        at.open("/counter/filings");
        for (int i = 0; i < 300 && held.count() == 0; i++) {
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            at.open("/counter/filings");
        }
        at.judge("filings");
        held.first().click();
        at.page().waitForURL("**/counter/filings/*");
        at.judge("filing-held");
        at.page().locator("details").last().locator("summary").click();
        at.page().locator("#r-refuse").fill("같은 주소");
        at.page().locator("#s-refuse").check();
        at.judge("filing-decide");
        at.click(".govuk-button--warning");
        at.page().waitForSelector(".govuk-tag--grey");
        at.judge("filing-refused");
    }
}
