// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One file of [Alarms]: a JSON object a line, appended and forced to disk. One process writes it
/// and any number read it. Thread-safe.
///
/// A link that flaps for days must neither fill a disk nor the heap of whoever reads: the writer
/// cuts the file at 1 MB to the last thousand lines, and what was open before them; nobody reads it
/// whole into memory, nor again before it has changed.
final class AlarmLog {
    static final int LONGEST_BYTES = 1 << 20;
    static final int KEPT_LINES = 1000;

    /// At most three bytes each, so that a file that was cut is shorter than the limit.
    private static final int KEPT_CHARS = LONGEST_BYTES / 4;

    /// What is longer was not written here.
    private static final int LONGEST_LINE = 16 << 10;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path file;
    private Map<String, Alarms.Open> open = Map.of();
    private Optional<Seen> seen = Optional.empty();
    private long cutAtBytes = LONGEST_BYTES;

    AlarmLog(Path file) {
        this.file = file;
    }

    /// By which a file is known to be the one that was read.
    private record Seen(String key, long bytes, long modifiedMillis) {
        static Optional<Seen> of(Path file) throws IOException {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
            return Optional.of(
                    new Seen(
                            String.valueOf(is.fileKey()),
                            is.size(),
                            is.lastModifiedTime().toMillis()));
        }
    }

    /// What was raised and not cleared, by the alarm's name.
    synchronized Map<String, Alarms.Open> open() throws IOException {
        Optional<Seen> now = Seen.of(file);
        if (!now.equals(seen)) {
            Map<String, Alarms.Open> read = new TreeMap<>();
            if (now.isPresent()) {
                lines(line -> fold(line, read));
            }
            open = Collections.unmodifiableMap(read);
            seen = now;
        }
        return open;
    }

    /// The same, each with its details alone.
    Map<String, String> details() throws IOException {
        Map<String, String> details = new TreeMap<>();
        open().forEach((alarm, one) -> details.put(alarm, one.detail()));
        return details;
    }

    /// For the one process that writes this file.
    synchronized void append(String at, String alarm, String state, String detail)
            throws IOException {
        cutWhenLong();
        String line = line(at, alarm, state, detail);
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            // begins a line of its own: a kill may have left the half of another
            write(channel, (torn() ? "\n" : "") + line);
            channel.force(true);
        }
    }

    private static String line(String at, String alarm, String state, String detail) {
        return JSON.writeValueAsString(
                        JSON.createObjectNode()
                                .put("at", at)
                                .put("alarm", alarm)
                                .put("state", state)
                                .put("detail", detail))
                + "\n";
    }

    private static void write(FileChannel channel, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
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

    /// For the one process that writes this file, at its start and before each line. A disk without
    /// room for the shorter file leaves the longer one, which says the same.
    synchronized void cutWhenLong() {
        try {
            if (!Files.exists(file) || Files.size(file) <= cutAtBytes) {
                return;
            }
            cutAtBytes = Files.size(file) + LONGEST_BYTES; // should it fail: not at each line again
            cut();
            cutAtBytes = LONGEST_BYTES;
        } catch (IOException full) {
            // said by the alarm about the disk
        }
    }

    private void cut() throws IOException {
        Tail tail = new Tail();
        lines(tail::add);
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            try (FileChannel channel =
                    FileChannel.open(
                            fresh,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.TRUNCATE_EXISTING)) {
                for (Alarms.Open one : tail.before.values()) {
                    write(channel, line(one.since(), one.alarm(), "raised", one.detail()));
                }
                for (String line : tail.lines) {
                    write(channel, line + "\n");
                }
                channel.force(true);
            }
            // a crash before this leaves the long file, one behind it the short one
            Files.move(
                    fresh,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /// The last lines, and what was open before the first of them.
    private static final class Tail {
        private final ArrayDeque<String> lines = new ArrayDeque<>();
        private final Map<String, Alarms.Open> before = new TreeMap<>();
        private int chars;

        void add(String line) {
            lines.addLast(line);
            chars += line.length();
            while (lines.size() > KEPT_LINES || chars > KEPT_CHARS) {
                String oldest = lines.removeFirst();
                chars -= oldest.length();
                fold(oldest, before);
            }
        }
    }

    private void lines(Consumer<String> each) throws IOException {
        // a reader of Files refuses bytes that are no UTF-8, of which a torn line may have some
        try (Reader in =
                new BufferedReader(
                        new InputStreamReader(
                                Files.newInputStream(file), StandardCharsets.UTF_8))) {
            StringBuilder line = new StringBuilder();
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next == '\n') {
                    each.accept(line.toString());
                    line.setLength(0);
                } else if (line.length() < LONGEST_LINE) {
                    line.append((char) next);
                }
            }
            if (!line.isEmpty()) {
                each.accept(line.toString());
            }
        }
    }

    private static void fold(String line, Map<String, Alarms.Open> open) {
        try {
            JsonNode json = JSON.readTree(line);
            String alarm = json.path("alarm").asString("");
            if (json.path("state").asString("").equals("raised")) {
                open.put(
                        alarm,
                        new Alarms.Open(
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
}
