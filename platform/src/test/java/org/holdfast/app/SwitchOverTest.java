// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.testing.Waiting.until;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.holdfast.database.Database;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.keys.Keys;
import org.holdfast.ledger.Ledger;
import org.holdfast.sites.OpenAlarm;
import org.holdfast.sites.Probes;
import org.holdfast.sites.SiteDoors;
import org.holdfast.sites.SiteReport;
import org.holdfast.sites.SiteWatch;
import org.holdfast.sites.SitesSettings;
import org.holdfast.sites.SwitchOver;
import org.holdfast.sites.SwitchOver.Answer;
import org.holdfast.sites.SwitchOver.Demand;
import org.holdfast.sites.SwitchOver.Progress;
import org.holdfast.sites.SwitchOver.Refusal;
import org.holdfast.sites.SwitchOver.State;
import org.holdfast.sites.WatchSettings;
import org.holdfast.testing.FakeSites;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Demands to move the primary, at a console of site a with a real journal, and listeners in the
/// place of Patroni and the other sites.
final class SwitchOverTest extends AskedOffice {
    private static final Principal WHO =
            new Principal("p-1", Role.OPERATOR, Optional.empty(), Optional.empty(), "운영자");

    private FakeSites sites;
    private SiteWatch watch;
    private SwitchOver switchOver;

    @BeforeEach
    void begin() throws IOException {
        sites = new FakeSites();
        for (String site : List.of("b", "c")) {
            sites.reports(site, report(site, List.of()));
        }
        open();
    }

    private static String report(String site, List<OpenAlarm> alarms) {
        return new SiteReport(
                        site,
                        Instant.parse("2026-11-26T10:00:00Z"),
                        false,
                        false,
                        List.of(),
                        List.of(),
                        List.of(),
                        alarms)
                .json();
    }

    private void open() {
        SequencedMap<String, SiteDoors> doors = new LinkedHashMap<>();
        sites.addresses()
                .forEach((site, at) ->
                        doors.put(
                                site,
                                new SiteDoors(
                                        at, at, at, URI.create("tcp://" + at.getAuthority()))));
        WatchSettings settings =
                new WatchSettings(
                        "a",
                        "x",
                        doors,
                        "t",
                        Optional.of(new WatchSettings.Login("patroni", "secret")),
                        List::of);
        var beans = office.context();
        InstantSource clock = InstantSource.system();
        Ledger ledger = beans.getBean(Ledger.class);
        watch =
                SiteWatch.of(
                        settings,
                        ledger,
                        List::of,
                        Probes.of(SitesSettings.alone(), clock, new java.security.SecureRandom()),
                        beans.getBean(Database.class).pulse(),
                        clock);
        switchOver = SwitchOver.of(settings, watch, ledger, beans.getBean(Keys.class), clock);
    }

    @AfterEach
    void end() {
        switchOver.close();
        watch.close();
        sites.close();
    }

    private static Demand demand(String operation, String to) {
        return new Demand(WHO, operation, Optional.empty(), to, to, "power work tonight");
    }

    private static String operation() {
        return "move-" + UUID.randomUUID();
    }

    private State state(String operation) {
        return switchOver.progress(WHO, operation).map(Progress::state).orElseThrow();
    }

    @Test
    void movesThePrimaryAndWritesDownWhoAndWhy() {
        String operation = operation();
        assertThat(switchOver.demand(demand(operation, "b"))).isInstanceOf(Answer.Taken.class);
        until(() -> state(operation) == State.MOVED);
        assertThat(sites.primary()).isEqualTo("b");
        assertThat(sites.asked()).hasSize(1).first().asString().contains("\"candidate\":\"b\"");
        Progress past = switchOver.past(1).getFirst();
        assertThat(past.by()).isEqualTo("운영자");
        assertThat(past.reason()).isEqualTo("power work tonight");
        assertThat(past.from()).isEqualTo("a");
        assertThat(past.words()).contains("200");
        assertThat(watch.asked().primary()).contains("b");
    }

    @Test
    void twoClicksAreOneSwitchOver() {
        String operation = operation();
        sites.hold();
        List<CompletableFuture<Answer>> clicks =
                java.util.stream.Stream.generate(() ->
                                CompletableFuture.supplyAsync(
                                        () -> switchOver.demand(demand(operation, "b"))))
                        .limit(4)
                        .toList();
        List<Answer> answers = clicks.stream().map(CompletableFuture::join).toList();
        assertThat(answers).allMatch(Answer.Taken.class::isInstance);
        assertThat(answers.stream().filter(one -> !((Answer.Taken) one).repeated())).hasSize(1);
        assertThat(switchOver.demand(demand(operation(), "b")))
                .isEqualTo(new Answer.Refused(Refusal.RUNNING));
        sites.goOn();
        until(() -> state(operation) == State.MOVED);
        assertThat(switchOver.demand(demand(operation, "b"))).isInstanceOf(Answer.Taken.class);
        assertThat(sites.asked()).hasSize(1);
        assertThat(sites.primary()).isEqualTo("b");
    }

