// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.holdfast.cases.Cases;
import org.holdfast.database.Database;
import org.holdfast.database.EmbeddedServer;
import org.holdfast.journal.JournalFault;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.keys.DataKeys;
import org.holdfast.keys.KeyId;
import org.holdfast.keys.Keys;
import org.holdfast.keys.KeysFault;
import org.holdfast.keys.KeysSettings;
import org.holdfast.keys.RootAuthority;
import org.holdfast.ledger.CentralReplay;
import org.holdfast.ledger.EntryImport;
import org.holdfast.ledger.Head;
import org.holdfast.ledger.LedgerFault;
import org.holdfast.ledger.MirroredKeys;
import org.holdfast.ledger.Position;
import org.holdfast.ledger.PublishedKeys;
import org.holdfast.ledger.ReplayedEntry;
import org.holdfast.ledger.StateDigest;
import org.holdfast.ledger.WorldCheck;
import org.holdfast.offices.Offices;
import org.holdfast.registers.RegisterRebuild;

/// Makes a whole office from copies of its journals and its keys: an empty database, filled by
/// replaying the central journal.
///
/// Everything is verified before it is used: each origin of both journals against the root of the
/// key folder, each opening entry against the head before it, each state entry against the entries
/// before it; at the end the rows against the journal. The new folder appears whole or not at all;
/// a rebuild that died is begun anew by the next one.
///
/// Not brought back, because no journal holds it: accounts, logins and sessions; changes that were
/// committed and not yet in the journal's files.
public final class OfficeRebuild {
    private static final int BATCH = 2_048;
    private static final int CONNECTIONS = 4;
    private static final int OPENERS = 2;
    private static final String NO_WAIT = "set local synchronous_commit = off";

    private final Path from;
    private final Path keysFrom;
    private final boolean keysApart;
    private final Path target;
    private final Progress progress;
    private final boolean registersOnly;

    /// Told what a rebuild is doing, from its thread, in order.
    public interface Progress {
        /// A new step begins, named in a few English words.
        void step(String words);

        /// So many of all entries of the central journal are replayed.
        void entries(long done, long all);
    }

    /// What came of it.
    ///
    /// @param head the last signed head of the central journal
    /// @param entries replayed, opening entries not counted
    /// @param unsigned of these, on disk above the last checkpoint
    /// @param state as of the head, equal in journal and registers
    /// @param registers what is in the registers now
    /// @param took from the first entry to the last commit
    /// @param notes what the operator must know, in words
    public record Report(
            Head head,
            int origins,
            long entries,
            long unsigned,
            StateDigest state,
            RegisterRebuild.Outcome registers,
            Duration took,
            List<String> notes) {
        public Report {
            notes = List.copyOf(notes);
        }

        private Report leaving(List<String> leftOut) {
            List<String> all = new ArrayList<>(notes);
            all.addAll(leftOut);
            return new Report(head, origins, entries, unsigned, state, registers, took, all);
        }
    }

    /// @param from a folder with `journals/`: an office's own, or a mirror's
    /// @param keys the key folder of the office, where `from` is not its own folder: then nothing
    ///   in `from` that is above a checkpoint is believed; `keys` in `from` when absent
    /// @param target a folder that is not there, or is empty
    public OfficeRebuild(Path from, Optional<Path> keys, Path target, Progress progress) {
        this(from, keys, target, progress, false);
    }

    private OfficeRebuild(
            Path from, Optional<Path> keys, Path target, Progress progress, boolean registersOnly) {
        this.registersOnly = registersOnly;
        this.from = from.toAbsolutePath().normalize();
        this.keysFrom = keys.orElse(from.resolve("keys")).toAbsolutePath().normalize();
        this.keysApart = keys.isPresent();
        this.target = target.toAbsolutePath().normalize();
        this.progress = progress;
    }

    /// The same, of an office with several sites too: what its nodes have recorded is left out
    /// then, and the report says how much that is. Of their journals the data keys are taken, with
    /// which what is left of them can be opened.
    public OfficeRebuild registersOnly() {
        return new OfficeRebuild(
                from, keysApart ? Optional.of(keysFrom) : Optional.empty(), target, progress, true);
    }

