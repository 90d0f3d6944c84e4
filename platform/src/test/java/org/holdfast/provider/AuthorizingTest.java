// SPDX-License-Identifier: Apache-2.0
package org.holdfast.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.identity.Role;
import org.junit.jupiter.api.Test;

/// What a service may ask, and who may register one.
final class AuthorizingTest extends AtProvider {
    private Asked ask(Map<String, String> request) {
        return provider.authorizing().ask(query(request), ISSUER);
    }

    private Asked with(String name, String value) {
        Map<String, String> request = request(bank);
        request.put(name, value);
        return ask(request);
    }

    private Asked without(String name) {
        Map<String, String> request = request(bank);
        request.remove(name);
        return ask(request);
    }

    @Test
    void anUnknownServiceOrAddressGetsAPageAndNeverARedirect() {
        for (Asked asked :
                List.of(
                        with("client_id", "s-unknown"),
                        without("client_id"),
                        without("redirect_uri"),
                        with("redirect_uri", REDIRECT + "/"),
                        with("redirect_uri", REDIRECT + "?a=b"),
                        with("redirect_uri", "https://bank.example.evil.example/back"),
                        with("redirect_uri", "HTTPS://bank.example/back"),
                        with("padding", "x".repeat(3_000)),
                        provider.authorizing().ask("", ISSUER),
                        provider.authorizing().ask("%", ISSUER),
                        provider.authorizing()
                                .ask(
                                        query(request(bank))
                                                + "&redirect_uri=https://evil.example/",
                                        ISSUER))) {
            assertThat(asked).isInstanceOf(Asked.Unknown.class);
        }
    }

    @Test
    void everythingElseIsAnErrorAtTheAddressOfTheService() {
        Map<String, Asked> bad = new LinkedHashMap<>();
        bad.put("invalid_request 1", without("code_challenge"));
        bad.put("invalid_request 2", with("code_challenge_method", "plain"));
        bad.put("invalid_request 3", without("code_challenge_method"));
        bad.put("invalid_request 4", with("code_challenge", "x".repeat(42)));
        bad.put("invalid_request 5", without("state"));
        bad.put("invalid_request 6", with("state", "x".repeat(501)));
        bad.put("invalid_request 7", without("nonce"));
        bad.put("invalid_request 8", with("nonce", "x".repeat(201)));
        bad.put("invalid_request 9", with("response_mode", "form_post"));
        bad.put("unsupported_response_type", with("response_type", "id_token"));
        bad.put("unsupported_response_type 2", with("response_type", "code id_token"));
        bad.put("request_not_supported", with("request", "x"));
        bad.put("request_uri_not_supported", with("request_uri", "https://evil.example"));
        bad.forEach((name, asked) -> {
            assertThat(asked).as(name).isInstanceOf(Asked.Refused.class);
            String location = ((Asked.Refused) asked).location();
            assertThat(location).as(name).startsWith(REDIRECT + "?");
            assertThat(said(location))
                    .as(name)
                    .containsEntry("error", name.replaceAll(" .*", ""))
                    .containsEntry("iss", ISSUER)
                    .doesNotContainKey("code")
                    .doesNotContainKey("error_description");
        });
        assertThat(said(((Asked.Refused) bad.get("request_not_supported")).location()))
                .containsEntry("state", "a state");
        assertThat(with("scope", "profile")).isInstanceOf(Asked.Refused.class);
        assertThat(with("prompt", "none login")).isInstanceOf(Asked.Refused.class);
    }

    @Test
    void theAnswerCarriesStateAndIssuerAndNothingReadable() {
        String location =
                provider.authorizing().agree(wish(bank), person, cameIn(), false, "page-0001");
        assertThat(location).startsWith(REDIRECT + "?").doesNotContain(person.id());
        assertThat(said(location))
                .containsOnlyKeys("code", "state", "iss")
                .containsEntry("state", "a state")
                .containsEntry("iss", ISSUER);
        assertThat(said(provider.authorizing().refuse(wish(bank), Authorizing.No.ACCESS_DENIED)))
                .containsEntry("error", "access_denied");
    }

    @Test
    void aPersonIsAskedEachTimeUnlessTheySayOtherwiseAndUntilTheyEndIt() {
        Authorizing here = provider.authorizing();
        assertThat(here.again(wish(bank), person, cameIn())).isEmpty();
        String _ = here.agree(wish(bank), person, cameIn(), false, "page-0001");
        assertThat(here.again(wish(bank), person, cameIn())).isEmpty();
        String _ = here.agree(wish(bank), person, cameIn(), true, "page-0002");
        String _ = here.agree(wish(bank), person, cameIn(), true, "page-0002");
        assertThat(provider.grants().of(person.id())).hasSize(2);
        assertThat(here.again(wish(bank), person, cameIn())).isPresent();
        assertThat(site().authorizing().again(wish(bank), person, cameIn())).isPresent();
        Asked.Wish anew = (Asked.Wish) with("prompt", "consent");
        assertThat(here.again(anew, person, cameIn())).isEmpty();
        assertThat(here.again(wish(bank), account(Role.CITIZEN, "남"), cameIn())).isEmpty();
        provider.grants()
                .of(person.id())
                .forEach(one -> assertThat(provider.grants().end(person, one.id())).isTrue());
        assertThat(here.again(wish(bank), person, cameIn())).isEmpty();
    }

