// SPDX-License-Identifier: Apache-2.0
package org.holdfast.provider;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.holdfast.identity.Accounts;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.keys.Handle;
import org.holdfast.keys.KeysFault;
import org.holdfast.keys.Providers;
import org.holdfast.ledger.CanonicalJson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// Gives a service that has shown who it is the tokens of a code, once (RFC 6749 §4.1.3, OpenID
/// Connect Core 1.0 §3.1.3). Whoever is refused learns `invalid_client` or `invalid_grant`; the log
/// has the reason and nobody's name. Thread-safe.
public final class TokenDesk {
    private static final Logger LOG = LoggerFactory.getLogger(TokenDesk.class);

    /// How long an ID token and an access token count.
    static final Duration VALID = Duration.ofMinutes(5);

    private static final String JWT_BEARER =
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

    private final Assertions assertions;
    private final Grants grants;
    private final Quotas quotas;
    private final Sealing sealing;
    private final ProviderWriter writer;
    private final Accounts accounts;
    private final InstantSource clock;
    private final Map<Handle, Instant> seen = new ConcurrentHashMap<>();
    private final AtomicReference<Instant> swept = new AtomicReference<>(Instant.EPOCH);

    /// What is sealed and signed with.
    ///
    /// @param subjects the secret from which services' names of people follow
    record Sealing(SealedText codes, SealedText access, SigningKeys keys, SecretKey subjects) {}

    TokenDesk(
            Assertions assertions,
            Grants grants,
            Quotas quotas,
            Sealing sealing,
            ProviderWriter writer,
            Accounts accounts,
            InstantSource clock) {
        this.assertions = assertions;
        this.grants = grants;
        this.quotas = quotas;
        this.sealing = sealing;
        this.writer = writer;
        this.accounts = accounts;
        this.clock = clock;
    }

    /// Answers a request for tokens.
    ///
    /// @param sent parameters of the form, each with all its values
    /// @throws org.holdfast.ledger.LedgerFault with `STOPPED` when the journal takes nothing
    public TokenAnswer answer(Map<String, List<String>> sent, String issuer) {
        Assertions.Shown shown;
        Handle assertion;
        try {
            shown = client(sent, issuer);
            assertion =
                    writer.handle("service assertion", shown.service().id() + "\0" + shown.id());
            sweep();
            if (seen.containsKey(assertion) || writer.isUsed(assertion)) {
                throw new Assertions.Refused("an assertion a second time");
            }
        } catch (Assertions.Refused refused) {
            LOG.info("a service was not recognised: {}", refused.getMessage());
            return new TokenAnswer.Refused(401, "invalid_client");
        }
        if (!quotas.take(shown.service())) {
            LOG.warn("{} has used up its share of this minute", shown.service().id());
            return new TokenAnswer.Refused(429, "temporarily_unavailable");
        }
        if (seen.putIfAbsent(assertion, shown.until()) != null) {
            LOG.info("a service was not recognised: an assertion a second time");
            return new TokenAnswer.Refused(401, "invalid_client");
        }
        try {
            return new TokenAnswer.Given(tokens(shown.service(), sent, assertion, issuer));
        } catch (Assertions.Refused refused) {
            LOG.info("{} got no token: {}", shown.service().id(), refused.getMessage());
            return new TokenAnswer.Refused(400, "invalid_grant");
        }
    }

    /// Once a second at most: whoever asks often must not make everybody pay for it.
    private void sweep() {
        Instant now = clock.instant();
        Instant last = swept.get();
        if ((now.isBefore(last) || now.isAfter(last.plusSeconds(1)))
                && swept.compareAndSet(last, now)) {
            seen.values().removeIf(now::isAfter);
        }
    }

    private Assertions.Shown client(Map<String, List<String>> sent, String issuer)
            throws Assertions.Refused {
        // RFC 6749 §2.3: one way to show who somebody is, and no more than one.
        if (sent.containsKey("client_secret")
                || !JWT_BEARER.equals(one(sent, "client_assertion_type"))) {
            throw new Assertions.Refused("no assertion, or a secret beside it");
        }
        Assertions.Shown shown =
                assertions.read(
                        one(sent, "client_assertion"), Set.of(issuer, issuer + "/openid/token"));
        if (sent.containsKey("client_id") && !shown.service().id().equals(one(sent, "client_id"))) {
            throw new Assertions.Refused("an assertion of another service");
        }
        return shown;
    }

    private static String one(Map<String, List<String>> sent, String name)
            throws Assertions.Refused {
        List<String> values = sent.getOrDefault(name, List.of());
        if (values.size() != 1) {
            throw new Assertions.Refused(
                    name + ": expected once, found " + values.size() + " times");
        }
        return values.getFirst();
    }

