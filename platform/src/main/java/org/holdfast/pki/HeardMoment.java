// SPDX-License-Identifier: Apache-2.0
package org.holdfast.pki;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.holdfast.database.Heard;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Up to when this site has heard all others, kept in a file once a minute, so that a site that
/// starts while it is cut off can say as of when it answers; and the number of the last list. Not
/// forced: a crash of the machine leaves an earlier moment, which is true as well, and numbers go
/// by the clock besides. A moment that a clock which ran ahead has left is none. For one thread
/// that writes.
final class HeardMoment {
    private static final Logger LOG = LoggerFactory.getLogger(HeardMoment.class);
    private static final Duration EVERY = Duration.ofMinutes(1);

    private final Path file;
    private final InstantSource clock;
    private volatile Optional<Instant> last = Optional.empty();
    private volatile Optional<Heard> age = Optional.empty();
    private long number;
    private Instant written = Instant.EPOCH;
    private boolean full;

    HeardMoment(Path file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
        read();
    }

    private void read() {
        try {
            String[] words = Files.readString(file).strip().split(" ", 2);
            last = Optional.of(Instant.parse(words[0]));
            age = last.map(moment -> Heard.kept(moment, clock));
            number = words.length > 1 ? Long.parseLong(words[1]) : 0;
        } catch (NoSuchFileException first) {
            last = Optional.empty();
        } catch (IOException | DateTimeException | NumberFormatException unreadable) {
            LOG.warn(
                    "{} does not say when other sites were heard: {}", file, unreadable.toString());
        }
    }

    /// Empty while all sites together were never heard.
    Optional<Instant> last() {
        return last.filter(moment -> !moment.isAfter(clock.instant()));
    }

    /// The same, and earlier when this process has seen more time pass than the clock says: a clock
    /// that is set back makes nothing younger.
    Optional<Instant> believed() {
        return age.flatMap(known -> last().map(moment -> earlier(moment, known)));
    }

    private Instant earlier(Instant moment, Heard known) {
        Instant by = clock.instant().minus(known.age(clock));
        return by.isBefore(moment) ? by : moment;
    }

    /// Earlier moments than the last change nothing, unless the last has not come yet.
    void heard(Instant moment) {
        if (last().filter(known -> !known.isBefore(moment)).isPresent()) {
            return;
        }
        last = Optional.of(moment);
        age = Optional.of(Heard.kept(moment, clock));
        Instant now = clock.instant();
        if (now.isBefore(written) || !now.isBefore(written.plus(EVERY))) {
            write(now);
        }
    }

    /// Greater than every earlier one, also when the clock was set back (RFC 5280 §5.2.3).
    long nextNumber() {
        number = Math.max(number + 1, clock.instant().toEpochMilli());
        write(clock.instant());
        return number;
    }

    private void write(Instant now) {
        written = now;
        if (last.isEmpty()) {
            return;
        }
        try {
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(fresh, last.get() + " " + number + "\n");
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            full = false;
        } catch (IOException fault) {
            if (!full) {
                LOG.warn("{} is not written: {}", file, fault.toString());
            }
            full = true;
        }
    }
}
