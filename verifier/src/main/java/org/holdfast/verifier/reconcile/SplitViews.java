// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier.reconcile;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.journal.Hash;
import org.holdfast.journal.ProvenTree;
import org.holdfast.journal.TlogProof;
import org.holdfast.journal.TreeSize;

/// Compares all verified heads of one origin: two that are not of one tree are two pasts under one
/// name, and each is named. For one use by one thread.
final class SplitViews {
    private static final String KIND = "split-view";

    private final OriginEvidence origin;
    private final Findings findings;
    private final Map<Long, SeenHead> bySize = new HashMap<>();
    private final Map<Range, Inside> beyond = new HashMap<>();
    private long agreeing;
    private long unchecked;
    private long contradicting;

    SplitViews(OriginEvidence origin, Findings findings) {
        this.origin = origin;
        this.findings = findings;
    }

    /// The entries from the first up to the end.
    private record Range(long first, long end) {}

    /// The hash that a receipt's proof gives some entries, and under which head.
    private record Inside(Hash hash, SeenHead head) {}

    /// Compares; tells each contradiction once.
    void compare() {
        for (SeenHead head : origin.heads()) {
            SeenHead same = bySize.putIfAbsent(head.size(), head);
            if (same != null && !same.checkpoint().root().equals(head.checkpoint().root())) {
                contradict(same, head);
            } else if (same == null) {
                withTree(head);
            }
        }
        origin.sealed().values().stream().flatMap(List::stream).forEach(this::withProof);
        for (SeenHead claim : origin.claims()) {
            origin.end()
                    .filter(end -> end.size() > claim.size())
                    .ifPresent(end ->
                            findings.add(
                                    "rolled-back",
                                    origin.origin(),
                                    claim.words() + " but " + end.words()));
        }
        long openers = origin.claims().stream().map(SeenHead::source).distinct().count();
        if (openers > 1) {
            findings.add(
                    "fork",
                    origin.origin(),
                    "continued by %s and %s"
                            .formatted(
                                    origin.claims().getFirst().source(),
                                    origin.claims().getLast().source()));
        }
    }

    private void contradict(SeenHead one, SeenHead other) {
        contradicting++;
        findings.add(KIND, origin.origin(), one.words() + " and " + other.words());
    }

    private void withTree(SeenHead head) {
        Optional<ProvenTree> tree = origin.tree();
        Optional<Hash> root = tree.flatMap(found -> found.root(new TreeSize(head.size())));
        if (root.isEmpty()) {
            unchecked++;
        } else if (root.get().equals(head.checkpoint().root())) {
            agreeing++;
        } else {
            contradict(proving(tree.orElseThrow()), head);
        }
    }

    /// A head that the tree was found by.
    private SeenHead proving(ProvenTree tree) {
        return origin.heads().stream()
                .filter(head -> head.checkpoint().equals(tree.head()))
                .findFirst()
                .orElseThrow();
    }

    /// Where nothing gives the whole tree of a receipt's head, the hashes of its proof are parts of
    /// it: what lies in the proved tree must be the same there, the rest the same in all receipts.
    private void withProof(HeldReceipt receipt) {
        TlogProof proof = receipt.proves().flatMap(HeldReceipt.Proves::proof).orElseThrow();
        SeenHead head = bySize.getOrDefault(receipt.head().size().value(), null);
        if (head == null
                || !head.checkpoint().equals(receipt.head())
                || head.size() <= origin.provedSize()
                || receipt.proves().flatMap(HeldReceipt.Proves::leaf).isEmpty()) {
            return;
        }
        long low = 0;
        long high = head.size();
        long index = proof.index().value();
        for (Hash hash : proof.path().reversed()) {
            long middle = low + Long.highestOneBit(high - low - 1);
            boolean left = index < middle;
            part(left ? new Range(middle, high) : new Range(low, middle), hash, head);
            low = left ? low : middle;
            high = left ? middle : high;
        }
        part(
                new Range(index, index + 1),
                receipt.proves().flatMap(HeldReceipt.Proves::leaf).orElseThrow(),
                head);
    }

    private void part(Range range, Hash hash, SeenHead head) {
        long length = range.end() - range.first();
        if (Long.bitCount(length) != 1 || range.first() % length != 0) {
            return; // its hash depends on the size of the tree
        }
        Optional<ProvenTree> tree = origin.tree();
        Optional<Hash> proved =
                range.end() > origin.provedSize()
                        ? Optional.empty()
                        : tree.flatMap(found ->
                                found.complete(range.first(), Long.numberOfTrailingZeros(length)));
        if (proved.isPresent()) {
            if (!proved.get().equals(hash)) {
                contradict(proving(tree.orElseThrow()), head);
            }
            return;
        }
        Inside before = beyond.putIfAbsent(range, new Inside(hash, head));
        if (before != null && !before.hash().equals(hash)) {
            contradict(before.head(), head);
        }
    }

    /// How many sizes were compared, by what came of it.
    String words() {
        return "agree %d unchecked %d contradict %d".formatted(agreeing, unchecked, contradicting);
    }
}
