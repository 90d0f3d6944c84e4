// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import org.holdfast.logins.LoginSettings;
import org.holdfast.logins.Logins;

/// Under which name the office vouches for people to other services: `https://` and the domain of
/// logins, the same at all sites; on one's own machine whatever address was asked. Thread-safe.
public final class OpenidIssuer {
    private final Logins logins;

    OpenidIssuer(Logins logins) {
        this.logins = logins;
    }

    /// The issuer (OpenID Connect Core 1.0 §2, `iss`).
    public String of(HttpServletRequest request) {
        return logins.domain().equals(LoginSettings.HERE.domain())
                ? logins.base(request.getHeader("Host"), request.isSecure())
                : "https://" + logins.domain();
    }
}
