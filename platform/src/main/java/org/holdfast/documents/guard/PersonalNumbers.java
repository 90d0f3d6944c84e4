// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.holdfast.documents.guard.ExpectedNumber.Shown;

/// Finds whatever looks like a personal number of Korea or Japan, shown or masked.
final class PersonalNumbers {
    /// Korean resident numbers: the dash keeps them apart from all other digits.
    private static final Pattern KOREAN = Pattern.compile("[0-9]{6}-[0-9*＊●]{7}");

    /// Japanese individual numbers (12) and resident codes (11), grouped or not, some masked.
    private static final Pattern JAPANESE =
            Pattern.compile("(?<![0-9A-Za-z-])[0-9](?:[ ]?[0-9*＊●]){10,11}(?![0-9A-Za-z*-])");

    /// Birth date and the first digit behind it may be seen of a masked number.
    private static final int MOST_SHOWN = 7;

    private PersonalNumbers() {}

    static List<String> on(PageReading page) {
        List<String> found = new ArrayList<>();
        Matcher korean = KOREAN.matcher(page.flat());
        while (korean.find()) {
            found.add(plain(korean.group()));
        }
        for (String line : page.lines()) {
            Matcher japanese = JAPANESE.matcher(line);
            while (japanese.find()) {
                found.add(plain(japanese.group()));
            }
        }
        return found;
    }

    /// Stops at a number that nobody expected or that shows more than was asked.
    static void check(List<String> found, List<ExpectedNumber> expected, int page)
            throws GuardStop {
        for (String number : found) {
            boolean known = false;
            boolean allowed = false;
            for (ExpectedNumber one : expected) {
                boolean same = covers(number, plain(one.number()));
                known |= same;
                allowed |= same && fits(number, one.shown());
            }
            if (!known) {
                throw new GuardStop(GuardReason.FOREIGN_PERSONAL_NUMBER, page, "");
            }
            if (!allowed) {
                throw new GuardStop(GuardReason.PERSONAL_NUMBER_UNMASKED, page, "");
            }
        }
    }

    static void mustBeOn(List<String> found, ExpectedNumber expected) throws GuardStop {
        String number = plain(expected.number());
        boolean there =
                found.stream().anyMatch(f -> covers(f, number) && fits(f, expected.shown()));
        if (expected.shown() != Shown.HIDDEN && !there) {
            throw new GuardStop(GuardReason.PERSONAL_NUMBER_MISSING, 0, "");
        }
    }

    private static boolean fits(String found, Shown shown) {
        long digits = found.chars().filter(Character::isDigit).count();
        return switch (shown) {
            case FULL -> digits == found.length();
            case MASKED -> digits <= MOST_SHOWN;
            case HIDDEN -> false;
        };
    }

    /// Same length, and every digit that is shown is the number's own.
    private static boolean covers(String found, String number) {
        if (found.length() != number.length()) {
            return false;
        }
        for (int i = 0; i < found.length(); i++) {
            if (found.charAt(i) != '*' && found.charAt(i) != number.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static String plain(String number) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < number.length(); i++) {
            char c = number.charAt(i);
            if (c >= '0' && c <= '9') {
                out.append(c);
            } else if (c == '*' || c == '＊' || c == '●') {
                out.append('*');
            }
        }
        return out.toString();
    }
}
