// SPDX-License-Identifier: Apache-2.0
package org.holdfast.openid;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.testing.TestProvider;
import org.holdfast.testing.Waiting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// An honest provider names somebody, and every lie names nobody.
final class LyingProvidersTest extends AtProviders {
    @ParameterizedTest
    @ValueSource(strings = {"RS256", "ES256", "EdDSA"})
    void anHonestProviderNamesWhoeverComes(String algorithm) {
        one.algorithm = algorithm;
        one.person = "person 7";
        Identified.Known known = (Identified.Known) go("one");
        assertThat(known.subject()).isEqualTo("person 7");
        assertThat(known.issuer()).isEqualTo(one.issuer());
        assertThat(known.provider()).isEqualTo("one");
        assertThat(known.toString()).doesNotContain("person");
        assertThat(state("one").counts()).isEqualTo(new ProviderState.Counts(1, 0, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "OTHER_NONCE, OTHER_LOGIN",
        "NO_NONCE, OTHER_LOGIN",
        "OTHER_ACCESS_TOKEN, OTHER_LOGIN",
        "OTHER_AUDIENCE, FOREIGN",
        "NO_AUDIENCE, FOREIGN",
        "SEVERAL_AUDIENCES, FOREIGN",
        "OTHER_PARTY, FOREIGN",
        "OTHER_ISSUER, FOREIGN",
        "EXPIRED, WRONG_TIME",
        "FUTURE, WRONG_TIME",
        "NOT_YET, WRONG_TIME",
        "LONG_AGO, WRONG_TIME",
        "NO_END, MALFORMED",
        "TIME_IS_TEXT, MALFORMED",
        "NO_SUBJECT, MALFORMED",
        "LONG_SUBJECT, MALFORMED",
        "SUBJECT_IS_A_LIST, MALFORMED",
        "ALG_NONE, OTHER_ALGORITHM",
        "ALG_NONE_IN_CAPITALS, OTHER_ALGORITHM",
        "HMAC_WITH_THE_PUBLIC_KEY, OTHER_ALGORITHM",
        "OTHER_ALGORITHM, OTHER_ALGORITHM",
        "UNKNOWN_KEY, UNKNOWN_KEY",
        "FOREIGN_KEY, BAD_SIGNATURE",
        "KEY_IN_THE_HEADER, BAD_SIGNATURE",
        "NO_SIGNATURE, BAD_SIGNATURE",
        "CRITICAL_HEADER, MALFORMED",
        "TWO_PARTS, MALFORMED",
        "NOT_BASE64, BAD_SIGNATURE",
        "CLAIMS_ARE_A_LIST, MALFORMED",
        "A_CLAIM_TWICE, MALFORMED",
        "HUGE_TOKEN, MALFORMED",
        "NO_TOKEN, MALFORMED",
        "NOT_JSON, MALFORMED"
    })
    void aLieNamesNobodyAndTheNextTruthDoes(TestProvider.Lie lie, OpenIdRefusal why) {
        one.lie = lie;
        assertThat(refused(go("one"))).isEqualTo(why);
        assertThat(state("one").counts()).isEqualTo(new ProviderState.Counts(0, 0, 1));
        one.lie = TestProvider.Lie.NONE;
        assertThat(known(go("one"))).isEqualTo("person-1");
        assertThat(known(go("other"))).isEqualTo("person-1");
    }

    @Test
    void onlyAlgorithmsThatWereAgreedCount() {
        openId.close();
        ProviderSettings usual = settings("one", one);
        openId =
                started(
                        new ProviderSettings(
                                "one",
                                usual.issuer(),
                                usual.client(),
                                usual.secret(),
                                usual.texts(),
                                "sub",
                                Set.of("ES256"),
                                usual.asked(),
                                Optional.empty()));
        assertThat(refused(go("one"))).isEqualTo(OpenIdRefusal.OTHER_ALGORITHM);
        one.algorithm = "ES256";
        assertThat(known(go("one"))).isEqualTo("person-1");
    }

    @Test
    void anAnswerOfAnotherIssuerIsNotExchanged() {
        Brought brought = visit("one", Optional.empty());
        Brought mixed =
                new Brought(
                        brought.cookie(),
                        Map.of(
                                "code", brought.fields().get("code"),
                                "state", brought.state(),
                                "iss", other.issuer()));
        assertThat(refused(finish("one", mixed))).isEqualTo(OpenIdRefusal.OTHER_ISSUER);
        Brought silent =
                new Brought(
                        brought.cookie(),
                        Map.of("code", brought.fields().get("code"), "state", brought.state()));
        assertThat(refused(finish("one", silent)))
                .as("the metadata promises `iss`")
                .isEqualTo(OpenIdRefusal.OTHER_ISSUER);
        assertThat(one.exchanges.get() + other.exchanges.get()).isZero();
        assertThat(known(finish("one", brought))).isEqualTo("person-1");
    }

    @Test
    void whatAnotherBrowserBeganIsNotEndedHere() {
        Brought mine = visit("one", Optional.empty());
        Brought theirs = visit("one", Optional.empty());
        Optional<String> nobody = Optional.empty();
        assertThat(openId.attempt("one", mine.cookie(), theirs.state(), nobody)).isEmpty();
        assertThat(openId.attempt("other", mine.cookie(), mine.state(), nobody)).isEmpty();
        assertThat(openId.attempt("nobody", mine.cookie(), mine.state(), nobody)).isEmpty();
        assertThat(openId.attempt("one", "", mine.state(), nobody)).isEmpty();
        assertThat(openId.attempt("one", "x".repeat(500), mine.state(), nobody)).isEmpty();
        assertThat(openId.attempt("one", "%%%", mine.state(), nobody)).isEmpty();
        String altered = (mine.cookie().startsWith("B") ? "C" : "B") + mine.cookie().substring(1);
        assertThat(openId.attempt("one", altered, mine.state(), nobody)).isEmpty();
        assertThat(openId.attempt("one", mine.cookie(), mine.state(), nobody)).isPresent();
        assertThat(openId.attempt("one", mine.cookie(), mine.state(), Optional.of("p-1")))
                .as("somebody who is in may log in again")
                .isPresent();
        ahead = Attempts.VALID.plusSeconds(1);
        assertThat(openId.attempt("one", mine.cookie(), mine.state(), nobody)).isEmpty();
    }

    @Test
    void aBindingIsForTheAccountThatBeganIt() {
        Brought mine = visit("one", Optional.of("p-1"));
        assertThat(openId.attempt("one", mine.cookie(), mine.state(), Optional.empty())).isEmpty();
        assertThat(openId.attempt("one", mine.cookie(), mine.state(), Optional.of("p-2")))
                .isEmpty();
        assertThat(
                        openId.attempt("one", mine.cookie(), mine.state(), Optional.of("p-1"))
                                .orElseThrow()
                                .purpose())
                .isEqualTo(Attempt.Purpose.BINDING);
    }

    @Test
    void anotherSiteEndsWhatOneBegan() {
        Brought brought = visit("one", Optional.empty());
        try (OpenId site = office(settings("one", one))) {
            Attempt attempt =
                    site.attempt("one", brought.cookie(), brought.state(), Optional.empty())
                            .orElseThrow();
            assertThat(known(site.finish(attempt, brought.back("one")))).isEqualTo("person-1");
        }
    }

    @Test
    void aCodeOpensOnceAndOnlyForTheBrowserThatHasItsVerifier() {
        Brought brought = visit("one", Optional.empty());
        Brought stolen = visit("one", Optional.empty());
        Brought injected =
                new Brought(
                        brought.cookie(),
                        Map.of(
                                "code", stolen.fields().get("code"),
                                "state", brought.state(),
                                "iss", one.issuer()));
        assertThat(refused(finish("one", injected))).isEqualTo(OpenIdRefusal.CODE_REFUSED);
        assertThat(known(finish("one", brought))).isEqualTo("person-1");
        assertThat(refused(finish("one", brought))).isEqualTo(OpenIdRefusal.CODE_REFUSED);
    }

    @Test
    void whoeverSendsCodesOfTheirOwnShutsNoProvider() {
        Brought brought = visit("one", Optional.empty());
        for (int i = 0; i < 3 * Circuit.FAILURES; i++) {
            Brought made =
                    new Brought(
                            brought.cookie(),
                            Map.of("code", "c" + i, "state", brought.state(), "iss", one.issuer()));
            assertThat(refused(finish("one", made))).isEqualTo(OpenIdRefusal.CODE_REFUSED);
        }
        assertThat(state("one").resting()).isFalse();
        assertThat(known(finish("one", brought))).isEqualTo("person-1");
    }

    @Test
    void aProviderThatSaysNoIsHeard() {
        Brought brought = visit("one", Optional.empty());
        Brought denied =
                new Brought(
                        brought.cookie(),
                        Map.of(
                                "error",
                                "access_denied",
                                "state",
                                brought.state(),
                                "iss",
                                one.issuer()));
        assertThat(refused(finish("one", denied))).isEqualTo(OpenIdRefusal.DENIED);
        assertThat(one.exchanges.get()).isZero();
    }

    @Test
    void whatTheOfficeWantsOfALoginIsAskedForAndChecked() {
        openId.close();
        openId =
                started(
                        settings(
                                "one",
                                one,
                                new ProviderSettings.Asked(
                                        List.of("loa3"), Optional.of(Duration.ofMinutes(5)))));
        Begun begun = openId.begin("one", Optional.empty(), back("one")).orElseThrow();
        assertThat(fields(begun.address()))
                .containsEntry("acr_values", "loa3")
                .containsEntry("max_age", "300")
                .containsEntry("scope", "openid")
                .containsEntry("response_type", "code")
                .containsEntry("code_challenge_method", "S256");
        long now = clock.instant().getEpochSecond();
        assertThat(refused(go("one"))).isEqualTo(OpenIdRefusal.TOO_WEAK);
        one.claims = Map.of("acr", "loa3");
        assertThat(refused(go("one"))).isEqualTo(OpenIdRefusal.MALFORMED);
        one.claims = Map.of("acr", "loa3", "auth_time", now - 600);
        assertThat(refused(go("one"))).isEqualTo(OpenIdRefusal.TOO_WEAK);
        one.claims = Map.of("acr", "loa1", "auth_time", now);
        assertThat(refused(go("one"))).isEqualTo(OpenIdRefusal.TOO_WEAK);
        one.claims = Map.of("acr", "loa3", "auth_time", now);
        assertThat(known(go("one"))).isEqualTo("person-1");
    }

    @Test
    void keysThatWereChangedAreReadByTheProvidersOwnThread() {
        int before = one.keysRead.get();
        one.changeKeys();
        assertThat(known(go("one"))).isEqualTo("person-1");
        assertThat(one.keysRead.get()).isEqualTo(before + 1);
        one.lie = TestProvider.Lie.UNKNOWN_KEY;
        for (int i = 0; i < 5; i++) {
            assertThat(refused(go("one"))).isEqualTo(OpenIdRefusal.UNKNOWN_KEY);
        }
        assertThat(one.keysRead.get()).as("once a minute").isEqualTo(before + 1);
    }

    @Test
    void metadataThatLieAreNotTaken() {
        openId.close();
        for (Map<String, Object> lie :
                List.<Map<String, Object>>of(
                        Map.of("issuer", other.issuer()),
                        Map.of("token_endpoint", "http://office.example/token"),
                        Map.of("authorization_endpoint", "javascript:alert(1)"),
                        Map.of("jwks_uri", "file:///etc/passwd"),
                        Map.of("jwks_uri", one.issuer() + "/authorize"))) {
            one.metadata = lie;
            openId = office(settings("liar", one));
            openId.start();
            Waiting.until(() -> state("liar").took().isPositive());
            assertThat(state("liar").usable()).as(lie.toString()).isFalse();
            assertThat(state("liar").standing()).isEqualTo(ProviderState.Standing.DOWN);
            assertThat(openId.begin("liar", Optional.empty(), back("liar"))).isEmpty();
            openId.close();
        }
    }
}
