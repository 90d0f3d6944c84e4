// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.holdfast.ledger.JournalCounts;
import org.holdfast.ledger.Position;
import org.holdfast.sites.SiteReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What site a waits for before it serves, by what the other sites say.
final class PeersReadTest {
    @TempDir private Path folder;
    private final Map<String, SiteReport> said = new HashMap<>();
    private final List<Position> read = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final Readiness readiness = new Readiness();

    private PeersRead peers() throws IOException {
        Map<String, Path> copies = new HashMap<>();
        for (String site : List.of("b", "c")) {
            copies.put(site, Files.createDirectories(folder.resolve(site)));
        }
        PeersRead peers =
                new PeersRead(copies, _ -> Map.copyOf(said), () -> read, readiness, nanos::get);
        peers.from(nanos.get());
        return peers;
    }

    private static Position at(String journal, long index) {
        return new Position(journal, "an.origin/" + journal, index);
    }

    private static JournalCounts journal(String name, long entries) {
        return new JournalCounts(
                name,
                "an.origin/" + name,
                entries,
                0,
                0,
                0,
                Duration.ZERO,
                entries,
                0,
                0,
                Duration.ZERO,
                Duration.ZERO,
                false,
                "",
                Duration.ZERO);
    }

    /// A node that has so many entries of its own and has read others.
    private void says(String site, String journal, long entries, Position... others) {
        said.put(
                site,
                new SiteReport(
                        site,
                        Instant.EPOCH,
                        false,
                        false,
                        List.of(journal("central-1", 100), journal(journal, entries)),
                        List.of(others),
                        List.of(),
                        List.of()));
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private void reads(Position... positions) {
        read.clear();
        read.addAll(List.of(positions));
    }

    @Test
    void anOfficeOnOneMachineWaitsForNobody() {
        assertThat(
                        new PeersRead(Map.of(), _ -> said, () -> read, readiness, nanos::get)
                                .isThrough())
                .isTrue();
    }

    @Test
    void waitsForWhatTheirWritersSaidFirst() throws IOException {
        says("b", "nodeb-2", 10);
        says("c", "nodec-1", 3);
        PeersRead peers = peers();
        peers.look();
        assertThat(peers.isThrough()).isFalse();
        assertThat(readiness.missing()).containsOnlyKeys("b", "c");
        assertThat(readiness.missing().get("b")).contains("entry 9 of nodeb-2");
        reads(at("nodeb-1", 1_000), at("nodec-1", 2));
        peers.look();
        assertThat(peers.isThrough()).isFalse();
        assertThat(readiness.missing()).containsOnlyKeys("b");
        // What they write meanwhile is not waited for.
        says("b", "nodeb-2", 500);
        reads(at("nodeb-2", 9), at("nodec-1", 2));
        peers.look();
        assertThat(peers.isThrough()).isTrue();
        assertThat(readiness.missing()).isEmpty();
    }

    @Test
    void theRemainingSiteSpeaksForOneThatIsSilent() throws IOException {
        says("c", "nodec-1", 3, at("nodeb-2", 40), at("nonsense", 1_000_000));
        reads(at("nodec-1", 2), at("nodeb-2", 39));
        PeersRead peers = peers();
        peers.look();
        assertThat(peers.isThrough()).isFalse();
        assertThat(readiness.missing()).containsOnlyKeys("b");
        reads(at("nodec-1", 2), at("nodeb-2", 40));
        pass(PeersRead.SILENT);
        peers.look(); // it may have been late only
        assertThat(peers.isThrough()).isFalse();
        pass(Duration.ofNanos(1));
        peers.look();
        assertThat(peers.isThrough()).isTrue();
        assertThat(readiness.missing()).isEmpty();
    }

    @Test
    void whatGrowsBesideItsNodeJournalKeepsNobodyWaiting() throws IOException {
        says("b", "nodeb-1", 100);
        says("c", "nodec-1", 3);
        reads(at("nodec-1", 2));
        PeersRead peers = peers();
        peers.look();
        Path central = folder.resolve("b/central-1");
        pass(PeersRead.STUCK);
        Files.write(central, new byte[7]);
        peers.look();
        assertThat(peers.isThrough()).isFalse();
        pass(Duration.ofNanos(1));
        Files.write(central, new byte[9]);
        peers.look();
        assertThat(peers.isThrough()).isTrue();
        assertThat(readiness.missing()).containsOnlyKeys("b");
    }

    @Test
    void itsWriterKnowsBetterOnceItIsHeard() throws IOException {
        says("c", "nodec-1", 3, at("nodeb-2", 40));
        reads(at("nodec-1", 2));
        PeersRead peers = peers();
        peers.look();
        says("b", "nodeb-2", 60);
        reads(at("nodec-1", 2), at("nodeb-2", 40));
        peers.look();
        assertThat(peers.isThrough()).isFalse();
        assertThat(readiness.missing().get("b")).contains("entry 59 of nodeb-2");
    }

    @Test
    void aLostSiteIsNotWaitedForForEverAndItIsSaidUntilItWasRead() throws IOException {
        says("c", "nodec-1", 3);
        reads(at("nodec-1", 2));
        PeersRead peers = peers();
        peers.look();
        pass(PeersRead.SILENT);
        peers.look();
        assertThat(peers.isThrough()).isFalse();
        pass(Duration.ofNanos(1));
        peers.look();
        assertThat(peers.isThrough()).isTrue();
        assertThat(readiness.missing().get("b"))
                .contains("nobody says how far")
                .contains("may be unknown here");
        says("b", "nodeb-1", 7);
        peers.look();
        assertThat(readiness.missing().get("b")).contains("entry 6 of nodeb-1");
        reads(at("nodec-1", 2), at("nodeb-1", 6));
        peers.look();
        assertThat(readiness.missing()).isEmpty();
        assertThat(peers.isThrough()).isTrue();
    }

    @Test
    void aLongCopyIsWaitedForAsLongAsItGrows() throws IOException {
        says("b", "nodeb-1", 100);
        says("c", "nodec-1", 3);
        reads(at("nodec-1", 2));
        PeersRead peers = peers();
        peers.look();
        Path growing = folder.resolve("b/nodeb-1");
        for (int i = 0; i < 5; i++) {
            pass(PeersRead.STUCK);
            Files.write(growing, new byte[i + 1]);
            peers.look();
            assertThat(peers.isThrough()).isFalse();
        }
        pass(PeersRead.STUCK.plusNanos(1));
        peers.look();
        assertThat(peers.isThrough()).isTrue();
        assertThat(readiness.missing()).containsOnlyKeys("b");
    }
}
