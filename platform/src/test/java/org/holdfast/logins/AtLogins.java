// SPDX-License-Identifier: Apache-2.0
package org.holdfast.logins;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.holdfast.identity.Identity;
import org.holdfast.identity.NewAccount;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.Keys;
import org.holdfast.keys.KeysSettings;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.LedgerSettings;
import org.holdfast.offices.OfficeCode;
import org.holdfast.offices.Offices;
import org.holdfast.pki.Issued;
import org.holdfast.pki.Pki;
import org.holdfast.pki.PkiAnswer;
import org.holdfast.pki.RevocationReason;
import org.holdfast.pki.Use;
import org.holdfast.testing.Openssl;
import org.holdfast.testing.SoftPasskey;
import org.holdfast.testing.TestDatabase;
import org.holdfast.validation.Tiers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// An office with one place at which officers log in.
abstract class AtLogins {
    static final Duration HOUR = Duration.ofHours(1);
    static final String BROWSER = "the secret of a browser";

    @TempDir Path folder;
    final SecureRandom random = new SecureRandom();

    /// How far the clock is set ahead.
    Duration ahead = Duration.ZERO;

    /// How old the knowledge of revocations is.
    Optional<Duration> age = Optional.of(Duration.ofSeconds(1));

    /// Who says how certificates of authorities outside stand.
    Optional<OutsideCertificates.Outside> outside = Optional.empty();

    final InstantSource clock = () -> Instant.now().plus(ahead);
    final Map<String, DataKey> personal = new HashMap<>();
    TestDatabase database;
    Keys keys;
    Ledger ledger;
    Identity identity;
    Pki pki;
    Logins logins;
    Openssl openssl;
    Principal officer;
    Principal second;

    @BeforeEach
    void open() {
        database = TestDatabase.fresh("ledger", "identity");
        openssl = new Openssl(folder);
        start();
        var _ = pki.begin();
        officer = account(Role.OFFICER, "김공무");
        second = account(Role.OFFICER, "이공무");
    }

    Principal account(Role role, String name) {
        return database.database()
                .inTransaction(tx ->
                        identity.accounts()
                                .add(
                                        tx,
                                        new NewAccount(
                                                role,
                                                Optional.of(new OfficeCode("kr-11110")),
                                                Optional.empty(),
                                                name)));
    }

    void start() {
        keys =
                Keys.open(
                        new KeysSettings(folder.resolve("keys"), true),
                        Offices.standard(),
                        clock,
                        random);
        ledger =
                Ledger.open(
                        LedgerSettings.of(folder.resolve("journals")),
                        database.database(),
                        keys,
                        clock);
        identity =
                Identity.open(
                        Optional.of(folder.resolve("copy")),
                        database.database(),
                        keys,
                        clock,
                        random);
        pki = new Pki(ledger, keys, clock, random, "office", folder.resolve("heard"));
        pki.look();
        logins = site(LoginSettings.HERE);
        logins.look();
    }

    /// The module put together once more, over the same journal: as another site that has read it.
    Logins site(LoginSettings settings) {
        return new Logins(
                new Logins.Below(
                        database.database(),
                        ledger,
                        keys,
                        pki,
                        identity.accounts(),
                        identity.principals(),
                        who -> personal.computeIfAbsent(who.id(), _ -> keys.dataKeys().create()),
                        outside),
                settings,
                Tiers.STANDARD,
                clock,
                random,
                () -> age.map(clock.instant()::minus));
    }

    void stop() {
        logins.close();
        pki.close();
        identity.close();
        ledger.close();
        keys.close();
    }

    @AfterEach
    void close() {
        stop();
        database.close();
    }

    Passkey enrol(SoftPasskey device, Principal who) {
        String answer = device.enrol(logins.passkeys().enrolment(who));
        EnrolmentAnswer given = logins.passkeys().enrol(who, "내 열쇠", answer);
        assertThat(given).isInstanceOf(EnrolmentAnswer.Enrolled.class);
        return ((EnrolmentAnswer.Enrolled) given).passkey();
    }

    LoginAnswer show(SoftPasskey device) {
        return logins.passkeys()
                .enter(BROWSER, device.show(logins.passkeys().login(BROWSER)), HOUR);
    }

    static LoginAnswer.In in(LoginAnswer answer) {
        assertThat(answer).isInstanceOf(LoginAnswer.In.class);
        return (LoginAnswer.In) answer;
    }

    static LoginRefusal refused(LoginAnswer answer) {
        assertThat(answer).isInstanceOf(LoginAnswer.Refused.class);
        return ((LoginAnswer.Refused) answer).why();
    }

    static LoginRefusal refused(EnrolmentAnswer answer) {
        assertThat(answer).isInstanceOf(EnrolmentAnswer.Refused.class);
        return ((EnrolmentAnswer.Refused) answer).why();
    }

    /// A certificate whose key openssl has made.
    Issued certificate(String name, Use use, String holder) {
        PkiAnswer answer =
                pki.issue(new Pki.Order("p-operator", name, use, holder, openssl.request(name)));
        assertThat(answer).isInstanceOf(PkiAnswer.Given.class);
        return ((PkiAnswer.Given) answer).certificate();
    }

    void revoke(Issued one) {
        assertThat(
                        pki.revoke(
                                "p-operator",
                                "revoke " + one.name().text(),
                                one.name(),
                                RevocationReason.KEY_COMPROMISE))
                .isInstanceOf(PkiAnswer.Revoked.class);
    }

    /// What openssl signs with a key.
    byte[] signed(String name, String text) {
        openssl.write("text", text.getBytes(StandardCharsets.UTF_8));
        var _ =
                openssl.good(
                        "dgst", "-sha256", "-sign", name + ".key", "-out", "signature", "text");
        return openssl.read("signature");
    }

    CertificateLogins.Shown shown(Issued one, String name, String text) {
        return new CertificateLogins.Shown(der(one), signed(name, text));
    }

    static byte[] der(Issued one) {
        try {
            return one.certificate().getEncoded();
        } catch (java.security.cert.CertificateEncodingException bug) {
            throw new IllegalStateException(bug);
        }
    }

    CertificateLogins.Shown foreign(byte[] certificate, String name, String challenge) {
        return new CertificateLogins.Shown(
                certificate,
                signed(
                        name,
                        logins.certificates()
                                .signed(
                                        CertificateLogins.Part.FIRST,
                                        challenge,
                                        certificate,
                                        Optional.empty())));
    }

    LoginAnswer enter(Issued one, String name) {
        String challenge = logins.certificates().challenge();
        String text =
                logins.certificates()
                        .signed(
                                CertificateLogins.Part.FIRST,
                                challenge,
                                der(one),
                                Optional.empty());
        return logins.certificates()
                .enter(challenge, shown(one, name, text), Optional.empty(), HOUR);
    }
}