    @Test
    void whoCameInLongAgoComesInAnewWhenTheServiceWishes() {
        Authorizing here = provider.authorizing();
        Authorizing.CameIn in = cameIn();
        Asked.Wish lately = (Asked.Wish) with("max_age", "60");
        Asked.Wish anew = (Asked.Wish) with("prompt", "login");
        assertThat(here.isFresh(wish(bank), in, Optional.empty())).isTrue();
        assertThat(here.isFresh(lately, in, Optional.empty())).isTrue();
        assertThat(here.isFresh(anew, in, Optional.empty())).isFalse();
        ahead = Duration.ofSeconds(90);
        assertThat(here.isFresh(lately, in, Optional.empty())).isFalse();
        Optional<java.time.Instant> asked = Optional.of(clock.instant());
        assertThat(here.isFresh(anew, in, asked)).isFalse();
        ahead = Duration.ofSeconds(95);
        assertThat(here.isFresh(anew, cameIn(), asked)).isTrue();
        Authorizing.Kept kept = here.kept(here.keep("a=b")).orElseThrow();
        assertThat(kept.query()).isEqualTo("a=b");
        assertThat(here.kept("a=b")).isEmpty();
    }

    private ServiceRefusal refused(Services.Order order) {
        ServiceAnswer answer = provider.services().register(order);
        assertThat(answer).isInstanceOf(ServiceAnswer.Refused.class);
        return ((ServiceAnswer.Refused) answer).why();
    }

    @Test
    void anOperatorRegistersAServiceOnceAndEndsItForEver() {
        ServiceAnswer again =
                provider.services().register(order("bank-0001", bankKey, 100, REDIRECT));
        assertThat(((ServiceAnswer.Given) again).repeated()).isTrue();
        assertThat(((ServiceAnswer.Given) again).service()).isEqualTo(bank);
        assertThat(refused(order("bank-0001", bankKey, 101, REDIRECT)))
                .isEqualTo(ServiceRefusal.REUSED);
        assertThat(site().services().find(bank.id())).contains(bank);
        assertThat(provider.services().end(person, bank.id()))
                .isEqualTo(new ServiceAnswer.Refused(ServiceRefusal.ROLE_NOT_PERMITTED));
        assertThat(provider.services().end(operator, bank.id()))
                .isInstanceOf(ServiceAnswer.Given.class);
        assertThat(provider.services().end(operator, bank.id()))
                .isInstanceOf(ServiceAnswer.Given.class);
        assertThat(site().services().find(bank.id())).isEmpty();
        assertThat(site().services().all()).hasSize(1);
        assertThat(ask(request(bank))).isInstanceOf(Asked.Unknown.class);
    }

    @Test
    void refusesServicesThatCouldSendPeopleAnywhereElse() {
        for (String redirect :
                List.of(
                        "http://bank.example/back",
                        "https://bank.example/back#x",
                        "https://bank.example/back?x=y",
                        "https://user@bank.example/back",
                        "https:///back",
                        "https://bank.example/ back",
                        "javascript:alert(1)",
                        "https://은행.example/back",
                        "https://bank.example/" + "x".repeat(400))) {
            assertThat(refused(order("bad-00001", bankKey, 1, redirect)))
                    .as(redirect)
                    .isEqualTo(ServiceRefusal.BAD_REDIRECT);
        }
        assertThat(refused(order("bad-00001", bankKey, 1, REDIRECT, "https://x.example/")))
                .isEqualTo(ServiceRefusal.BAD_REDIRECT);
        assertThat(refused(order("bad-00001", bankKey, 0, REDIRECT)))
                .isEqualTo(ServiceRefusal.BAD_QUOTA);
        Services.Order good = order("bad-00001", bankKey, 1, REDIRECT);
        Service.Key off = new Service.Key("k", "A".repeat(43), "A".repeat(43));
        assertThat(
                        refused(
                                new Services.Order(
                                        operator,
                                        "bad-00001",
                                        good.names(),
                                        good.redirects(),
                                        1,
                                        List.of(off))))
                .isEqualTo(ServiceRefusal.BAD_KEY);
        assertThat(
                        refused(
                                new Services.Order(
                                        operator,
                                        "bad-00001",
                                        Map.of("ko", "은행", "ja", "銀行", "en", "Bank\u202e"),
                                        good.redirects(),
                                        1,
                                        good.keys())))
                .isEqualTo(ServiceRefusal.BAD_NAME);
    }
}
