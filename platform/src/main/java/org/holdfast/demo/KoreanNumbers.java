// SPDX-License-Identifier: Apache-2.0
package org.holdfast.demo;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.Set;

/// Korean resident registration numbers that were never given to anybody.
///
/// Numbers given until 4 October 2020 are `YYMMDD-SRRTTNC`: S century and sex, RR region of birth
/// (00 to 96 were in use), TT office, N serial, C check digit. These have region 97, 98 or 99 and
/// the right check digit. Since then six random digits follow S, so a region no longer protects:
/// whoever is born later gets S = 9 or 0, which means born in the 1800s, before any such number.
/// Gives each number once. Not thread-safe.
final class KoreanNumbers {
    private static final LocalDate RANDOM_SINCE = LocalDate.of(2020, 10, 5);
    private static final int[] WEIGHTS = {2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5};
    private static final int SERIALS = 3_000;

    private final Set<String> given = new HashSet<>();

    /// A number for somebody of this birth date and sex.
    String next(LocalDate birth, Sex sex, Chance chance) {
        int start = (int) chance.below(SERIALS);
        for (int i = 0; i < SERIALS; i++) {
            int serial = (start + i) % SERIALS;
            String first =
                    "%02d%02d%02d%d%02d%03d"
                            .formatted(
                                    birth.getYear() % 100,
                                    birth.getMonthValue(),
                                    birth.getDayOfMonth(),
                                    century(birth, sex),
                                    97 + serial / 1000,
                                    serial % 1000);
            if (given.add(first)) {
                return first.substring(0, 6) + "-" + first.substring(6) + check(first);
            }
        }
        throw new IllegalStateException("more than " + SERIALS + " people of one day and sex");
    }

    private static int century(LocalDate birth, Sex sex) {
        if (!birth.isBefore(RANDOM_SINCE)) {
            return sex == Sex.M ? 9 : 0;
        }
        return (birth.getYear() < 2000 ? 1 : 3) + (sex == Sex.M ? 0 : 1);
    }

    /// The check digit of the first twelve digits: 11 - (weighted sum mod 11), its last digit.
    static int check(String twelve) {
        int sum = 0;
        for (int i = 0; i < WEIGHTS.length; i++) {
            sum += (twelve.charAt(i) - '0') * WEIGHTS[i];
        }
        return (11 - sum % 11) % 10;
    }
}
