// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.NoteSignature;
import org.holdfast.journal.SignedNote;

/// The checkpoints of one origin that mirrors were asked to cosign lately, and what they said.
/// Guarded by its own monitor.
final class Proposals {
    /// Late cosignatures are counted for so many checkpoints back.
    private static final int MOST_RECENT = 32;

    /// So long a checkpoint is offered before a newer one takes its place.
    private static final long OFFERED_NANOS = 500_000_000L;

    /// A place that has cosigned none of so many before is not waited for: it may have burnt, and
    /// whoever waits for a cosignature shall not wait for it.
    private static final int LATELY = 4;

    private final Object writing = new Object();
    private final Deque<Gathered> recent = new ArrayDeque<>();
    private final Map<String, Long> last = new HashMap<>();
    private Optional<SignedNote> mirrored = Optional.empty();
    private long mirroredSize;

    private static final class Gathered {
        private final SignedNote note;
        private final long size;
        private final long since;
        private final Map<String, List<NoteSignature>> by = new HashMap<>();

        Gathered(SignedNote note, long size, long since) {
            this.note = note;
            this.size = size;
            this.since = since;
        }

        SignedNote whole() {
            List<NoteSignature> lines = new ArrayList<>();
            by.values().forEach(lines::addAll);
            return note.with(lines);
        }
    }

    /// What is offered now: the last one, or the newest checkpoint when that one had its time.
    ///
    /// @param places that may cosign
    /// @param needed so many are enough
    synchronized SignedNote offer(SignedNote newest, long size, int places, int needed, long now) {
        Gathered offered = recent.peekLast();
        boolean over =
                offered == null
                        || now - offered.since > OFFERED_NANOS
                        || offered.by.size() >= places
                        || (offered.by.size() >= needed && hasAllOfLately(offered));
        if (offered != null && (!over || offered.size >= size)) {
            return offered.note;
        }
        add(new Gathered(newest, size, now));
        return newest;
    }

    /// Whether everybody who cosigned lately has cosigned this one too; false when nobody did.
    private boolean hasAllOfLately(Gathered offered) {
        Set<String> lately = new HashSet<>();
        Iterator<Gathered> back = recent.descendingIterator();
        back.next(); // the offered one itself
        for (int i = 0; i < LATELY && back.hasNext(); i++) {
            lately.addAll(back.next().by.keySet());
        }
        return !lately.isEmpty() && offered.by.keySet().containsAll(lately);
    }

    private void add(Gathered gathered) {
        recent.addLast(gathered);
        while (recent.size() > MOST_RECENT) {
            recent.removeFirst();
        }
    }

    /// Held while a checkpoint that has enough is counted and put on disk, one at a time.
    Object writing() {
        return writing;
    }

    /// The largest size that a place has cosigned, so far as is remembered.
    synchronized long last(String place) {
        return last.getOrDefault(place, 0L);
    }

    /// Counts the lines of a place; returns the checkpoint when it has enough for the first time
    /// and is the largest such.
    synchronized Optional<SignedNote> count(
            String place, SignedNote bare, Checkpoint head, List<NoteSignature> lines, int needed) {
        last.merge(place, head.size().value(), Math::max);
        Gathered gathered = find(bare.text());
        if (gathered == null) {
            gathered = new Gathered(bare, head.size().value(), 0);
            if (recent.size() < MOST_RECENT) {
                recent.addFirst(gathered);
            }
        }
        gathered.by.put(place, List.copyOf(lines));
        if (gathered.by.size() >= needed && gathered.size >= mirroredSize) {
            mirrored = Optional.of(gathered.whole());
            mirroredSize = gathered.size;
            return mirrored;
        }
        return Optional.empty();
    }

    private @org.jspecify.annotations.Nullable Gathered find(String text) {
        for (Iterator<Gathered> all = recent.descendingIterator(); all.hasNext(); ) {
            Gathered one = all.next();
            if (one.note.text().equals(text)) {
                return one;
            }
        }
        return null;
    }

    /// Remembers what was found on disk at the start.
    synchronized void restore(SignedNote note, Checkpoint head, List<String> places) {
        mirrored = Optional.of(note);
        mirroredSize = head.size().value();
        places.forEach(place -> last.put(place, mirroredSize));
    }

    synchronized Optional<SignedNote> mirrored() {
        return mirrored;
    }
}
