// SPDX-License-Identifier: Apache-2.0
package org.holdfast.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.AxeResults;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.RequestOptions;
import com.microsoft.playwright.options.ScreenshotCaret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// One person at one browser. Gathers everything that the browser complains of, counts clicks, and
/// has each page judged for WCAG 2.2 A and AA.
final class Browsing implements AutoCloseable {
    private static final List<String> WCAG =
            List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa");

    private static final List<String> BROWSERS =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

    private final String base;
    private final String name;
    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();
    private int clicks;

    Browsing(Browser browser, String base, String language, boolean phone) {
        this(browser, base, language, phone, _ -> {});
    }

    /// @param more what else this browser has, such as certificates
    Browsing(
            Browser browser,
            String base,
            String language,
            boolean phone,
            Consumer<Browser.NewContextOptions> more) {
        this.base = base;
        this.name = language + (phone ? "-phone" : "");
        Browser.NewContextOptions options =
                new Browser.NewContextOptions()
                        .setViewportSize(phone ? 390 : 1280, phone ? 844 : 900)
                        .setLocale(language);
        more.accept(options);
        this.context = browser.newContext(options);
        this.page = context.newPage();
        page.setDefaultTimeout(20_000);
        page.onConsoleMessage(message -> {
            if ("error".equals(message.type()) && !expected(message.text())) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
    }

    /// The browser of this machine.
    static Optional<Path> chromium() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of(path.split(java.io.File.pathSeparator))
                .flatMap(folder -> BROWSERS.stream().map(one -> Path.of(folder, one)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Browser launch(Playwright playwright) {
        return playwright
                .chromium()
                .launch(
                        new BrowserType.LaunchOptions()
                                .setExecutablePath(chromium().orElseThrow())
                                .setArgs(
                                        List.of(
                                                "--no-sandbox",
                                                "--disable-gpu",
                                                "--disable-background-networking",
                                                "--disable-component-update",
                                                "--disable-sync")));
    }

    /// A refused form is answered 422, and whoever chose a provider that is silent 503, which the
    /// browser's console counts as errors.
    private static boolean expected(String message) {
        return message.contains("422") || message.contains("503");
    }

    Page page() {
        return page;
    }

    void open(String path) {
        page.navigate(base + path);
    }

    /// From now on [#pass] lets time pass in the pages of this browser.
    void ownTime() {
        page.clock().install();
    }

    /// For the page that is open so many milliseconds have passed: whatever was due in them is
    /// done.
    void pass(long millis) {
        page.clock().fastForward(millis);
    }

    /// Clicks once.
    void click(String selector) {
        clicks++;
        page.locator(selector).first().click();
    }

    void resetClicks() {
        clicks = 0;
    }

    int clicks() {
        return clicks;
    }

    String text(String selector) {
        return page.locator(selector).first().innerText();
    }

    /// The path of the page that is open.
    String path() {
        return java.net.URI.create(page.url()).getPath();
    }

    /// What an address answers this visitor, without opening it.
    int status(String path) {
        return context.request()
                .get(base + path, RequestOptions.create().setMaxRedirects(0))
                .status();
    }

    byte[] download(String path) {
        var answer = context.request().get(base + path);
        assertThat(answer.status()).as(path).isEqualTo(200);
        return answer.body();
    }

    /// Judges the page that is open and keeps a picture of it in `target/shots`.
    void judge(String what) {
        page.screenshot(
                new Page.ScreenshotOptions()
                        .setPath(Path.of("target/shots", name + "-" + what + ".png"))
                        .setCaret(ScreenshotCaret.HIDE)
                        .setFullPage(true));
        // No page has frames, so that the judge needs no browser context of its own for each.
        AxeResults judged = new AxeBuilder(page).withTags(WCAG).setLegacyMode(true).analyze();
        assertThat(judged.getErrorMessage()).as(name + " " + what).isNullOrEmpty();
        assertThat(page.frames()).as(name + " " + what).hasSize(1);
        List<String> found = new ArrayList<>();
        judged.getViolations()
                .forEach(rule ->
                        rule.getNodes()
                                .forEach(node -> found.add(rule.getId() + ": " + node.getHtml())));
        assertThat(found).as(name + " " + what).isEmpty();
        Object wider =
                page.evaluate(
                        "document.documentElement.scrollWidth"
                                + " > document.documentElement.clientWidth");
        assertThat(wider).as("scrolls sideways: " + name + " " + what).isEqualTo(false);
        Object tables =
                page.evaluate(
                        "[...document.querySelectorAll('.hf-scroll:has(.hf-stack)')]"
                                + ".filter(one => one.scrollWidth > one.clientWidth)"
                                + ".map(one => one.innerText)");
        assertThat(tables).as("tables that scroll: " + name + " " + what).isEqualTo(List.of());
        assertThat(complaints).as(name + " " + what).isEmpty();
    }

    static void with(Browsing browsing, Consumer<Browsing> story) {
        try (browsing) {
            story.accept(browsing);
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
