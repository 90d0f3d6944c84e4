// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.journal.Hash;
import org.holdfast.journal.SignedNote;

/// What a [Reconciliation] found, as lines (docs/reconcile.md).
///
/// @param head the form, the time, the evidence and the sums
/// @param details a line for each range, copy, receipt and finding
/// @param sums how many of each, by word
/// @param good true only when nothing is lost and nothing was found; what is unknown does not count
public record Statement(
        List<String> head, List<String> details, Map<String, Long> sums, boolean good) {
    /// The first line.
    public static final String FORMAT = "holdfast-reconcile-v1";

    /// Readers of notes take at most this many bytes; room is left for signatures.
    private static final int MOST_TEXT = SignedNote.MAX_BYTES - 10_000;

    public Statement {
        head = List.copyOf(head);
        details = List.copyOf(details);
        sums = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(sums));
    }

    /// True when the details are too long for a note, and stand in a file beside it.
    public boolean isParted() {
        return text(head).length() + detailsText().length() > MOST_TEXT;
    }

    /// The text to sign: all lines; or, when parted, the head and the SHA-256 of the details.
    public String text() {
        if (!isParted()) {
            return text(head) + "details " + details.size() + " here\n" + detailsText();
        }
        return text(head)
                + "details %d sha256 %s\n".formatted(details.size(), sha256(detailsText()));
    }

    /// The details alone, each line with its line feed.
    public String detailsText() {
        return text(details);
    }

    private static String text(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    private static String sha256(String text) {
        return Hash.of(Certificates.sha256(text.getBytes(StandardCharsets.UTF_8))).hex();
    }
}
