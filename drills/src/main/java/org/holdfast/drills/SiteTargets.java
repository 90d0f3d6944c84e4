// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// How fast an office shall be through the loss of any one site. A target that is missed is stated
/// wherever a result is, and does not make a run fail: how fast three sites on one machine are is
/// the machine's doing, too. What is lost, wrong or refused never is, and fails. A target of papers
/// must be reached in every run; that of writes is over the distribution.
final class SiteTargets {
    /// Of papers before the fault: slower nodes were cold, or more was asked than they carry.
    private static final long WARM_MILLIS = 1_000;

    private SiteTargets() {}

    /// A target.
    ///
    /// @param member of a run that says what was reached
    /// @param millis at most
    /// @param share of the runs that counts: 1 is the worst
    record Target(String member, String words, long millis, double share) {
        /// Whether one run missed it; one that did not measure it did not.
        boolean isMissedBy(JsonNode run) {
            return run.path(member).asLong(-1) > millis;
        }

        /// What the runs reached, in milliseconds; empty: none measured it.
        Optional<Long> reached(List<? extends JsonNode> runs) {
            long[] sorted =
                    runs.stream()
                            .mapToLong(run -> run.path(member).asLong(-1))
                            .filter(value -> value >= 0)
                            .sorted()
                            .toArray();
            return sorted.length == 0
                    ? Optional.empty()
                    : Optional.of(sorted[(int) Math.min(sorted.length - 1, sorted.length * share)]);
        }
    }

    private static final Target GAP =
            new Target("issueGapMillis", "longest time without a paper, worst run", 1_000, 1);
    private static final Target P99 =
            new Target("issueP99Millis", "time to a paper, p99, worst run", 1_000, 1);
    private static final Target WRITES =
            new Target(
                    "moveGapMillis", "longest time without a move, p95 of the runs", 15_000, 0.95);

    /// What is to be reached in a drill; nothing where more than one site is hit.
    static List<Target> of(SiteDrillKind kind) {
        return switch (kind) {
            case PRIMARY_KILL, SITE_LOSS, FREEZE, PARTITION, PARTITION_ONE_WAY, CANCELLED_WAIT ->
                    List.of(GAP, P99, WRITES);
            // The primary is moved away within two minutes: SitePromises.
            case LONG_PACKETS, SLOW_DISK, DISK_FULL, CLOCK -> List.of(GAP, P99);
            case TWO_SITES, SWIZZLE -> List.of();
        };
    }

    /// Puts `missed` and `cold`.
    static void check(SiteDrillKind kind, SiteRun run) {
        JsonNode json = run.json();
        List<String> missed = new ArrayList<>();
        for (Target target : of(kind)) {
            if (target.isMissedBy(json)) {
                missed.add(
                        "%s %d > %d"
                                .formatted(
                                        target.member(),
                                        json.path(target.member()).asLong(-1),
                                        target.millis()));
            }
        }
        run.put("missed", missed);
        if (isCold(json)) {
            run.put("cold", 1);
        }
    }

    /// Whether papers took longer than a second before anything was broken.
    static boolean isCold(JsonNode run) {
        return run.path("issueCalmP99Millis").asLong(-1) > WARM_MILLIS;
    }

    /// How runs of one drill stand to one target.
    ///
    /// @param reached in milliseconds
    /// @param missedBy how many runs were over it
    /// @param cold how many of these met nodes that were not warm
    record Standing(String drill, Target target, long reached, int runs, long missedBy, long cold) {
        boolean isMissed() {
            return reached > target.millis();
        }

        /// A sentence.
        String words() {
            return "%s: %s: %s s, target %s s: %s%s"
                    .formatted(
                            drill,
                            target.words(),
                            seconds(reached),
                            seconds(target.millis()),
                            isMissed() ? "MISSED" : "reached",
                            over());
        }

        /// Which runs were over it.
        String over() {
            if (missedBy == 0) {
                return "";
            }
            return " (%d of %d runs over it%s)"
                    .formatted(
                            missedBy,
                            runs,
                            cold == 0 ? "" : ", " + cold + " of these on nodes that were not warm");
        }
    }

    /// For each drill among the runs and each of its targets.
    static List<Standing> standings(List<? extends JsonNode> runs) {
        List<Standing> all = new ArrayList<>();
        for (SiteDrillKind kind : SiteDrillKind.values()) {
            List<? extends JsonNode> own =
                    runs.stream()
                            .filter(run -> run.path("name").asString("").equals(kind.word()))
                            .toList();
            for (Target target : of(kind)) {
                List<? extends JsonNode> over = own.stream().filter(target::isMissedBy).toList();
                target.reached(own)
                        .ifPresent(reached ->
                                all.add(
                                        new Standing(
                                                kind.word(),
                                                target,
                                                reached,
                                                own.size(),
                                                over.size(),
                                                over.stream()
                                                        .filter(SiteTargets::isCold)
                                                        .count())));
            }
        }
        return all;
    }

    static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f", millis / 1_000.0);
    }
}
