// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.util.Optional;
import org.holdfast.identity.Principal;
import org.holdfast.journal.Hash;
import org.holdfast.ledger.Receipt;

/// Enters again what a genuine receipt proves and no journal of this office holds any more, by an
/// officer of the office that filed it or an operator. Papers and withdrawals of papers.
/// Thread-safe.
///
/// What comes back is a new entry of the node journal with the facts of the lost one, under the
/// same operation, so that the paper has its id and number again. It says which entry it stands for
/// ([Mark]). Idempotent by that entry: presenting the receipt again gives the first answer. What an
/// act of erasure names is never entered again, whoever presents it.
public interface Restorations {
    /// Looks at a receipt and enters what was lost. On disk when it returns, and sealed unless the
    /// seal is late.
    Answer<Restored> restore(Presented presented);

    /// What somebody presents.
    ///
    /// @param receipt its JSON, not believed yet
    /// @param paper the signed PDF, for a paper
    /// @param key the entry's data key (32 bytes) as shares of the recovery key opened it; needed
    ///   only where this office lost it too
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Presented(Principal who, String receipt, Optional<byte[]> paper, Optional<byte[]> key) {
        /// Prints nothing of what was presented.
        @Override
        public String toString() {
            return "Presented[]";
        }
    }

    /// What came of it.
    sealed interface Restored {
        /// The entry is still held: nothing was lost and nothing was changed.
        ///
        /// @param receipt of the entry, as good as it is now
        record Held(Receipt receipt) implements Restored {}

        /// The entry was lost and is entered again.
        ///
        /// @param type of the entry: `paper`, `withdrawal` or `filing`
        /// @param paper id of the paper or of the filing; one whose operation another request has
        ///   is entered beside that and has a name of its own
        /// @param receipt of the new entry
        /// @param repeated whether it had been entered again before
        record Entered(String type, String paper, Mark mark, Receipt receipt, boolean repeated)
                implements Restored {}
    }

    /// Which lost entry another one stands for.
    ///
    /// @param origin journal that the receipt names
    /// @param index in it; empty when the receipt was only a promise
    /// @param leaf the lost entry's leaf hash
    /// @param time epoch seconds of the lost entry: the legal time of what it says
    record Mark(String origin, Optional<Long> index, Hash leaf, long time) {}
}
