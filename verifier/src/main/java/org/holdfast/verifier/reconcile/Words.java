// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier.reconcile;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;

/// How names and times stand in a line of a statement.
final class Words {
    static final String NONE = "-";

    private Words() {}

    /// A name of a file or folder as one word: letters, digits and `._-/` stand for themselves,
    /// every other byte of its UTF-8 is `%` and two hexadecimal digits.
    static String name(String name) {
        StringBuilder word = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (plain || "._-/".indexOf(c) >= 0) {
                word.append(c);
            } else {
                word.append('%').append("%02x".formatted((int) c));
            }
        }
        return word.isEmpty() ? NONE : word.toString();
    }

    /// A reason of a closed list: `ROOT_DIFFERS` is `root-differs`.
    static String code(Enum<?> reason) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Seconds since 1970 as a time in UTC; `-` for zero, and for what no calendar has.
    static String time(long seconds) {
        return seconds <= 0 || seconds > Instant.MAX.getEpochSecond()
                ? NONE
                : Instant.ofEpochSecond(seconds).toString();
    }
}
