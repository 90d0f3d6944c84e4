// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// A map from 16 bytes to a number from 0, by open addressing in two arrays: 20 bytes a slot, so
/// that millions of entries fit. The bytes are uniformly distributed already. Not thread-safe.
final class HandleTable {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int ABSENT = -1;
    private static final int SMALLEST = 1 << 10;

    private long[] keys = new long[2 * SMALLEST];
    private int[] values = absent(SMALLEST);
    private int size;

    private static int[] absent(int slots) {
        int[] values = new int[slots];
        Arrays.fill(values, ABSENT);
        return values;
    }

    /// The number of these bytes, or -1. Only the first 16 bytes count.
    int get(byte[] key) {
        return values[slot((long) LONGS.get(key, 0), (long) LONGS.get(key, 8))];
    }

    /// Keeps a number for these bytes and gives the one before, or -1.
    int put(byte[] key, int value) {
        if (2 * (size + 1) > values.length) {
            grow();
        }
        long high = (long) LONGS.get(key, 0);
        long low = (long) LONGS.get(key, 8);
        int slot = slot(high, low);
        int before = values[slot];
        if (before == ABSENT) {
            keys[2 * slot] = high;
            keys[2 * slot + 1] = low;
            size++;
        }
        values[slot] = value;
        return before;
    }

    private int slot(long high, long low) {
        int mask = values.length - 1;
        int slot = (int) (high ^ (high >>> 32)) & mask;
        while (values[slot] != ABSENT && (keys[2 * slot] != high || keys[2 * slot + 1] != low)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldValues = values;
        keys = new long[2 * oldKeys.length];
        values = absent(2 * oldValues.length);
        for (int i = 0; i < oldValues.length; i++) {
            if (oldValues[i] != ABSENT) {
                int slot = slot(oldKeys[2 * i], oldKeys[2 * i + 1]);
                keys[2 * slot] = oldKeys[2 * i];
                keys[2 * slot + 1] = oldKeys[2 * i + 1];
                values[slot] = oldValues[i];
            }
        }
    }
}