    private ObjectNode tokens(
            Service service, Map<String, List<String>> sent, Handle assertion, String issuer)
            throws Assertions.Refused {
        if (!"authorization_code".equals(one(sent, "grant_type"))) {
            throw new Assertions.Refused("another grant than authorization_code");
        }
        String code = one(sent, "code");
        ObjectNode said =
                sealing.codes()
                        .open(code)
                        .orElseThrow(() -> new Assertions.Refused("no code of ours, or late"));
        if (!service.id().equals(text(said, "client"))
                || !text(said, "redirect").equals(one(sent, "redirect_uri"))) {
            throw new Assertions.Refused("a code of another service or address");
        }
        verify(one(sent, "code_verifier"), text(said, "challenge"));
        Grant grant =
                grants.find(text(said, "grant"))
                        .orElseThrow(() -> new Assertions.Refused("the person has ended it"));
        Principal who = account(text(said, "account"));
        ObjectNode answer = CanonicalJson.object();
        answer.put("access_token", sealing.access().seal(access(grant)));
        answer.put("expires_in", VALID.toSeconds());
        answer.put("id_token", idToken(service, who, said, issuer));
        answer.put("scope", "openid");
        answer.put("token_type", "Bearer");
        if (writer.once(
                        ProviderEntries.LOGIN,
                        assertion,
                        writer.handle("openid code", code),
                        Optional.of(writer.key()),
                        CanonicalJson.object().put("grant", grant.id()))
                .isEmpty()) {
            throw new Assertions.Refused("a code a second time");
        }
        return answer;
    }

    private Principal account(String id) throws Assertions.Refused {
        return accounts.find(id)
                .filter(one -> one.role() == Role.CITIZEN && !one.onlyInPerson())
                .orElseThrow(() -> new Assertions.Refused("nobody's account any more"));
    }

    private static ObjectNode access(Grant grant) {
        return CanonicalJson.object().put("grant", grant.id());
    }

    private static String text(ObjectNode said, String name) {
        return ProviderEntries.text(said, name);
    }

    /// RFC 7636 §4.6, S256.
    private static void verify(String verifier, String challenge) throws Assertions.Refused {
        try {
            byte[] found =
                    MessageDigest.getInstance("SHA-256")
                            .digest(verifier.getBytes(StandardCharsets.UTF_8));
            byte[] expected = Base64.getUrlDecoder().decode(challenge);
            if (!VERIFIER.matcher(verifier).matches() || !MessageDigest.isEqual(found, expected)) {
                throw new Assertions.Refused("another verifier");
            }
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException(bug);
        }
    }

    /// Says who has logged in and how, and nothing else about them (OpenID Connect Core 1.0 §2).
    private String idToken(Service service, Principal who, ObjectNode said, String issuer) {
        Instant now = clock.instant();
        boolean passkey = said.required("passkey").booleanValue();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", issuer);
        claims.put("sub", subject(service, who.id()));
        claims.put("aud", service.id());
        claims.put("exp", now.plus(VALID).getEpochSecond());
        claims.put("iat", now.getEpochSecond());
        claims.put("auth_time", said.required("at").longValue());
        claims.put("nonce", text(said, "nonce"));
        claims.put("acr", "urn:holdfast:login:" + (passkey ? "passkey" : "other"));
        if (passkey) {
            // RFC 8176 §2: possession of a key, and more than one factor.
            claims.put("amr", List.of("pop", "mfa"));
        }
        return sealing.keys().sign(claims);
    }

    /// The name by which services of one host know a person, and no others (OpenID Connect Core 1.0
    /// §8.1).
    private String subject(Service service, String account) {
        try {
            Mac mac = Providers.mac("HmacSHA256");
            mac.init(sealing.subjects());
            mac.update((service.sector() + "\0").getBytes(StandardCharsets.UTF_8));
            byte[] name = mac.doFinal(account.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(name);
        } catch (GeneralSecurityException fault) {
            throw new KeysFault(KeysFault.Code.CIPHER, "cannot make a subject", fault);
        }
    }

    /// What an access token tells of its person: the subject, and nothing else. Empty when it is
    /// none, late, or of a grant that was ended.
    public Optional<ObjectNode> userinfo(String accessToken) {
        Optional<Grant> grant =
                sealing.access()
                        .open(accessToken)
                        .flatMap(said -> grants.find(text(said, "grant")));
        return grant.flatMap(one ->
                assertions
                        .service(one.service())
                        .filter(_ -> accounts.find(one.account()).isPresent())
                        .map(service ->
                                CanonicalJson.object()
                                        .put("sub", subject(service, one.account()))));
    }
}
