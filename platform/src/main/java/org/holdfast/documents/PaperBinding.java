// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents;

import java.util.Objects;

/// Whose paper this is and which request asked for it: carried from the order through layout and
/// signing to the guard. Two papers of different requests never have equal bindings. Never printed;
/// holds handles only, no personal data.
///
/// @param subject the record the paper is about, in text form
/// @param operation the handle of the operation, in text form
/// @param office the issuing office's code, `kr-11110`
/// @param service the service's code, `kr.resident-transcript`
public record PaperBinding(String subject, String operation, String office, String service) {
    public PaperBinding {
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(office, "office");
        Objects.requireNonNull(service, "service");
    }

    /// Stops a paper whose binding is not this one: a swap between two steps is a bug that must not
    /// go on.
    public void mustEqual(PaperBinding found, String step) {
        if (!equals(found)) {
            throw new IllegalStateException("paper of another request met at " + step);
        }
    }
}
