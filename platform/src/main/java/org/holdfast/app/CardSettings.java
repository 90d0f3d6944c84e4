// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where officials show their certificates to TLS ([org.holdfast.portal.CardDoor]).
///
/// @param port to listen on; 0 takes a free one
/// @param host name in the address and in the certificate
/// @param outside how browsers reach it where that is not `https://` of host and port, such as
///   `https://card.office.example`
/// @param files certificate chain and key to use in the place of our own
public record CardSettings(int port, String host, Optional<String> outside, Optional<Files> files) {
    /// The system property that names the port, where the command line does not.
    public static final String PORT = "holdfast.card.port";

    private static final String HOST = "holdfast.card.host";
    private static final String OUTSIDE = "holdfast.card.address";
    private static final String CHAIN = "holdfast.card.certificate";
    private static final String KEY = "holdfast.card.key";
    private static final int MOST = 65_535;
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9-]{1,63})*");
    private static final Pattern ADDRESS = Pattern.compile("https://[a-z0-9.-]+(:[0-9]{1,5})?");

    /// A chain, its end first, and the key of that end (PKCS#8), both PEM.
    public record Files(Path chain, Path key) {}

    public CardSettings {
        if (port < 0 || port > MOST) {
            throw new IllegalArgumentException(
                    "the port for cards: expected 0 to 65535, found " + port);
        }
        if (!NAME.matcher(host).matches() || host.length() > 64) {
            throw new IllegalArgumentException(
                    "the host for cards: expected a name such as card.office.example, found "
                            + host);
        }
        if (outside.filter(one -> !ADDRESS.matcher(one).matches()).isPresent()) {
            throw new IllegalArgumentException(
                    "the address for cards: expected such as https://card.office.example, found "
                            + outside.get());
        }
    }

    /// At a port, and for the rest as system properties say.
    public static CardSettings at(int port) {
        Optional<String> chain = Optional.ofNullable(System.getProperty(CHAIN));
        Optional<String> key = Optional.ofNullable(System.getProperty(KEY));
        if (chain.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException(
                    CHAIN + " and " + KEY + ": expected both or none, found one");
        }
        return new CardSettings(
                port,
                System.getProperty(
                        HOST, System.getProperty(OfficeModules.LOGIN_DOMAIN, "localhost")),
                Optional.ofNullable(System.getProperty(OUTSIDE)),
                chain.map(file -> new Files(Path.of(file), Path.of(key.orElseThrow()))));
    }

    /// As system properties say; empty without [#PORT].
    public static Optional<CardSettings> ofProperties() {
        return Optional.ofNullable(Integer.getInteger(PORT)).map(CardSettings::at);
    }
}
