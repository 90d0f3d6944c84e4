// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What stands behind a paper, compared byte by byte with the only form in which offices append to
/// papers. Such a revision is either a signature or time stamp, in an invisible field of its own
/// that form and page name beside those of before, or a store of certificates and of what
/// authorities said. Catalogue and page are otherwise those of the paper, character for character,
/// and no other object is written again: what a reader sees is what was issued.
///
/// A time stamp is given to everybody, over anything; so it is this comparison, not the signature
/// behind it, that keeps shadowed pages out. For one thread.
final class AppendedForm {
    /// A paper that is signed again sixteen times and kept after each has fewer.
    private static final int MAX_REVISIONS = 48;

    /// Certificates, answers and lists that offices append at once are some ten.
    private static final int MAX_STREAMS = 64;

    private static final Pattern FIELDS = Pattern.compile("/Fields\\[([^\\]]*)]");
    private static final Pattern ANNOTATIONS = Pattern.compile("/Annots\\[([^\\]]*)]");
    private static final Pattern PAGE = Pattern.compile("/P (\\d{1,9}) 0 R");
    private static final Pattern STORE = Pattern.compile("/DSS (\\d{1,9}) 0 R");
    private static final Pattern FIRST = Pattern.compile("(\\d{1,9}) 0 R");
    private static final Pattern VALUE =
            Pattern.compile(
                    "<</Type/(?:(Sig)/Filter/Adobe\\.PPKLite/SubFilter/ETSI\\.CAdES\\.detached"
                            + "/M\\(D:\\d{14}[+-]\\d\\d'\\d\\d'\\)"
                            + "|DocTimeStamp/Filter/Adobe\\.PPKLite/SubFilter/ETSI\\.RFC3161)"
                            + "/ByteRange\\[0 (\\d{1,9}) (\\d{1,9}) (\\d{1,9}) *+]"
                            + "/Contents(<[0-9A-Fa-f]*+>)>>\nendobj\n");
    private static final Pattern STREAM =
            Pattern.compile(
                    "(\\d{1,9}) 0 obj\n<</Filter/FlateDecode/Length (\\d{1,9})>>\nstream\n");
    private static final String LIST = "\\[(?:\\d{1,9} 0 R )*+]";
    private static final Pattern KEPT =
            Pattern.compile(
                    "<<(?:/Certs"
                            + LIST
                            + ")?(?:/OCSPs"
                            + LIST
                            + ")?(?:/CRLs"
                            + LIST
                            + ")?>>\nendobj\n");

    private final String text;
    private final List<Integer> signed = new ArrayList<>();
    private int at;

    private AppendedForm(String text, int at) {
        this.text = text;
        this.at = at;
    }

    /// What was appended.
    ///
    /// @param revisions how many
    /// @param signed where each ends that is a signature and no time stamp, the first first
    record Found(int revisions, List<Integer> signed) {
        Found {
            signed = List.copyOf(signed);
        }
    }

    /// Refuses unless everything behind the paper has this form.
    ///
    /// @param end where the paper ends
    static Found check(byte[] file, int end) throws Refused {
        AppendedForm form = new AppendedForm(new String(file, StandardCharsets.ISO_8859_1), end);
        int revisions = 0;
        while (form.at < form.text.length()) {
            if (revisions == MAX_REVISIONS) {
                throw PaperTables.unlike("more than " + MAX_REVISIONS + " revisions");
            }
            form.revision(new PaperTables(form.text, form.at));
            revisions++;
        }
        return new Found(revisions, form.signed);
    }

    private void revision(PaperTables before) throws Refused {
        Map<Integer, Integer> written = new TreeMap<>();
        if (text.startsWith(before.size() + " 0 obj\n<</Type/Annot", at)) {
            boolean time = isTime();
            int until = signature(before, written, time);
            table(before, written, before.size() + 2);
            if (at != until) {
                throw PaperTables.unlike("a signature up to " + until + ", not up to " + at);
            }
            if (!time) {
                signed.add(until);
            }
        } else {
            int size = store(before, written);
            table(before, written, size);
        }
    }

    private boolean isTime() {
        return text.startsWith("/T(time", text.indexOf("/T(", at));
    }