    /// Rebuilds, and returns when the new folder is there.
    ///
    /// @throws RebuildRefused when something does not fit, or the journals are those of an office
    ///   with several sites; the new folder is not there then
    /// @throws OfficeInUse when an office runs on the folder to read from
    public Report run() {
        try (RebuildFolder folder = RebuildFolder.take(target)) {
            boolean refused = true;
            try {
                Report report = build(folder);
                refused = false;
                return report;
            } catch (LedgerFault | KeysFault wrong) {
                throw new RebuildRefused(
                        "not rebuilt", List.of(String.valueOf(wrong.getMessage())));
            } finally {
                if (refused) {
                    folder.discard();
                }
            }
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private Report build(RebuildFolder folder) throws IOException {
        SortedMap<String, Long> sites = SiteJournals.in(from.resolve("journals"));
        if (!registersOnly) {
            SiteJournals.requireNone(
                    sites,
                    "A site that is lost is made again by cluster spare or cluster start. If all"
                            + " are lost: --registers-only makes the registers anew, and leaves"
                            + " these out; keep them");
        }
        progress.step("copying journals and keys");
        copy(folder, !sites.isEmpty());
        InstantSource clock = InstantSource.system();
        KeysSettings settings = new KeysSettings(folder.keys(), false);
        Report report;
        try (Keys keys = Keys.open(settings, Offices.standard(), clock, new SecureRandom())) {
            verify(folder, keys);
            keys.root().adoptJournals(PublishedKeys.in(folder.journals()));
            progress.step("taking the wrapped data keys out of the copy");
            Set<KeyId> erased = CentralReplay.erasedKeys(folder.journals());
            takeKeys(folder.journals(), erased, keys.dataKeys());
            List<String> leftOut = leftOut(sites, erased, keys.dataKeys());
            progress.step("starting the database");
            try (EmbeddedServer server = EmbeddedServer.start(folder.postgres())) {
                server.ensureDatabase("holdfast");
                try (Database database = Database.open(server.settings("holdfast", CONNECTIONS))) {
                    database.migrate(OfficeModules.SCHEMAS);
                    report = replay(folder, keys, database).leaving(leftOut);
                }
            }
        }
        folder.publish();
        return report;
    }

    private static void takeKeys(Path journals, Set<KeyId> erased, DataKeys into) {
        MirroredKeys.read(
                journals,
                some -> {
                    Map<KeyId, byte[]> living = new HashMap<>(some);
                    living.keySet().removeAll(erased);
                    into.adoptAll(living);
                });
    }

    /// Takes the keys out of journals that are left out, so that what is left of them can be opened
    /// one day; says in words what is left out.
    private List<String> leftOut(SortedMap<String, Long> sites, Set<KeyId> erased, DataKeys into) {
        List<String> words = new ArrayList<>();
        SiteJournals.named(sites).forEach(one -> words.add("left out: " + one));
        if (!sites.isEmpty()) {
            try {
                takeKeys(from.resolve("journals"), erased, into);
            } catch (JournalFault | JournalRefusal damaged) {
                words.add("not all their data keys were taken: " + damaged.getMessage());
            }
        }
        return words;
    }

    /// Whoever gives the keys apart gives somebody else's copy, of which only what is signed
    /// counts.
    ///
    /// @param sites whether there are journals that are left out
    private void copy(RebuildFolder folder, boolean sites) throws IOException {
        Path journals = from.resolve("journals");
        if (keysApart) {
            folder.copySigned(journals, keysFrom);
        } else if (!Files.exists(from.resolve("holdfast.lock"))) {
            folder.copy(journals, keysFrom, sites);
        } else {
            try (DataFolder _ = DataFolder.take(from)) {
                folder.copy(journals, keysFrom, sites);
            }
        }
    }

    private void verify(RebuildFolder folder, Keys keys) {
        progress.step("verifying every journal against the root of the keys");
        WorldCheck check = WorldCheck.ofCopy(folder.journals(), keys.root().certificate());
        List<String> faults = check.run().faults();
        if (!faults.isEmpty()) {
            throw new RebuildRefused("the journals are not whole; not rebuilt", faults);
        }
    }

    private Report replay(RebuildFolder folder, Keys keys, Database database) {
        try (CentralReplay journal = new CentralReplay(folder.journals())) {
            RegisterRebuild registers =
                    new RegisterRebuild(
                            database, keys, CentralReplay.keysOf(folder.journals(), "look"));
            progress.step("replaying the central journal");
            long begun = System.nanoTime();
            registers.begin();
            long done = replay(journal, registers, new Stores(database, Cases.imports(keys)));
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            progress.step("making indexes, comparing registers and journal");
            Head head = journal.head();
            Position last = new Position(head.journal(), head.origin(), head.size() - 1);
            RegisterRebuild.Outcome outcome = registers.finish(journal.state(), last);
            if (!outcome.differences().isEmpty()) {
                throw new RebuildRefused(
                        "the rebuilt registers are not what the journal says; not rebuilt",
                        outcome.differences());
            }
            return new Report(
                    head,
                    journal.origins(),
                    done,
                    journal.unsigned(),
                    journal.state().digest(),
                    outcome,
                    took,
                    notes(journal, keys, outcome));
        }
    }

    /// While one batch is written, to the ledger and to the registers at once, the next ones are
    /// read in their order and decrypted side by side: opening entries takes longer than writing
    /// them. No commit waits for the disk: a rebuild that dies is begun anew, and the folder is
    /// published only after the server has stopped cleanly, with everything flushed.
    private long replay(CentralReplay journal, RegisterRebuild registers, Stores stores) {
        Database database = stores.database();
        Iterator<List<ReplayedEntry>> batches = journal.batches(BATCH);
        long all = journal.entries();
        long done = 0;
        Deque<Future<Read>> ahead = new ArrayDeque<>();
        try (ExecutorService reader = Executors.newSingleThreadExecutor();
                ExecutorService openers = Executors.newFixedThreadPool(OPENERS);
                ExecutorService writer = Executors.newSingleThreadExecutor()) {
            while (true) {
                while (ahead.size() <= OPENERS) {
                    ahead.add(
                            CompletableFuture.supplyAsync(() -> next(batches), reader)
                                    .thenApplyAsync(
                                            entries -> new Read(entries, registers.read(entries)),
                                            openers));
                }
                Read now = await(ahead.remove());
                if (now.entries().isEmpty()) {
                    database.transact(tx -> RegisterRebuild.readTo(tx, journal));
                    return done;
                }
                Future<Integer> kept = writer.submit(() -> keep(database, journal, now.entries()));
                database.transact(tx -> {
                    tx.jdbc().sql(NO_WAIT).update();
                    registers.write(tx, now.batch());
                    stores.changes().enter(tx, now.entries());
                });
                await(kept);
                done += now.entries().size();
                progress.entries(done, all);
            }
        }
    }

    private static int keep(Database database, CentralReplay journal, List<ReplayedEntry> entries) {
        database.transact(tx -> {
            tx.jdbc().sql(NO_WAIT).update();
            journal.keep(tx, entries);
        });
        return entries.size();
    }

    /// @param changes what operations have entered
    private record Stores(Database database, EntryImport changes) {}

    private record Read(List<ReplayedEntry> entries, RegisterRebuild.Batch batch) {}

    private static List<ReplayedEntry> next(Iterator<List<ReplayedEntry>> batches) {
        return batches.hasNext() ? batches.next() : List.of();
    }

    private static <T> T await(Future<T> next) {
        try {
            return next.get();
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("told to stop while rebuilding", told);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            throw new IllegalStateException("reading the journal failed", failed.getCause());
        }
    }

    private static List<String> notes(
            CentralReplay journal, Keys keys, RegisterRebuild.Outcome outcome) {
        List<String> notes = new ArrayList<>();
        int last = number(journal.head().journal());
        for (RootAuthority.JournalCertificate known : keys.root().journals()) {
            if (known.name().startsWith("central-") && number(known.name()) > last) {
                notes.add(
                        known.name()
                                + " was certified and is not in the journals given: when it was"
                                + " published, what it holds is not in this office");
            }
        }
        if (journal.unsigned() > 0) {
            notes.add(
                    journal.unsigned()
                            + " entries stood above the last checkpoint; they are in, and the next"
                            + " start signs them");
        }
        if (outcome.freshKeys() > 0) {
            notes.add(
                    outcome.freshKeys()
                            + " persons were entered before entries named the key of their papers,"
                            + " and were never looked at; they have new keys");
        }
        return notes;
    }

    private static int number(String journal) {
        return Integer.parseInt(journal.substring(journal.lastIndexOf('-') + 1));
    }
}
