// SPDX-License-Identifier: Apache-2.0
package org.holdfast.sites;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What one site's probes, and what the others said, mean. A value; no clock, no network.
///
/// Something is named when three probes one after the other failed; of a link that was never well
/// since the start, fifteen, for sites do not start at the same moment.
///
/// @param site that looks
/// @param links as it sees them
/// @param said ways on which the other sites find long packets lost, by their names; only what is
///   not old, so that a site which says nothing now is not in it
record Findings(String site, List<Link> links, Map<String, Set<Way>> said) {
    static final int NAMED_AFTER = 3;
    static final int NEVER_WELL = 15;

    /// By the name of the alarm.
    Map<String, String> wrong() {
        Map<String, String> wrong = new TreeMap<>();
        for (Link link : links) {
            if (link.kind() == Link.Kind.HTTP && link.size() == Link.Size.SMALL) {
                reach(link, wrong);
            }
            if (link.kind() == Link.Kind.WRITE && link.size() == Link.Size.SMALL) {
                writes(link, wrong);
            }
        }
        for (Way way : longLost()) {
            wrong.put(
                    "long-packets-lost-" + way.from() + "-" + way.to(),
                    "long packets are lost from " + way.from() + " to " + way.to());
        }
        sick(wrong);
        badLink(wrong);
        return wrong;
    }

    private static void reach(Link small, Map<String, String> wrong) {
        String ends = small.from() + "-" + small.to();
        if (isLost(small)) {
            wrong.put("site-not-reached-" + ends, small.from() + " does not reach " + small.to());
        } else if (isFailed(small)) {
            wrong.put(
                    "node-refuses-" + ends,
                    small.to() + " answers " + small.from() + " and does not serve it");
        }
    }

    private void writes(Link small, Map<String, String> wrong) {
        String words = "writes of " + site + " by way of " + small.to() + " are not acknowledged";
        if (isFailed(small)) {
            wrong.put("writes-not-acknowledged-" + small.to(), words);
        } else if (isFailed(of(Link.Kind.WRITE, small.from(), small.to(), Link.Size.FULL))) {
            wrong.put("long-writes-not-acknowledged-" + small.to(), "long " + words);
        }
    }

    /// Ways between this site and another that carry short packets and lose long ones.
    Set<Way> longLost() {
        Set<Way> lost = new TreeSet<>();
        for (Link link : links) {
            if (link.kind() == Link.Kind.HTTP && link.size() == Link.Size.FULL && isLost(link)) {
                String peer = link.from().equals(site) ? link.to() : link.from();
                if (!isFailed(of(Link.Kind.HTTP, site, peer, Link.Size.SMALL))) {
                    lost.add(new Way(link.from(), link.to()));
                }
            }
        }
        return lost;
    }

    /// One link's own fault: both its ends say so, and every other site has said something and
    /// finds nothing of its own lost. All sites find the same.
    private void badLink(Map<String, String> wrong) {
        Map<String, Set<Way>> all = everybody();
        Set<String> sites = new TreeSet<>();
        links.forEach(link -> sites.addAll(List.of(link.from(), link.to())));
        if (sites.size() < 3 || !all.keySet().containsAll(sites)) {
            return;
        }
        List<String> witnesses = new ArrayList<>();
        Set<String> ends = new TreeSet<>();
        all.forEach((who, ways) -> {
            List<Way> own = ways.stream().filter(way -> way.touches(who)).toList();
            own.forEach(way -> ends.addAll(List.of(way.from(), way.to())));
            if (!own.isEmpty()) {
                witnesses.add(who);
            }
        });
        if (ends.size() == 2 && ends.equals(Set.copyOf(witnesses))) {
            wrong.put(
                    "link-loses-long-packets-" + String.join("-", ends),
                    "the link between "
                            + String.join(" and ", ends)
                            + " loses long packets, say both, and no other link does");
        }
    }

    /// What this site finds, and what the others said.
    private Map<String, Set<Way>> everybody() {
        Map<String, Set<Way>> all = new TreeMap<>(said);
        all.put(site, longLost());
        return all;
    }

    /// One site's own fault: two others say so, and between those it is well.
    private void sick(Map<String, String> wrong) {
        Map<String, Set<Way>> all = everybody();
        Set<String> named =
                all.values().stream()
                        .flatMap(Set::stream)
                        .flatMap(way -> List.of(way.from(), way.to()).stream())
                        .collect(Collectors.toCollection(TreeSet::new));
        for (String suspect : named) {
            Set<String> witnesses = new TreeSet<>();
            boolean elsewhere = false;
            for (Map.Entry<String, Set<Way>> one : all.entrySet()) {
                for (Way way : one.getValue()) {
                    if (!way.touches(suspect)) {
                        elsewhere = true;
                    } else if (!one.getKey().equals(suspect) && way.touches(one.getKey())) {
                        witnesses.add(one.getKey());
                    }
                }
            }
            if (witnesses.size() >= 2 && !elsewhere) {
                wrong.put(
                        "site-loses-long-packets-" + suspect,
                        "site "
                                + suspect
                                + " loses long packets, say "
                                + String.join(" and ", witnesses));
            }
        }
    }

    private Link of(Link.Kind kind, String from, String to, Link.Size size) {
        return links.stream()
                .filter(link -> link.kind() == kind && link.size() == size)
                .filter(link -> link.from().equals(from) && link.to().equals(to))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFailed(Link link) {
        return link.failures() >= bound(link);
    }

    private static boolean isLost(Link link) {
        return link.lost() >= bound(link);
    }

    private static int bound(Link link) {
        return link.lastOk().isPresent() ? NAMED_AFTER : NEVER_WELL;
    }
}
