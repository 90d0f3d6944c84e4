// SPDX-License-Identifier: Apache-2.0
package org.holdfast.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import java.time.Duration;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.junit.jupiter.api.Test;

/// What a bank gets for a code, and everything it does not get.
final class TokenDeskTest extends AtProvider {
    private IDTokenClaimsSet verified(Service service, String idToken, String keys)
            throws Exception {
        return new IDTokenValidator(
                        new Issuer(ISSUER),
                        new ClientID(service.id()),
                        JWSAlgorithm.ES256,
                        JWKSet.parse(keys))
                .validate(SignedJWT.parse(idToken), new Nonce("a nonce"));
    }

    private static String idToken(TokenAnswer answer) {
        return given(answer).tokens().required("id_token").stringValue();
    }

    @Test
    void anUnmodifiedValidatorTakesTheTokenAndItSaysNoMoreThanWhoAndHow() throws Exception {
        String keys = provider.keys();
        assertThat(keys).doesNotContain("\"d\"");
        String token = idToken(answer(exchange(code(bank))));
        IDTokenClaimsSet claims = verified(bank, token, keys);
        assertThat(claims.toJSONObject().keySet())
                .containsExactlyInAnyOrder(
                        "iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr");
        assertThat(claims.getACR().getValue()).isEqualTo("urn:holdfast:login:passkey");
        assertThat(claims.getSubject().getValue()).hasSize(43).doesNotContain(person.id());
        assertThat(token.length()).isLessThan(1_000);
    }

    @Test
    void everySitePublishesTheSameKeysAndTheNextOnesAheadOfTime() throws Exception {
        String keys = provider.keys();
        assertThat(site().keys()).isEqualTo(keys);
        ahead = SigningKeys.PERIOD;
        assertThat(provider.keys()).isNotEqualTo(keys);
        assertThat(JWKSet.parse(keys).getKeys()).hasSize(3);
        String later = idToken(answer(exchange(code(bank))));
        String keyId = SignedJWT.parse(later).getHeader().getKeyID();
        assertThat(JWKSet.parse(keys).getKeyByKeyId(keyId)).as("published before").isNotNull();
    }

