// SPDX-License-Identifier: Apache-2.0
package org.holdfast.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Reads the word lists of the resources: one row a line, columns apart by spaces or tabs.
final class Words {
    private Words() {}

    /// Rows of columns apart by spaces.
    static List<List<String>> rows(String name) {
        return lines(name).stream().map(line -> List.of(line.split(" "))).toList();
    }

    /// Rows of columns apart by tabs.
    static List<List<String>> table(String name) {
        return lines(name).stream().map(line -> List.of(line.split("\t", -1))).toList();
    }

    /// Lines as they are.
    static List<String> lines(String name) {
        try (InputStream in = Words.class.getResourceAsStream("/demo/" + name)) {
            if (in == null) {
                throw new IllegalStateException("missing word list " + name);
            }
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            return reader.lines().filter(line -> !line.isBlank()).toList();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /// Items with weights; a pick costs a binary search.
    static final class Weighted<T> {
        private final List<T> items;
        private final int[] upTo;

        Weighted(List<T> items, List<Integer> weights) {
            this.items = List.copyOf(items);
            this.upTo = new int[weights.size()];
            int sum = 0;
            for (int i = 0; i < upTo.length; i++) {
                sum += weights.get(i);
                upTo[i] = sum;
            }
        }

        T pick(Chance chance) {
            int at = chance.between(1, upTo[upTo.length - 1]);
            int found = java.util.Arrays.binarySearch(upTo, at);
            return items.get(found >= 0 ? found : -found - 1);
        }
    }
}
