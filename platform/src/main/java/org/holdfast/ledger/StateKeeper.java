// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.Objects;
import java.util.Optional;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;
import org.holdfast.ledger.FoldedIndex.Place;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Follows the sealed entries of the central journal and says what a `state` entry would say now:
/// the state digest as of the last entry learnt. Used by the thread that starts the journal, then
/// by the sequencer's; by one at a time.
final class StateKeeper {
    private final StateFold fold = new StateFold();
    private final Handle entity;
    private long since;
    private long counted;
    private @Nullable Hash onItsWay;
    private long version;
    private @Nullable Hash tip;
    private @Nullable Place place;
    private @Nullable Hash leaf;

    /// @param entity what `state` entries are about
    StateKeeper(Handle entity) {
        this.entity = entity;
    }

    /// The next sealed entry in the journal's order.
    void learn(Place at, Leaf read, Hash hash) {
        if (read.type().equals(Leaf.RECORD)) {
            fold.put(read.entity(), read.entityVersion(), hash);
            since++;
        } else if (read.type().equals(Leaf.STATE)) {
            version = read.entityVersion();
            tip = hash;
            // One that we wrote ourselves was counted when it was written.
            since = Objects.equals(hash, onItsWay) ? since : 0;
            onItsWay = null;
        }
        place = at;
        leaf = hash;
    }

    /// Whether so many records came since the last `state` entry, and none is on its way.
    boolean due(int records) {
        return onItsWay == null && since >= records;
    }

    /// What is to be inserted into the journal.
    Envelope envelope(Envelopes envelopes, String origin) {
        Place at = place;
        Hash last = leaf;
        if (at == null || last == null) {
            throw new IllegalStateException("no entry was learnt");
        }
        ObjectNode facts = CanonicalJson.object();
        facts.putObject("asOf")
                .put("origin", origin)
                .put("index", at.index())
                .put("leaf", last.hex());
        fold.digest().write(facts);
        return envelopes.state(entity, version + 1, Optional.ofNullable(tip), facts);
    }

    /// The last entry learnt.
    Optional<Place> asOf() {
        return Optional.ofNullable(place);
    }

    /// The entry is about to be inserted, and will be learnt like every other. Until it is, or is
    /// taken back, no other is due: two of one version would both name the one before them.
    void written(Hash leaf) {
        counted = since;
        since = 0;
        onItsWay = leaf;
    }

    /// The entry that was about to be inserted, as long as it was not learnt.
    Optional<Hash> onItsWay() {
        return Optional.ofNullable(onItsWay);
    }

    /// It was not inserted, and never will be.
    void takenBack() {
        since += counted;
        onItsWay = null;
    }
}
