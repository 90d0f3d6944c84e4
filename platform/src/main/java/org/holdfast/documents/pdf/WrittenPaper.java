// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.pdf;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What has to be known of a finished paper to append to it: its last trailer, and the objects that
/// are written again. Reads only the form that [PdfFile] writes, so that nothing of a file has to
/// be guessed. Immutable.
final class WrittenPaper {
    /// A paper of more revisions than this is none of ours.
    private static final int MAX_REVISIONS = 64;

    private static final int MAX_TRAILER = 1_024;
    private static final Pattern END = Pattern.compile("startxref\n(\\d{1,9})\n%%EOF\n$");
    private static final Pattern TRAILER =
            Pattern.compile(
                    "trailer\n<</Size (\\d{1,9})(/Root (\\d{1,9}) 0 R/Info \\d{1,9} 0 R"
                            + "/ID\\[<[0-9A-Fa-f]+><[0-9A-Fa-f]+>])(?:/Prev (\\d{1,9}))?>>\n");
    private static final Pattern SECTION = Pattern.compile("(\\d{1,9}) (\\d{1,9})\n");
    private static final int LINE = 20;

    private final String text;
    private final int lastTable;
    private final int revisions;
    private final int size;
    private final int root;
    private final String rest;
    private final Map<Integer, Integer> offsets = new HashMap<>();

    private WrittenPaper(byte[] file) {
        this.text = new String(file, StandardCharsets.ISO_8859_1);
        Matcher end = END.matcher(text);
        if (!end.find(Math.max(0, text.length() - MAX_TRAILER))) {
            throw unlike("no end");
        }
        lastTable = Integer.parseInt(end.group(1));
        Matcher trailer = readTable(lastTable);
        size = Integer.parseInt(trailer.group(1));
        rest = trailer.group(2);
        root = Integer.parseInt(trailer.group(3));
        int tables = 1;
        while (trailer.group(4) != null) {
            if (tables == MAX_REVISIONS) {
                throw unlike("more than " + MAX_REVISIONS + " revisions");
            }
            trailer = readTable(Integer.parseInt(trailer.group(4)));
            tables++;
        }
        revisions = tables;
    }

    /// @throws IllegalArgumentException when [PdfFile] has not written this
    static WrittenPaper read(byte[] file) {
        return new WrittenPaper(file);
    }

    /// Newest first: what a later table says of an object stays.
    private Matcher readTable(int at) {
        if (!text.startsWith("xref\n", at)) {
            throw unlike("no table at " + at);
        }
        int from = at + "xref\n".length();
        Matcher section = SECTION.matcher(text);
        while (section.region(from, text.length()).lookingAt()) {
            int first = Integer.parseInt(section.group(1));
            int count = Integer.parseInt(section.group(2));
            from = section.end();
            if ((long) from + (long) LINE * count > text.length()) {
                throw unlike("a table of " + count + " lines");
            }
            for (int i = 0; i < count; i++) {
                if (first + i > 0) {
                    offsets.putIfAbsent(
                            first + i, Integer.parseInt(text.substring(from, from + 10)));
                }
                from += LINE;
            }
        }
        Matcher trailer = TRAILER.matcher(text).region(from, text.length());
        if (!trailer.lookingAt()) {
            throw unlike("no trailer at " + from);
        }
        return trailer;
    }

    /// Where the newest table begins.
    int lastTable() {
        return lastTable;
    }

    /// How often the file was ended.
    int revisions() {
        return revisions;
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
    String object(int number) {
        Integer at = offsets.get(number);
        String head = number + " 0 obj\n";
        if (at == null || !text.startsWith(head, at)) {
            throw unlike("no object " + number);
        }
        int end = text.indexOf("\nendobj\n", at);
        if (end < 0) {
            throw unlike("object " + number + " has no end");
        }
        return text.substring(at + head.length(), end);
    }

    static IllegalArgumentException unlike(String found) {
        return new IllegalArgumentException("not a paper as it is written here: " + found);
    }
}