    @Test
    void aDemandWhoseProcessDiedIsNeverMadeAgain() {
        String operation = operation();
        sites.hold();
        assertThat(switchOver.demand(demand(operation, "b"))).isInstanceOf(Answer.Taken.class);
        until(() -> sites.asked().size() == 1);
        switchOver.close();
        watch.close();
        open();
        assertThat(state(operation)).isEqualTo(State.UNKNOWN);
        assertThat(switchOver.demand(demand(operation, "b"))).isInstanceOf(Answer.Taken.class);
        assertThat(sites.asked()).hasSize(1);
        sites.goOn();
        until(() -> state(operation) == State.MOVED);
    }

    @Test
    void refusesEveryTargetThatDoesNotHaveEveryAcknowledgedCommit() {
        refused("c", Refusal.NOT_SYNCHRONOUS);
        refused("a", Refusal.IS_PRIMARY);
        refused("z", Refusal.UNKNOWN_SITE);
        sites.lag(SwitchOver.MOST_LAG_BYTES + 1);
        refused("b", Refusal.BEHIND);
        sites.lag(0);
        sites.roles("a", "");
        refused("b", Refusal.NOT_SYNCHRONOUS);
        sites.roles("", "b");
        refused("b", Refusal.NO_PRIMARY);
        sites.roles("a", "b");
        for (String alarm : List.of("site-loses-long-packets-b", "long-packets-lost-c-b")) {
            sites.reports("c", report("c", List.of(new OpenAlarm(Instant.EPOCH, alarm, "words"))));
            refused("b", Refusal.LOSES_PACKETS);
        }
        sites.reports("c", report("c", List.of()));
        sites.kill("b");
        refused("b", Refusal.NOT_SYNCHRONOUS);
        assertThat(sites.asked()).isEmpty();
    }

    private void refused(String to, Refusal why) {
        assertThat(switchOver.demand(demand(operation(), to))).isEqualTo(new Answer.Refused(why));
    }

    private static Demand demand(String operation, String typed, String reason) {
        return new Demand(WHO, operation, Optional.empty(), "b", typed, reason);
    }

    @Test
    void refusesWithoutTheNameOrAReasonAndOneNameForTwoDemands() {
        String good = operation();
        assertThat(switchOver.demand(demand(good, "c", "why")))
                .isEqualTo(new Answer.Refused(Refusal.NAME_DIFFERS));
        for (String reason : List.of("", "  ", "x".repeat(SwitchOver.LONGEST_REASON + 1))) {
            assertThat(switchOver.demand(demand(good, "b", reason)))
                    .isEqualTo(new Answer.Refused(Refusal.REASON_MISSING));
        }
        assertThat(switchOver.progress(WHO, good)).isEmpty();
        assertThat(switchOver.demand(demand(good, "b"))).isInstanceOf(Answer.Taken.class);
        assertThat(switchOver.demand(demand(good, "b", "another")))
                .isEqualTo(new Answer.Refused(Refusal.OTHER_REQUEST));
        until(() -> state(good) == State.MOVED);
    }

    @Test
    void movesItOnlyFromWhereThePersonSawIt() {
        String late = operation();
        assertThat(switchOver.demand(new Demand(WHO, late, Optional.of("c"), "b", "b", "why")))
                .isEqualTo(new Answer.Refused(Refusal.PRIMARY_MOVED));
        assertThat(switchOver.progress(WHO, late)).isEmpty();
        assertThat(sites.asked()).isEmpty();
        assertThat(switchOver.demand(new Demand(WHO, late, Optional.of("a"), "b", "b", "why")))
                .isInstanceOf(Answer.Taken.class);
        until(() -> state(late) == State.MOVED);
    }

    @Test
    void saysWhenPatroniRefusedOrBrokeOff() {
        String refused = operation();
        sites.refuses(503);
        assertThat(switchOver.demand(demand(refused, "b"))).isInstanceOf(Answer.Taken.class);
        until(() -> state(refused) == State.REFUSED);
        assertThat(sites.primary()).isEqualTo("a");
        String broken = operation();
        sites.breaks(false);
        assertThat(switchOver.demand(demand(broken, "b"))).isInstanceOf(Answer.Taken.class);
        until(() -> state(broken) == State.UNKNOWN);
        String done = operation();
        sites.breaks(true);
        assertThat(switchOver.demand(demand(done, "b"))).isInstanceOf(Answer.Taken.class);
        until(() -> state(done) == State.MOVED);
        assertThat(sites.primary()).isEqualTo("b");
    }

    @Test
    void asksNobodyWhereTheOfficeIsAlone() {
        var answer =
                visitor.post(
                        "/api/v1/sites/switch-over",
                        token("operator", ""),
                        java.util.Map.of("to", "b", "confirm", "b", "reason", "why"));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("switch-over-alone");
        assertThat(
                        visitor.post(
                                        "/api/v1/sites/switch-over",
                                        token("officer", "kr-11110"),
                                        java.util.Map.of("to", "b", "confirm", "b", "reason", "y"))
                                .status())
                .isEqualTo(403);
    }
}
