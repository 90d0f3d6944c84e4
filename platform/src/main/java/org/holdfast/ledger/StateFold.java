// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;

/// Folds newest versions into a [StateDigest]; only buckets that changed are hashed again. 56 bytes
/// a record, on 4,096 sorted shelves by the first 12 bits of the handle, so that putting one moves
/// few bytes. Both sides use it: the journal's, entry by entry, and the registers', row by row. Not
/// thread-safe.
public final class StateFold {
    private static final int HANDLE = 16;
    private static final int TUPLE = HANDLE + Long.BYTES + Hash.LENGTH;
    private static final int SHELVES = 4_096;
    private static final int SHELVES_OF_BUCKET = SHELVES / StateDigest.BUCKETS;
    private static final int FIRST_ROOM = 4 * TUPLE;

    private final byte[][] shelves = new byte[SHELVES][];
    private final int[] used = new int[SHELVES];
    private final Hash[] buckets = new Hash[StateDigest.BUCKETS];
    private final boolean[] changed = new boolean[StateDigest.BUCKETS];
    private final MessageDigest sha256;
    private long records;

    public StateFold() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException bug) {
            throw new IllegalStateException("every Java platform has SHA-256", bug);
        }
        Arrays.fill(buckets, Hash.of(sha256.digest()));
    }

    /// The newest version of a record; takes the place of the one before.
    public void put(Handle entity, long version, Hash leaf) {
        byte[] handle = entity.bytes();
        int shelf = ((handle[0] & 0xff) << 4) | ((handle[1] & 0xf0) >> 4);
        int at = find(shelf, handle);
        if (at < 0) {
            at = -at - 1;
            open(shelf, at);
            records++;
        }
        ByteBuffer.wrap(shelf(shelf), at, TUPLE).put(handle).putLong(version).put(leaf.bytes());
        changed[handle[0] & 0xff] = true;
    }

    private byte[] shelf(int number) {
        byte[] shelf = shelves[number];
        if (shelf == null) {
            shelf = new byte[FIRST_ROOM];
            shelves[number] = shelf;
        }
        return shelf;
    }

    /// Where the tuple of a handle starts, or the negative of where it belongs, less one.
    private int find(int number, byte[] handle) {
        byte[] shelf = shelf(number);
        int low = 0;
        int high = used[number] / TUPLE;
        while (low < high) {
            int middle = (low + high) >>> 1;
            int at = middle * TUPLE;
            int order = Arrays.compareUnsigned(shelf, at, at + HANDLE, handle, 0, HANDLE);
            if (order == 0) {
                return at;
            } else if (order < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return -(low * TUPLE) - 1;
    }

    private void open(int number, int at) {
        byte[] shelf = shelf(number);
        if (used[number] + TUPLE > shelf.length) {
            shelf = Arrays.copyOf(shelf, shelf.length + shelf.length / 2 / TUPLE * TUPLE + TUPLE);
            shelves[number] = shelf;
        }
        System.arraycopy(shelf, at, shelf, at + TUPLE, used[number] - at);
        used[number] += TUPLE;
    }

    /// The state now.
    public StateDigest digest() {
        for (int bucket = 0; bucket < StateDigest.BUCKETS; bucket++) {
            if (changed[bucket]) {
                for (int i = 0; i < SHELVES_OF_BUCKET; i++) {
                    int number = bucket * SHELVES_OF_BUCKET + i;
                    sha256.update(shelf(number), 0, used[number]);
                }
                buckets[bucket] = Hash.of(sha256.digest());
                changed[bucket] = false;
            }
        }
        return new StateDigest(records, List.of(buckets));
    }

    /// In words, which records differ between this and another fold: by handle, which is no
    /// personal data.
    ///
    /// @param here what this fold is, such as `the journal`
    /// @param there what the other fold is, such as `the registers`
    public List<String> differences(StateFold other, String here, String there, int limit) {
        List<String> found = new ArrayList<>();
        for (int bucket : digest().differing(other.digest())) {
            for (int i = 0; i < SHELVES_OF_BUCKET && found.size() < limit; i++) {
                int number = bucket * SHELVES_OF_BUCKET + i;
                missing(number, other, here, there, found);
                other.missing(number, this, there, here, found);
            }
        }
        return List.copyOf(found.subList(0, Math.min(limit, found.size())));
    }

    /// Adds what is on a shelf here and absent there; what is other is told once, by the side that
    /// is asked first.
    private void missing(
            int number, StateFold other, String here, String there, List<String> found) {
        byte[] shelf = shelf(number);
        for (int at = 0; at < used[number]; at += TUPLE) {
            byte[] handle = Arrays.copyOfRange(shelf, at, at + HANDLE);
            int same = other.find(number, handle);
            String record =
                    "record "
                            + HexFormat.of().formatHex(handle)
                            + " (bucket "
                            + (number >> 4)
                            + ")";
            if (same < 0) {
                found.add(record + ": in " + here + ", not in " + there);
            } else if (!Arrays.equals(
                    shelf, at, at + TUPLE, other.shelf(number), same, same + TUPLE)) {
                String words = record + ": version " + version(at, shelf) + " in " + here;
                String turned =
                        record + ": version " + version(same, other.shelf(number)) + " in " + there;
                if (found.stream().noneMatch(line -> line.startsWith(turned))) {
                    found.add(
                            words
                                    + ", version "
                                    + version(same, other.shelf(number))
                                    + " or another leaf in "
                                    + there);
                }
            }
        }
    }

    private static long version(int at, byte[] shelf) {
        return ByteBuffer.wrap(shelf).getLong(at + HANDLE);
    }
}
