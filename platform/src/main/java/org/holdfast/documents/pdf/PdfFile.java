// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.pdf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The objects of one file (ISO 32000-1 §7.5): header, indirect objects, one cross-reference table,
/// trailer. For one thread. Objects are numbered first and written in any order, each once.
public final class PdfFile {
    private static final byte[] HEADER = {
        '%',
        'P',
        'D',
        'F',
        '-',
        '1',
        '.',
        '7',
        '\n',
        '%',
        (byte) 0xe2,
        (byte) 0xe3,
        (byte) 0xcf,
        (byte) 0xd3,
        '\n'
    };
    private final PdfBytes out = new PdfBytes(1 << 16);
    private int[] offsets = new int[64];
    private int count = 1;

    public PdfFile() {
        out.put(HEADER);
    }

    /// Goes on behind a finished file, whose bytes stay as they are (ISO 32000-1 §7.5.6): its
    /// objects may be written again under their numbers.
    ///
    /// @param size one more than the highest number of an object
    PdfFile(byte[] before, int size) {
        out.put(before);
        offsets = new int[size + 16];
        count = size;
    }

    /// The number of a new object.
    public int reserve() {
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * count);
        }
        return count++;
    }

    /// Starts an object; what is appended to the result is its value, until [#end()].
    public PdfBytes begin(int number) {
        if (offsets[number] != 0) {
            throw new IllegalStateException("object " + number + " is written already");
        }
        offsets[number] = out.size();
        return out.put(number).put(" 0 obj\n");
    }

    /// Ends the object begun last.
    public void end() {
        out.put("\nendobj\n");
    }

    /// Writes an object of ASCII text.
    public void object(int number, String value) {
        begin(number).put(value);
        end();
    }

    /// Writes a stream object; `entries` are further dictionary entries.
    public void stream(int number, String entries, byte[] data) {
        begin(number).put("<<").put(entries).put("/Length ").put(data.length).put(">>\nstream\n");
        out.put(data).put("\nendstream");
        end();
    }

    /// Writes a compressed stream object.
    public void deflatedStream(int number, String entries, PdfBytes data) {
        stream(number, entries + "/Filter/FlateDecode", data.deflated());
    }

    /// Writes cross-reference table and trailer, and gives the whole file's bytes for the last
    /// change: the signature.
    PdfBytes finish(int root, int info, String id) {
        int start = out.size();
        out.put("xref\n0 ").put(count).put("\n0000000000 65535 f \n");
        for (int i = 1; i < count; i++) {
            if (offsets[i] == 0) {
                throw new IllegalStateException("object " + i + " was never written");
            }
            putLine(offsets[i]);
        }
        out.put("trailer\n<</Size ").put(count).put("/Root ").put(root).put(" 0 R/Info ");
        out.put(info).put(" 0 R/ID[<").put(id).put("><").put(id).put(">]>>\nstartxref\n");
        return out.put(start).put("\n%%EOF\n");
    }

    /// The same for what was appended: a table of what was written, in runs of numbers, that leads
    /// to the one before.
    ///
    /// @param rest entries of the trailer that stay as they were
    /// @param before where the table before begins
    PdfBytes finishAppended(String rest, int before) {
        int start = out.size();
        out.put("xref\n");
        int from = 1;
        while (from < count) {
            int to = from;
            while (to < count && offsets[to] != 0) {
                to++;
            }
            if (to > from) {
                out.put(from).put(" ").put(to - from).put("\n");
                for (int i = from; i < to; i++) {
                    putLine(offsets[i]);
                }
            }
            from = to + 1;
        }
        out.put("trailer\n<</Size ").put(count).put(rest).put("/Prev ").put(before);
        return out.put(">>\nstartxref\n").put(start).put("\n%%EOF\n");
    }

    private void putLine(int offset) {
        byte[] line = "0000000000 00000 n \n".getBytes(StandardCharsets.US_ASCII);
        int rest = offset;
        for (int digit = 9; digit >= 0; digit--) {
            line[digit] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        out.put(line);
    }
}
