// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import org.holdfast.journal.JournalFault;
import org.holdfast.keys.KeysFault;
import org.holdfast.ledger.LedgerFault;
import org.holdfast.registers.RecordRef;
import org.holdfast.registers.RecordVersion;
import org.holdfast.registers.Registers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Who is protected: by the facts of the register, or by a block that this node has seen. The one
/// place that knows; deny wins. Thread-safe.
final class Protection {
    private static final String RESTRICTED = "restricted";
    private static final String RESTRICTION = "restriction";
    private static final String BLOCKED = "blocked";
    private static final String UNREAD = "unread";

    private final Registers registers;
    private final BlockBook book;

    Protection(Registers registers, BlockBook book) {
        this.registers = registers;
        this.book = book;
    }

    /// A person's facts with all that stands now laid over them; for rules only, never printed. The
    /// facts given stay as they are.
    ObjectNode over(RecordRef person, ObjectNode facts) {
        BlockBook.Standing now = book.standing(person);
        if (!now.isProtected()) {
            return facts;
        }
        ObjectNode laid = facts.deepCopy();
        laid.put(RESTRICTED, true);
        ObjectNode restriction =
                laid.path(RESTRICTION) instanceof ObjectNode known
                        ? known
                        : laid.putObject(RESTRICTION);
        ArrayNode blocked =
                restriction.path(BLOCKED) instanceof ArrayNode known
                        ? known
                        : restriction.putArray(BLOCKED);
        boolean unread = now.unread();
        for (BlockBook.Line line : now.inForce()) {
            unread |= !read(line, blocked);
        }
        if (unread) {
            restriction.put(UNREAD, true);
        }
        return laid;
    }

    /// False when it cannot be told whom a block names.
    private static boolean read(BlockBook.Line line, ArrayNode blocked) {
        try {
            blocked.addAll(BlockRecord.list(BlockRecord.read(line.entry()).blocked()));
            return true;
        } catch (LedgerFault | JournalFault | KeysFault cannot) {
            return false;
        }
    }

    /// Whether a person is protected now.
    boolean isProtected(RecordRef person) {
        return book.standing(person).isProtected()
                || registers
                        .current(person)
                        .map(RecordVersion::facts)
                        .filter(Protection::says)
                        .isPresent();
    }

    /// The same of a version that was read.
    boolean isProtected(RecordVersion version) {
        return says(version.facts()) || book.standing(version.ref()).isProtected();
    }

    /// Whether facts, laid over or not, say so themselves.
    static boolean says(JsonNode facts) {
        return facts.path(RESTRICTED).asBoolean(false) || facts.has(RESTRICTION);
    }

    /// Those who must not be served, by facts that were laid over.
    static JsonNode blocked(JsonNode laid) {
        return laid.path(RESTRICTION).path(BLOCKED);
    }

    /// Whether others may be blocked whom nobody can read here yet.
    static boolean isUnread(JsonNode laid) {
        return laid.path(RESTRICTION).path(UNREAD).asBoolean(false);
    }
}
