// SPDX-License-Identifier: Apache-2.0
package org.holdfast.logins;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.holdfast.identity.Principal;
import org.holdfast.validation.OutsideAuthority;
import org.holdfast.validation.Tier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Officials who log in by certificates of an authority outside, which answers, is silent, or
/// revokes.
final class OutsideCertificatesTest extends AtLogins {
    private OutsideAuthority authority;

    @BeforeEach
    void follow() {
        authority = new OutsideAuthority(folder.resolve("status"), clock);
        follows();
        logins.close();
        logins = site(LoginSettings.HERE);
        assertThat(authority.publish()).isTrue();
    }

    private void follows() {
        outside =
                Optional.of(
                        new OutsideCertificates.Outside(authority.store(), authority.validation()));
    }

    @AfterEach
    void leave() {
        authority.close();
    }

    private record Card(X509Certificate certificate, KeyPair key) {
        byte[] der() {
            try {
                return certificate.getEncoded();
            } catch (GeneralSecurityException bug) {
                throw new IllegalStateException(bug);
            }
        }

        CertificateLogins.Shown signed(String text) {
            try {
                Signature signature =
                        Signature.getInstance(
                                key.getPrivate().getAlgorithm().equals("RSA")
                                        ? "SHA256withRSA"
                                        : "SHA256withECDSA");
                signature.initSign(key.getPrivate());
                signature.update(text.getBytes(StandardCharsets.UTF_8));
                return new CertificateLogins.Shown(der(), signature.sign());
            } catch (GeneralSecurityException bug) {
                throw new IllegalStateException(bug);
            }
        }
    }

    private Card card(String name) {
        KeyPair key = OutsideAuthority.curve();
        return new Card(authority.official(name, key), key);
    }

    private OutsideCertificates.Answer bind(String operation, Principal owner, byte[] der) {
        return logins.outsideCertificates()
                .bind(
                        new OutsideCertificates.Order(
                                "p-operator", operation, owner, der, List.of()));
    }

    private OutsideCertificates.Bound bound(Card card, Principal owner) {
        OutsideCertificates.Answer answer =
                bind("bind " + card.certificate().getSerialNumber(), owner, card.der());
        assertThat(answer).isInstanceOf(OutsideCertificates.Answer.Taken.class);
        return ((OutsideCertificates.Answer.Taken) answer).bound();
    }

    private LoginAnswer enter(Card card) {
        CertificateLogins here = logins.certificates();
        String challenge = here.challenge();
        return here.enter(
                challenge,
                card.signed(
                        here.signed(
                                CertificateLogins.Part.FIRST,
                                challenge,
                                card.der(),
                                Optional.empty())),
                Optional.empty(),
                HOUR);
    }

    private LoginAnswer together(Card one, Card other) {
        CertificateLogins here = logins.certificates();
        String challenge = here.challenge();
        Optional<String> reason = Optional.of("외부 인증기관이 응답하지 않음");
        return here.enter(
                challenge,
                one.signed(here.signed(CertificateLogins.Part.FIRST, challenge, one.der(), reason)),
                Optional.of(
                        new CertificateLogins.Second(
                                other.signed(
                                        here.signed(
                                                CertificateLogins.Part.SECOND,
                                                challenge,
                                                one.der(),
                                                reason)),
                                reason.get())),
                HOUR);
    }

    private static String refusedFor(OutsideCertificates.Answer answer) {
        assertThat(answer).isInstanceOf(OutsideCertificates.Answer.Refused.class);
        return ((OutsideCertificates.Answer.Refused) answer).code();
    }

    @Test
    void whoseCertificateIsBoundIsInAndNobodyIsAsked() {
        Card card = card("공무원");
        assertThat(refused(enter(card))).isEqualTo(LoginRefusal.UNKNOWN);
        bound(card, officer);
        int visits = authority.visits();
        LoginAnswer.In in = in(enter(card));
        assertThat(in.who()).isEqualTo(officer);
        assertThat(in.tier()).isEqualTo(Tier.FULL);
        assertThat(in.asOf()).isPresent();
        assertThat(identity.principals().byToken(in.opened().token())).contains(officer);
        assertThat(authority.visits()).isEqualTo(visits);
    }

