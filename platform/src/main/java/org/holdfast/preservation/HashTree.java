// SPDX-License-Identifier: Apache-2.0
package org.holdfast.preservation;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A hash tree of RFC 4998 §4.2 over SHA-256 values: a node is the hash of its two children, the
/// smaller first; one that has no neighbour goes up as it is. The leaves are in ascending order, so
/// that the same set gives the same tree. Immutable; twice 32 bytes for each leaf.
final class HashTree {
    /// Bytes of one hash.
    static final int LENGTH = 32;

    private final List<byte[]> levels;

    private HashTree(List<byte[]> levels) {
        this.levels = levels;
    }

    /// Sorts hashes that lie one behind the other, each once.
    ///
    /// @return the same without those that came twice
    static byte[] sorted(byte[] hashes) {
        byte[][] each = new byte[hashes.length / LENGTH][];
        for (int i = 0; i < each.length; i++) {
            each[i] = Arrays.copyOfRange(hashes, i * LENGTH, (i + 1) * LENGTH);
        }
        Arrays.sort(each, Arrays::compareUnsigned);
        byte[] out = new byte[hashes.length];
        int count = 0;
        for (int i = 0; i < each.length; i++) {
            if (i == 0 || !Arrays.equals(each[i], each[i - 1])) {
                System.arraycopy(each[i], 0, out, count * LENGTH, LENGTH);
                count++;
            }
        }
        return Arrays.copyOf(out, count * LENGTH);
    }

    /// Where a hash is among sorted ones; negative when it is not there.
    static int find(byte[] sorted, byte[] hash) {
        int low = 0;
        int high = sorted.length / LENGTH - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int at = middle * LENGTH;
            int order = Arrays.compareUnsigned(sorted, at, at + LENGTH, hash, 0, LENGTH);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /// The tree over sorted hashes, of which there is at least one.
    static HashTree of(byte[] sorted) {
        if (sorted.length == 0 || sorted.length % LENGTH != 0) {
            throw new IllegalArgumentException(
                    "hashes: expected one or more of 32 bytes, found " + sorted.length + " bytes");
        }
        List<byte[]> levels = new ArrayList<>();
        levels.add(sorted);
        MessageDigest digest = sha256();
        while (levels.getLast().length > LENGTH) {
            levels.add(above(levels.getLast(), digest));
        }
        return new HashTree(List.copyOf(levels));
    }

    private static byte[] above(byte[] level, MessageDigest digest) {
        int count = level.length / LENGTH;
        byte[] next = new byte[(count + 1) / 2 * LENGTH];
        for (int i = 0; i + 1 < count; i += 2) {
            int left = i * LENGTH;
            int right = left + LENGTH;
            boolean ordered =
                    Arrays.compareUnsigned(level, left, right, level, right, right + LENGTH) <= 0;
            digest.update(level, ordered ? left : right, LENGTH);
            digest.update(level, ordered ? right : left, LENGTH);
            System.arraycopy(digest.digest(), 0, next, i / 2 * LENGTH, LENGTH);
        }
        if (count % 2 == 1) {
            System.arraycopy(level, (count - 1) * LENGTH, next, next.length - LENGTH, LENGTH);
        }
        return next;
    }

    byte[] root() {
        return levels.getLast().clone();
    }

    /// The reduced tree of a leaf (§4.2): a list for each step towards the root, the first with the
    /// leaf itself; empty for a tree of one.
    List<List<byte[]>> reduced(int leaf) {
        List<List<byte[]>> steps = new ArrayList<>();
        int at = leaf;
        for (byte[] level : levels) {
            int neighbour = at ^ 1;
            if (neighbour < level.length / LENGTH) {
                byte[] beside = node(level, neighbour);
                steps.add(
                        steps.isEmpty()
                                ? List.of(node(levels.getFirst(), leaf), beside)
                                : List.of(beside));
            }
            at /= 2;
        }
        return steps;
    }

    private static byte[] node(byte[] level, int index) {
        return Arrays.copyOfRange(level, index * LENGTH, (index + 1) * LENGTH);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException bug) {
            throw new IllegalStateException("every Java has SHA-256", bug);
        }
    }
}
