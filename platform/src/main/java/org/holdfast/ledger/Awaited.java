// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.holdfast.journal.Hash;
import org.jspecify.annotations.Nullable;

/// Who waits for which entry of the central journal to be under a checkpoint on this disk, whoever
/// sequences it. Thread-safe.
final class Awaited {
    private final Series series;
    private final Map<Hash, CompletableFuture<Position>> waiting = new ConcurrentHashMap<>();
    private volatile @Nullable RuntimeException ended;

    Awaited(Series series) {
        this.series = series;
    }

    /// See [CentralJournal#sealed].
    CompletableFuture<Position> sealed(Hash leaf) {
        CompletableFuture<Position> waits =
                waiting.computeIfAbsent(
                        leaf,
                        _ -> new CompletableFuture<Position>().orTimeout(1, TimeUnit.MINUTES));
        Optional<Position> there = series.index().byLeaf(leaf).flatMap(series::position);
        RuntimeException fault = ended;
        if (there.isPresent()) {
            waits.complete(there.get());
        } else if (fault != null) {
            waits.completeExceptionally(fault);
        }
        var _ = waits.whenComplete((_, _) -> waiting.remove(leaf, waits));
        return waits;
    }

    /// An entry is under a checkpoint.
    void tell(Hash leaf, Position position) {
        CompletableFuture<Position> waits = waiting.get(leaf);
        if (waits != null) {
            waits.complete(position);
        }
    }

    /// Whoever waits is told what is under a checkpoint by now.
    void tellAll() {
        waiting.forEach((leaf, waits) ->
                series.index().byLeaf(leaf).flatMap(series::position).ifPresent(waits::complete));
    }

    /// Nothing comes any more.
    void end(RuntimeException fault) {
        ended = fault;
        waiting.values().forEach(waits -> waits.completeExceptionally(fault));
    }
}
