// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.io.Serial;

/// The disk, the network or a stored file failed. Not a judgement about what the caller gave.
public final class JournalFault extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    private final Code code;

    /// What failed.
    public enum Code {
        /// The folder is not a journal, or one is there already.
        NOT_A_JOURNAL,
        ALREADY_EXISTS,
        /// Another writer holds the journal.
        LOCKED,
        /// Reading or writing failed; after a failed write the journal stops until opened again.
        DISK,
        /// An earlier write failed, so this instance no longer writes.
        STOPPED,
        CLOSED,
        /// Opened for reading only.
        READ_ONLY,
        /// Stored bytes contradict a signed checkpoint or each other. Restore from another copy.
        CORRUPT,
        /// The cryptographic provider failed.
        CRYPTOGRAPHY,
        NETWORK
    }

    public JournalFault(Code code, String message) {
        super(code + ": " + message);
        this.code = code;
    }

    public JournalFault(Code code, String message, Throwable cause) {
        super(code + ": " + message, cause);
        this.code = code;
    }

    /// The code, to switch on.
    public Code code() {
        return code;
    }

    /// True when trying again later may succeed without repair.
    public boolean retryable() {
        return code == Code.LOCKED || code == Code.NETWORK;
    }
}
