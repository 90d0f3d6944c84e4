// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.guard;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/// The words that a paper may bear whoever it is about: labels, headings, codes' words, the names
/// of offices. Read from the packs' data, not from the layout's code. Immutable.
public final class Vocabulary {
    private final Set<String> words;

    private Vocabulary(Set<String> words) {
        this.words = Set.copyOf(words);
    }

    /// A vocabulary of these phrases; blanks inside them do not matter.
    public static Vocabulary of(Collection<String> phrases) {
        return new Vocabulary(new TreeSet<>(phrases));
    }

    Set<String> words() {
        return words;
    }
}
