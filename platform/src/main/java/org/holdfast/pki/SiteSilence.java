// SPDX-License-Identifier: Apache-2.0
package org.holdfast.pki;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;
import org.holdfast.keys.Keys;
import org.holdfast.ledger.EntryDraft;
import org.holdfast.ledger.EntryFold;
import org.holdfast.ledger.LedgerFault;
import org.holdfast.ledger.NodeJournal;
import org.holdfast.ledger.StoredEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// Which other sites are silent, and which of them two operators have stated to be lost. As long as
/// a silent site is not stated lost, nobody knows what it has revoked, so that no status grows
/// newer; one that is lost is left out until it is heard again.
///
/// A statement is an entry of a node journal and counts everywhere once it is read. It takes two
/// operators within a day. A site that hears a lost one again enters that, and what was stated
/// before is over. Folded from the journals alone; needs no database. Thread-safe.
public final class SiteSilence {
    private static final Logger LOG = LoggerFactory.getLogger(SiteSilence.class);

    /// Silent for less than this is not silent: links break, nodes start.
    static final Duration SILENT = Duration.ofMinutes(1);

    private static final Duration TOGETHER = Duration.ofDays(1);

    /// The clocks of two sites may differ by less.
    private static final Duration APART = Duration.ofSeconds(5);

    private final NodeJournal journal;
    private final Keys keys;
    private final InstantSource clock;
    private final Supplier<Map<Character, Optional<Instant>>> heard;
    private final Instant began;
    private final EntryFold fold;
    private final Map<String, List<Order>> orders = new TreeMap<>();
    private final Map<String, Instant> found = new HashMap<>();

    private record Order(String by, Instant at) {}

    /// @param heard for each other site, up to when its node journal was read; empty while it was
    ///   not since the start
    SiteSilence(
            NodeJournal journal,
            Keys keys,
            InstantSource clock,
            Supplier<Map<Character, Optional<Instant>>> heard) {
        this.journal = journal;
        this.keys = keys;
        this.clock = clock;
        this.heard = heard;
        this.began = clock.instant();
        Map<String, EntryFold.Taking> takings = new LinkedHashMap<>();
        takings.put(PkiEntries.SITE_LOST, this::lost);
        takings.put(PkiEntries.SITE_FOUND, this::found);
        this.fold = new EntryFold(journal, takings);
    }

    private static Instant time(StoredEntry entry) {
        return Instant.ofEpochSecond(entry.leaf().time());
    }

    private boolean lost(StoredEntry entry) {
        PkiEntries.SiteLost read = PkiEntries.SiteLost.read(entry.open());
        orders.computeIfAbsent(read.site(), _ -> new ArrayList<>())
                .add(new Order(read.by(), time(entry)));
        return true;
    }

    private boolean found(StoredEntry entry) {
        String site = PkiEntries.SiteFound.read(entry.open()).site();
        found.merge(site, time(entry), (a, b) -> a.isAfter(b) ? a : b);
        return true;
    }

    /// How another site stands.
    ///
    /// @param heard up to when its node journal was read here; empty while it was not since the
    ///   start
    /// @param silent whether that is more than a minute ago
    /// @param operators how many have stated it lost since it was last heard, within one day
    public record Standing(String site, Optional<Instant> heard, boolean silent, int operators) {
        /// Whether it is left out.
        public boolean lost() {
            return operators > 1 && (silent || heard.isEmpty());
        }
    }

    /// All other sites, in the order of their letters.
    public synchronized List<Standing> sites() {
        var _ = fold.look();
        return standings(heard.get());
    }

    private List<Standing> standings(Map<Character, Optional<Instant>> now) {
        List<Standing> all = new ArrayList<>();
        new TreeMap<>(now).forEach((site, moment) -> all.add(standing(site.toString(), moment)));
        return all;
    }

    private Standing standing(String site, Optional<Instant> moment) {
        Instant since = moment.orElse(began);
        boolean silent = since.plus(SILENT).isBefore(clock.instant());
        return new Standing(site, moment, silent, operators(standing(site), moment));
    }

    /// Orders that no finding has ended.
    private List<Order> standing(String site) {
        Optional<Instant> end = Optional.ofNullable(found.get(site));
        return orders.getOrDefault(site, List.of()).stream()
                .filter(one -> end.filter(at -> !one.at().isAfter(at)).isEmpty())
                .toList();
    }

