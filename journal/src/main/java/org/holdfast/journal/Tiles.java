// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.journal.JournalRefusal.Reason;

/// Computes roots and proofs from the tiles of a signed tree, reading each tile that is needed
/// once. For one use by one thread. The recursions are those of RFC 6962 §2.1.1 and §2.1.2.
final class Tiles {
    private static final int TILE_HEIGHT = 8;

    private final Source source;
    private final long signed;
    private final Map<String, byte[]> tiles = new HashMap<>();

    /// Tiles of a tree of the signed size; smaller trees are computed from the same tiles.
    Tiles(Source source, TreeSize signed) {
        this.source = source;
        this.signed = signed.value();
    }

    /// MTH(D[0:size]).
    Hash root(long size) {
        return size == 0 ? MerkleTree.emptyRoot() : range(0, size);
    }

    /// PATH(index, D[0:size]), leaf to root.
    List<Hash> inclusion(long index, long size) {
        List<Hash> path = new ArrayList<>();
        long low = 0;
        long high = size;
        while (high - low > 1) {
            long middle = low + split(high - low);
            if (index < middle) {
                path.addFirst(range(middle, high));
                high = middle;
            } else {
                path.addFirst(range(low, middle));
                low = middle;
            }
        }
        return path;
    }

    /// PROOF(first, D[0:second]); empty when first is 0 or both are equal.
    List<Hash> consistency(long first, long second) {
        List<Hash> path = new ArrayList<>();
        if (first == 0 || first == second) {
            return path;
        }
        long low = 0;
        long high = second;
        boolean whole = true;
        while (first != high) {
            long middle = low + split(high - low);
            if (first <= middle) {
                path.addFirst(range(middle, high));
                high = middle;
            } else {
                path.addFirst(range(low, middle));
                low = middle;
                whole = false;
            }
        }
        if (!whole) {
            path.addFirst(range(low, high));
        }
        return path;
    }

    /// SUBTREE_PROOF(start, end, D[0:size]) of draft-ietf-plants-merkle-tree-certs-02 §4.4.1, for a
    /// subtree that is valid and inside the tree.
    List<Hash> subtree(long start, long end, long size) {
        List<Hash> path = new ArrayList<>();
        if (start == end) {
            return path;
        }
        long low = 0;
        long high = size;
        long from = start;
        boolean whole = true;
        while (from != low || end != high) {
            long middle = low + split(high - low);
            if (end <= middle) {
                path.addFirst(range(middle, high));
                high = middle;
                continue;
            }
            path.addFirst(range(low, middle));
            if (from < middle) {
                whole = false;
                from = middle;
            }
            low = middle;
        }
        if (!whole) {
            path.addFirst(range(low, high));
        }
        return path;
    }

    /// MTH(D[low:high]), where low is a multiple of the largest power of two not above the length.
    private Hash range(long low, long high) {
        long length = high - low;
        if (Long.bitCount(length) == 1) {
            return complete(low, Long.numberOfTrailingZeros(length));
        }
        long middle = low + split(length);
        return MerkleTree.nodeHash(range(low, middle), range(middle, high));
    }

    /// The root of the complete subtree of 2^height leaves that starts at a leaf.
    private Hash complete(long low, int height) {
        int level = height / TILE_HEIGHT;
        int within = height % TILE_HEIGHT;
        long first = low >> (level * TILE_HEIGHT);
        byte[] tile = tile(level, first / TilePath.FULL);
        return MerkleTree.complete(tile, (int) (first % TilePath.FULL) * Hash.LENGTH, within);
    }

    private byte[] tile(int level, long index) {
        long hashes = signed >> (level * TILE_HEIGHT);
        int width = (int) Math.min(TilePath.FULL, hashes - index * TilePath.FULL);
        TilePath path = TilePath.hashes(level, index, width);
        return tiles.computeIfAbsent(path.path(), _ -> fetch(path));
    }

    private byte[] fetch(TilePath path) {
        byte[] tile =
                source.read(path.path())
                        .or(() -> source.read(path.full().path()))
                        .orElseThrow(() ->
                                new JournalRefusal(Reason.FILE_MISSING, "no tile " + path.path()));
        if (tile.length < path.width() * Hash.LENGTH) {
            throw new JournalRefusal(Reason.MALFORMED_TILE, "too short: " + path.path());
        }
        return tile;
    }

    /// The largest power of two below n, for n above 1.
    static long split(long n) {
        return Long.highestOneBit(n - 1);
    }
}
