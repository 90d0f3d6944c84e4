// SPDX-License-Identifier: Apache-2.0
package org.holdfast.demo;

/// Japanese numbers with a wrong check digit, so that no system takes them for somebody's.
///
/// Individual number (個人番号): eleven digits and a check digit, weights 2 to 7 and 2 to 6 from the
/// right, by the order of 2014 on such numbers. Resident code (住民票コード): ten digits and a check
/// digit; no range of it is known to be free, so it is made wrong by the same sum. Different people
/// get different numbers: an ordinal is spread over the digits one to one. Stateless.
final class JapaneseNumbers {
    private static final long ELEVEN = 100_000_000_000L;
    private static final long TEN = 10_000_000_000L;

    private JapaneseNumbers() {}

    static String individualNumber(long ordinal) {
        long spread = Math.floorMod(ordinal * 61_803_397L + 27_182_818_283L, ELEVEN);
        return wrong("%011d".formatted(spread));
    }

    static String residentCode(long ordinal) {
        long spread = Math.floorMod(ordinal * 7_393_913L + 3_141_592_653L, TEN);
        return wrong("%010d".formatted(spread));
    }

    private static String wrong(String digits) {
        return digits + (check(digits) + 5) % 10;
    }

    /// 11 - (sum mod 11), or 0 when the remainder is 0 or 1.
    static int check(String digits) {
        int sum = 0;
        for (int n = 1; n <= digits.length(); n++) {
            int weight = n <= 6 ? n + 1 : n - 5;
            sum += (digits.charAt(digits.length() - n) - '0') * weight;
        }
        int rest = sum % 11;
        return rest <= 1 ? 0 : 11 - rest;
    }
}
