// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.holdfast.cases.Blocks;
import org.holdfast.ledger.Position;
import org.holdfast.sites.SiteReport;
import org.holdfast.sites.SiteWatch;
import org.holdfast.sites.WatchSettings;

/// At which sites a block is in force: those whose nodes have said that they have read a journal
/// past its entry. Time alone never counts: a site that hears the database and not the node that
/// entered the block has fresh facts and no block. Asks sites that have not said so yet, or not
/// lately, for two seconds at most; remembers in memory what each said last, until it says
/// otherwise: a site that was made anew has read less than it once had. Thread-safe.
public final class BlockReach {
    /// So long the word of a site is not asked for again.
    private static final long LATELY_NANOS = 10_000_000_000L;

    private static final Pattern NUMBERED = Pattern.compile("[a-z]+-[0-9]{1,9}");

    private final WatchSettings settings;
    private final SiteWatch watch;

    /// Up to where a site has read each node's journals, by the name without its number.
    @GuardedBy("this")
    private final Map<String, Map<String, Read>> known = new HashMap<>();

    /// When each was asked last, in nanoseconds of this process.
    @GuardedBy("this")
    private final Map<String, Long> asked = new HashMap<>();

    public BlockReach(WatchSettings settings, SiteWatch watch) {
        this.settings = settings;
        this.watch = watch;
    }

    /// Where a block is in force.
    ///
    /// @param everywhere at every site of the plan; at once where the office is on one machine
    /// @param at sites that act upon it; none is named where the office is on one machine
    /// @param waiting sites that have not said so
    public record Reach(boolean everywhere, List<String> at, List<String> waiting) {}

    private record Read(int number, long index) {
        boolean covers(Read other) {
            return number > other.number || (number == other.number && index >= other.index);
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
            asking(silent);
            watch.reports(silent).forEach(this::remember);
        }
        Map<String, Reach> all = new HashMap<>();
        standing.forEach(one -> all.put(one.id(), reach(one)));
        return all;
    }

    private synchronized List<String> notLately() {
        long now = System.nanoTime();
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

    private synchronized void asking(Set<String> sites) {
        long now = System.nanoTime();
        sites.forEach(site -> asked.put(site, now));
    }

    private synchronized void remember(String site, SiteReport report) {
        Map<String, Read> read = new HashMap<>();
        report.read().stream()
                .filter(place -> NUMBERED.matcher(place.journal()).matches())
                .forEach(place -> read.put(kind(place), read(place)));
        known.put(site, read);
    }

    private synchronized Reach reach(Blocks.Block block) {
        List<String> at = new ArrayList<>();
        List<String> waiting = new ArrayList<>();
        for (String site : settings.doors().keySet()) {
            boolean here = site.equals(settings.site());
            Map<String, Read> said = known.getOrDefault(site, Map.of());
            boolean acts = here || block.places().stream().anyMatch(place -> hasRead(said, place));
            (acts ? at : waiting).add(site);
        }
        return new Reach(waiting.isEmpty(), at, waiting);
    }

    private static boolean hasRead(Map<String, Read> said, Position place) {
        Read read = said.get(kind(place));
        return read != null && read.covers(read(place));
    }

    private static String kind(Position place) {
        return place.journal().substring(0, place.journal().lastIndexOf('-'));
    }

    private static Read read(Position place) {
        String name = place.journal();
        return new Read(Integer.parseInt(name.substring(name.lastIndexOf('-') + 1)), place.index());
    }
}
