// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The tree of one signed checkpoint, found again in what several damaged copies still hold. Its
/// right edge must give the signed root, and from there down every tile must give the hash that the
/// tile above it holds; so each hash that is given here is proved, and a place that cannot be
/// proved is empty. 32 bytes of memory for 256 entries. For one thread.
public final class ProvenTree {
    private static final int HEIGHT = 8;

    /// Trees above this size are not looked for: their hashes of level 1 fill 1 GiB.
    private static final long MOST_ENTRIES = 1L << 33;

    /// Different right edges that are followed.
    private static final int MOST_EDGES = 64;

    private final Checkpoint head;
    private final long size;
    private final TileSearch search;
    private boolean whole = true;
    private final List<byte[]> levels = new ArrayList<>();
    private final List<BitSet> known = new ArrayList<>();

    private ProvenTree(Checkpoint head, TileSearch search) {
        this.head = head;
        this.size = head.size().value();
        this.search = search;
        for (int level = 0; hashes(level) > 0; level++) {
            // Of level 0 only what is right of the last full tile.
            long kept = level == 0 ? size % TilePath.FULL : hashes(level);
            levels.add(new byte[(int) kept * Hash.LENGTH]);
            known.add(new BitSet());
        }
    }

    /// One way to compute a root from the partial tiles, lowest level first.
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared as a record
    private record Edge(Hash root, int level, byte[] tile, @Nullable Edge below) {}

    /// The tree of a checkpoint whose signature the caller has verified; empty when the copies do
    /// not hold its right edge, whole or in parts.
    public static Optional<ProvenTree> of(Checkpoint head, List<Remains> copies) {
        long size = head.size().value();
        if (size > MOST_ENTRIES) {
            return Optional.empty();
        }
        TileSearch search = new TileSearch(copies);
        if (size == 0) {
            return head.root().equals(MerkleTree.emptyRoot())
                    ? Optional.of(new ProvenTree(head, search))
                    : Optional.empty();
        }
        for (boolean together : new boolean[] {false, true}) {
            Edge edge = edge(head, search, together);
            if (edge != null) {
                ProvenTree tree = new ProvenTree(head, search);
                tree.take(edge);
                tree.descend();
                return Optional.of(tree);
            }
        }
        return Optional.empty();
    }

    /// A part of a tree that something else proves, such as the proof in a verified receipt.
    ///
    /// @param first index of its first entry, a multiple of their number
    /// @param height it has 2^height entries
    public record Part(long first, int height, Hash hash) {
        /// The parts of a tree that an inclusion proof leads to, which was verified: the leaf,
        /// those that hold it and those beside it, as far as their hashes do not depend on the size
        /// of the tree.
        public static List<Part> of(InclusionProof proof, Hash leaf) {
            List<Part> parts = new ArrayList<>();
            parts.add(new Part(proof.index().value(), 0, leaf));
            List<long[]> ranges = ranges(proof);
            Hash node = leaf;
            for (int i = 0; i < proof.path().size(); i++) {
                Hash beside = proof.path().get(i);
                long[] range = ranges.get(ranges.size() - 1 - i);
                boolean left = proof.index().value() < range[1];
                add(parts, left ? range[1] : range[0], left ? range[2] : range[1], beside);
                node = left ? MerkleTree.nodeHash(node, beside) : MerkleTree.nodeHash(beside, node);
                add(parts, range[0], range[2], node);
            }
            return parts;
        }

        /// From the root to the leaf: begin, middle and end of each tree that holds the leaf.
        private static List<long[]> ranges(InclusionProof proof) {
            List<long[]> ranges = new ArrayList<>();
            long low = 0;
            long high = proof.size().value();
            while (high - low > 1) {
                long middle = low + Tiles.split(high - low);
                ranges.add(new long[] {low, middle, high});
                boolean left = proof.index().value() < middle;
                low = left ? low : middle;
                high = left ? middle : high;
            }
            return ranges;
        }

        private static void add(List<Part> parts, long first, long end, Hash hash) {
            if (Long.bitCount(end - first) == 1) {
                parts.add(new Part(first, Long.numberOfTrailingZeros(end - first), hash));
            }
        }
    }

