// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Where the journals are, and how often they are sealed.
///
/// @param folder one folder per origin lies in it; made when missing
/// @param sealEvery longest time between two checkpoints while entries come; at most 100 ms in an
///   office, so that receipts are sealed within a quarter of a second
/// @param heads endpoints of the etcd in which the head of the central journal is agreed upon, such
///   as `http://10.1.0.1:2379`; with none every start opens the next origin from what this disk and
///   the mirrors that answer hold
/// @param stateEvery changes of registers between two `state` entries; a start and a clean stop
///   write one as well when there were changes
/// @param mostWaiting entries that may wait for their index; beyond it changes are refused as busy
/// @param shared for one of several nodes that share the central journal
/// @param imports fills a database that ends below the journal; without it the start is refused
///   then
public record LedgerSettings(
        Path folder,
        Duration sealEvery,
        List<URI> heads,
        int stateEvery,
        int mostWaiting,
        Optional<Shared> shared,
        Optional<EntryImport> imports) {
    private static final int MOST_WAITING = 100_000;
    private static final int STATE_EVERY = 10_000;

    public LedgerSettings {
        if (stateEvery < 1) {
            throw new IllegalArgumentException(
                    "stateEvery: expected 1 or more, found " + stateEvery);
        }
        heads = List.copyOf(heads);
    }

    /// What a node needs to share the central journal with others.
    ///
    /// @param place a small letter of its own among them; its node journal is `node` and that
    ///   letter
    /// @param copies folders of journals in which this node's mirrors keep what the other sites
    ///   have written, by their letter
    /// @param self this site as the mirror of the others
    /// @param standbys names under which the sites' databases receive from the primary
    /// @param besidePrimary whether the primary database is at this node's site now
    /// @param patience of its terms
    /// @param levels by the letter of each other site, the last moment at which this node's mirror
    ///   had everything that the site had; without them nobody knows up to when others were heard
    public record Shared(
            char place,
            Map<Character, Path> copies,
            Optional<Mirroring.Place> self,
            List<String> standbys,
            BooleanSupplier besidePrimary,
            Patience patience,
            Map<Character, Supplier<Optional<Instant>>> levels) {
        /// With the patience of an office.
        public Shared(
                char place,
                Map<Character, Path> copies,
                Optional<Mirroring.Place> self,
                List<String> standbys,
                BooleanSupplier besidePrimary) {
            this(place, copies, self, standbys, besidePrimary, Patience.OFFICE, Map.of());
        }

        /// The same, with mirrors that say when they had everything.
        public Shared hearing(Map<Character, Supplier<Optional<Instant>>> mirrors) {
            return new Shared(place, copies, self, standbys, besidePrimary, patience, mirrors);
        }

        public Shared {
            if (place < 'a' || place > 'z') {
                throw new IllegalArgumentException(
                        "place: expected a small letter, found " + place);
            }
            copies = Map.copyOf(copies);
            standbys = List.copyOf(standbys);
            levels = Map.copyOf(levels);
        }
    }

    /// How long a node that shares the central journal waits before it does something again.
    ///
    /// @param afterFault before another taking over, when one failed
    /// @param mostAfterFault the same, when several failed one after the other: each waits twice as
    ///   long as the one before, and not longer than this
    /// @param silence of the store of the agreed head, after which a node that sequences lets
    ///   another try: its own way there may be the only one that is lost
    /// @param aside so long it then leaves the others the first try
    public record Patience(
            Duration afterFault, Duration mostAfterFault, Duration silence, Duration aside) {
        /// Long enough that a fault which a person has to mend fills neither log nor disk, and
        /// short enough that nobody waits for it once it is mended.
        public static final Patience OFFICE =
                new Patience(
                        Duration.ofSeconds(2),
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(1));
    }

    /// The same, with the central journal's head agreed upon in an etcd.
    public LedgerSettings withHeads(List<URI> endpoints) {
        return new LedgerSettings(
                folder, sealEvery, endpoints, stateEvery, mostWaiting, shared, imports);
    }

    /// The same, with what fills a database that ends below the journal.
    public LedgerSettings importing(EntryImport into) {
        return new LedgerSettings(
                folder, sealEvery, heads, stateEvery, mostWaiting, shared, Optional.of(into));
    }

    /// The same, for one of several nodes; their head is agreed upon in an etcd.
    public LedgerSettings sharing(Shared with) {
        if (heads.isEmpty()) {
            throw new IllegalArgumentException("nodes that share a journal need an etcd");
        }
        return new LedgerSettings(
                folder, sealEvery, heads, stateEvery, mostWaiting, Optional.of(with), imports);
    }

    /// The kind of this node's own journal.
    String nodeKind() {
        return shared.map(one -> "node" + one.place()).orElse("node");
    }

    /// The settings of an office.
    public static LedgerSettings of(Path folder) {
        return new LedgerSettings(
                folder,
                Duration.ofMillis(50),
                List.of(),
                STATE_EVERY,
                MOST_WAITING,
                Optional.empty(),
                Optional.empty());
    }
}
