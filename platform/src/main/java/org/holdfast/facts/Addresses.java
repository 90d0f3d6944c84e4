// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

import java.text.Normalizer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Compares names and whole addresses as people write them: width, blanks, commas, kinds of hyphens
/// and what stands in brackets (法定洞, building) do not count; 一丁目2番3号 is 1-2-3. An address is the
/// same or it is not: never by its beginning.
final class Addresses {
    private static final Pattern BRACKETS = Pattern.compile("\\([^()]*\\)");
    private static final Pattern HYPHENS = Pattern.compile("[‐‑‒–—―−ー－]");
    private static final Pattern BLANKS = Pattern.compile("[\\s,、・]");
    private static final Pattern CHOME = Pattern.compile("([一二三四五六七八九十]{1,3})丁目");
    private static final Pattern PARTS = Pattern.compile("丁目|番地の|番地|番");
    private static final Pattern GO = Pattern.compile("(?<=[0-9])号(?!室)");
    private static final Pattern LOOSE = Pattern.compile("-(?![0-9])");
    private static final String DIGITS = "一二三四五六七八九";

    private Addresses() {}

    static boolean same(String claimed, String registered) {
        String one = folded(claimed);
        return !one.isEmpty() && one.equals(folded(registered));
    }

    /// Names: width and blanks do not count.
    static boolean sameName(String claimed, String registered) {
        String one = BLANKS.matcher(normal(claimed)).replaceAll("");
        return !one.isEmpty()
                && one.equalsIgnoreCase(BLANKS.matcher(normal(registered)).replaceAll(""));
    }

    private static String normal(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC);
    }

    private static String folded(String text) {
        String plain = BRACKETS.matcher(normal(text)).replaceAll("");
        plain = CHOME.matcher(plain).replaceAll(Addresses::chome);
        plain = PARTS.matcher(plain).replaceAll("-");
        plain = GO.matcher(plain).replaceAll("");
        plain = afterDigits(plain);
        plain = LOOSE.matcher(plain).replaceAll("");
        return BLANKS.matcher(plain).replaceAll("");
    }

    /// A long vowel mark is one within words, and a hyphen behind a digit.
    private static String afterDigits(String text) {
        StringBuilder plain = new StringBuilder(text);
        for (int i = 1; i < plain.length(); i++) {
            boolean behind = Character.isDigit(plain.charAt(i - 1));
            if (behind && HYPHENS.matcher(plain.substring(i, i + 1)).matches()) {
                plain.setCharAt(i, '-');
            }
        }
        return plain.toString();
    }

    private static String chome(MatchResult found) {
        String word = found.group(1);
        int ten = word.indexOf('十');
        if (ten < 0) {
            return (DIGITS.indexOf(word.charAt(word.length() - 1)) + 1) + "丁目";
        }
        int tens = ten == 0 ? 1 : DIGITS.indexOf(word.charAt(ten - 1)) + 1;
        int ones =
                ten == word.length() - 1 ? 0 : DIGITS.indexOf(word.charAt(word.length() - 1)) + 1;
        return (tens * 10 + ones) + "丁目";
    }
}
