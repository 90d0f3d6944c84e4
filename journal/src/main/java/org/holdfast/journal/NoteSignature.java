// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.holdfast.journal.JournalRefusal.Reason;

/// One signature line of a note: the key's name, its 4-byte id, and the bytes after the id. Not
/// verified by itself. Compared by value.
public final class NoteSignature {
    private static final String DASH = "\u2014 ";
    private static final int ID_BYTES = 4;

    private final String name;
    private final byte[] blob;

    NoteSignature(String name, byte[] keyId, byte[] signature) {
        this.name = NoteVerifier.requireName(name);
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
        return new NoteSignature(
                line.substring(DASH.length(), space),
                Arrays.copyOf(blob, ID_BYTES),
                Arrays.copyOfRange(blob, ID_BYTES, blob.length));
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
