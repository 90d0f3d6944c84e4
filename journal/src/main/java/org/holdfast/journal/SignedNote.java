// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.journal.JournalRefusal.Reason;

/// A text with signatures; C2SP signed-note. Reading one verifies nothing: the text is to be
/// believed only after [NoteVerifier#verify].
public record SignedNote(String text, List<NoteSignature> signatures) {
    /// The most bytes of a note; a checkpoint with every signature allowed is far smaller.
    public static final int MAX_BYTES = 1_000_000;

    /// The most signatures of a note; readers must accept at least 16.
    public static final int MAX_SIGNATURES = 100;

    public SignedNote {
        signatures = List.copyOf(signatures);
        requirePlain(text);
        if (!text.endsWith("\n")) {
            throw malformed("the text does not end in a line feed");
        }
        if (signatures.isEmpty() || signatures.size() > MAX_SIGNATURES) {
            throw malformed("1 to 100 signatures are allowed, found " + signatures.size());
        }
    }

    /// Reads a note from its bytes.
    public static SignedNote parse(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw malformed("at most " + MAX_BYTES + " bytes are read, found " + bytes.length);
        }
        String whole;
        try {
            whole = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new JournalRefusal(Reason.MALFORMED_NOTE, "not UTF-8", e);
        }
        return parse(whole);
    }

    /// Reads a note from its characters. The last empty line parts text and signatures.
    public static SignedNote parse(String whole) {
        if (whole.length() > MAX_BYTES) {
            throw malformed("at most " + MAX_BYTES + " bytes are read, found " + whole.length());
        }
        requirePlain(whole);
        int gap = whole.lastIndexOf("\n\n");
        if (gap < 0 || !whole.endsWith("\n")) {
            throw malformed("no empty line before the signatures, or no line feed at the end");
        }
        String below = whole.substring(gap + 2);
        if (below.isEmpty()) {
            throw malformed("no signatures");
        }
        List<NoteSignature> signatures = new ArrayList<>();
        for (String line : below.substring(0, below.length() - 1).split("\n", -1)) {
            signatures.add(NoteSignature.parse(line));
        }
        return new SignedNote(whole.substring(0, gap + 1), signatures);
    }

    /// This note with more signatures, behind the others. A line takes the place of one with the
    /// same name and key id. Refused when there would be more than [#MAX_SIGNATURES].
    public SignedNote with(List<NoteSignature> more) {
        List<NoteSignature> all = new ArrayList<>(signatures);
        for (NoteSignature each : more) {
            all.removeIf(old -> old.isOfSameKeyAs(each));
            all.add(each);
        }
        return new SignedNote(text, all);
    }

    /// The whole note, as published.
    public String string() {
        StringBuilder whole = new StringBuilder(text).append('\n');
        signatures.forEach(signature -> whole.append(signature.line()).append('\n'));
        return whole.toString();
    }

    /// The whole note in UTF-8, as published.
    public byte[] bytes() {
        return string().getBytes(StandardCharsets.UTF_8);
    }

    private static void requirePlain(String text) {
        if (text.chars().anyMatch(c -> c < ' ' && c != '\n')) {
            throw malformed("a control character other than line feed");
        }
    }

    private static JournalRefusal malformed(String message) {
        return new JournalRefusal(Reason.MALFORMED_NOTE, message);
    }
}
