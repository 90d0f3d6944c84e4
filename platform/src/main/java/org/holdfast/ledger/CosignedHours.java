// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.holdfast.journal.Disk;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.SignedNote;

/// The first checkpoint of each hour that had enough cosignatures, in `cosigned/` of an origin's
/// folder: what still proves an entry, should a key turn out to have been in other hands since some
/// moment. Some kilobytes an hour in which the journal was mirrored. A file is whole or not there;
/// a crash before its rename leaves that hour to the next checkpoint.
final class CosignedHours {
    private static final String FOLDER = "cosigned";
    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("yyyyMMddHH").withZone(ZoneOffset.UTC);

    private final Disk disk;

    CosignedHours(Disk disk) {
        this.disk = disk;
    }

    /// Keeps a checkpoint unless one of this hour is kept. One caller at a time for an origin.
    void keep(Path origin, SignedNote note, Instant now) {
        Path folder = origin.resolve(FOLDER);
        Path file = folder.resolve(HOUR.format(now));
        if (Files.exists(file)) {
            return;
        }
        if (!Files.exists(folder)) {
            disk.makeFolder(folder);
            disk.forceFolder(origin);
        }
        Path staged = folder.resolve("new");
        try {
            Files.deleteIfExists(staged);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
        disk.write(staged, 0, note.bytes());
        disk.force(staged);
        disk.rename(staged, file);
        disk.forceFolder(folder);
    }

    /// The newest kept checkpoint that passes.
    Optional<SignedNote> newest(Path origin, Predicate<SignedNote> passes) {
        Path folder = origin.resolve(FOLDER);
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        for (Path file : newestFirst(folder)) {
            try {
                SignedNote note = SignedNote.parse(Files.readAllBytes(file));
                if (passes.test(note)) {
                    return Optional.of(note);
                }
            } catch (JournalRefusal damaged) {
                // one hour less
            } catch (IOException fault) {
                throw new UncheckedIOException(fault);
            }
        }
        return Optional.empty();
    }

    /// The oldest kept checkpoint that passes, where all newer ones do too.
    Optional<SignedNote> oldest(Path origin, Predicate<SignedNote> passes) {
        AtomicReference<Optional<SignedNote>> last = new AtomicReference<>(Optional.empty());
        newest(
                origin,
                note -> {
                    boolean passed = passes.test(note);
                    if (passed) {
                        last.set(Optional.of(note));
                    }
                    return !passed;
                });
        return last.get();
    }

    private static List<Path> newestFirst(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("[0-9]{10}"))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
