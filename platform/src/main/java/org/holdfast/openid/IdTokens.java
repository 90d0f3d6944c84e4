// SPDX-License-Identifier: Apache-2.0
package org.holdfast.openid;

import com.nimbusds.jose.jwk.JWK;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Believes an identity token or not, by the steps of OpenID Connect Core 1.0 §3.1.3.7. Keys that a
/// token brings or points to are not looked at. Thread-safe.
final class IdTokens {
    /// Longest token, in characters.
    static final int LONGEST = 16_384;

    /// How far two clocks may be apart.
    static final Duration SKEW = Duration.ofSeconds(60);

    /// How old a token may be that was just asked for.
    static final Duration OLDEST = Duration.ofMinutes(10);

    /// A subject has 255 characters of ASCII at most (§2).
    private static final Pattern SUBJECT = Pattern.compile("[\\x20-\\x7e]{1,255}");

    private static final double LATEST_SECOND = 1e11;
    private static final double MILLIS = 1e3;

    private final ProviderSettings settings;
    private final InstantSource clock;

    IdTokens(ProviderSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /// Who it is.
    ///
    /// @param access the access token that came with it
    String subject(String token, Optional<String> access, Attempt.Secrets secrets, List<JWK> keys)
            throws NotTaken {
        if (token.length() > LONGEST) {
            throw new NotTaken(OpenIdRefusal.MALFORMED, "a token longer than is read");
        }
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            throw new NotTaken(
                    OpenIdRefusal.MALFORMED, "a token of 3 parts expected, found " + parts.length);
        }
        ObjectNode header = Json.object(decoded(parts[0]), "a token's header");
        String algorithm = Json.text(header, "alg").orElse("");
        // step 7: one of those that were agreed; so neither `none` nor one with a shared secret
        if (!settings.algorithms().contains(algorithm)) {
            throw new NotTaken(OpenIdRefusal.OTHER_ALGORITHM, "not one of the settings");
        }
        // RFC 7515 §4.1.11: nothing that must be understood is
        if (header.has("crit")) {
            throw new NotTaken(OpenIdRefusal.MALFORMED, "a critical header");
        }
        Signatures.check(
                keys,
                Json.text(header, "kid"),
                algorithm,
                parts[0] + "." + parts[1],
                decoded(parts[2]));
        ObjectNode claims = Json.object(decoded(parts[1]), "a token's claims");
        try {
            forUs(claims);
            inTime(claims);
            ofThisLogin(claims, algorithm, access, secrets);
            strongEnough(claims);
        } catch (JacksonException odd) {
            throw new NotTaken(OpenIdRefusal.MALFORMED, "a claim of another kind");
        }
        return Json.text(claims, settings.claim())
                .filter(one -> SUBJECT.matcher(one).matches())
                .orElseThrow(() -> new NotTaken(OpenIdRefusal.MALFORMED, "no " + settings.claim()));
    }

    private static byte[] decoded(String part) throws NotTaken {
        try {
            return Base64.getUrlDecoder().decode(part);
        } catch (IllegalArgumentException notBase64) {
            throw new NotTaken(OpenIdRefusal.MALFORMED, "a part that is not base64url");
        }
    }

    /// Steps 2 to 5.
    private void forUs(ObjectNode claims) throws NotTaken {
        if (!Json.text(claims, "iss").orElse("").equals(settings.issuer())) {
            throw new NotTaken(OpenIdRefusal.FOREIGN, "another issuer");
        }
        List<String> audiences = new ArrayList<>();
        JsonNode audience = claims.path("aud");
        if (audience.isString()) {
            audiences.add(audience.stringValue());
        } else if (audience.isArray()) {
            for (JsonNode one : audience) {
                audiences.add(one.stringValue());
            }
        }
        if (!audiences.contains(settings.client())) {
            throw new NotTaken(OpenIdRefusal.FOREIGN, "another audience");
        }
        Optional<String> party = Json.text(claims, "azp");
        if (party.isEmpty() && audiences.size() > 1) {
            throw new NotTaken(OpenIdRefusal.FOREIGN, "several audiences, and none was meant");
        }
        if (party.isPresent() && !party.get().equals(settings.client())) {
            throw new NotTaken(OpenIdRefusal.FOREIGN, "another authorized party");
        }
    }

