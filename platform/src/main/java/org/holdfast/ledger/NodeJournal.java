// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.List;
import java.util.Optional;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;

/// The journal of this node, on its own disk: papers, looks, logins. Needs no database.
/// Thread-safe; callers that come together share one write and one force.
public interface NodeJournal {
    /// Records one entry; on disk when it returns.
    ///
    /// @param attachments encrypted with the draft's key, stored beside the entry
    /// @throws LedgerFault with `STOPPED` when the disk failed; whether the entry was kept is
    ///   unknown then, and told by [#byOperation] after the next start
    Promise append(EntryDraft draft, List<byte[]> attachments);

    /// The first entry recorded for an operation, sealed or not, of this or an earlier origin.
    Optional<StoredEntry> byOperation(Handle operation);

    /// The entries of an operation, of which there is more than one when it was tried at several
    /// sites; in an order in which every site that has all of them gives them.
    List<StoredEntry> allByOperation(Handle operation);

    /// Entries of an entity of one type, newest first, from all origins of this node's journal.
    List<StoredEntry> byEntity(Handle entity, String type, int limit);

    /// How many entries of one type this node's journal has, in all origins.
    long count(String type);

    /// Entries of one type in the node journals of all sites: this node's own as soon as they are
    /// on disk, others' as soon as a verified checkpoint of theirs is here.
    EntryReader reader(String type);

    /// The entry of a leaf hash.
    Optional<StoredEntry> byLeaf(Hash leaf);

    /// The last signed head.
    Head head();
}
