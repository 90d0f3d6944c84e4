// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Follows one source: fetches, refuses, keeps, and answers from memory.
interface Keeper {
    Source source();

    /// One look at everything of it, by the addresses in turn.
    ///
    /// @return whether something good came
    boolean look();

    /// What a person brings, or a look has fetched; empty where it was taken.
    Optional<SourceState.Failure> take(byte[] answer);

    SourceState state(Instant now);

    /// What all keepers have in common.
    ///
    /// @param closing whether the store is being closed: a long look ends
    record Parts(
            Fetcher fetcher,
            Path folder,
            Strength strength,
            RevokedRegister revoked,
            ClockMark mark,
            InstantSource clock,
            BooleanSupplier closing) {
        Path folder(Source source) {
            return folder.resolve(source.name());
        }

        /// Asks the addresses of a source in turn until one of them gives what is taken.
        ///
        /// @param longest bytes of an answer
        /// @return whether something good came
        boolean look(Source source, int longest, Health health, Keeper keeper) {
            for (URI address : source.addresses()) {
                if (closing.getAsBoolean()) {
                    return false;
                }
                switch (fetcher.get(address, longest)) {
                    case Fetcher.Answer.Got got -> {
                        if (keeper.take(got.body()).isEmpty()) {
                            return true;
                        }
                    }
                    case Fetcher.Answer.Failed failed ->
                            health.bad(failed.failure(), clock.instant());
                }
            }
            return false;
        }

        /// What was revoked counts already; this forces it to disk.
        Optional<SourceState.Failure> keepRevoked() {
            try {
                revoked.keep();
                return Optional.empty();
            } catch (IOException full) {
                return Optional.of(new SourceState.Failure(FetchRefusal.NOT_KEPT, full.toString()));
            }
        }
    }
}
