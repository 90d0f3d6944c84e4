// SPDX-License-Identifier: Apache-2.0
package org.holdfast.shield;

import java.util.Optional;
import java.util.concurrent.Semaphore;

/// Room for what requests carry while it comes in and until they are answered. Bounded twice: by
/// the number of bodies and by the bytes that have really come. So who sends slowly takes up little
/// more than a number, and no sum of bodies exhausts the memory. Thread-safe.
public final class BodyRoom {
    private static final int UNIT_BYTES = 1024;

    private final Semaphore places;
    private final Semaphore units;

    /// @param bodies how many may be inside at once
    /// @param bytes how many bytes they may have brought together
    public BodyRoom(int bodies, long bytes) {
        if (bodies < 1 || bytes < UNIT_BYTES || bytes / UNIT_BYTES > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "expected 1 or more bodies and "
                            + UNIT_BYTES
                            + " or more bytes, found "
                            + bodies
                            + ", "
                            + bytes);
        }
        this.places = new Semaphore(bodies);
        this.units = new Semaphore((int) (bytes / UNIT_BYTES));
    }

    /// A place for one body; empty when there is none now.
    public Optional<Place> tryEnter() {
        return places.tryAcquire() ? Optional.of(new Place()) : Optional.empty();
    }

    /// How many more bodies would find a place now.
    public int free() {
        return places.availablePermits();
    }

    /// The place of one body; to be closed once, by the thread that reads it. Not thread-safe.
    public final class Place implements AutoCloseable {
        private long bytes;
        private int held;
        private boolean open = true;

        private Place() {}

        /// Whether there is room for so many bytes more.
        public boolean tryGrow(int more) {
            int needed = (int) ((bytes + more + UNIT_BYTES - 1) / UNIT_BYTES) - held;
            if (needed > 0 && !units.tryAcquire(needed)) {
                return false;
            }
            held += Math.max(needed, 0);
            bytes += more;
            return true;
        }

        /// Gives back the bytes and keeps the place: for a body that is read and thrown away.
        public void empty() {
            units.release(held);
            held = 0;
            bytes = 0;
        }

        @Override
        public void close() {
            if (open) {
                open = false;
                empty();
                places.release();
            }
        }
    }
}
