// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.List;
import java.util.Optional;
import org.holdfast.journal.Hash;
import org.holdfast.journal.MerkleTree;
import org.holdfast.keys.Handle;
import org.holdfast.keys.KeyId;

/// The bytes of an entry under the Merkle tree, taken apart. Deterministic CBOR (RFC 8949 §4.2.1)
/// with integer keys; names neither origin nor index, so a carried-over entry keeps its hash. Holds
/// no readable personal data: handles, commitments and hashes only. Immutable.
///
/// @param type of the entry, such as `paper`
/// @param time epoch seconds
/// @param office code of the office, or of the site for an opening entry
/// @param entity what the entry is about
/// @param entityVersion 0 for what has no versions
/// @param previous leaf hash of the entity's previous entry
/// @param key id of the data key; absent when the payload is public
/// @param payload SHA-256 of the payload blob as stored
/// @param commitment SHA-256 of salt (32 bytes) and canonical JSON
/// @param attachments SHA-256 of each attachment blob as stored
/// @param operation the operation that made the entry
public record Leaf(
        String type,
        long time,
        String office,
        Handle entity,
        long entityVersion,
        Optional<Hash> previous,
        Optional<KeyId> key,
        Hash payload,
        Hash commitment,
        List<Hash> attachments,
        Optional<Handle> operation) {
    /// The only schema there is.
    public static final int SCHEMA = 1;

    /// The type of entry 0 of every origin.
    public static final String OPENING = "opening";

    /// The type of entries that change registers: one version of one record each.
    public static final String RECORD = "record";

    /// The type of entries of the central journal that say what the registers are; see
    /// [StateDigest].
    public static final String STATE = "state";

    /// The type of entries of a node journal that ask for a change without the database.
    public static final String FILING = "filing";

    /// The type of entries of the central journal that say what became of a filing.
    public static final String FILED = "filed";

    private static final int LONGEST_TYPE = 20;
    private static final int LONGEST_OFFICE = 32;

    /// Attachments of one entry; the record of blobs counts them and the payload in one byte.
    static final int MOST_ATTACHMENTS = 200;

    public Leaf {
        attachments = List.copyOf(attachments);
        require(isType(type), "type");
        require(time >= 0, "time");
        require(!office.isEmpty() && office.length() <= LONGEST_OFFICE, "office");
        require(entityVersion >= 0, "entityVersion");
        require(attachments.size() <= MOST_ATTACHMENTS, "attachments");
    }

    static boolean isType(String type) {
        return !type.isEmpty()
                && type.length() <= LONGEST_TYPE
                && type.chars().allMatch(c -> c >= 'a' && c <= 'z');
    }

    private static void require(boolean held, String field) {
        if (!held) {
            throw new IllegalArgumentException("leaf: " + field + " is out of its bounds");
        }
    }

    /// The one byte string of this leaf.
    public byte[] encode() {
        return LeafCodec.write(this);
    }

    /// Reads a leaf; any byte string that [#encode] would not write throws
    /// [IllegalArgumentException].
    public static Leaf decode(byte[] bytes) {
        return LeafCodec.read(bytes);
    }

    /// The leaf hash, RFC 6962 §2.1.
    public Hash hash() {
        return MerkleTree.leafHash(encode());
    }
}
