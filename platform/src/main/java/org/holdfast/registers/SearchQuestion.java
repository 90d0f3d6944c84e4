// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.util.ArrayList;
import java.util.List;

/// What is asked: birth dates in every reading, and the other words folded.
///
/// A bare year beside other words ("이성호 1981") is a birth year, or, when that finds nobody, a word
/// as any other.
record SearchQuestion(List<BirthQuery> births, List<String> words) {
    private static final int LONGEST_QUERY = 100;
    private static final int MOST_WORDS = 6;

    static SearchQuestion of(String query, boolean years) {
        String cut = query.length() > LONGEST_QUERY ? query.substring(0, LONGEST_QUERY) : query;
        List<BirthQuery> whole = BirthQuery.readings(cut);
        if (!whole.isEmpty()) {
            return new SearchQuestion(whole, List.of());
        }
        List<BirthQuery> births = new ArrayList<>();
        List<String> words = new ArrayList<>();
        String[] parts = cut.strip().split("[\\s\\u3000,]+", -1);
        for (String part : parts) {
            boolean year = years && parts.length > 1 && BirthQuery.isYear(part);
            List<BirthQuery> readings =
                    births.isEmpty() ? BirthQuery.readings(year ? part + "年" : part) : List.of();
            String folded = SearchText.fold(part);
            if (!readings.isEmpty()) {
                births.addAll(readings);
            } else if (!folded.isEmpty() && words.size() < MOST_WORDS) {
                words.add(folded);
            }
        }
        return new SearchQuestion(List.copyOf(births), List.copyOf(words));
    }

    boolean isEmpty() {
        return births.isEmpty() && words.isEmpty();
    }

    List<Integer> bigrams() {
        return SearchText.bigrams(words.toArray(String[]::new));
    }
}
