// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.api.Language;
import org.holdfast.openid.ProviderState;
import org.holdfast.validation.Tier;

/// Made-up values for pages: the doors, a verdict, a paper with its proof, the operator's figures.
final class PageSamples {
    private PageSamples() {}

    static List<HomePage.Door> doors() {
        return List.of(
                new HomePage.Door(
                        "citizen",
                        List.of(
                                new HomePage.Entry("a", "서울특별시 종로구"),
                                new HomePage.Entry("b", "東京都中野区"))),
                new HomePage.Door(
                        "officer",
                        List.of(
                                new HomePage.Entry("a", "서울특별시 종로구"),
                                new HomePage.Entry("b", "東京都中野区"))),
                new HomePage.Door("bank", List.of(new HomePage.Entry("c", "들어가기"))),
                new HomePage.Door("operator", List.of(new HomePage.Entry("d", "들어가기"))));
    }

    static OutsideView outside() {
        return new OutsideView(
                true,
                List.of(
                        new OutsideView.Line("lists", "–", "", ""),
                        new OutsideView.Line("answers", "", "–", "0123456789abcdef")),
                "–");
    }

    static AuthoritiesView authorities(Page page) {
        return new AuthoritiesView(
                Tier.MARKED,
                "–",
                Ages.words(Duration.ofMinutes(90), page),
                List.of(
                        new AuthoritiesView.Step("full", "–", "", true),
                        new AuthoritiesView.Step("marked", "–", "–", false),
                        new AuthoritiesView.Step("counter", "–", "–", false)),
                List.of(page.t("auth.silent.one", "b", "–"), page.t("auth.silent.lost", "c", "–")),
                List.of(
                        new AuthoritiesView.Ending("officials", "a", "0123456789ab", "700", ""),
                        new AuthoritiesView.Ending("sites", "b", "ba9876543210", "6", "7")),
                List.of(new AuthoritiesView.Ending("official", "p-1", "0123", "29", "30")),
                2,
                List.of(new AuthoritiesView.Line("–", "–", "p-1", "p-2", "–")),
                List.of(
                        standing("simple", "up", "", "–", true),
                        standing("slowly", "slow", "", "–", true),
                        standing("gone", "down", "–", "", false)));
    }

    private static AuthoritiesView.Outside standing(
            String name, String standing, String since, String published, boolean usable) {
        return new AuthoritiesView.Outside(
                name,
                standing,
                since,
                published,
                "–",
                usable,
                !usable,
                new ProviderState.Counts(1_200, 3, 1));
    }

    static List<OutsideSight.Way> outsideWays() {
        return List.of(
                new OutsideSight.Way("simple", "간편인증", "up", "–", true),
                new OutsideSight.Way("slowly", "マイナ", "slow", "–", true),
                new OutsideSight.Way("gone", "–", "down", "–", false));
    }

    static Map<String, Object> outsideGo(Page page) {
        return Map.of(
                "page", page, "label", "간편인증", "address", "https://op.example/authorize?state=x");
    }

    static Map<String, Object> card(Page page) {
        return Map.of(
                "page",
                page,
                "refusal",
                RefusalView.NONE,
                "subject",
                "CN=<b>이공무</b>,O=Holdfast",
                "back",
                "https://office.example");
    }

    static Map<String, Object> cardPass(Page page) {
        return Map.of(
                "page",
                page,
                "pass",
                "x",
                "to",
                "https://office.example/login/pass",
                "back",
                "https://office.example");
    }

    static Map<String, Object> accounts(Page page) {
        String address = "https://office.example/login/x";
        AccountsView view =
                new AccountsView(
                        List.of(
                                new AccountsView.Line(
                                        "p-1",
                                        "김담당",
                                        "–",
                                        "kr-11110",
                                        "2027-12-31",
                                        "",
                                        false,
                                        "close-1",
                                        "login-1"),
                                new AccountsView.Line(
                                        "p-2", "田中", "–", "", "", "–", false, "", "")),
                        List.of(
                                new AccountsView.Waiting(
                                        "0a", "p-3", "–", "이운영", "", "–", "p-4", "–", false,
                                        "agree-1"),
                                new AccountsView.Waiting(
                                        "0b", "p-5", "–", "p-5", "–", "", "p-4", "–", true,
                                        "agree-2")),
                        "",
                        "–",
                        "account-1",
                        List.of(new ServiceForm.Choice("officer", "–", true)),
                        Sent.NOTHING,
                        Optional.of(new CounterLogins.Slip(address, QrDrawing.of(address), "–")),
                        "김담당");
        return Map.of("page", page, "view", view, "refusal", RefusalView.NONE);
    }

