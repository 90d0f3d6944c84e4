// SPDX-License-Identifier: Apache-2.0
package org.holdfast.database;

/// The database could not do its part. Never thrown for a refusal of the business.
public final class DatabaseFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// What failed.
    public enum Code {
        SERVER_NOT_STARTED(false),
        FOLDER_IN_USE(false),
        FOLDER_UNUSABLE(false),
        NO_CONNECTION(true),
        FENCE_LOST(false),
        /// The answer to a commit was lost: it may or may not have happened.
        COMMIT_UNKNOWN(true),
        COPY_FAILED(true);

        private final boolean retryable;

        Code(boolean retryable) {
            this.retryable = retryable;
        }
    }

    private final Code code;

    public DatabaseFault(Code code, String message) {
        super(message);
        this.code = code;
    }

    public DatabaseFault(Code code, String message, Throwable cause) {
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
