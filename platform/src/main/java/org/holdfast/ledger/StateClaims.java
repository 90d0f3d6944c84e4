// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.Hash;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.JournalEntry;
import org.holdfast.journal.JournalFault;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.Stored;
import tools.jackson.databind.exc.JsonNodeException;
import tools.jackson.databind.node.ObjectNode;

/// The `state` entries of a central journal compared with its own record entries. What they say is
/// collected first, since each speaks of an entry before it; then the journal is folded once. Not
/// thread-safe.
final class StateClaims {
    private static final int MOST_BUCKETS_NAMED = 8;

    /// What one `state` entry says.
    private record Claim(String where, StateDigest state) {}

    private final Map<Hash, List<Claim>> claims = new HashMap<>();
    private final StateFold fold = new StateFold();
    private final List<String> faults;
    private final List<String> unread = new ArrayList<>();
    private long met;
    private Optional<String> last = Optional.empty();

    StateClaims(List<String> faults) {
        this.faults = faults;
    }

    /// Collects what the entries of one origin say; nothing of it is believed yet.
    void collect(String name, Path path) {
        try (JournalDirectory directory = JournalDirectory.openForReading(path);
                Stream<JournalEntry> entries = directory.scan(new EntryIndex(1))) {
            entries.limit(Math.max(0, directory.signedSize().value() - 1))
                    .filter(entry -> Leaf.decode(entry.entry()).type().equals(Leaf.STATE))
                    .forEach(entry ->
                            claim(name + "/" + entry.index(), directory.read(entry.index())));
        } catch (JournalFault | JournalRefusal broken) {
            // The check of this origin comes to the same place and says what is wrong with it.
            unread.add(name);
        }
    }

    private void claim(String where, Stored stored) {
        try {
            ObjectNode facts =
                    Envelopes.facts(Leaf.decode(stored.entry()), stored.blobs().getFirst());
            Hash asOf = Hash.ofHex(facts.required("asOf").required("leaf").stringValue());
            claims.computeIfAbsent(asOf, _ -> new ArrayList<>())
                    .add(new Claim(where, StateDigest.read(facts)));
        } catch (LedgerFault | IllegalArgumentException | JsonNodeException wrong) {
            faults.add(where + ": no state entry as it must be: " + wrong.getMessage());
        }
    }

    /// The next entry in the journal's order; compares what is said about the state behind it.
    void entry(Leaf leaf, Hash hash) {
        if (leaf.type().equals(Leaf.RECORD)) {
            fold.put(leaf.entity(), leaf.entityVersion(), hash);
        }
        List<Claim> here = claims.remove(hash);
        if (here != null) {
            here.forEach(this::compare);
        }
    }

    private void compare(Claim claim) {
        StateDigest found = fold.digest();
        List<Integer> differing = found.differing(claim.state());
        met++;
        last = Optional.of(claim.where());
        if (!differing.isEmpty() || found.records() != claim.state().records()) {
            faults.add(
                    "%s: the state entry says %d records, digest %s; the entries before it give"
                                    .formatted(
                                            claim.where(),
                                            claim.state().records(),
                                            claim.state().digest())
                            + " %d records, digest %s; buckets that differ: %s"
                                    .formatted(found.records(), found.digest(), some(differing)));
        }
    }

    private static String some(List<Integer> buckets) {
        String named = buckets.subList(0, Math.min(MOST_BUCKETS_NAMED, buckets.size())).toString();
        return buckets.size() > MOST_BUCKETS_NAMED
                ? named + " and " + (buckets.size() - MOST_BUCKETS_NAMED) + " more"
                : named;
    }

    /// To be called behind the last entry: whatever a `state` entry spoke of must have come.
    void finish() {
        claims.values().stream()
                .flatMap(List::stream)
                .filter(_ -> unread.isEmpty())
                .forEach(claim ->
                        faults.add(claim.where() + ": speaks of an entry that is not there"));
    }

    /// `state` entries that were compared.
    long met() {
        return met;
    }

    /// Where the last one compared stands.
    Optional<String> last() {
        return last;
    }

    /// What the entries so far give.
    StateFold fold() {
        return fold;
    }
}
