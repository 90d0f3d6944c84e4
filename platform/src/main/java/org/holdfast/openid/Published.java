// SPDX-License-Identifier: Apache-2.0
package org.holdfast.openid;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import java.net.URI;
import java.time.Instant;
import java.util.List;

/// What a provider has published of itself, read and found to be its own.
///
/// @param at when it was read
/// @param metadata as it came (OpenID Connect Discovery 1.0 §3); empty where the settings have the
///   addresses
/// @param keyText as it came (RFC 7517 §5)
/// @param keys the public ones of it
record Published(Instant at, String metadata, String keyText, Places places, List<JWK> keys) {
    /// Longest metadata and keys, in bytes.
    static final int LONGEST_METADATA = 65_536;

    static final int LONGEST_KEYS = 262_144;
    private static final int MOST_KEYS = 100;

    Published {
        keys = List.copyOf(keys);
    }

    /// Where and how a provider is asked.
    ///
    /// @param answersNameIssuer RFC 9207 §3
    /// @param secretInBody whether the client's secret is sent in the form, since the provider does
    ///   not take it in a header
    record Places(
            URI authorization,
            URI token,
            URI keys,
            boolean answersNameIssuer,
            boolean secretInBody) {}

    /// Where a provider publishes its metadata (Discovery §4).
    static URI wellKnown(ProviderSettings settings) {
        String issuer = settings.issuer();
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        return URI.create(base + "/.well-known/openid-configuration");
    }

    /// The places of a provider, from its metadata unless the settings have them.
    static Places places(ProviderSettings settings, String metadata) throws NotTaken {
        if (settings.addresses().isPresent()) {
            ProviderSettings.Addresses told = settings.addresses().get();
            return new Places(
                    told.authorization(),
                    told.token(),
                    told.keys(),
                    told.answersNameIssuer(),
                    false);
        }
        try {
            OIDCProviderMetadata read = OIDCProviderMetadata.parse(metadata);
            if (!read.getIssuer().getValue().equals(settings.issuer())) {
                throw new NotTaken(OpenIdRefusal.OTHER_ISSUER, "metadata of another issuer");
            }
            List<ClientAuthenticationMethod> methods = read.getTokenEndpointAuthMethods();
            return new Places(
                    address(settings, "authorization_endpoint", read.getAuthorizationEndpointURI()),
                    address(settings, "token_endpoint", read.getTokenEndpointURI()),
                    address(settings, "jwks_uri", read.getJWKSetURI()),
                    read.supportsAuthorizationResponseIssuerParam(),
                    methods != null
                            && !methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                            && methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST));
        } catch (ParseException | RuntimeException malformed) {
            // The reader of strangers' words stumbles over some with other faults than its own.
            throw new NotTaken(OpenIdRefusal.MALFORMED, "metadata that cannot be read");
        }
    }

    /// Plain HTTP is for a provider that is on this machine itself: no other may send us there.
    private static URI address(ProviderSettings settings, String what, URI read) {
        URI address = ProviderSettings.address(what, String.valueOf(read));
        if (address.getScheme().equals("http") && !settings.issuer().startsWith("http:")) {
            throw new IllegalArgumentException(what + ": expected https, found http");
        }
        return address;
    }

    static Published of(ProviderSettings settings, Instant at, String metadata, String keyText)
            throws NotTaken {
        Places places = places(settings, metadata);
        try {
            List<JWK> keys = JWKSet.parse(keyText).toPublicJWKSet().getKeys();
            if (keys.isEmpty() || keys.size() > MOST_KEYS) {
                throw new NotTaken(
                        OpenIdRefusal.MALFORMED, keys.size() + " keys, 1 to 100 are read");
            }
            return new Published(at, metadata, keyText, places, keys);
        } catch (java.text.ParseException | RuntimeException malformed) {
            // As above.
            throw new NotTaken(OpenIdRefusal.MALFORMED, "keys that cannot be read");
        }
    }

    /// Whether it is the same as what was read before, but for the time.
    boolean saysTheSame(Published other) {
        return metadata.equals(other.metadata) && keyText.equals(other.keyText);
    }
}
