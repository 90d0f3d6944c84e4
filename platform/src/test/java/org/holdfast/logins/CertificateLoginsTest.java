// SPDX-License-Identifier: Apache-2.0
package org.holdfast.logins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.holdfast.identity.Role;
import org.holdfast.pki.Issued;
import org.holdfast.pki.Pki;
import org.holdfast.pki.PkiAnswer;
import org.holdfast.pki.Use;
import org.holdfast.validation.Tier;
import org.junit.jupiter.api.Test;

/// Officials who sign a challenge with openssl, by how old the knowledge about them is.
final class CertificateLoginsTest extends AtLogins {
    private static final CertificateLogins.Part FIRST = CertificateLogins.Part.FIRST;
    private static final String REASON = "다른 사이트에 어제부터 닿지 않습니다";

    private LoginAnswer together(Issued one, String name, Issued other, String otherName) {
        String challenge = logins.certificates().challenge();
        return logins.certificates()
                .enter(
                        challenge,
                        shown(one, name, text(CertificateLogins.Part.FIRST, challenge, one)),
                        Optional.of(
                                new CertificateLogins.Second(
                                        shown(
                                                other,
                                                otherName,
                                                text(
                                                        CertificateLogins.Part.SECOND,
                                                        challenge,
                                                        one)),
                                        REASON)),
                        HOUR.multipliedBy(8));
    }

    private String text(CertificateLogins.Part part, String challenge, Issued first) {
        return logins.certificates().signed(part, challenge, der(first), Optional.of(REASON));
    }

    /// Nobody is let in by what they signed to vouch for another.
    @Test
    void whoVouchesForAnotherLetsOnlyThatOtherIn() {
        Issued one = certificate("one", Use.OFFICIAL, officer.id());
        Issued other = certificate("other", Use.OFFICIAL, second.id());
        CertificateLogins here = logins.certificates();
        String challenge = here.challenge();
        var vouched = shown(other, "other", text(CertificateLogins.Part.SECOND, challenge, one));
        var own = shown(one, "one", text(CertificateLogins.Part.SECOND, challenge, other));
        for (Optional<CertificateLogins.Second> with :
                java.util.List.of(
                        Optional.of(new CertificateLogins.Second(own, REASON)),
                        Optional.<CertificateLogins.Second>empty())) {
            assertThat(refused(here.enter(challenge, vouched, with, HOUR)))
                    .isEqualTo(LoginRefusal.BAD_SIGNATURE);
        }
        in(
                here.enter(
                        challenge,
                        shown(one, "one", text(CertificateLogins.Part.FIRST, challenge, one)),
                        Optional.of(new CertificateLogins.Second(vouched, REASON)),
                        HOUR));
    }

    @Test
    void aRevokedSecondEndsWhatTheyVouchedForAndSomebodyLooksAtIt() {
        Issued one = certificate("one", Use.OFFICIAL, officer.id());
        Issued other = certificate("other", Use.OFFICIAL, second.id());
        age = Optional.empty();
        ahead = Duration.ofMinutes(20);
        LoginAnswer.In in = in(together(one, "one", other, "other"));
        ahead = Duration.ofMinutes(10);
        revoke(other);
        ahead = Duration.ofMinutes(21);
        logins.look();
        assertThat(identity.principals().byToken(in.opened().token())).isEmpty();
        assertThat(logins.review().exceptions())
                .anyMatch(found -> found.why() == LoginReview.Why.REVOKED_BEFORE);
    }

    @Test
    void aRevokedKeyOpensNothingByAnotherCertificateAndIsOneHoldersAlone() {
        byte[] request = openssl.request("one");
        Issued one = issued("a", officer.id(), request);
        Issued renewed = issued("b", officer.id(), request);
        assertThat(pki.issue(new Pki.Order("p-operator", "c", Use.OFFICIAL, second.id(), request)))
                .isInstanceOf(PkiAnswer.Refused.class);
        in(enter(renewed, "one"));
        revoke(one);
        assertThat(refused(enter(renewed, "one"))).isEqualTo(LoginRefusal.NOT_GOOD);
    }

    private Issued issued(String operation, String holder, byte[] request) {
        PkiAnswer answer =
                pki.issue(new Pki.Order("p-operator", operation, Use.OFFICIAL, holder, request));
        assertThat(answer).isInstanceOf(PkiAnswer.Given.class);
        return ((PkiAnswer.Given) answer).certificate();
    }

