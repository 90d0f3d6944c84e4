// SPDX-License-Identifier: Apache-2.0
package org.holdfast.sites;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// How the probes of one size fared on one link in one direction.
///
/// @param kind what was probed
/// @param from where the packets of this size came from
/// @param to the other end; of a write, the site whose proxy it went through
/// @param lastOk when one was last answered in time
/// @param failures one after the other up to now; 0 when the last one was well
/// @param lost of these, how many of the last were not answered at all
/// @param latency of the last one that was well
public record Link(
        Kind kind,
        String from,
        String to,
        Size size,
        Optional<Instant> lastOk,
        int failures,
        int lost,
        Duration latency) {

    /// What is probed.
    public enum Kind {
        /// From node to node.
        HTTP,
        /// From node through a proxy into the primary, acknowledged.
        WRITE;

        /// In lower case.
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// How much a probe carries.
    public enum Size {
        /// Fits into one short packet.
        SMALL(60, 60),
        /// Takes packets as long as the path allows.
        FULL(20_000, 1_900);

        private final int httpBytes;
        private final int rowBytes;

        Size(int httpBytes, int rowBytes) {
            this.httpBytes = httpBytes;
            this.rowBytes = rowBytes;
        }

        /// Bytes carried in the direction that is probed.
        int bytes(Kind kind) {
            return kind == Kind.HTTP ? httpBytes : rowBytes;
        }

        /// In lower case.
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
