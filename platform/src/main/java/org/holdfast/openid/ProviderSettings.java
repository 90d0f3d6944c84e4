// SPDX-License-Identifier: Apache-2.0
package org.holdfast.openid;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// An outside provider as an office is told of it.
///
/// @param name stands in the address to which browsers come back; never changes
/// @param issuer exactly as the provider writes it (OpenID Connect Discovery 1.0 §3)
/// @param client the office's name at the provider
/// @param secret the client's; empty for a client that has none
/// @param texts the button's words by language: `ko`, `ja`, `en`
/// @param claim the claim of the token that says who somebody is
/// @param algorithms by which tokens may be signed
/// @param asked what the office wants of a login beyond that it happened
/// @param addresses instead of those that the provider publishes
public record ProviderSettings(
        String name,
        String issuer,
        String client,
        Optional<String> secret,
        Map<String, String> texts,
        String claim,
        Set<String> algorithms,
        Asked asked,
        Optional<Addresses> addresses) {
    /// Those that may be chosen from; all are signatures by a key that is nobody's secret but the
    /// provider's.
    public static final Set<String> ALGORITHMS = Set.of("RS256", "ES256", "EdDSA");

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]{0,19}");
    private static final Pattern WORD = Pattern.compile("[\\x21-\\x7e]{1,200}");

    /// RFC 6749 Appendix A.1.
    private static final Pattern CLIENT = Pattern.compile("[\\x20-\\x7e]{1,200}");

    private static final int LONGEST_TEXT = 60;

    public ProviderSettings {
        texts = Map.copyOf(texts);
        algorithms = Set.copyOf(algorithms);
        require(NAME.matcher(name).matches(), "name", "a small letter and 19 more or digits", name);
        URI read = address("issuer", issuer);
        require(
                read.getRawQuery() == null,
                "issuer of " + name,
                "an address without a query",
                issuer);
        require(CLIENT.matcher(client).matches(), "client of " + name, "1 to 200 of ASCII", client);
        require(
                texts.keySet().equals(Set.of("ko", "ja", "en"))
                        && texts.values().stream()
                                .allMatch(one -> !one.isBlank() && one.length() <= LONGEST_TEXT),
                "texts of " + name,
                "ko, ja and en of at most " + LONGEST_TEXT + " characters",
                String.valueOf(texts));
        require(WORD.matcher(claim).matches(), "claim of " + name, "a claim's name", claim);
        require(
                !algorithms.isEmpty() && ALGORITHMS.containsAll(algorithms),
                "algorithms of " + name,
                "some of " + ALGORITHMS,
                String.valueOf(algorithms));
    }

    /// What the office wants of a login beyond that it happened.
    ///
    /// @param acr one of these shall the token name as its `acr`; none asked for when empty
    /// @param maxAge how long ago the provider may have asked the person at most
    public record Asked(List<String> acr, Optional<Duration> maxAge) {
        /// Nothing.
        public static final Asked NOTHING = new Asked(List.of(), Optional.empty());

        public Asked {
            acr = List.copyOf(acr);
        }
    }

    /// Where a provider is asked.
    ///
    /// @param answersNameIssuer whether its answers have the parameter `iss` (RFC 9207)
    public record Addresses(URI authorization, URI token, URI keys, boolean answersNameIssuer) {}

    /// An address that may be opened: with TLS, or on this very machine.
    ///
    /// @throws IllegalArgumentException saying what was expected and found
    static URI address(String what, String text) {
        URI read;
        try {
            read = URI.create(text);
        } catch (IllegalArgumentException notOne) {
            throw new IllegalArgumentException(
                    what + ": expected an address of https, found " + text, notOne);
        }
        String host = String.valueOf(read.getHost());
        boolean here = host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]");
        boolean safe =
                "https".equals(read.getScheme()) || ("http".equals(read.getScheme()) && here);
        require(
                safe
                        && read.getHost() != null
                        && read.getRawUserInfo() == null
                        && read.getRawFragment() == null,
                what,
                "an address of https (http on this machine only) without name and fragment",
                text);
        return read;
    }

    static void require(boolean good, String what, String expected, String found) {
        if (!good) {
            throw new IllegalArgumentException(
                    what + ": expected " + expected + ", found " + found);
        }
    }

    /// Does not print the secret.
    @Override
    public String toString() {
        return "ProviderSettings[" + name + ", " + issuer + "]";
    }
}
