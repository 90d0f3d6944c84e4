// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.util.List;
import org.holdfast.journal.JournalRefusal.Reason;

/// The head of a journal: origin, size and root; C2SP tlog-checkpoint. Written without extension
/// lines; those of others are checked for form and otherwise passed over.
public record Checkpoint(String origin, TreeSize size, Hash root) {
    private static final int MAX_SIZE_DIGITS = 19;

    public Checkpoint {
        if (origin.isEmpty() || origin.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new JournalRefusal(
                    Reason.MALFORMED_CHECKPOINT, "an origin is one line that is not empty");
        }
    }

    /// The text that a log signs, final line feed included.
    public String text() {
        return origin + "\n" + size + "\n" + root.base64() + "\n";
    }

    /// Reads the text of a checkpoint note.
    public static Checkpoint parse(String text) {
        if (!text.endsWith("\n")) {
            throw malformed("no line feed at the end");
        }
        List<String> lines = List.of(text.substring(0, text.length() - 1).split("\n", -1));
        if (lines.size() < 3) {
            throw malformed("expected at least 3 lines, found " + lines.size());
        }
        if (lines.subList(3, lines.size()).contains("")) {
            throw malformed("an extension line is empty");
        }
        Hash root;
        try {
            root = Hash.ofBase64(lines.get(2));
        } catch (JournalRefusal e) {
            throw new JournalRefusal(Reason.MALFORMED_CHECKPOINT, "no root in the third line", e);
        }
        return new Checkpoint(lines.get(0), new TreeSize(decimal(lines.get(1))), root);
    }

    /// Reads a decimal number in its one spelling: digits only, no leading zero.
    static long decimal(String digits) {
        boolean plain = !digits.isEmpty() && digits.length() <= MAX_SIZE_DIGITS;
        plain &= digits.chars().allMatch(c -> c >= '0' && c <= '9');
        plain &= digits.length() == 1 || !digits.startsWith("0");
        if (!plain) {
            throw malformed("a number is not in plain decimal");
        }
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new JournalRefusal(Reason.MALFORMED_CHECKPOINT, "a number is above 2^63-1", e);
        }
    }

    private static JournalRefusal malformed(String message) {
        return new JournalRefusal(Reason.MALFORMED_CHECKPOINT, message);
    }
}
