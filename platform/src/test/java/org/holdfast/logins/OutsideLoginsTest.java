// SPDX-License-Identifier: Apache-2.0
package org.holdfast.logins;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.junit.jupiter.api.Test;

/// Bindings to outside providers from their making to their end, at several sites.
final class OutsideLoginsTest extends AtLogins {
    private static final String ISSUER = "https://op.example";
    private static final String PERSON = "person-4711-outside";

    private byte[] attempt() {
        byte[] drawn = new byte[65];
        random.nextBytes(drawn);
        return drawn;
    }

    private static OutsideLogins.Subject subject(String issuer, String subject) {
        return new OutsideLogins.Subject("simple", issuer, subject);
    }

    private static OutsideLogins.Subject person() {
        return subject(ISSUER, PERSON);
    }

    private Principal citizen() {
        return account(Role.CITIZEN, "홍길동");
    }

    private OutsideBinding bind(Principal who, OutsideLogins.Subject subject) {
        OutsideLogins.Answer answer = logins.outside().bind(who, attempt(), subject);
        assertThat(answer).isInstanceOf(OutsideLogins.Answer.Bound.class);
        return ((OutsideLogins.Answer.Bound) answer).binding();
    }

    private static LoginRefusal no(OutsideLogins.Answer answer) {
        assertThat(answer).isInstanceOf(OutsideLogins.Answer.Refused.class);
        return ((OutsideLogins.Answer.Refused) answer).why();
    }

    private LoginAnswer enter(OutsideLogins.Subject subject) {
        return logins.outside().enter(attempt(), subject, HOUR);
    }

    @Test
    void somebodyOpensAnAccountOnceTheyAreBoundToIt() {
        Principal who = citizen();
        assertThat(refused(enter(person()))).isEqualTo(LoginRefusal.UNKNOWN);
        OutsideBinding made = bind(who, person());
        assertThat(logins.outside().of(who.id())).containsExactly(made);
        assertThat(made.provider()).isEqualTo("simple");
        LoginAnswer.In in = in(enter(person()));
        assertThat(in.who().id()).isEqualTo(who.id());
        assertThat(identity.principals().bySession(in.opened().token()).orElseThrow().id())
                .isEqualTo(who.id());
        assertThat(identity.principals().byToken(in.opened().token())).isEmpty();
        assertThat(refused(enter(subject(ISSUER, PERSON + "x")))).isEqualTo(LoginRefusal.UNKNOWN);
        assertThat(refused(enter(subject("https://other.example", PERSON))))
                .isEqualTo(LoginRefusal.UNKNOWN);
    }

    @Test
    void theAttemptBindsOnceAndOpensOnceAtEverySite() {
        Principal who = citizen();
        byte[] binding = attempt();
        var first = (OutsideLogins.Answer.Bound) logins.outside().bind(who, binding, person());
        assertThat(first.repeated()).isFalse();
        assertThat(logins.outside().isUsed(binding)).isTrue();
        OutsideLogins elsewhere = site(LoginSettings.HERE).outside();
        var again = (OutsideLogins.Answer.Bound) elsewhere.bind(who, binding, person());
        assertThat(again.repeated()).isTrue();
        assertThat(again.leaf()).isEqualTo(first.leaf());

        byte[] login = attempt();
        assertThat(logins.outside().isUsed(login)).isFalse();
        in(logins.outside().enter(login, person(), HOUR));
        assertThat(logins.outside().isUsed(login)).isTrue();
        assertThat(refused(logins.outside().enter(login, person(), HOUR)))
                .isEqualTo(LoginRefusal.REPLAYED);
        assertThat(refused(elsewhere.enter(login, person(), HOUR)))
                .isEqualTo(LoginRefusal.REPLAYED);
    }

    @Test
    void anEndEndsWhatTheBindingOpenedAtEverySiteAndAfterAStart() {
        Principal who = citizen();
        OutsideBinding made = bind(who, person());
        LoginAnswer.In in = in(enter(person()));
        Logins elsewhere = site(LoginSettings.HERE);
        elsewhere.look();
        assertThat(no(logins.outside().end(citizen().id(), made.name())))
                .as("somebody else's")
                .isEqualTo(LoginRefusal.UNKNOWN);
        assertThat(logins.outside().end(who.id(), made.name()))
                .isInstanceOf(OutsideLogins.Answer.Ended.class);
        assertThat(refused(enter(person()))).isEqualTo(LoginRefusal.UNKNOWN);
        assertThat(refused(elsewhere.outside().enter(attempt(), person(), HOUR)))
                .isEqualTo(LoginRefusal.UNKNOWN);
        elsewhere.look();
        assertThat(identity.principals().bySession(in.opened().token())).isEmpty();
        stop();
        start();
        assertThat(refused(enter(person()))).isEqualTo(LoginRefusal.UNKNOWN);
        assertThat(logins.outside().of(who.id())).isEmpty();
        assertThat(no(logins.outside().end(who.id(), made.name()))).isEqualTo(LoginRefusal.UNKNOWN);

        OutsideBinding anew = bind(who, person());
        assertThat(anew.name()).isNotEqualTo(made.name());
        assertThat(in(enter(person())).who().id()).isEqualTo(who.id());
    }

