// SPDX-License-Identifier: Apache-2.0
package org.holdfast.preservation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.holdfast.journal.Hash;

/// The papers of one renewal at this site that wait to be signed again: by service in the packs'
/// order of restoring, and of one service the newest first. 65 bytes for each. For one thread.
final class Backlog {
    private static final int ITEM = 2 * HashTree.LENGTH;

    private final Map<String, Lane> lanes;

    /// Papers that were signed before it was their turn, and wait here still.
    private final Map<Hash, String> early = new HashMap<>();

    private final Map<String, Long> erased = new TreeMap<>();

    /// @param order services, first to last; others behind them
    Backlog(List<String> order) {
        Comparator<String> rank =
                Comparator.comparingInt(
                        service -> order.contains(service) ? order.indexOf(service) : order.size());
        this.lanes = new TreeMap<>(rank.thenComparing(Comparator.naturalOrder()));
    }

    /// A paper that waits.
    record Waiting(String service, Hash leaf) {}

    /// What was taken out to be stamped.
    ///
    /// @param hashes of files, one behind the other
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Unstamped(byte[] hashes, Map<String, Integer> services) {}

    private static final class Lane {
        private byte[] items = new byte[64 * ITEM];
        private final BitSet stamped = new BitSet();
        private int size;
        private int lacking;

        void add(Hash leaf, byte[] sha256, boolean isStamped) {
            if ((size + 1) * ITEM > items.length) {
                items = Arrays.copyOf(items, Math.multiplyExact(items.length, 2));
            }
            System.arraycopy(leaf.bytes(), 0, items, size * ITEM, HashTree.LENGTH);
            System.arraycopy(sha256, 0, items, size * ITEM + HashTree.LENGTH, HashTree.LENGTH);
            stamped.set(size, isStamped);
            lacking += isStamped ? 0 : 1;
            size++;
        }

        Hash last() {
            int at = (size - 1) * ITEM;
            return Hash.of(Arrays.copyOfRange(items, at, at + HashTree.LENGTH));
        }

        void drop() {
            size--;
            lacking -= stamped.get(size) ? 0 : 1;
            stamped.clear(size);
        }

        int unstamped() {
            return lacking;
        }
    }

    void add(Waiting paper, byte[] sha256, boolean isStamped) {
        lanes.computeIfAbsent(paper.service(), _ -> new Lane())
                .add(paper.leaf(), sha256, isStamped);
    }

    /// Hashes of files that no stamp covers, at most so many; they stay until [#stamped].
    Optional<Unstamped> unstamped(int most) {
        byte[] hashes = new byte[Math.min(most, lacking()) * HashTree.LENGTH];
        int at = 0;
        Map<String, Integer> services = new TreeMap<>();
        for (Map.Entry<String, Lane> one : lanes.entrySet()) {
            Lane lane = one.getValue();
            int i = lane.stamped.nextClearBit(0);
            while (i < lane.size && at < hashes.length) {
                System.arraycopy(
                        lane.items, i * ITEM + HashTree.LENGTH, hashes, at, HashTree.LENGTH);
                at += HashTree.LENGTH;
                services.merge(one.getKey(), 1, Integer::sum);
                i = lane.stamped.nextClearBit(i + 1);
            }
        }
        return at == 0 ? Optional.empty() : Optional.of(new Unstamped(hashes, services));
    }

    /// The same papers have a stamp now.
    void stamped(Unstamped done) {
        done.services()
                .forEach((service, count) -> {
                    Lane lane = lanes.get(service);
                    for (int i = 0; lane != null && i < count; i++) {
                        lane.stamped.set(lane.stamped.nextClearBit(0));
                        lane.lacking--;
                    }
                });
    }

    /// Takes out those whose turn it is.
    List<Waiting> take(int most) {
        List<Waiting> taken = new ArrayList<>();
        for (Map.Entry<String, Lane> one : lanes.entrySet()) {
            Lane lane = one.getValue();
            while (lane.size > 0 && taken.size() < most) {
                Hash leaf = lane.last();
                lane.drop();
                if (early.remove(leaf) == null) {
                    taken.add(new Waiting(one.getKey(), leaf));
                }
            }
        }
        return taken;
    }

    /// One was signed out of its turn.
    void early(Waiting paper) {
        early.put(paper.leaf(), paper.service());
    }

    /// One was erased before its turn.
    void erased(String service) {
        erased.merge(service, 1L, Long::sum);
    }

    Map<String, Long> erased() {
        return new TreeMap<>(erased);
    }

    /// How many wait of a service.
    Map<String, Integer> waiting() {
        Map<String, Integer> all = new TreeMap<>();
        lanes.forEach((service, lane) -> all.put(service, lane.size));
        early.values().forEach(service -> all.merge(service, -1, Integer::sum));
        return all;
    }

    int size() {
        return lanes.values().stream().mapToInt(lane -> lane.size).sum() - early.size();
    }

    /// How many have no stamp.
    int lacking() {
        return lanes.values().stream().mapToInt(Lane::unstamped).sum();
    }
}
