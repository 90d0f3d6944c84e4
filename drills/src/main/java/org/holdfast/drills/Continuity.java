// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.holdfast.drills.OriginCheck.Checked;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.Hash;

/// Whether the numbered origins of one kind continue each other: each opening entry commits to the
/// origin, size and root that the one before it ended with.
///
/// A number may be missing: a start that dies uses its number up. But then the next opening commits
/// to the origin before the gap, so nothing can have been acknowledged in it.
final class Continuity {
    private final NavigableMap<Integer, Optional<Checked>> origins = new TreeMap<>();
    private final Set<Integer> spent = new TreeSet<>();

    /// Takes the next origin, lowest number first; empty when it could not be checked itself.
    void add(OriginName name, Optional<Checked> checked, Findings findings) {
        Map.Entry<Integer, Optional<Checked>> before = origins.lastEntry();
        origins.put(name.number(), checked);
        Optional<Opening> opening = checked.flatMap(Checked::opening);
        if (opening.isEmpty()) {
            return;
        }
        int from = before == null ? 0 : before.getKey();
        boolean continues =
                before == null
                        ? startsTheSeries(opening.get(), findings)
                        : before.getValue().isEmpty()
                                || follows(opening.get(), before.getValue().get(), findings);
        for (int number = from + 1; continues && number < name.number(); number++) {
            spent.add(number);
        }
    }

    private static boolean startsTheSeries(Opening opening, Findings findings) {
        opening.previous()
                .ifPresent(named ->
                        findings.entry(0, "continues " + named.origin() + ", which is not there"));
        return opening.previous().isEmpty();
    }

    private static boolean follows(Opening opening, Checked before, Findings findings) {
        Checkpoint head = before.report().head();
        Optional<Opening.Previous> expected =
                Optional.of(
                        new Opening.Previous(
                                head.origin(), head.size().value(), head.root().hex()));
        Optional<Hash> leaf = Optional.of(before.openingLeaf());
        boolean same =
                opening.previous().equals(expected) && opening.fields().previous().equals(leaf);
        if (!same) {
            findings.entry(
                    0,
                    "does not continue %s as it stands there, at size %s"
                            .formatted(head.origin(), head.size()));
        }
        return same;
    }

    /// True when the origin of this number is there, or was never published.
    boolean accountsFor(int number) {
        return origins.containsKey(number) || spent.contains(number);
    }
}