    @Test
    void aHandshakeIsJudgedAsASignatureIsAndNobodyIsAsked() {
        Card card = card("공무원");
        byte[] id = new byte[32];
        var shown = new CertificateLogins.Handshake(id, card.der());
        CertificateLogins here = logins.certificates();
        assertThat(refused(here.enter(shown, HOUR))).isEqualTo(LoginRefusal.UNKNOWN);
        OutsideCertificates.Bound bound = bound(card, officer);
        int visits = authority.visits();
        String pass = here.pass(shown).orElseThrow();
        LoginAnswer.In in = in(here.enter(pass, HOUR));
        assertThat(in.who()).isEqualTo(officer);
        assertThat(in.asOf()).isPresent();
        assertThat(logins.outsideCertificates().end(bound.name()))
                .isInstanceOf(OutsideCertificates.Answer.Ended.class);
        logins.look();
        assertThat(identity.principals().bySession(in.opened().token())).isEmpty();
        id[0] = 1;
        assertThat(refused(here.enter(new CertificateLogins.Handshake(id, card.der()), HOUR)))
                .isEqualTo(LoginRefusal.UNKNOWN);
        assertThat(authority.visits()).isEqualTo(visits);
    }

    @Test
    void anRsaCardOpensAndAShortOneDoesNot() {
        KeyPair key = OutsideAuthority.rsa(2048);
        Card card = new Card(authority.official("rsa", key), key);
        bound(card, officer);
        in(enter(card));
        KeyPair small = OutsideAuthority.rsa(1024);
        Card weak = new Card(authority.official("weak", small), small);
        assertThat(refusedFor(bind("weak", officer, weak.der())))
                .isEqualTo("bad-outside-certificate");
        Card other = card("other");
        assertThat(refused(enter(new Card(card.certificate(), other.key()))))
                .isEqualTo(LoginRefusal.BAD_SIGNATURE);
    }

    /// The authority is silent: what is known grows old, and by its age it is enough for less.
    @Test
    void whileTheAuthorityIsSilentLoginsGoOnByTheAgeOfWhatIsKnown() {
        Card card = card("one");
        Card other = card("other");
        bound(card, officer);
        bound(other, second);
        authority.fallSilent();
        int visits = authority.visits();
        ahead = Duration.ofMinutes(59);
        assertThat(in(enter(card)).tier()).isEqualTo(Tier.FULL);
        ahead = Duration.ofMinutes(239);
        assertThat(in(enter(card)).tier()).isEqualTo(Tier.MARKED);
        ahead = Duration.ofHours(5);
        LoginAnswer.In counter = in(enter(card));
        assertThat(counter.tier()).isEqualTo(Tier.COUNTER);
        assertThat(
                        identity.principals()
                                .byToken(counter.opened().token())
                                .orElseThrow()
                                .onlyInPerson())
                .isTrue();
        ahead = Duration.ofHours(25);
        assertThat(refused(enter(card))).isEqualTo(LoginRefusal.TOO_OLD);
        LoginAnswer.In glass = in(together(card, other));
        assertThat(glass.who()).isEqualTo(officer);
        assertThat(logins.review().exceptions())
                .anyMatch(found -> found.why() == LoginReview.Why.BROKEN_GLASS);
        assertThat(authority.visits()).isEqualTo(visits);
    }

