// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.holdfast.cases.OfficeBelow;
import org.holdfast.cases.OperationId;
import org.holdfast.cases.SitesBelow;
import org.holdfast.identity.Principal;
import org.holdfast.registers.RecordVersion;
import org.holdfast.testing.Waiting;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two sites that do not hear each other at times.
final class FactChecksAtTwoSitesTest {
    private static final String LIVES = AtFactOffice.LIVES;

    @TempDir static Path folder;
    private static SitesBelow sites;
    private static OfficeBelow below;
    private static Facts a;
    private static Facts b;
    private static Principal bank;

    @BeforeAll
    static void open() throws Exception {
        sites = SitesBelow.at(folder);
        below = sites.a();
        a = facts(below);
        b = facts(sites.b());
        bank = below.party("견본은행");
        RecordVersion first = person();
        String code =
                AtFactOffice.given(a.consents().give(consent(first, Optional.empty()))).code();
        Waiting.until(() -> !isRefused(check(b, code, first)));
    }

    @AfterAll
    static void close() throws Exception {
        sites.close();
    }

    private static Facts facts(OfficeBelow at) {
        return AtFactOffice.facts(at, at.registers(), at.ledger(), InstantSource.system());
    }

    private static RecordVersion person() {
        return below.family().members().getFirst();
    }

    private static Consents.GiveCommand consent(RecordVersion person, Optional<Integer> uses) {
        return new Consents.GiveCommand(
                OfficeBelow.citizen(person),
                AtFactOffice.operation(),
                bank.id(),
                List.of(LIVES),
                "account",
                "",
                AtFactOffice.today().plusDays(10),
                uses);
    }

    private static FactChecks.CheckCommand order(
            OperationId operation, String code, RecordVersion person) {
        return new FactChecks.CheckCommand(
                bank,
                operation,
                new FactChecks.Ground.Consent(code),
                LIVES,
                AtFactOffice.lives(person, AtFactOffice.address(person)),
                "account");
    }

    private static FactAnswer<FactChecks.Checked> check(
            Facts at, String code, RecordVersion person) {
        return at.checks().check(order(AtFactOffice.operation(), code, person));
    }

    private static boolean isRefused(FactAnswer<FactChecks.Checked> answer) {
        return answer instanceof FactAnswer.Refused<FactChecks.Checked>;
    }

    @Test
    void aConsentCountsAndAWithdrawalActsWhereItWasRead() {
        RecordVersion person = person();
        Consents.Consent consent =
                AtFactOffice.given(a.consents().give(consent(person, Optional.empty())));
        assertThat(isRefused(check(a, consent.code(), person))).isFalse();
        Waiting.until(() -> !isRefused(check(b, consent.code(), person)));
        sites.apart(true);
        try {
            AtFactOffice.given(b.consents().withdraw(OfficeBelow.citizen(person), consent.id()));
            assertThat(isRefused(check(b, consent.code(), person))).isTrue();
            // Nobody here can know.
            assertThat(isRefused(check(a, consent.code(), person))).isFalse();
        } finally {
            sites.apart(false);
        }
        Waiting.until(() -> isRefused(check(a, consent.code(), person)));
        Consents.Consent now =
                AtFactOffice.given(a.consents().of(OfficeBelow.citizen(person))).getFirst();
        assertThat(now.state()).isEqualTo(Consents.State.WITHDRAWN);
        assertThat(now.used()).isGreaterThanOrEqualTo(3);
        assertThat(a.checks().about(person.ref(), 50)).hasSize(now.used());
    }

    @Test
    void oneCommandTriedAtTwoSitesIsOneConsentWithOneCode() {
        RecordVersion person = person();
        Consents.GiveCommand command = consent(person, Optional.empty());
        sites.apart(true);
        Consents.Consent here;
        Consents.Consent there;
        try {
            here = AtFactOffice.given(a.consents().give(command));
            there = AtFactOffice.given(b.consents().give(command));
        } finally {
            sites.apart(false);
        }
        assertThat(there.code()).isEqualTo(here.code());
        assertThat(there.receipt().leaf()).isNotEqualTo(here.receipt().leaf());
        AtFactOffice.given(a.consents().withdraw(command.who(), here.id()));
        Waiting.until(() -> isRefused(check(b, here.code(), person)));
        assertThat(AtFactOffice.given(b.consents().of(command.who()))).hasSize(1);
    }

    @Test
    void oneOrderAnsweredAtTwoSitesHasOneAnswerOnceTheyHearEachOther() {
        RecordVersion person = person();
        Consents.Consent consent =
                AtFactOffice.given(a.consents().give(consent(person, Optional.of(1))));
        Waiting.until(
                () -> !AtFactOffice.given(b.consents().of(OfficeBelow.citizen(person))).isEmpty());
        FactChecks.CheckCommand order = order(AtFactOffice.operation(), consent.code(), person);
        sites.apart(true);
        try {
            CompletableFuture<FactAnswer<FactChecks.Checked>> there =
                    CompletableFuture.supplyAsync(() -> b.checks().check(order));
            assertThat(isRefused(a.checks().check(order))).isFalse();
            assertThat(isRefused(there.join())).isFalse();
        } finally {
            sites.apart(false);
        }
        Waiting.until(() -> signed(a, order).equals(signed(b, order)));
        assertThat(isRefused(check(a, consent.code(), person))).isTrue();
        Consents.Consent now =
                AtFactOffice.given(a.consents().of(OfficeBelow.citizen(person))).getFirst();
        assertThat(now.used()).isEqualTo(1);
        assertThat(now.state()).isEqualTo(Consents.State.USED_UP);
    }

    private static String signed(Facts at, FactChecks.CheckCommand order) {
        return AtFactOffice.given(at.checks().check(order)).signed();
    }

    @Test
    void oneOrderAtOneSiteManyTimesAtOnceIsAnsweredOnce() {
        RecordVersion person = person();
        Consents.Consent consent =
                AtFactOffice.given(a.consents().give(consent(person, Optional.of(1))));
        FactChecks.CheckCommand order = order(AtFactOffice.operation(), consent.code(), person);
        List<CompletableFuture<FactAnswer<FactChecks.Checked>>> all =
                java.util.stream.IntStream.range(0, 8)
                        .mapToObj(_ -> CompletableFuture.supplyAsync(() -> a.checks().check(order)))
                        .toList();
        assertThat(all.stream().map(one -> AtFactOffice.given(one.join()).signed()).distinct())
                .hasSize(1);
        assertThat(a.checks().about(person.ref(), 10)).hasSize(1);
    }
}
