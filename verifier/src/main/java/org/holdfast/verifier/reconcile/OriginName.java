// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier.reconcile;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The parts of `holdfast.invalid/<site>/<kind>/<number>`; in the order of sites, kinds, numbers.
record OriginName(String site, String kind, int number) implements Comparable<OriginName> {
    private static final Pattern ORIGIN =
            Pattern.compile("holdfast\\.invalid/([0-9a-z]{1,64})/([a-z]{1,20})/([1-9][0-9]{0,8})");
    private static final Comparator<OriginName> ORDER =
            Comparator.comparing(OriginName::site)
                    .thenComparing(OriginName::kind)
                    .thenComparingInt(OriginName::number);

    /// Empty when it is not the name of an office's journal.
    static Optional<OriginName> of(String origin) {
        Matcher parts = ORIGIN.matcher(origin);
        return parts.matches()
                ? Optional.of(
                        new OriginName(
                                parts.group(1), parts.group(2), Integer.parseInt(parts.group(3))))
                : Optional.empty();
    }

    /// The whole name, as checkpoints have it.
    String origin() {
        return "holdfast.invalid/" + site + "/" + kind + "/" + number;
    }

    /// The name of its folder, such as `central-3`.
    String folder() {
        return kind + "-" + number;
    }

    boolean isInOneSeriesWith(OriginName other) {
        return site.equals(other.site) && kind.equals(other.kind);
    }

    @Override
    public int compareTo(OriginName other) {
        return ORDER.compare(this, other);
    }
}
