// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.guard;

/// Texts without their blanks: lines are broken and characters spread as a form needs it.
final class Blanks {
    private Blanks() {}

    static String without(String text) {
        int length = text.length();
        int i = 0;
        while (i < length && !blank(text.charAt(i))) {
            i++;
        }
        if (i == length) {
            return text;
        }
        StringBuilder out = new StringBuilder(length).append(text, 0, i);
        for (; i < length; i++) {
            if (!blank(text.charAt(i))) {
                out.append(text.charAt(i));
            }
        }
        return out.toString();
    }

    private static boolean blank(char c) {
        return c <= ' ' || c == '\u00a0' || c == '\u3000' || c == '\u200b';
    }
}