    /// As much of the tree of a checkpoint as its proved parts and the copies give, where its right
    /// edge cannot be found: of 256 entries and above, each part from the hash that is proved down.
    public static Optional<ProvenTree> inParts(
            Checkpoint head, List<Part> parts, List<Remains> copies) {
        if (head.size().value() > MOST_ENTRIES) {
            return Optional.empty();
        }
        ProvenTree tree = new ProvenTree(head, new TileSearch(copies));
        tree.whole = false;
        parts.forEach(tree::take);
        tree.descend();
        return Optional.of(tree);
    }

    private void take(Part part) {
        int level = part.height() / HEIGHT;
        int count = 1 << (part.height() % HEIGHT);
        long from = part.first() >> (level * HEIGHT);
        if (level == 0 || from + count > hashes(level) || isKnown(level, from)) {
            return;
        }
        TilePath tile =
                TilePath.hashes(level, from / TilePath.FULL, (int) (from % TilePath.FULL) + count);
        int offset = (int) (from % TilePath.FULL) * Hash.LENGTH;
        if (count == 1) {
            keep(level, from, part.hash().bytes());
            return;
        }
        search.find(
                        tile,
                        hashes ->
                                MerkleTree.complete(hashes, offset, part.height() % HEIGHT)
                                        .equals(part.hash()))
                .ifPresent(found ->
                        keep(level, from, Arrays.copyOfRange(found, offset, found.length)));
    }

    private static @Nullable Edge edge(Checkpoint head, TileSearch search, boolean together) {
        long size = head.size().value();
        List<Edge> edges = new ArrayList<>();
        boolean begun = false;
        for (int level = 0; size >> (HEIGHT * level) > 0; level++) {
            long hashes = size >> (HEIGHT * level);
            int width = (int) (hashes % TilePath.FULL);
            if (width > 0) {
                TilePath tile = TilePath.hashes(level, hashes / TilePath.FULL, width);
                edges = grown(begun ? edges : null, search.collect(tile, together), tile);
                begun = true;
            }
        }
        return edges.stream().filter(e -> e.root().equals(head.root())).findFirst().orElse(null);
    }

    private static List<Edge> grown(@Nullable List<Edge> below, List<byte[]> tiles, TilePath path) {
        List<Edge> grown = new ArrayList<>();
        Set<Hash> seen = new HashSet<>();
        for (byte[] tile : tiles) {
            if (below == null) {
                grown.add(new Edge(fold(tile, path.width(), null), path.level(), tile, null));
                continue;
            }
            for (Edge edge : below) {
                Hash root = fold(tile, path.width(), edge.root());
                if (grown.size() < MOST_EDGES && seen.add(root)) {
                    grown.add(new Edge(root, path.level(), tile, edge));
                }
            }
        }
        return grown;
    }

    /// The hash over a partial tile and what is right of it; RFC 6962 §2.1.
    private static Hash fold(byte[] tile, int width, @Nullable Hash right) {
        Hash folded = right;
        int at = width;
        for (int height = 0; height < HEIGHT; height++) {
            if (((width >> height) & 1) == 1) {
                at -= 1 << height;
                Hash left = MerkleTree.complete(tile, at * Hash.LENGTH, height);
                folded = folded == null ? left : MerkleTree.nodeHash(left, folded);
            }
        }
        if (folded == null) {
            throw new IllegalArgumentException("a partial tile has hashes");
        }
        return folded;
    }

    private void take(Edge edge) {
        for (Edge each = edge; each != null; each = each.below()) {
            long first = each.level() == 0 ? 0 : (hashes(each.level()) >> HEIGHT) << HEIGHT;
            keep(each.level(), first, each.tile());
        }
    }

    private void keep(int level, long first, byte[] hashes) {
        System.arraycopy(hashes, 0, levels.get(level), (int) first * Hash.LENGTH, hashes.length);
        known.get(level).set((int) first, (int) first + hashes.length / Hash.LENGTH);
    }

