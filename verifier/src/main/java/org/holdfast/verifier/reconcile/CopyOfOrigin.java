// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier.reconcile;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.holdfast.journal.Hash;
import org.holdfast.journal.MerkleTree;
import org.holdfast.journal.ProvenTree;
import org.holdfast.journal.Remains;
import org.holdfast.journal.Stored;
import org.holdfast.journal.TilePath;

/// One origin in one copy: what it holds, and what it lacks of what it should hold. Below the size
/// of the copy's own checkpoint a missing piece is damage; above it the copy was only behind. For
/// one thread.
final class CopyOfOrigin {
    /// A size has 63 bits.
    private static final int LEVELS = 8;

    private final String label;
    private final Remains remains;
    private final MessageDigest sha256 = Digests.fresh();
    private final Ranges lacks = new Ranges();
    private final Ranges content = new Ranges();
    private final Ranges erased = new Ranges();
    private final Ranges blank = new Ranges();
    private final Ranges keyless = new Ranges();
    private final SortedMap<String, Ranges> missing = new TreeMap<>();
    private final SortedMap<String, Ranges> damaged = new TreeMap<>();
    private long ownSize;
    private long extent = -1;

    CopyOfOrigin(String label, Remains remains) {
        this.label = label;
        this.remains = remains;
    }

    String label() {
        return label;
    }

    Remains remains() {
        return remains;
    }

    /// Size of the copy's own verified checkpoint; 0 without one.
    long ownSize() {
        return ownSize;
    }

    void ownSize(long size) {
        ownSize = size;
    }

    /// Entries that may be here, by its files.
    long extent() {
        if (extent < 0) {
            extent = remains.extent();
        }
        return extent;
    }

    /// Reads one block.
    Look look(Block block) {
        Look look = new Look();
        List<byte[]> entries = remains.entries(block.number());
        for (int i = 0; i < Math.min(Block.ENTRIES, entries.size()); i++) {
            Hash leaf = MerkleTree.leafHash(entries.get(i));
            if (block.leaf(i).isEmpty() || block.leaf(i).get().equals(leaf)) {
                look.bundle[i] = true;
                look.hold(i, leaf);
            }
        }
        if (remains.hasBlobFile(block.number())) {
            remains.records(block.number(), (place, record) -> take(block, look, place, record));
        }
        return look;
    }

    private void take(Block block, Look look, int own, Stored record) {
        Hash leaf = record.leafHash();
        int place = block.placeOf(leaf, own);
        if (place < 0) {
            return;
        }
        Optional<EntryClaims> claims = EntryClaims.of(record.entry());
        look.record[place] = true;
        look.hold(place, leaf);
        look.content[place] =
                claims.map(says -> Content.of(record, says, sha256)).orElse(Content.DAMAGED);
        look.time[place] = claims.map(EntryClaims::time).orElse(0L);
        look.key[place] = claims.flatMap(EntryClaims::key).orElse(null);
    }

    /// Notes what this block lacks, up to a size: of what is proved nothing else may be missing.
    ///
    /// @param named by place, whether a proved act of erasure names the proved entry
    void judge(Block block, Look look, boolean[] named, long size) {
        for (int i = 0; i < Block.ENTRIES && block.first() + i < size; i++) {
            long index = block.first() + i;
            if (!look.hasEntry(i)) {
                lacks.add(index);
            } else if (look.content[i] == Content.KEYLESS) {
                keyless.add(index);
            } else if (look.content[i] == Content.BLANK) {
                (named[i] ? erased : blank).add(index);
            } else if (look.content[i] != Content.WHOLE) {
                content.add(index);
            }
        }
        int own = Math.clamp(ownSize - block.first(), 0, Block.ENTRIES);
        if (own > 0) {
            judgeFiles(block, look, own);
        }
    }

    private void judgeFiles(Block block, Look look, int own) {
        boolean records = true;
        boolean entries = true;
        for (int i = 0; i < own; i++) {
            records &= look.record[i] && look.content[i].compareTo(Content.KEY_ONLY) > 0;
            entries &= look.bundle[i];
        }
        if (!records) {
            note(remains.hasBlobFile(block.number()), "blobs", block.number());
        }
        if (!entries) {
            TilePath path = TilePath.entries(block.number(), own);
            note(isThere(path), "tile/entries", block.number());
        }
    }

    /// Compares the tiles of one level with the proved ones, as far as these go.
    void judgeTiles(ProvenTree tree, int level, long from, long to) {
        long hashes = ownSize >> (8 * level);
        for (long number = from; number < to && number * Block.ENTRIES < hashes; number++) {
            int width = (int) Math.min(Block.ENTRIES, hashes - number * Block.ENTRIES);
            TilePath path = TilePath.hashes(level, number, width);
            byte[] found = found(path);
            byte[] proved = tree.tile(path).orElse(new byte[0]);
            int least = proved.length == 0 ? width * Hash.LENGTH : proved.length;
            if (found.length < least
                    || !Arrays.equals(proved, Arrays.copyOf(found, proved.length))) {
                note(found.length > 0, "tile/" + level, number);
            }
        }
    }

    /// The tiles above level 0, and everything behind the last block that any copy has files of.
    void judgeRest(Optional<ProvenTree> tree, long blocks, long size) {
        lacks.add(blocks * Block.ENTRIES, size);
        gone("blobs", blocks, 0);
        gone("tile/entries", blocks, 0);
        gone("tile/0", blocks, 0);
        for (int level = 1; level < LEVELS && ownSize >> (8 * level) > 0; level++) {
            long last = (blocks >> (8 * level)) + 1;
            int each = level;
            tree.ifPresent(found -> judgeTiles(found, each, 0, last));
            gone("tile/" + level, last, level);
        }
    }

    /// Files from a number on that the copy's own checkpoint implies and nobody has.
    private void gone(String kind, long from, int level) {
        long hashes = ownSize >> (8 * level);
        long end = (hashes >> 8) + (hashes % Block.ENTRIES > 0 ? 1 : 0);
        if (end > from) {
            missing.computeIfAbsent(kind, _ -> new Ranges()).add(from, end);
        }
    }

    private byte[] found(TilePath path) {
        return remains.file(path).or(() -> remains.file(path.full())).orElse(new byte[0]);
    }

    private boolean isThere(TilePath path) {
        return found(path).length > 0;
    }

    private void note(boolean isThere, String kind, long number) {
        (isThere ? damaged : missing).computeIfAbsent(kind, _ -> new Ranges()).add(number);
    }

    /// True when files below the copy's own checkpoint are missing or damaged.
    boolean isDamaged() {
        return !missing.isEmpty() || !damaged.isEmpty();
    }

    /// The lines about this copy.
    void lines(String origin, List<String> lines) {
        String of = origin + " " + label;
        lines.add("copy-of %s size %d".formatted(of, ownSize));
        lacks.words().forEach(range -> lines.add("copy-lacks " + of + " " + range));
        content.words().forEach(range -> lines.add("copy-content-lost " + of + " " + range));
        erased.words().forEach(range -> lines.add("copy-erased " + of + " " + range));
        blank.words().forEach(range -> lines.add("copy-blank " + of + " " + range));
        keyless.words().forEach(range -> lines.add("copy-keyless " + of + " " + range));
        files(lines, "copy-files-missing " + of, missing);
        files(lines, "copy-files-damaged " + of, damaged);
    }

    private static void files(List<String> lines, String words, SortedMap<String, Ranges> files) {
        files.forEach((kind, numbers) ->
                numbers.words().forEach(range -> lines.add(words + " " + kind + " " + range)));
    }
}
