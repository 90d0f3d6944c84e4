// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

/// Keys or their store could not do their part.
public final class KeysFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// What failed.
    public enum Code {
        /// The keys folder cannot be read, written or understood.
        STORE(true),
        /// A cipher or signature could not run at all.
        CIPHER(false),
        /// Ciphertext or wrapped key is not what was written.
        ALTERED(false);

        private final boolean retryable;

        Code(boolean retryable) {
            this.retryable = retryable;
        }
    }

    private final Code code;

    public KeysFault(Code code, String message) {
        super(message);
        this.code = code;
    }

    public KeysFault(Code code, String message, Throwable cause) {
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
