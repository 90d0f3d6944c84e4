// SPDX-License-Identifier: Apache-2.0
package org.holdfast.offices;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Locale;

/// A country whose offices the platform knows.
public enum Country {
    KR("kr", "Asia/Seoul", Locale.KOREAN, 1),
    JP("jp", "Asia/Tokyo", Locale.JAPANESE, 4);

    private final String code;
    private final ZoneId zone;
    private final Locale language;
    private final int firstMonth;

    Country(String code, String zone, Locale language, int firstMonth) {
        this.code = code;
        this.zone = ZoneId.of(zone);
        this.language = language;
        this.firstMonth = firstMonth;
    }

    /// Two small letters, as in office codes and register names.
    public String code() {
        return code;
    }

    /// The legal clock of its offices.
    public ZoneId zone() {
        return zone;
    }

    public Locale language() {
        return language;
    }

    /// The year in whose books an office enters what comes in at a moment, by its legal clock. In
    /// Korea the calendar's; in Japan the one that begins on 1 April (年度, 地方自治法第208条第1項), named by
    /// the calendar year in which it begins. What was numbered by it keeps its number, so it must
    /// never be changed for years that have begun.
    public int legalYear(Instant moment) {
        return LocalDate.ofInstant(moment, zone).minusMonths(firstMonth - 1L).getYear();
    }

    /// The country of two small letters.
    ///
    /// @throws IllegalArgumentException for any other text
    public static Country of(String code) {
        for (Country country : values()) {
            if (country.code.equals(code)) {
                return country;
            }
        }
        throw new IllegalArgumentException("country: expected kr or jp");
    }
}
