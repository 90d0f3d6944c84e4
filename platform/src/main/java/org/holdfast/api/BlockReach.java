// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.holdfast.cases.Blocks;
import org.holdfast.ledger.Position;
import org.holdfast.sites.SiteReport;
import org.holdfast.sites.SiteWatch;
import org.holdfast.sites.WatchSettings;

/// At which sites a block is in force: those whose nodes have said that they have read a journal
/// past its entry. Time alone never counts: a site that hears the database and not the node that
/// entered the block has fresh facts and no block. Asks sites that have not said so yet, or not
/// lately, for two seconds at most; remembers in memory what each said last, until it says
/// otherwise, and for twenty seconds at most: a site that was made anew has read less than it once
/// had, and is not ready sooner than that without having read what is here. Thread-safe.
public final class BlockReach {
    /// So long the word of a site is not asked for again.
    private static final long LATELY_NANOS = 10_000_000_000L;

    /// So long the word of a site counts that is not heard any more. A site that starts waits as
    /// long for one that is silent before it serves without having read its journal.
    private static final long BELIEVED_NANOS = 20_000_000_000L;

    private final WatchSettings settings;
    private final SiteWatch watch;
    private final LongSupplier nanos;

    /// What each site said last.
    @GuardedBy("this")
    private final Map<String, Word> known = new HashMap<>();

    /// When each was asked last, in nanoseconds of this process.
    @GuardedBy("this")
    private final Map<String, Long> asked = new HashMap<>();

    public BlockReach(WatchSettings settings, SiteWatch watch) {
        this(settings, watch, System::nanoTime);
    }

    /// The same, by another clock.
    public BlockReach(WatchSettings settings, SiteWatch watch, LongSupplier nanos) {
        this.settings = settings;
        this.watch = watch;
        this.nanos = nanos;
    }

    /// Where a block is in force.
    ///
    /// @param everywhere at every site of the plan; at once where the office is on one machine
    /// @param at sites that act upon it; none is named where the office is on one machine
    /// @param waiting sites that have not said so, or have been silent since they did
    public record Reach(boolean everywhere, List<String> at, List<String> waiting) {}

    /// Up to where a site had read node journals, and when it was asked.
    private record Word(List<Position> read, long at) {
        boolean covers(Position place) {
            return read.stream().anyMatch(one -> one.covers(place));
        }
    }

    /// Where each of these is in force, by its id; of those that are in force at all.
    public Map<String, Reach> of(List<Blocks.Block> blocks) {
        List<Blocks.Block> standing =
                blocks.stream().filter(one -> one.state() == Blocks.State.IN_FORCE).toList();
        Set<String> silent = new TreeSet<>();
        standing.forEach(one -> silent.addAll(reach(one).waiting()));
        if (!standing.isEmpty()) {
            silent.addAll(notLately());
        }
        if (!silent.isEmpty()) {
            long now = asking(silent);
            watch.reports(silent).forEach((site, report) -> remember(site, report, now));
        }
        Map<String, Reach> all = new HashMap<>();
        standing.forEach(one -> all.put(one.id(), reach(one)));
        return all;
    }

    private synchronized List<String> notLately() {
        long now = nanos.getAsLong();
        List<String> sites = new ArrayList<>(settings.doors().keySet());
        sites.remove(settings.site());
        List<String> late = new ArrayList<>();
        for (String site : sites) {
            Long last = asked.get(site);
            if (last == null || now - last > LATELY_NANOS) {
                late.add(site);
            }
        }
        return late;
    }

    private synchronized long asking(Set<String> sites) {
        long now = nanos.getAsLong();
        sites.forEach(site -> asked.put(site, now));
        return now;
    }

    /// @param at when it was asked: its answer is not older
    private synchronized void remember(String site, SiteReport report, long at) {
        known.put(site, new Word(report.read().stream().filter(Position::hasNumber).toList(), at));
    }

    private synchronized Reach reach(Blocks.Block block) {
        List<String> at = new ArrayList<>();
        List<String> waiting = new ArrayList<>();
        long now = nanos.getAsLong();
        for (String site : settings.doors().keySet()) {
            boolean here = site.equals(settings.site());
            Word said = known.get(site);
            boolean acts =
                    here
                            || (said != null
                                    && now - said.at() <= BELIEVED_NANOS
                                    && block.places().stream().anyMatch(said::covers));
            (acts ? at : waiting).add(site);
        }
        return new Reach(waiting.isEmpty(), at, waiting);
    }
}
