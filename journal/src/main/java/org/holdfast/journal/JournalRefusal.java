// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.io.Serial;

/// Says no: what was given does not verify, or is not well formed. The reason is from a closed
/// list; the message names what was expected and what was found, and never holds entry content.
public final class JournalRefusal extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    private final Reason reason;

    /// Why something was refused.
    public enum Reason {
        MALFORMED_HASH,
        MALFORMED_KEY,
        MALFORMED_NOTE,
        MALFORMED_CHECKPOINT,
        MALFORMED_PATH,
        MALFORMED_TILE,
        MALFORMED_BUNDLE,
        MALFORMED_RECORD,
        MALFORMED_PROOF,
        /// Not a policy, or one that contradicts itself; tlog-policy.
        MALFORMED_POLICY,
        /// Not a request of tlog-witness or tlog-mirror.
        MALFORMED_REQUEST,
        /// No signature by the expected key.
        SIGNATURE_MISSING,
        /// A signature that claims the expected key does not verify.
        SIGNATURE_INVALID,
        /// Too few of the witnesses that a policy asks for have cosigned.
        QUORUM_MISSING,
        /// Two cosigners, or a log and a cosigner, have one name or one key.
        KEY_SHARED,
        /// A checkpoint or key of another journal than the expected one.
        ORIGIN_DIFFERS,
        /// The entry index is not below the tree size.
        INDEX_BEYOND_SIZE,
        /// The older size is larger than the newer one.
        SIZES_REVERSED,
        PROOF_TOO_SHORT,
        PROOF_TOO_LONG,
        /// The hashes lead to another root than the given one.
        ROOT_DIFFERS,
        /// The older root of a consistency proof is not what the proof leads to.
        OLD_ROOT_DIFFERS,
        /// A size above the signed one was asked for.
        SIZE_BEYOND_SIGNED,
        /// A checkpoint covers entries that are not on disk.
        SIZE_BEYOND_DURABLE,
        /// A note of the published size has another text than the published one.
        NOTE_DIFFERS,
        /// The range of a subtree proof is not a subtree of the tree.
        NO_SUCH_SUBTREE,
        /// An entry at or above the durable size was asked for.
        NO_SUCH_ENTRY,
        /// An entry above the limit of 65,535 bytes, or blobs above theirs.
        TOO_LARGE,
        /// A file that the checkpoint implies is not there.
        FILE_MISSING,
        /// A stored tile is not what the entries give.
        TILE_DIFFERS,
        /// The entry in a bundle and the entry in the blob file are not the same.
        ENTRY_DIFFERS
    }

    public JournalRefusal(Reason reason, String message) {
        super(reason + ": " + message);
        this.reason = reason;
    }

    public JournalRefusal(Reason reason, String message, Throwable cause) {
        super(reason + ": " + message, cause);
        this.reason = reason;
    }

    /// The reason, to switch on.
    public Reason reason() {
        return reason;
    }
}
