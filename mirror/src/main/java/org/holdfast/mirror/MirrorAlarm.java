// SPDX-License-Identifier: Apache-2.0
package org.holdfast.mirror;

import java.io.Serial;

/// The office showed something that it must never show. The mirror keeps what it has, cosigns
/// nothing more of that journal, and says so until a person has looked.
public final class MirrorAlarm extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    /// What is wrong.
    public enum Kind {
        /// Entries that this copy has are gone at the office.
        ROLLBACK,
        /// Two pasts under one name.
        SPLIT_VIEW,
        /// An earlier origin ended behind what the office gave away.
        MISSING,
        /// A record is not what its entry names.
        DAMAGED,
        /// This copy is older than what its own keys have cosigned.
        OLD_COPY
    }

    private final Kind kind;

    public MirrorAlarm(Kind kind, String message) {
        super(kind + ": " + message);
        this.kind = kind;
    }

    public MirrorAlarm(Kind kind, String message, Throwable cause) {
        super(kind + ": " + message, cause);
        this.kind = kind;
    }

    /// The kind, to switch on.
    public Kind kind() {
        return kind;
    }
}
