// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Function;
import org.holdfast.database.Database;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.SignedNote;

/// Takes wrapped keys out of the database again when enough mirrors keep the entries that they are
/// of: an hour after a signed head was seen, if that head is mirrored by then, the keys that were
/// made well before it. Keys that no entry is encrypted with yet are in no mirror, and stay. For
/// one thread.
final class KeyBroom {
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final Duration AFTER = Duration.ofHours(1);

    /// Longer than any commit is under way.
    private static final Duration UNDER_WAY = Duration.ofMinutes(5);

    private final Database database;
    private final int sites;
    private final InstantSource clock;
    private final Function<String, Optional<SignedNote>> mirrored;
    private final Deque<Seen> seen = new ArrayDeque<>();

    private record Seen(Instant at, Head head) {}

    /// @param sites how many have to have a key before it goes
    /// @param mirrored the newest checkpoint of a journal that enough places keep
    KeyBroom(
            int sites,
            Database database,
            InstantSource clock,
            Function<String, Optional<SignedNote>> mirrored) {
        this.sites = sites;
        this.database = database;
        this.clock = clock;
        this.mirrored = mirrored;
    }

    /// Looks at the head; at most once a minute something is done.
    void look(Head head) {
        Instant now = clock.instant();
        if (!seen.isEmpty() && seen.getLast().at().plus(EVERY).isAfter(now)) {
            return;
        }
        seen.add(new Seen(now, head));
        while (seen.getFirst().at().plus(AFTER).isBefore(now) && isMirrored(seen.getFirst())) {
            Instant before = seen.getFirst().at().minus(UNDER_WAY);
            database.transact(tx -> SqlKeys.forget(tx, before, sites));
            seen.removeFirst();
        }
    }

    private boolean isMirrored(Seen one) {
        return mirrored.apply(one.head().journal())
                .map(note -> Checkpoint.parse(note.text()).size().value() >= one.head().size())
                .orElse(false);
    }
}
