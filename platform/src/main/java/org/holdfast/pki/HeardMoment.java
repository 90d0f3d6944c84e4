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
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Up to when this site has heard all others, kept in a file once a minute, so that a site that
/// starts while it is cut off can say as of when it answers. Not forced: a crash of the machine
/// leaves an earlier moment, which is true as well. For one thread that writes.
final class HeardMoment {
    private static final Logger LOG = LoggerFactory.getLogger(HeardMoment.class);
    private static final Duration EVERY = Duration.ofMinutes(1);

    private final Path file;
    private volatile Optional<Instant> last;
    private Instant written = Instant.MIN;

    HeardMoment(Path file) {
        this.file = file;
        this.last = read(file);
    }

    private static Optional<Instant> read(Path file) {
        try {
            return Optional.of(Instant.parse(Files.readString(file).strip()));
        } catch (NoSuchFileException first) {
            return Optional.empty();
        } catch (IOException | DateTimeException unreadable) {
            LOG.warn(
                    "{} does not say when other sites were heard: {}", file, unreadable.toString());
            return Optional.empty();
        }
    }

    /// Empty while all sites together were never heard.
    Optional<Instant> last() {
        return last;
    }

    /// Earlier moments than the last change nothing.
    void heard(Instant moment) {
        if (last.filter(known -> !known.isBefore(moment)).isPresent()) {
            return;
        }
        last = Optional.of(moment);
        if (moment.isBefore(written.plus(EVERY)) && written.isAfter(Instant.MIN)) {
            return;
        }
        try {
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(fresh, moment + "\n");
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            written = moment;
        } catch (IOException full) {
            LOG.warn("{} is not written: {}", file, full.toString());
        }
    }
}
