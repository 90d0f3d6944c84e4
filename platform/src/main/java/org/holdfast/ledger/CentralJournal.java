// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.holdfast.database.Tx;
import org.holdfast.journal.Hash;
import org.holdfast.keys.KeyId;

/// The journal of register changes. An entry is a row in the change's own transaction; afterwards
/// the sequencer gives it its index and brings it under a signed checkpoint. Thread-safe.
///
/// Promised order: entries of one entity by version, and what was sealed before comes before. Wall
/// clock and commit order are not promised.
public interface CentralJournal {
    /// Inserts one entry into the caller's transaction; takes no lock that others want. The row
    /// goes to the server with the commit: nothing before sees it, and a refused row refuses the
    /// commit.
    ///
    /// @return the leaf hash, known before the commit
    Hash append(Tx tx, EntryDraft draft);

    /// The same for many, by COPY; the leaf hashes in the order of the drafts.
    List<Hash> appendAll(Tx tx, List<EntryDraft> drafts);

    /// Keys that were made with a change and that no entry of it carries: where an office has
    /// several sites, all of them get these keys, as they get those of the entries.
    void carry(Tx tx, List<KeyId> made);

    /// Completes when a signed checkpoint includes the entry. Ask after the commit: an entry that
    /// never comes fails it after one minute.
    CompletableFuture<Position> sealed(Hash leaf);

    /// Where an entry is; empty when it is not sealed yet, or unknown.
    Optional<Position> find(Hash leaf);

    /// The last signed head.
    Head head();

    /// The next sealed entries for a reader, oldest first, at most `limit`. The reader's cursor
    /// moves in the same transaction, so each entry comes exactly once to committed work.
    ///
    /// @param reader lower-case name of the reader, such as `registers`
    List<StoredEntry> follow(Tx tx, String reader, int limit);

    /// What the database has committed to this journal, as the transaction sees it.
    Committed committed(Tx tx);

    /// Whether everything that was committed then is under a signed checkpoint in the files. With
    /// it, files that were read afterwards hold whatever the database held at that moment.
    boolean isSealed(Committed then);

    /// The head that all who could sign this journal agree upon, as of now: a question to other
    /// machines, which may take seconds. Empty where this office decides alone.
    ///
    /// What a database answers does not tell whether it is still the one that changes are made in:
    /// one that was frozen goes on in the belief that it is. What is agreed upon tells, since every
    /// change that was told as sealed is under it.
    ///
    /// @throws HeadStore.Away when nobody can say
    Optional<Head> agreed();

    /// Whether the files have, verified, everything up to this head.
    boolean holds(Head head);
}
