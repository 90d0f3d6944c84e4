// SPDX-License-Identifier: Apache-2.0
package org.holdfast.provider;

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
import org.holdfast.ledger.EntryFold;
import org.holdfast.ledger.NodeJournal;
import org.holdfast.ledger.StoredEntry;

/// Services, what people have let them know, and when each was last used, folded from the node
/// journals of all sites as it is seen; needs no database. What was ended stays so whatever is read
/// later. Of one order at two sites the earlier entry counts, at every site the same. Thread-safe.
final class ProviderBook {
    @GuardedBy("this")
    private final EntryFold fold;

    @GuardedBy("this")
    private final Map<String, Line<Service>> services = new LinkedHashMap<>();

    @GuardedBy("this")
    private final Set<String> endedServices = new HashSet<>();

    @GuardedBy("this")
    private final Map<String, Line<Grant>> grants = new HashMap<>();

    /// Ids of grants by account.
    @GuardedBy("this")
    private final Map<String, Set<String>> byAccount = new HashMap<>();

    @GuardedBy("this")
    private final Set<String> endedGrants = new HashSet<>();

    /// When each grant was last used.
    @GuardedBy("this")
    private final Map<String, Instant> used = new HashMap<>();

    ProviderBook(NodeJournal journal) {
        // Ends before what they end: a look that fails between opens too little.
        Map<String, EntryFold.Taking> takings = new LinkedHashMap<>();
        takings.put(ProviderEntries.SERVICE_END, this::serviceEnd);
        takings.put(ProviderEntries.GRANT_END, this::grantEnd);
        takings.put(ProviderEntries.SERVICE, this::service);
        takings.put(ProviderEntries.GRANT, this::grant);
        takings.put(ProviderEntries.LOGIN, this::login);
        this.fold = new EntryFold(journal, takings);
    }

    /// What an entry says, and the entry.
    record Line<T>(StoredEntry entry, T said) {
        /// The same at every site.
        static final Comparator<Line<?>> ORDER =
                Comparator.comparingLong((Line<?> line) -> line.entry().leaf().time())
                        .thenComparing(line -> line.entry().leafHash().hex());
    }

    /// Reads what has come since the last look.
    synchronized void look() {
        EntryFold.Look _ = fold.look();
    }

    /// The id that follows from the operation of an entry, so that no entry names another's.
    private static String id(String prefix, StoredEntry entry) {
        return prefix
                + entry.leaf()
                        .operation()
                        .orElseThrow(() -> new IllegalArgumentException("no operation"))
                        .hex();
    }

    private static Instant at(StoredEntry entry) {
        return Instant.ofEpochSecond(entry.leaf().time());
    }

    private static <T> Line<T> earlier(Line<T> a, Line<T> b) {
        return Line.ORDER.compare(a, b) <= 0 ? a : b;
    }

    private synchronized boolean serviceEnd(StoredEntry entry) {
        endedServices.add(ProviderEntries.text(entry.open(), "service"));
        return true;
    }

    private synchronized boolean grantEnd(StoredEntry entry) {
        endedGrants.add(ProviderEntries.text(entry.open(), "grant"));
        return true;
    }

    private synchronized boolean service(StoredEntry entry) {
        String id = id(OfficeServices.PREFIX, entry);
        Service said = ProviderEntries.service(id, at(entry), entry.open());
        services.merge(id, new Line<>(entry, said), ProviderBook::earlier);
        return true;
    }

    private synchronized boolean grant(StoredEntry entry) {
        String id = id(Grants.PREFIX, entry);
        Grant said = ProviderEntries.grant(id, at(entry), entry.open());
        byAccount.computeIfAbsent(said.account(), _ -> new HashSet<>()).add(id);
        grants.merge(id, new Line<>(entry, said), ProviderBook::earlier);
        return true;
    }

    private synchronized boolean login(StoredEntry entry) {
        used.merge(
                ProviderEntries.text(entry.open(), "grant"),
                at(entry),
                (a, b) -> a.isAfter(b) ? a : b);
        return true;
    }

    /// A service and its entry, also one that has ended.
    synchronized Optional<Line<Service>> service(String id) {
        return Optional.ofNullable(services.get(id)).map(this::stated);
    }

    private synchronized Line<Service> stated(Line<Service> line) {
        return endedServices.contains(line.said().id())
                ? new Line<>(line.entry(), line.said().end())
                : line;
    }

    /// All services, oldest first.
    synchronized List<Line<Service>> services() {
        return services.values().stream()
                .map(this::stated)
                .sorted(ProviderBook.Line.ORDER)
                .toList();
    }

    /// How many services there are, ended ones too.
    synchronized int count() {
        return services.size();
    }

    /// A grant that counts.
    synchronized Optional<Grant> grant(String id) {
        return Optional.ofNullable(grants.get(id))
                .filter(line -> !endedGrants.contains(id))
                .filter(line -> line.entry().erasedBy().isEmpty())
                .map(line -> used(line.said()));
    }

    private synchronized Grant used(Grant grant) {
        return new Grant(
                grant.id(),
                grant.account(),
                grant.service(),
                grant.remembered(),
                grant.at(),
                Optional.ofNullable(used.get(grant.id())));
    }

    /// What somebody's grants are that count, newest first.
    synchronized List<Grant> grants(String account) {
        List<Grant> all = new ArrayList<>();
        for (String id : byAccount.getOrDefault(account, Set.of())) {
            grant(id).ifPresent(all::add);
        }
        all.sort(Comparator.comparing(Grant::at).reversed().thenComparing(Grant::id));
        return all;
    }
}
