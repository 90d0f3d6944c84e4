// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.journal.Hash;
import org.holdfast.journal.Stored;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.DataKeys;
import org.holdfast.keys.KeyId;
import tools.jackson.databind.node.ObjectNode;

/// One entry of the central journal as a rebuild reads it. Immutable.
public final class ReplayedEntry {
    private final Chapter chapter;
    private final Stored stored;
    private final Leaf leaf;
    private final Hash hash;
    private final boolean covered;

    /// @param erasures the acts of the whole journal
    ReplayedEntry(Chapter chapter, Stored stored, ErasureCheck erasures) {
        this.chapter = chapter;
        this.stored = stored;
        this.leaf = Leaf.decode(stored.entry());
        this.hash = stored.leafHash();
        this.covered = erasures.covers(leaf, hash);
    }

    public Leaf leaf() {
        return leaf;
    }

    public Hash leafHash() {
        return hash;
    }

    /// The number of its origin: 3 for `central-3`.
    public int origin() {
        return chapter.number();
    }

    public long index() {
        return stored.index().value();
    }

    /// Where it is for ever; empty above the last checkpoint, since the next start gives it a
    /// place.
    public Optional<Position> position() {
        return chapter.position(index());
    }

    /// `central-3/17`, for messages.
    public String where() {
        return chapter.name() + "/" + index();
    }

    /// The canonical JSON that the entry commits to, decrypted and compared with the commitment;
    /// empty when it was erased: an act covers it, even when the copy is older than the act, or its
    /// key has a tombstone.
    ///
    /// @param keys to look for tombstones
    /// @param found the keys that are there, of this entry and of others
    /// @throws LedgerFault with `CORRUPT` when the bytes are others, or zeros that nothing names,
    ///   with `KEY_MISSING` when the key is neither there nor erased
    public Optional<byte[]> canonical(DataKeys keys, Map<KeyId, DataKey> found) {
        if (covered) {
            return Optional.empty();
        }
        if (stored.erased()) {
            if (leaf.key().flatMap(keys::erasure).isPresent()) {
                return Optional.empty();
            }
            throw new LedgerFault(
                    LedgerFault.Code.CORRUPT,
                    where() + ": its payload is zero bytes, and no act of erasure names it");
        }
        byte[] blob = stored.blobs().getFirst();
        Envelopes.requireSame(leaf.payload(), Envelopes.sha256(blob), where() + ": the payload");
        byte[] content = blob;
        if (leaf.key().isPresent()) {
            KeyId id = leaf.key().get();
            DataKey key = found.get(id);
            if (key == null) {
                requireTombstone(keys, id);
                return Optional.empty();
            }
            content = key.decrypt(blob);
        }
        Envelopes.requireSame(
                leaf.commitment(), Envelopes.sha256(content), where() + ": the content");
        return Optional.of(Arrays.copyOfRange(content, Envelopes.SALT, content.length));
    }

    private void requireTombstone(DataKeys keys, KeyId id) {
        if (keys.erasure(id).isEmpty()) {
            throw new LedgerFault(
                    LedgerFault.Code.KEY_MISSING,
                    where()
                            + ": its key "
                            + id
                            + " is neither in the key folder nor erased there; the keys are older"
                            + " than the journal, or of another office");
        }
    }

    /// Data keys that this entry, if it is an act of erasure, destroys.
    public Set<KeyId> destroys() {
        if (!leaf.type().equals(ErasureAct.TYPE)) {
            return Set.of();
        }
        ObjectNode content = Envelopes.facts(leaf, stored.blobs().getFirst());
        return Set.copyOf(ErasureAct.read(leaf, hash, content).order().keys());
    }

    /// Content in today's shape; see [Upcasters].
    public ObjectNode today(byte[] canonical) {
        return Upcasters.today(leaf.type(), Leaf.SCHEMA, CanonicalJson.parse(canonical));
    }

    Stored stored() {
        return stored;
    }

    /// The payload for the database; zeros where an act erased it.
    byte[] payload() {
        byte[] payload = stored.blobs().getFirst();
        return covered ? new byte[payload.length] : payload;
    }
}
