// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// What no engine says of the ground a site stands on: whether its disk is nearly full, how long a
/// forced write takes there, and whether its clock is that of the others. Two threads of its own; a
/// disk or a site that does not answer keeps nobody waiting.
final class Vitals implements AutoCloseable {
    static final String FULL = "disk-nearly-full-";
    static final String SLOW = "disk-slow-";
    static final String CLOCK = "clock-wrong-";

    private static final long FEWEST_BYTES = 32L << 20;
    private static final Duration SLOW_WRITE = Duration.ofSeconds(2);
    private static final Duration CLOCK_LIMIT = Duration.ofSeconds(5);
    private static final int BLOCK = 4096;
    private static final long EVERY_MILLIS = 1000;

    private final SitePlan plan;
    private final InstantSource clock;
    private final Map<String, Duration> ahead = new ConcurrentHashMap<>();
    private final KeptThread writer;
    private final KeptThread asker;
    private volatile boolean closed;
    private volatile long begunNanos;
    private volatile boolean writing;
    private volatile long tookMillis;

    Vitals(SitePlan plan, InstantSource clock, Consumer<String> say) {
        this.plan = plan;
        this.clock = clock;
        this.writer = new KeptThread("disk", this::writes, say);
        this.asker = new KeptThread("clock", this::asks, say);
    }

    /// Begins to look, or goes on after a thread ended. Called often, by one thread.
    void keep() {
        writer.keep();
        asker.keep();
    }

    /// By the name of the alarm.
    Map<String, String> wrong() throws IOException {
        Map<String, String> wrong = new TreeMap<>();
        FileStore disk = Files.getFileStore(plan.folder());
        disk(wrong, disk.getUsableSpace(), disk.getTotalSpace());
        long now = writing ? TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos) : 0;
        long millis = Math.max(now, tookMillis);
        if (millis > SLOW_WRITE.toMillis()) {
            wrong.put(
                    SLOW + plan.site(),
                    "a forced write of 4 KB takes "
                            + millis
                            + " ms on the disk of site "
                            + plan.site());
        }
        wrong.putAll(clocks(plan.site(), ahead));
        return wrong;
    }

    private void disk(Map<String, String> wrong, long usable, long total) {
        if (usable < FEWEST_BYTES) {
            wrong.put(
                    FULL + plan.site(),
                    "the disk of site %s has %d MB left of %d"
                            .formatted(plan.site(), usable >> 20, total >> 20));
        }
    }

    /// Two others that agree with each other and not with this site are believed more than it.
    ///
    /// @param ahead of this site's clock, by site; those that answered
    static Map<String, String> clocks(String site, Map<String, Duration> ahead) {
        Map<String, String> wrong = new TreeMap<>();
        SequencedMap<String, Duration> off = new TreeMap<>();
        ahead.forEach((other, by) -> {
            if (by.abs().compareTo(CLOCK_LIMIT) > 0) {
                off.put(other, by);
            }
        });
        boolean agree =
                off.size() >= 2
                        && off.values().stream()
                                .allMatch(by ->
                                        by.minus(off.firstEntry().getValue())
                                                        .abs()
                                                        .compareTo(CLOCK_LIMIT)
                                                <= 0);
        if (agree) {
            wrong.put(
                    CLOCK + site,
                    said(site, off.firstEntry().getValue().negated())
                            + " those of "
                            + String.join(" and ", off.keySet()));
            return wrong;
        }
        off.forEach((other, by) -> wrong.put(CLOCK + other, said(other, by) + " that of " + site));
        return wrong;
    }

    private static String said(String site, Duration by) {
        return "the clock of site %s is %d s %s"
                .formatted(site, by.abs().toSeconds(), by.isNegative() ? "behind" : "ahead of");
    }

    private void writes() {
        while (!closed) {
            begunNanos = System.nanoTime();
            writing = true;
            try (FileChannel file =
                    FileChannel.open(
                            plan.state().resolve("beat"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE)) {
                file.write(ByteBuffer.allocate(BLOCK), 0);
                file.force(false);
                tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos);
            } catch (IOException full) {
                tookMillis = 0; // that it is full is said by what is left of it
            }
            writing = false;
            Pauses.ofMillis(EVERY_MILLIS);
        }
    }

    private void asks() {
        while (!closed) {
            for (String other : plan.addresses().keySet()) {
                if (other.equals(plan.site())) {
                    continue;
                }
                try {
                    Instant before = clock.instant();
                    Instant theirs = NodeClock.at(plan, other);
                    Instant half =
                            before.plus(Duration.between(before, clock.instant()).dividedBy(2));
                    ahead.put(other, Duration.between(half, theirs));
                } catch (IOException away) {
                    ahead.remove(other);
                }
            }
            Pauses.ofMillis(EVERY_MILLIS);
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
