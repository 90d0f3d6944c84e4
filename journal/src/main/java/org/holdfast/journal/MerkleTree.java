// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/// The hashes of a Merkle tree, RFC 6962 §2.1 with SHA-256. Stateless and thread-safe.
public final class MerkleTree {
    private static final ThreadLocal<MessageDigest> SHA_256 =
            ThreadLocal.withInitial(MerkleTree::sha256);
    private static final Hash EMPTY_ROOT = Hash.adopt(sha256().digest());

    private MerkleTree() {}

    /// The root of the tree without entries: the hash of nothing.
    public static Hash emptyRoot() {
        return EMPTY_ROOT;
    }

    /// The hash of one entry: SHA-256(0x00 ‖ entry).
    public static Hash leafHash(byte[] entry) {
        return leafHash(entry, 0, entry.length);
    }

    static Hash leafHash(byte[] bytes, int offset, int length) {
        MessageDigest digest = SHA_256.get();
        digest.update((byte) 0);
        digest.update(bytes, offset, length);
        return Hash.adopt(digest.digest());
    }

    /// The hash of two subtrees: SHA-256(0x01 ‖ left ‖ right).
    public static Hash nodeHash(Hash left, Hash right) {
        MessageDigest digest = SHA_256.get();
        digest.update((byte) 1);
        digest.update(left.raw());
        digest.update(right.raw());
        return Hash.adopt(digest.digest());
    }

    /// The root over leaf hashes, by the definition itself; for any number of leaves.
    public static Hash root(List<Hash> leaves) {
        Frontier frontier = new Frontier();
        leaves.forEach(frontier::append);
        return frontier.root();
    }

    /// Folds 2^height hashes, packed from an offset on, to the root of their complete tree.
    static Hash complete(byte[] packed, int offset, int height) {
        int count = 1 << height;
        byte[] row = new byte[count * Hash.LENGTH];
        System.arraycopy(packed, offset, row, 0, row.length);
        MessageDigest digest = SHA_256.get();
        try {
            for (int left = count; left > 1; left /= 2) {
                for (int i = 0; i < left / 2; i++) {
                    digest.update((byte) 1);
                    digest.update(row, 2 * i * Hash.LENGTH, 2 * Hash.LENGTH);
                    digest.digest(row, i * Hash.LENGTH, Hash.LENGTH);
                }
            }
        } catch (DigestException e) {
            throw new IllegalStateException("SHA-256 gave another length than 32", e);
        }
        return Hash.at(row, 0);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
