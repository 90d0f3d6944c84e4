// SPDX-License-Identifier: Apache-2.0
package org.holdfast.provider;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseMode;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.nimbusds.openid.connect.sdk.AuthenticationErrorResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationSuccessResponse;
import com.nimbusds.openid.connect.sdk.OIDCError;
import com.nimbusds.openid.connect.sdk.Prompt;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.holdfast.identity.Principal;
import org.holdfast.ledger.CanonicalJson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// Whom a service may have a person for: reads what it asks (OpenID Connect Core 1.0 §3.1.2), and
/// makes the code once the person has agreed. The code flow alone, with PKCE (RFC 7636, S256),
/// `state`, `nonce` and `iss` in each answer (RFC 9207). Thread-safe.
public final class Authorizing {
    private static final Logger LOG = LoggerFactory.getLogger(Authorizing.class);
    private static final int LONGEST = 200;
    private static final int LONGEST_STATE = 500;
    private static final int LONGEST_QUERY = 2_000;
    private static final int OPERATION = 16;
    private static final Duration JUST_NOW = Duration.ofMinutes(5);
    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final Services services;
    private final Grants grants;
    private final Quotas quotas;
    private final SealedText codes;
    private final SealedText wishes;
    private final InstantSource clock;
    private final SecureRandom random;

    Authorizing(
            Services services,
            Grants grants,
            Quotas quotas,
            SealedText codes,
            SealedText wishes,
            Chance chance) {
        this.services = services;
        this.grants = grants;
        this.quotas = quotas;
        this.codes = codes;
        this.wishes = wishes;
        this.clock = chance.clock();
        this.random = chance.random();
    }

    /// Time and chance.
    record Chance(InstantSource clock, SecureRandom random) {}

    /// How somebody came in.
    ///
    /// @param at when
    /// @param passkey whether by a passkey, whose device has verified them
    public record CameIn(Instant at, boolean passkey) {}

    /// Reads a request.
    ///
    /// @param query as it stands in the address
    public Asked ask(String query, String issuer) {
        if (query.length() > LONGEST_QUERY) {
            return new Asked.Unknown();
        }
        Map<String, List<String>> sent = URLUtils.parseParameters(query);
        Optional<Service> service = one(sent, "client_id").flatMap(services::find);
        Optional<String> redirect = one(sent, "redirect_uri");
        if (service.isEmpty()
                || redirect.isEmpty()
                || !service.get().redirects().contains(redirect.get())) {
            LOG.info("a login was asked for by nobody known, or for an address that is not theirs");
            return new Asked.Unknown();
        }
        Optional<String> state =
                one(sent, "state")
                        .filter(text -> text.length() <= LONGEST_STATE && !text.isBlank());
        try {
            return wish(service.get(), redirect.get(), state, sent, issuer);
        } catch (Refused refused) {
            LOG.info("{} asked for a login: {}", service.get().id(), refused.getMessage());
            return new Asked.Refused(location(redirect.get(), state, issuer, refused.error));
        }
    }

    private static Optional<String> one(Map<String, List<String>> sent, String name) {
        List<String> values = sent.getOrDefault(name, List.of());
        return values.size() == 1 && !values.getFirst().isEmpty()
                ? Optional.of(values.getFirst())
                : Optional.empty();
    }

    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient ErrorObject error;