    /// From the edge down to the hashes over each 256 entries.
    private void descend() {
        for (int level = levels.size() - 1; level > 1; level--) {
            for (int i = known.get(level).nextSetBit(0);
                    i >= 0;
                    i = known.get(level).nextSetBit(i + 1)) {
                int below = level - 1;
                long first = (long) i << HEIGHT;
                full(below, i, hash(level, i)).ifPresent(tile -> keep(below, first, tile));
            }
        }
    }

    private Optional<byte[]> full(int level, long index, Hash above) {
        TilePath path = TilePath.hashes(level, index, TilePath.FULL);
        return search.find(path, tile -> MerkleTree.complete(tile, 0, HEIGHT).equals(above));
    }

    private long hashes(int level) {
        return size >> (HEIGHT * level);
    }

    private Hash hash(int level, long index) {
        return Hash.at(levels.get(level), (int) index * Hash.LENGTH);
    }

    private boolean isKnown(int level, long index) {
        return known.get(level).get((int) index);
    }

    /// The checkpoint that all is proved by.
    public Checkpoint head() {
        return head;
    }

    /// True when the copies give the signed root; false for one that is proved in parts.
    public boolean isWhole() {
        return whole;
    }

    /// What a tile of this tree must hold, as far as the width goes; empty where it is not proved.
    public Optional<byte[]> tile(TilePath path) {
        int level = path.level();
        long first = path.index() << HEIGHT;
        if (level < 0 || level >= levels.size() || first + path.width() > hashes(level)) {
            return Optional.empty();
        }
        if (level == 0) {
            return leafTile(path.index())
                    .map(tile -> Arrays.copyOf(tile, path.width() * Hash.LENGTH));
        }
        int from = (int) first;
        if (known.get(level).nextClearBit(from) < from + path.width()) {
            return Optional.empty();
        }
        return Optional.of(
                Arrays.copyOfRange(
                        levels.get(level),
                        from * Hash.LENGTH,
                        (from + path.width()) * Hash.LENGTH));
    }

    /// The leaf hashes of the entries from 256·number on, 256 or up to the size of the tree; empty
    /// where they are not proved.
    public Optional<List<Hash>> leaves(long number) {
        return leafTile(number)
                .map(tile -> {
                    List<Hash> leaves = new ArrayList<>();
                    for (int at = 0; at < tile.length; at += Hash.LENGTH) {
                        leaves.add(Hash.at(tile, at));
                    }
                    return leaves;
                });
    }

    private Optional<byte[]> leafTile(long number) {
        if (number < 0 || number << HEIGHT >= size) {
            return Optional.empty();
        }
        if (number == size >> HEIGHT) {
            return whole ? Optional.of(levels.getFirst()) : Optional.empty();
        }
        return isKnown(1, number) ? full(0, number, hash(1, number)) : Optional.empty();
    }

    /// The hash over 2^height entries, of which the first is a multiple of their number; empty
    /// where it is not proved.
    public Optional<Hash> complete(long first, int height) {
        int level = height / HEIGHT;
        int within = height % HEIGHT;
        long at = first >> (level * HEIGHT);
        TilePath tile =
                TilePath.hashes(
                        level,
                        at >> HEIGHT,
                        (int) Math.min(TilePath.FULL, (at % TilePath.FULL) + (1L << within)));
        int offset = (int) (at % TilePath.FULL) * Hash.LENGTH;
        return level >= levels.size()
                ? Optional.empty()
                : tile(tile).map(hashes -> MerkleTree.complete(hashes, offset, within));
    }

    /// The root that the first entries have; empty where it is not proved, or above the size.
    public Optional<Hash> root(TreeSize first) {
        if (first.compareTo(head.size()) > 0) {
            return Optional.empty();
        }
        if (first.value() == 0) {
            return Optional.of(MerkleTree.emptyRoot());
        }
        Hash root = null;
        long end = first.value();
        while (end > 0) {
            int height = Long.numberOfTrailingZeros(end);
            long start = end - (1L << height);
            Optional<Hash> left = complete(start, height);
            if (left.isEmpty()) {
                return Optional.empty();
            }
            root = root == null ? left.get() : MerkleTree.nodeHash(left.get(), root);
            end = start;
        }
        return Optional.ofNullable(root);
    }
}