    @Test
    void aSubjectOpensOneAccountOnly() {
        Principal who = citizen();
        OutsideBinding made = bind(who, person());
        Principal thief = citizen();
        assertThat(no(logins.outside().bind(thief, attempt(), person())))
                .isEqualTo(LoginRefusal.KNOWN);
        assertThat(no(logins.outside().bind(who, attempt(), person())))
                .isEqualTo(LoginRefusal.KNOWN);
        assertThat(in(enter(person())).who().id()).isEqualTo(who.id());
        var _ = logins.outside().end(who.id(), made.name());
        bind(thief, person());
        assertThat(in(enter(person())).who().id()).isEqualTo(thief.id());
    }

    @Test
    void ofTwoSitesThatBindOneSubjectTheEarlierCountsEverywhere() {
        Principal who = citizen();
        Principal late = citizen();
        OutsideBinding first = bind(who, person());
        // As another site enters it that has not read of the first.
        ahead = java.time.Duration.ofSeconds(5);
        LoginEntries.Bound other = unread(late);
        assertThat(in(enter(person())).who().id()).isEqualTo(who.id());
        stop();
        start();
        assertThat(in(enter(person())).who().id()).isEqualTo(who.id());
        assertThat(logins.outside().of(late.id()))
                .extracting(OutsideBinding::name)
                .containsExactly(other.name());
        var _ = logins.outside().end(late.id(), other.name());
        assertThat(in(enter(person())).who().id()).isEqualTo(who.id());
        assertThat(logins.outside().of(who.id())).containsExactly(first);
    }

    private LoginEntries.Bound unread(Principal who) {
        org.holdfast.keys.Handle name = keys.handles().of("outside binding", attempt());
        String subject =
                keys.handles()
                        .of(
                                "outside subject",
                                (ISSUER + "\0" + PERSON).getBytes(StandardCharsets.UTF_8))
                        .hex();
        LoginEntries.Bound bound = new LoginEntries.Bound(name.hex(), who.id(), "simple", subject);
        var _ =
                ledger.node()
                        .append(
                                new org.holdfast.ledger.EntryDraft(
                                        LoginEntries.OUTSIDE,
                                        LoginEntries.ALL,
                                        name,
                                        0,
                                        java.util.Optional.empty(),
                                        java.util.Optional.of(keys.dataKeys().create()),
                                        bound.content(),
                                        java.util.Optional.empty()),
                                java.util.List.of());
        return bound;
    }

    @Test
    void onlyCitizensAreBoundAndAClosedAccountOpensNothing() {
        assertThat(no(logins.outside().bind(officer, attempt(), person())))
                .isEqualTo(LoginRefusal.NOBODY);
        Principal who = citizen();
        for (int i = 0; i < OutsideLogins.MOST; i++) {
            var _ = bind(who, subject(ISSUER, "p" + i));
        }
        assertThat(no(logins.outside().bind(who, attempt(), person())))
                .isEqualTo(LoginRefusal.TOO_MANY);
        database.database()
                .inTransaction(tx -> {
                    identity.accounts().close(tx, who.id());
                    return true;
                });
        assertThat(refused(enter(subject(ISSUER, "p3")))).isEqualTo(LoginRefusal.NOBODY);
    }

    @Test
    void whoIsErasedIsBoundNoMoreAndNothingOfThemIsReadable() throws Exception {
        Principal who = citizen();
        var _ = bind(who, person());
        in(enter(person()));
        // Standing still: while it runs, files come and go.
        stop();
        try (var files = Files.walk(folder.resolve("journals"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                String bytes = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
                assertThat(bytes)
                        .as(file.toString())
                        .doesNotContain(PERSON, ISSUER, who.id(), "simple");
            }
        }
        start();
        keys.dataKeys().erase(personal.get(who.id()).id(), "a test");
        stop();
        start();
        assertThat(logins.outside().of(who.id())).isEmpty();
        assertThat(refused(enter(person()))).isEqualTo(LoginRefusal.UNKNOWN);
    }

    @Test
    void aSubjectPrintsNobody() {
        assertThat(person().toString()).doesNotContain(PERSON, ISSUER);
    }
}
