// SPDX-License-Identifier: Apache-2.0
package org.holdfast.provider;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the assertions by which services show who they are (RFC 7523 §3, `private_key_jwt`): ES256
/// by a key that was registered, and nothing else. What an assertion says about its own key is not
/// looked at. Thread-safe.
final class Assertions {
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(5);
    private static final Duration SKEW = Duration.ofSeconds(30);
    private static final int LONGEST = 4_096;
    private static final int LONGEST_ID = 200;
    private static final int COORDINATE_LETTERS = 43;
    private static final Set<String> TYPES = Set.of("jwt", "client-authentication+jwt");

    private final Services services;
    private final InstantSource clock;

    Assertions(Services services, InstantSource clock) {
        this.services = services;
        this.clock = clock;
    }

    /// A service that has shown who it is.
    ///
    /// @param id of the assertion, to be taken once
    /// @param until after this nobody takes it any more
    record Shown(Service service, String id, Instant until) {}

    /// Why an assertion counts for nothing; for the log.
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String why) {
            super(why, null, false, false);
        }
    }

    /// A registered key; empty when it is no point of the curve.
    static Optional<ECKey> publicKey(Service.Key key) {
        if (key.x().length() != COORDINATE_LETTERS || key.y().length() != COORDINATE_LETTERS) {
            return Optional.empty();
        }
        try {
            ECKey read =
                    new ECKey.Builder(Curve.P_256, new Base64URL(key.x()), new Base64URL(key.y()))
                            .keyID(key.id())
                            .build();
            var _ = read.toECPublicKey();
            return Optional.of(read);
        } catch (JOSEException | IllegalArgumentException | IllegalStateException notOnTheCurve) {
            return Optional.empty();
        }
    }

    /// A service that has not ended.
    Optional<Service> service(String id) {
        return services.find(id);
    }

    /// @param audiences names of ours, of which it must carry one and no other's
    Shown read(String assertion, Set<String> audiences) throws Refused {
        if (assertion.length() > LONGEST) {
            throw new Refused("an assertion of " + assertion.length() + " letters");
        }
        SignedJWT signed;
        JWTClaimsSet claims;
        try {
            signed = SignedJWT.parse(assertion);
            claims = signed.getJWTClaimsSet();
        } catch (ParseException | RuntimeException malformed) {
            throw new Refused("no signed JWT");
        }
        if (claims == null) {
            throw new Refused("no claims");
        }
        JWSHeader header = signed.getHeader();
        if (!JWSAlgorithm.ES256.equals(header.getAlgorithm())) {
            throw new Refused("another algorithm than ES256");
        }
        if (!isType(header.getType()) || header.getCriticalParams() != null) {
            throw new Refused("another type, or something critical");
        }
        String subject = claims.getSubject();
        if (subject == null || !subject.equals(claims.getIssuer())) {
            throw new Refused("iss and sub differ");
        }
        Service service = services.find(subject).orElseThrow(() -> new Refused("no such service"));
        if (!isSigned(signed, service, header.getKeyID())) {
            throw new Refused("no signature by a registered key");
        }
        return shown(service, claims, audiences);
    }

    private static boolean isType(@Nullable JOSEObjectType type) {
        return type == null || TYPES.contains(type.getType().toLowerCase(java.util.Locale.ROOT));
    }

    private static boolean isSigned(SignedJWT signed, Service service, @Nullable String keyId) {
        return service.keys().stream()
                .filter(key -> keyId == null || keyId.equals(key.id()))
                .flatMap(key -> publicKey(key).stream())
                .anyMatch(key -> isSigned(signed, key));
    }

    private static boolean isSigned(SignedJWT signed, ECKey key) {
        try {
            return signed.verify(new ECDSAVerifier(key));
        } catch (JOSEException | RuntimeException notByThis) {
            return false;
        }
    }

    /// Who has signed is known; what remains is whether it is for us and now.
    private Shown shown(Service service, JWTClaimsSet claims, Set<String> audiences)
            throws Refused {
        List<String> audience = claims.getAudience();
        if (audience == null || audience.isEmpty() || !audiences.containsAll(audience)) {
            throw new Refused("for another audience");
        }
        Instant now = clock.instant();
        Instant end = instant(claims.getExpirationTime(), "no exp");
        if (!now.isBefore(end.plus(SKEW))) {
            throw new Refused("expired");
        }
        if (end.isAfter(now.plus(LONGEST_LIFE).plus(SKEW))) {
            throw new Refused("lasts longer than " + LONGEST_LIFE);
        }
        for (Date from : new Date[] {claims.getNotBeforeTime(), claims.getIssueTime()}) {
            if (from != null && from.toInstant().isAfter(now.plus(SKEW))) {
                throw new Refused("of the future");
            }
        }
        String id = claims.getJWTID();
        if (id == null || id.isBlank() || id.length() > LONGEST_ID) {
            throw new Refused("no jti");
        }
        return new Shown(service, id, end.plus(SKEW));
    }

    private static Instant instant(@Nullable Date date, String missing) throws Refused {
        if (date == null) {
            throw new Refused(missing);
        }
        return date.toInstant();
    }
}
