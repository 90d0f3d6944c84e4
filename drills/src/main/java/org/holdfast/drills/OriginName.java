// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The parts of `holdfast.invalid/<site>/<kind>/<number>`.
record OriginName(String site, String kind, int number) {
    private static final Pattern ORIGIN =
            Pattern.compile("holdfast\\.invalid/([0-9a-z]{1,64})/([a-z]{1,20})/([1-9][0-9]{0,8})");

    /// Empty when it is not the name of an office's journal.
    static Optional<OriginName> of(String origin) {
        Matcher parts = ORIGIN.matcher(origin);
        return parts.matches()
                ? Optional.of(
                        new OriginName(
                                parts.group(1), parts.group(2), Integer.parseInt(parts.group(3))))
                : Optional.empty();
    }

    /// The short name, such as `central-3`.
    String name() {
        return kind + "-" + number;
    }
}
