// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Looks for the true hashes of a tile in what several copies still hold: first each copy's own
/// tile, then put together hash by hash from all tiles, from the tiles below, and in the end from
/// the entries themselves. What is found is true only because the caller's test says so, which is
/// that it leads to a hash that was proved. For one thread.
final class TileSearch {
    /// Places with two or more different hashes that are tried in every combination.
    private static final int MOST_DISPUTED = 12;

    /// Combinations that are tried for one tile.
    private static final int MOST_TRIES = 4_096;

    /// Different tiles that are collected for one edge.
    private static final int MOST_COLLECTED = 16;

    private final List<Remains> copies;

    TileSearch(List<Remains> copies) {
        this.copies = List.copyOf(copies);
    }

    /// The hashes, packed, that pass the test; empty when none do.
    Optional<byte[]> find(TilePath tile, Predicate<byte[]> test) {
        Optional<byte[]> own = own(tile, test);
        return own.isPresent() ? own : together(tile, test);
    }

    /// Different hashes that a tile may have; put together from all copies when asked.
    List<byte[]> collect(TilePath tile, boolean together) {
        List<byte[]> found = new ArrayList<>();
        Set<Hash> seen = new HashSet<>();
        Predicate<byte[]> collecting =
                hashes -> {
                    if (seen.add(MerkleTree.leafHash(hashes))) {
                        found.add(hashes.clone());
                    }
                    return found.size() >= MOST_COLLECTED;
                };
        own(tile, collecting);
        if (together && found.size() < MOST_COLLECTED) {
            together(tile, collecting);
        }
        return found;
    }

    private Optional<byte[]> own(TilePath tile, Predicate<byte[]> test) {
        int length = tile.width() * Hash.LENGTH;
        for (Remains copy : copies) {
            byte[] hashes = copy.hashes(tile.level(), tile.index());
            if (hashes.length >= length) {
                byte[] exact = Arrays.copyOf(hashes, length);
                if (test.test(exact)) {
                    return Optional.of(exact);
                }
            }
        }
        return Optional.empty();
    }

    private Optional<byte[]> together(TilePath tile, Predicate<byte[]> test) {
        List<List<Hash>> choices = choices(tile);
        List<Integer> disputed = new ArrayList<>();
        for (int i = 0; i < choices.size(); i++) {
            if (choices.get(i).isEmpty()) {
                return Optional.empty();
            }
            if (choices.get(i).size() > 1) {
                disputed.add(i);
            }
        }
        int[] chosen = new int[choices.size()];
        boolean enumerated = disputed.size() <= MOST_DISPUTED;
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            byte[] hashes = packed(choices, chosen);
            if (test.test(hashes)) {
                return Optional.of(hashes);
            }
            if (!enumerated || !next(chosen, choices, disputed)) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /// Moves to the next combination; false after the last.
    private static boolean next(int[] chosen, List<List<Hash>> choices, List<Integer> disputed) {
        for (int place : disputed) {
            chosen[place]++;
            if (chosen[place] < choices.get(place).size()) {
                return true;
            }
            chosen[place] = 0;
        }
        return false;
    }

    private static byte[] packed(List<List<Hash>> choices, int[] chosen) {
        byte[] packed = new byte[choices.size() * Hash.LENGTH];
        for (int i = 0; i < chosen.length; i++) {
            byte[] hash = choices.get(i).get(chosen[i]).raw();
            System.arraycopy(hash, 0, packed, i * Hash.LENGTH, Hash.LENGTH);
        }
        return packed;
    }

    /// For each place the hashes that something speaks for, best supported first.
    private List<List<Hash>> choices(TilePath tile) {
        List<Map<Hash, Integer>> votes = new ArrayList<>();
        for (int i = 0; i < tile.width(); i++) {
            votes.add(new LinkedHashMap<>());
        }
        for (Remains copy : copies) {
            byte[] hashes = copy.hashes(tile.level(), tile.index());
            for (int i = 0; i < Math.min(tile.width(), hashes.length / Hash.LENGTH); i++) {
                votes.get(i).merge(Hash.at(hashes, i * Hash.LENGTH), 1, Integer::sum);
            }
        }
        if (tile.level() == 0) {
            fromEntries(tile, votes);
        } else {
            fromBelow(tile, votes);
        }
        return votes.stream().map(TileSearch::bestFirst).toList();
    }

    private static List<Hash> bestFirst(Map<Hash, Integer> votes) {
        return votes.entrySet().stream()
                .sorted((a, b) -> Integer.compare(b.getValue(), a.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private void fromEntries(TilePath tile, List<Map<Hash, Integer>> votes) {
        for (Remains copy : copies) {
            List<byte[]> entries = copy.entries(tile.index());
            for (int i = 0; i < Math.min(tile.width(), entries.size()); i++) {
                votes.get(i).merge(MerkleTree.leafHash(entries.get(i)), 1, Integer::sum);
            }
            copy.records(
                    tile.index(),
                    (place, record) -> {
                        if (place >= 0 && place < tile.width()) {
                            votes.get(place).merge(record.leafHash(), 1, Integer::sum);
                        }
                    });
        }
    }

    private void fromBelow(TilePath tile, List<Map<Hash, Integer>> votes) {
        for (int i = 0; i < tile.width(); i++) {
            TilePath below =
                    TilePath.hashes(
                            tile.level() - 1, tile.index() * TilePath.FULL + i, TilePath.FULL);
            Map<Hash, Integer> place = votes.get(i);
            own(
                    below,
                    hashes -> {
                        place.merge(MerkleTree.complete(hashes, 0, 8), 1, Integer::sum);
                        return false;
                    });
            if (place.isEmpty()) {
                together(
                        below,
                        hashes -> {
                            place.merge(MerkleTree.complete(hashes, 0, 8), 1, Integer::sum);
                            return true;
                        });
            }
        }
    }
}
