// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.holdfast.drills.SiteTruth.Acknowledged;

/// While a fault lasts, before anything is healed: what was acknowledged and no site that is left
/// has. It may have burnt with the lost sites, so nobody could know, and none of it counts as safe.
///
/// Papers and filings are looked for that a lost site acknowledged: the nodes that are left are
/// asked for them. Moves are looked for whoever acknowledged them before the fault, since their
/// entries were where the primary was: in the files of the sites that are left.
final class SiteUnknown {
    private static final Duration BREATH = Duration.ofMillis(300);
    private static final int AT_ONCE = 16;
    private static final int ASKED_TIMES = 4;

    /// `mirrored` says that two places have it.
    private static final int PLACES = 2;

    private final List<SiteNodes.Node> left;
    private final List<String> silenced;

    /// @param silenced sites that are lost, frozen or cut off
    SiteUnknown(List<SiteNodes.Node> nodes, List<String> silenced) {
        this.silenced = List.copyOf(silenced);
        left = new ArrayList<>(nodes);
        left.removeIf(node -> silenced.contains(node.site()));
    }

    /// How many.
    ///
    /// @param unknown nobody who is left has them
    /// @param burnt were told `mirrored` besides, and so few sites are lost that one of the two
    ///   places must be left: these are missing
    record Counts(long unknown, long burnt) {}

    /// @param lostNanos when the sites were lost
    /// @param untilNanos until when a silenced site may have acknowledged something
    Counts count(SiteTruth truth, long lostNanos, long untilNanos, Consumer<String> findings)
            throws IOException, InterruptedException {
        if (left.isEmpty() || silenced.isEmpty()) {
            return new Counts(0, 0);
        }
        Queue<Acknowledged> unknown = new ConcurrentLinkedQueue<>();
        List<Acknowledged> theirs =
                Stream.concat(truth.all().stream(), truth.filings().stream())
                        .filter(one -> !one.isMove() && silenced.contains(one.site()))
                        .filter(one -> one.atNanos() - untilNanos < 0)
                        .toList();
        AtHand.each(
                theirs,
                AT_ONCE,
                one -> {
                    if (left.stream().noneMatch(node -> has(node, one))) {
                        unknown.add(one);
                    }
                });
        unknown.addAll(moves(truth, lostNanos));
        boolean oneMustBeLeft = silenced.size() < PLACES;
        List<Acknowledged> burnt =
                unknown.stream().filter(one -> oneMustBeLeft && one.isMirrored()).toList();
        burnt.forEach(one ->
                findings.accept(
                        "missing: %s was told mirrored by site %s, and no site that is left has it"
                                .formatted(one.operation(), one.site())));
        return new Counts(unknown.size(), burnt.size());
    }

    /// Moves of which some entry is in no file of the sites that are left.
    private List<Acknowledged> moves(SiteTruth truth, long lostNanos) throws IOException {
        List<Acknowledged> moves =
                truth.all().stream()
                        .filter(one -> one.isMove() && one.atNanos() - lostNanos < 0)
                        .toList();
        Set<String> there = new HashSet<>();
        if (!moves.isEmpty()) {
            for (SiteNodes.Node node : left) {
                // A file that cannot be read now has nothing; the judge reads it again.
                there.addAll(SiteCopies.leaves(node.folder(), _ -> {}));
            }
        }
        return moves.stream().filter(one -> !there.containsAll(one.leaves())).toList();
    }

    /// Only *unknown here* says that it is not there; a node that cannot say is asked again.
    private static boolean has(SiteNodes.Node node, Acknowledged one) {
        String things =
                one.form() == SiteTruth.Form.FILING ? "/api/v1/filings/" : "/api/v1/issuances/";
        for (int tries = 0; tries < ASKED_TIMES; tries++) {
            try {
                int status =
                        node.officer(one.what().command().office())
                                .get(things + one.id(), Duration.ofSeconds(3))
                                .status();
                if (status == 200 || status == 404) {
                    return status == 200;
                }
            } catch (IOException away) {
                // as if it had said that it is busy
            }
            Pauses.of(BREATH);
        }
        return false;
    }
}
