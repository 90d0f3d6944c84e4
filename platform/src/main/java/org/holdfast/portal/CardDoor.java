// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.holdfast.logins.CertificateLogins;

/// The host at which officials show their certificates to TLS, beside the one that people work at.
/// Whoever runs the web server knows about handshakes; the pages do not. Thread-safe.
public interface CardDoor {
    /// The one path that this host serves beside the files that its pages load.
    String PATH = "/login/card";

    /// None.
    CardDoor SHUT =
            new CardDoor() {
                @Override
                public Optional<String> address() {
                    return Optional.empty();
                }

                @Override
                public boolean isHere(HttpServletRequest request) {
                    return false;
                }

                @Override
                public Optional<CertificateLogins.Handshake> shown(HttpServletRequest request) {
                    return Optional.empty();
                }

                @Override
                public boolean take(CertificateLogins.Handshake shown) {
                    return false;
                }

                @Override
                public String back() {
                    return "";
                }
            };

    /// Where a browser finds [#PATH], such as `https://card.office.example`; empty while this host
    /// is closed or has no certificate of its own.
    Optional<String> address();

    /// Whether a request came to this host.
    boolean isHere(HttpServletRequest request);

    /// What the handshake of a request's connection has shown; empty without a certificate, or when
    /// it was taken already.
    Optional<CertificateLogins.Handshake> shown(HttpServletRequest request);

    /// Uses a handshake up.
    ///
    /// @return false when it was
    boolean take(CertificateLogins.Handshake shown);

    /// The host that people work at, such as `https://office.example`.
    String back();
}
