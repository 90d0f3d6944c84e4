// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A watcher that goes on whatever happens to it; a real etcd.
class WatcherTest {
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-11-27T00:00:00Z"));

    @TempDir Path folder;

    private SitePlan plan(int etcd) throws IOException {
        Ports usual = Ports.USUAL;
        Ports ports =
                new Ports(
                        etcd,
                        usual.etcdPeer(),
                        usual.postgres(),
                        usual.patroni(),
                        usual.primary(),
                        usual.replica(),
                        usual.node());
        SitePlan plan = TestSites.plan("a", ports, folder, false);
        Secrets.of(List.of()).write(folder);
        return plan;
    }

    @Test
    void aLeaseThatMakesNoSenseIsAnAlarmAndTheNextLookIsMade() throws IOException {
        try (RealEtcd engine = new RealEtcd(folder)) {
            SitePlan plan = plan(engine.endpoint.getPort());
            try (Watcher watcher = Watcher.of(plan, CLOCK, _ -> {})) {
                engine.client.put("/holdfast/x/leader", "nobody-known", 600);
                looks(watcher, 3);
                assertThat(Alarms.open(folder)).containsKey(Watcher.FAILS);
                engine.client.release("/holdfast/x/leader", "nobody-known");
                looks(watcher, 3);
                assertThat(Alarms.open(folder))
                        .containsKey(SyncState.NO_LEADER)
                        .doesNotContainKeys(Watcher.FAILS, Watcher.NO_QUORUM);
            }
        }
    }

    private static void looks(Watcher watcher, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            watcher.look();
        }
    }

    @Test
    void aThreadThatAnErrorEndedIsBegunAgainAndItsSilenceIsKnown() throws IOException {
        SitePlan plan = plan(RealEtcd.free());
        List<String> said = new CopyOnWriteArrayList<>();
        AtomicInteger calls = new AtomicInteger();
        // no folder for its beat, so that it has something to say; and no memory for that
        Consumer<String> say =
                line -> {
                    if (calls.getAndIncrement() == 0) {
                        throw new OutOfMemoryError("on purpose");
                    }
                    said.add(line);
                };
        try (Watcher watcher = Watcher.of(plan, CLOCK, say)) {
            await(watcher, () -> said.stream().anyMatch(line -> line.contains("begun again")));
            Files.createDirectories(plan.state());
            Path beat = plan.state().resolve("looked");
            await(watcher, () -> Files.exists(beat) && Alarms.open(folder).size() > 0);
            assertThat(said).first().asString().contains("on purpose");
            assertThat(WatcherBeat.of(plan).silence()).isEmpty();
            assertThat(Alarms.open(folder)).containsKey(Watcher.NO_QUORUM);
        }
    }

    private interface Seen {
        boolean yet() throws IOException;
    }

    private static void await(Watcher watcher, Seen seen) throws IOException {
        for (int tries = 0; !seen.yet(); tries++) {
            assertThat(tries).isLessThan(1200);
            watcher.keep();
            Pauses.ofMillis(50);
        }
    }

    @Test
    void aWatcherIsSilentWhenItsLastLookIsTooLongAgoOrOfAnEarlierStartOfTheMachine()
            throws IOException {
        SitePlan plan = plan(RealEtcd.free());
        Files.createDirectories(plan.state());
        Path uptime = folder.resolve("uptime");
        WatcherBeat beat = new WatcherBeat(plan, uptime);
        Files.writeString(uptime, "1000.00 1.00\n");
        assertThat(beat.silence()).as("a supervisor of an earlier version").isEmpty();
        beat.beat();
        Files.writeString(uptime, "1015.00 1.00\n");
        assertThat(beat.silence()).isEmpty();
        Files.writeString(uptime, "1015.01 1.00\n");
        assertThat(beat.silence())
                .hasValueSatisfying(
                        silent -> assertThat(silent).isEqualTo(WatcherBeat.LIMIT.plusMillis(10)));
        assertThat(new Alarms.Told(plan, CLOCK).now())
                .extracting(Alarms.Open::alarm)
                .contains(WatcherBeat.ALARM + "a");
        Files.writeString(uptime, "20.00 1.00\n");
        assertThat(beat.silence()).as("the machine was started again").isPresent();
        beat.beat();
        assertThat(beat.silence()).isEmpty();
        Files.writeString(plan.state().resolve("looked"), "00000");
        assertThat(beat.silence()).as("half of one").isPresent();
    }
}
