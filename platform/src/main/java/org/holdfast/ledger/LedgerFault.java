// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

/// A journal of the office could not do its part.
public final class LedgerFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// What failed.
    public enum Code {
        /// The journal's files or the database are not what they must be; an operator has to look.
        REFUSED_START(false),
        /// A write failed earlier; the journal takes nothing until the next start, by which the
        /// office heals itself. Whether an entry of that moment was kept, its operation tells then.
        STOPPED(true),
        /// More callers wait than the journal takes at once.
        BUSY(true),
        /// Key or payload of the entry were erased.
        ERASED(false),
        /// Stored bytes are not those that the entry commits to.
        CORRUPT(false),
        /// The key of an entry is neither in the key store nor erased there.
        KEY_MISSING(false),
        /// An entry does not continue its entity's chain.
        BROKEN_CHAIN(false);

        private final boolean retryable;

        Code(boolean retryable) {
            this.retryable = retryable;
        }
    }

    private final Code code;

    public LedgerFault(Code code, String message) {
        super(message);
        this.code = code;
    }

    public LedgerFault(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public Code code() {
        return code;
    }

    /// Whether the same call may succeed when repeated.
    public boolean retryable() {
        return code.retryable;
    }
}