    @Test
    void anOfficialWhoSignsIsIn() {
        Issued one = certificate("one", Use.OFFICIAL, officer.id());
        LoginAnswer.In in = in(enter(one, "one"));
        assertThat(in.who().id()).isEqualTo(officer.id());
        assertThat(in.tier()).isEqualTo(Tier.FULL);
        assertThat(in.asOf()).isPresent();
        assertThat(identity.principals().byToken(in.opened().token()).orElseThrow())
                .isEqualTo(in.who());
        assertThat(identity.principals().bySession(in.opened().token())).isEmpty();
    }

    @Test
    void aSignatureForAnotherOfficeOrOverSomethingElseIsNone() {
        Issued one = certificate("one", Use.OFFICIAL, officer.id());
        Issued other = certificate("other", Use.OFFICIAL, second.id());
        CertificateLogins here = logins.certificates();
        String challenge = here.challenge();
        for (String text :
                new String[] {
                    challenge,
                    "",
                    here.signed(FIRST, challenge, der(one), Optional.of("a reason")),
                    here.signed(FIRST, here.challenge(), der(one), Optional.empty()),
                    here.signed(FIRST, challenge, der(other), Optional.empty()),
                    site(new LoginSettings("evil.example", java.util.Set.of()))
                            .certificates()
                            .signed(FIRST, challenge, der(one), Optional.empty())
                }) {
            assertThat(
                            refused(
                                    here.enter(
                                            challenge,
                                            shown(one, "one", text),
                                            Optional.empty(),
                                            HOUR)))
                    .isEqualTo(LoginRefusal.BAD_SIGNATURE);
        }
        String text = here.signed(FIRST, challenge, der(one), Optional.empty());
        var stolen = new CertificateLogins.Shown(der(one), signed("other", text));
        assertThat(refused(here.enter(challenge, stolen, Optional.empty(), HOUR)))
                .isEqualTo(LoginRefusal.BAD_SIGNATURE);
        var long1 = new CertificateLogins.Shown(der(other), new byte[600]);
        assertThat(refused(here.enter(challenge, long1, Optional.empty(), HOUR)))
                .isEqualTo(LoginRefusal.MALFORMED);
        // Nothing of that has used the challenge up.
        in(here.enter(challenge, shown(one, "one", text), Optional.empty(), HOUR));
        assertThat(refused(here.enter(challenge, shown(one, "one", text), Optional.empty(), HOUR)))
                .isEqualTo(LoginRefusal.REPLAYED);
    }

    @Test
    void onlyOfficialsCertificatesOfOpenAccountsCount() {
        Issued machine = certificate("machine", Use.SITE, officer.id());
        assertThat(refused(enter(machine, "machine"))).isEqualTo(LoginRefusal.UNKNOWN);
        Issued nobody = certificate("nobody", Use.OFFICIAL, "p-nobody");
        assertThat(refused(enter(nobody, "nobody"))).isEqualTo(LoginRefusal.NOBODY);
        Issued citizen = certificate("citizen", Use.OFFICIAL, account(Role.CITIZEN, "홍길동").id());
        assertThat(refused(enter(citizen, "citizen"))).isEqualTo(LoginRefusal.NOBODY);

        var _ =
                openssl.good(
                        "req",
                        "-x509",
                        "-new",
                        "-nodes",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:P-256",
                        "-subj",
                        "/CN=" + officer.id(),
                        "-keyout",
                        "own.key",
                        "-outform",
                        "DER",
                        "-out",
                        "own.der");
        String challenge = logins.certificates().challenge();
        var own = foreign(openssl.read("own.der"), "own", challenge);
        assertThat(refused(logins.certificates().enter(challenge, own, Optional.empty(), HOUR)))
                .isEqualTo(LoginRefusal.UNKNOWN);
        var junk = foreign(new byte[] {0x30, 0x03, 1}, "own", challenge);
        assertThat(refused(logins.certificates().enter(challenge, junk, Optional.empty(), HOUR)))
                .isEqualTo(LoginRefusal.BAD_SIGNATURE);
    }

    @Test
    void whoIsRevokedIsOutAtOnceAndStaysOut() {
        Issued one = certificate("one", Use.OFFICIAL, officer.id());
        LoginAnswer.In in = in(enter(one, "one"));
        revoke(one);
        assertThat(refused(enter(one, "one"))).isEqualTo(LoginRefusal.NOT_GOOD);
        logins.look();
        assertThat(identity.principals().byToken(in.opened().token())).isEmpty();
        // Deny wins, whatever the age is.
        age = Optional.empty();
        assertThat(refused(enter(one, "one"))).isEqualTo(LoginRefusal.NOT_GOOD);
        Issued other = certificate("other", Use.OFFICIAL, second.id());
        assertThat(refused(together(one, "one", other, "other"))).isEqualTo(LoginRefusal.NOT_GOOD);
        assertThat(refused(together(other, "other", one, "one"))).isEqualTo(LoginRefusal.NOT_GOOD);
        stop();
        start();
        assertThat(identity.principals().byToken(in.opened().token())).isEmpty();
    }

