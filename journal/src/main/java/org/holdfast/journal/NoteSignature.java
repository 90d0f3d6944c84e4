// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.journal.JournalRefusal.Reason;

/// One signature line of a note: the key's name, its 4-byte id, and the bytes after the id. Not
/// verified by itself. Compared by value.
public final class NoteSignature {
    private static final String DASH = "\u2014 ";
    private static final int ID_BYTES = 4;

    private final String name;
    private final byte[] blob;

    NoteSignature(String name, byte[] keyId, byte[] signature) {
        this.name = Vkey.requireName(name);
        this.blob = Arrays.copyOf(keyId, ID_BYTES + signature.length);
        System.arraycopy(signature, 0, blob, ID_BYTES, signature.length);
    }

    /// Reads a line without its line feed.
    static NoteSignature parse(String line) {
        int space = line.indexOf(' ', DASH.length());
        if (!line.startsWith(DASH) || space < 0) {
            throw new JournalRefusal(Reason.MALFORMED_NOTE, "a signature line has another form");
        }
        byte[] blob;
        try {
            blob = Base64.getDecoder().decode(line.substring(space + 1));
        } catch (IllegalArgumentException e) {
            throw new JournalRefusal(Reason.MALFORMED_NOTE, "a signature is not base64", e);
        }
        if (blob.length <= ID_BYTES) {
            throw new JournalRefusal(Reason.MALFORMED_NOTE, "a signature is too short");
        }
        NoteSignature read =
                new NoteSignature(
                        requireName(line.substring(DASH.length(), space)),
                        Arrays.copyOf(blob, ID_BYTES),
                        Arrays.copyOfRange(blob, ID_BYTES, blob.length));
        if (!read.line().equals(line)) {
            throw new JournalRefusal(
                    Reason.MALFORMED_NOTE, "a signature is not in its one spelling");
        }
        return read;
    }

    /// Reads signature lines, each with its line feed, as a witness or a mirror answers with them;
    /// tlog-witness. At least one, and no more than a note may have.
    public static List<NoteSignature> parseLines(String lines) {
        if (!lines.endsWith("\n")) {
            throw new JournalRefusal(Reason.MALFORMED_NOTE, "no line feed at the end");
        }
        String[] each = lines.substring(0, lines.length() - 1).split("\n", -1);
        if (each.length > SignedNote.MAX_SIGNATURES) {
            throw new JournalRefusal(Reason.MALFORMED_NOTE, "too many signatures: " + each.length);
        }
        return Stream.of(each).map(NoteSignature::parse).toList();
    }

    private static String requireName(String name) {
        try {
            return Vkey.requireName(name);
        } catch (JournalRefusal e) {
            throw new JournalRefusal(Reason.MALFORMED_NOTE, "not the name of a key", e);
        }
    }

    /// The key's name.
    public String name() {
        return name;
    }

    /// The key's id in 8 hexadecimal digits.
    public String keyId() {
        return HexFormat.of().formatHex(blob, 0, ID_BYTES);
    }

    /// The bytes after the key id.
    public byte[] signature() {
        return Arrays.copyOfRange(blob, ID_BYTES, blob.length);
    }

    /// The line, without its line feed.
    public String line() {
        return DASH + name + " " + Base64.getEncoder().encodeToString(blob);
    }

    /// True when both lines have the same name and key id.
    boolean isOfSameKeyAs(NoteSignature other) {
        return name.equals(other.name) && keyId().equals(other.keyId());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NoteSignature that && line().equals(that.line());
    }

    @Override
    public int hashCode() {
        return line().hashCode();
    }

    @Override
    public String toString() {
        return line();
    }
}
