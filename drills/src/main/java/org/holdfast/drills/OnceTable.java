// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/// Remembers where each operation entered each thing, in some 40 bytes for each: the first 128 bits
/// of a SHA-256 and the place. Two operations that a finding takes for one would have to share
/// those. Not thread-safe.
final class OnceTable {
    /// Said when an operation was not seen before.
    static final long NONE = -1;

    private static final int FIRST = 1 << 12;

    private final MessageDigest digest = Sha256.digest();
    private long[] high = new long[FIRST];
    private long[] low = new long[FIRST];
    private long[] places = places(FIRST);
    private int used;

    /// Notes that an operation entered a thing at a place; returns the place noted before, if any.
    ///
    /// @param place at least 0
    long note(String type, byte[] operation, byte[] entity, long place) {
        digest.update(type.getBytes(StandardCharsets.US_ASCII));
        digest.update((byte) 0);
        digest.update(operation);
        digest.update(entity);
        ByteBuffer key = ByteBuffer.wrap(digest.digest());
        if (used >= high.length / 4 * 3) {
            grow();
        }
        return put(key.getLong(), key.getLong(), place);
    }

    private long put(long keyHigh, long keyLow, long place) {
        int slot = (int) keyLow & (high.length - 1);
        while (places[slot] != NONE) {
            if (high[slot] == keyHigh && low[slot] == keyLow) {
                return places[slot];
            }
            slot = (slot + 1) & (high.length - 1);
        }
        high[slot] = keyHigh;
        low[slot] = keyLow;
        places[slot] = place;
        used++;
        return NONE;
    }

    private void grow() {
        long[] oldHigh = high;
        long[] oldLow = low;
        long[] oldPlaces = places;
        high = new long[oldHigh.length * 2];
        low = new long[high.length];
        places = places(high.length);
        used = 0;
        for (int i = 0; i < oldPlaces.length; i++) {
            if (oldPlaces[i] != NONE) {
                put(oldHigh[i], oldLow[i], oldPlaces[i]);
            }
        }
    }

    private static long[] places(int size) {
        long[] places = new long[size];
        Arrays.fill(places, NONE);
        return places;
    }
}
