// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.Optional;
import org.holdfast.journal.Hash;
import org.holdfast.journal.TlogProof;
import tools.jackson.databind.node.ObjectNode;

/// Says where an acknowledged entry is durably kept, and proves it.
///
/// @param grade the grade that was reached, never more
/// @param leaf the name of the entry
/// @param position where it is, once sealed
/// @param proof inclusion under a signed checkpoint, once sealed
/// @param json the whole receipt, as given to people and programs
public record Receipt(
        Grade grade,
        Hash leaf,
        Optional<Position> position,
        Optional<TlogProof> proof,
        ObjectNode json) {
    /// How safe an entry is.
    public enum Grade {
        /// Signed by one node, on one disk.
        PROMISED("promised"),
        /// Under a signed checkpoint, still on one disk at one place.
        SEALED("sealed"),
        /// Under one checkpoint that so many mirrors at other places have cosigned that more than
        /// half of all places, this one counted, hold entry, blobs and wrapped key.
        MIRRORED("mirrored");

        private final String code;

        Grade(String code) {
            this.code = code;
        }

        /// The word used in receipts.
        public String code() {
            return code;
        }
    }

    /// The proof in the C2SP tlog-proof format, once sealed.
    public Optional<String> proofText() {
        return proof.map(TlogProof::text);
    }
}
