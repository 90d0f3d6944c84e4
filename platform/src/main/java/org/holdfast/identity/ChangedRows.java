// SPDX-License-Identifier: Apache-2.0
package org.holdfast.identity;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.holdfast.database.Heard;

/// Follows a table by the transactions that changed its rows. Not thread-safe.
///
/// Whatever is below the oldest transaction that is still under way has ended, and whoever reads
/// afterwards sees what it did: so the next look begins there. Nothing is missed, whatever clocks
/// say, in whatever order commits come, and however long one of them waits for its standby. A look
/// that fails goes on from its last page.
///
/// A standby that was promoted may give numbers again that the old primary had given to
/// transactions without a commit, so a look begins somewhat earlier. A database that is behind what
/// was read is another one, and is read from its beginning; and each hour all rows are read again,
/// some pages a look, whatever was done to them.
final class ChangedRows<T> {
    private static final int AT_ONCE = 1_000;

    /// Pages that a look reads again.
    private static final int AGAIN_AT_ONCE = 10;

    private static final Duration AGAIN_EVERY = Duration.ofHours(1);

    /// More transactions than a primary ends in the moment before it is lost.
    private static final long EARLIER = 10_000;

    private static final At BEGINNING = new At(0, "");

    private final Source<T> source;
    private final Consumer<List<T>> sink;
    private final InstantSource clock;

    /// Everything that transactions below have changed is taken.
    private long taken;

    /// The oldest transaction under way when the present look began.
    private long lowest;

    private Optional<At> look = Optional.empty();
    private Optional<At> again = Optional.empty();
    private Heard againBegan;

    /// @param source reads a page
    /// @param sink takes a page; may be given a row more than once
    ChangedRows(Source<T> source, Consumer<List<T>> sink, InstantSource clock) {
        this.source = source;
        this.sink = sink;
        this.clock = clock;
        this.againBegan = Heard.now(clock);
    }

    /// Where a row stands.
    ///
    /// @param changed the transaction that changed it last
    record At(long changed, String key) {}

    /// A row of the table.
    record Row<T>(At at, T value) {}

    /// A table by (transaction, key).
    @FunctionalInterface
    interface Source<T> {
        /// At most so many rows behind a place, in their order.
        List<Row<T>> after(At at, int atMost);
    }

    /// Takes all that changed since the last time.
    ///
    /// @param underWay the oldest transaction under way, asked for before this
    void take(long underWay) {
        if (underWay < lowest) {
            fromStart();
        }
        look.ifPresent(this::finish);
        lowest = underWay;
        finish(new At(Math.max(0, taken - EARLIER), ""));
        takeAgain();
    }

    /// The next time takes everything.
    void fromStart() {
        taken = 0;
        lowest = 0;
        look = Optional.empty();
        again = Optional.empty();
    }

    private void finish(At from) {
        look = Optional.of(from);
        while (look.isPresent()) {
            look = page(look.orElseThrow());
        }
        taken = lowest;
    }

    private void takeAgain() {
        if (again.isEmpty() && againBegan.age(clock).compareTo(AGAIN_EVERY) >= 0) {
            again = Optional.of(BEGINNING);
            againBegan = Heard.now(clock);
        }
        for (int page = 0; page < AGAIN_AT_ONCE && again.isPresent(); page++) {
            again = page(again.orElseThrow());
        }
    }

    /// Takes a page; where the next one begins.
    private Optional<At> page(At from) {
        List<Row<T>> rows = source.after(from, AT_ONCE);
        sink.accept(rows.stream().map(Row::value).toList());
        return rows.size() < AT_ONCE ? Optional.empty() : Optional.of(rows.getLast().at());
    }
}
