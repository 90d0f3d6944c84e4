// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The tables of a paper as offices write it, up to some byte, and the newest values of its objects
/// as text. Reads that one form only, without a parser. Immutable.
final class PaperTables {
    private static final int MAX_TABLES = 64;
    private static final int LINE = 20;
    private static final int OFFSET = 10;
    private static final Pattern END = Pattern.compile("startxref\n(\\d{1,9})\n%%EOF\n\\z");
    private static final int END_CHARS = 40;
    private static final Pattern SECTION = Pattern.compile("(\\d{1,9}) (\\d{1,9})\n");
    private static final Pattern TRAILER =
            Pattern.compile(
                    "trailer\n<</Size (\\d{1,9})(/Root (\\d{1,9}) 0 R/Info \\d{1,9} 0 R"
                            + "/ID\\[<[0-9A-Fa-f]+><[0-9A-Fa-f]+>])(?:/Prev (\\d{1,9}))?>>\n");

    private final String text;
    private final int end;
    private final Map<Integer, Integer> offsets = new HashMap<>();
    private final int last;
    private final int count;
    private final int size;
    private final int root;
    private final String rest;

    /// @param text the file, a character for each byte
    /// @param end where the part of it ends that is read
    PaperTables(String text, int end) throws Refused {
        this.text = text;
        this.end = end;
        Matcher mark = END.matcher(text).region(Math.max(0, end - END_CHARS), end);
        if (!mark.find()) {
            throw unlike("no end at " + end);
        }
        last = Integer.parseInt(mark.group(1));
        Matcher trailer = table(last);
        size = Integer.parseInt(trailer.group(1));
        rest = trailer.group(2);
        root = Integer.parseInt(trailer.group(3));
        int tables = 1;
        while (trailer.group(4) != null) {
            if (tables == MAX_TABLES) {
                throw unlike("more than " + MAX_TABLES + " revisions");
            }
            trailer = table(Integer.parseInt(trailer.group(4)));
            tables++;
        }
        count = tables;
    }

    static Refused unlike(String found) {
        return new Refused(
                Reason.CHANGED_AFTER_SIGNING, "not in the form of what offices append: " + found);
    }

    private Matcher table(int at) throws Refused {
        if (at >= end || !text.startsWith("xref\n", at)) {
            throw unlike("no table at " + at);
        }
        int from = at + "xref\n".length();
        Matcher section = SECTION.matcher(text);
        while (from < end && section.region(from, end).lookingAt()) {
            from = lines(section);
        }
        Matcher trailer = TRAILER.matcher(text);
        if (from >= end || !trailer.region(from, end).lookingAt()) {
            throw unlike("no trailer at " + from);
        }
        return trailer;
    }

    /// Newest first: what a later table says of an object stays.
    private int lines(Matcher section) throws Refused {
        int first = Integer.parseInt(section.group(1));
        int lines = Integer.parseInt(section.group(2));
        int from = section.end();
        if ((long) from + (long) LINE * lines > end) {
            throw unlike("a table of " + lines + " lines");
        }
        for (int i = 0; i < lines; i++) {
            String offset = text.substring(from, from + OFFSET);
            if (!isOffset(offset)) {
                throw unlike("a table's line at " + from);
            }
            if (first + i > 0) {
                offsets.putIfAbsent(first + i, Integer.parseInt(offset));
            }
            from += LINE;
        }
        return from;
    }

    private static boolean isOffset(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return text.charAt(0) == '0';
    }

    /// Where the newest table begins.
    int last() {
        return last;
    }

    /// How many there are.
    int count() {
        return count;
    }

    /// One more than the highest number of an object.
    int size() {
        return size;
    }

    /// The number of the catalogue.
    int root() {
        return root;
    }

    /// The trailer's other entries.
    String rest() {
        return rest;
    }

    /// The newest value of an object that is no stream.
    String object(int number) throws Refused {
        Integer at = offsets.get(number);
        String head = number + " 0 obj\n";
        int to = at == null ? -1 : text.indexOf("\nendobj\n", at);
        if (at == null || !text.startsWith(head, at) || to < 0 || to >= end) {
            throw unlike("no object " + number);
        }
        return text.substring(at + head.length(), Math.max(to, at + head.length()));
    }
}
