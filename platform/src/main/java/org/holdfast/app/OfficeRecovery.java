// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.holdfast.database.EmbeddedServer;

/// The one way back for an office whose disk or database is behind what was published: a database
/// restored from a backup, an old snapshot of the machine, a lost disk. The longest copy of every
/// journal is taken, from the office's own folder and from mirrors; the registers are rebuilt from
/// them and compared with what the journal says; only then the new folder takes the place of the
/// old one, which is kept. The next start opens the next origin from the head that was reached.
///
/// A crash before the two renames at the end leaves the office as it was; the next recovery begins
/// anew. Between the renames there is no folder under the office's name; both others are there, and
/// the same command finishes it.
public final class OfficeRecovery {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final String MAKE_AGAIN =
            "Move the site's folder away and make it again from the other sites: cluster spare, or"
                    + " cluster start where all are on one machine. A database that is behind is"
                    + " filled by itself when a node starts";

    private final Path data;
    private final List<Path> from;
    private final boolean own;
    private final OfficeRebuild.Progress progress;
    private final InstantSource clock;

    /// What came of it.
    ///
    /// @param rebuilt the registers; empty when an earlier recovery was only finished, which had
    ///   died between its last two steps
    /// @param before where the old folder is now
    /// @param sources the folder that each origin was taken from, by its name
    public record Report(
            Optional<OfficeRebuild.Report> rebuilt, Path before, Map<String, Path> sources) {
        public Report {
            sources = Map.copyOf(sources);
        }
    }

    /// @param data the office's folder, with its keys
    /// @param from folders of mirrors, or of other copies, with `journals/` in them
    /// @param own whether the office's own journals count as a copy
    public OfficeRecovery(
            Path data,
            List<Path> from,
            boolean own,
            OfficeRebuild.Progress progress,
            InstantSource clock) {
        this.data = data.toAbsolutePath().normalize();
        this.from = List.copyOf(from);
        this.own = own;
        this.progress = progress;
        this.clock = clock;
    }

    /// Recovers, and returns when the office may be started.
    ///
    /// @throws RebuildRefused when copies do not fit together or are not whole, or the office has
    ///   several sites; the office's folder is as it was then
    /// @throws OfficeInUse when the office runs
    public Report run() {
        Path gathered = data.resolveSibling(data.getFileName() + ".gathered");
        Path recovered = data.resolveSibling(data.getFileName() + ".recovered");
        try {
            requireOneNode();
            if (!Files.isDirectory(data.resolve("keys"))) {
                return finish(recovered);
            }
            try (DataFolder _ = DataFolder.take(data)) {
                FolderCopy.remove(gathered);
                FolderCopy.remove(recovered);
                GatheredJournals journals = gather();
                progress.step("taking the longest copy of every journal");
                journals.copy(gathered.resolve("journals"));
                FolderCopy.copy(data.resolve("keys"), gathered.resolve("keys"));
                OfficeRebuild.Report rebuilt =
                        new OfficeRebuild(gathered, Optional.empty(), recovered, progress).run();
                keepPlaces(recovered);
                stopOrphan();
                return new Report(Optional.of(rebuilt), swap(recovered), journals.chosen());
            } finally {
                FolderCopy.remove(gathered); // it holds copies of keys
            }
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /// What would take the place of a site's folder would have neither its journal nor what it is
    /// as the mirror of others.
    private void requireOneNode() {
        if (Files.exists(data.resolveSibling("site.json"))) {
            throw new RebuildRefused(data + " is of one of several sites. " + MAKE_AGAIN);
        }
        SortedMap<String, Long> found = SiteJournals.in(data.resolve("journals"));
        for (Path one : from) {
            found.putAll(SiteJournals.in(one.resolve("journals")));
        }
        SiteJournals.requireNone(found, MAKE_AGAIN);
    }

    /// Keeps a start from making a new office where a recovered one waits for its name.
    static void requireFinished(Path data) {
        Path recovered = data.resolveSibling(data.getFileName() + ".recovered");
        if (!Files.exists(data) && Files.isDirectory(recovered.resolve("keys"))) {
            throw new RebuildRefused(
                    "a recovery of "
                            + data
                            + " was stopped just before its end; finish it with journal recover"
                            + " --data "
                            + data);
        }
    }

    /// A recovery died between its two renames: the old folder is aside, the new one is whole.
    private Report finish(Path recovered) throws IOException {
        if (Files.exists(data) || !Files.isDirectory(recovered.resolve("keys"))) {
            throw new RebuildRefused(
                    data
                            + " has no keys; give the office's data folder. A folder "
                            + data.getFileName()
                            + ".before-... beside it is one that an earlier recovery has replaced");
        }
        Files.move(recovered, data, StandardCopyOption.ATOMIC_MOVE);
        return new Report(Optional.empty(), data, Map.of());
    }

    /// The server of an office that was killed may still run, in a folder that nobody starts again.
    private void stopOrphan() throws IOException {
        Path postgres = data.resolve("postgres");
        if (Files.exists(postgres.resolve("data").resolve("postmaster.pid"))) {
            EmbeddedServer.start(postgres).close();
        }
    }

    private GatheredJournals gather() throws IOException {
        List<Path> folders = new ArrayList<>();
        for (Path one : from) {
            Path journals = one.toAbsolutePath().normalize().resolve("journals");
            if (!Files.isDirectory(journals)) {
                throw new RebuildRefused("there is no folder " + journals);
            }
            folders.add(journals);
        }
        GatheredJournals gathered =
                GatheredJournals.of(
                        own ? Optional.of(data.resolve("journals")) : Optional.empty(), folders);
        if (!gathered.findings().isEmpty()) {
            throw new RebuildRefused(
                    "the copies do not have one past; not recovered. Whoever knows that the office's"
                            + " own journals are the wrong ones leaves them out with"
                            + " --without-own-journals",
                    gathered.findings());
        }
        return gathered;
    }

    /// The mirrors stay admitted.
    private void keepPlaces(Path recovered) throws IOException {
        Path places = data.resolve("journals").resolve("mirrors");
        if (Files.exists(places)) {
            Path kept = recovered.resolve("journals").resolve("mirrors");
            Files.copy(places, kept, StandardCopyOption.COPY_ATTRIBUTES);
            FolderCopy.force(kept, StandardOpenOption.WRITE);
        }
    }

    private Path swap(Path recovered) throws IOException {
        Path before =
                data.resolveSibling(data.getFileName() + ".before-" + TIME.format(clock.instant()));
        Files.move(data, before, StandardCopyOption.ATOMIC_MOVE);
        Files.move(recovered, data, StandardCopyOption.ATOMIC_MOVE);
        Path parent = data.getParent();
        if (parent != null) {
            FolderCopy.force(parent, StandardOpenOption.READ);
        }
        return before;
    }
}
