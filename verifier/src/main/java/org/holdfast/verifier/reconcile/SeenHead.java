// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier.reconcile;

import org.holdfast.journal.Checkpoint;

/// A head of a journal that something verified shows.
///
/// @param source where it was seen: `copy:<label>/<file>`, `receipt:<file>` or `opening:<origin>`
/// @param cosigned the latest time of a trusted cosignature on it, in seconds since 1970; 0 without
record SeenHead(Checkpoint checkpoint, String source, long cosigned) {
    long size() {
        return checkpoint.size().value();
    }

    /// Size and root, and where they were seen.
    String words() {
        return "size " + size() + " root " + checkpoint.root().hex() + " " + source;
    }
}
