// SPDX-License-Identifier: Apache-2.0
package org.holdfast.logins;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.holdfast.testing.SoftPasskey;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/// Passkeys from enrolment to end, and whatever else is shown in their place.
final class PasskeysTest extends AtLogins {
    @Test
    void aPasskeyOpensItsAccountWithoutAName() {
        SoftPasskey device = new SoftPasskey();
        Passkey made = enrol(device, officer);
        assertThat(made.account()).isEqualTo(officer.id());
        assertThat(made.label()).isEqualTo("내 열쇠");
        assertThat(logins.passkeys().of(officer.id())).containsExactly(made);
        assertThat(logins.passkeys().of(second.id())).isEmpty();

        LoginAnswer.In in = in(show(device));
        assertThat(in.who().id()).isEqualTo(officer.id());
        assertThat(identity.principals().bySession(in.opened().token()).orElseThrow().id())
                .isEqualTo(officer.id());
        assertThat(identity.principals().byToken(in.opened().token())).isEmpty();
    }

    @Test
    void whatWasEnrolledStandsAfterAStartAndAtAnotherSite() {
        SoftPasskey device = new SoftPasskey();
        Passkey made = enrol(device, officer);
        assertThat(site(LoginSettings.HERE).passkeys().of(officer.id())).containsExactly(made);
        stop();
        start();
        assertThat(in(show(device)).who().id()).isEqualTo(officer.id());
    }

    @Test
    void anAnswerIsTakenOnceAlsoAtTheOtherSiteAndAfterAStart() {
        SoftPasskey device = new SoftPasskey();
        enrol(device, officer);
        String answer = device.show(logins.passkeys().login(BROWSER));
        in(logins.passkeys().enter(BROWSER, answer, HOUR));
        assertThat(refused(logins.passkeys().enter(BROWSER, answer, HOUR)))
                .isEqualTo(LoginRefusal.REPLAYED);
        assertThat(refused(site(LoginSettings.HERE).passkeys().enter(BROWSER, answer, HOUR)))
                .isEqualTo(LoginRefusal.REPLAYED);
        stop();
        start();
        assertThat(refused(logins.passkeys().enter(BROWSER, answer, HOUR)))
                .isEqualTo(LoginRefusal.REPLAYED);
    }

    @Test
    void ofManyWhoShowOneAnswerAtOnceOneGetsIn() throws Exception {
        SoftPasskey device = new SoftPasskey();
        enrol(device, officer);
        String answer = device.show(logins.passkeys().login(BROWSER));
        try (ExecutorService crowd = Executors.newFixedThreadPool(8)) {
            var all =
                    crowd.invokeAll(
                            IntStream.range(0, 16)
                                    .<java.util.concurrent.Callable<LoginAnswer>>mapToObj(_ ->
                                            () -> logins.passkeys().enter(BROWSER, answer, HOUR))
                                    .toList());
            int in = 0;
            for (var one : all) {
                in += one.get() instanceof LoginAnswer.In ? 1 : 0;
            }
            assertThat(in).isEqualTo(1);
        }
    }

    @Test
    void aChallengeIsForOneBrowserOnePurposeAndFiveMinutes() {
        SoftPasskey device = new SoftPasskey();
        enrol(device, officer);
        String answer = device.show(logins.passkeys().login("another browser"));
        assertThat(refused(logins.passkeys().enter(BROWSER, answer, HOUR)))
                .isEqualTo(LoginRefusal.BAD_CHALLENGE);

        ObjectNode enrolment = logins.passkeys().enrolment(officer);
        assertThat(refused(logins.passkeys().enter(BROWSER, device.show(enrolment), HOUR)))
                .isEqualTo(LoginRefusal.BAD_CHALLENGE);

        String late = device.show(logins.passkeys().login(BROWSER));
        ahead = Challenges.VALID.plusSeconds(1);
        assertThat(refused(logins.passkeys().enter(BROWSER, late, HOUR)))
                .isEqualTo(LoginRefusal.BAD_CHALLENGE);
        ahead = Duration.ZERO;

        ObjectNode own = logins.passkeys().login(BROWSER);
        own.put("challenge", "AAAA");
        assertThat(refused(logins.passkeys().enter(BROWSER, device.show(own), HOUR)))
                .isEqualTo(LoginRefusal.BAD_CHALLENGE);
    }

