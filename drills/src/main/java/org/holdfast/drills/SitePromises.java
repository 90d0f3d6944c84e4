// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.time.Duration;
import java.util.List;

/// What is promised of a fault beyond losing nothing: that it is named, and in what time.
final class SitePromises {
    private static final Duration NAMED = Duration.ofMinutes(1);
    private static final Duration EVICTED = Duration.ofMinutes(2);
    private static final Duration MOVES = Duration.ofMinutes(2);

    private SitePromises() {}

    /// Puts `unkept`, how many were not kept, and says which.
    static void check(SiteDrillKind kind, SiteRun run, List<String> findings) {
        int before = findings.size();
        long named = run.json().path("causeMillis").asLong(-1);
        if (named < 0) {
            findings.add("unkept: nothing named the cause");
        }
        if (kind == SiteDrillKind.LONG_PACKETS) {
            if (named > NAMED.toMillis()) {
                findings.add("unkept: the cause was named after %d ms".formatted(named));
            }
            if (run.json().has("link")) {
                moves(run, findings);
            }
            boolean atPrimary =
                    run.json()
                            .path("site")
                            .asString("")
                            .equals(run.json().path("primary").asString());
            long moved = run.json().path("primaryMovedMillis").asLong(-1);
            if (atPrimary && (moved < 0 || moved > EVICTED.toMillis())) {
                findings.add(
                        "unkept: the primary was not moved away within %d s"
                                .formatted(EVICTED.toSeconds()));
            }
        }
        run.put("unkept", findings.size() - before);
    }

    /// One link alone: whoever the primary was at, changes go on, and the fault changes that no
    /// more.
    private static void moves(SiteRun run, List<String> findings) {
        long back = run.json().path("movesBackMillis").asLong(-1);
        if (back < 0 || back > MOVES.toMillis()) {
            findings.add(
                    "unkept: moves did not go on within %d s, or not as long as the fault lasted"
                            .formatted(MOVES.toSeconds()));
        }
    }
}
