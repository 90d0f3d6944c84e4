// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A whole Korean resident number as an officer types it, with or without its hyphen. Numbers are
/// not kept for searching; people are found by the birth date in it and their record is compared.
///
/// @param number as it stands in a record: `811126-1980112`
record NumberQuery(String number, LocalDate birth) {
    /// More people of one office than this have never been born on one day.
    static final int SAME_BIRTHDAY = 100;

    private static final Pattern NUMBER =
            Pattern.compile("(\\d{2})(\\d{2})(\\d{2})-?((\\d)\\d{6})");

    /// The centuries by the first digit behind the hyphen (9 and 0: before 1900; 1, 2 and, for
    /// foreigners, 5, 6: before 2000; else after).
    private static final int[] CENTURY = {
        1800, 1900, 1900, 2000, 2000, 1900, 1900, 2000, 2000, 1800
    };

    static Optional<NumberQuery> of(String text) {
        String plain =
                Normalizer.normalize(text, Normalizer.Form.NFKC)
                        .replaceAll("\\s+", "")
                        .replaceAll("[‐‑‒–—−]", "-");
        Matcher parts = NUMBER.matcher(plain);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int year = CENTURY[Integer.parseInt(parts.group(5))] + Integer.parseInt(parts.group(1));
        try {
            LocalDate birth =
                    LocalDate.of(
                            year,
                            Integer.parseInt(parts.group(2)),
                            Integer.parseInt(parts.group(3)));
            String front = parts.group(1) + parts.group(2) + parts.group(3);
            return Optional.of(new NumberQuery(front + "-" + parts.group(4), birth));
        } catch (DateTimeException notADay) {
            return Optional.empty();
        }
    }

    /// Those of the same birth date whose record has this very number.
    SearchPage among(List<SearchHit> born, Function<RecordRef, Optional<RecordVersion>> current) {
        List<SearchHit> hits =
                born.stream()
                        .filter(hit ->
                                current.apply(hit.ref())
                                        .map(v -> v.facts().path("number").asString(""))
                                        .filter(number::equals)
                                        .isPresent())
                        .toList();
        return new SearchPage(hits, false, false);
    }

    /// Prints no number.
    @Override
    public String toString() {
        return "NumberQuery";
    }
}
