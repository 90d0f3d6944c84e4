// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier.reconcile;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// The indexes of one origin by what became of them. Below the origin's size each stands under
/// exactly one [Fate]; what else is said of some of them stands beside it. Not thread-safe.
final class Tally {
    /// What became of an entry below the largest verified size.
    enum Fate {
        /// Proved under a checkpoint, and a copy has entry, blobs and wrapped key.
        SAFE,
        /// Proved; a proved act of erasure names it, and in the copies zero bytes stand for its
        /// content, or its wrapped key is in none. Nothing is lost.
        ERASED,
        /// Proved; entry and blobs are in a copy, the wrapped key that it names in none.
        KEYLESS,
        /// Proved; the entry is in a copy, its content whole in none.
        CONTENT_LOST,
        /// Something stands there in a copy, and no checkpoint proves what belongs there.
        UNPROVED,
        /// In no copy.
        LOST
    }

    private final Map<Fate, Ranges> fates = new EnumMap<>(Fate.class);

    /// Safe, and only one copy has all of it.
    final Ranges thin = new Ranges();

    /// Safe, and no copy alone has all of it.
    final Ranges scattered = new Ranges();

    /// A proved act of erasure names it, and a copy still holds its blobs.
    final Ranges leftover = new Ranges();

    /// Content lost, and zero bytes stand in its place.
    final Ranges blank = new Ranges();

    /// Lost or content lost, and a receipt holds entry and payload.
    final Ranges restorable = new Ranges();

    /// Held above the largest verified size: no checkpoint says that it belongs there.
    final Ranges beyond = new Ranges();

    Tally() {
        for (Fate fate : Fate.values()) {
            fates.put(fate, new Ranges());
        }
    }

    Ranges of(Fate fate) {
        return fates.computeIfAbsent(fate, _ -> new Ranges());
    }

    /// Everything about this origin, by word; the first six add up to its size.
    Map<String, Ranges> words() {
        Map<String, Ranges> words = new java.util.LinkedHashMap<>();
        fates.forEach((fate, ranges) -> words.put(Words.code(fate), ranges));
        words.put("thin", thin);
        words.put("scattered", scattered);
        words.put("leftover", leftover);
        words.put("blank", blank);
        words.put("restorable", restorable);
        words.put("beyond", beyond);
        return words;
    }

    /// The counts in one line, and each range in one.
    List<String> lines(String origin) {
        List<String> lines = new ArrayList<>();
        StringBuilder counts = new StringBuilder("count " + origin);
        words().forEach((word, ranges) ->
                counts.append(' ').append(word).append(' ').append(ranges.count()));
        lines.add(counts.toString());
        words().forEach((word, ranges) ->
                ranges.words()
                        .forEach(range ->
                                lines.add("entries " + word + " " + origin + " " + range)));
        return lines;
    }
}
