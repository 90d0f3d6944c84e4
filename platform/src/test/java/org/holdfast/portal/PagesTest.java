// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import static org.assertj.core.api.Assertions.assertThat;

import gg.jte.Content;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.holdfast.api.Language;
import org.holdfast.api.WebTexts;
import org.holdfast.cases.Moves;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.Service;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.offices.OfficeCode;
import org.holdfast.registers.Acceptance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every page is made in every language from made-up values; what they must all have is looked for.
final class PagesTest {
    private static final TemplateEngine ENGINE =
            TemplateEngine.createPrecompiled(
                    null,
                    ContentType.Html,
                    PagesTest.class.getClassLoader(),
                    "org.holdfast.portal");
    private static final WebTexts TEXTS = WebTexts.read(Pages.class, "texts");
    private static final Catalogue CATALOGUE =
            Catalogue.read(Path.of(System.getProperty("holdfast.home"), "packs"));
    private static final Page MADE_UP = page(Language.EN, Role.OFFICER, "/");
    private static final Path OUT = Path.of("target/pages");

    @ParameterizedTest
    @EnumSource(Language.class)
    void everyPageStatesItsLanguageAndHasNoInlineScriptOrStyle(Language language)
            throws IOException {
        Files.createDirectories(OUT);
        for (var one : pages(language).entrySet()) {
            String html = render(one.getKey(), one.getValue());
            Files.writeString(OUT.resolve(language.code() + "-" + one.getKey() + ".html"), html);
            if (!html.contains("<html")) {
                continue;
            }
            assertThat(html).as(one.getKey()).contains("<html lang=\"" + language.code() + "\"");
            assertThat(html).as(one.getKey()).containsOnlyOnce("<h1");
            assertThat(html).as(one.getKey()).doesNotContain(" style=").doesNotContain(" onclick=");
            assertThat(html.replaceAll("<script src=\"/assets/[^>]+></script>", ""))
                    .as(one.getKey())
                    .doesNotContain("<script");
        }
    }

    @Test
    void writesDatesAsReadersOfALanguageExpect() {
        LocalDate day = LocalDate.of(2019, 5, 1);
        assertThat(new Figures(Language.JA).date(day)).isEqualTo("令和元年5月1日");
        assertThat(new Figures(Language.JA).date("1985-03-07")).isEqualTo("昭和60年3月7日");
        assertThat(new Figures(Language.KO).date(day)).isEqualTo("2019년 5월 1일");
        assertThat(new Figures(Language.EN).date(day)).isEqualTo("1 May 2019");
    }

    @Test
    void offersCitizensOnlyWhatSomebodyMayChooseOnThePortal() {
        Service service = CATALOGUE.service("jp.residence-certificate").orElseThrow();
        Page page = page(Language.JA, Role.CITIZEN, "/me");
        assertThat(ServiceForm.of(service, page, false, List.of(), Sent.NOTHING).flags())
                .extracting(ServiceForm.Field::code)
                .contains("individualNumber")
                .doesNotContain("removed");
        assertThat(ServiceForm.of(service, page, true, List.of(), Sent.NOTHING).flags())
                .extracting(ServiceForm.Field::code)
                .contains("removed");
    }

