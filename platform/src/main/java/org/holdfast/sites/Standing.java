// SPDX-License-Identifier: Apache-2.0
package org.holdfast.sites;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// How all sites stood at one moment, as one of them saw it.
///
/// @param at when it was asked
/// @param from the site that asked
/// @param sites in order; none for an office on one machine
public record Standing(Instant at, String from, List<SiteState> sites) {
    public Standing {
        sites = List.copyOf(sites);
    }

    /// The state of a site.
    public Optional<SiteState> of(String site) {
        return sites.stream().filter(one -> one.site().equals(site)).findFirst();
    }

    /// The site whose database takes writes; empty when none says so, or more than one.
    public Optional<String> primary() {
        return only(SiteState.PRIMARY);
    }

    /// The site that has every acknowledged commit and may take over.
    public Optional<String> synchronous() {
        return only(SiteState.SYNCHRONOUS);
    }

    private Optional<String> only(String role) {
        List<String> found =
                sites.stream().filter(one -> one.database().is(role)).map(SiteState::site).toList();
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    /// The site of etcd's leader.
    public Optional<String> etcdLeader() {
        return sites.stream()
                .filter(one -> one.etcd().equals("leader"))
                .map(SiteState::site)
                .findFirst();
    }

    /// The site whose node sequences the central journal.
    public Optional<String> sequencer() {
        return sites.stream()
                .filter(one -> one.report().filter(SiteReport::sequences).isPresent())
                .map(SiteState::site)
                .findFirst();
    }

    /// Ids of all components that are lost, as inventories name them: those that do not answer; all
    /// databases while none is primary; and while none is synchronous, all but the primary, for
    /// they acknowledge nothing then.
    public SortedSet<String> lost() {
        TreeSet<String> lost = new TreeSet<>();
        sites.forEach(one -> lost.addAll(one.lost()));
        Optional<String> primary = primary();
        for (SiteState one : sites) {
            boolean leads = primary.equals(Optional.of(one.site()));
            if (primary.isEmpty() || (synchronous().isEmpty() && !leads)) {
                lost.add("postgres." + one.site());
            }
        }
        return lost;
    }

    /// How the probes of one size fare in one direction, as the site that probes said; empty when
    /// that site said nothing.
    public Optional<Link> link(Link.Kind kind, String from, String to, Link.Size size) {
        for (String witness : List.of(from, to)) {
            Optional<Link> seen =
                    of(witness)
                            .flatMap(SiteState::report)
                            .flatMap(report ->
                                    report.links().stream()
                                            .filter(one -> one.kind() == kind)
                                            .filter(one -> one.size() == size)
                                            .filter(one -> one.from().equals(from))
                                            .filter(one -> one.to().equals(to))
                                            .findFirst());
            if (seen.isPresent()) {
                return seen;
            }
        }
        return Optional.empty();
    }
}