    @Test
    void aDeviceThatAsksNobodyWhoTheyAreLetsNobodyIn() {
        SoftPasskey device = new SoftPasskey();
        enrol(device, officer);
        device.flags = 0x01;
        assertThat(refused(show(device))).isEqualTo(LoginRefusal.NOT_VERIFIED);

        SoftPasskey other = new SoftPasskey();
        other.flags = 0x01;
        String answer = other.enrol(logins.passkeys().enrolment(officer));
        assertThat(refused(logins.passkeys().enrol(officer, "x", answer)))
                .isEqualTo(LoginRefusal.NOT_VERIFIED);
    }

    @Test
    void pagesOfOthersGetNothing() {
        SoftPasskey device = new SoftPasskey();
        enrol(device, officer);
        for (String page : Set.of("http://localhost.evil.example", "https://office.example")) {
            device.origin = page;
            assertThat(refused(show(device))).as(page).isEqualTo(LoginRefusal.WRONG_PLACE);
        }
        device.origin = "http://localhost:9999";
        in(show(device));
        device.domain = "evil.example";
        assertThat(refused(show(device))).isEqualTo(LoginRefusal.WRONG_PLACE);
    }

    @Test
    void onlyPagesOfTheDomainCountWhereOneIsSet() {
        LoginSettings ours = new LoginSettings("office.example", Set.of("https://x.test:8443"));
        Logins there = site(ours);
        SoftPasskey device = new SoftPasskey();
        device.domain = "office.example";
        device.origin = "https://a.office.example";
        String answer = device.enrol(there.passkeys().enrolment(officer));
        assertThat(there.passkeys().enrol(officer, "x", answer))
                .isInstanceOf(EnrolmentAnswer.Enrolled.class);
        for (String page :
                Set.of(
                        "http://a.office.example",
                        "https://office.example:444",
                        "https://office.example.evil.test",
                        "https://evil-office.example",
                        "http://localhost:8080")) {
            device.origin = page;
            assertThat(
                            refused(
                                    there.passkeys()
                                            .enter(
                                                    BROWSER,
                                                    device.show(there.passkeys().login(BROWSER)),
                                                    HOUR)))
                    .as(page)
                    .isEqualTo(LoginRefusal.WRONG_PLACE);
        }
        for (String page : Set.of("https://office.example", "https://x.test:8443")) {
            device.origin = page;
            in(there.passkeys().enter(BROWSER, device.show(there.passkeys().login(BROWSER)), HOUR));
        }
    }

    @Test
    void aCounterThatGoesBackTellsOfACopy() {
        SoftPasskey device = new SoftPasskey();
        device.counter = 7;
        enrol(device, officer);
        device.counter = 9;
        in(show(device));
        device.counter = 9;
        assertThat(refused(show(device))).isEqualTo(LoginRefusal.COPIED);
        device.counter = 8;
        assertThat(refused(show(device))).isEqualTo(LoginRefusal.COPIED);
        stop();
        start();
        assertThat(refused(show(device))).isEqualTo(LoginRefusal.COPIED);
        device.counter = 10;
        in(show(device));
    }

    @Test
    void anEndedPasskeyOpensNothingForEver() {
        SoftPasskey device = new SoftPasskey();
        Passkey made = enrol(device, officer);
        assertThat(refused(logins.passkeys().end(second.id(), made.name())))
                .isEqualTo(LoginRefusal.UNKNOWN);
        String session = in(show(device)).opened().token();
        assertThat(logins.passkeys().end(officer.id(), made.name()))
                .isInstanceOf(EnrolmentAnswer.Ended.class);
        logins.look();
        assertThat(identity.principals().bySession(session)).isEmpty();
        assertThat(refused(show(device))).isEqualTo(LoginRefusal.UNKNOWN);
        assertThat(logins.passkeys().of(officer.id())).isEmpty();
        String again = device.enrol(logins.passkeys().enrolment(officer));
        assertThat(refused(logins.passkeys().enrol(officer, "x", again)))
                .isEqualTo(LoginRefusal.KNOWN);
        stop();
        start();
        assertThat(refused(show(device))).isEqualTo(LoginRefusal.UNKNOWN);
    }

