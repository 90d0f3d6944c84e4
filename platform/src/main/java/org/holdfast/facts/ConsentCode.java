// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

import java.util.Locale;
import java.util.Optional;
import org.holdfast.keys.Handle;

/// What a person hands to a relying party: 95 bits in nineteen letters and one that checks them, in
/// fours of five. Written as people write: small letters, blanks and hyphens do not count, and O, I
/// and L are read as the digits that they look like.
///
/// @param text with hyphens, such as `7Q2M5-V4N6P-8RKXT-0WZ3H`
record ConsentCode(String text) {
    private static final String LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int DRAWN = 19;
    private static final int GROUP = 5;
    private static final int MODULUS = 31;

    /// The longest text that is looked at.
    static final int LONGEST = 60;

    /// The code that a handle makes; of its 128 bits, the first 95.
    static ConsentCode of(Handle handle) {
        byte[] bytes = handle.bytes();
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < DRAWN; i++) {
            int bit = i * GROUP;
            int next = bit / 8 + 1 < bytes.length ? bytes[bit / 8 + 1] & 0xff : 0;
            int pair = ((bytes[bit / 8] & 0xff) << 8) | next;
            letters.append(LETTERS.charAt((pair >>> (11 - bit % 8)) & 31));
        }
        return grouped(letters.append(check(letters)).toString());
    }

    /// Reads what somebody typed; empty for what cannot be a code, since a letter is wrong.
    static Optional<ConsentCode> read(String typed) {
        if (typed.length() > LONGEST) {
            return Optional.empty();
        }
        String plain =
                typed.toUpperCase(Locale.ROOT)
                        .replaceAll("[\\s-]", "")
                        .replace('O', '0')
                        .replace('I', '1')
                        .replace('L', '1');
        boolean known =
                plain.length() == DRAWN + 1
                        && plain.chars().allMatch(c -> LETTERS.indexOf(c) >= 0)
                        && check(plain) == plain.charAt(DRAWN);
        return known ? Optional.of(grouped(plain)) : Optional.empty();
    }

    private static char check(CharSequence letters) {
        int sum = 0;
        for (int i = 0; i < DRAWN; i++) {
            sum += (i + 1) * LETTERS.indexOf(letters.charAt(i));
        }
        return LETTERS.charAt(sum % MODULUS);
    }

    private static ConsentCode grouped(String letters) {
        return new ConsentCode(letters.replaceAll("(.{5})(?!$)", "$1-"));
    }

    /// Does not print the code.
    @Override
    public String toString() {
        return "ConsentCode";
    }
}
