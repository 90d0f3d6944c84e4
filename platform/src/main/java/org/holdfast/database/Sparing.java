// SPDX-License-Identifier: Apache-2.0
package org.holdfast.database;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// When something that is tried again and again is to be said in the log: at once, then at most
/// once a minute for as long as it goes on. Thread-safe.
public final class Sparing {
    private static final Duration EVERY = Duration.ofMinutes(1);

    /// Different words that are told apart; of more, the oldest may be said once more.
    private static final int MOST_WORDS = 16;

    private final LongSupplier nanos;

    @GuardedBy("this")
    private final Map<String, Long> said = new LinkedHashMap<>();

    /// @param nanos a monotonic clock
    public Sparing(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /// Whether these words are to be said now.
    public synchronized boolean isDue(String words) {
        long now = nanos.getAsLong();
        Long last = said.get(words);
        if (last != null && now - last < EVERY.toNanos()) {
            return false;
        }
        said.put(words, now);
        while (said.size() > MOST_WORDS) {
            said.remove(said.keySet().iterator().next());
        }
        return true;
    }
}
