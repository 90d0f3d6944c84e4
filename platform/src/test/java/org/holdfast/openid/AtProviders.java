// SPDX-License-Identifier: Apache-2.0
package org.holdfast.openid;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.holdfast.keys.Keys;
import org.holdfast.testing.TestKeys;
import org.holdfast.testing.TestProvider;
import org.holdfast.testing.Waiting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// An office with two outside providers, and a browser.
abstract class AtProviders {
    static final Duration DEADLINE = Duration.ofSeconds(2);

    @TempDir Path folder;

    /// How far the clock is set ahead.
    volatile Duration ahead = Duration.ZERO;

    final InstantSource clock = () -> Instant.now().plus(ahead);
    final HttpClient browser = HttpClient.newHttpClient();
    Keys keys;
    TestProvider one;
    TestProvider other;
    OpenId openId;

    @BeforeEach
    void open() {
        keys = TestKeys.open(folder);
        one = new TestProvider();
        other = new TestProvider();
        openId = started(settings("one", one), settings("other", other));
    }

    /// The office with these providers, once it has read what they publish.
    OpenId started(ProviderSettings... providers) {
        OpenId made = office(providers);
        made.start();
        Waiting.until(() -> made.states().stream().allMatch(ProviderState::usable));
        return made;
    }

    OpenId office(ProviderSettings... providers) {
        return new OpenId(
                new OpenIdSettings(
                        List.of(providers), OpenIdSettings.AGE, Duration.ofMinutes(1), DEADLINE),
                folder.resolve("openid"),
                keys,
                clock,
                new SecureRandom());
    }

    static ProviderSettings settings(String name, TestProvider provider) {
        return settings(name, provider, ProviderSettings.Asked.NOTHING);
    }

    static ProviderSettings settings(
            String name, TestProvider provider, ProviderSettings.Asked asked) {
        return new ProviderSettings(
                name,
                provider.issuer(),
                TestProvider.CLIENT,
                Optional.of(TestProvider.SECRET),
                Map.of("ko", name, "ja", name, "en", name),
                "sub",
                Set.of("RS256", "ES256", "EdDSA"),
                asked,
                Optional.empty());
    }

    @AfterEach
    void close() {
        openId.close();
        one.close();
        other.close();
        keys.close();
        browser.shutdownNow();
    }

    static URI back(String name) {
        return URI.create("http://localhost:8080/login/openid/" + name);
    }

    /// What a browser has after it was at a provider.
    record Brought(String cookie, Map<String, String> fields) {
        Back back(String name) {
            return new Back(
                    Optional.ofNullable(fields.get("code")),
                    Optional.ofNullable(fields.get("iss")),
                    Optional.ofNullable(fields.get("error")),
                    AtProviders.back(name));
        }

        String state() {
            return fields.getOrDefault("state", "");
        }
    }

    /// Goes to a provider and comes back.
    Brought visit(String name, Optional<String> account) {
        Begun begun = openId.begin(name, account, back(name)).orElseThrow();
        try {
            HttpResponse<Void> answer =
                    browser.send(
                            HttpRequest.newBuilder(begun.address()).build(),
                            HttpResponse.BodyHandlers.discarding());
            URI to = URI.create(answer.headers().firstValue("Location").orElseThrow());
            assertThat(to.getPath()).isEqualTo(back(name).getPath());
            return new Brought(begun.cookie(), fields(to));
        } catch (IOException | InterruptedException fault) {
            throw new IllegalStateException(fault);
        }
    }

    static Map<String, String> fields(URI address) {
        return Arrays.stream(address.getRawQuery().split("&", -1))
                .map(field -> field.split("=", -1))
                .collect(
                        Collectors.toMap(
                                field -> field[0],
                                field -> URLDecoder.decode(field[1], StandardCharsets.UTF_8)));
    }

    Identified finish(String name, Brought brought) {
        Attempt attempt =
                openId.attempt(name, brought.cookie(), brought.state(), Optional.empty())
                        .orElseThrow();
        return openId.finish(attempt, brought.back(name));
    }

    Identified go(String name) {
        return finish(name, visit(name, Optional.empty()));
    }

    static OpenIdRefusal refused(Identified answer) {
        assertThat(answer).isInstanceOf(Identified.Refused.class);
        return ((Identified.Refused) answer).why();
    }

    static String known(Identified answer) {
        assertThat(answer).isInstanceOf(Identified.Known.class);
        return ((Identified.Known) answer).subject();
    }

    ProviderState state(String name) {
        return openId.state(name).orElseThrow();
    }
}
