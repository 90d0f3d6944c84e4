// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier.reconcile;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.Hash;
import org.holdfast.journal.InclusionProof;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.ProvenTree;
import org.holdfast.journal.TlogProof;
import org.holdfast.verifier.Reconciliation;
import org.holdfast.verifier.reconcile.HeldReceipt.Outcome;
import org.holdfast.verifier.reconcile.Tally.Fate;

/// Judges every index of one origin, 256 at a time over all copies together, and with it the
/// receipts about them. For one use by one thread.
final class OriginWalk {
    private static final String PLAIN = Words.NONE;
    private static final String UNSEALED = "not-sealed";

    /// No loop goes further, whatever files are named.
    static final long MOST_ENTRIES = 1L << 33;

    private final OriginEvidence origin;
    private final Map<Hash, List<HeldReceipt>> promised;
    private final ProvedActs acts;
    private final Findings findings;
    private final Reconciliation.Progress progress;
    private final Tally tally = new Tally();
    private final long size;
    private long lastEntry;

    /// @param promised receipts without proof, by leaf hash, wherever their entry may stand
    /// @param acts those of all origins
    OriginWalk(
            OriginEvidence origin,
            Map<Hash, List<HeldReceipt>> promised,
            ProvedActs acts,
            Findings findings,
            Reconciliation.Progress progress) {
        this.origin = origin;
        this.promised = promised;
        this.acts = acts;
        this.findings = findings;
        this.progress = progress;
        this.size = origin.size();
    }

    Tally tally() {
        return tally;
    }

    /// The latest time that a proved entry in a copy says; 0 without one.
    long lastEntry() {
        return lastEntry;
    }

    void run() {
        long most = origin.provedSize();
        for (CopyOfOrigin copy : origin.copies()) {
            most = Math.max(most, Math.min(MOST_ENTRIES, copy.extent()));
        }
        long blocks = (most + Block.ENTRIES - 1) / Block.ENTRIES;
        for (long number = 0; number < blocks; number++) {
            block(number);
            long done = Math.min(most, (number + 1) * Block.ENTRIES);
            progress.entries(origin.name().folder(), done, most);
        }
        nowhere(blocks * Block.ENTRIES);
        origin.copies().forEach(copy -> copy.judgeRest(origin.tree(), blocks, size));
    }

    private void block(long number) {
        Optional<ProvenTree> tree = origin.tree();
        Block block = new Block(number, tree.flatMap(t -> t.leaves(number)).orElse(List.of()));
        for (int i = 0; i < Block.ENTRIES; i++) {
            facts(block, i);
        }
        List<Look> looks = new ArrayList<>();
        origin.copies().forEach(copy -> looks.add(copy.look(block)));
        boolean[] named = named(block, looks);
        for (int k = 0; k < looks.size(); k++) {
            CopyOfOrigin copy = origin.copies().get(k);
            copy.judge(block, looks.get(k), named, size);
            tree.ifPresent(found -> copy.judgeTiles(found, 0, number, number + 1));
        }
        for (int i = 0; i < Block.ENTRIES; i++) {
            if (block.first() + i < size) {
                judge(block, i, looks, named[i]);
            } else {
                beyond(block, i, looks);
            }
        }
    }

    /// Of which proved entries an act of erasure names the leaf hash or the data key.
    private boolean[] named(Block block, List<Look> looks) {
        boolean[] named = new boolean[Block.ENTRIES];
        for (int i = 0; i < Block.ENTRIES; i++) {
            if (block.isProved(i)) {
                int place = i;
                named[i] = looks.stream().anyMatch(look -> isNamed(look, place));
            }
        }
        return named;
    }

    private boolean isNamed(Look look, int place) {
        return look.held(place)
                .filter(leaf -> acts.name(origin.name(), leaf, look.key[place]))
                .isPresent();
    }

    private List<HeldReceipt> receipts(long index) {
        return origin.sealed().getOrDefault(index, List.of());
    }

    /// A verified receipt proves its leaf hash even where no tree does.
    private void facts(Block block, int place) {
        for (HeldReceipt receipt : receipts(block.first() + place)) {
            Optional<Hash> leaf = receipt.proves().flatMap(HeldReceipt.Proves::leaf);
            if (leaf.isPresent() && !block.prove(place, leaf.get())) {
                receipt.deny(Outcome.CONTRADICTED, PLAIN);
                findings.add(
                        "split-view",
                        origin.origin(),
                        "entry %d is %s and by receipt:%s %s"
                                .formatted(
                                        block.first() + place,
                                        block.leaf(place).orElseThrow().hex(),
                                        Words.name(receipt.file()),
                                        leaf.get().hex()));
            }
        }
    }

    private void judge(Block block, int place, List<Look> looks, boolean named) {
        long index = block.first() + place;
        Optional<Hash> leaf = block.leaf(place);
        List<HeldReceipt> about = new ArrayList<>(receipts(index));
        leaf.ifPresent(hash -> about.addAll(promised.getOrDefault(hash, List.of())));
        if (leaf.isEmpty()) {
            promises(place, looks);
        }
        Fate fate = leaf.isEmpty() ? unproved(place, looks) : fate(index, place, looks, named);
        tally.of(fate).add(index);
        if (fate == Fate.LOST || fate == Fate.CONTENT_LOST) {
            boolean restorable =
                    about.stream()
                            .anyMatch(receipt -> !isDenied(receipt) && receipt.holdsPayload());
            if (restorable) {
                tally.restorable.add(index);
            }
        }
        about.forEach(receipt -> decide(receipt, fate, leaf));
    }

