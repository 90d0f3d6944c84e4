// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.holdfast.journal.JournalRefusal.Reason;

/// The body of an `add-checkpoint` request; C2SP tlog-witness: the size that the asker believes the
/// witness to have, the consistency proof from there, and the checkpoint note. Reading one verifies
/// nothing.
public record AddCheckpoint(TreeSize oldSize, List<Hash> proof, SignedNote note) {
    /// The most hashes of a proof.
    public static final int MAX_PROOF = 63;

    /// The most bytes of a body.
    public static final int MAX_BYTES = SignedNote.MAX_BYTES + 3_000;

    private static final String OLD = "old ";

    public AddCheckpoint {
        proof = List.copyOf(proof);
        if (proof.size() > MAX_PROOF) {
            throw malformed("at most 63 hashes, found " + proof.size());
        }
    }

    /// The body, in its one spelling.
    public byte[] bytes() {
        StringBuilder head = new StringBuilder(OLD).append(oldSize).append('\n');
        proof.forEach(hash -> head.append(hash.base64()).append('\n'));
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(head.append('\n').toString().getBytes(StandardCharsets.US_ASCII));
        body.writeBytes(note.bytes());
        return body.toByteArray();
    }

    /// Reads a body.
    public static AddCheckpoint parse(byte[] body) {
        if (body.length > MAX_BYTES) {
            throw malformed("at most " + MAX_BYTES + " bytes are read, found " + body.length);
        }
        int gap = gap(body);
        String head = new String(body, 0, gap, StandardCharsets.ISO_8859_1);
        List<String> lines = new ArrayList<>(List.of(head.split("\n", -1)));
        String old = lines.removeFirst();
        if (!old.startsWith(OLD)) {
            throw malformed("the first line is not the old size");
        }
        try {
            return new AddCheckpoint(
                    new TreeSize(Checkpoint.decimal(old.substring(OLD.length()))),
                    lines.stream().map(Hash::ofBase64).toList(),
                    SignedNote.parse(Arrays.copyOfRange(body, gap + 2, body.length)));
        } catch (JournalRefusal e) {
            throw new JournalRefusal(Reason.MALFORMED_REQUEST, "not a size, a proof and a note", e);
        }
    }

    /// Where the first empty line begins.
    private static int gap(byte[] body) {
        for (int i = 0; i + 1 < body.length; i++) {
            if (body[i] == '\n' && body[i + 1] == '\n') {
                return i;
            }
        }
        throw malformed("no empty line before the checkpoint");
    }

    private static JournalRefusal malformed(String message) {
        return new JournalRefusal(Reason.MALFORMED_REQUEST, message);
    }
}
