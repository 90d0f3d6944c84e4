// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.holdfast.ledger.CentralReplay;

/// The node journals of an office with several sites (`nodea-1`) where somebody is about to make an
/// office with one node, which reads none of them: papers, withdrawals, blocks, looks and filings
/// that were not merged stand there and nowhere else.
final class SiteJournals {
    private SiteJournals() {}

    /// @param journals a folder of journals; it may not be there
    static SortedMap<String, Long> in(Path journals) {
        return Files.isDirectory(journals) ? CentralReplay.ofSites(journals) : new TreeMap<>();
    }

    /// @throws RebuildRefused naming them, when there are some
    static void requireNone(SortedMap<String, Long> found, String otherwise) {
        if (!found.isEmpty()) {
            throw new RebuildRefused(
                    "these are journals of an office with several sites, and what its nodes have"
                            + " recorded (papers, withdrawals, blocks, filings) would be in no office"
                            + " then. "
                            + otherwise,
                    named(found));
        }
    }

    /// In words, one line for each origin.
    static List<String> named(SortedMap<String, Long> found) {
        return found.entrySet().stream()
                .map(one ->
                        one.getValue() < 0
                                ? one.getKey() + " (cannot be read)"
                                : "%s with %d entries".formatted(one.getKey(), one.getValue()))
                .toList();
    }
}
