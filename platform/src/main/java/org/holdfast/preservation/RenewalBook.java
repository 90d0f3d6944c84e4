// SPDX-License-Identifier: Apache-2.0
package org.holdfast.preservation;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.holdfast.journal.Hash;
import org.holdfast.keys.SealKeyId;
import org.holdfast.ledger.EntryFold;
import org.holdfast.ledger.NodeJournal;
import org.holdfast.ledger.StoredEntry;

/// Renewals, which site renews which keys, what was stamped and how much was signed again, folded
/// from the node journals of all sites as it is seen; needs no database. Thread-safe.
final class RenewalBook {
    static final String PREFIX = "r-";

    /// The same at every site.
    private static final Comparator<Line> ORDER =
            Comparator.comparingLong((Line line) -> line.entry().leaf().time())
                    .thenComparing(line -> line.entry().leafHash().hex());

    @GuardedBy("this")
    private final EntryFold fold;

    @GuardedBy("this")
    private final Map<String, Line> renewals = new LinkedHashMap<>();

    /// By renewal and site.
    @GuardedBy("this")
    private final Map<String, Map<String, List<SealKeyId>>> keys = new HashMap<>();

    /// By renewal, of all sites.
    @GuardedBy("this")
    private final Map<String, Set<String>> names = new HashMap<>();

    @GuardedBy("this")
    private final List<Stamped> stamps = new ArrayList<>();

    @GuardedBy("this")
    private final Set<Hash> roots = new HashSet<>();

    /// By renewal, site and service.
    @GuardedBy("this")
    private final Map<String, Map<String, Map<String, Done>>> done = new HashMap<>();

    RenewalBook(NodeJournal journal) {
        Map<String, EntryFold.Taking> takings = new LinkedHashMap<>();
        takings.put(RenewalEntries.REKEY, this::order);
        takings.put(RenewalEntries.KEYS, this::keys);
        takings.put(RenewalEntries.STAMP, this::stamp);
        takings.put(RenewalEntries.RESIGNED, this::again);
        this.fold = new EntryFold(journal, takings);
    }

    /// A renewal and its entry.
    record Line(StoredEntry entry, Renewal renewal) {}

    /// A stamp and its entry.
    record Stamped(StoredEntry entry, RenewalEntries.Stamp stamp) {}

    /// Papers of one service at one site.
    record Done(long stamped, long resigned) {
        static final Done NOTHING = new Done(0, 0);

        Done plus(long stamped, long resigned) {
            return new Done(this.stamped + stamped, this.resigned + resigned);
        }
    }

    /// Reads what has come since the last look.
    synchronized void look() {
        EntryFold.Look _ = fold.look();
    }

    private synchronized boolean order(StoredEntry entry) {
        String name =
                PREFIX
                        + entry.leaf()
                                .operation()
                                .orElseThrow(() -> new IllegalArgumentException("no operation"))
                                .hex();
        Instant at = Instant.ofEpochSecond(entry.leaf().time());
        renewals.merge(
                name,
                new Line(entry, RenewalEntries.order(name, at, entry.open())),
                (a, b) -> ORDER.compare(a, b) <= 0 ? a : b);
        return true;
    }

    private synchronized boolean keys(StoredEntry entry) {
        RenewalEntries.Keys read = RenewalEntries.Keys.read(entry.open());
        keys.computeIfAbsent(read.renewal(), _ -> new TreeMap<>())
                .putIfAbsent(read.site(), read.keys());
        names.computeIfAbsent(read.renewal(), _ -> new HashSet<>()).addAll(read.names());
        return true;
    }

    private synchronized boolean stamp(StoredEntry entry) {
        RenewalEntries.Stamp read = RenewalEntries.Stamp.read(entry.open());
        if (roots.add(read.root())) {
            stamps.add(new Stamped(entry, read));
            read.services().forEach((service, count) -> add(read, service, count));
        }
        return true;
    }

    @GuardedBy("this")
    private void add(RenewalEntries.Stamp stamp, String service, int count) {
        of(stamp.renewal(), stamp.site())
                .merge(
                        service,
                        Done.NOTHING.plus(count, 0),
                        (a, b) -> a.plus(b.stamped(), b.resigned()));
    }

    private synchronized boolean again(StoredEntry entry) {
        RenewalEntries.Again read = RenewalEntries.Again.read(entry.open());
        of(read.renewal(), read.site())
                .merge(
                        read.service(),
                        Done.NOTHING.plus(0, 1),
                        (a, b) -> a.plus(b.stamped(), b.resigned()));
        return true;
    }

    @GuardedBy("this")
    private Map<String, Done> of(String renewal, String site) {
        return done.computeIfAbsent(renewal, _ -> new TreeMap<>())
                .computeIfAbsent(site, _ -> new TreeMap<>());
    }

    /// All renewals, oldest first.
    synchronized List<Line> renewals() {
        return renewals.values().stream().sorted(ORDER).toList();
    }

    synchronized Optional<Line> renewal(String name) {
        return Optional.ofNullable(renewals.get(name));
    }

    /// Whether a site has said which keys it renews under an order.
    synchronized boolean isTaken(String renewal, String site) {
        return keys.getOrDefault(renewal, Map.of()).containsKey(site);
    }

    /// The keys of all sites under an order, as the root names them.
    synchronized Set<String> names(String renewal) {
        return Set.copyOf(names.getOrDefault(renewal, Set.of()));
    }

    /// The sites that have taken an order up.
    synchronized Map<String, List<SealKeyId>> sites(String renewal) {
        return new TreeMap<>(keys.getOrDefault(renewal, Map.of()));
    }

    /// Keys of a site under renewal, and under which: of two orders about one key the earlier one.
    synchronized Map<SealKeyId, String> keysOf(String site) {
        Map<SealKeyId, String> all = new LinkedHashMap<>();
        for (Line line : renewals()) {
            String name = line.renewal().name();
            keys.getOrDefault(name, Map.of())
                    .getOrDefault(site, List.of())
                    .forEach(key -> all.putIfAbsent(key, name));
        }
        return all;
    }

    /// Every stamp, in the order in which they were seen.
    synchronized List<Stamped> stamps() {
        return List.copyOf(stamps);
    }

    /// What is done at a site, by service.
    synchronized Map<String, Done> done(String renewal, String site) {
        return new TreeMap<>(done.getOrDefault(renewal, Map.of()).getOrDefault(site, Map.of()));
    }
}
