// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.holdfast.journal.Hash;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.DataKeys;
import org.holdfast.keys.Handle;
import org.holdfast.keys.KeyId;
import org.holdfast.ledger.EntryDraft;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.LedgerFault;
import org.holdfast.ledger.NodeJournal;
import org.holdfast.ledger.Promise;
import org.holdfast.ledger.Receipt;
import org.holdfast.ledger.Receipts;
import org.holdfast.ledger.StoredEntry;
import org.holdfast.registers.RecordVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/// Writes this module's entries and gives their receipts. Thread-safe.
final class FactEntries {
    private static final Logger LOG = LoggerFactory.getLogger(FactEntries.class);

    private final NodeJournal journal;
    private final Receipts receipts;
    private final DataKeys keys;
    private final Duration sealWait;

    /// @param sealWait how long an answer waits for its seal
    FactEntries(Ledger ledger, DataKeys keys, Duration sealWait) {
        this.journal = ledger.node();
        this.receipts = ledger.receipts();
        this.keys = keys;
        this.sealWait = sealWait;
    }

    /// What an entry says; empty when nobody understands it, whatever site wrote it: the log says
    /// so.
    ///
    /// @throws LedgerFault when it cannot be opened
    static <T> Optional<T> understood(StoredEntry entry, Function<StoredEntry, T> reader) {
        try {
            return Optional.of(reader.apply(entry));
        } catch (JacksonException | IllegalArgumentException | DateTimeException foreign) {
            // Its words may be somebody's name: the kind of the fault alone is said.
            LOG.error(
                    "the {} entry {} cannot be understood: {}",
                    entry.leaf().type(),
                    entry.leafHash().hex(),
                    foreign.getClass().getSimpleName());
            return Optional.empty();
        }
    }

    /// The same, empty also when it cannot be opened: it was erased, it is damaged, or its key has
    /// not come yet.
    static <T> Optional<T> readable(StoredEntry entry, Function<StoredEntry, T> reader) {
        try {
            return understood(entry, reader);
        } catch (LedgerFault closed) {
            LOG.debug("a {} entry cannot be opened: {}", entry.leaf().type(), closed.code());
            return Optional.empty();
        }
    }

    NodeJournal journal() {
        return journal;
    }

    /// Records something about a person; on disk when it returns.
    ///
    /// A death in here leaves the entry or nothing; `operation` tells which.
    Promise append(
            String type, RecordVersion person, Handle entity, Handle operation, ObjectNode content)
            throws Denied {
        EntryDraft draft =
                new EntryDraft(
                        type,
                        person.office(),
                        entity,
                        0,
                        Optional.empty(),
                        Optional.of(key(person)),
                        content,
                        Optional.of(operation));
        try {
            return journal.append(draft, List.of());
        } catch (LedgerFault fault) {
            if (fault.code() == LedgerFault.Code.ERASED) {
                throw new Denied(FactRefusal.UNKNOWN_SUBJECT);
            }
            throw fault;
        }
    }

    /// What was erased anywhere has no key here any more; other keys come from the site that made
    /// them.
    private DataKey key(RecordVersion person) throws Denied {
        KeyId id =
                person.keys().papers().orElseThrow(() -> new Denied(FactRefusal.UNKNOWN_SUBJECT));
        return keys.find(id)
                .orElseThrow(() ->
                        new Denied(
                                keys.erasure(id).isPresent()
                                        ? FactRefusal.UNKNOWN_SUBJECT
                                        : FactRefusal.NOT_SEALED));
    }

    /// The receipt of an entry that was just written, sealed if the seal comes in time; else its
    /// promise stands and its grade rises.
    Receipt sealed(Promise promise) {
        try {
            promise.sealed().get(sealWait.toMillis(), TimeUnit.MILLISECONDS);
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
