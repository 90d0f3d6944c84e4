// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.text.Normalizer;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// How names and addresses are folded for finding, and cut into bigrams.
///
/// Folding serves search only; what is kept and printed is never folded. It makes full and half
/// width one, hiragana katakana, forgets variation selectors, spaces and punctuation, reads the
/// numerals of a Japanese block (三丁目) as digits, and takes the common variants of a surname's
/// character for one another (邉 邊 辺). A bigram is two UTF-16 units packed into one `int`, so there
/// are no collisions. Bigrams are made here because PostgreSQL's trigrams depend on the locale and
/// do not serve words of two syllables. Stateless.
final class SearchText {
    private static final String KANJI_DIGITS = "〇一二三四五六七八九";
    private static final Map<String, String> VARIANTS =
            Map.ofEntries(
                    Map.entry("邉", "辺"),
                    Map.entry("邊", "辺"),
                    Map.entry("髙", "高"),
                    Map.entry("﨑", "崎"),
                    Map.entry("𠮷", "吉"),
                    Map.entry("齋", "斉"),
                    Map.entry("齊", "斉"),
                    Map.entry("斎", "斉"),
                    Map.entry("澤", "沢"),
                    Map.entry("濱", "浜"),
                    Map.entry("濵", "浜"),
                    Map.entry("嶋", "島"),
                    Map.entry("嶌", "島"),
                    Map.entry("廣", "広"),
                    Map.entry("櫻", "桜"),
                    Map.entry("眞", "真"));

    private SearchText() {}

    /// The folded spelling; empty when nothing in `text` can be searched for.
    static String fold(String text) {
        String wide = Normalizer.normalize(text, Normalizer.Form.NFKC);
        StringBuilder out = new StringBuilder(wide.length());
        int i = 0;
        while (i < wide.length()) {
            int point = wide.codePointAt(i);
            i += Character.charCount(point);
            appendFolded(point, out);
        }
        return blockDigits(out);
    }

    private static void appendFolded(int point, StringBuilder out) {
        if ((point >= 0xFE00 && point <= 0xFE0F) || (point >= 0xE0100 && point <= 0xE01EF)) {
            return;
        }
        if (point >= 0x3041 && point <= 0x3096) {
            out.appendCodePoint(point + 0x60);
        } else if (point == 0x30FC || Character.isLetterOrDigit(point) || isMark(point)) {
            String one = Character.toString(Character.toLowerCase(point));
            out.append(VARIANTS.getOrDefault(one, one));
        } else if (isDash(point) && endsInDigit(out)) {
            out.append('-');
        }
    }

    private static boolean isMark(int point) {
        int type = Character.getType(point);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    private static boolean isDash(int point) {
        return Character.getType(point) == Character.DASH_PUNCTUATION || point == 0x2212;
    }

    private static boolean endsInDigit(StringBuilder out) {
        return !out.isEmpty() && Character.isDigit(out.charAt(out.length() - 1));
    }

    /// 三丁目 becomes 3丁目, 十二丁目 becomes 12丁目, so that both spellings find each other.
    private static String blockDigits(StringBuilder text) {
        int at = text.indexOf("丁目");
        if (at <= 0) {
            return text.toString();
        }
        int from = at;
        while (from > 0 && (KANJI_DIGITS + "十").indexOf(text.charAt(from - 1)) >= 0) {
            from--;
        }
        if (from < at) {
            text.replace(from, at, Integer.toString(numeral(text.substring(from, at))));
        }
        return text.toString();
    }

    private static int numeral(String kanji) {
        int value = 0;
        int digit = 0;
        for (int i = 0; i < kanji.length(); i++) {
            if (kanji.charAt(i) == '十') {
                value += (digit == 0 ? 1 : digit) * 10;
                digit = 0;
            } else {
                digit = KANJI_DIGITS.indexOf(kanji.charAt(i));
            }
        }
        return value + digit;
    }

    /// The bigrams of every folded text, distinct and sorted; no bigram spans two texts.
    static List<Integer> bigrams(String... folded) {
        TreeSet<Integer> grams = new TreeSet<>();
        for (String text : folded) {
            for (int i = 0; i + 1 < text.length(); i++) {
                grams.add((text.charAt(i) << 16) | text.charAt(i + 1));
            }
        }
        return List.copyOf(grams);
    }

    /// The mark that an office's rows carry beside their bigrams, so that one index serves both.
    /// Its upper half is U+0000, which no folded text holds.
    static int officeMark(String office) {
        return office.hashCode() & 0xffff;
    }
}
