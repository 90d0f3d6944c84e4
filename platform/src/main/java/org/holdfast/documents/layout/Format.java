// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.layout;

import java.time.LocalDate;
import java.time.chrono.JapaneseDate;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.holdfast.documents.LayoutFault;

/// How a value is written: dates of both countries, masked numbers, the title of an office's head.
/// Dates come as `uuuu-MM-dd`; a value that is not one is written as it is, since words of facts
/// are final.
record Format(UnaryOperator<String> how) {
    private static final DateTimeFormatter KOREAN =
            DateTimeFormatter.ofPattern("uuuu'년' M'월' d'일'", Locale.ROOT);
    private static final Map<String, Format> ALL =
            Map.of(
                    "koreanDate", new Format(date(KOREAN::format)),
                    "era", new Format(date(Format::era)),
                    "masked", new Format(Format::masked),
                    "chief", new Format(Format::chief),
                    "groups", new Format(Format::groups));

    static Format named(String name) {
        Format format = ALL.get(name);
        if (format == null) {
            throw new LayoutFault("no format named " + name);
        }
        return format;
    }

    String apply(String value) {
        return how.apply(value);
    }

    private static UnaryOperator<String> date(java.util.function.Function<LocalDate, String> how) {
        return text ->
                text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")
                        ? how.apply(LocalDate.parse(text))
                        : text;
    }

    /// 令和8年11月23日; the first year of an era is 元年. Before 1873 the Western year is written.
    private static String era(LocalDate date) {
        if (date.getYear() < 1873) {
            return date.getYear() + "年" + date.getMonthValue() + "月" + date.getDayOfMonth() + "日";
        }
        JapaneseDate japanese = JapaneseDate.from(date);
        int year = japanese.get(ChronoField.YEAR_OF_ERA);
        return japanese.getEra().getDisplayName(TextStyle.FULL, Locale.JAPAN)
                + (year == 1 ? "元" : year)
                + "年"
                + date.getMonthValue()
                + "月"
                + date.getDayOfMonth()
                + "日";
    }

    /// Korean resident number with all but birth date and first digit hidden; others lose all but
    /// four digits.
    private static String masked(String number) {
        int dash = number.indexOf('-');
        int kept = dash > 0 ? Math.min(dash + 2, number.length()) : Math.min(4, number.length());
        return number.substring(0, kept) + "*".repeat(number.length() - kept);
    }

    /// The head of an office by its full name: 종로구청장, 수원시장, 가평군수, 中野区長.
    private static String chief(String office) {
        return switch (office.charAt(office.length() - 1)) {
            case '구' -> office + "청장";
            case '시', '도' -> office + (office.endsWith("시") ? "장" : "지사");
            case '군' -> office + "수";
            default -> office + "長";
        };
    }

    /// Digits in groups of four.
    private static String groups(String digits) {
        return digits.replaceAll("(.{4})(?=.)", "$1 ");
    }
}
