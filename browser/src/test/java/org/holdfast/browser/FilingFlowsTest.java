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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An officer whose database dies takes reports of moves, sees at the person's page that they wait,
/// and decides later about one that does not fit; the person sees it, too, and takes the receipt;
/// in each language, on a desk and on a phone.
final class FilingFlowsTest {
    private static final int FIRST = 40;

    @TempDir Path data;
    private String here = "";
    private String address = "";

    /// One officer at one browser, and the person who comes.
    private record Desk(Browsing at, String name) {}

    private List<JsonNode> of(String list) {
        return JsonMapper.shared()
                .readTree(data.resolve("demo.json").toFile())
                .path(list)
                .valueStream()
                .filter(one -> one.path("office").asString("").equals(here))
                .filter(one -> !one.path("restricted").asBoolean(false))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"kr-11110, 서울특별시 종로구 자하문로 77", "jp-131148, 東京都中野区中央一丁目77番1号"})
    void anOfficerFilesWithoutTheDatabaseAndDecidesLater(String at, String to) throws IOException {
        here = at;
        address = to;
        Optional<Path> chromium = Browsing.chromium();
        Assumptions.assumeTrue(chromium.isPresent(), "no Chromium on this machine");
        try (Office office = Office.start(OfficeSettings.quiet(data, 0, true, 600));
                Playwright playwright = Playwright.create();
                Browser browser = Browsing.launch(playwright)) {
            List<Desk> desks = desks(office, browser);
            List<Browsing> homes = homes(office, browser);
            Browsing stranger = stranger(office, browser);
            Path database = data.resolve("postgres/data");
            Path hidden = data.resolve("postgres-data-held-away");
            Files.move(database, hidden);
            try {
                kill(hidden);
                for (Desk desk : desks) {
                    file(desk);
                    desk.at().judge("filing-pending");
                    seen(desk);
                    file(desk);
                }
                String id = fileForTheCitizen(desks.getFirst());
                for (Browsing home : homes) {
                    seenAtHome(home, id);
                }
                keptFrom(stranger, id);
                stranger.close();
            } finally {
                Files.move(hidden, database);
            }
            for (Desk desk : desks) {
                decide(desk);
                desk.at().close();
            }
            for (Browsing home : homes) {
                heldAtHome(home);
                home.close();
            }
        }
    }

    private JsonNode person(String role) {
        return of("people").stream()
                .filter(one -> one.path("role").asString("").equals(role))
                .findFirst()
                .orElseThrow();
    }

    private List<Browsing> homes(Office office, Browser browser) {
        List<Browsing> homes = new ArrayList<>();
        for (String who : List.of("ko-phone", "ja", "en")) {
            String language = who.substring(0, 2);
            Browsing home = new Browsing(browser, office.base(), language, !language.equals(who));
            home.open(person("citizen").path("login").asString(""));
            home.page().waitForURL("**/me");
            homes.add(home);
        }
        return homes;
    }

    private List<Desk> desks(Office office, Browser browser) {
        String login = person("officer").path("login").asString("");
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

    private static void find(Desk desk) {
        Browsing at = desk.at();
        at.open("/counter");
        at.page().locator("#q").fill(desk.name());
        at.click("form[role=search] .govuk-button");
        at.page().waitForSelector("#hits table");
        at.click("#hits a");
        at.page().waitForURL("**/counter/people/*");
    }

    /// Twice to the same address: the second does not fit once the first is entered.
    private void file(Desk desk) {
        find(desk);
        desk.at().click("a[href$='/move']");
        fill(desk.at());
        assertThat(desk.at().text("h1")).contains(desk.name());
    }

    private void fill(Browsing at) {
        at.page().locator("#address").fill(address);
        at.click("main form .govuk-button");
        at.page().waitForURL("**/counter/filings/*");
    }

    /// At the person's page, with the way to it and its receipt.
    private void seen(Desk desk) {
        find(desk);
        Browsing at = desk.at();
        assertThat(at.text("[data-filing=pending]")).contains(address);
        at.judge("person-filed");
        String receipt = at.page().locator("a[href$='/receipt.json']").getAttribute("href");
        assertThat(JsonMapper.shared().readTree(at.download(receipt)).path("leafHash").asString(""))
                .isNotEmpty();
        at.click("[data-filing=pending] a[href*='/counter/filings/']");
        at.page().waitForURL("**/counter/filings/*");
    }

    /// Twice, too.
    private String fileForTheCitizen(Desk desk) {
        String page = "/counter/people/" + person("citizen").path("subject").asString("") + "/move";
        desk.at().open(page);
        fill(desk.at());
        desk.at().open(page);
        assertThat(desk.at().text("[data-filing=pending]")).contains(address);
        desk.at().judge("move-filed");
        fill(desk.at());
        return desk.at().path().replaceFirst(".*/", "");
    }

    private void seenAtHome(Browsing home, String id) {
        home.open("/me");
        assertThat(home.page().locator("[data-filing=pending]").count()).isEqualTo(2);
        home.judge("me-filed");
        home.click("a[href='/me/filings/" + id + "']");
        home.page().waitForURL("**/me/filings/*");
        assertThat(home.text("main")).contains(address);
        home.judge("filed");
        JsonNode receipt =
                JsonMapper.shared().readTree(home.download("/filings/" + id + "/receipt.json"));
        assertThat(receipt.path("grade").asString("")).isEqualTo("sealed");
        assertThat(home.download("/filings/" + id + "/receipt.tlog-proof")).isNotEmpty();
        home.open("/me/record");
        assertThat(home.text("[data-filing=pending]")).contains(address);
    }

    /// Somebody of another office, who has nothing to do with it.
    private Browsing stranger(Office office, Browser browser) {
        JsonNode other =
                JsonMapper.shared()
                        .readTree(data.resolve("demo.json").toFile())
                        .path("people")
                        .valueStream()
                        .filter(one -> one.path("role").asString("").equals("citizen"))
                        .filter(one -> !one.path("office").asString("").equals(here))
                        .findFirst()
                        .orElseThrow();
        Browsing stranger = new Browsing(browser, office.base(), "ja", false);
        assertThat(stranger.status("/me")).isEqualTo(401);
        stranger.open(other.path("login").asString(""));
        stranger.page().waitForURL("**/me");
        return stranger;
    }

    /// For somebody else the filing is not there.
    private static void keptFrom(Browsing stranger, String id) {
        stranger.open("/me");
        assertThat(stranger.page().locator("[data-filing]").count()).isZero();
        for (String path :
                List.of(
                        "/me/filings/" + id,
                        "/filings/" + id + "/receipt.json",
                        "/filings/" + id + "/receipt.tlog-proof")) {
            assertThat(stranger.status(path)).as(path).isEqualTo(404);
        }
        assertThat(stranger.status("/counter/filings/" + id)).isEqualTo(403);
    }

    private void heldAtHome(Browsing home) {
        home.open("/me/papers");
        for (int i = 0; i < 300 && home.page().locator(".govuk-tag--red").count() == 0; i++) {
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            home.open("/me/papers");
        }
        assertThat(home.page().locator(".govuk-tag--red").count()).isPositive();
        home.judge("papers-filed");
        home.open("/me");
        assertThat(home.text("[data-filing=held]")).contains(address);
        home.judge("me-held");
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
