// SPDX-License-Identifier: Apache-2.0
package org.holdfast.sites;

import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// A direction between two sites.
record Way(String from, String to) implements Comparable<Way> {
    boolean touches(String site) {
        return from.equals(site) || to.equals(site);
    }

    static String write(Collection<Way> ways) {
        return ways.stream().map(way -> way.from + ">" + way.to).collect(Collectors.joining(","));
    }

    /// What another site said; whatever is not of the form is left out.
    static Set<Way> read(String text) {
        Set<Way> ways = new TreeSet<>();
        Arrays.stream(text.split(",", 33))
                .limit(32)
                .filter(one -> one.matches("[a-z0-9-]{1,20}>[a-z0-9-]{1,20}"))
                .map(one -> one.split(">", 2))
                .forEach(ends -> ways.add(new Way(ends[0], ends[1])));
        return ways;
    }

    @Override
    public int compareTo(Way other) {
        return (from + ">" + to).compareTo(other.from + ">" + other.to);
    }
}
