// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier.reconcile;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.journal.Hash;
import org.holdfast.journal.ProvenTree;
import org.holdfast.journal.TreeSize;

/// Compares all verified heads of one origin: two that are not of one tree are two pasts under one
/// name, and each is named. For one use by one thread.
final class SplitViews {
    private static final String KIND = "split-view";

    private final OriginEvidence origin;
    private final Findings findings;
    private final Map<Long, SeenHead> bySize = new HashMap<>();
    private final Map<Place, Inside> beyond = new HashMap<>();
    private long agreeing;
    private long unchecked;
    private long contradicting;

    SplitViews(OriginEvidence origin, Findings findings) {
        this.origin = origin;
        this.findings = findings;
    }

    /// So many entries as a power of two, from the first on.
    private record Place(long first, int height) {}

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
        SeenHead head = bySize.getOrDefault(receipt.head().size().value(), null);
        if (head == null
                || !head.checkpoint().equals(receipt.head())
                || (head.size() <= origin.provedSize() && origin.isWhole())
                || receipt.proves().flatMap(HeldReceipt.Proves::leaf).isEmpty()) {
            return;
        }
        Hash leaf = receipt.proves().flatMap(HeldReceipt.Proves::leaf).orElseThrow();
        ProvenTree.Part.of(receipt.inclusion(), leaf).forEach(part -> compare(part, head));
    }

    private void compare(ProvenTree.Part part, SeenHead head) {
        Optional<ProvenTree> tree = origin.tree();
        Optional<Hash> proved = tree.flatMap(found -> found.complete(part.first(), part.height()));
        if (proved.isPresent()) {
            if (!proved.get().equals(part.hash())) {
                contradict(proving(tree.orElseThrow()), head);
            }
            return;
        }
        Inside inside = new Inside(part.hash(), head);
        Inside before = beyond.putIfAbsent(new Place(part.first(), part.height()), inside);
        if (before != null && !before.hash().equals(part.hash())) {
            contradict(before.head(), head);
        }
    }

    /// How many sizes were compared, by what came of it.
    String words() {
        return "agree %d unchecked %d contradict %d".formatted(agreeing, unchecked, contradicting);
    }
}
