// SPDX-License-Identifier: Apache-2.0
package org.holdfast.sites;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.holdfast.sites.Inventory.Level;
import org.holdfast.sites.Inventory.Need;
import org.holdfast.sites.Inventory.ServiceLine;

/// What has stopped, and for which offices, when components are lost: computed from the inventories
/// alone, so that it can be told when nothing runs. A value.
///
/// @param lost components, by id
/// @param broken needs that stand no more, by id
/// @param hits services that do less than usual, in the order of restoring; the others do all
/// @param spare how many more may be lost, by the need that counts them; only where there was more
///   than needed at first
/// @param next what would hit more services if it were lost in addition, alone
public record Outage(
        SortedSet<String> lost,
        SortedSet<String> broken,
        List<Hit> hits,
        SortedMap<String, Integer> spare,
        List<String> next) {
    /// What a service does of which no need stands.
    public static final String STOPPED = "stopped";

    /// What a service does that takes nothing while something is lost.
    public static final String NOT_TAKEN = "not-taken";

    /// One service that is hit.
    ///
    /// @param rule what it does now; [#STOPPED] and [#NOT_TAKEN] are nothing
    /// @param offices whose people do not get what they usually get
    public record Hit(
            String service, Map<String, String> title, String rule, List<String> offices) {
        /// Nobody is served.
        public boolean stopped() {
            return rule.equals(STOPPED) || rule.equals(NOT_TAKEN);
        }
    }

    /// What the loss of some components means.
    ///
    /// @param lost ids of components; unknown ones change nothing
    /// @param copyAge how old the own copies are; empty: young enough
    public static Outage of(InventoryBook book, Set<String> lost, Optional<Duration> copyAge) {
        Judge judge = new Judge(book.needs(), lost);
        List<Hit> hits = hits(book, judge, copyAge);
        SortedSet<String> broken = new TreeSet<>();
        SortedMap<String, Integer> spare = new TreeMap<>();
        for (Need need : book.needs().values()) {
            if (!judge.stands(need.id())) {
                broken.add(need.id());
            } else if (need.atLeast() < need.of().size()) {
                spare.put(need.id(), judge.standing(need) - need.atLeast());
            }
        }
        List<String> next = new ArrayList<>();
        for (String id : book.ids()) {
            Set<String> more = new HashSet<>(lost);
            if (more.add(id) && !hits(book, new Judge(book.needs(), more), copyAge).equals(hits)) {
                next.add(id);
            }
        }
        SortedSet<String> known = new TreeSet<>(lost);
        known.retainAll(new HashSet<>(book.ids()));
        return new Outage(known, broken, hits, spare, List.copyOf(next));
    }

    private static List<Hit> hits(InventoryBook book, Judge judge, Optional<Duration> copyAge) {
        List<Hit> hits = new ArrayList<>();
        for (ServiceLine one : book.leading().map(Inventory::services).orElse(List.of())) {
            String rule = rule(one, judge, copyAge);
            if (!rule.equals(one.levels().isEmpty() ? STOPPED : one.levels().getFirst().rule())) {
                hits.add(new Hit(one.code(), one.title(), rule, one.offices()));
            }
        }
        return List.copyOf(hits);
    }

    private static String rule(ServiceLine service, Judge judge, Optional<Duration> copyAge) {
        boolean late = copyAge.filter(age -> age.compareTo(service.bound()) > 0).isPresent();
        for (Level level : service.levels()) {
            if (judge.stands(level.need())) {
                return late ? level.late() : level.rule();
            }
        }
        return STOPPED;
    }

    /// The offices for which at least one service is stopped, with these services.
    public SortedMap<String, List<String>> stoppedOffices() {
        SortedMap<String, List<String>> offices = new TreeMap<>();
        for (Hit hit : hits) {
            if (hit.stopped()) {
                hit.offices()
                        .forEach(office ->
                                offices.computeIfAbsent(office, _ -> new ArrayList<>())
                                        .add(hit.service()));
            }
        }
        return offices;
    }

    /// What stands when something is lost. Needs that go round in a circle do not stand.
    private record Judge(Map<String, Need> needs, Set<String> lost) {
        boolean stands(String id) {
            return stands(id, new HashSet<>());
        }

        private boolean stands(String id, Set<String> above) {
            Need need = needs.get(id);
            if (need == null) {
                return !lost.contains(id);
            }
            if (!above.add(id)) {
                return false;
            }
            long standing = need.of().stream().filter(one -> stands(one, above)).count();
            above.remove(id);
            return standing >= need.atLeast();
        }

        int standing(Need need) {
            return (int) need.of().stream().filter(this::stands).count();
        }
    }
}
