// SPDX-License-Identifier: Apache-2.0
package org.holdfast.logins;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.holdfast.identity.Role;
import org.holdfast.pki.Issued;
import org.holdfast.pki.Use;
import org.holdfast.validation.Tier;
import org.junit.jupiter.api.Test;

/// Officials whose certificate a TLS handshake has shown: what a pass opens, once, and by what is
/// known when it is redeemed.
final class CardLoginsTest extends AtLogins {
    private CertificateLogins.Handshake shown(Issued one) {
        byte[] id = new byte[32];
        random.nextBytes(id);
        return new CertificateLogins.Handshake(id, der(one));
    }

    private LoginAnswer redeem(CertificateLogins.Handshake shown) {
        return logins.certificates()
                .enter(logins.certificates().pass(shown).orElseThrow(), HOUR.multipliedBy(8));
    }

    @Test
    void aPassOpensASessionOnceAtWhicheverSite() {
        Issued one = certificate("one", Use.OFFICIAL, officer.id());
        CertificateLogins here = logins.certificates();
        CertificateLogins.Handshake shown = shown(one);
        String pass = here.pass(shown).orElseThrow();
        Logins elsewhere = site(LoginSettings.HERE);
        assertThat(elsewhere.certificates().whose(pass)).contains(officer);
        LoginAnswer.In in = in(elsewhere.certificates().enter(pass, HOUR));
        assertThat(in.who()).isEqualTo(officer);
        assertThat(in.tier()).isEqualTo(Tier.FULL);
        assertThat(in.asOf()).isPresent();
        assertThat(identity.principals().bySession(in.opened().token())).contains(officer);
        assertThat(identity.principals().byToken(in.opened().token())).isEmpty();

        assertThat(here.whose(pass)).isEmpty();
        assertThat(refused(here.enter(pass, HOUR))).isEqualTo(LoginRefusal.REPLAYED);
        String another = here.pass(shown).orElseThrow();
        assertThat(another).isNotEqualTo(pass);
        assertThat(refused(here.enter(another, HOUR))).isEqualTo(LoginRefusal.REPLAYED);
        assertThat(refused(here.enter(shown, HOUR))).isEqualTo(LoginRefusal.REPLAYED);
        elsewhere.close();
    }

    @Test
    void aProgramGetsATokenForTheApiOnce() {
        CertificateLogins.Handshake shown = shown(certificate("one", Use.OFFICIAL, officer.id()));
        LoginAnswer.In in = in(logins.certificates().enter(shown, HOUR));
        assertThat(identity.principals().byToken(in.opened().token())).contains(officer);
        assertThat(identity.principals().bySession(in.opened().token())).isEmpty();
        assertThat(refused(logins.certificates().enter(shown, HOUR)))
                .isEqualTo(LoginRefusal.REPLAYED);
    }

    @Test
    void theEntrySaysByWhichWay() {
        CertificateLogins.Handshake shown = shown(certificate("one", Use.OFFICIAL, officer.id()));
        in(redeem(shown));
        var entry =
                ledger.node()
                        .byOperation(keys.handles().of("login challenge", shown.id()))
                        .orElseThrow();
        assertThat(entry.leaf().type()).isEqualTo(LoginEntries.LOGIN);
        assertThat(entry.open().required("way").stringValue()).isEqualTo("tls");
    }

