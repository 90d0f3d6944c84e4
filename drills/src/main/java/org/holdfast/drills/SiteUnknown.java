// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
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
/// Papers, filings, blocks, lifts and withdrawals are looked for that a lost site acknowledged, and
/// moves whoever acknowledged them before the fault, since their entries were where the primary
/// was: first in the files of the sites that are left, which costs their nodes nothing; then these
/// are asked for papers and filings that were not found.
final class SiteUnknown {
    private static final Duration BREATH = Duration.ofMillis(300);
    private static final int AT_ONCE = 16;
    private static final int ASKED_TIMES = 4;

    /// `mirrored` says that two places have it.
    private static final int PLACES = 2;

    private final List<SiteNodes.Node> left;
    private final List<String> silenced;
    private final SiteCopies.Marks marks;

    /// @param silenced sites that are lost, frozen or cut off
    /// @param marks of the journals when the run began
    SiteUnknown(List<SiteNodes.Node> nodes, List<String> silenced, SiteCopies.Marks marks) {
        this.marks = marks;
        this.silenced = List.copyOf(silenced);
        left = new ArrayList<>(nodes);
        left.removeIf(node -> silenced.contains(node.site()));
    }

    /// How many.
    ///
    /// @param unknown nobody who is left has them
    /// @param burnt were told `mirrored` besides, every node that is left says that it has them
    ///   not, and so few sites are lost that one of the two places must be left: these are missing
    record Counts(long unknown, long burnt) {}

    /// @param lostNanos when the sites were lost
    /// @param untilNanos until when a silenced site may have acknowledged something
    Counts count(SiteTruth truth, long lostNanos, long untilNanos, Consumer<String> findings)
            throws IOException, InterruptedException {
        if (left.isEmpty() || silenced.isEmpty()) {
            return new Counts(0, 0);
        }
        Set<String> there = files();
        Queue<Acknowledged> unknown = new ConcurrentLinkedQueue<>();
        Queue<Acknowledged> nowhere = new ConcurrentLinkedQueue<>();
        AtHand.each(
                suspects(truth, there, lostNanos, untilNanos),
                AT_ONCE,
                one -> {
                    Set<Said> said = isAskedFor(one) ? ask(one) : EnumSet.of(Said.NO);
                    if (!said.contains(Said.YES)) {
                        unknown.add(one);
                        if (said.equals(EnumSet.of(Said.NO))) {
                            nowhere.add(one);
                        }
                    }
                });
        boolean oneMustBeLeft = silenced.size() < PLACES;
        List<Acknowledged> burnt =
                nowhere.stream().filter(one -> oneMustBeLeft && one.isMirrored()).toList();
        burnt.forEach(one ->
                findings.accept(
                        "missing: %s was told mirrored by site %s, and no site that is left has it"
                                .formatted(one.operation(), one.site())));
        return new Counts(unknown.size(), burnt.size());
    }

    private static boolean isAskedFor(Acknowledged one) {
        return switch (one.form()) {
            case PAPER, FILING -> true;
            case MOVE, BLOCK, LIFT, WITHDRAWAL -> false;
        };
    }

    /// What is in no file of the sites that are left. Of a paper or a filing that was asked for at
    /// two sites either entry will do.
    private List<Acknowledged> suspects(
            SiteTruth truth, Set<String> there, long lostNanos, long untilNanos) {
        return Stream.concat(truth.all().stream(), truth.filings().stream())
                .filter(one -> isConcerned(one, lostNanos, untilNanos))
                .filter(one ->
                        one.isMove()
                                ? !there.containsAll(one.leaves())
                                : truth.told(one.operation()).stream().noneMatch(there::contains))
                .toList();
    }

    private boolean isConcerned(Acknowledged one, long lostNanos, long untilNanos) {
        return one.isMove()
                ? one.atNanos() - lostNanos < 0
                : silenced.contains(one.site()) && one.atNanos() - untilNanos < 0;
    }

    /// Entries on the disks of the sites that are left. A file that cannot be read now has nothing;
    /// the judge reads it again.
    private Set<String> files() throws IOException {
        Set<String> there = new HashSet<>();
        for (SiteNodes.Node node : left) {
            there.addAll(new SiteCopies(node.folder(), marks).leaves(_ -> {}));
        }
        return there;
    }

    /// What a node says of a paper or a filing.
    private enum Said {
        YES,
        NO,
        NOTHING
    }

    private Set<Said> ask(Acknowledged one) {
        Set<Said> said = EnumSet.noneOf(Said.class);
        for (SiteNodes.Node node : left) {
            said.add(ask(node, one));
            if (said.contains(Said.YES)) {
                break;
            }
        }
        return said;
    }

    /// Only *unknown here* says that it is not there; a node that cannot say is asked again.
    private static Said ask(SiteNodes.Node node, Acknowledged one) {
        String things =
                one.form() == SiteTruth.Form.FILING ? "/api/v1/filings/" : "/api/v1/issuances/";
        for (int tries = 0; tries < ASKED_TIMES; tries++) {
            try {
                int status =
                        node.officer(one.what().command().office())
                                .get(things + one.id(), Duration.ofSeconds(3))
                                .status();
                if (status == 200 || status == 404) {
                    return status == 200 ? Said.YES : Said.NO;
                }
            } catch (IOException away) {
                // as if it had said that it is busy
            }
            Pauses.of(BREATH);
        }
        return Said.NOTHING;
    }
}
