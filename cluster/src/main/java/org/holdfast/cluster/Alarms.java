// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What is wrong at a site: `alarms.log`, one JSON object a line, `{at, alarm, state, detail}` with
/// state `raised` or `cleared`, forced to disk.
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
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path file;
    private final InstantSource clock;
    private final int needed;
    private final Map<String, Integer> wrongLooks = new TreeMap<>();
    private final Map<String, String> open;

    Alarms(Path site, InstantSource clock) throws IOException {
        this(site.resolve(FILE), clock, LOOKS);
    }

    private Alarms(Path file, InstantSource clock, int needed) throws IOException {
        this.file = file;
        this.clock = clock;
        this.needed = needed;
        this.open = new TreeMap<>(openIn(file));
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
        try {
            append(alarm, state, detail);
        } catch (IOException full) {
            if (!Files.deleteIfExists(reserve())) {
                throw full;
            }
            append(alarm, state, detail);
        }
    }

    /// Space that is given up when the disk is full, so that this can still be said.
    private Path reserve() {
        return file.resolveSibling(file.getFileName() + ".reserve");
    }

    private void keepReserve() {
        try {
            if (!Files.exists(reserve())) {
                Files.write(reserve(), new byte[RESERVE_BYTES]);
            }
        } catch (IOException full) {
            // the next look tries again
        }
    }

    private void append(String alarm, String state, String detail) throws IOException {
        String line =
                JSON.writeValueAsString(
                        JSON.createObjectNode()
                                .put("at", clock.instant().toString())
                                .put("alarm", alarm)
                                .put("state", state)
                                .put("detail", detail));
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            // begins a line of its own: a kill may have left the half of another
            String whole = (torn() ? "\n" : "") + line + "\n";
            ByteBuffer bytes = ByteBuffer.wrap(whole.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private boolean torn() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return channel.size() > 0
                    && channel.read(last, channel.size() - 1) == 1
                    && last.get(0) != '\n';
        }
    }

    /// The alarms of a site that were raised and not cleared, with their details.
    static Map<String, String> open(Path site) throws IOException {
        return openIn(site.resolve(FILE));
    }

    /// What the node of a site found and did not find well again.
    static Map<String, String> openProbes(Path site) throws IOException {
        return openIn(site.resolve(PROBES));
    }

    /// An alarm that was raised and not cleared.
    ///
    /// @param since ISO 8601, as it was written
    public record Open(String since, String alarm, String detail) {}

    /// The open alarms of a site, those of its watcher and those of its probes.
    public static List<Open> openSince(Path site) throws IOException {
        List<Open> all = new ArrayList<>();
        for (String name : List.of(FILE, PROBES)) {
            all.addAll(read(site.resolve(name)).values());
        }
        return all;
    }

    private static Map<String, Open> read(Path file) throws IOException {
        Map<String, Open> open = new TreeMap<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                read(line, open);
            }
        }
        return open;
    }

    private static void read(String line, Map<String, Open> open) {
        try {
            JsonNode json = JSON.readTree(line);
            String alarm = json.path("alarm").asString("");
            if (json.path("state").asString("").equals("raised")) {
                open.put(
                        alarm,
                        new Open(
                                json.path("at").asString(""),
                                alarm,
                                json.path("detail").asString("")));
            } else {
                open.remove(alarm);
            }
        } catch (JacksonException _) {
            // the line that a kill cut
        }
    }

    private static Map<String, String> openIn(Path file) throws IOException {
        Map<String, String> details = new TreeMap<>();
        read(file).forEach((alarm, one) -> details.put(alarm, one.detail()));
        return details;
    }
}