    /// Steps 9 and 10.
    private void inTime(ObjectNode claims) throws NotTaken {
        Instant now = clock.instant();
        if (!now.minus(SKEW).isBefore(required(claims, "exp"))) {
            throw new NotTaken(OpenIdRefusal.WRONG_TIME, "its time is over");
        }
        Instant issued = required(claims, "iat");
        if (issued.isAfter(now.plus(SKEW))) {
            throw new NotTaken(OpenIdRefusal.WRONG_TIME, "issued in the future");
        }
        if (issued.isBefore(now.minus(OLDEST))) {
            throw new NotTaken(OpenIdRefusal.WRONG_TIME, "issued too long ago");
        }
        Optional<Instant> from = moment(claims, "nbf");
        if (from.isPresent() && from.get().isAfter(now.plus(SKEW))) {
            throw new NotTaken(OpenIdRefusal.WRONG_TIME, "its time has not come");
        }
    }

    /// Step 11, and §3.1.3.8.
    private static void ofThisLogin(
            ObjectNode claims, String algorithm, Optional<String> access, Attempt.Secrets secrets)
            throws NotTaken {
        if (!Attempts.isSame(Json.text(claims, "nonce").orElse(""), secrets.nonce())) {
            throw new NotTaken(OpenIdRefusal.OTHER_LOGIN, "another nonce");
        }
        Optional<String> hash = Json.text(claims, "at_hash");
        if (hash.isPresent()
                && !(access.isPresent() && hash.get().equals(half(access.get(), algorithm)))) {
            throw new NotTaken(OpenIdRefusal.OTHER_LOGIN, "another access token");
        }
    }

    private static String half(String access, String algorithm) {
        try {
            byte[] whole =
                    MessageDigest.getInstance(algorithm.equals("EdDSA") ? "SHA-512" : "SHA-256")
                            .digest(access.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(Arrays.copyOf(whole, whole.length / 2));
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException(bug);
        }
    }

    /// Steps 12 and 13.
    private void strongEnough(ObjectNode claims) throws NotTaken {
        List<String> wanted = settings.asked().acr();
        if (!wanted.isEmpty() && !wanted.contains(Json.text(claims, "acr").orElse(""))) {
            throw new NotTaken(OpenIdRefusal.TOO_WEAK, "another acr");
        }
        if (settings.asked().maxAge().isPresent()) {
            Instant oldest = clock.instant().minus(settings.asked().maxAge().get()).minus(SKEW);
            if (required(claims, "auth_time").isBefore(oldest)) {
                throw new NotTaken(OpenIdRefusal.TOO_WEAK, "asked too long ago");
            }
        }
    }

    private static Instant required(ObjectNode claims, String name) throws NotTaken {
        return moment(claims, name)
                .orElseThrow(() -> new NotTaken(OpenIdRefusal.MALFORMED, "no " + name));
    }

    /// Seconds since 1970 (RFC 7519 §2, NumericDate).
    private static Optional<Instant> moment(ObjectNode claims, String name) throws NotTaken {
        JsonNode found = claims.path(name);
        if (found.isMissingNode()) {
            return Optional.empty();
        }
        double seconds = found.isNumber() ? found.doubleValue() : -1;
        if (!(seconds >= 0 && seconds < LATEST_SECOND)) {
            throw new NotTaken(OpenIdRefusal.MALFORMED, name + " is not a time");
        }
        return Optional.of(Instant.ofEpochMilli((long) (seconds * MILLIS)));
    }
}
