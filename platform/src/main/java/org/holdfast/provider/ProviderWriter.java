// SPDX-License-Identifier: Apache-2.0
package org.holdfast.provider;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
import tools.jackson.databind.node.ObjectNode;

/// Writes this module's entries, each operation once: on disk when it returns. Thread-safe.
///
/// A crash before the entry: nothing was done. Behind it and before the answer: the same order
/// finds its entry; a code is used up, and the person tries again.
final class ProviderWriter {
    private static final long SEAL_WAIT_MILLIS = 500;

    private final NodeJournal journal;
    private final Receipts receipts;
    private final Keys keys;
    private final ProviderBook book;
    private final Set<Handle> under = ConcurrentHashMap.newKeySet();
    private volatile Optional<DataKey> shared = Optional.empty();

    ProviderWriter(Ledger ledger, Keys keys, ProviderBook book) {
        this.journal = ledger.node();
        this.receipts = ledger.receipts();
        this.keys = keys;
        this.book = book;
    }

    Handle handle(String label, String id) {
        return keys.handles().of(label, id);
    }

    Optional<StoredEntry> entry(Handle operation, String type) {
        return journal.byOperation(operation).filter(one -> one.leaf().type().equals(type));
    }

    /// Enters something under an operation, unless there is an entry of it already or one is being
    /// written.
    ///
    /// @return empty when nothing was entered
    /// @throws org.holdfast.ledger.LedgerFault with `STOPPED` when the journal takes nothing
    Optional<Promise> once(
            String type, Handle entity, Handle operation, Optional<DataKey> key, ObjectNode said) {
        if (!under.add(operation)) {
            return Optional.empty();
        }
        try {
            if (journal.byOperation(operation).isPresent()) {
                return Optional.empty();
            }
            Promise promise =
                    journal.append(
                            new EntryDraft(
                                    type,
                                    ProviderEntries.ALL,
                                    entity,
                                    0,
                                    Optional.empty(),
                                    key,
                                    said,
                                    Optional.of(operation)),
                            List.of());
            book.look();
            return Optional.of(promise);
        } finally {
            under.remove(operation);
        }
    }

    /// Whether a client's assertion has got a token at any site, as far as was read.
    boolean isUsed(Handle assertion) {
        return !journal.byEntity(assertion, ProviderEntries.LOGIN, 1).isEmpty();
    }

    /// The key of logins that this process enters: they say nothing about whose they are but by the
    /// grant that they name, which the person's key encrypts.
    DataKey key() {
        Optional<DataKey> known = shared;
        if (known.isPresent()) {
            return known.get();
        }
        synchronized (this) {
            if (shared.isEmpty()) {
                shared = Optional.of(keys.dataKeys().create());
            }
            return shared.get();
        }
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

    Receipt receipt(org.holdfast.journal.Hash leaf) {
        return receipts.of(leaf)
                .orElseThrow(() -> new IllegalStateException("no receipt of entry " + leaf.hex()));
    }
}
