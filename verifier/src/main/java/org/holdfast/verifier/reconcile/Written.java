// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier.reconcile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.verifier.reconcile.HeldReceipt.Outcome;

/// Writes down what the walks found: the lines about each origin, and the sums over all. Not
/// thread-safe.
final class Written {
    private final List<String> lines = new ArrayList<>();
    private final Map<String, Long> sums = new LinkedHashMap<>();

    Written() {
        new Tally().words().keySet().forEach(word -> sums.put(word, 0L));
    }

    List<String> lines() {
        return lines;
    }

    Map<String, Long> sums() {
        return sums;
    }

    void sum(String word, long count) {
        sums.merge(word, count, Long::sum);
    }

    /// One origin: where it ends, what of it was proved, and the fate of each index.
    void origin(OriginEvidence origin, OriginWalk walk, SplitViews views) {
        String of = origin.origin();
        Optional<SeenHead> end = origin.end();
        lines.add(
                "origin %s size %d root %s proved %d %s"
                        .formatted(
                                of,
                                origin.size(),
                                end.map(head -> head.checkpoint().root().hex()).orElse(Words.NONE),
                                origin.provedSize(),
                                state(origin)));
        end.ifPresent(head -> lines.add("last-head " + of + " " + head.words()));
        origin.tree()
                .ifPresent(tree ->
                        lines.add(
                                "%s %s size %s root %s"
                                        .formatted(
                                                tree.isWhole() ? "proved-by" : "proved-in-parts-of",
                                                of,
                                                tree.head().size(),
                                                tree.head().root().hex())));
        lines.add("heads " + of + " " + views.words());
        lines.addAll(walk.tally().lines(of));
        walk.tally().words().forEach((word, ranges) -> sum(word, ranges.count()));
        sum("entries", origin.size());
        origin.copies().forEach(copy -> copy.lines(of, lines));
        if (isUnknown(origin)) {
            sum("unknown", 1);
            lines.add(
                    "unknown %s after %d cosigned %s last-entry %s"
                            .formatted(
                                    of,
                                    origin.size(),
                                    Words.time(cosigned(origin)),
                                    Words.time(walk.lastEntry())));
        }
    }

    /// The last time that something trusted cosigned a head of this origin; 0 without.
    static long cosigned(OriginEvidence origin) {
        return origin.heads().stream().mapToLong(SeenHead::cosigned).max().orElse(0);
    }

    private static boolean isUnknown(OriginEvidence origin) {
        return state(origin).equals("open");
    }

    /// `closed-by <opening>` when exactly the largest head is what a later origin begins from;
    /// `never-published` when a later origin passes over it; else `open`.
    private static String state(OriginEvidence origin) {
        if (origin.isSpent() && origin.heads().isEmpty()) {
            return "never-published";
        }
        return origin.claims().stream()
                .filter(claim -> claim.size() == origin.size())
                .findFirst()
                .map(claim -> "closed-by " + claim.source().substring("opening:".length()))
                .orElse("open");
    }

    void receipts(List<HeldReceipt> receipts) {
        for (Outcome outcome : Outcome.values()) {
            long count = receipts.stream().filter(r -> r.outcome() == outcome).count();
            sums.put("receipts-" + outcome.word(), count);
        }
        receipts.forEach(receipt -> lines.add(receipt.line()));
    }
}
