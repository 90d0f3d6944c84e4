// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How the looks at one source went; the log hears of changes only. Thread-safe.
final class Health {
    private static final Logger LOG = LoggerFactory.getLogger(Health.class);

    private final String name;
    private Optional<SourceState.Failure> failure = Optional.empty();
    private Optional<Instant> since = Optional.empty();

    Health(String name) {
        this.name = name;
    }

    synchronized void good() {
        if (failure.isPresent()) {
            LOG.info("{} answers again", name);
        }
        failure = Optional.empty();
        since = Optional.empty();
    }

    synchronized void bad(SourceState.Failure why, Instant now) {
        if (failure.isEmpty() || failure.get().why() != why.why()) {
            LOG.warn("{} brings nothing: {}, {}", name, why.why(), why.detail());
        }
        failure = Optional.of(why);
        since = since.or(() -> Optional.of(now));
    }

    synchronized SourceState state(
            Optional<Instant> lastGood, Instant now, Optional<String> waiting, int known) {
        return new SourceState(
                name, lastGood, Tiers.age(lastGood, now), failure, since, waiting, known);
    }
}