        Refused(ErrorObject error, String why) {
            super(why, null, false, false);
            this.error = error;
        }
    }

    private static Asked.Wish wish(
            Service service,
            String redirect,
            Optional<String> state,
            Map<String, List<String>> sent,
            String issuer)
            throws Refused {
        // OpenID Connect Core 1.0 §6: requests by value or by address are not read here.
        if (sent.containsKey("request")) {
            throw new Refused(OAuth2Error.REQUEST_NOT_SUPPORTED, "request");
        }
        if (sent.containsKey("request_uri")) {
            throw new Refused(OAuth2Error.REQUEST_URI_NOT_SUPPORTED, "request_uri");
        }
        AuthenticationRequest request;
        try {
            request = AuthenticationRequest.parse(sent);
        } catch (ParseException malformed) {
            ErrorObject error = malformed.getErrorObject();
            throw new Refused(error == null ? OAuth2Error.INVALID_REQUEST : error, "malformed");
        }
        if (!new ResponseType(ResponseType.Value.CODE).equals(request.getResponseType())) {
            throw new Refused(OAuth2Error.UNSUPPORTED_RESPONSE_TYPE, "another flow than code");
        }
        if (request.getResponseMode() != null
                && !ResponseMode.QUERY.equals(request.getResponseMode())) {
            throw new Refused(OAuth2Error.INVALID_REQUEST, "response_mode");
        }
        CodeChallenge challenge = request.getCodeChallenge();
        if (challenge == null
                || !CodeChallengeMethod.S256.equals(request.getCodeChallengeMethod())
                || !CHALLENGE.matcher(challenge.getValue()).matches()) {
            throw new Refused(OAuth2Error.INVALID_REQUEST, "no code_challenge by S256");
        }
        if (state.isEmpty()) {
            throw new Refused(OAuth2Error.INVALID_REQUEST, "no state, or a long one");
        }
        if (request.getNonce() == null || request.getNonce().getValue().length() > LONGEST) {
            throw new Refused(OAuth2Error.INVALID_REQUEST, "no nonce, or a long one");
        }
        return new Asked.Wish(
                service,
                redirect,
                state.get(),
                request.getNonce().getValue(),
                challenge.getValue(),
                prompts(request),
                issuer);
    }

    private static Asked.Prompts prompts(AuthenticationRequest request) {
        Prompt prompt = request.getPrompt();
        int oldest = request.getMaxAge();
        return new Asked.Prompts(
                prompt != null && prompt.contains(Prompt.Type.NONE),
                prompt != null
                        && (prompt.contains(Prompt.Type.LOGIN)
                                || prompt.contains(Prompt.Type.SELECT_ACCOUNT)),
                prompt != null && prompt.contains(Prompt.Type.CONSENT),
                oldest < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(oldest)));
    }

    /// Why a wish is not granted.
    public enum No {
        /// The person says no.
        ACCESS_DENIED(OAuth2Error.ACCESS_DENIED),
        /// Nobody is in, and no page may be shown.
        LOGIN_REQUIRED(OIDCError.LOGIN_REQUIRED),
        /// The person has not agreed, and no page may be shown.
        CONSENT_REQUIRED(OIDCError.CONSENT_REQUIRED),
        /// Not now.
        TEMPORARILY_UNAVAILABLE(OAuth2Error.TEMPORARILY_UNAVAILABLE);

        private final String code;

        No(ErrorObject error) {
            this.code = error.getCode();
        }
    }

    /// Where a browser takes a refusal.
    public String refuse(Asked.Wish wish, No why) {
        return location(
                wish.redirect(),
                Optional.of(wish.state()),
                wish.issuer(),
                new ErrorObject(why.code));
    }

    private static String location(
            String redirect, Optional<String> state, String issuer, ErrorObject error) {
        return new AuthenticationErrorResponse(
                        URI.create(redirect),
                        new ErrorObject(error.getCode()),
                        state.map(State::new).orElse(null),
                        new Issuer(issuer),
                        ResponseMode.QUERY)
                .toURI()
                .toString();
    }

    /// What a browser keeps while its owner comes in: the request, and when it was first seen.
    public String keep(String query) {
        return wishes.seal(
                CanonicalJson.object()
                        .put("at", clock.instant().getEpochSecond())
                        .put("query", query));
    }

    /// A request that a browser has kept.
    ///
    /// @param at when it was first seen
    public record Kept(String query, Instant at) {}

    /// What [#keep] has given; empty when it is not of this office, or half an hour old.
    public Optional<Kept> kept(String sealed) {
        return wishes.open(sealed)
                .map(said ->
                        new Kept(
                                ProviderEntries.text(said, "query"),
                                Instant.ofEpochSecond(said.required("at").longValue())));
    }

    /// Whether somebody has come in as lately as a service wishes: within what it allows; else
    /// since it asked, and just now.
    public boolean isFresh(Asked.Wish wish, CameIn in, Optional<Instant> asked) {
        Instant now = clock.instant();
        boolean old =
                wish.prompts().oldest().filter(age -> in.at().plus(age).isBefore(now)).isPresent();
        if (!wish.prompts().login() && !old) {
            return true;
        }
        return asked.filter(at -> !in.at().isBefore(at)).isPresent()
                && in.at().plus(JUST_NOW).isAfter(now);
    }

    /// A name for the operation of one page.
    public String operation() {
        byte[] drawn = new byte[OPERATION];
        random.nextBytes(drawn);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(drawn);
    }

    /// Where a browser takes a code without asking; empty when the person is to be asked.
    public Optional<String> again(Asked.Wish wish, Principal who, CameIn in) {
        if (wish.prompts().consent()) {
            return Optional.empty();
        }
        return grants.remembered(who.id(), wish.service().id())
                .map(grant -> code(wish, who, in, grant));
    }

    /// Enters that somebody agrees, and where their browser takes the code then.
    ///
    /// @param operation of the page that asked them; the same again enters nothing more
    /// @throws org.holdfast.ledger.LedgerFault with `STOPPED` when the journal takes nothing
    public String agree(
            Asked.Wish wish, Principal who, CameIn in, boolean remember, String operation) {
        return grants.give(who, wish.service().id(), remember, operation)
                .map(grant -> code(wish, who, in, grant))
                .orElseGet(() -> refuse(wish, No.ACCESS_DENIED));
    }

    private String code(Asked.Wish wish, Principal who, CameIn in, Grant grant) {
        if (!quotas.take(who.id()) || !quotas.take(wish.service())) {
            LOG.warn("logins of this minute are used up, at {}", wish.service().id());
            return refuse(wish, No.TEMPORARILY_UNAVAILABLE);
        }
        ObjectNode content =
                CanonicalJson.object()
                        .put("account", who.id())
                        .put("at", in.at().getEpochSecond())
                        .put("challenge", wish.challenge())
                        .put("client", wish.service().id())
                        .put("grant", grant.id())
                        .put("nonce", wish.nonce())
                        .put("passkey", in.passkey())
                        .put("redirect", wish.redirect());
        return new AuthenticationSuccessResponse(
                        URI.create(wish.redirect()),
                        new AuthorizationCode(codes.seal(content)),
                        null,
                        null,
                        new State(wish.state()),
                        null,
                        new Issuer(wish.issuer()),
                        ResponseMode.QUERY)
                .toURI()
                .toString();
    }
}
