// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import org.holdfast.database.Rounds;
import org.holdfast.identity.PeerTokens;
import org.holdfast.keys.Keys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Renews, while this office runs, the token in `mirror/token` by which the nodes of the other
/// sites know it. Nothing to do in an office without one.
final class PeerTokenRenewal implements AutoCloseable {
    /// In the data folder.
    static final String FILE = "mirror/token";

    private static final Logger LOG = LoggerFactory.getLogger(PeerTokenRenewal.class);
    private static final Duration EVERY = Duration.ofHours(1);

    private final Path file;
    private final String place;
    private final Keys keys;
    private final InstantSource clock;
    private final Rounds rounds = new Rounds("peer-token", this::once);

    /// @param place the site's name, such as `a`; empty for an office that is on one machine
    PeerTokenRenewal(Path data, String place, Keys keys, InstantSource clock) {
        this.file = data.resolve(FILE);
        this.place = place;
        this.keys = keys;
        this.clock = clock;
    }

    void begin() {
        rounds.start();
    }

    /// A full disk leaves the old one, which is good for days.
    private Duration once() {
        try {
            if (!place.isEmpty()
                    && Files.exists(file)
                    && PeerTokens.renew(file, keys, place, clock, new SecureRandom())) {
                LOG.info("the token of site {} is renewed", place);
            }
        } catch (IOException | RuntimeException again) {
            LOG.warn("the token of site {} is not renewed: {}", place, again.toString());
        }
        return EVERY;
    }

    @Override
    public void close() {
        rounds.close();
    }
}
