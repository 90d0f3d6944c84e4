// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents;

/// A layout and the facts given to it do not fit: an unknown layout, a missing fact, a cell too
/// small for any text. Not retryable; the message names layout and path, never a value.
public final class LayoutFault extends RuntimeException {
    public LayoutFault(String message) {
        super(message);
    }

    public LayoutFault(String message, Throwable cause) {
        super(message, cause);
    }
}
