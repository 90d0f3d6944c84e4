// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What an officer types when looking for a birth date: 1985-03-07, 19850307, 850307, 1985.3.7,
/// 1985년 3월 7일, 昭和60年3月7日, S60.3.7, or only a year or a month. Each reading is a span of days.
record BirthQuery(LocalDate from, LocalDate to) {
    private static final Pattern PARTS =
            Pattern.compile("(\\d{4})[-./년年](\\d{1,2})(?:[-./월月](\\d{1,2})[일日]?|[월月]?)");
    private static final Pattern ERA =
            Pattern.compile(
                    "(明治|大正|昭和|平成|令和|[MTSHRmtshr])(元|\\d{1,2})[-./年](\\d{1,2})[-./月](\\d{1,2})日?");
    private static final Pattern YEAR = Pattern.compile("(\\d{4})[년年]");
    private static final Map<String, Integer> ERA_START =
            Map.of(
                    "明治", 1868, "大正", 1912, "昭和", 1926, "平成", 1989, "令和", 2019, "M", 1868, "T",
                    1912, "S", 1926, "H", 1989, "R", 2019);

    /// Every reading of `text` as a birth date; empty when it is none. A two-digit year is read in
    /// both centuries.
    static List<BirthQuery> readings(String text) {
        String plain =
                Normalizer.normalize(text, Normalizer.Form.NFKC)
                        .replaceAll("\\s+", "")
                        .replaceAll("[‐‑‒–—−]", "-")
                        .replaceAll("\\.$", "");
        List<BirthQuery> found = new ArrayList<>();
        if (plain.matches("\\d{8}")) {
            day(number(plain, 0, 4), number(plain, 4, 6), number(plain, 6, 8), found);
        } else if (plain.matches("\\d{6}")) {
            for (int century : new int[] {1900, 2000}) {
                int year = century + number(plain, 0, 2);
                day(year, number(plain, 2, 4), number(plain, 4, 6), found);
            }
        } else {
            parts(plain, found);
        }
        return List.copyOf(found);
    }

    /// Whether this could be the year in which a living person was born.
    static boolean isYear(String text) {
        return text.matches("(19|20)\\d{2}");
    }

    private static void parts(String plain, List<BirthQuery> found) {
        Matcher parts = PARTS.matcher(plain);
        Matcher era = ERA.matcher(plain);
        Matcher year = YEAR.matcher(plain);
        if (parts.matches()) {
            int y = Integer.parseInt(parts.group(1));
            int m = Integer.parseInt(parts.group(2));
            if (parts.group(3) == null) {
                month(y, m, found);
            } else {
                day(y, m, Integer.parseInt(parts.group(3)), found);
            }
        } else if (era.matches()) {
            String name = era.group(1).toUpperCase(java.util.Locale.ROOT);
            int first = ERA_START.getOrDefault(name, 0);
            int nth = "元".equals(era.group(2)) ? 1 : Integer.parseInt(era.group(2));
            int m = Integer.parseInt(era.group(3));
            day(first + nth - 1, m, Integer.parseInt(era.group(4)), found);
        } else if (year.matches()) {
            int y = Integer.parseInt(year.group(1));
            found.add(new BirthQuery(LocalDate.of(y, 1, 1), LocalDate.of(y, 12, 31)));
        }
    }

    private static int number(String digits, int from, int to) {
        return Integer.parseInt(digits.substring(from, to));
    }

    private static void day(int year, int month, int day, List<BirthQuery> found) {
        try {
            LocalDate date = LocalDate.of(year, month, day);
            found.add(new BirthQuery(date, date));
        } catch (DateTimeException notADate) {
            return;
        }
    }

    private static void month(int year, int month, List<BirthQuery> found) {
        try {
            YearMonth whole = YearMonth.of(year, month);
            found.add(new BirthQuery(whole.atDay(1), whole.atEndOfMonth()));
        } catch (DateTimeException notAMonth) {
            return;
        }
    }
}
