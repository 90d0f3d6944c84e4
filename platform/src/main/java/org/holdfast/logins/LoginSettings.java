// SPDX-License-Identifier: Apache-2.0
package org.holdfast.logins;

import com.webauthn4j.data.client.Origin;
import java.util.Set;
import java.util.regex.Pattern;

/// Where people log in.
///
/// @param domain the domain that passkeys are made for and certificates sign for (Web
///   Authentication Level 3 §5.1.2, relying party identifier); all sites of an office share it. A
///   passkey made for one domain opens nothing under another
/// @param origins addresses of pages beside `https://` of the domain and of names below it
public record LoginSettings(String domain, Set<String> origins) {
    private static final Pattern DOMAIN =
            Pattern.compile("localhost|([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}");

    private static final String LOCAL = "localhost";
    private static final int TLS = 443;

    /// An office that is tried on one machine.
    public static final LoginSettings HERE = new LoginSettings(LOCAL, Set.of());

    public LoginSettings {
        origins = Set.copyOf(origins);
        if (!DOMAIN.matcher(domain).matches()) {
            throw new IllegalArgumentException(
                    "the domain of logins: expected a name such as office.example, found "
                            + domain);
        }
        for (String one : origins) {
            if (!one.startsWith("https://") || !one.equals(Origin.create(one).toString())) {
                throw new IllegalArgumentException(
                        "an origin of logins: expected such as https://office.example:8443, found "
                                + one);
            }
        }
    }

    /// Whether a page at this address may log people in. On one's own machine a browser trusts
    /// `localhost` without TLS (W3C Secure Contexts §3.1), at whatever port.
    boolean isOurs(Origin origin) {
        String scheme = String.valueOf(origin.getScheme());
        String host = String.valueOf(origin.getHost());
        if (domain.equals(LOCAL)) {
            return host.equals(LOCAL) && (scheme.equals("http") || scheme.equals("https"));
        }
        Integer port = origin.getPort();
        boolean below = host.equals(domain) || host.endsWith("." + domain);
        return (scheme.equals("https") && below && (port == null || port == TLS))
                || origins.contains(origin.toString());
    }
}
