// SPDX-License-Identifier: Apache-2.0
package org.holdfast.openid;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The outside providers of an office, and how they are dealt with.
///
/// @param age how old what a provider has published may be to be used
/// @param look how often it is read
/// @param deadline the end of waiting for an exchange, connection and whole answer together
public record OpenIdSettings(
        List<ProviderSettings> providers, Duration age, Duration look, Duration deadline) {
    /// How many there may be.
    public static final int MOST = 12;

    /// How old what a provider has published may be, unless the office says otherwise.
    public static final Duration AGE = Duration.ofHours(24);

    /// No providers.
    public static final OpenIdSettings NONE = of(List.of(), AGE);

    private static final int LONGEST_FILE = 65_536;
    private static final Set<String> MEMBERS =
            Set.of(
                    "name",
                    "issuer",
                    "client",
                    "secretFile",
                    "texts",
                    "claim",
                    "algorithms",
                    "acr",
                    "maxAgeSeconds",
                    "authorization",
                    "token",
                    "keys",
                    "answersNameIssuer");

    public OpenIdSettings {
        providers = List.copyOf(providers);
        ProviderSettings.require(
                providers.size() <= MOST,
                "outside providers",
                "at most " + MOST,
                String.valueOf(providers.size()));
        ProviderSettings.require(
                providers.stream().map(ProviderSettings::name).distinct().count()
                        == providers.size(),
                "outside providers",
                "a name of its own for each",
                String.valueOf(providers));
        ProviderSettings.require(
                age.isPositive() && age.compareTo(Duration.ofDays(7)) <= 0,
                "the age of what providers publish",
                "up to 7 days",
                String.valueOf(age));
    }

    /// Providers that are read once a minute and have three seconds for an exchange.
    public static OpenIdSettings of(List<ProviderSettings> providers, Duration age) {
        return new OpenIdSettings(providers, age, Duration.ofMinutes(1), Duration.ofSeconds(3));
    }

    /// Reads the file; an office without one has no outside providers.
    ///
    /// @param file JSON, with `providers`; names of files in it are taken from its folder
    /// @throws IllegalArgumentException saying what was expected and found
    public static OpenIdSettings read(Path file, Duration age) {
        if (!Files.exists(file)) {
            return of(List.of(), age);
        }
        JsonNode read;
        try {
            ProviderSettings.require(
                    Files.size(file) <= LONGEST_FILE,
                    String.valueOf(file.getFileName()),
                    "at most " + LONGEST_FILE + " bytes",
                    String.valueOf(Files.size(file)));
            read = JsonMapper.shared().readTree(Files.readAllBytes(file));
        } catch (IOException | JacksonException unreadable) {
            throw new IllegalArgumentException(
                    file.getFileName() + " cannot be read as JSON", unreadable);
        }
        List<ProviderSettings> all = new ArrayList<>();
        for (JsonNode one : read.path("providers")) {
            all.add(provider(one, file.toAbsolutePath().resolveSibling("")));
        }
        ProviderSettings.require(
                read.path("providers").isArray(),
                String.valueOf(file.getFileName()),
                "a list `providers`",
                String.valueOf(read.getNodeType()));
        return of(all, age);
    }

    private static ProviderSettings provider(JsonNode one, Path folder) {
        String name = text(one, "name").orElse("");
        for (String member : one.propertyNames()) {
            ProviderSettings.require(
                    MEMBERS.contains(member), "provider " + name, "members " + MEMBERS, member);
        }
        Map<String, String> texts = new LinkedHashMap<>();
        one.path("texts")
                .properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asString("")));
        Set<String> algorithms = new HashSet<>(texts(one, "algorithms"));
        return new ProviderSettings(
                name,
                text(one, "issuer").orElse(""),
                text(one, "client").orElse(""),
                text(one, "secretFile").map(file -> secret(folder.resolve(file), name)),
                texts,
                text(one, "claim").orElse("sub"),
                algorithms.isEmpty() ? Set.of("RS256", "ES256") : algorithms,
                new ProviderSettings.Asked(texts(one, "acr"), maxAge(one, name)),
                addresses(one, name));
    }

    private static Optional<Duration> maxAge(JsonNode one, String name) {
        JsonNode age = one.path("maxAgeSeconds");
        if (age.isMissingNode()) {
            return Optional.empty();
        }
        ProviderSettings.require(
                age.isInt() && age.intValue() >= 0,
                "maxAgeSeconds of " + name,
                "seconds",
                String.valueOf(age));
        return Optional.of(Duration.ofSeconds(age.intValue()));
    }

    private static Optional<ProviderSettings.Addresses> addresses(JsonNode one, String name) {
        Optional<URI> authorization = address(one, name, "authorization");
        Optional<URI> token = address(one, name, "token");
        Optional<URI> keys = address(one, name, "keys");
        if (authorization.isEmpty() && token.isEmpty() && keys.isEmpty()) {
            return Optional.empty();
        }
        ProviderSettings.require(
                authorization.isPresent() && token.isPresent() && keys.isPresent(),
                "addresses of " + name,
                "authorization, token and keys, or none of them",
                "some of them");
        return Optional.of(
                new ProviderSettings.Addresses(
                        authorization.get(),
                        token.get(),
                        keys.get(),
                        one.path("answersNameIssuer").asBoolean(false)));
    }

    private static Optional<URI> address(JsonNode one, String name, String member) {
        return text(one, member)
                .map(text -> ProviderSettings.address(member + " of " + name, text));
    }

    private static Optional<String> text(JsonNode one, String member) {
        return Optional.of(one.path(member)).filter(JsonNode::isString).map(JsonNode::stringValue);
    }

    private static List<String> texts(JsonNode one, String member) {
        List<String> all = new ArrayList<>();
        one.path(member).forEach(each -> all.add(each.asString("")));
        return all;
    }

    private static String secret(Path file, String name) {
        try {
            String secret = Files.readString(file).strip();
            ProviderSettings.require(
                    !secret.isEmpty() && secret.length() <= 500,
                    "the file of the secret of " + name,
                    "1 to 500 characters",
                    String.valueOf(secret.length()));
            return secret;
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    "the file of the secret of " + name + " cannot be read", unreadable);
        }
    }
}
