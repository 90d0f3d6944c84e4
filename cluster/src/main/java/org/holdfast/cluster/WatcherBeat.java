// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;

/// When the watcher of a site last ended a look and said what it found: `state/looked`. Without it
/// the alarms of a watcher that has stopped would be those of its last look for ever.
///
/// The time is the machine's since it was started (proc(5), `/proc/uptime`), which every process
/// reads alike and no change of a clock moves.
///
/// @param uptime the file to read it from
record WatcherBeat(SitePlan plan, Path uptime) {
    static final String ALARM = "watcher-silent-";

    /// A look ends within ten seconds though engines are frozen, and begins a second later.
    static final Duration LIMIT = Duration.ofSeconds(15);

    static WatcherBeat of(SitePlan plan) {
        return new WatcherBeat(plan, Path.of("/proc/uptime"));
    }

    private Path file() {
        return plan.state().resolve("looked");
    }

    /// Always as long, and in the same place, so that a full disk has room for it.
    void beat() throws IOException {
        String line = "%019d%n".formatted(nowMillis());
        try (FileChannel channel =
                FileChannel.open(file(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)), 0);
        }
    }

    /// How long it has been silent, when that is too long. A beat of an earlier start of the
    /// machine is too old, whatever it says. Empty also where none ever was: a supervisor of an
    /// earlier version writes none.
    Optional<Duration> silence() throws IOException {
        if (!Files.exists(file())) {
            return Optional.empty();
        }
        String line = Files.readString(file(), StandardCharsets.ISO_8859_1).strip();
        long then = line.matches("[0-9]{1,18}|0[0-9]{18}") ? Long.parseLong(line) : Long.MAX_VALUE;
        long now = nowMillis();
        Duration silent = Duration.ofMillis(then > now ? now : now - then);
        return then > now || silent.compareTo(LIMIT) > 0 ? Optional.of(silent) : Optional.empty();
    }

    private long nowMillis() throws IOException {
        String seconds = Files.readString(uptime, StandardCharsets.ISO_8859_1).split(" ", 2)[0];
        return (long) (Double.parseDouble(seconds) * 1000);
    }

    String words(Duration silence) {
        return "the watcher of site %s has not looked for %d s: its alarms are of then"
                .formatted(plan.site(), silence.toSeconds());
    }
}
