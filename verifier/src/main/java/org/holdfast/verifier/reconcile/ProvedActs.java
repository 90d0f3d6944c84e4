// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier.reconcile;

import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.journal.Hash;
import org.holdfast.journal.Stored;
import org.holdfast.verifier.Erasures;
import org.jspecify.annotations.Nullable;

/// The acts of erasure in the copies of central journals. An act counts when its leaf hash is
/// proved at its place under a verified checkpoint, or by a verified receipt, and its payload is
/// what the entry commits to; it names entries of its own site only. For one thread.
final class ProvedActs {
    private final Findings findings;
    private final Map<String, Erasures> bySite = new HashMap<>();
    private final MessageDigest sha256 = Digests.fresh();

    ProvedActs(Findings findings) {
        this.findings = findings;
    }

    /// Whether an act names an entry of an origin.
    ///
    /// @param key the data key that the entry names, hexadecimal; null without one
    boolean name(OriginName origin, Hash leaf, @Nullable String key) {
        Erasures acts = bySite.get(origin.site());
        return acts != null && acts.name(leaf, Optional.ofNullable(key));
    }

    /// Reads the acts of one origin; of one that is not a central journal nothing. A copy is asked
    /// only for what those before it do not hold.
    void read(OriginEvidence origin) {
        if (!origin.name().kind().equals(Erasures.JOURNAL)) {
            return;
        }
        long blocks = origin.remains().stream().mapToLong(copy -> copy.blobFiles()).max().orElse(0);
        blocks = Math.min(blocks, OriginWalk.MOST_ENTRIES / Block.ENTRIES);
        for (long number = 0; number < blocks; number++) {
            read(origin, proved(origin, number));
        }
    }

    private static Block proved(OriginEvidence origin, long number) {
        List<Hash> leaves = origin.tree().flatMap(tree -> tree.leaves(number)).orElse(List.of());
        Block block = new Block(number, leaves);
        for (int i = 0; i < Block.ENTRIES; i++) {
            int place = i;
            for (HeldReceipt receipt :
                    origin.sealed().getOrDefault(block.first() + place, List.of())) {
                receipt.proves()
                        .flatMap(HeldReceipt.Proves::leaf)
                        .ifPresent(leaf -> block.prove(place, leaf));
            }
        }
        return block;
    }

    private void read(OriginEvidence origin, Block block) {
        boolean[] settled = new boolean[Block.ENTRIES];
        for (CopyOfOrigin copy : origin.copies()) {
            boolean all = true;
            for (int i = 0; i < Block.ENTRIES; i++) {
                all &= settled[i] || !block.isProved(i);
            }
            if (all) {
                return;
            }
            if (copy.remains().hasBlobFile(block.number())) {
                copy.remains()
                        .records(
                                block.number(),
                                (own, record) -> take(origin, block, settled, own, record));
            }
        }
    }

    private void take(
            OriginEvidence origin, Block block, boolean[] settled, int own, Stored record) {
        Hash leaf = record.leafHash();
        int place = block.placeOf(leaf, own);
        if (place < 0 || settled[place] || !block.leaf(place).equals(Optional.of(leaf))) {
            return;
        }
        Optional<EntryClaims> claims = EntryClaims.of(record.entry());
        if (claims.isEmpty() || !claims.get().type().equals(Erasures.TYPE)) {
            settled[place] = true;
            return;
        }
        if (!Content.of(record, claims.get(), sha256).hasBlobs()) {
            return; // another copy may hold it whole
        }
        settled[place] = true;
        try {
            List<byte[]> blobs = record.blobs();
            Erasures.Act act = Erasures.Act.of(blobs.isEmpty() ? new byte[0] : blobs.getFirst());
            bySite.computeIfAbsent(origin.name().site(), _ -> new Erasures()).add(act);
        } catch (IllegalArgumentException _) {
            findings.add(
                    "act-unreadable",
                    origin.origin(),
                    "entry " + (block.first() + place) + " is an act of erasure of no known form");
        }
    }
}
