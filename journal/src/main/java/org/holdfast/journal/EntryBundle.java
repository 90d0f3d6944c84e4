// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.holdfast.journal.JournalRefusal.Reason;

/// The entries of a bundle, each as 16 bits of length and its bytes; C2SP tlog-tiles.
public final class EntryBundle {
    private static final int LENGTH_BYTES = 2;

    private EntryBundle() {}

    /// The bytes of a bundle.
    public static byte[] encode(List<byte[]> entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        entries.forEach(entry -> add(bytes, entry));
        return bytes.toByteArray();
    }

    static void add(ByteArrayOutputStream bytes, byte[] entry) {
        if (entry.length > NewEntry.MAX_ENTRY_BYTES) {
            throw new JournalRefusal(Reason.TOO_LARGE, "entry bytes: " + entry.length);
        }
        bytes.write(entry.length >>> 8);
        bytes.write(entry.length);
        bytes.writeBytes(entry);
    }

    /// Reads exactly as many entries as the bundle is wide; more or fewer are refused.
    public static List<byte[]> parse(byte[] bytes, int width) {
        List<byte[]> entries = parseAll(bytes);
        if (entries.size() != width) {
            throw malformed("expected " + width + " entries, found " + entries.size());
        }
        return entries;
    }

    /// The entries up to the first that is cut off.
    static List<byte[]> parsePrefix(byte[] bytes) {
        List<byte[]> entries = new ArrayList<>();
        int at = 0;
        while (bytes.length - at >= LENGTH_BYTES) {
            int length = ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
            at += LENGTH_BYTES;
            if (bytes.length - at < length) {
                break;
            }
            entries.add(Arrays.copyOfRange(bytes, at, at + length));
            at += length;
        }
        return entries;
    }

    static List<byte[]> parseAll(byte[] bytes) {
        List<byte[]> entries = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            if (bytes.length - at < LENGTH_BYTES) {
                throw malformed("a length is cut off");
            }
            int length = ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
            at += LENGTH_BYTES;
            if (bytes.length - at < length) {
                throw malformed("an entry is cut off");
            }
            entries.add(Arrays.copyOfRange(bytes, at, at + length));
            at += length;
        }
        return entries;
    }

    private static JournalRefusal malformed(String message) {
        return new JournalRefusal(Reason.MALFORMED_BUNDLE, message);
    }
}