    @Test
    void ageDecidesWhatOneOfficialMayDoAlone() {
        Issued one = certificate("one", Use.OFFICIAL, officer.id());
        age = Optional.of(HOUR.minusSeconds(30));
        assertThat(in(enter(one, "one")).tier()).isEqualTo(Tier.FULL);
        age = Optional.of(HOUR);
        assertThat(in(enter(one, "one")).tier()).isEqualTo(Tier.MARKED);
        age = Optional.of(Duration.ofHours(4));
        LoginAnswer.In counter = in(enter(one, "one"));
        assertThat(counter.tier()).isEqualTo(Tier.COUNTER);
        String token = counter.opened().token();
        assertThat(identity.principals().byToken(token).orElseThrow().onlyInPerson()).isTrue();
        assertThat(identity.principals().bySession(token).orElseThrow().onlyInPerson()).isTrue();
        for (Optional<Duration> old :
                java.util.List.of(
                        Optional.of(Duration.ofDays(1)),
                        Optional.of(Duration.ofSeconds(-30)),
                        Optional.<Duration>empty())) {
            age = old;
            assertThat(refused(enter(one, "one"))).isEqualTo(LoginRefusal.TOO_OLD);
        }
    }

    @Test
    void twoTogetherOpenEverythingForAnHourAndSomebodyLooksAtIt() {
        Issued one = certificate("one", Use.OFFICIAL, officer.id());
        Issued mine = certificate("mine", Use.OFFICIAL, officer.id());
        Issued other = certificate("other", Use.OFFICIAL, second.id());
        age = Optional.empty();
        assertThat(refused(together(one, "one", mine, "mine"))).isEqualTo(LoginRefusal.NOBODY);
        LoginAnswer.In in = in(together(one, "one", other, "other"));
        assertThat(in.tier()).isEqualTo(Tier.BREAK_GLASS);
        assertThat(in.opened().until()).isBeforeOrEqualTo(clock.instant().plus(HOUR));
        assertThat(identity.principals().byToken(in.opened().token()).orElseThrow().onlyInPerson())
                .isFalse();
        LoginReview review = logins.review();
        assertThat(review.open()).isEqualTo(1);
        assertThat(review.exceptions()).hasSize(1);
        LoginReview.Finding finding = review.exceptions().getFirst();
        assertThat(finding.why()).isEqualTo(LoginReview.Why.BROKEN_GLASS);
        assertThat(finding.second()).contains(second.id());
        assertThat(finding.reason()).contains(REASON);
        assertThat(finding.asOf()).isEmpty();
    }

    @Test
    void aLoginOnOldKnowledgeIsCheckedAgainWhenNewerIsHere() {
        Issued good = certificate("good", Use.OFFICIAL, officer.id());
        age = Optional.of(Duration.ofHours(2));
        in(enter(good, "good"));
        assertThat(logins.review().open()).isEqualTo(1);
        assertThat(logins.review().exceptions()).isEmpty();
        ahead = Duration.ofSeconds(5);
        age = Optional.of(Duration.ofSeconds(1));
        assertThat(logins.review().open()).isZero();

        // Revoked elsewhere, and read here after the login.
        Issued gone = certificate("gone", Use.OFFICIAL, second.id());
        age = Optional.of(Duration.ofHours(2));
        ahead = Duration.ofMinutes(20);
        LoginAnswer.In in = in(enter(gone, "gone"));
        ahead = Duration.ofMinutes(10);
        revoke(gone);
        ahead = Duration.ofMinutes(21);
        logins.look();
        assertThat(logins.review().exceptions())
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.why()).isEqualTo(LoginReview.Why.REVOKED_BEFORE);
                    assertThat(one.account()).isEqualTo(second.id());
                });
        assertThat(identity.principals().byToken(in.opened().token())).isEmpty();
    }

    @Test
    void nobodyIsLetInLongerThanTheirCertificateCounts() {
        Issued one = certificate("one", Use.OFFICIAL, officer.id());
        ahead = Duration.ofDays(365).minus(Duration.ofMinutes(10));
        LoginAnswer.In in = in(enter(one, "one"));
        assertThat(in.opened().until())
                .isBeforeOrEqualTo(one.certificate().getNotAfter().toInstant());
        ahead = Duration.ofDays(366);
        assertThat(refused(enter(one, "one"))).isEqualTo(LoginRefusal.NOT_GOOD);
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        for (String domain : new String[] {"", "10.0.0.1", "Office.example", "https://x", "a"}) {
            assertThatThrownBy(() -> new LoginSettings(domain, java.util.Set.of()))
                    .as(domain)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