    private static boolean isDenied(HeldReceipt receipt) {
        return receipt.isDecided() && receipt.outcome().compareTo(Outcome.CONTRADICTED) <= 0;
    }

    private static Fate unproved(int place, List<Look> looks) {
        return looks.stream().anyMatch(look -> look.hasEntry(place)) ? Fate.UNPROVED : Fate.LOST;
    }

    private Fate fate(long index, int place, List<Look> looks, boolean named) {
        int whole = 0;
        boolean entry = false;
        boolean blobs = false;
        boolean key = false;
        boolean blank = false;
        for (Look look : looks) {
            Content content = look.content[place];
            entry |= look.hasEntry(place);
            whole += content == Content.WHOLE ? 1 : 0;
            blobs |= content.hasBlobs();
            key |= content == Content.WHOLE || content == Content.KEY_ONLY;
            blank |= content == Content.BLANK;
            if (look.record[place]) {
                lastEntry = Math.max(lastEntry, look.time[place]);
            }
        }
        if (named && blobs) {
            tally.leftover.add(index);
        }
        if (whole == 1) {
            tally.thin.add(index);
        }
        if (whole > 0) {
            return Fate.SAFE;
        }
        if (blobs && key) {
            tally.scattered.add(index);
            return Fate.SAFE;
        }
        if (named && (blank || blobs)) {
            return Fate.ERASED;
        }
        if (blobs) {
            return Fate.KEYLESS;
        }
        if (blank) {
            tally.blank.add(index);
        }
        return entry ? Fate.CONTENT_LOST : Fate.LOST;
    }

    private void decide(HeldReceipt receipt, Fate fate, Optional<Hash> leaf) {
        Optional<TlogProof> bare =
                receipt.proves()
                        .filter(proves -> proves.leaf().isEmpty())
                        .flatMap(HeldReceipt.Proves::proof);
        if (bare.isPresent() && leaf.isPresent() && !holds(receipt, bare.get(), leaf.get())) {
            return;
        }
        String note = bare.isPresent() && leaf.isEmpty() ? "proof-not-checked" : PLAIN;
        receipt.found(outcome(receipt, fate), note);
    }

    private static Outcome outcome(HeldReceipt receipt, Fate fate) {
        return switch (fate) {
            case SAFE -> Outcome.SAFE;
            case ERASED -> Outcome.ERASED;
            case KEYLESS -> Outcome.KEYLESS;
            case CONTENT_LOST -> receipt.holdsPayload() ? Outcome.RESTORABLE : Outcome.CONTENT_LOST;
            case UNPROVED -> Outcome.UNPROVED;
            case LOST -> receipt.holdsPayload() ? Outcome.RESTORABLE : Outcome.LOST;
        };
    }

    /// A bare proof is verified once the leaf hash of its index is proved by something else.
    private static boolean holds(HeldReceipt receipt, TlogProof proof, Hash leaf) {
        Checkpoint head = receipt.head();
        try {
            new InclusionProof(proof.index(), head.size(), proof.path()).verify(leaf, head.root());
            return true;
        } catch (JournalRefusal e) {
            receipt.deny(Outcome.REFUSED, "receipt-proof-wrong");
            return false;
        }
    }

    /// Above the last checkpoint: only a promise, which names the leaf hash, proves anything.
    private void beyond(Block block, int place, List<Look> looks) {
        promises(place, looks);
        if (looks.stream().anyMatch(look -> look.record[place])) {
            tally.beyond.add(block.first() + place);
        }
    }

    /// Where no tree says what belongs here, a promise still says that this very entry was taken.
    private void promises(int place, List<Look> looks) {
        for (Look look : looks) {
            Fate fate = promisedFate(look, place);
            look.held(place)
                    .map(leaf -> promised.getOrDefault(leaf, List.of()))
                    .orElse(List.of())
                    .forEach(receipt -> receipt.found(outcome(receipt, fate), UNSEALED));
        }
    }

    private Fate promisedFate(Look look, int place) {
        Content content = look.content[place];
        if (content == Content.WHOLE) {
            return Fate.SAFE;
        }
        if ((content == Content.BLANK || content.hasBlobs()) && isNamed(look, place)) {
            return Fate.ERASED;
        }
        return content.hasBlobs() ? Fate.KEYLESS : Fate.CONTENT_LOST;
    }

    /// From an index on there is nothing in any copy.
    private void nowhere(long from) {
        tally.of(Fate.LOST).add(from, size);
        List<Long> indexes =
                origin.sealed().keySet().stream().filter(index -> index >= from).sorted().toList();
        for (long index : indexes) {
            boolean restorable = false;
            for (HeldReceipt receipt : receipts(index)) {
                receipt.found(outcome(receipt, Fate.LOST), PLAIN);
                restorable |= receipt.holdsPayload();
            }
            if (restorable) {
                tally.restorable.add(index);
            }
        }
    }
}
