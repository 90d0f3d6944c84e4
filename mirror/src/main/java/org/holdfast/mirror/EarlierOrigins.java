// SPDX-License-Identifier: Apache-2.0
package org.holdfast.mirror;

import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Earlier origins that are handed in once more: an office that begins another may have been
/// started upon a folder that was made again, and have forgotten what it had of them. [#AT_ONCE] in
/// each look, behind everything new, since an office may have been started many times; the newest
/// of them first.
///
/// What is not taken, whatever the reason, waits on, behind the others, and delays nothing. It is
/// said once for each reason. A mirror that is killed hands everything in at its next start, as
/// each start does. For one thread.
final class EarlierOrigins {
    static final int AT_ONCE = 2;

    private static final Comparator<String> NEWEST =
            Comparator.comparingInt(EarlierOrigins::number)
                    .reversed()
                    .thenComparing(Comparator.naturalOrder());

    private final Consumer<String> say;
    private final Set<String> waiting = new LinkedHashSet<>();
    private final Map<String, String> said = new HashMap<>();

    EarlierOrigins(Consumer<String> say) {
        this.say = say;
    }

    /// Hands one in.
    interface HandIn {
        /// Returns whether the office has taken it.
        boolean isTaken(String journal) throws IOException;
    }

    private static int number(String journal) {
        return Integer.parseInt(journal.substring(journal.lastIndexOf('-') + 1));
    }

    /// All of these once more, before those that wait.
    void add(Collection<String> journals) {
        List<String> later = List.copyOf(waiting);
        waiting.clear();
        waiting.addAll(journals.stream().sorted(NEWEST).toList());
        waiting.addAll(later);
    }

    /// Hands the next of them in.
    ///
    /// @param open which may be: none of whose kind there is an alarm
    void next(Predicate<String> open, HandIn how) {
        for (String journal : waiting.stream().filter(open).limit(AT_ONCE).toList()) {
            waiting.remove(journal);
            boolean taken = false;
            try {
                taken = how.isTaken(journal);
            } catch (IOException later) {
                tell(journal, String.valueOf(later.getMessage()));
            } finally {
                if (taken) {
                    said.remove(journal);
                } else {
                    waiting.add(journal);
                }
            }
        }
    }

    /// Whether none is to be handed in again.
    boolean isDone() {
        return waiting.isEmpty();
    }

    private void tell(String journal, String why) {
        if (!why.equals(said.put(journal, why))) {
            say.accept(journal + " is handed in again later: " + why);
        }
    }
}
