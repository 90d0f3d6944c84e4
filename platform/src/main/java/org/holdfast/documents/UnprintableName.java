// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents;

import java.util.List;

/// The refusal to print a text that the fonts cannot draw exactly. Names the code points, never the
/// whole text.
///
/// @param field path of the fact, `members[1].hanja`
/// @param codePoints the cluster that cannot be drawn, in order
/// @param reason why
public record UnprintableName(String field, List<Integer> codePoints, Reason reason)
        implements Documents.Made {
    /// Why a cluster cannot be drawn.
    public enum Reason {
        /// No font of the form has the character.
        MISSING_GLYPH,
        /// The fonts have the character but not this variation of it (UTS #37).
        MISSING_VARIATION,
        /// Conjoining jamo that make no modern syllable.
        OLD_HANGUL,
        /// A private-use character: its shape is an agreement of others.
        PRIVATE_USE,
        /// A combining mark without a glyph of its own for the whole cluster.
        COMBINING_MARK,
        /// A control, format, surrogate or unassigned code point.
        NOT_TEXT
    }

    public UnprintableName {
        codePoints = List.copyOf(codePoints);
    }

    /// The cluster as `U+9089 U+E0110`.
    public String notation() {
        StringBuilder out = new StringBuilder();
        for (int codePoint : codePoints) {
            out.append(out.isEmpty() ? "" : " ")
                    .append(String.format(java.util.Locale.ROOT, "U+%04X", codePoint));
        }
        return out.toString();
    }
}
