// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlarmsTest {
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-11-26T00:00:00Z"));
    private static final Map<String, String> WRONG = Map.of("x", "is wrong");

    @TempDir Path site;

    @Test
    void raisesAfterThreeLooksAndClearsAfterOne() throws IOException {
        Alarms alarms = new Alarms(site, CLOCK);
        alarms.look(WRONG);
        alarms.look(WRONG);
        assertThat(Alarms.open(site)).isEmpty();
        alarms.look(WRONG);
        alarms.look(WRONG);
        assertThat(Alarms.open(site)).isEqualTo(WRONG);
        alarms.look(Map.of());
        assertThat(Alarms.open(site)).isEmpty();
        assertThat(Files.readAllLines(site.resolve(Alarms.FILE))).hasSize(2);
    }

    @Test
    void aRightLookBetweenStartsTheCountAgain() throws IOException {
        Alarms alarms = new Alarms(site, CLOCK);
        alarms.look(WRONG);
        alarms.look(WRONG);
        alarms.look(Map.of());
        alarms.look(WRONG);
        assertThat(Alarms.open(site)).isEmpty();
    }

    @Test
    void aLookThatCouldNotSeeClearsNothing() throws IOException {
        Alarms alarms = new Alarms(site, CLOCK);
        for (int i = 0; i < 3; i++) {
            alarms.look(WRONG);
        }
        alarms.look(Map.of(), Set.of("x"));
        assertThat(Alarms.open(site)).isEqualTo(WRONG);
        assertThat(Files.readAllLines(site.resolve(Alarms.FILE))).hasSize(1);
        alarms.look(Map.of(), Set.of("y"));
        assertThat(Alarms.open(site)).isEmpty();
    }

    @Test
    void aKillInTheMiddleOfALineHidesNoOtherAlarm() throws IOException {
        Alarms alarms = new Alarms(site, CLOCK);
        for (int i = 0; i < 3; i++) {
            alarms.look(WRONG);
        }
        Files.writeString(site.resolve(Alarms.FILE), "{\"at\":\"2026-", StandardOpenOption.APPEND);
        assertThat(Alarms.open(site)).isEqualTo(WRONG);

        Alarms again = new Alarms(site, CLOCK);
        again.look(Map.of());
        assertThat(Alarms.open(site)).isEmpty();
    }

    @Test
    void whatTheProbesFindHasAFileOfItsOwnAndIsRaisedAtOnce() throws IOException {
        Alarms probes = Alarms.ofProbes(site, CLOCK);
        probes.look(WRONG);
        assertThat(Alarms.openProbes(site)).isEqualTo(WRONG);
        Alarms watcher = new Alarms(site, CLOCK);
        watcher.look(Map.of());
        assertThat(Alarms.openProbes(site)).isEqualTo(WRONG);
        assertThat(Alarms.open(site)).isEmpty();
        probes.look(Map.of());
        assertThat(Alarms.openProbes(site)).isEmpty();
    }
}
