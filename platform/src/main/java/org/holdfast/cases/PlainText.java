// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

/// Text that people write into a form: bounded, and without what could hide or turn other text.
public final class PlainText {
    private PlainText() {}

    /// The text without blanks around it, or a refusal.
    ///
    /// @param most the greatest number of UTF-16 units
    static String check(String text, int most, Refusal.Code tooLong) throws NotPermitted {
        String stripped = text.strip();
        if (stripped.length() > most) {
            throw new NotPermitted(tooLong, "most", Integer.toString(most));
        }
        if (!isPlain(stripped)) {
            throw new NotPermitted(Refusal.Code.BAD_TEXT);
        }
        return stripped;
    }

    /// Whether nothing in it could hide or turn other text.
    public static boolean isPlain(String text) {
        return text.codePoints().allMatch(PlainText::usable);
    }

    private static boolean usable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }
}
