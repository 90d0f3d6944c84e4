// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.guard;

import java.util.BitSet;
import java.util.Collection;
import java.util.Optional;

/// What is left on a page when everything that the journal and the form explain is crossed out.
/// Anything left that could be part of a name was not asked for: somebody else is on the paper.
final class Residue {
    private final PageReading page;
    private final String flat;
    private final BitSet explained;

    Residue(PageReading page) {
        this.page = page;
        this.flat = page.flat();
        this.explained = new BitSet(flat.length());
    }

    /// Crosses out every occurrence of these texts.
    void explain(Collection<String> texts) {
        for (String text : texts) {
            String word = Blanks.without(text);
            if (word.isEmpty()) {
                continue;
            }
            for (int at = flat.indexOf(word); at >= 0; at = flat.indexOf(word, at + 1)) {
                explained.set(at, at + word.length());
            }
        }
    }

    /// Crosses out the words of the form; words of one character only where they stand alone.
    void explain(Vocabulary vocabulary) {
        for (int at = 0; at < flat.length(); at++) {
            int length = vocabulary.longest(flat, at);
            if (length > 0) {
                explained.set(at, at + length);
            }
        }
        for (int at = 0; at < flat.length(); at++) {
            if (!explained.get(at)
                    && vocabulary.isWord(flat.substring(at, at + 1))
                    && standsAlone(at)) {
                explained.set(at);
            }
        }
    }

    /// How many characters of a possible name are left, and in which line; nothing of the text
    /// itself.
    Optional<String> left() {
        int count = 0;
        int first = -1;
        for (int at = 0; at < flat.length(); at++) {
            if (!explained.get(at) && mayBeName(flat.codePointAt(at))) {
                count++;
                first = first < 0 ? at : first;
            }
        }
        return count == 0
                ? Optional.empty()
                : Optional.of(count + " characters, first in line " + lineOf(first));
    }

    private boolean standsAlone(int at) {
        boolean before = at == 0 || explained.get(at - 1) || !mayBeName(flat.charAt(at - 1));
        boolean after =
                at + 1 == flat.length() || explained.get(at + 1) || !mayBeName(flat.charAt(at + 1));
        return before && after;
    }

    private int lineOf(int index) {
        int seen = 0;
        for (int i = 0; i < page.lines().size(); i++) {
            seen += Blanks.without(page.lines().get(i)).length();
            if (index < seen) {
                return i + 1;
            }
        }
        return page.lines().size();
    }

    /// Letters of any script, private use and the halves of rare characters.
    static boolean mayBeName(int codePoint) {
        return Character.isLetter(codePoint)
                || Character.isSurrogate((char) codePoint)
                || Character.getType(codePoint) == Character.PRIVATE_USE;
    }
}
