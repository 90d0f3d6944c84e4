// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.holdfast.database.Database;
import org.holdfast.database.DatabaseFault;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.Hash;
import org.holdfast.journal.HttpFiles;
import org.holdfast.journal.JournalFault;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.Stored;
import org.holdfast.ledger.Audits.Alarm;
import org.holdfast.ledger.Audits.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/// The standing audit: every few seconds one acknowledged entry, drawn at random from all origins
/// of both journals, is looked at again, as its receipt promises it. Where nothing fits an alarm
/// names journal and index, in the log, in the file `alarms` of the journals' folder and in the
/// operator's figures. It changes nothing and stops nothing: what it finds is for a person.
///
/// One look: the record on this disk and its blobs against the entry's own hashes, zero bytes only
/// where an act of erasure names the entry; the public entry and its proof under the present
/// checkpoint; the database's row; and, when a mirror serves its copy, that copy's checkpoint
/// against ours and its entry against this one.
final class AuditRun implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditRun.class);
    private static final Duration WITHIN = Duration.ofSeconds(10);
    private static final int MOST_ALARMS = 200;

    private final List<Series> all;
    private final FiledMirroring mirroring;
    private final Optional<Database> database;
    private final Surroundings around;
    private final RandomGenerator chance;
    private final HttpClient client = HttpClient.newBuilder().connectTimeout(WITHIN).build();
    private final OtherCopy other = new OtherCopy(new HttpFiles(client, WITHIN));
    private volatile boolean closing;
    private Optional<Thread> thread = Optional.empty();

    @GuardedBy("this")
    private final List<Alarm> alarms = new ArrayList<>();

    @GuardedBy("this")
    private long looked;

    @GuardedBy("this")
    private long compared;

    /// @param all central first
    AuditRun(
            List<Series> all,
            FiledMirroring mirroring,
            Optional<Database> database,
            Surroundings around,
            RandomGenerator chance) {
        this.all = List.copyOf(all);
        this.mirroring = mirroring;
        this.database = database;
        this.around = around;
        this.chance = chance;
    }

    /// Looks every so often, in a thread of its own, until closed.
    void start(Duration every) {
        thread = Optional.of(Thread.ofVirtual().name("journal-audit").start(() -> run(every)));
    }

    private void run(Duration every) {
        while (!closing) {
            try {
                Thread.sleep(every);
                look();
            } catch (InterruptedException told) {
                return;
            } catch (RuntimeException fault) {
                // The outer edge: an audit that fails is tried again at the next look.
                LOG.warn("an audit could not be finished: {}", fault.getMessage());
            }
        }
    }

    /// One entry at random.
    void look() {
        long entries = 0;
        for (Series series : all) {
            for (Chapter chapter : series.chapters()) {
                entries += chapter.directory().signedSize().value();
            }
        }
        long at = entries == 0 ? 0 : chance.nextLong(entries);
        for (Series series : all) {
            for (Chapter chapter : series.chapters()) {
                long size = chapter.directory().signedSize().value();
                if (at < size) {
                    look(series, chapter, at);
                    return;
                }
                at -= size;
            }
        }
    }

    /// One entry, by the short name of its journal.
    void look(String journal, long index) {
        for (Series series : all) {
            series.chapters().stream()
                    .filter(one -> one.name().equals(journal))
                    .forEach(chapter -> look(series, chapter, index));
        }
    }

    private void look(Series series, Chapter chapter, long index) {
        Optional<Stored> own = own(series, chapter, index);
        if (own.isPresent()) {
            if (series.kind().equals("central") && index > 0) {
                row(chapter, index, own.get());
            }
            elsewhere(chapter, index, own.get());
        }
        synchronized (this) {
            looked++;
        }
    }

    private Optional<Stored> own(Series series, Chapter chapter, long index) {
        try {
            EntryIndex at = new EntryIndex(index);
            Stored stored = chapter.directory().read(at);
            Hash leaf = stored.leafHash();
            chapter.directory().proof(at).verify(leaf, chapter.directory().verifier());
            if (stored.erased()) {
                if (series.act(Leaf.decode(stored.entry()), leaf).isEmpty()) {
                    raise(
                            chapter,
                            index,
                            Kind.DAMAGED,
                            "its blobs are zero bytes, and no act of erasure names it");
                }
            } else if (!StoredBlobs.own(stored)) {
                raise(chapter, index, Kind.DAMAGED, "the blobs are not those that it names");
            }
            return Optional.of(stored);
        } catch (JournalRefusal | JournalFault | IllegalArgumentException damaged) {
            raise(chapter, index, Kind.DAMAGED, "on this disk: " + damaged.getMessage());
            return Optional.empty();
        }
    }

    private void row(Chapter chapter, long index, Stored stored) {
        if (database.isEmpty()) {
            return;
        }
        try {
            Optional<SqlRows.Row> row =
                    database.get()
                            .inTransaction(tx ->
                                    SqlRows.at(tx, new FoldedIndex.Place(chapter.number(), index)));
            if (row.isEmpty()
                    || !row.get().leaf().equals(stored.leafHash())
                    || !Arrays.equals(row.get().stored().entry(), stored.entry())) {
                raise(chapter, index, Kind.ROW_DIFFERS, "the database's row is not the entry");
            }
        } catch (DatabaseFault | DataAccessException away) {
            LOG.warn("an audit did not reach the database: {}", away.getMessage());
        }
    }

    /// One of the places that serve their copies.
    private void elsewhere(Chapter chapter, long index, Stored stored) {
        List<Mirroring.Place> places =
                mirroring.places().stream().filter(place -> place.address().isPresent()).toList();
        if (places.isEmpty()) {
            return;
        }
        Mirroring.Place place = places.get(chance.nextInt(places.size()));
        URI address = URI.create(place.address().orElseThrow());
        try {
            Optional<OtherCopy.Difference> difference =
                    other.compare(address, chapter, index, stored.entry());
            difference.ifPresent(
                    one -> raise(place.name(), chapter.name(), index, one.kind(), one.what()));
            synchronized (this) {
                compared++;
            }
        } catch (JournalFault away) {
            LOG.info("an audit did not reach {}: {}", place.name(), away.getMessage());
        }
    }

    private void raise(Chapter chapter, long index, Kind kind, String what) {
        raise("", chapter.name(), index, kind, what);
    }

    /// Alarms of one place never use up the room of another's, nor that of this disk's.
    ///
    /// @param place empty for this disk
    void raise(String place, String journal, long index, Kind kind, String what) {
        Alarm alarm = new Alarm(around.clock().instant(), place, journal, index, kind, what);
        if (closing) {
            return; // folders go away meanwhile
        }
        synchronized (this) {
            if (alarms.stream().anyMatch(alarm::repeats)
                    || alarms.stream().filter(one -> one.place().equals(place)).count()
                            >= MOST_ALARMS) {
                return;
            }
            alarms.add(alarm);
        }
        String where = place.isEmpty() ? "" : " at " + place;
        String line = journal + " index " + index + " " + kind + where + ": " + what;
        LOG.error("ALARM {}", line);
        write(around.folder().resolve("alarms"), alarm.at() + " " + line + "\n");
    }

    private static void write(Path file, String line) {
        try {
            Files.writeString(
                    file,
                    line,
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException full) {
            LOG.error("the alarm could not be written to {}: {}", file, full.getMessage());
        }
    }

    /// As of now.
    synchronized Audits seen(List<Audits.Stopped> stopped) {
        return new Audits(looked, compared, alarms, stopped);
    }

    @Override
    public void close() {
        closing = true;
        thread.ifPresent(Thread::interrupt);
        client.shutdownNow();
    }
}
