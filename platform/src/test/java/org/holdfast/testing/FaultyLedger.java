// SPDX-License-Identifier: Apache-2.0
package org.holdfast.testing;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;
import org.holdfast.ledger.Audits;
import org.holdfast.ledger.CentralJournal;
import org.holdfast.ledger.EntryDraft;
import org.holdfast.ledger.EntryReader;
import org.holdfast.ledger.Erasing;
import org.holdfast.ledger.Head;
import org.holdfast.ledger.JournalCounts;
import org.holdfast.ledger.JournalFiles;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.LedgerFault;
import org.holdfast.ledger.Mirroring;
import org.holdfast.ledger.NodeJournal;
import org.holdfast.ledger.Position;
import org.holdfast.ledger.Promise;
import org.holdfast.ledger.PublicJournal;
import org.holdfast.ledger.Receipts;
import org.holdfast.ledger.StoredEntry;

/// A real ledger whose node journal fails at one append when told so: before it was saved, or
/// after.
public final class FaultyLedger implements Ledger, NodeJournal {
    public enum Fault {
        NOT_SAVED,
        SAVED
    }

    private final Ledger real;
    private final AtomicReference<Optional<Fault>> next = new AtomicReference<>(Optional.empty());

    public FaultyLedger(Ledger real) {
        this.real = real;
    }

    public void failOnce(Fault fault) {
        next.set(Optional.of(fault));
    }

    @Override
    public Promise append(EntryDraft draft, List<byte[]> attachments) {
        Optional<Fault> fault = next.getAndSet(Optional.empty());
        if (fault.isEmpty()) {
            return real.node().append(draft, attachments);
        }
        if (fault.get() == Fault.SAVED) {
            var _ = real.node().append(draft, attachments);
        }
        throw new LedgerFault(LedgerFault.Code.STOPPED, "planted: " + fault.get());
    }

    @Override
    public NodeJournal node() {
        return this;
    }

    @Override
    public Optional<StoredEntry> byOperation(Handle operation) {
        return real.node().byOperation(operation);
    }

    @Override
    public List<StoredEntry> allByOperation(Handle operation) {
        return real.node().allByOperation(operation);
    }

    @Override
    public List<StoredEntry> byEntity(Handle entity, String type, int limit) {
        return real.node().byEntity(entity, type, limit);
    }

    @Override
    public long count(String type) {
        return real.node().count(type);
    }

    @Override
    public EntryReader reader(String type) {
        return real.node().reader(type);
    }

    @Override
    public Optional<StoredEntry> byLeaf(Hash leaf) {
        return real.node().byLeaf(leaf);
    }

    @Override
    public Head head() {
        return real.node().head();
    }

    @Override
    public CentralJournal central() {
        return real.central();
    }

    @Override
    public JournalFiles files() {
        return real.files();
    }

    @Override
    public Receipts receipts() {
        return real.receipts();
    }

    @Override
    public Mirroring mirroring() {
        return real.mirroring();
    }

    @Override
    public Erasing erasing() {
        return real.erasing();
    }

    @Override
    public List<PublicJournal> journals() {
        return real.journals();
    }

    @Override
    public List<JournalCounts> counts() {
        return real.counts();
    }

    @Override
    public Map<Character, Optional<Instant>> heard() {
        return real.heard();
    }

    @Override
    public boolean peersRead() {
        return real.peersRead();
    }

    @Override
    public boolean sequences() {
        return real.sequences();
    }

    @Override
    public Audits audits() {
        return real.audits();
    }

    @Override
    public void alarm(Position where, Audits.Kind kind, String what) {
        real.alarm(where, kind, what);
    }

    @Override
    public void close() {
        real.close();
    }
}
