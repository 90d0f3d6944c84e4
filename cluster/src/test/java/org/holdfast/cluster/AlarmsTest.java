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

    @Test
    void aLongFileIsCutAndKeepsWhatIsOpenAndItsLastLines() throws IOException {
        Path file = site.resolve(Alarms.PROBES);
        Files.writeString(file, line("old", "raised", "since long"));
        StringBuilder flaps = new StringBuilder();
        for (int i = 0; i < 10_001; i++) {
            flaps.append(line("flaps", i % 2 == 0 ? "raised" : "cleared", "x".repeat(100)));
        }
        flaps.append(line("flaps", "raised", "at last"));
        Files.writeString(file, flaps, StandardOpenOption.APPEND);

        Alarms probes = Alarms.ofProbes(site, CLOCK);
        Map<String, String> open = Map.of("old", "since long", "flaps", "at last");
        assertThat(Alarms.openProbes(site)).isEqualTo(open);
        assertThat(Files.readAllLines(file).size()).isEqualTo(AlarmLog.KEPT_LINES + 1);
        assertThat(site.resolve(Alarms.PROBES + ".new")).doesNotExist();
        probes.look(Map.of());
        assertThat(Alarms.openProbes(site)).isEmpty();
    }

    @Test
    void aFileThatGrowsIsCutWhileItIsWritten() throws IOException {
        Path file = site.resolve(Alarms.PROBES);
        Alarms probes = Alarms.ofProbes(site, CLOCK);
        probes.look(Map.of("old", "since long"));
        Map<String, String> wrong = Map.of("old", "since long", "x", "is wrong");
        String big = line("y", "cleared", "y".repeat(10_000));
        Files.writeString(file, big.repeat(200), StandardOpenOption.APPEND);
        probes.look(wrong);
        assertThat(Files.size(file)).isLessThan(AlarmLog.LONGEST_BYTES);
        assertThat(Alarms.openProbes(site)).isEqualTo(wrong);
    }

    /// What a bit on the disk has changed, or a power cut has left, is no reason to read nothing.
    @Test
    void whatIsNoLineOfAlarmsIsPassedOver() throws IOException {
        Path file = site.resolve(Alarms.PROBES);
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, '\n'});
        Files.write(file, new byte[1 << 20], StandardOpenOption.APPEND);
        Files.writeString(file, "\n" + line("x", "raised", "is wrong"), StandardOpenOption.APPEND);
        assertThat(Alarms.openProbes(site)).isEqualTo(WRONG);
    }

    @Test
    void aFileThatDidNotChangeIsNotReadAgain() throws IOException {
        AlarmLog log = new AlarmLog(site.resolve(Alarms.FILE));
        assertThat(log.open()).isEmpty();
        log.append("2026-11-26T00:00:00Z", "x", "raised", "is wrong");
        Map<String, Alarms.Open> read = log.open();
        assertThat(read).containsOnlyKeys("x");
        assertThat(log.open()).isSameAs(read);
        log.append("2026-11-26T00:00:01Z", "x", "cleared", "is wrong");
        assertThat(log.open()).isEmpty();
    }

    private static String line(String alarm, String state, String detail) {
        return "{\"at\":\"2026-11-26T00:00:00Z\",\"alarm\":\"%s\",\"state\":\"%s\",\"detail\":\"%s\"}%n"
                .formatted(alarm, state, detail);
    }
}