    @Test
    void namesTheSiteOfAFilingWhereThereAreSeveral() {
        assertThat(FiledView.site("nodeb-12")).isEqualTo("b");
        assertThat(FiledView.site("node-12")).isEmpty();
        assertThat(FiledView.site("")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void showsTheNumberOfAChangeOrSaysThatItFollowsAndNeverMakesOneUp(Language language)
            throws IOException {
        Map<String, Map<String, Object>> all = pages(language);
        for (String one : List.of("moved", "record", "papers", "person")) {
            assertThat(render(one, all.get(one))).as(one).contains("2026-17");
        }
        assertThat(render("filed", all.get("filed"))).doesNotContain("2026-17");
        Page officer = page(language, Role.OFFICER, "/counter");
        assertThat(AcceptanceWords.of(new Acceptance.Known.Follows(), officer))
                .isEqualTo(TEXTS.words("acceptance.follows").in(language.code()))
                .isNotEmpty()
                .doesNotContainPattern("[0-9]");
        assertThat(AcceptanceWords.of(new Acceptance.Known.None(), officer)).isEmpty();
    }

    @Test
    void aConsentThatCountsShowsItsCodeAndOneThatIsOverDoesNot() {
        Map<String, Object> all = pages(Language.EN).get("consents");
        String html = render("consents", all);
        assertThat(html)
                .containsOnlyOnce("7Q2M5-V4N6P-8RKXT-0WZ3H")
                .containsOnlyOnce("<svg class=\"hf-qr\"")
                .contains("action=\"/me/consents/cin-force/withdrawal\"")
                .contains("action=\"/me/consents/cused-up/withdrawal\"")
                .doesNotContain("action=\"/me/consents/cwithdrawn/withdrawal\"");
    }

    @Test
    void theCodeInThePictureIsTheCode() throws Exception {
        QrDrawing drawing = QrDrawing.of(ConsentView.QR + "7Q2M5-V4N6P-8RKXT-0WZ3H");
        int scale = 8;
        BufferedImage image =
                new BufferedImage(
                        drawing.size() * scale,
                        drawing.size() * scale,
                        BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        graphics.setColor(Color.BLACK);
        Matcher module = Pattern.compile("M(\\d+) (\\d+)h1v1h-1z").matcher(drawing.path());
        while (module.find()) {
            graphics.fillRect(
                    Integer.parseInt(module.group(1)) * scale,
                    Integer.parseInt(module.group(2)) * scale,
                    scale,
                    scale);
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        assertThat(QrPicture.read(png.toByteArray())).contains("HFC1:7Q2M5-V4N6P-8RKXT-0WZ3H");
    }

    @Test
    void neverShowsTheSecondHalfOfANumber() {
        assertThat(RecordView.masked("990101-1234567")).isEqualTo("990101-1******");
        assertThat(RecordView.masked("12345")).isEmpty();
    }

    private static String render(String template, Map<String, Object> values) {
        StringOutput output = new StringOutput();
        ENGINE.render(template + ".jte", values, output);
        return output.toString();
    }

    private static Page page(Language language, Role role, String path) {
        Principal who = new Principal("a1", role, Optional.empty(), Optional.empty(), "김가온");
        String office = role == Role.OFFICER ? "서울특별시 종로구" : "";
        return new Page(language, TEXTS, path, Optional.of(who), office, "token", true, "v");
    }

    private static MoveWords words(String service, Page page) {
        return MoveWords.of(CATALOGUE.service(service).orElseThrow(), page);
    }

    private static Map<String, Map<String, Object>> pages(Language language) {
        Page stranger = new Page(language, TEXTS, "/", Optional.empty(), "", "", true, "v");
        Page citizen = page(language, Role.CITIZEN, "/me");
        Page officer = page(language, Role.OFFICER, "/counter");
        Page operator = page(language, Role.OPERATOR, "/operations");
        Service service = CATALOGUE.service("kr.resident-transcript").orElseThrow();
        List<ServiceForm.Choice> members =
                List.of(
                        new ServiceForm.Choice("kr-a", "김가온", true),
                        new ServiceForm.Choice("kr-b", "이나래", true));
        ServiceForm form = ServiceForm.of(service, officer, true, members, Sent.NOTHING);
        Map<String, Map<String, Object>> all = new LinkedHashMap<>();
        all.put("home", Map.of("page", stranger, "doors", PageSamples.doors()));
        all.put(
                "error",
                Map.of("page", stranger, "heading", "404", "detail", "–", "code", "not-found"));
        all.put("login", Map.of("page", stranger, "login", "x"));
        all.put(
                "loginways",
                Map.of(
                        "page",
                        stranger,
                        "refusal",
                        RefusalView.saying("–"),
                        "domain",
                        "office.example",
                        "card",
                        "https://card.office.example/login/card",
                        "outside",
                        PageSamples.outsideWays()));
        all.put("outsidego", PageSamples.outsideGo(page(language, Role.CITIZEN, "/devices")));
        all.put("card", PageSamples.card(stranger));
        all.put("cardpass", PageSamples.cardPass(stranger));
        all.put("cardcome", Map.of("page", stranger, "pass", "x", "name", "이공무"));
        Page ruler = page(language, Role.OPERATOR, "/operations/authorities");
        all.put(
                "authorities",
                Map.of(
                        "page",
                        ruler,
                        "view",
                        PageSamples.authorities(ruler),
                        "outside",
                        PageSamples.outside()));
        Page keeper = page(language, Role.OPERATOR, "/operations/renewals");
        all.put("renewals", Map.of("page", keeper, "view", RenewalSamples.view(keeper)));
        all.put(
                "accounts",
                PageSamples.accounts(page(language, Role.OPERATOR, "/operations/accounts")));
        all.put("handover", PageSamples.handover(page(language, Role.OFFICER, "/counter")));
        all.put(
                "authorize",
                PageSamples.authorize(page(language, Role.CITIZEN, AuthorizePages.PATH)));
        all.put("services", PageSamples.services(page(language, Role.CITIZEN, "/me/services")));
        all.put("devices", PageSamples.devices(page(language, Role.CITIZEN, "/devices")));
        all.put("verify", Map.of("page", stranger, "refusal", RefusalView.NONE));
        all.put("verdict", Map.of("page", stranger, "verdict", PageSamples.verdict(language)));
        all.put(
                "me",
                Map.of(
                        "page",
                        citizen,
                        "services",
                        List.of(form),
                        "filed",
                        filed(),
                        "papers",
                        papers()));
        all.put("papers", Map.of("page", citizen, "papers", papers(), "filed", filed()));
        all.put("filed", Map.of("page", citizen, "filed", filed().open().getFirst()));
        all.put(
                "apply",
                Map.of(
                        "page",
                        citizen,
                        "service",
                        ServiceForm.of(service, citizen, false, members, Sent.NOTHING),
                        "refusal",
                        new RefusalView("no", "서울특별시 중구", "names", "제29조", "초본")));
        all.put("record", Map.of("page", citizen, "record", record(), "filed", filed()));
        all.put(
                "looks",
                Map.of(
                        "page",
                        citizen,
                        "looks",
                        List.of(new LookLine(Instant.EPOCH, "–", "–", "–", "–"))));
        all.put(
                "consents",
                Map.of(
                        "page",
                        citizen,
                        "consents",
                        PageSamples.consents(language),
                        "refusal",
                        RefusalView.NONE));
        all.put(
                "paper",
                Map.of("page", officer, "paper", PageSamples.paper(), "refusal", RefusalView.NONE));
        all.put("paperstate", Map.of("page", officer, "paper", PageSamples.paper()));
        Content nothing = output -> {};
        all.put(
                "counter",
                Map.of(
                        "page",
                        officer,
                        "query",
                        "",
                        "hits",
                        nothing,
                        "moves",
                        true,
                        "arriving",
                        new CounterPages.Arriving("김가온", "1985", true)));
        all.put(
                "arrivals",
                Map.of(
                        "page",
                        officer,
                        "hits",
                        List.of(new HitLine("kr-a", "김가온", "金", "–", "–", true, "–"))));
        all.put(
                "hits",
                Map.of(
                        "page",
                        officer,
                        "hits",
                        List.of(new HitLine("kr-a", "김가온", "金", "–", "–", true, "–")),
                        "more",
                        true));
        all.put(
                "person",
                Map.of(
                        "page",
                        officer,
                        "record",
                        record(),
                        "handle",
                        "kr-a",
                        "operation",
                        "login-1",
                        "services",
                        List.of(form.opened(), form),
                        "move",
                        "전입신고",
                        "papers",
                        papers(),
                        "filed",
                        filed(),
                        "blocks",
                        blocks(),
                        "refusal",
                        RefusalView.NONE));
        all.put(
                "move",
                Map.of(
                        "page",
                        officer,
                        "record",
                        record(),
                        "handle",
                        "kr-a",
                        "move",
                        new MoveForm(
                                form,
                                members,
                                members,
                                "",
                                "",
                                "서울특별시 종로구 중앙로 12",
                                "2026-11-23",
                                "2026-11-23",
                                true),
                        "filed",
                        filed(),
                        "refusal",
                        RefusalView.NONE));
        all.put(
                "moved",
                Map.of(
                        "page",
                        officer,
                        "handle",
                        "kr-a",
                        "moved",
                        new Moves.Moved(
                                "m",
                                LocalDate.of(2026, 11, 23),
                                2,
                                true,
                                List.of(),
                                List.of(),
                                new Acceptance.Known.Follows(),
                                false),
                        "acceptance",
                        AcceptanceWords.of(
                                new Acceptance.Known.Given(
                                        new Acceptance(new OfficeCode("kr-11110"), 2026, 17)),
                                officer),
                        "words",
                        words("jp.move-within", officer),
                        "entries",
                        List.of(
                                new MovedEntry("same", "", "sealed", "central-1", "16"),
                                new MovedEntry("person", "김가온", "sealed", "central-1", "17"))));
        all.put(
                "filings",
                Map.of(
                        "page",
                        officer,
                        "held",
                        List.of(filing("held")),
                        "others",
                        List.of(filing("pending"), filing("entered"), filing("refused"))));
        all.put(
                "filing",
                Map.of("page", officer, "filing", filing("held"), "refusal", RefusalView.NONE));
        all.put("operations", Map.of("page", operator, "view", PageSamples.operations()));
        all.put("figures", Map.of("page", operator, "view", PageSamples.operations()));
        SitesSamples.pages(operator).forEach(all::put);
        return all;
    }

    private static BlockView blocks() {
        BlockView.Person nobody = new BlockView.Person("", "");
        return new BlockView(
                List.of(
                        block("in-force", true, ""),
                        block("in-force", false, "c"),
                        block("lifted", false, ""),
                        block("ended", false, "")),
                List.of(new BlockView.Person("박가해", "1980-01-02"), nobody, nobody),
                "2027-11-26",
                "",
                true,
                "op");
    }

    private static BlockView.Line block(String state, boolean everywhere, String waiting) {
        return new BlockView.Line(
                "b" + state + everywhere,
                state,
                everywhere ? List.of("박가해 (1980년 1월 2일)") : List.of(),
                everywhere ? "" : "2027년 11월 26일",
                "상담사실 확인서",
                "2026년 11월 26일 10:00:00 · 담당자",
                "lifted".equals(state) ? "2026년 11월 27일 10:00:00 · 본인 신청" : "",
                everywhere,
                "a, b",
                waiting,
                "lift");
    }

    private static FiledView filed() {
        return new FiledView(
                List.of(filed("pending", ""), filed("held", "사직로 161")),
                List.of(filed("entered", "사직로 161"), filed("refused", "")),
                true);
    }

    private static FiledView.Line filed(String state, String address) {
        return new FiledView.Line(
                filing(state), "이나래", address, "–", "record-changed", "/counter/filings/f");
    }

    private static FilingView filing(String state) {
        return new FilingView(
                "f",
                state,
                "record-changed",
                "김가온",
                "held".equals(state),
                "2026년 11월 23일 10:00:00",
                "2026년 11월 23일 09:59:00",
                "",
                "2026년 11월 23일",
                "held".equals(state) ? "2026-11-23" : "",
                "서울특별시 종로구 사직로 161",
                "2026년 11월 20일",
                "김가온",
                "이나래",
                "담당자",
                "mirrored",
                "nodea-1 · 17",
                "entered".equals(state) ? "2026-17" : "",
                words("held".equals(state) ? "jp.move-within" : "kr.move-in", MADE_UP),
                List.of(new FilingView.Compared("김가온", "사직로 1 (1판)", "사직로 2 (2판)", true)),
                "op");
    }

    private static RecordView record() {
        return new RecordView(
                "김가온",
                "ko",
                false,
                List.of(
                        new RecordView.Row("fact.name", "김가온"),
                        new RecordView.Row("fact.number", "990101-1******"),
                        new RecordView.Row("fact.address", "서울특별시 종로구 사직로 161, 101동 1203호")),
                List.of(new RecordView.Member("김가온", "본인", "–")),
                List.of(new RecordView.Stay("서울특별시 종로구 사직로 161", "–", "전입")),
                List.of(new RecordView.Entry("2", "–", "–", "2026-17", "central-1 · 17")));
    }

    private static List<PaperLine> papers() {
        return List.of(
                new PaperLine("p", "주민등록표 등본", "kr-11110-7Q2M-5V4N-6P8R", "–", "superseded"));
    }
}