    /// A field and its value; gives the end of what the value says that it covers.
    private int signature(PaperTables before, Map<Integer, Integer> written, boolean time)
            throws Refused {
        int field = before.size();
        String catalogue = before.object(before.root());
        int seal = number(FIRST, group(FIELDS, catalogue));
        int page = number(PAGE, before.object(seal));
        String name = (time ? "time" : "seal") + (before.count() + 1);
        object(
                written,
                field,
                "<</Type/Annot/Subtype/Widget/FT/Sig/T("
                        + name
                        + ")/F 132/Rect[0 0 0 0]/P "
                        + page
                        + " 0 R/V "
                        + (field + 1)
                        + " 0 R>>");
        object(written, before.root(), with(catalogue, FIELDS, "/Fields", field));
        object(written, page, with(before.object(page), ANNOTATIONS, "/Annots", field));
        written.put(field + 1, at);
        literal((field + 1) + " 0 obj\n");
        Matcher value = VALUE.matcher(text).region(at, text.length());
        if (!value.lookingAt()
                || (value.group(1) == null) != time
                || Integer.parseInt(value.group(2)) != value.start(5)
                || Integer.parseInt(value.group(3)) != value.end(5)) {
            throw PaperTables.unlike("the value of a field at " + at);
        }
        at = value.end();
        return Integer.parseInt(value.group(3)) + Integer.parseInt(value.group(4));
    }

    /// Streams, the store that names them, and the catalogue where it named none before; gives one
    /// more than the highest number.
    private int store(PaperTables before, Map<Integer, Integer> written) throws Refused {
        int next = before.size();
        String catalogue = before.object(before.root());
        Matcher held = STORE.matcher(catalogue);
        boolean known = held.find();
        Matcher stream = STREAM.matcher(text);
        while (stream.region(at, text.length()).lookingAt()
                && stream.group(1).equals(Integer.toString(next))) {
            if (next - before.size() == MAX_STREAMS) {
                throw PaperTables.unlike("more than " + MAX_STREAMS + " streams");
            }
            written.put(next, at);
            at = Math.addExact(stream.end(), Integer.parseInt(stream.group(2)));
            literal("\nendstream\nendobj\n");
            next++;
        }
        int store = known ? Integer.parseInt(held.group(1)) : next++;
        written.put(store, at);
        literal(store + " 0 obj\n");
        Matcher kept = KEPT.matcher(text).region(at, text.length());
        if (!kept.lookingAt()) {
            throw PaperTables.unlike("a store at " + at);
        }
        at = kept.end();
        if (!known) {
            String longer = catalogue.substring(0, catalogue.length() - 2);
            object(written, before.root(), longer + "/DSS " + store + " 0 R>>");
        }
        return next;
    }

    private void table(PaperTables before, Map<Integer, Integer> written, int size) throws Refused {
        int start = at;
        literal("xref\n");
        int from = 1;
        while (from < size) {
            int to = from;
            while (written.containsKey(to)) {
                to++;
            }
            if (to > from) {
                literal(from + " " + (to - from) + "\n");
                for (int i = from; i < to; i++) {
                    literal(String.format(Locale.ROOT, "%010d 00000 n \n", written.get(i)));
                }
            }
            from = to + 1;
        }
        literal("trailer\n<</Size " + size + before.rest() + "/Prev " + before.last() + ">>\n");
        literal("startxref\n" + start + "\n%%EOF\n");
    }

    private void object(Map<Integer, Integer> written, int number, String value) throws Refused {
        written.put(number, at);
        literal(number + " 0 obj\n" + value + "\nendobj\n");
    }

    private void literal(String expected) throws Refused {
        if (!text.startsWith(expected, at)) {
            throw PaperTables.unlike("something else at " + at);
        }
        at += expected.length();
    }

    private static String with(String object, Pattern list, String name, int number)
            throws Refused {
        Matcher found = list.matcher(object);
        if (!found.find()) {
            throw PaperTables.unlike("no " + name);
        }
        String longer = name + "[" + found.group(1).strip() + " " + number + " 0 R]";
        return object.substring(0, found.start()) + longer + object.substring(found.end());
    }

    private static String group(Pattern pattern, String object) throws Refused {
        Matcher found = pattern.matcher(object);
        if (!found.find()) {
            throw PaperTables.unlike("no " + pattern);
        }
        return found.group(1);
    }

    private static int number(Pattern pattern, String object) throws Refused {
        return Integer.parseInt(group(pattern, object));
    }
}
