// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import org.holdfast.database.DatabaseFault;

/// Why this node's own copy of the registers cannot stand in for a database that does not answer;
/// the cause of the [DatabaseFault] with `NO_CONNECTION` that a read ends with then.
public final class CopyFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// What is wrong, by words that stay the same.
    public enum Reason {
        /// A file of the central journal on this disk cannot be read.
        JOURNAL_UNREADABLE("journal-unreadable"),
        /// The key store of this node cannot be read.
        KEYS_UNREADABLE("keys-unreadable"),
        /// It is being folded, or cannot be believed and is folded anew.
        NOT_WHOLE("copy-not-whole");

        private final String code;

        Reason(String code) {
            this.code = code;
        }

        /// For programs: `journal-unreadable`.
        public String code() {
            return code;
        }
    }

    private final Reason reason;

    CopyFault(Reason reason, DatabaseFault silent) {
        super("the own copy cannot stand in: " + reason.code(), silent);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