    private static List<DevicePages.Line> passkeys() {
        return List.of(
                new DevicePages.Line("0a", "내 휴대전화", "–", true),
                new DevicePages.Line("0b", "USB", "–", false));
    }

    static Map<String, Object> handover(Page page) {
        String address = "https://office.example/login/x";
        return Map.of(
                "page",
                page,
                "name",
                "김가온",
                "handle",
                "kr-a",
                "lines",
                passkeys(),
                "slip",
                Optional.of(new CounterLogins.Slip(address, QrDrawing.of(address), "–")));
    }

    static Map<String, Object> authorize(Page page) {
        return Map.of(
                "page",
                page,
                "service",
                "한빛은행",
                "host",
                "bank.example",
                "query",
                "a=b&c=d",
                "operation",
                "page-0001");
    }

    static Map<String, Object> services(Page page) {
        return Map.of(
                "page",
                page,
                "lines",
                List.of(
                        new ServicePages.Line("g-1", "한빛은행", "–", "–", true),
                        new ServicePages.Line("g-2", "한빛은행", "–", "", false)));
    }

    static Map<String, Object> devices(Page page) {
        return Map.of(
                "page",
                page,
                "refusal",
                RefusalView.NONE,
                "lines",
                passkeys(),
                "domain",
                "office.example",
                "most",
                false,
                "fresh",
                true,
                "bound",
                List.of(new DeviceSight.Bound("0c", "간편인증", "–")),
                "outside",
                outsideWays());
    }

    static VerdictView verdict(Language language) {
        return new VerdictView(
                "genuine",
                "hf-yes",
                language.ownName(),
                "",
                true,
                VerdictView.About.PAPER,
                true,
                true,
                List.of(new RecordView.Row("verify.holder", "김가온")));
    }

    static PaperView paper() {
        List<ProofPicture.Level> levels =
                List.of(
                        new ProofPicture.Level(140, 130, "8a1f…"),
                        new ProofPicture.Level(82, 590, "77cd…"));
        ProofPicture proof =
                new ProofPicture(
                        17,
                        20,
                        164,
                        levels,
                        List.of(
                                new ProofPicture.Node(140, "11aa…", "hf-own"),
                                new ProofPicture.Node(82, "22bb…", ""),
                                new ProofPicture.Node(24, "33cc…", "hf-root")));
        return new PaperView(
                "p",
                "주민등록표 등본",
                "kr-11110-7Q2M-5V4N-6P8R",
                "–",
                "–",
                "20,412",
                "superseded",
                true,
                "sealed",
                "–",
                "node-1",
                "17",
                "23",
                "61",
                proof,
                "operation",
                "2026-11-28 10:00:00");
    }

    static ConsentView consents(Language language) {
        ServiceForm.Choice bank = new ServiceForm.Choice("p-1", "견본은행", true);
        return new ConsentView(
                List.of(consent("in-force"), consent("withdrawn"), consent("used-up")),
                List.of(bank),
                List.of(new ServiceForm.Choice("alive", language.ownName(), false)),
                List.of(new ServiceForm.Choice("account", "–", false)),
                "",
                "2026-12-24",
                "2026-11-28",
                "2027-02-26",
                "1",
                100,
                "개인정보 보호법 제17조제1항제1호",
                true,
                true,
                "operation");
    }

    private static ConsentView.Line consent(String state) {
        String code = "7Q2M5-V4N6P-8RKXT-0WZ3H";
        return new ConsentView.Line(
                "c" + state,
                state,
                code,
                QrDrawing.of(ConsentView.QR + code),
                "견본은행",
                "–",
                "–",
                "–",
                "–",
                "–");
    }

    static OperationsView operations() {
        return new OperationsView(
                List.of(new RecordView.Row("ops.papers", "1,024")),
                List.of(
                        new OperationsView.Journal(
                                "central-1",
                                "20,412",
                                "0",
                                "20,400",
                                "0.0",
                                "12 / 40 ms",
                                "88 MiB",
                                false)),
                List.of(new RecordView.Row("ops.looked", "12")),
                List.of(
                        new OperationsView.Alarm(
                                "central-1", "7", "ops.alarm.DAMAGED", "on this disk", "–")),
                List.of(new RecordView.Row("ops.step.make", "9.1")),
                List.of(new RecordView.Row("ops.inside", "1")));
    }
}
