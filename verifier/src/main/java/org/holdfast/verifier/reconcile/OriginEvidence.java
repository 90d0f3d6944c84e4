// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier.reconcile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.NoteVerifier;
import org.holdfast.journal.ProvenTree;
import org.holdfast.journal.Remains;
import org.holdfast.journal.SignedNote;
import org.holdfast.journal.Stored;
import org.holdfast.verifier.TrustList;
import org.jspecify.annotations.Nullable;

/// Everything that is known of one origin. For one thread.
final class OriginEvidence {
    /// Checkpoints whose tree is looked for, largest first; each costs a few tiles.
    private static final int MOST_TREES = 200;

    private final OriginName name;
    private final List<CopyOfOrigin> copies = new ArrayList<>();
    private final List<SeenHead> heads = new ArrayList<>();
    private final List<SeenHead> claims = new ArrayList<>();
    private final Map<Long, List<HeldReceipt>> sealed = new HashMap<>();
    private @Nullable NoteVerifier key;
    private @Nullable ProvenTree tree;
    private boolean spent;

    OriginEvidence(OriginName name) {
        this.name = name;
    }

    OriginName name() {
        return name;
    }

    String origin() {
        return name.origin();
    }

    List<CopyOfOrigin> copies() {
        return copies;
    }

    List<Remains> remains() {
        return copies.stream().map(CopyOfOrigin::remains).toList();
    }

    /// The key that a root certified for this origin.
    Optional<NoteVerifier> key() {
        return Optional.ofNullable(key);
    }

    void key(NoteVerifier certified) {
        key = certified;
    }

    /// All heads, those that later openings commit to included.
    List<SeenHead> heads() {
        return heads;
    }

    void head(SeenHead head) {
        heads.add(head);
    }

    /// Takes the head that the opening of a later origin commits to.
    void claim(SeenHead head) {
        claims.add(head);
        heads.add(head);
    }

    /// What later openings commit to; more than one means a fork.
    List<SeenHead> claims() {
        return claims;
    }

    /// True when a later origin continues one before this, so that this one was never published.
    boolean isSpent() {
        return spent;
    }

    void spend() {
        spent = true;
    }

    void receipt(HeldReceipt receipt) {
        sealed.computeIfAbsent(receipt.index(), _ -> new ArrayList<>()).add(receipt);
    }

    /// Receipts with a proof, by index.
    Map<Long, List<HeldReceipt>> sealed() {
        return sealed;
    }

    /// The largest verified head; of two of one size the one that was seen first.
    Optional<SeenHead> end() {
        return heads.stream().reduce((a, b) -> b.size() > a.size() ? b : a);
    }

    long size() {
        return end().map(SeenHead::size).orElse(0L);
    }

    /// Reads the notes in the copies. What is there and does not verify is a finding.
    void readNotes(TrustList trust, Findings findings) {
        for (CopyOfOrigin copy : copies) {
            for (String file : List.of("checkpoint", "mirrored")) {
                try {
                    Optional<SignedNote> note = copy.remains().note(file);
                    if (note.isPresent() && key != null) {
                        SeenHead head = head(note.get(), key, copy, file, trust);
                        heads.add(head);
                        copy.ownSize(Math.max(copy.ownSize(), head.size()));
                    }
                } catch (JournalRefusal wrong) {
                    findings.add(
                            "checkpoint-invalid",
                            name.origin(),
                            "copy:%s/%s %s"
                                    .formatted(copy.label(), file, Words.code(wrong.reason())));
                }
            }
        }
    }

    private static SeenHead head(
            SignedNote note, NoteVerifier key, CopyOfOrigin copy, String file, TrustList trust) {
        Checkpoint checkpoint = key.checkpoint(note);
        return new SeenHead(checkpoint, "copy:" + copy.label() + "/" + file, cosigned(note, trust));
    }

    static long cosigned(SignedNote note, TrustList trust) {
        return trust.cosignatures(note).stream().mapToLong(line -> line.time()).max().orElse(0);
    }

    /// The largest tree that can be found again, whole or in parts; empty when there is none.
    Optional<ProvenTree> tree() {
        return Optional.ofNullable(tree);
    }

    long provedSize() {
        return isWhole() ? tree().orElseThrow().head().size().value() : 0;
    }

    void findTree() {
        long most = copies.stream().mapToLong(CopyOfOrigin::extent).max().orElse(0);
        List<Checkpoint> tried =
                heads.stream()
                        .sorted(Comparator.comparingLong(SeenHead::size).reversed())
                        .map(SeenHead::checkpoint)
                        .filter(head -> head.size().value() <= most)
                        .distinct()
                        .limit(MOST_TREES)
                        .toList();
        for (Checkpoint head : tried) {
            Optional<ProvenTree> found = ProvenTree.of(head, remains());
            if (found.isPresent()) {
                tree = found.get();
                return;
            }
        }
        findParts();
    }

    /// Where no checkpoint's tree is found: what the proofs in verified receipts lead to.
    private void findParts() {
        List<ProvenTree.Part> parts = new ArrayList<>();
        for (List<HeldReceipt> each : sealed.values()) {
            for (HeldReceipt receipt : each) {
                receipt.proves()
                        .flatMap(HeldReceipt.Proves::leaf)
                        .ifPresent(leaf ->
                                parts.addAll(ProvenTree.Part.of(receipt.inclusion(), leaf)));
            }
        }
        if (!parts.isEmpty()) {
            parts.sort(Comparator.comparingInt(ProvenTree.Part::height).reversed());
            tree =
                    ProvenTree.inParts(end().orElseThrow().checkpoint(), parts, remains())
                            .orElse(null);
        }
    }

    /// True when the whole tree of a checkpoint is found.
    boolean isWhole() {
        return tree().map(ProvenTree::isWhole).orElse(false);
    }

    /// The content of the opening entry, from any copy that has it under its proved leaf hash.
    Optional<Opening> opening() {
        Optional<ProvenTree> found = tree();
        if (found.isEmpty() || found.get().leaves(0).isEmpty()) {
            return Optional.empty();
        }
        var first = found.get().leaves(0).get().getFirst();
        for (Remains copy : remains()) {
            Optional<Opening> opening =
                    record(copy, first).flatMap(record -> Opening.of(record, origin()));
            if (opening.isPresent()) {
                return opening;
            }
        }
        return Optional.empty();
    }

    /// The record of entry 0 with a leaf hash, or with any when none is given.
    static Optional<Stored> record(Remains copy, org.holdfast.journal.@Nullable Hash leaf) {
        List<Stored> first = new ArrayList<>();
        copy.records(
                0,
                (place, record) -> {
                    boolean same = leaf == null ? place == 0 : record.leafHash().equals(leaf);
                    if (first.isEmpty() && same) {
                        first.add(record);
                    }
                });
        return first.stream().findFirst();
    }
}
