// SPDX-License-Identifier: Apache-2.0
package org.holdfast.preservation;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 4998 §4.2 and §4.3, by a reader of its own.
class HashTreeTest {
    private static byte[] leaves(int count) {
        byte[] hashes = new byte[count * HashTree.LENGTH];
        new Random(4998).nextBytes(hashes);
        return HashTree.sorted(hashes);
    }

    /// §4.3 steps 2 and 3.
    private static byte[] climbed(List<List<byte[]>> steps, byte[] leaf) {
        byte[] now = leaf;
        for (int i = 0; i < steps.size(); i++) {
            List<byte[]> group = new ArrayList<>(steps.get(i));
            if (i > 0) {
                group.add(now);
            } else {
                assertThat(group).anyMatch(one -> Arrays.equals(one, leaf));
            }
            group.sort(Arrays::compareUnsigned);
            MessageDigest digest = HashTree.sha256();
            group.forEach(digest::update);
            now = digest.digest();
        }
        return now;
    }

    private static void everyLeafClimbs(byte[] sorted, int step) {
        HashTree tree = HashTree.of(sorted);
        for (int i = 0; i < sorted.length / HashTree.LENGTH; i += step) {
            byte[] leaf =
                    Arrays.copyOfRange(sorted, i * HashTree.LENGTH, (i + 1) * HashTree.LENGTH);
            assertThat(HashTree.find(sorted, leaf)).isEqualTo(i);
            assertThat(climbed(tree.reduced(i), leaf)).isEqualTo(tree.root());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 31, 33, 100, 1_023})
    void everyLeafLeadsToTheRoot(int count) {
        everyLeafClimbs(leaves(count), 1);
    }

    @Test
    void aMillionLeavesLeadToOneRoot() {
        byte[] sorted = leaves(1_000_000);
        assertThat(sorted).hasSize(1_000_000 * HashTree.LENGTH);
        everyLeafClimbs(sorted, 77_777);
    }

    @Test
    void theSameSetGivesTheSameTreeInWhateverOrderItComes() {
        byte[] one = leaves(50);
        byte[] turned = new byte[2 * one.length];
        for (int i = 0; i < 50; i++) {
            System.arraycopy(one, i * 32, turned, (49 - i) * 32, 32);
            System.arraycopy(one, i * 32, turned, (50 + i) * 32, 32); // each twice
        }
        assertThat(HashTree.sorted(turned)).isEqualTo(one);
    }

    @Test
    void anotherHashIsNotFound() {
        assertThat(HashTree.find(leaves(100), new byte[32])).isNegative();
    }
}
