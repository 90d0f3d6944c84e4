// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.keys.Handle;
import org.holdfast.keys.Handles;

/// Names of one thing in a public journal, another each day (UTC): whoever learns one of them by
/// time and place learns of that day, and cannot follow the thing through the years. Thread-safe;
/// keeps nothing.
public final class DailyHandles {
    /// Ten years; looking them through costs some milliseconds.
    private static final int DAYS = 3_653;

    private final Handles handles;
    private final String label;
    private final InstantSource clock;

    /// @param label what is named, such as `paper`
    public DailyHandles(Handles handles, String label, InstantSource clock) {
        this.handles = handles;
        this.label = label;
        this.clock = clock;
    }

    /// The name for an entry that is made now.
    public Handle now(String id) {
        return on(id, today());
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private Handle on(String id, LocalDate day) {
        return handles.of(label, id + "\n" + day);
    }

    /// Whether an entry bears a name of this thing. The name is a moment older than the entry's
    /// time, which midnight may part.
    public boolean names(String id, Leaf entry) {
        LocalDate day = LocalDate.ofInstant(Instant.ofEpochSecond(entry.time()), ZoneOffset.UTC);
        return entry.entity().equals(on(id, day))
                || entry.entity().equals(on(id, day.minusDays(1)));
    }

    /// The newest entries of a thing, newest first, as far as ten years back.
    public List<StoredEntry> entries(NodeJournal journal, String id, String type, int limit) {
        return entries(journal, id, type, limit, DAYS);
    }

    /// The same, as far as some days back.
    public List<StoredEntry> entries(
            NodeJournal journal, String id, String type, int limit, int days) {
        List<StoredEntry> found = new ArrayList<>();
        LocalDate day = today().plusDays(1);
        for (int i = 0; i < Math.min(days, DAYS - 2) + 2 && found.size() < limit; i++) {
            found.addAll(journal.byEntity(on(id, day), type, limit - found.size()));
            day = day.minusDays(1);
        }
        return List.copyOf(found);
    }
}