    @Test
    void servicesOfTwoHostsKnowAPersonByTwoNamesAndOneOfThemByOneAlways() throws Exception {
        Service shop = registered(order("shop-0001", bankKey, 100, "https://shop.example/back"));
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 2; i++) {
            String own = idToken(answer(exchange(code(bank))));
            String other =
                    idToken(answer(exchange(shop, code(shop), signed(claims(shop), bankKey))));
            names.add(SignedJWT.parse(own).getJWTClaimsSet().getSubject());
            names.add(SignedJWT.parse(other).getJWTClaimsSet().getSubject());
        }
        Principal neighbour = account(Role.CITIZEN, "이시민");
        String theirs = idToken(answer(exchange(code(bank, neighbour))));
        assertThat(names).hasSize(2);
        assertThat(names).doesNotContain(SignedJWT.parse(theirs).getJWTClaimsSet().getSubject());
    }

    @Test
    void aCodeIsUsedOnceAtEverySiteThatHasReadOfIt() {
        String code = code(bank);
        given(answer(exchange(code)));
        assertThat(answer(exchange(code))).isEqualTo(NO_GRANT);
        assertThat(answer(site(), exchange(code))).isEqualTo(NO_GRANT);
    }

    @Test
    void aCodeIsForItsServiceItsAddressItsVerifierAndAMinute() {
        Service shop = registered(order("shop-0001", bankKey, 100, "https://shop.example/back"));
        String code = code(bank);
        assertThat(answer(exchange(shop, code, signed(claims(shop), bankKey)))).isEqualTo(NO_GRANT);
        assertThat(changed(code, "redirect_uri", REDIRECT + "/")).isEqualTo(NO_GRANT);
        assertThat(changed(code, "code_verifier", "w".repeat(50))).isEqualTo(NO_GRANT);
        assertThat(changed(code, "code_verifier", "short")).isEqualTo(NO_GRANT);
        assertThat(changed(code, "grant_type", "password")).isEqualTo(NO_GRANT);
        assertThat(changed(code, "code", code.substring(1))).isEqualTo(NO_GRANT);
        assertThat(changed(code, "code", "x".repeat(5_000))).isEqualTo(NO_GRANT);
        char last = code.charAt(20) == 'A' ? 'B' : 'A';
        String altered = code.substring(0, 20) + last + code.substring(21);
        assertThat(changed(code, "code", altered)).isEqualTo(NO_GRANT);
        ahead = Duration.ofSeconds(61);
        assertThat(answer(exchange(code))).isEqualTo(NO_GRANT);
        ahead = Duration.ofSeconds(50);
        given(answer(exchange(code)));
    }

    private TokenAnswer changed(String code, String name, String value) {
        Map<String, String> form = exchange(code);
        form.put(name, value);
        return answer(form);
    }

    private TokenAnswer shown(String assertion) {
        return answer(exchange(bank, code(bank), assertion));
    }

    @Test
    void anAssertionCountsOnceAlsoWithAnotherCodeAndAtAnotherSite() {
        String assertion = signed(claims(bank), bankKey);
        given(shown(assertion));
        assertThat(shown(assertion)).isEqualTo(NO_CLIENT);
        Map<String, String> again = exchange(bank, code(bank), assertion);
        assertThat(answer(site(), again)).isEqualTo(NO_CLIENT);
        String used = signed(claims(bank), bankKey);
        assertThat(answer(exchange(bank, "nonsense", used))).isEqualTo(NO_GRANT);
        assertThat(shown(used)).as("used up by a refusal").isEqualTo(NO_CLIENT);
    }

    @Test
    void refusesAssertionsThatAreLateEarlyLongForOthersOrUnnamed() {
        List<UnaryOperator<JWTClaimsSet.Builder>> bad =
                List.of(
                        claims -> claims.audience("https://other.example"),
                        claims -> claims.audience(List.of(ISSUER, "https://other.example")),
                        claims -> claims.audience((String) null),
                        claims -> claims.expirationTime(at(-31)),
                        claims -> claims.expirationTime(at(400)),
                        claims -> claims.expirationTime(null),
                        claims -> claims.notBeforeTime(at(60)),
                        claims -> claims.issueTime(at(60)),
                        claims -> claims.jwtID(null),
                        claims -> claims.jwtID("x".repeat(201)),
                        claims -> claims.issuer("somebody"),
                        claims -> claims.subject("somebody").issuer("somebody"),
                        claims -> claims.claim("more", "x".repeat(5_000)));
        for (int i = 0; i < bad.size(); i++) {
            assertThat(shown(signed(bad.get(i).apply(claims(bank)), bankKey)))
                    .as("case " + i)
                    .isEqualTo(NO_CLIENT);
        }
        given(shown(signed(claims(bank).audience(ISSUER + "/openid/token"), bankKey)));
    }

    private Date at(long seconds) {
        return Date.from(clock.instant().plusSeconds(seconds));
    }

    @Test
    void refusesEveryOtherAlgorithmAndKey() throws Exception {
        ECKey thief = key();
        assertThat(shown(signed(claims(bank), thief))).isEqualTo(NO_CLIENT);
        assertThat(shown(new PlainJWT(claims(bank).build()).serialize())).isEqualTo(NO_CLIENT);
        SignedJWT byPublicKey =
                new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims(bank).build());
        byPublicKey.sign(new MACSigner(bankKey.toECPublicKey().getEncoded()));
        assertThat(shown(byPublicKey.serialize())).isEqualTo(NO_CLIENT);
        SignedJWT ownKey =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.ES256)
                                .keyID("k1")
                                .jwk(thief.toPublicJWK())
                                .build(),
                        claims(bank).build());
        ownKey.sign(new ECDSASigner(thief));
        assertThat(shown(ownKey.serialize())).isEqualTo(NO_CLIENT);
        String good = signed(claims(bank), bankKey);
        for (String malformed :
                List.of(
                        "",
                        ".",
                        "..",
                        "a.b.c",
                        good.substring(0, good.lastIndexOf('.') + 1),
                        good.substring(0, good.length() - 4),
                        good + ".x",
                        "\u0000")) {
            assertThat(shown(malformed)).isEqualTo(NO_CLIENT);
        }
    }

    @Test
    void refusesMoreThanOneWayToShowWhoSomebodyIs() {
        Map<String, String> both = exchange(code(bank));
        both.put("client_secret", "s");
        assertThat(answer(both)).isEqualTo(NO_CLIENT);
        Map<String, String> other = exchange(code(bank));
        other.put("client_id", "s-other");
        assertThat(answer(other)).isEqualTo(NO_CLIENT);
        Map<String, String> same = exchange(code(bank));
        same.put("client_id", bank.id());
        given(answer(same));
        assertThat(provider.tokens().answer(Map.of(), ISSUER)).isEqualTo(NO_CLIENT);
    }

    @Test
    void aServiceOverItsQuotaIsRefusedAloneAndStrangersUseNobodysUp() {
        // From the beginning of a minute on.
        ahead = Duration.ofSeconds(65 - clock.instant().getEpochSecond() % 60);
        ECKey key = key();
        Service small = registered(order("small-0001", key, 2, "https://small.example/back"));
        for (int i = 0; i < 20; i++) {
            assertThat(answer(exchange(small, "x", signed(claims(small), bankKey))))
                    .isEqualTo(NO_CLIENT);
        }
        for (int i = 0; i < 2; i++) {
            given(answer(exchange(small, code(small), signed(claims(small), key))));
        }
        assertThat(answer(exchange(small, "x", signed(claims(small), key))))
                .isEqualTo(new TokenAnswer.Refused(429, "temporarily_unavailable"));
        String location =
                provider.authorizing()
                        .agree(wish(small), person, cameIn(), false, "page-over-quota");
        assertThat(said(location)).containsEntry("error", "temporarily_unavailable");
        given(answer(exchange(code(bank))));
        ahead = ahead.plusMinutes(1);
        given(answer(exchange(small, code(small), signed(claims(small), key))));
    }

    @Test
    void whatAPersonOrAnOperatorEndsGivesNoTokenAnyMore() {
        String code = code(bank);
        Grant grant = provider.grants().of(person.id()).getFirst();
        String used =
                given(answer(exchange(code(bank)))).tokens().required("access_token").stringValue();
        assertThat(provider.tokens().userinfo(used)).isPresent();
        assertThat(provider.grants().end(account(Role.CITIZEN, "남"), grant.id())).isFalse();
        provider.grants()
                .of(person.id())
                .forEach(one -> assertThat(provider.grants().end(person, one.id())).isTrue());
        assertThat(provider.grants().of(person.id())).isEmpty();
        assertThat(answer(exchange(code))).isEqualTo(NO_GRANT);
        assertThat(provider.tokens().userinfo(used)).isEmpty();
        assertThat(site().grants().of(person.id())).isEmpty();
        String later = code(bank);
        assertThat(provider.services().end(operator, bank.id()))
                .isInstanceOf(ServiceAnswer.Given.class);
        assertThat(answer(exchange(later))).isEqualTo(NO_CLIENT);
    }

    @Test
    void everythingGoesOnWithoutTheDatabase() throws Exception {
        assertThat(identity.accounts().find(person.id())).isPresent();
        database.database().close();
        String token = idToken(answer(exchange(code(bank))));
        assertThat(verified(bank, token, provider.keys()).getSubject().getValue()).isNotBlank();
        assertThat(registered(order("late-0001", key(), 5, "https://late.example/back")).ended())
                .isFalse();
    }
}