    @Test
    void oneKeyIsOneAccountsAndOneAnswerEnrolsOnce() {
        SoftPasskey device = new SoftPasskey();
        String answer = device.enrol(logins.passkeys().enrolment(officer));
        assertThat(refused(logins.passkeys().enrol(second, "x", answer)))
                .isEqualTo(LoginRefusal.BAD_CHALLENGE);
        var first = (EnrolmentAnswer.Enrolled) logins.passkeys().enrol(officer, "x", answer);
        var again = (EnrolmentAnswer.Enrolled) logins.passkeys().enrol(officer, "x", answer);
        assertThat(again.repeated()).isTrue();
        assertThat(again.leaf()).isEqualTo(first.leaf());
        String stolen = device.enrol(logins.passkeys().enrolment(second));
        assertThat(refused(logins.passkeys().enrol(second, "x", stolen)))
                .isEqualTo(LoginRefusal.KNOWN);
        device.belongTo(new byte[16]);
        assertThat(refused(show(device))).isEqualTo(LoginRefusal.UNKNOWN);
    }

    @Test
    void anAccountHasTenAndAClosedOneOpensNothing() {
        SoftPasskey device = new SoftPasskey();
        enrol(device, officer);
        for (int i = 1; i < Passkeys.MOST; i++) {
            enrol(new SoftPasskey(), officer);
        }
        String answer = new SoftPasskey().enrol(logins.passkeys().enrolment(officer));
        assertThat(refused(logins.passkeys().enrol(officer, "x", answer)))
                .isEqualTo(LoginRefusal.TOO_MANY);
        database.database()
                .inTransaction(tx -> {
                    identity.accounts().close(tx, officer.id());
                    return true;
                });
        assertThat(refused(show(device))).isEqualTo(LoginRefusal.NOBODY);
    }

    @Test
    void whoIsErasedHasNoPasskeyAndNothingOfThemIsReadable() throws Exception {
        SoftPasskey device = new SoftPasskey();
        enrol(device, officer);
        in(show(device));
        // Standing still: while it runs, files come and go.
        stop();
        try (var files = Files.walk(folder.resolve("journals"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                String bytes =
                        new String(
                                Files.readAllBytes(file), java.nio.charset.StandardCharsets.UTF_8);
                assertThat(bytes).as(file.toString()).doesNotContain("내 열쇠", officer.id());
            }
        }
        start();
        keys.dataKeys().erase(personal.get(officer.id()).id(), "a test");
        stop();
        start();
        assertThat(logins.passkeys().of(officer.id())).isEmpty();
        assertThat(refused(show(device))).isEqualTo(LoginRefusal.UNKNOWN);
    }

    @Test
    void whateverIsSentInsteadIsRefused() {
        SoftPasskey device = new SoftPasskey();
        enrol(device, officer);
        String good = device.show(logins.passkeys().login(BROWSER));
        for (String bad :
                Set.of(
                        "",
                        "x",
                        "[]",
                        "{}",
                        "null",
                        "{\"id\":null}",
                        good.substring(1),
                        good.replace("\"response\"", "\"other\""),
                        good.replace("authenticatorData", "attestationObject"),
                        good.replace("clientDataJSON\":\"", "clientDataJSON\":\"AAAA"),
                        "[".repeat(5_000),
                        "x".repeat(WebAuthn.LONGEST + 1))) {
            assertThat(refused(logins.passkeys().enter(BROWSER, bad, HOUR)))
                    .as(bad.length() > 90 ? bad.substring(0, 90) : bad)
                    .isIn(
                            LoginRefusal.MALFORMED,
                            LoginRefusal.BAD_CHALLENGE,
                            LoginRefusal.BAD_SIGNATURE,
                            LoginRefusal.UNKNOWN);
            assertThat(refused(logins.passkeys().enrol(officer, "x", bad)))
                    .isIn(LoginRefusal.MALFORMED, LoginRefusal.BAD_CHALLENGE);
        }
        device.type = "webauthn.create";
        assertThat(refused(show(device))).isEqualTo(LoginRefusal.BAD_SIGNATURE);
        device.type = "";
        ObjectNode options = logins.passkeys().login(BROWSER);
        String swapped = new SoftPasskey().show(options);
        assertThat(refused(logins.passkeys().enter(BROWSER, swapped, HOUR)))
                .isEqualTo(LoginRefusal.UNKNOWN);
        in(logins.passkeys().enter(BROWSER, good, HOUR));
    }
}
