// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.Optional;
import java.util.function.BooleanSupplier;

/// A store of heads whose holder loses its power once the head was moved and before it hears of
/// that.
///
/// @param dies asked at each move, once it is done
record DyingHeads(HeadStore store, BooleanSupplier dies) implements HeadStore {
    @Override
    public Optional<Head> read() {
        return store.read();
    }

    @Override
    public Optional<Head> move(Optional<Head> expected, Head to) {
        return unlessDead(store.move(expected, to));
    }

    @Override
    public Optional<Head> move(Optional<Head> expected, Head to, Evidence evidence) {
        return unlessDead(store.move(expected, to, evidence));
    }

    private Optional<Head> unlessDead(Optional<Head> now) {
        if (dies.getAsBoolean()) {
            throw new IllegalStateException("power cut");
        }
        return now;
    }

    @Override
    public Published published() {
        return store.published();
    }

    @Override
    public void close() {
        store.close();
    }
}
