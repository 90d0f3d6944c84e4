// SPDX-License-Identifier: Apache-2.0
package org.holdfast.provider;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.util.Base64URL;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import javax.crypto.Mac;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.holdfast.keys.Keys;
import org.holdfast.keys.KeysFault;
import org.holdfast.keys.Providers;

/// The keys that sign ID tokens: one for each ninety days, derived from the secret that all sites
/// of the office share, so that each site has the same without asking another, after any loss of
/// the others, and no file holds it. The next period's key is published all the time before it
/// signs, and the last one's as long behind it; so clocks at two sites may differ. Thread-safe.
final class SigningKeys {
    static final Duration PERIOD = Duration.ofDays(90);

    private static final X9ECParameters CURVE = CustomNamedCurves.getByName("P-256");

    /// 64 bits more than the order, so that no remainder is likelier (FIPS 186-5 A.2.1).
    private static final int DRAWN = 48;

    private static final int COORDINATE_BITS = 256;

    private final Keys keys;
    private final InstantSource clock;
    private final Map<Long, ECKey> made = new ConcurrentHashMap<>();

    SigningKeys(Keys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /// Signs claims (RFC 7515, ES256).
    String sign(Map<String, Object> claims) {
        ECKey key = of(period());
        JWSObject signed =
                new JWSObject(
                        new JWSHeader.Builder(JWSAlgorithm.ES256)
                                .type(JOSEObjectType.JWT)
                                .keyID(key.getKeyID())
                                .build(),
                        new Payload(claims));
        try {
            signed.sign(new ECDSASigner(key));
        } catch (JOSEException fault) {
            throw new KeysFault(KeysFault.Code.CIPHER, "cannot sign an ID token", fault);
        }
        return signed.serialize();
    }

    /// The public halves as JWK set (RFC 7517 §5): of this period, the next and the one before.
    String published() {
        long now = period();
        List<JWK> all =
                LongStream.of(now, now + 1, now - 1)
                        .mapToObj(this::of)
                        .map(key -> (JWK) key.toPublicJWK())
                        .toList();
        return new JWKSet(all).toString();
    }

    private long period() {
        return Math.floorDiv(clock.instant().getEpochSecond(), PERIOD.toSeconds());
    }

    private ECKey of(long period) {
        made.keySet().removeIf(one -> Math.abs(one - period) > 2);
        return made.computeIfAbsent(period, this::make);
    }

    private ECKey make(long period) {
        BigInteger one = BigInteger.ONE;
        BigInteger secret =
                new BigInteger(1, drawn(period)).mod(CURVE.getN().subtract(one)).add(one);
        ECPoint point = new FixedPointCombMultiplier().multiply(CURVE.getG(), secret).normalize();
        try {
            return new ECKey.Builder(
                            Curve.P_256,
                            ECKey.encodeCoordinate(
                                    COORDINATE_BITS, point.getAffineXCoord().toBigInteger()),
                            ECKey.encodeCoordinate(
                                    COORDINATE_BITS, point.getAffineYCoord().toBigInteger()))
                    .d(encoded(secret))
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.ES256)
                    .keyIDFromThumbprint()
                    .build();
        } catch (JOSEException bug) {
            throw new IllegalStateException(bug);
        }
    }

    private static Base64URL encoded(BigInteger secret) {
        return ECKey.encodeCoordinate(COORDINATE_BITS, secret);
    }

    private byte[] drawn(long period) {
        try {
            Mac mac = Providers.mac("HmacSHA256");
            mac.init(keys.secret("openid signing " + period));
            byte[] all = new byte[DRAWN];
            byte[] first = mac.doFinal("1".getBytes(StandardCharsets.UTF_8));
            byte[] second = mac.doFinal("2".getBytes(StandardCharsets.UTF_8));
            System.arraycopy(first, 0, all, 0, first.length);
            System.arraycopy(second, 0, all, first.length, DRAWN - first.length);
            return all;
        } catch (GeneralSecurityException fault) {
            throw new KeysFault(KeysFault.Code.CIPHER, "cannot derive a signing key", fault);
        }
    }
}
