// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;
import org.holdfast.keys.KeyId;
import org.holdfast.ledger.FoldedIndex.Place;
import tools.jackson.databind.node.ObjectNode;

/// The acts and attestations that the journals hold, folded once and then followed. Thread-safe.
final class ErasureLog {
    private final Series central;
    private final Series node;

    @GuardedBy("this")
    private int centralRead;

    @GuardedBy("this")
    private int nodeRead;

    @GuardedBy("this")
    private boolean following;

    @GuardedBy("this")
    private final Map<Handle, ErasureAct> acts = new LinkedHashMap<>();

    @GuardedBy("this")
    private final Map<KeyId, ErasureAct> byKey = new HashMap<>();

    @GuardedBy("this")
    private final Map<Hash, ErasureAct> byEntry = new HashMap<>();

    @GuardedBy("this")
    private final Map<Hash, Set<String>> attested = new HashMap<>();

    @GuardedBy("this")
    private final Set<KeyId> attestedKeys = new HashSet<>();

    /// By act and place.
    @GuardedBy("this")
    private final Map<Hash, Map<String, MirrorAttestation>> copies = new HashMap<>();

    ErasureLog(Series central, Series node) {
        this.central = central;
        this.node = node;
    }

    /// Reads what is new. Sealed acts only: the index of the central journal has nothing else.
    @GuardedBy("this")
    private void follow() {
        if (following) {
            return; // an act's own payload is looked at
        }
        following = true;
        try {
            read();
        } finally {
            following = false;
        }
    }

    @GuardedBy("this")
    private void read() {
        FoldedIndex.OfType fresh = central.index().ofType(ErasureAct.TYPE, centralRead);
        for (Place place : fresh.places()) {
            StoredEntry entry = central.entry(place);
            ErasureAct act = ErasureAct.read(entry.leaf(), entry.leafHash(), entry.open());
            acts.putIfAbsent(act.operation(), act);
            act.order().keys().forEach(key -> byKey.putIfAbsent(key, act));
            act.order().entries().forEach(leaf -> byEntry.putIfAbsent(leaf, act));
        }
        centralRead = fresh.next();
        FoldedIndex.OfType said = node.index().ofType(Attestation.TYPE, nodeRead);
        for (Place place : said.places()) {
            StoredEntry entry = node.entry(place);
            ObjectNode content = entry.open();
            if (MirrorAttestation.is(content)) {
                MirrorAttestation copy = MirrorAttestation.read(entry.leafHash(), content);
                copies.computeIfAbsent(copy.act(), _ -> new LinkedHashMap<>())
                        .putIfAbsent(copy.place(), copy);
                continue;
            }
            Attestation one = Attestation.read(entry.leaf(), entry.leafHash(), content);
            attested.computeIfAbsent(one.act(), _ -> new HashSet<>()).add(one.site());
            one.keys().forEach(key -> attestedKeys.add(key.key()));
        }
        nodeRead = said.next();
    }

    synchronized List<ErasureAct> acts() {
        follow();
        return List.copyOf(acts.values());
    }

    synchronized Optional<ErasureAct> act(Handle operation) {
        follow();
        return Optional.ofNullable(acts.get(operation));
    }

    synchronized Optional<ErasureAct> act(KeyId key) {
        follow();
        return Optional.ofNullable(byKey.get(key));
    }

    /// The act that covers an entry.
    synchronized Optional<Hash> covering(Leaf leaf, Hash hash) {
        follow();
        return leaf.key()
                .flatMap(key -> Optional.ofNullable(byKey.get(key)))
                .or(() -> Optional.ofNullable(byEntry.get(hash)))
                .map(ErasureAct::leaf);
    }

    synchronized boolean attested(ErasureAct act, String site) {
        follow();
        return attested.getOrDefault(act.leaf(), Set.of()).contains(site);
    }

    synchronized Optional<ErasureAct> act(Hash leaf) {
        return acts().stream().filter(act -> act.leaf().equals(leaf)).findFirst();
    }

    /// What mirrors said of an act, the first first; one of each place.
    synchronized List<MirrorAttestation> copies(ErasureAct act) {
        follow();
        return List.copyOf(copies.getOrDefault(act.leaf(), Map.of()).values());
    }

    synchronized Set<KeyId> attestedKeys() {
        follow();
        return Set.copyOf(attestedKeys);
    }
}
