// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents;

import java.util.Locale;
import java.util.regex.Pattern;

/// The number printed on a paper: `kr-11110-7QX4-M2ZD-90AK`. Office code, eleven Crockford base32
/// characters derived from the operation, and one check character (Luhn mod 32 over office and
/// number), so that a mistyped number is noticed.
public record IssueNumber(String text) {
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int DIGITS = 11;
    private static final int GROUP = 4;
    private static final Pattern FORM =
            Pattern.compile("[a-z]{2}-[0-9]{5,6}(-[0-9A-HJKMNP-TV-Z]{4}){3}");

    /// Refuses text that is not an issue number or whose check character is wrong.
    public IssueNumber {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("not an issue number");
        }
        String all = text.replace("-", "").toUpperCase(Locale.ROOT);
        if (check(all.substring(0, all.length() - 1)) != all.charAt(all.length() - 1)) {
            throw new IllegalArgumentException("check character of the issue number is wrong");
        }
    }

    /// The number of the operation whose handle key gave `mac` (at least 7 bytes, all of them
    /// secretly derived).
    public static IssueNumber of(String office, byte[] mac) {
        long bits = 0;
        for (int i = 0; i < 7; i++) {
            bits = (bits << 8) | (mac[i] & 0xff);
        }
        StringBuilder digits = new StringBuilder(DIGITS + 1);
        for (int i = 0; i < DIGITS; i++) {
            digits.append(ALPHABET.charAt((int) ((bits >>> (5 * i)) & 31)));
        }
        String plainOffice = office.replace("-", "").toUpperCase(Locale.ROOT);
        digits.append(check(plainOffice + digits));
        StringBuilder out = new StringBuilder(office);
        for (int i = 0; i < digits.length(); i += GROUP) {
            out.append('-').append(digits, i, i + GROUP);
        }
        return new IssueNumber(out.toString());
    }

    /// The office's code in front of the number.
    public String office() {
        return text.substring(0, text.length() - 15);
    }

    @Override
    public String toString() {
        return text;
    }

    /// Luhn mod N (ISO/IEC 7812-1 annex B, base 32).
    private static char check(String body) {
        int sum = 0;
        int factor = 2;
        for (int i = body.length() - 1; i >= 0; i--) {
            int addend = factor * ALPHABET.indexOf(body.charAt(i));
            sum += addend / 32 + addend % 32;
            factor = 3 - factor;
        }
        return ALPHABET.charAt((32 - sum % 32) % 32);
    }
}