    /// The most operators that any day has seen; none when the site was heard since.
    private static int operators(List<Order> standing, Optional<Instant> heard) {
        int most = 0;
        for (Order first : standing) {
            Instant from = first.at();
            if (heard.filter(at -> at.isAfter(from.plus(APART))).isEmpty()) {
                long count =
                        standing.stream()
                                .filter(one -> !one.at().isBefore(from))
                                .filter(one -> !one.at().isAfter(from.plus(TOGETHER)))
                                .map(Order::by)
                                .distinct()
                                .count();
                most = Math.max(most, Math.toIntExact(count));
            }
        }
        return most;
    }

    /// Reads what has come, and enters which lost sites are heard again.
    ///
    /// @param now what was heard before the journals are read
    /// @return up to when all sites were read that are not lost; empty while one never was
    synchronized Optional<Instant> look(Map<Character, Optional<Instant>> now) {
        var _ = fold.look();
        now.forEach((site, moment) -> moment.ifPresent(at -> end(site.toString(), at)));
        List<Optional<Instant>> needed =
                standings(now).stream().filter(one -> !one.lost()).map(Standing::heard).toList();
        if (needed.isEmpty()) {
            return Optional.of(clock.instant());
        }
        return needed.stream().allMatch(Optional::isPresent)
                ? needed.stream().flatMap(Optional::stream).min(Comparator.naturalOrder())
                : Optional.empty();
    }

    private void end(String site, Instant at) {
        boolean over = standing(site).stream().anyMatch(one -> at.isAfter(one.at().plus(APART)));
        if (over) {
            try {
                var _ =
                        append(
                                PkiEntries.SITE_FOUND,
                                site,
                                new PkiEntries.SiteFound(site).content(),
                                Optional.empty());
            } catch (LedgerFault full) {
                // It is heard all the same, and what it revoked must be read.
                LOG.warn("that site {} is heard again is not entered: {}", site, full.toString());
            }
            var _ = fold.look();
        }
    }

    private Hash append(String type, String site, ObjectNode content, Optional<Handle> operation) {
        EntryDraft draft =
                new EntryDraft(
                        type,
                        Pki.ALL,
                        keys.handles().of("site", site),
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        content,
                        operation);
        return journal.append(draft, List.of()).leaf();
    }

    /// States that a site is lost: its journal will not be waited for. Counts when a second
    /// operator states it within a day. Whatever that site has revoked since it was last heard is
    /// not known, and nobody is told of it, until it is back.
    ///
    /// @param by account of the operator
    /// @param operation the client's operation id: an order that was heard is not done twice
    /// @param site its letter
    /// @throws org.holdfast.ledger.LedgerFault with `STOPPED` when the journal takes nothing
    public synchronized PkiAnswer state(String by, String operation, String site) {
        Handle handle = keys.handles().of("pki order", by + " " + operation);
        Optional<StoredEntry> earlier = journal.byOperation(handle);
        if (earlier.isPresent()) {
            boolean same =
                    earlier.get().leaf().type().equals(PkiEntries.SITE_LOST)
                            && PkiEntries.SiteLost.read(earlier.get().open()).site().equals(site);
            return same
                    ? answer(site, earlier.get().leafHash(), true)
                    : new PkiAnswer.Refused(PkiRefusal.REUSED);
        }
        Optional<Standing> known = find(site);
        if (known.isEmpty()) {
            return new PkiAnswer.Refused(PkiRefusal.NO_SITE);
        }
        if (!known.get().silent()) {
            return new PkiAnswer.Refused(PkiRefusal.SITE_HEARD);
        }
        String who = keys.handles().of("operator", by).hex();
        Hash leaf =
                append(
                        PkiEntries.SITE_LOST,
                        site,
                        new PkiEntries.SiteLost(site, who).content(),
                        Optional.of(handle));
        return answer(site, leaf, false);
    }

    private Optional<Standing> find(String site) {
        return sites().stream().filter(one -> one.site().equals(site)).findFirst();
    }

    private PkiAnswer answer(String site, Hash leaf, boolean repeated) {
        return find(site)
                .<PkiAnswer>map(one -> new PkiAnswer.Lost(one, leaf, repeated))
                .orElseGet(() -> new PkiAnswer.Refused(PkiRefusal.NO_SITE));
    }
}
