// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What is wrong at a site: `alarms.log`, one JSON object a line, `{at, alarm, state, detail}` with
/// state `raised` or `cleared`, forced to disk; at 1 MB it is cut to its last thousand lines.
///
/// An alarm is raised when something was wrong in three looks one after the other, for a failover
/// passes through states that are wrong for a second; it is cleared by the first look that is
/// right, and by none that could not see. Not thread-safe: one watcher writes.
public final class Alarms {
    static final String FILE = "alarms.log";

    /// What the node's probes find, in a file of its own: each file has one writer.
    static final String PROBES = "probes.log";

    private static final int LOOKS = 3;
    private static final int RESERVE_BYTES = 256 << 10;

    private final Path file;
    private final InstantSource clock;
    private final AlarmLog log;
    private final int needed;
    private final Map<String, Integer> wrongLooks = new TreeMap<>();
    private final Map<String, String> open;

    Alarms(Path site, InstantSource clock) throws IOException {
        this(site.resolve(FILE), clock, LOOKS);
    }

    private Alarms(Path file, InstantSource clock, int needed) throws IOException {
        this.file = file;
        this.clock = clock;
        this.log = new AlarmLog(file);
        this.needed = needed;
        log.cutWhenLong();
        this.open = new TreeMap<>(log.details());
    }

    /// What the probes of a site's node find wrong, in `probes.log`; they count for themselves, so
    /// the first look raises.
    public static Alarms ofProbes(Path site, InstantSource clock) throws IOException {
        return new Alarms(site.resolve(PROBES), clock, 1);
    }

    /// The result of one look that saw everything.
    ///
    /// @param wrong what is wrong, by the alarm's name
    public void look(Map<String, String> wrong) throws IOException {
        look(wrong, Set.of());
    }

    /// The result of one look.
    ///
    /// @param wrong what is wrong, by the alarm's name
    /// @param unseen alarms about what could not be looked at: they stay as they are
    void look(Map<String, String> wrong, Set<String> unseen) throws IOException {
        if (wrong.isEmpty()) {
            keepReserve();
        }
        wrongLooks.keySet().retainAll(wrong.keySet());
        for (Map.Entry<String, String> one : wrong.entrySet()) {
            int looks = wrongLooks.merge(one.getKey(), 1, Integer::sum);
            if (looks >= needed && !open.containsKey(one.getKey())) {
                write(one.getKey(), "raised", one.getValue());
                open.put(one.getKey(), one.getValue());
            }
        }
        for (String name : new TreeSet<>(open.keySet())) {
            if (!wrong.containsKey(name) && !unseen.contains(name)) {
                write(name, "cleared", open.getOrDefault(name, ""));
                open.remove(name);
            }
        }
    }

    private void write(String alarm, String state, String detail) throws IOException {
        String at = clock.instant().toString();
        try {
            log.append(at, alarm, state, detail);
        } catch (IOException full) {
            if (!Files.deleteIfExists(reserve(file))) {
                throw full;
            }
            log.append(at, alarm, state, detail);
        }
    }

    /// Space that is given up when the disk is full, so that this can still be said.
    private static Path reserve(Path file) {
        return file.resolveSibling(file.getFileName() + ".reserve");
    }

    /// Gives it up for what a site cannot start without; the next look with nothing wrong keeps one
    /// again.
    ///
    /// @return whether there was any
    static boolean giveUpReserve(Path site) throws IOException {
        return Files.deleteIfExists(reserve(site.resolve(FILE)));
    }

    private void keepReserve() {
        try {
            if (!Files.exists(reserve(file))) {
                Files.write(reserve(file), new byte[RESERVE_BYTES]);
            }
        } catch (IOException full) {
            // the next look tries again
        }
    }

    /// The alarms of a site that were raised and not cleared, with their details.
    static Map<String, String> open(Path site) throws IOException {
        return new AlarmLog(site.resolve(FILE)).details();
    }

    /// What the node of a site found and did not find well again.
    static Map<String, String> openProbes(Path site) throws IOException {
        return new AlarmLog(site.resolve(PROBES)).details();
    }

    /// An alarm that was raised and not cleared.
    ///
    /// @param since ISO 8601, as it was written
    public record Open(String since, String alarm, String detail) {}

    /// Reads the open alarms of a site: those of its watcher and of its probes, and that its
    /// watcher has been silent. For a process that does so often: files that did not change are not
    /// read again. Thread-safe.
    public static final class Told {
        private final WatcherBeat beat;
        private final InstantSource clock;
        private final List<AlarmLog> logs;

        public Told(SitePlan plan, InstantSource clock) {
            this.beat = WatcherBeat.of(plan);
            this.clock = clock;
            this.logs =
                    List.of(
                            new AlarmLog(plan.folder().resolve(FILE)),
                            new AlarmLog(plan.folder().resolve(PROBES)));
        }

        public List<Open> now() throws IOException {
            List<Open> all = new ArrayList<>();
            for (AlarmLog log : logs) {
                all.addAll(log.open().values());
            }
            Optional<Duration> silence = beat.silence();
            if (silence.isPresent()) {
                all.add(
                        new Open(
                                clock.instant().minus(silence.get()).toString(),
                                WatcherBeat.ALARM + beat.plan().site(),
                                beat.words(silence.get())));
            }
            return all;
        }
    }
}
