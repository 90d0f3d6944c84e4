// SPDX-License-Identifier: Apache-2.0
package org.holdfast.mirror;

import java.net.URI;
import java.nio.file.Path;
import java.security.Provider;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// What a mirror is told when it starts.
///
/// @param office address of the office, such as `http://127.0.0.1:8080`
/// @param folder where the copies lie: `journals/`, `keys/`, `root.der`, `alarms`
/// @param name of the place, such as `audit-court`; its keys are named after it
/// @param token gives the bearer token by which the office knows this mirror; asked each time
/// @param every pause between two looks at the office
/// @param fast a provider of Ed25519 that is faster than the platform's; empty: that one
public record MirrorSettings(
        URI office,
        Path folder,
        String name,
        Supplier<String> token,
        Duration every,
        Optional<Provider> fast) {
    /// A look costs the office a few cheap requests.
    public static final Duration EVERY = Duration.ofMillis(200);

    public MirrorSettings {
        if (!name.matches("[a-z][a-z0-9-]{0,39}")) {
            throw new IllegalArgumentException(
                    "name: expected a small letter, then letters, digits and dashes, at most 40");
        }
    }

    /// With a token that stays the same.
    public MirrorSettings(
            URI office,
            Path folder,
            String name,
            String token,
            Duration every,
            Optional<Provider> fast) {
        this(office, folder, name, () -> token, every, fast);
    }

    /// The same with the platform's own cryptography.
    public MirrorSettings(URI office, Path folder, String name, String token, Duration every) {
        this(office, folder, name, token, every, Optional.empty());
    }

    /// Does not print the token.
    @Override
    public String toString() {
        return "MirrorSettings[" + name + " of " + office + " into " + folder + "]";
    }
}
