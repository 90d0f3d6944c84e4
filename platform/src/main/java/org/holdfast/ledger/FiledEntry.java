// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.Optional;
import java.util.function.Supplier;
import org.holdfast.journal.Hash;
import org.holdfast.journal.Stored;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.DataKeys;
import org.holdfast.keys.KeyId;
import tools.jackson.databind.node.ObjectNode;

/// An entry in a journal's files. Everything read is compared with the leaf before it is given
/// away.
final class FiledEntry implements StoredEntry {
    private final Leaf leaf;
    private final Hash hash;
    private final Supplier<Optional<Position>> position;
    private final Supplier<Stored> file;
    private final Reading reading;

    /// What reading needs beside the entry's own bytes.
    ///
    /// @param where names the entry in a fault
    record Reading(String where, DataKeys keys, Series.ErasedBy erasedBy) {}

    FiledEntry(
            byte[] entry,
            Hash hash,
            Supplier<Optional<Position>> position,
            Supplier<Stored> file,
            Reading reading) {
        this.leaf = Leaf.decode(entry);
        this.hash = hash;
        this.position = position;
        this.file = file;
        this.reading = reading;
    }

    @Override
    public Leaf leaf() {
        return leaf;
    }

    @Override
    public Hash leafHash() {
        return hash;
    }

    @Override
    public Optional<Position> position() {
        return position.get();
    }

    @Override
    public Optional<Hash> erasedBy() {
        return reading.erasedBy().act(leaf, hash);
    }

    @Override
    public ObjectNode open() {
        return Upcasters.today(
                leaf.type(), Leaf.SCHEMA, Envelopes.facts(leaf, plain(blob(0, leaf.payload()))));
    }

    @Override
    public byte[] content() {
        byte[] content = plain(blob(0, leaf.payload()));
        Envelopes.requireSame(leaf.commitment(), Envelopes.sha256(content), "content");
        return content;
    }

    @Override
    public byte[] attachment(int number) {
        return plain(blob(1 + number, leaf.attachments().get(number)));
    }

    @Override
    public byte[] payload() {
        return blob(0, leaf.payload());
    }

    private byte[] blob(int number, Hash expected) {
        Stored stored = file.get();
        Envelopes.requireSame(hash, stored.leafHash(), "the stored entry");
        if (stored.erased()) {
            throw gone("its payload is zero bytes");
        }
        byte[] blob = stored.blobs().get(number);
        Envelopes.requireSame(expected, Envelopes.sha256(blob), "blob " + number);
        return blob;
    }

    private byte[] plain(byte[] blob) {
        Optional<KeyId> id = leaf.key();
        if (id.isEmpty()) {
            return blob;
        }
        DataKey key =
                reading.keys()
                        .find(id.get())
                        .orElseThrow(() -> gone("its key " + id.get() + " is not there"));
        return key.decrypt(blob);
    }

    /// Gone by an act or a tombstone is erased; gone without either is damage.
    private LedgerFault gone(String how) {
        boolean meant =
                erasedBy().isPresent()
                        || leaf.key().flatMap(id -> reading.keys().erasure(id)).isPresent();
        return meant
                ? new LedgerFault(LedgerFault.Code.ERASED, reading.where() + " was erased: " + how)
                : new LedgerFault(
                        LedgerFault.Code.CORRUPT,
                        reading.where() + ": " + how + ", and nothing says that it was erased");
    }
}
