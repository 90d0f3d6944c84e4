// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.Optional;
import org.holdfast.journal.Hash;
import tools.jackson.databind.node.ObjectNode;

/// An entry that is on disk in a journal's files. Reads its payload only when asked. Thread-safe.
public interface StoredEntry {
    /// The readable part; says nothing about a person.
    Leaf leaf();

    /// The name of the entry for ever.
    Hash leafHash();

    /// Where it is; empty as long as no signed checkpoint includes it.
    Optional<Position> position();

    /// The sealed act of erasure that covers the entry, whether or not it has been carried out yet;
    /// [#open] is not to be asked then.
    Optional<Hash> erasedBy();

    /// The decided facts, decrypted and compared with the entry's commitment.
    ///
    /// @throws LedgerFault with `ERASED` when key or payload were erased by an act or have a
    ///   tombstone, with `CORRUPT` when they are missing without one, or when the bytes are not
    ///   those that the entry commits to
    ObjectNode open();

    /// The decided facts; empty when an act of erasure covers the entry or its key has a tombstone.
    ///
    /// @throws LedgerFault with `CORRUPT`, as [#open]
    default Optional<ObjectNode> openUnlessErased() {
        if (erasedBy().isPresent()) {
            return Optional.empty();
        }
        try {
            return Optional.of(open());
        } catch (LedgerFault fault) {
            if (fault.code() == LedgerFault.Code.ERASED) {
                return Optional.empty();
            }
            throw fault;
        }
    }

    /// The same as the entry commits to it: salt, then canonical JSON.
    ///
    /// @throws LedgerFault as [#open]
    byte[] content();

    /// One attachment, decrypted and compared with the hash in the entry.
    ///
    /// @throws LedgerFault as [#open]
    byte[] attachment(int number);

    /// The payload as stored: ciphertext when the entry has a key.
    byte[] payload();
}
