// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.text;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.documents.UnprintableName.Reason;
import org.holdfast.documents.text.Shaping.Shaped;
import org.holdfast.documents.text.Shaping.Unprintable;
import org.jspecify.annotations.Nullable;

/// Finds the exact glyphs of a text in a chain of fonts, the first that has a cluster wins.
/// Immutable, thread-safe.
///
/// Clusters: a base with one variation selector (UTS #37: the sequence must be in the font, its
/// base glyph is no substitute); a base with combining marks, and conjoining jamo, when canonical
/// composition (UAX #15) is one character that a font has; else single characters. Everything else
/// is refused.
public final class Shaper {
    private static final int NOT_FOUND = 0;
    private final List<Face> chain;

    public Shaper(List<Face> chain) {
        this.chain = List.copyOf(chain);
    }

    /// Shapes a text without line breaks.
    public Shaping shape(String text) {
        List<Cluster> clusters = new ArrayList<>(text.length());
        int at = 0;
        while (at < text.length()) {
            int end = clusterEnd(text, at);
            Reason refused = add(clusters, text, at, end);
            if (refused != null) {
                return new Unprintable(
                        text.substring(at, end).codePoints().boxed().toList(), refused);
            }
            at = end;
        }
        return new Shaped(clusters);
    }

    private static int clusterEnd(String text, int at) {
        int first = text.codePointAt(at);
        int end = at + Character.charCount(first);
        boolean jamo = isJamo(first);
        while (end < text.length()) {
            int next = text.codePointAt(end);
            if (!isSelector(next) && !isMark(next) && !(jamo && isFollowingJamo(next))) {
                break;
            }
            end += Character.charCount(next);
        }
        return end;
    }

    private @Nullable Reason add(List<Cluster> clusters, String text, int at, int end) {
        int base = text.codePointAt(at);
        Reason never = neverText(base);
        if (never != null) {
            return never;
        }
        int next = at + Character.charCount(base);
        if (next == end) {
            if (isJamo(base)) {
                return Reason.OLD_HANGUL;
            }
            return place(clusters, base, NOT_FOUND, text.substring(at, end))
                    ? null
                    : Reason.MISSING_GLYPH;
        }
        int second = text.codePointAt(next);
        if (isSelector(second) && next + Character.charCount(second) == end) {
            if (place(clusters, base, second, text.substring(at, end))) {
                return null;
            }
            return has(base) ? Reason.MISSING_VARIATION : Reason.MISSING_GLYPH;
        }
        return compose(clusters, text.substring(at, end), isJamo(base));
    }

    private @Nullable Reason compose(List<Cluster> clusters, String cluster, boolean jamo) {
        String composed = Normalizer.normalize(cluster, Normalizer.Form.NFC);
        boolean one = composed.codePointCount(0, composed.length()) == 1;
        if (one && place(clusters, composed.codePointAt(0), NOT_FOUND, cluster)) {
            return null;
        }
        return jamo ? Reason.OLD_HANGUL : Reason.COMBINING_MARK;
    }

    private boolean place(List<Cluster> clusters, int base, int selector, String text) {
        for (Face face : chain) {
            int glyph = selector == NOT_FOUND ? face.glyph(base) : face.glyph(base, selector);
            if (glyph != NOT_FOUND) {
                float advance = 1000f * face.advance(glyph) / face.unitsPerEm();
                clusters.add(new Cluster(face, glyph, text, advance));
                return true;
            }
        }
        return false;
    }

    private boolean has(int base) {
        return chain.stream().anyMatch(face -> face.glyph(base) != NOT_FOUND);
    }

    private static @Nullable Reason neverText(int base) {
        if (isSelector(base)) {
            return Reason.MISSING_VARIATION;
        }
        return switch (Character.getType(base)) {
            case Character.PRIVATE_USE -> Reason.PRIVATE_USE;
            case Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.COMBINING_SPACING_MARK ->
                    Reason.COMBINING_MARK;
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    Reason.NOT_TEXT;
            default -> null;
        };
    }

    private static boolean isSelector(int c) {
        return (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0100 && c <= 0xe01ef);
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || type == Character.COMBINING_SPACING_MARK;
    }

    private static boolean isJamo(int c) {
        return (c >= 0x1100 && c <= 0x11ff) || (c >= 0xa960 && c <= 0xa97f) || isLateJamo(c);
    }

    private static boolean isLateJamo(int c) {
        return c >= 0xd7b0 && c <= 0xd7ff;
    }

    private static boolean isFollowingJamo(int c) {
        return (c >= 0x1160 && c <= 0x11ff) || isLateJamo(c);
    }
}
