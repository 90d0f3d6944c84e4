// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.text.NumberFormat;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.chrono.JapaneseDate;
import java.time.chrono.JapaneseEra;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.Locale;
import org.holdfast.api.Language;

/// Writes dates, times and numbers the way readers of a language expect: with the imperial era in
/// Japanese, year-month-day in Korean.
record Figures(Language language) {
    private static final LocalDate FIRST_ERA_DAY = LocalDate.of(1873, 1, 1);

    /// A day, such as `令和8年11月23日`, `2026년 11월 23일`, `23 November 2026`.
    String date(LocalDate day) {
        return switch (language) {
            case KO -> day.format(DateTimeFormatter.ofPattern("yyyy년 M월 d일", Locale.KOREAN));
            case JA -> japanese(day);
            case EN -> day.format(DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH));
        };
    }

    /// A day given as ISO text; other text is shown as it is.
    String date(String iso) {
        try {
            return iso.length() == 10 ? date(LocalDate.parse(iso)) : iso;
        } catch (DateTimeParseException notADate) {
            return iso;
        }
    }

    /// A moment to the minute, on the clock of the zone.
    String time(Instant at, ZoneId zone) {
        ZonedDateTime there = at.atZone(zone);
        return date(there.toLocalDate()) + " " + there.format(DateTimeFormatter.ofPattern("HH:mm"));
    }

    /// A moment to the second, on the clock of the zone.
    String second(Instant at, ZoneId zone) {
        ZonedDateTime there = at.atZone(zone);
        String clock = there.format(DateTimeFormatter.ofPattern("HH:mm:ss"));
        return date(there.toLocalDate()) + " " + clock;
    }

    /// A whole number with separators.
    String number(long value) {
        return NumberFormat.getIntegerInstance(language.locale()).format(value);
    }

    /// A number with one decimal.
    String decimal(double value) {
        NumberFormat format = NumberFormat.getNumberInstance(language.locale());
        format.setMaximumFractionDigits(1);
        format.setMinimumFractionDigits(1);
        return format.format(value);
    }

    /// An amount of bytes in a unit of 1,024s that suits it.
    String bytes(long bytes) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return (unit == 0 ? number(bytes) : decimal(value)) + " " + units[unit];
    }

    private static String japanese(LocalDate day) {
        if (day.isBefore(FIRST_ERA_DAY)) {
            return day.getYear() + "年" + day.getMonthValue() + "月" + day.getDayOfMonth() + "日";
        }
        JapaneseDate date = JapaneseDate.from(day);
        JapaneseEra era = date.getEra();
        int year = date.get(ChronoField.YEAR_OF_ERA);
        String name = era.getDisplayName(java.time.format.TextStyle.FULL, Locale.JAPANESE);
        String nth = year == 1 ? "元" : String.valueOf(year);
        return name + nth + "年" + day.getMonthValue() + "月" + day.getDayOfMonth() + "日";
    }
}
