// SPDX-License-Identifier: Apache-2.0
package org.holdfast.catalogue;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The words of refusals and verdicts, by code, in three languages. Immutable.
public final class Texts {
    private final Map<String, Words> words;

    Texts(Map<String, Words> words) {
        this.words = Map.copyOf(words);
    }

    /// The words of the code.
    public Optional<Words> find(String code) {
        return Optional.ofNullable(words.get(code));
    }

    /// The words of the code; the code itself where there are none, so that a page never breaks.
    public String in(String language, String code) {
        Words found = words.get(code);
        return found == null ? code : found.in(language);
    }

    /// Every code that has words.
    public Set<String> codes() {
        return words.keySet();
    }
}
