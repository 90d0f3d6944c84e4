// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.io.Serial;
import java.util.List;

/// The copy of one journal as a mirror writes it; C2SP tlog-mirror. Whoever keeps more than entries
/// (blobs, wrapped keys) brings them here before an entry is saved. Thread-safe: several uploads
/// may run at once.
public interface MirrorCopy {
    /// The copy, open for writing.
    JournalDirectory directory();

    /// Saves entries that are proved for a pending checkpoint, and skips those that are here.
    /// Everything that belongs to them is durable when this returns.
    ///
    /// @param start the index of the first one, at most that of the copy's next entry
    /// @throws CannotKeep when what belongs to an entry is not to be had now; the entries before it
    ///   are kept
    void save(EntryIndex start, List<byte[]> entries);

    /// Brings the copy to a checkpoint whose entries are all here, and cosigns it; checkpoint and
    /// cosignature are durable when this returns. Refused as by [JournalDirectory#adopt].
    ///
    /// @throws CannotKeep when the copy is not to be cosigned now
    NoteSignature publish(SignedNote target);

    /// The mirror cannot keep, or not cosign, what was sent; it may be sent again later.
    final class CannotKeep extends RuntimeException {
        @Serial private static final long serialVersionUID = 1L;

        /// @param why one English line for the client, without entry content
        public CannotKeep(String why) {
            super(why);
        }
    }
}
