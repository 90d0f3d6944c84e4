// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;

/// Finds entries of all origins of one journal by leaf, operation and entity; folded from the files
/// at start, then followed. Entries are numbered in journal order. Thread-safe.
///
/// About 114 bytes an entry. Leaves and operations are found by 128 bits of a hash; a stranger
/// cannot choose them, and whoever reads an entry compares the whole hash again.
final class FoldedIndex {
    /// The origin's number and the index in it.
    record Place(int origin, long index) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int byOrigin = Integer.compare(origin, other.origin);
            return byOrigin != 0 ? byOrigin : Long.compare(index, other.index);
        }
    }

    /// An entity's newest entry, as far as its chain needs it.
    record Tip(Place place, long version, int number) {}

    private static final int NONE = -1;
    private static final int INDEX_BITS = 40;

    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    @GuardedBy("lock")
    private final HandleTable leaves = new HandleTable();

    @GuardedBy("lock")
    private final HandleTable operations = new HandleTable();

    @GuardedBy("lock")
    private final HandleTable entities = new HandleTable();

    @GuardedBy("lock")
    private final List<String> types = new ArrayList<>();

    @GuardedBy("lock")
    private long[] places = new long[1 << 10];

    @GuardedBy("lock")
    private int[] before = new int[1 << 10];

    /// The entry of the same operation before this one.
    @GuardedBy("lock")
    private int[] beforeOfOperation = new int[1 << 10];

    @GuardedBy("lock")
    private int[] versions = new int[1 << 10];

    @GuardedBy("lock")
    private byte[] kinds = new byte[1 << 10];

    @GuardedBy("lock")
    private final long[] counts = new long[Byte.MAX_VALUE + 1];

    @GuardedBy("lock")
    private int size;

    /// Adds the next entry in journal order.
    void add(Place place, Leaf leaf, Hash hash) {
        lock.writeLock().lock();
        try {
            if (size == places.length) {
                grow();
            }
            int number = size++;
            places[number] = ((long) place.origin << INDEX_BITS) | place.index;
            versions[number] = (int) leaf.entityVersion();
            kinds[number] = kind(leaf.type());
            counts[kinds[number]]++;
            before[number] = entities.put(leaf.entity().bytes(), number);
            leaves.put(hash.bytes(), number);
            beforeOfOperation[number] =
                    leaf.operation().isPresent()
                            ? operations.put(leaf.operation().get().bytes(), number)
                            : NONE;
        } finally {
            lock.writeLock().unlock();
        }
    }

    @GuardedBy("lock")
    private byte kind(String type) {
        int kind = types.indexOf(type);
        if (kind < 0) {
            kind = types.size();
            types.add(type);
            if (kind > Byte.MAX_VALUE) {
                throw new IllegalStateException("more than 128 types of entries");
            }
        }
        return (byte) kind;
    }

    @GuardedBy("lock")
    private void grow() {
        places = Arrays.copyOf(places, 2 * size);
        before = Arrays.copyOf(before, 2 * size);
        beforeOfOperation = Arrays.copyOf(beforeOfOperation, 2 * size);
        versions = Arrays.copyOf(versions, 2 * size);
        kinds = Arrays.copyOf(kinds, 2 * size);
    }

    @GuardedBy("lock")
    private Place place(int number) {
        long packed = places[number];
        return new Place((int) (packed >>> INDEX_BITS), packed & ((1L << INDEX_BITS) - 1));
    }

    Optional<Place> byLeaf(Hash leaf) {
        return find(leaves, leaf.bytes());
    }

    /// The first entry of an operation.
    Optional<Place> byOperation(Handle operation) {
        List<Place> all = ofOperation(operation);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getFirst());
    }

    /// All entries of an operation, in journal order: as many as one transaction has made.
    List<Place> ofOperation(Handle operation) {
        lock.readLock().lock();
        try {
            List<Place> found = new ArrayList<>();
            int number = operations.get(operation.bytes());
            while (number != NONE) {
                found.add(place(number));
                number = beforeOfOperation[number];
            }
            return found.reversed();
        } finally {
            lock.readLock().unlock();
        }
    }

    Optional<Place> newest(Handle entity) {
        return find(entities, entity.bytes());
    }

    private Optional<Place> find(HandleTable table, byte[] key) {
        lock.readLock().lock();
        try {
            int number = table.get(key);
            return number == NONE ? Optional.empty() : Optional.of(place(number));
        } finally {
            lock.readLock().unlock();
        }
    }

    Optional<Tip> tip(Handle entity) {
        lock.readLock().lock();
        try {
            int number = entities.get(entity.bytes());
            return number == NONE
                    ? Optional.empty()
                    : Optional.of(new Tip(place(number), versions[number], number));
        } finally {
            lock.readLock().unlock();
        }
    }

    /// How many entries of one type there are.
    long count(String type) {
        lock.readLock().lock();
        try {
            int kind = types.indexOf(type);
            return kind < 0 ? 0 : counts[kind];
        } finally {
            lock.readLock().unlock();
        }
    }

    /// The entries of an entity of one type, newest first.
    List<Place> byEntity(Handle entity, String type, int limit) {
        lock.readLock().lock();
        try {
            List<Place> found = new ArrayList<>();
            int kind = types.indexOf(type);
            int number = entities.get(entity.bytes());
            while (number != NONE && found.size() < limit) {
                if (kinds[number] == kind) {
                    found.add(place(number));
                }
                number = before[number];
            }
            return found;
        } finally {
            lock.readLock().unlock();
        }
    }

    /// The next entries behind a place, in journal order.
    List<Place> after(Place cursor, int limit) {
        lock.readLock().lock();
        try {
            int low = 0;
            int high = size;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (place(middle).compareTo(cursor) <= 0) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            List<Place> found = new ArrayList<>();
            for (int i = low; i < size && found.size() < limit; i++) {
                found.add(place(i));
            }
            return found;
        } finally {
            lock.readLock().unlock();
        }
    }

    /// The place of the entry of a number, from 0 in journal order.
    Place at(int number) {
        lock.readLock().lock();
        try {
            return place(Objects.checkIndex(number, size));
        } finally {
            lock.readLock().unlock();
        }
    }

    /// The place of the entry that came last; before all places while none has come.
    Place last() {
        lock.readLock().lock();
        try {
            return size == 0 ? new Place(0, 0) : place(size - 1);
        } finally {
            lock.readLock().unlock();
        }
    }

    /// Entries of one type, and the number to go on from.
    record OfType(List<Place> places, int next) {}

    /// The entries of one type from a number on, in journal order.
    OfType ofType(String type, int from) {
        lock.readLock().lock();
        try {
            List<Place> found = new ArrayList<>();
            int kind = types.indexOf(type);
            for (int i = from; i < size && kind >= 0; i++) {
                if (kinds[i] == kind) {
                    found.add(place(i));
                }
            }
            return new OfType(found, size);
        } finally {
            lock.readLock().unlock();
        }
    }

    long size() {
        lock.readLock().lock();
        try {
            return size;
        } finally {
            lock.readLock().unlock();
        }
    }
}
