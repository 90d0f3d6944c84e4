// SPDX-License-Identifier: Apache-2.0
package org.holdfast.openid;

import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.Prompt;
import com.nimbusds.openid.connect.sdk.claims.ACR;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// One outside provider: begins logins and exchanges codes, in places of its own, behind a circuit
/// of its own. Thread-safe.
final class Provider implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Provider.class);
    private static final int LONGEST_ANSWER = 65_536;
    private static final int FAULTS_FROM = 500;
    private static final int OFTEN = 429;
    private static final Duration SLOW = Duration.ofSeconds(1);

    private final ProviderSettings settings;
    private final InstantSource clock;
    private final Duration deadline;
    private final Calls calls;
    private final ProviderWatch watch;
    private final IdTokens tokens;
    private final Circuit circuit;
    private final Semaphore places;
    private final AtomicLong good = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile Duration took = Duration.ZERO;

    /// @param settings of all; of them `own` is this one's
    /// @param places how many exchanges may be under way at once
    Provider(
            OpenIdSettings settings,
            ProviderSettings own,
            PublishedFile file,
            int places,
            InstantSource clock) {
        this.settings = own;
        this.clock = clock;
        this.deadline = settings.deadline();
        this.calls = new Calls(own.name(), settings.deadline());
        this.watch = new ProviderWatch(settings, own, file, calls, clock);
        this.tokens = new IdTokens(own, clock);
        this.circuit = new Circuit(clock);
        this.places = new Semaphore(places);
    }

    void start() {
        watch.start();
    }

    String name() {
        return settings.name();
    }

    ProviderState state() {
        Optional<Instant> open = circuit.since();
        Optional<Instant> since = open.or(watch::failingSince);
        Duration last = took.compareTo(watch.took()) > 0 ? took : watch.took();
        ProviderState.Standing standing =
                since.isPresent()
                        ? ProviderState.Standing.DOWN
                        : last.compareTo(SLOW) > 0
                                ? ProviderState.Standing.SLOW
                                : ProviderState.Standing.UP;
        return new ProviderState(
                settings.name(),
                settings.texts(),
                standing,
                since,
                watch.published().map(Published::at),
                watch.usable().isPresent(),
                last,
                open.isPresent(),
                new ProviderState.Counts(good.get(), failed.get(), refused.get()));
    }

    /// Where a browser goes to begin (OpenID Connect Core 1.0 §3.1.2.1); empty while what the
    /// provider publishes is not known newly enough.
    ///
    /// @param back where it comes back to
    Optional<URI> begin(Attempt attempt, URI back) {
        return watch.usable().map(known -> address(known.places().authorization(), attempt, back));
    }

    private URI address(URI endpoint, Attempt attempt, URI back) {
        Attempt.Secrets secrets = attempt.secrets();
        AuthenticationRequest.Builder request =
                new AuthenticationRequest.Builder(
                                new ResponseType(ResponseType.Value.CODE),
                                new Scope("openid"),
                                new ClientID(settings.client()),
                                back)
                        .endpointURI(endpoint)
                        .state(new State(secrets.state()))
                        .nonce(new Nonce(secrets.nonce()))
                        .codeChallenge(
                                new CodeVerifier(secrets.verifier()), CodeChallengeMethod.S256);
        if (attempt.purpose() == Attempt.Purpose.BINDING) {
            // What is bound opens the account for years: whoever sits there says anew who they are.
            request.prompt(new Prompt(Prompt.Type.LOGIN));
        }
        settings.asked().maxAge().ifPresent(age -> request.maxAge((int) age.toSeconds()));
        if (!settings.asked().acr().isEmpty()) {
            request.acrValues(settings.asked().acr().stream().map(ACR::new).toList());
        }
        return request.build().toURI();
    }

    /// Exchanges what a browser has brought back for who it is.
    Identified finish(Attempt attempt, Back back) {
        Optional<Published> known = watch.usable();
        if (known.isEmpty()) {
            return new Identified.Refused(OpenIdRefusal.NOT_READY);
        }
        // RFC 9207 §2.4; said without a promise it must be true as well
        if (back.issuer().isPresent()
                ? !back.issuer().get().equals(settings.issuer())
                : known.get().places().answersNameIssuer()) {
            return new Identified.Refused(OpenIdRefusal.OTHER_ISSUER);
        }
        if (back.error().isPresent() || back.code().isEmpty()) {
            return new Identified.Refused(OpenIdRefusal.DENIED);
        }
        if (!places.tryAcquire()) {
            return new Identified.Refused(OpenIdRefusal.BUSY);
        }
        try {
            if (!circuit.tryPass()) {
                return new Identified.Refused(OpenIdRefusal.RESTING);
            }
            String subject = exchange(known.get(), attempt, back.code().get(), back.here());
            good.incrementAndGet();
            return new Identified.Known(settings.name(), settings.issuer(), subject);
        } catch (NotTaken no) {
            (no.why().isOutage() ? failed : refused).incrementAndGet();
            LOG.info("provider {}: nobody is named: {}", settings.name(), no.getMessage());
            return new Identified.Refused(no.why());
        } finally {
            places.release();
        }
    }

    private String exchange(Published known, Attempt attempt, String code, URI back)
            throws NotTaken {
        Instant begun = clock.instant();
        ObjectNode answer = Json.object(ask(known, attempt, code, back), "an answer");
        String token =
                Json.text(answer, "id_token")
                        .orElseThrow(() -> new NotTaken(OpenIdRefusal.MALFORMED, "no id_token"));
        Optional<String> access = Json.text(answer, "access_token");
        try {
            return tokens.subject(token, access, attempt.secrets(), known.keys());
        } catch (NotTaken no) {
            if (no.why() != OpenIdRefusal.UNKNOWN_KEY) {
                throw no;
            }
            // keys may have been changed; the provider's own thread looks, and once a minute only
            Duration left = deadline.minus(Duration.between(begun, clock.instant()));
            Optional<Published> newer = watch.newer(known, left);
            if (newer.isEmpty()) {
                throw no;
            }
            return tokens.subject(token, access, attempt.secrets(), newer.get().keys());
        }
    }

    /// RFC 6749 §4.1.3, RFC 7636 §4.5. The circuit hears of what is the provider's doing alone.
    private byte[] ask(Published known, Attempt attempt, String code, URI back) throws NotTaken {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", back.toString());
        form.put("code_verifier", attempt.secrets().verifier());
        Map<String, String> headers = Map.of();
        boolean inBody = known.places().secretInBody();
        if (settings.secret().isPresent() && !inBody) {
            headers = Map.of("Authorization", basic(settings.client(), settings.secret().get()));
        } else {
            form.put("client_id", settings.client());
            settings.secret().ifPresent(secret -> form.put("client_secret", secret));
        }
        Instant begun = clock.instant();
        Calls.Answer answer =
                calls.post(known.places().token(), headers, written(form), LONGEST_ANSWER);
        took = Duration.between(begun, clock.instant());
        return switch (answer) {
            case Calls.Answer.Failed no -> {
                circuit.bad();
                throw new NotTaken(no.why(), no.detail());
            }
            case Calls.Answer.Got got when got.status() == 200 -> {
                circuit.good();
                yield got.body();
            }
            case Calls.Answer.Got got when isFault(got.status()) -> {
                circuit.bad();
                throw new NotTaken(OpenIdRefusal.FAULTY, "HTTP " + got.status());
            }
            case Calls.Answer.Got got -> {
                circuit.good();
                throw new NotTaken(OpenIdRefusal.CODE_REFUSED, "HTTP " + got.status());
            }
        };
    }

    /// Whether a code of HTTP says something of the provider, and not of what it was asked.
    private static boolean isFault(int status) {
        return status < 400 || status == OFTEN || status >= FAULTS_FROM;
    }

    /// RFC 6749 §2.3.1.
    private static String basic(String client, String secret) {
        String both = encoded(client) + ":" + encoded(secret);
        return "Basic "
                + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.US_ASCII));
    }

    private static String written(Map<String, String> form) {
        return form.entrySet().stream()
                .map(one -> one.getKey() + "=" + encoded(one.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /// Ends its thread and its connections.
    @Override
    public void close() {
        calls.close();
        watch.close();
    }
}
