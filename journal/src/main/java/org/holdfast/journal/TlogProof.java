// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.holdfast.journal.JournalRefusal.Reason;

/// A proof file: index, path and signed checkpoint in one text; C2SP tlog-proof. The extra text is
/// base64 of bytes that nothing authenticates. Reading one verifies nothing.
public record TlogProof(
        Optional<String> extra, EntryIndex index, List<Hash> path, SignedNote checkpoint) {
    private static final String HEADER = "c2sp.org/tlog-proof@v1";
    private static final String EXTRA = "extra ";
    private static final String INDEX = "index ";

    /// A tree of 2^63 entries has paths of 63 hashes.
    private static final int MAX_PATH = 63;

    public TlogProof {
        path = List.copyOf(path);
        if (path.size() > MAX_PATH) {
            throw malformed("at most 63 hashes, found " + path.size());
        }
        extra.ifPresent(TlogProof::requireCanonical);
    }

    /// The proof file's text.
    public String text() {
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        extra.ifPresent(base64 -> text.append(EXTRA).append(base64).append('\n'));
        text.append(INDEX).append(index).append('\n');
        path.forEach(hash -> text.append(hash.base64()).append('\n'));
        return text.append('\n').append(checkpoint.string()).toString();
    }

    /// The proof file in UTF-8.
    public byte[] bytes() {
        return text().getBytes(StandardCharsets.UTF_8);
    }

    /// Reads a proof file.
    public static TlogProof parse(String text) {
        int gap = text.indexOf("\n\n");
        if (gap < 0) {
            throw malformed("no empty line before the checkpoint");
        }
        List<String> lines = new ArrayList<>(List.of(text.substring(0, gap).split("\n", -1)));
        if (!lines.removeFirst().equals(HEADER)) {
            throw malformed("another first line than " + HEADER);
        }
        Optional<String> extra = Optional.empty();
        if (!lines.isEmpty() && lines.getFirst().startsWith(EXTRA)) {
            extra = Optional.of(lines.removeFirst().substring(EXTRA.length()));
        }
        if (lines.isEmpty() || !lines.getFirst().startsWith(INDEX)) {
            throw malformed("no index line");
        }
        String digits = lines.removeFirst().substring(INDEX.length());
        try {
            EntryIndex index = new EntryIndex(Checkpoint.decimal(digits));
            List<Hash> path = lines.stream().map(Hash::ofBase64).toList();
            return new TlogProof(extra, index, path, SignedNote.parse(text.substring(gap + 2)));
        } catch (JournalRefusal e) {
            throw new JournalRefusal(Reason.MALFORMED_PROOF, "not a proof file", e);
        }
    }

    /// Verifies the note by the journal's key, whose name must be the origin, then the inclusion of
    /// the leaf. Returns the checkpoint that covers it.
    public Checkpoint verify(Hash leaf, NoteVerifier journal) {
        Checkpoint head = journal.checkpoint(checkpoint);
        new InclusionProof(index, head.size(), path).verify(leaf, head.root());
        return head;
    }

    /// Verifies the note by a policy, whose logs and quorum of witnesses it must satisfy, then the
    /// inclusion of the leaf. Returns what the policy accepted.
    public Policy.Accepted verify(Hash leaf, Policy policy) {
        Policy.Accepted accepted = policy.check(checkpoint);
        Checkpoint head = accepted.checkpoint();
        new InclusionProof(index, head.size(), path).verify(leaf, head.root());
        return accepted;
    }

    private static void requireCanonical(String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            if (Base64.getEncoder().encodeToString(bytes).equals(base64)) {
                return;
            }
        } catch (IllegalArgumentException e) {
            throw new JournalRefusal(Reason.MALFORMED_PROOF, "the extra line is not base64", e);
        }
        throw malformed("the extra line is not canonical base64");
    }

    private static JournalRefusal malformed(String message) {
        return new JournalRefusal(Reason.MALFORMED_PROOF, message);
    }
}
