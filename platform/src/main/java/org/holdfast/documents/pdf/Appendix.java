// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.pdf;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What is appended to a finished paper: one more revision each time (ISO 32000-1 §7.5.6), none of
/// which draws anything. The bytes before stay as they are. For one thread.
public final class Appendix {
    private static final Pattern FIELDS = Pattern.compile("/Fields\\[([^\\]]*)]");
    private static final Pattern ANNOTATIONS = Pattern.compile("/Annots\\[([^\\]]*)]");
    private static final Pattern PAGE = Pattern.compile("/P (\\d{1,9}) 0 R");
    private static final Pattern STORE = Pattern.compile("/DSS (\\d{1,9}) 0 R");
    private static final Pattern NUMBER = Pattern.compile("^(\\d{1,9}) 0 R");

    /// A token with the certificates of one path needs some two thousand.
    private static final int ROOM_FOR_A_STAMP = 4_096;

    private final int begin;
    private byte[] whole;

    /// @param file a paper, or a paper and what was appended to it
    /// @throws IllegalArgumentException when [PaperFile] has not written this
    public Appendix(byte[] file) {
        var _ = WrittenPaper.read(file);
        this.begin = file.length;
        this.whole = file.clone();
    }

    /// Signs everything before by a further key, in a field of its own.
    public void sign(PadesSigner signer, Instant at) {
        WrittenPaper paper = WrittenPaper.read(whole);
        PdfFile more = new PdfFile(whole, paper.size());
        int value = field(paper, more, "seal");
        PendingSignature pending =
                PendingSignature.write(
                        more,
                        value,
                        signer.room(),
                        PaperFile.DATE.format(at.atOffset(ZoneOffset.UTC)));
        whole = pending.sign(more.finishAppended(paper.rest(), paper.lastTable()), signer);
    }

    /// Stamps everything before with a time (ETSI EN 319 142-1 §5.4.3).
    ///
    /// @param stamps a time stamp token over content whose SHA-256 it is given, DER; what it throws
    ///   leaves everything as it was
    public void stamp(UnaryOperator<byte[]> stamps) {
        WrittenPaper paper = WrittenPaper.read(whole);
        PdfFile more = new PdfFile(whole, paper.size());
        int value = field(paper, more, "time");
        PendingSignature pending = PendingSignature.writeTimeStamp(more, value, ROOM_FOR_A_STAMP);
        whole = pending.sign(more.finishAppended(paper.rest(), paper.lastTable()), stamps);
    }

    /// Adds to the store of what a verifier needs (ETSI EN 319 142-1 §5.4.2): what it held stays.
    ///
    /// @param certificates DER
    /// @param answers OCSP responses, DER
    /// @param lists revocation lists, DER
    public void keep(List<byte[]> certificates, List<byte[]> answers, List<byte[]> lists) {
        WrittenPaper paper = WrittenPaper.read(whole);
        PdfFile more = new PdfFile(whole, paper.size());
        String catalogue = paper.object(paper.root());
        Matcher known = STORE.matcher(catalogue);
        boolean held = known.find();
        String before = held ? paper.object(Integer.parseInt(known.group(1))) : "";
        String store =
                "<<"
                        + array(more, before, "Certs", certificates)
                        + array(more, before, "OCSPs", answers)
                        + array(more, before, "CRLs", lists)
                        + ">>";
        int number = held ? Integer.parseInt(known.group(1)) : more.reserve();
        more.object(number, store);
        if (!held) {
            String without = catalogue.substring(0, catalogue.length() - 2);
            more.object(paper.root(), without + "/DSS " + number + " 0 R>>");
        }
        whole = more.finishAppended(paper.rest(), paper.lastTable()).toBytes();
    }

    /// Everything that was appended; without what was there before.
    public byte[] suffix() {
        return Arrays.copyOfRange(whole, begin, whole.length);
    }

    private static String array(PdfFile more, String before, String name, List<byte[]> values) {
        Matcher old = Pattern.compile("/" + name + "\\[([^\\]]*)]").matcher(before);
        StringBuilder all = new StringBuilder(old.find() ? old.group(1) : "");
        for (byte[] value : values) {
            int number = more.reserve();
            more.deflatedStream(number, "", new PdfBytes(value.length).put(value));
            all.append(number).append(" 0 R ");
        }
        return all.isEmpty() ? "" : "/" + name + "[" + all + "]";
    }

    /// Writes an invisible field, and the form and the page that name it; gives the number of its
    /// value.
    private static int field(WrittenPaper paper, PdfFile more, String name) {
        String catalogue = paper.object(paper.root());
        Matcher fields = FIELDS.matcher(catalogue);
        if (!fields.find()) {
            throw WrittenPaper.unlike("no form");
        }
        Matcher first = NUMBER.matcher(fields.group(1));
        if (!first.find()) {
            throw WrittenPaper.unlike("no field");
        }
        Matcher page = PAGE.matcher(paper.object(Integer.parseInt(first.group(1))));
        if (!page.find()) {
            throw WrittenPaper.unlike("a field on no page");
        }
        int pageNumber = Integer.parseInt(page.group(1));
        int field = more.reserve();
        int value = more.reserve();
        more.object(
                field,
                "<</Type/Annot/Subtype/Widget/FT/Sig/T("
                        + name
                        + (paper.revisions() + 1)
                        + ")/F 132/Rect[0 0 0 0]/P "
                        + pageNumber
                        + " 0 R/V "
                        + value
                        + " 0 R>>");
        more.object(paper.root(), with(catalogue, FIELDS, "/Fields", field));
        more.object(pageNumber, with(paper.object(pageNumber), ANNOTATIONS, "/Annots", field));
        return value;
    }

    private static String with(String object, Pattern list, String name, int number) {
        Matcher found = list.matcher(object);
        if (!found.find()) {
            throw WrittenPaper.unlike("no " + name);
        }
        String longer = name + "[" + found.group(1).strip() + " " + number + " 0 R]";
        return object.substring(0, found.start()) + longer + object.substring(found.end());
    }
}