    @Test
    void whatSomebodyElseHasWrittenIsNoPass() {
        CertificateLogins here = logins.certificates();
        Issued one = certificate("one", Use.OFFICIAL, officer.id());
        String pass = here.pass(shown(one)).orElseThrow();
        byte[] bytes = Base64.getUrlDecoder().decode(pass);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= 1;
            String altered = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            assertThat(here.whose(altered)).as("byte " + i).isEmpty();
            assertThat(refused(here.enter(altered, HOUR)))
                    .isIn(LoginRefusal.BAD_CHALLENGE, LoginRefusal.MALFORMED);
            bytes[i] ^= 1;
        }
        for (String bad : new String[] {"", "é", "AAAA", here.challenge(), "A".repeat(60_000)}) {
            assertThat(here.whose(bad)).isEmpty();
            assertThat(refused(here.enter(bad, HOUR)))
                    .isIn(LoginRefusal.BAD_CHALLENGE, LoginRefusal.MALFORMED);
        }
        ahead = Duration.ofMinutes(6);
        assertThat(refused(here.enter(pass, HOUR))).isEqualTo(LoginRefusal.BAD_CHALLENGE);
        ahead = Duration.ZERO;
        in(here.enter(pass, HOUR));
    }

    @Test
    void onlyWhatTheBookKnowsCounts() {
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
                        "/O=Holdfast/OU=official/CN=" + officer.id(),
                        "-keyout",
                        "twin.key",
                        "-outform",
                        "DER",
                        "-out",
                        "twin.der");
        byte[] id = new byte[32];
        for (byte[] der : new byte[][] {openssl.read("twin.der"), new byte[0], new byte[] {0x30}}) {
            var twin = new CertificateLogins.Handshake(id, der);
            assertThat(refused(logins.certificates().enter(twin, HOUR)))
                    .isEqualTo(LoginRefusal.UNKNOWN);
        }
        assertThat(refused(redeem(shown(certificate("machine", Use.SITE, officer.id())))))
                .isEqualTo(LoginRefusal.UNKNOWN);
        assertThat(refused(redeem(shown(certificate("nobody", Use.OFFICIAL, "p-nobody")))))
                .isEqualTo(LoginRefusal.NOBODY);
        String citizen = account(Role.CITIZEN, "홍길동").id();
        assertThat(refused(redeem(shown(certificate("citizen", Use.OFFICIAL, citizen)))))
                .isEqualTo(LoginRefusal.NOBODY);
        var huge = new CertificateLogins.Handshake(id, new byte[5_000]);
        assertThat(logins.certificates().pass(huge)).isEmpty();
        assertThat(refused(logins.certificates().enter(huge, HOUR)))
                .isEqualTo(LoginRefusal.MALFORMED);
        var nameless = new CertificateLogins.Handshake(new byte[4], new byte[10]);
        assertThat(logins.certificates().pass(nameless)).isEmpty();
    }

    /// The certificate is judged when the pass is redeemed, and deny wins afterwards.
    @Test
    void whoIsRevokedBeforeOrBehindTheirPassIsOut() {
        Issued one = certificate("one", Use.OFFICIAL, officer.id());
        LoginAnswer.In in = in(redeem(shown(one)));
        String pass = logins.certificates().pass(shown(one)).orElseThrow();
        revoke(one);
        assertThat(refused(logins.certificates().enter(pass, HOUR)))
                .isEqualTo(LoginRefusal.NOT_GOOD);
        logins.look();
        assertThat(identity.principals().bySession(in.opened().token())).isEmpty();
    }

    @Test
    void whatIsKnownLongAgoOpensLessOrNothing() {
        Issued one = certificate("one", Use.OFFICIAL, officer.id());
        age = Optional.of(Duration.ofHours(5));
        LoginAnswer.In in = in(redeem(shown(one)));
        assertThat(in.tier()).isEqualTo(Tier.COUNTER);
        assertThat(
                        identity.principals()
                                .bySession(in.opened().token())
                                .orElseThrow()
                                .onlyInPerson())
                .isTrue();
        age = Optional.of(Duration.ofHours(25));
        assertThat(refused(redeem(shown(one)))).isEqualTo(LoginRefusal.TOO_OLD);
        age = Optional.empty();
        assertThat(refused(logins.certificates().enter(shown(one), HOUR)))
                .isEqualTo(LoginRefusal.TOO_OLD);
    }

    @Test
    void noSessionOutlivesItsCertificate() {
        Issued one = certificate("one", Use.OFFICIAL, officer.id());
        ahead = Duration.ofDays(365).minusHours(1);
        LoginAnswer.In in = in(redeem(shown(one)));
        assertThat(in.opened().until())
                .isBeforeOrEqualTo(one.certificate().getNotAfter().toInstant());
        ahead = Duration.ofDays(366);
        assertThat(refused(redeem(shown(one)))).isEqualTo(LoginRefusal.NOT_GOOD);
    }
}
