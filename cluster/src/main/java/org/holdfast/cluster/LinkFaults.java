// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;

/// Faults of the links between sites that have networks of their own: packets are dropped where
/// they arrive, before anything there sees them, so that who sends learns nothing. Clients outside
/// reach every site all the while.
public final class LinkFaults {
    private static final String NFT = "/usr/sbin/nft";
    private static final String TABLE = "holdfast_fault";

    /// Longer than what an Ethernet carries in one piece, as in Korea in November 2023.
    private static final int LONG_BYTES = 1_500;

    private final Namespaces networks;
    private final SequencedMap<String, String> addresses;

    LinkFaults(ClusterPlan plan) {
        networks =
                Namespaces.of(plan)
                        .orElseThrow(() -> Faults.shared(Own.NETWORK, "links between sites"));
        addresses = plan.addresses();
    }

    /// Nothing passes between a site and the others.
    public void cut(String site) {
        cutFrom(site);
        drop(site, others(site), "");
    }

    /// What a site sends to the others is lost; what they send arrives.
    public void cutFrom(String site) {
        for (String other : others(site)) {
            drop(other, List.of(site), "");
        }
    }

    /// Of the packets longer than 1,500 bytes between a site and the others, so many are lost.
    ///
    /// @param percent 1 to 100
    public void loseLong(String site, int percent) {
        for (String other : others(site)) {
            drop(other, List.of(site), longOnes(percent));
        }
        drop(site, others(site), longOnes(percent));
    }

    /// The same of the link between two sites alone; both reach the third as before.
    ///
    /// @param percent 1 to 100
    /// @throws ClusterFault when it is no link: one site twice, or a site that is not there
    public void loseLong(String one, String other, int percent) {
        for (String end : List.of(one, other)) {
            if (!addresses.containsKey(end)) {
                throw new ClusterFault("there is no site " + end + ", only " + addresses.keySet());
            }
        }
        if (one.equals(other)) {
            throw new ClusterFault("a link has two ends, and " + one + " is one site");
        }
        drop(other, List.of(one), longOnes(percent));
        drop(one, List.of(other), longOnes(percent));
    }

    private static String longOnes(int percent) {
        return "meta length > %d numgen random mod 100 <= %d ".formatted(LONG_BYTES, percent - 1);
    }

    /// Everything passes again.
    public void mend() {
        for (String site : addresses.keySet()) {
            nft(site, "add table inet %s%ndelete table inet %s%n".formatted(TABLE, TABLE));
        }
    }

    private void drop(String at, List<String> from, String which) {
        nft(at, rules(from.stream().map(addresses::get).toList(), which));
    }

    /// What is dropped where it arrives.
    static String rules(List<String> from, String which) {
        return """
        add table inet %1$s
        add chain inet %1$s arrived { type filter hook prerouting priority -300; policy accept; }
        add rule inet %1$s arrived ip saddr { %2$s } %3$sdrop
        """
                .formatted(TABLE, String.join(", ", from), which);
    }

    private List<String> others(String site) {
        List<String> others = new ArrayList<>(addresses.keySet());
        others.remove(site);
        return others;
    }

    private void nft(String site, String rules) {
        List<String> command = new ArrayList<>(networks.enter(site));
        command.addAll(List.of(NFT, "-f", "-"));
        Tool.run(command, rules);
    }
}