    @Test
    void whoIsRevokedIsOutAtTheNextListAndWhatTheyOpenedEnds() {
        Card card = card("one");
        bound(card, officer);
        LoginAnswer.In in = in(enter(card));
        ahead = Duration.ofMinutes(20);
        LoginAnswer.In later = in(enter(card));
        assertThat(logins.review().open()).isPositive();
        ahead = Duration.ofMinutes(19);
        authority.revoke(card.certificate());
        ahead = Duration.ofMinutes(20).plusSeconds(30);
        assertThat(authority.publish()).isTrue();
        assertThat(refused(enter(card))).isEqualTo(LoginRefusal.NOT_GOOD);
        logins.look();
        assertThat(identity.principals().byToken(in.opened().token())).isEmpty();
        assertThat(identity.principals().byToken(later.opened().token())).isEmpty();
        // The list says a minute before itself: the first login was before that, the second after.
        List<LoginReview.Finding> found = logins.review().exceptions();
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().why()).isEqualTo(LoginReview.Why.REVOKED_BEFORE);
        assertThat(logins.review().open()).isZero();
    }

    @Test
    void aLoginOnOldKnowledgeIsConfirmedByNewer() {
        Card card = card("one");
        bound(card, officer);
        ahead = Duration.ofHours(2);
        assertThat(in(enter(card)).tier()).isEqualTo(Tier.MARKED);
        assertThat(logins.review().open()).isEqualTo(1);
        ahead = Duration.ofHours(2).plusMinutes(2);
        assertThat(authority.publish()).isTrue();
        LoginReview review = logins.review();
        assertThat(review.open()).isZero();
        assertThat(review.exceptions()).isEmpty();
    }

    @Test
    void anEndedBindingOpensNothingForEver() {
        Card card = card("one");
        OutsideCertificates.Bound bound = bound(card, officer);
        LoginAnswer.In in = in(enter(card));
        assertThat(logins.outsideCertificates().end(bound.name()))
                .isInstanceOf(OutsideCertificates.Answer.Ended.class);
        assertThat(refused(enter(card))).isEqualTo(LoginRefusal.UNKNOWN);
        logins.look();
        assertThat(identity.principals().byToken(in.opened().token())).isEmpty();
        assertThat(
                        ((OutsideCertificates.Answer.Ended)
                                        logins.outsideCertificates().end(bound.name()))
                                .repeated())
                .isTrue();
        assertThat(refusedFor(bind("again", officer, card.der())))
                .isEqualTo("outside-certificate-bound");
        assertThat(logins.outsideCertificates().all()).isEmpty();
    }

    @Test
    void ofBindingsOnlyGoodOnesAreTakenAndEachOnce() {
        Card card = card("one");
        OutsideCertificates.Bound bound = bound(card, officer);
        OutsideCertificates.Answer again =
                bind("bind " + card.certificate().getSerialNumber(), officer, card.der());
        assertThat(((OutsideCertificates.Answer.Taken) again).repeated()).isTrue();
        assertThat(((OutsideCertificates.Answer.Taken) again).bound().name())
                .isEqualTo(bound.name());
        assertThat(
                        refusedFor(
                                bind(
                                        "bind " + card.certificate().getSerialNumber(),
                                        second,
                                        card.der())))
                .isEqualTo("operation-reused");
        assertThat(refusedFor(bind("to another", second, card.der())))
                .isEqualTo("outside-certificate-bound");
        byte[] torn = java.util.Arrays.copyOf(card.der(), card.der().length - 3);
        assertThat(refusedFor(bind("torn", officer, torn))).isEqualTo("bad-outside-certificate");
        KeyPair key = OutsideAuthority.curve();
        assertThat(refusedFor(bind("authority", officer, der(authority.authority("ca", key)))))
                .isEqualTo("bad-outside-certificate");
        try (OutsideAuthority stranger = new OutsideAuthority(folder.resolve("stranger"), clock)) {
            assertThat(refusedFor(bind("foreign", officer, der(stranger.official("x", key)))))
                    .isEqualTo("bad-outside-certificate");
        }
        Card revoked = card("revoked");
        authority.revoke(revoked.certificate());
        ahead = Duration.ofSeconds(5);
        assertThat(authority.publish()).isTrue();
        assertThat(refusedFor(bind("revoked", officer, revoked.der())))
                .isEqualTo("bad-outside-certificate");
    }

    @Test
    void anotherSiteThatReadsTheJournalLetsThemInAndAStartNeedsNobody() {
        Card card = card("one");
        bound(card, officer);
        authority.fallSilent();
        int visits = authority.visits();
        stop();
        authority.restartStore();
        follows();
        start();
        assertThat(in(enter(card)).tier()).isEqualTo(Tier.FULL);
        assertThat(authority.visits()).isEqualTo(visits);
        outside = Optional.empty();
        try (Logins without = site(LoginSettings.HERE)) {
            assertThat(without.outsideCertificates().isOpen()).isFalse();
            assertThat(
                            refusedFor(
                                    without.outsideCertificates()
                                            .bind(
                                                    new OutsideCertificates.Order(
                                                            "p-operator",
                                                            "none",
                                                            officer,
                                                            card.der(),
                                                            List.of()))))
                    .isEqualTo("no-outside-authorities");
        }
    }

    private static byte[] der(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException(bug);
        }
    }
}
