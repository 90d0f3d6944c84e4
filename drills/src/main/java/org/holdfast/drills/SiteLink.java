// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.time.Duration;
import java.util.List;

/// The link between two sites, in whatever order they are named.
public record SiteLink(String one, String other) {
    /// How long its fault lasts when nobody says otherwise: whether moves that went on within two
    /// minutes stay so is seen only later.
    public static final Duration LASTS = Duration.ofSeconds(150);

    private static final List<String> SITES = List.of("a", "b", "c");

    /// @throws DrillFault saying why it is no link
    public SiteLink {
        for (String end : List.of(one, other)) {
            if (!SITES.contains(end)) {
                throw new DrillFault("there is no site " + end + "; expected two of " + SITES);
            }
        }
        if (one.equals(other)) {
            throw new DrillFault("a link has two ends, and " + one + " is one site");
        }
    }

    /// Reads `a-b`.
    ///
    /// @throws DrillFault saying why it is no link
    public static SiteLink of(String word) {
        String[] ends = word.split("-", -1);
        if (ends.length != 2) {
            throw new DrillFault(word + " is no link; expected two sites such as a-b");
        }
        return new SiteLink(ends[0], ends[1]);
    }

    /// Both ends.
    List<String> ends() {
        return List.of(one, other);
    }

    /// As on the command line.
    @Override
    public String toString() {
        return one + "-" + other;
    }
}
