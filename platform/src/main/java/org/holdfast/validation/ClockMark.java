// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether this machine's clock was set back: it may not show less than it has shown, nor less than
/// what authorities have signed. A status that is newer than every one before and not of the future
/// says that the clock is right again. Kept in a file once a minute, not forced: a crash leaves an
/// earlier moment, which is true as well. Thread-safe.
final class ClockMark {
    private static final Logger LOG = LoggerFactory.getLogger(ClockMark.class);
    private static final Duration EVERY = Duration.ofMinutes(1);

    private final Path file;
    private Instant shown = Instant.EPOCH;
    private Instant signed = Instant.EPOCH;
    private Instant written = Instant.EPOCH;
    private boolean full;

    ClockMark(Path file) {
        this.file = file;
        try {
            String[] words = Files.readString(file).strip().split(" ", 2);
            shown = Instant.parse(words[0]);
            signed = words.length > 1 ? Instant.parse(words[1]) : signed;
        } catch (NoSuchFileException first) {
            // nothing was shown yet
        } catch (IOException | DateTimeException unreadable) {
            LOG.warn("{} does not say what the clock has shown: {}", file, unreadable.toString());
        }
    }

    /// Whether the clock that shows this was set back.
    synchronized boolean isDoubted(Instant now) {
        if (now.plus(Tiers.SKEW).isBefore(shown) || now.plus(Tiers.SKEW).isBefore(signed)) {
            return true;
        }
        shown = now.isAfter(shown) ? now : shown;
        return false;
    }

    /// An authority has signed that it was then, and was verified.
    synchronized void heard(Instant then, Instant now) {
        if (then.isAfter(signed) && !then.isAfter(now.plus(Tiers.SKEW))) {
            signed = then;
            shown = now;
        }
    }

    synchronized void keep(Instant now) {
        if (!now.isBefore(written) && now.isBefore(written.plus(EVERY))) {
            return;
        }
        written = now;
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(fresh, shown + " " + signed + "\n");
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
