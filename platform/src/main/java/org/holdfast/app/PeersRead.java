// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.holdfast.database.Rounds;
import org.holdfast.ledger.JournalCounts;
import org.holdfast.ledger.Position;
import org.holdfast.sites.SiteReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether this node has read the node journals of the other sites as far as they went when its
/// start began: before that it may not know a block, a withdrawal or a filing that was acknowledged
/// there, as on a disk that was made anew. In a thread of its own, from the start on.
///
/// How far a journal goes is asked once of the site that writes it. While that is silent, what
/// another site has read of it counts. A site that is lost keeps no node closed: it is not waited
/// for any more once it was silent for [#SILENT] and nobody brings what is missing, or once nothing
/// came for [#STUCK]. That is said ([Readiness#missing]) until it was read all the same.
final class PeersRead implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PeersRead.class);

    /// Longer than the longest pause of a mirror between two tries.
    static final Duration SILENT = Duration.ofSeconds(20);

    /// A site that answers and whose journal does not come: its mirror here refuses it, say.
    static final Duration STUCK = Duration.ofMinutes(2);

    private static final Duration SOON = Duration.ofMillis(250);
    private static final Duration LATER = Duration.ofSeconds(5);
    private static final Duration NEVER = Duration.ofHours(1);

    private final Function<Set<String>, Map<String, SiteReport>> ask;
    private final Supplier<List<Position>> read;
    private final Readiness readiness;
    private final LongSupplier nanos;
    private final Map<String, Peer> peers = new TreeMap<>();
    private final Rounds rounds = new Rounds("peers-read", this::once);
    private volatile boolean through;
    private String lastFault = "";

    /// @param copies where this site's mirrors keep the journals of each other site, by its name
    /// @param ask asks these sites, for two seconds at most
    /// @param read up to where this node has read the node journals of all sites
    PeersRead(
            Map<String, Path> copies,
            Function<Set<String>, Map<String, SiteReport>> ask,
            Supplier<List<Position>> read,
            Readiness readiness,
            LongSupplier nanos) {
        this.ask = ask;
        this.read = read;
        this.readiness = readiness;
        this.nanos = nanos;
        copies.forEach((site, folder) -> peers.put(site, new Peer(site, folder)));
        this.through = peers.isEmpty();
    }

    /// The start begins to wait.
    void begin() {
        from(nanos.getAsLong());
        rounds.start();
    }

    /// From when on silence counts; for tests.
    void from(long now) {
        peers.values().forEach(peer -> peer.began(now));
    }

    /// Whether everything was read, or is not waited for.
    boolean isThrough() {
        return through;
    }

    /// An outer edge: a look that fails is repeated.
    private Duration once() {
        try {
            look();
            lastFault = "";
        } catch (RuntimeException fault) {
            String words = String.valueOf(fault);
            if (!words.equals(lastFault)) {
                LOG.warn("how far the other sites' node journals are read is not known now", fault);
            }
            if (!through) {
                readiness.missing(
                        Map.of(
                                "",
                                "the node journals of other sites cannot be read here: see logs/"));
            }
            lastFault = words;
        }
        return !through ? SOON : readiness.missing().isEmpty() ? NEVER : LATER;
    }

    /// Looks once. For [#begin], and for tests.
    void look() {
        List<Peer> open = peers.values().stream().filter(peer -> !peer.whole).toList();
        if (open.isEmpty()) {
            through = true;
            return;
        }
        // All of them: one may say what another does not.
        Map<String, SiteReport> said = ask.apply(peers.keySet());
        List<Position> here = read.get();
        long now = nanos.getAsLong();
        Map<String, String> missing = new TreeMap<>();
        boolean waits = false;
        for (Peer peer : open) {
            peer.look(said, here, now);
            if (!peer.whole) {
                missing.put(peer.site, peer.words());
                waits |= !peer.givenUp;
            }
        }
        readiness.missing(missing);
        through |= !waits;
    }

    @Override
    public void close() {
        rounds.close();
    }

    /// Another site's node journal. For one thread.
    private static final class Peer {
        private final String site;
        private final Path folder;

        /// Up to where it is to be read; nothing while nobody says.
        private Optional<Position> goal = Optional.empty();

        /// Whether that is the word of its writer.
        private boolean own;

        private boolean whole;
        private boolean givenUp;
        private long heard;
        private long grown;
        private long bytes;

        Peer(String site, Path folder) {
            this.site = site;
            this.folder = folder;
        }

        void began(long now) {
            heard = now;
            grown = now;
        }

        void look(Map<String, SiteReport> said, List<Position> here, long now) {
            Optional<SiteReport> writer = Optional.ofNullable(said.get(site));
            if (writer.isPresent()) {
                heard = now;
            }
            if (!own) {
                own = writer.isPresent();
                goal = own ? end(writer.get()) : readElsewhere(said);
            }
            boolean silent = now - heard > SILENT.toNanos();
            // One answer that is late makes nobody's word the last one.
            whole = isCovered(here) && (own || silent);
            if (whole) {
                return;
            }
            long size = bytes();
            if (size != bytes) {
                bytes = size;
                grown = now;
            }
            givenUp |= silent || now - grown > STUCK.toNanos();
        }

        private boolean isCovered(List<Position> here) {
            return goal.map(end ->
                            here.stream().filter(this::isOf).anyMatch(place -> place.covers(end)))
                    .orElse(own);
        }

        private boolean isOf(Position place) {
            return place.hasNumber() && place.kind().equals("node" + site);
        }

        private Optional<Position> end(SiteReport writer) {
            return writer.journals().stream()
                    .filter(one -> one.entries() > 0)
                    .map(Peer::last)
                    .filter(this::isOf)
                    .findFirst();
        }

        private static Position last(JournalCounts journal) {
            return new Position(journal.name(), journal.origin(), journal.entries() - 1);
        }

        private Optional<Position> readElsewhere(Map<String, SiteReport> said) {
            List<Position> all = new ArrayList<>();
            said.values()
                    .forEach(report -> report.read().stream().filter(this::isOf).forEach(all::add));
            return all.stream()
                    .max(
                            Comparator.comparingInt(Position::number)
                                    .thenComparingLong(Position::index));
        }

        /// Of the copies of its node journal alone: what it keeps of the central one grows while
        /// that stands. A file that goes away meanwhile is counted at the next look.
        private long bytes() {
            if (!Files.isDirectory(folder)) {
                return 0;
            }
            try (Stream<Path> files = Files.walk(folder)) {
                return files.filter(file ->
                                folder.relativize(file).toString().startsWith("node" + site + "-"))
                        .mapToLong(file -> file.toFile().length())
                        .sum();
            } catch (IOException | UncheckedIOException going) {
                return bytes;
            }
        }

        String words() {
            String what =
                    goal.map(end ->
                                    "the node journal of site %s is not read here up to entry %d of %s"
                                            .formatted(site, end.index(), end.journal()))
                            .orElse(
                                    "nobody says how far the node journal of site "
                                            + site
                                            + " goes");
            return givenUp
                    ? what
                            + ": blocks, withdrawals and filings of that site may be unknown here;"
                            + " it is read as soon as it comes"
                    : what;
        }
    }
}
