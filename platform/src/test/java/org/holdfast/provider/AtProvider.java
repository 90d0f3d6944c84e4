// SPDX-License-Identifier: Apache-2.0
package org.holdfast.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
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
import org.holdfast.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// An office that lets a bank log people in.
abstract class AtProvider {
    static final String ISSUER = "https://office.example";
    static final String REDIRECT = "https://bank.example/back";
    static final String VERIFIER = "v".repeat(50);

    @TempDir Path folder;
    final SecureRandom random = new SecureRandom();

    /// How far the clock is set ahead.
    Duration ahead = Duration.ZERO;

    final InstantSource clock = () -> Instant.now().plus(ahead);
    final Map<String, DataKey> personal = new HashMap<>();
    TestDatabase database;
    Keys keys;
    Ledger ledger;
    Identity identity;
    Provider provider;
    Principal operator;
    Principal person;
    ECKey bankKey;
    Service bank;

    @BeforeEach
    void open() {
        database = TestDatabase.fresh("ledger", "identity");
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
        provider = site();
        operator = account(Role.OPERATOR, "운영자");
        person = account(Role.CITIZEN, "김시민");
        bankKey = key();
        bank = registered(order("bank-0001", bankKey, 100, REDIRECT));
    }

    @AfterEach
    void close() {
        provider.close();
        identity.close();
        ledger.close();
        keys.close();
        database.close();
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

    /// The module put together once more, over the same journal: as another site that has read it.
    Provider site() {
        Provider made =
                new Provider(
                        new Provider.Below(
                                ledger,
                                keys,
                                identity.accounts(),
                                who ->
                                        personal.computeIfAbsent(
                                                who.id(), _ -> keys.dataKeys().create())),
                        clock,
                        random);
        made.look();
        return made;
    }

    static ECKey key() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        } catch (JOSEException bug) {
            throw new IllegalStateException(bug);
        }
    }

    static Service.Key published(ECKey key) {
        return new Service.Key(key.getKeyID(), key.getX().toString(), key.getY().toString());
    }

    Services.Order order(String operation, ECKey key, int quota, String... redirects) {
        return new Services.Order(
                operator,
                operation,
                Map.of("ko", "은행", "ja", "銀行", "en", "Bank"),
                List.of(redirects),
                quota,
                List.of(published(key)));
    }

    Service registered(Services.Order order) {
        ServiceAnswer answer = provider.services().register(order);
        assertThat(answer).isInstanceOf(ServiceAnswer.Given.class);
        return ((ServiceAnswer.Given) answer).service();
    }

    Map<String, String> request(Service service) {
        Map<String, String> request = new LinkedHashMap<>();
        request.put("response_type", "code");
        request.put("client_id", service.id());
        request.put("redirect_uri", service.redirects().getFirst());
        request.put("scope", "openid");
        request.put("state", "a state");
        request.put("nonce", "a nonce");
        request.put("code_challenge_method", "S256");
        request.put(
                "code_challenge",
                CodeChallenge.compute(CodeChallengeMethod.S256, new CodeVerifier(VERIFIER))
                        .getValue());
        return request;
    }

    static String query(Map<String, String> request) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        request.forEach((name, value) -> all.put(name, List.of(value)));
        return URLUtils.serializeParameters(all);
    }

    Asked.Wish wish(Service service) {
        Asked asked = provider.authorizing().ask(query(request(service)), ISSUER);
        assertThat(asked).isInstanceOf(Asked.Wish.class);
        return (Asked.Wish) asked;
    }

    Authorizing.CameIn cameIn() {
        return new Authorizing.CameIn(clock.instant(), true);
    }

    /// What an answer says at the redirect.
    static Map<String, String> said(String location) {
        Map<String, String> said = new HashMap<>();
        URLUtils.parseParameters(URI.create(location).getRawQuery())
                .forEach((name, values) -> said.put(name, values.getFirst()));
        return said;
    }

    /// A code for whoever has agreed.
    String code(Service service) {
        return code(service, person);
    }

    String code(Service service, Principal who) {
        String location =
                provider.authorizing()
                        .agree(wish(service), who, cameIn(), false, "page-" + UUID.randomUUID());
        assertThat(said(location)).containsKey("code");
        return said(location).get("code");
    }

    JWTClaimsSet.Builder claims(Service service) {
        return new JWTClaimsSet.Builder()
                .issuer(service.id())
                .subject(service.id())
                .audience(ISSUER)
                .jwtID(UUID.randomUUID().toString())
                .expirationTime(Date.from(clock.instant().plusSeconds(60)));
    }

    static String signed(JWTClaimsSet.Builder claims, ECKey key) {
        try {
            SignedJWT jwt =
                    new SignedJWT(
                            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
                            claims.build());
            jwt.sign(new ECDSASigner(key));
            return jwt.serialize();
        } catch (JOSEException bug) {
            throw new IllegalStateException(bug);
        }
    }

    Map<String, String> exchange(Service service, String code, String assertion) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", service.redirects().getFirst());
        form.put("code_verifier", VERIFIER);
        form.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        form.put("client_assertion", assertion);
        return form;
    }

    Map<String, String> exchange(String code) {
        return exchange(bank, code, signed(claims(bank), bankKey));
    }

    TokenAnswer answer(Map<String, String> form) {
        return answer(provider, form);
    }

    static TokenAnswer answer(Provider site, Map<String, String> form) {
        Map<String, List<String>> sent = new LinkedHashMap<>();
        form.forEach((name, value) -> sent.put(name, List.of(value)));
        return site.tokens().answer(sent, ISSUER);
    }

    static TokenAnswer.Given given(TokenAnswer answer) {
        assertThat(answer).isInstanceOf(TokenAnswer.Given.class);
        return (TokenAnswer.Given) answer;
    }

    static final TokenAnswer NO_GRANT = new TokenAnswer.Refused(400, "invalid_grant");
    static final TokenAnswer NO_CLIENT = new TokenAnswer.Refused(401, "invalid_client");
}
