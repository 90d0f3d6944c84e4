// SPDX-License-Identifier: Apache-2.0
package org.holdfast.preservation;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.holdfast.journal.Hash;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.Handle;
import org.holdfast.keys.Keys;
import org.holdfast.ledger.EntryDraft;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.NodeJournal;
import org.holdfast.ledger.Promise;
import org.holdfast.ledger.Receipt;
import org.holdfast.ledger.Receipts;
import org.holdfast.ledger.StoredEntry;
import org.holdfast.offices.OfficeCode;
import tools.jackson.databind.node.ObjectNode;

/// Writes this module's entries, each operation once; on disk when it returns. One at a time but
/// for papers, of which no two have the same operation.
///
/// A crash before an entry: nothing was done, and the next look does it. Behind it: the next look
/// finds it.
final class RenewalWriter {
    private static final long SEAL_WAIT_MILLIS = 500;

    private final NodeJournal journal;
    private final Receipts receipts;
    private final Keys keys;
    private Optional<DataKey> shared = Optional.empty();

    RenewalWriter(Ledger ledger, Keys keys) {
        this.journal = ledger.node();
        this.receipts = ledger.receipts();
        this.keys = keys;
    }

    Handle handle(String label, String id) {
        return keys.handles().of(label, id);
    }

    Optional<StoredEntry> entry(Handle operation, String type) {
        return journal.byOperation(operation).filter(one -> one.leaf().type().equals(type));
    }

    /// Enters something that is about no person, unless there is an entry of its operation.
    ///
    /// @return empty when there was one
    /// @throws org.holdfast.ledger.LedgerFault with `STOPPED` when the journal takes nothing
    synchronized Optional<Promise> once(
            String type, Handle operation, ObjectNode said, List<byte[]> attachments) {
        if (journal.byOperation(operation).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(
                journal.append(
                        new EntryDraft(
                                type,
                                RenewalEntries.ALL,
                                operation,
                                0,
                                Optional.empty(),
                                Optional.of(key()),
                                said,
                                Optional.of(operation)),
                        attachments));
    }

    /// Enters that a paper was signed again, under the key of that paper.
    Promise again(
            OfficeCode office,
            DataKey key,
            RenewalEntries.Again said,
            Handle operation,
            byte[] more) {
        return journal.append(
                new EntryDraft(
                        RenewalEntries.RESIGNED,
                        office,
                        operation,
                        0,
                        Optional.empty(),
                        Optional.of(key),
                        said.content(),
                        Optional.of(operation)),
                List.of(more));
    }

    private DataKey key() {
        if (shared.isEmpty()) {
            shared = Optional.of(keys.dataKeys().create());
        }
        return shared.get();
    }

    /// The receipt of an entry that was just written, sealed if the seal comes in time; else its
    /// promise stands and its grade rises.
    Receipt sealed(Promise promise) {
        try {
            promise.sealed().get(SEAL_WAIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException notYet) {
            return receipt(promise.leaf());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return receipt(promise.leaf());
    }

    Receipt receipt(Hash leaf) {
        return receipts.of(leaf)
                .orElseThrow(() -> new IllegalStateException("no receipt of entry " + leaf.hex()));
    }
}
