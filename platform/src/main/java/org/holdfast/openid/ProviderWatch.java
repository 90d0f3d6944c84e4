// SPDX-License-Identifier: Apache-2.0
package org.holdfast.openid;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.holdfast.database.Rounds;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads what one provider publishes, by a thread of its own and never for a request: once a
/// minute, four times as often while that fails, and once more when a token names a key that is not
/// known, at most once a minute. What was read last is kept on disk and used while it is young
/// enough, whatever became of the provider. Thread-safe.
final class ProviderWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderWatch.class);
    private static final Duration WISH = Duration.ofMinutes(1);
    private static final Duration NAP = Duration.ofMillis(500);

    /// What has not changed is written again only when what is kept is older than this share of the
    /// bound.
    private static final int SHARE_KEPT = 24;

    private static final int SOONER_FAILING = 4;

    private final ProviderSettings own;
    private final OpenIdSettings settings;
    private final PublishedFile file;
    private final Calls calls;
    private final InstantSource clock;
    private final Rounds rounds;
    private final Instant begun;
    private final Semaphore wishes = new Semaphore(0);
    private volatile Optional<Published> published;
    private volatile Optional<Instant> failingSince = Optional.empty();
    private volatile Duration took = Duration.ZERO;
    private volatile CompletableFuture<Boolean> nextLook = new CompletableFuture<>();

    @GuardedBy("wishes")
    private Instant lastWish = Instant.EPOCH;

    /// For the thread alone.
    private Instant lastLook = Instant.EPOCH;

    private Optional<Published> kept;
    private String lastFault = "";

    ProviderWatch(
            OpenIdSettings settings,
            ProviderSettings own,
            PublishedFile file,
            Calls calls,
            InstantSource clock) {
        this.settings = settings;
        this.own = own;
        this.file = file;
        this.calls = calls;
        this.clock = clock;
        this.begun = clock.instant();
        this.kept = file.read();
        this.published = kept;
        this.rounds = new Rounds("openid " + own.name(), this::round);
    }

    void start() {
        rounds.start();
    }

    /// What was read last, however old.
    Optional<Published> published() {
        return published;
    }

    /// What was read last, if it may be used. One from the future, as where a clock was set back,
    /// may not.
    Optional<Published> usable() {
        Instant now = clock.instant();
        return published
                .filter(one -> now.isBefore(one.at().plus(settings.age())))
                .filter(one -> !one.at().isAfter(now.plus(IdTokens.SKEW)));
    }

    /// Since when it cannot be read; empty while it can.
    Optional<Instant> failingSince() {
        return failingSince.or(() -> published.isPresent() ? Optional.empty() : Optional.of(begun));
    }

    /// How long the last look has taken.
    Duration took() {
        return took;
    }

    /// What the provider publishes once its thread has looked again, which it does at most once a
    /// minute for all who ask.
    ///
    /// @param than what is known
    /// @param patience how long whoever asks waits for it
    Optional<Published> newer(Published than, Duration patience) {
        CompletableFuture<Boolean> next = nextLook;
        Optional<Published> now = published.filter(one -> one.at().isAfter(than.at()));
        if (now.isPresent() || !mayWish()) {
            return now;
        }
        wishes.release();
        try {
            Boolean _ = next.get(Math.max(0, patience.toMillis()), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            return Optional.empty();
        } catch (ExecutionException bug) {
            throw new IllegalStateException(bug);
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        return published.filter(one -> one.at().isAfter(than.at()));
    }

    private boolean mayWish() {
        Instant now = clock.instant();
        synchronized (wishes) {
            boolean may = now.isBefore(lastWish) || !now.isBefore(lastWish.plus(WISH));
            if (may) {
                lastWish = now;
            }
            return may;
        }
    }

    private Duration round() {
        try {
            boolean wished = wishes.tryAcquire(NAP.toMillis(), TimeUnit.MILLISECONDS);
            if (wished || isDue()) {
                lookAndTell();
            }
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
        return Duration.ZERO;
    }

    private boolean isDue() {
        Instant now = clock.instant();
        Duration pause =
                failingSince.isPresent()
                        ? settings.look().dividedBy(SOONER_FAILING)
                        : settings.look();
        return now.isBefore(lastLook) || !now.isBefore(lastLook.plus(pause));
    }

    /// An outer edge: whatever a look finds, the next one comes.
    private void lookAndTell() {
        Instant start = clock.instant();
        lastLook = start;
        try {
            Published read = look(start);
            published = Optional.of(read);
            failingSince = Optional.empty();
            lastFault = "";
            keep(read);
        } catch (NotTaken | RuntimeException fault) {
            failingSince = failingSince.or(() -> Optional.of(start));
            if (!lastFault.equals(String.valueOf(fault))) {
                LOG.warn("provider {} cannot be read: {}", own.name(), String.valueOf(fault));
            }
            lastFault = String.valueOf(fault);
        }
        took = Duration.between(start, clock.instant());
        CompletableFuture<Boolean> done = nextLook;
        nextLook = new CompletableFuture<>();
        done.complete(true);
    }

    private Published look(Instant at) throws NotTaken {
        String metadata =
                own.addresses().isPresent()
                        ? ""
                        : read(Published.wellKnown(own), Published.LONGEST_METADATA);
        Published.Places places = Published.places(own, metadata);
        return Published.of(own, at, metadata, read(places.keys(), Published.LONGEST_KEYS));
    }

    private String read(URI address, int most) throws NotTaken {
        return switch (calls.get(address, most)) {
            case Calls.Answer.Failed no -> throw new NotTaken(no.why(), no.detail());
            case Calls.Answer.Got got when got.status() == 200 ->
                    new String(got.body(), StandardCharsets.UTF_8);
            case Calls.Answer.Got got ->
                    throw new NotTaken(OpenIdRefusal.FAULTY, "HTTP " + got.status());
        };
    }

    private void keep(Published read) {
        boolean young =
                kept.filter(one ->
                                one.saysTheSame(read)
                                        && read.at()
                                                .isBefore(
                                                        one.at()
                                                                .plus(
                                                                        settings.age()
                                                                                .dividedBy(
                                                                                        SHARE_KEPT))))
                        .isPresent();
        if (young) {
            return;
        }
        try {
            file.keep(read);
            kept = Optional.of(read);
        } catch (IOException full) {
            LOG.warn("what provider {} publishes is not kept: {}", own.name(), full.toString());
        }
    }

    /// Ends the thread; what it waits for is ended with the calls.
    @Override
    public void close() {
        rounds.close();
    }
}
