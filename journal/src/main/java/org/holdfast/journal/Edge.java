// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The right edge of a tree in tiles: the partial tile of each level, the partial entry bundle, and
/// the frontier. Adding an entry hands out each tile and bundle that it fills. Not thread-safe.
final class Edge {
    /// Takes tiles and bundles as they become full, or when they are asked for.
    interface Sink {
        void take(TilePath path, byte[] bytes);
    }

    private static final class Level {
        private final byte[] hashes = new byte[TilePath.FULL * Hash.LENGTH];
        private int width;
        private boolean changed;

        byte[] bytes() {
            return Arrays.copyOf(hashes, width * Hash.LENGTH);
        }
    }

    private final List<Level> levels = new ArrayList<>();
    private final ByteArrayOutputStream bundle = new ByteArrayOutputStream();
    private Frontier frontier = new Frontier();

    /// Loads the edge of a published tree.
    static Edge load(Source source, long size) {
        Edge edge = new Edge();
        List<Hash> subtrees = new ArrayList<>();
        for (int level = 0; size >> (8 * level) > 0; level++) {
            long hashes = size >> (8 * level);
            int width = (int) (hashes % TilePath.FULL);
            edge.levels.add(new Level());
            if (width > 0) {
                TilePath path = TilePath.hashes(level, hashes / TilePath.FULL, width);
                edge.fill(level, required(source, path), width);
                subtrees.addAll(0, subtrees(edge.levels.get(level)));
            }
        }
        int entries = (int) (size % TilePath.FULL);
        if (entries > 0) {
            TilePath path = TilePath.entries(size / TilePath.FULL, entries);
            byte[] bundle = required(source, path);
            edge.bundle.writeBytes(EntryBundle.encode(parsePrefix(bundle, entries)));
        }
        edge.frontier = new Frontier(new TreeSize(size), subtrees);
        return edge;
    }

    long size() {
        return frontier.size().value();
    }

    Hash root() {
        return frontier.root();
    }

    /// The root when these leaves follow; the edge itself does not move.
    Hash rootWith(List<Hash> leaves) {
        Frontier grown = frontier.copy();
        leaves.forEach(grown::append);
        return grown.root();
    }

    /// Adds the next entry.
    void add(byte[] entry, Hash leaf, Sink sink) {
        long number = size() / TilePath.FULL;
        EntryBundle.add(bundle, entry);
        frontier.append(leaf);
        if (size() % TilePath.FULL == 0) {
            sink.take(TilePath.entries(number, TilePath.FULL), bundle.toByteArray());
            bundle.reset();
        }
        push(0, leaf, sink);
    }

    /// Hands out the partial tiles and the partial bundle that changed since the last time.
    void partials(Sink sink) {
        int entries = (int) (size() % TilePath.FULL);
        for (int i = 0; i < levels.size(); i++) {
            Level level = levels.get(i);
            if (level.changed && level.width > 0) {
                long index = (size() >> (8 * i)) / TilePath.FULL;
                if (i == 0) {
                    sink.take(TilePath.entries(index, entries), bundle.toByteArray());
                }
                sink.take(TilePath.hashes(i, index, level.width), level.bytes());
            }
            level.changed = false;
        }
    }

    private void push(int number, Hash hash, Sink sink) {
        if (number == levels.size()) {
            levels.add(new Level());
        }
        Level level = levels.get(number);
        System.arraycopy(hash.raw(), 0, level.hashes, level.width * Hash.LENGTH, Hash.LENGTH);
        level.width++;
        level.changed = true;
        if (level.width == TilePath.FULL) {
            long index = (size() >> (8 * number)) / TilePath.FULL - 1;
            sink.take(TilePath.hashes(number, index, TilePath.FULL), level.bytes());
            Hash above = MerkleTree.complete(level.hashes, 0, 8);
            level.width = 0;
            push(number + 1, above, sink);
        }
    }

    private void fill(int number, byte[] tile, int width) {
        Level level = levels.get(number);
        if (tile.length < width * Hash.LENGTH) {
            throw new JournalFault(JournalFault.Code.CORRUPT, "a tile is too short");
        }
        System.arraycopy(tile, 0, level.hashes, 0, width * Hash.LENGTH);
        level.width = width;
    }

    /// The complete subtrees inside a partial tile, largest first.
    private static List<Hash> subtrees(Level level) {
        List<Hash> subtrees = new ArrayList<>();
        int at = 0;
        for (int height = 7; height >= 0; height--) {
            if (((level.width >> height) & 1) == 1) {
                subtrees.add(MerkleTree.complete(level.hashes, at * Hash.LENGTH, height));
                at += 1 << height;
            }
        }
        return subtrees;
    }

    private static byte[] required(Source source, TilePath path) {
        return source.read(path.path())
                .or(() -> source.read(path.full().path()))
                .orElseThrow(
                        () -> new JournalFault(JournalFault.Code.CORRUPT, "file missing: " + path));
    }

    private static List<byte[]> parsePrefix(byte[] bundle, int entries) {
        List<byte[]> all = EntryBundle.parseAll(bundle);
        if (all.size() < entries) {
            throw new JournalFault(JournalFault.Code.CORRUPT, "an entry bundle is too short");
        }
        return all.subList(0, entries);
    }
}
