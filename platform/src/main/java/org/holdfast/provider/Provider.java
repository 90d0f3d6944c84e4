// SPDX-License-Identifier: Apache-2.0
package org.holdfast.provider;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.holdfast.database.Rounds;
import org.holdfast.identity.Accounts;
import org.holdfast.identity.Principal;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.Keys;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.Ledger;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The faces of this module, put together. Follows the journals of all sites. Thread-safe.
public final class Provider implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(500);

    /// How long a code may be on its way.
    static final Duration CODE = Duration.ofSeconds(60);

    /// How long somebody may take to come in.
    private static final Duration WISH = Duration.ofMinutes(30);

    private final ProviderBook book;
    private final SigningKeys keys;
    private final Services services;
    private final Grants grants;
    private final Authorizing authorizing;
    private final TokenDesk tokens;
    private final Rounds rounds = Rounds.of("provider", LOOK, this::look);

    /// What the module stands on.
    ///
    /// @param personal the key by which what is about somebody is encrypted, so that it ends when
    ///   they are erased
    public record Below(
            Ledger ledger, Keys keys, Accounts accounts, Function<Principal, DataKey> personal) {}

    /// Puts the module together; nothing is followed until [#start].
    public Provider(Below below, InstantSource clock, SecureRandom random) {
        this.book = new ProviderBook(below.ledger().node());
        this.keys = new SigningKeys(below.keys(), clock);
        ProviderWriter writer = new ProviderWriter(below.ledger(), below.keys(), book);
        this.services = new OfficeServices(book, writer);
        this.grants = new Grants(book, writer, below.personal());
        SealedText codes = new SealedText(below.keys(), "openid codes", CODE, clock, random);
        SealedText access =
                new SealedText(below.keys(), "openid access", TokenDesk.VALID, clock, random);
        SealedText wishes = new SealedText(below.keys(), "openid wishes", WISH, clock, random);
        this.authorizing =
                new Authorizing(
                        services,
                        grants,
                        new Quotas(clock),
                        codes,
                        wishes,
                        new Authorizing.Chance(clock, random));
        this.tokens =
                new TokenDesk(
                        new Assertions(services, clock),
                        grants,
                        new Quotas(clock),
                        new TokenDesk.Sealing(
                                codes, access, keys, below.keys().secret("openid subjects")),
                        writer,
                        below.accounts(),
                        clock);
    }

    /// Begins to follow.
    public void start() {
        rounds.start();
    }

    /// Reads what has come.
    public void look() {
        book.look();
    }

    public Services services() {
        return services;
    }

    public Grants grants() {
        return grants;
    }

    public Authorizing authorizing() {
        return authorizing;
    }

    public TokenDesk tokens() {
        return tokens;
    }

    /// The public keys that ID tokens verify with: a JWK set (RFC 7517 §5), the same at every site.
    public String keys() {
        return keys.published();
    }

    /// What a client library wants to know (OpenID Connect Discovery 1.0 §3, RFC 9207 §3).
    public ObjectNode configuration(String issuer) {
        ObjectNode node = CanonicalJson.object();
        node.put("issuer", issuer);
        node.put("authorization_endpoint", issuer + "/openid/authorize");
        node.put("token_endpoint", issuer + "/openid/token");
        node.put("userinfo_endpoint", issuer + "/openid/userinfo");
        node.put("jwks_uri", issuer + "/openid/keys");
        list(node, "response_types_supported", "code");
        list(node, "response_modes_supported", "query");
        list(node, "grant_types_supported", "authorization_code");
        list(node, "subject_types_supported", "pairwise");
        list(node, "id_token_signing_alg_values_supported", "ES256");
        list(node, "token_endpoint_auth_methods_supported", "private_key_jwt");
        list(node, "token_endpoint_auth_signing_alg_values_supported", "ES256");
        list(node, "code_challenge_methods_supported", "S256");
        list(node, "scopes_supported", "openid");
        list(node, "prompt_values_supported", "none", "login", "consent");
        list(
                node,
                "acr_values_supported",
                "urn:holdfast:login:passkey",
                "urn:holdfast:login:other");
        list(node, "ui_locales_supported", "ko", "ja", "en");
        list(
                node,
                "claims_supported",
                "iss",
                "sub",
                "aud",
                "exp",
                "iat",
                "auth_time",
                "nonce",
                "acr",
                "amr");
        node.put("claims_parameter_supported", false);
        node.put("request_parameter_supported", false);
        node.put("request_uri_parameter_supported", false);
        node.put("authorization_response_iss_parameter_supported", true);
        return node;
    }

    private static void list(ObjectNode node, String name, String... values) {
        ArrayNode list = node.putArray(name);
        List.of(values).forEach(list::add);
    }

    @Override
    public void close() {
        rounds.close();
    }
}
