// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.holdfast.database.DatabaseFault;
import org.holdfast.database.Heard;
import org.holdfast.database.LocalStore;
import org.holdfast.database.Rounds;
import org.holdfast.journal.JournalFault;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.keys.Handles;
import org.holdfast.keys.KeysFault;
import org.holdfast.ledger.ErasureAct;
import org.holdfast.ledger.JournalFiles;
import org.holdfast.ledger.StoredEntry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/// This node's own copy of the registers: the central journal's files folded into one SQLite file,
/// continuously. It needs no database. One thread folds; reading is thread-safe.
///
/// It holds a strict prefix of the journal: entries under a signed checkpoint only, in order, each
/// upon the version that it names; rows and cursor move in one transaction, so a death at any line
/// leaves a prefix, and the next start goes on from its cursor. A copy that is damaged, of another
/// layout, or not of this journal is thrown away and folded anew; that is said in the log. Acts of
/// erasure take out what they name, and what an act covers never comes in.
///
/// Once everything that the files are known to have had of the database ([CommittedWatch]) is in
/// the copy, the copy is known to have been whole at that moment ([Reading.Source.OwnCopy#heard]).
final class OwnCopy implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OwnCopy.class);
    private static final String FILE = "registers.sqlite";

    /// Entries in one transaction.
    private static final int AT_ONCE = 500;

    private static final Duration EVERY = Duration.ofMillis(50);
    private static final Duration KEEP_EVERY = Duration.ofSeconds(10);
    private static final Duration AFTER_FAULT = Duration.ofMillis(200);

    private static final int MOST_CAUSES = 8;

    /// A reader waits so long for the last entries of the files to be folded.
    private static final Duration CATCH_UP = Duration.ofSeconds(1);

    /// And so long while the folding fails.
    private static final Duration FAILING = Duration.ofMillis(300);

    private final LocalStore store;
    private final CopyReads reads;
    private final CopyRows rows;
    private final CommittedWatch watch;
    private final JournalFiles files;
    private final InstantSource clock;
    private final Rounds rounds = new Rounds("own-copy", this::once);
    private volatile Optional<CopyRows.Cursor> cursor = Optional.empty();
    private volatile boolean trusted;
    private long nextKeep = System.nanoTime();

    /// What keeps the folding; empty when nothing does.
    private volatile String lastFault = "";

    /// Why it cannot stand in when it cannot.
    private volatile CopyFault.Reason reason = CopyFault.Reason.NOT_WHOLE;

    /// When the copy last held everything that the files hold, by this process; its start at first.
    private volatile long levelNanos = System.nanoTime();

    /// The log beside the file may hold erased content: also after a start, which may have died.
    private boolean unforgotten = true;

    private volatile Optional<Heard> heard = Optional.empty();

    OwnCopy(
            Path folder,
            CommittedWatch watch,
            JournalFiles files,
            Handles handles,
            InstantSource clock) {
        this.store = LocalStore.open(folder.resolve(FILE), CopySchema.LAYOUT, CopySchema.TABLES);
        this.reads = new CopyReads(store);
        this.rows = new CopyRows(handles);
        this.watch = watch;
        this.files = files;
        this.clock = clock;
    }

    void start() {
        if (store.made() != LocalStore.Made.KEPT) {
            LOG.info("the own copy of the registers is folded from the start: {}", store.made());
        }
        rounds.start();
    }

    /// Reads the copy when it holds everything that the journal's files hold; empty when it is not
    /// there yet, or turned out to be damaged.
    <T> Optional<T> read(Function<Reading, T> work) {
        try {
            return reading().map(work);
        } catch (CopyReads.Altered | DataAccessException broken) {
            if (broken instanceof CopyReads.Altered || LocalStore.isDamage(broken)) {
                distrust(broken);
            } else {
                LOG.warn("the own copy of the registers could not be read", broken);
            }
            return Optional.empty();
        }
    }

    private Optional<Reading> reading() {
        long begun = System.nanoTime();
        while (!isCurrent()) {
            // who knows other nodes asks them at once instead of waiting for a fold that fails
            Duration patience = lastFault.isEmpty() ? CATCH_UP : FAILING;
            if (System.nanoTime() - begun > patience.toNanos()
                    || Thread.currentThread().isInterrupted()) {
                return Optional.empty();
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        // In this order: the cursor is never behind what was heard before.
        Optional<Heard> last = heard;
        Optional<CopyRows.Cursor> now = cursor;
        return now.map(at ->
                new Reading(
                        reads,
                        new Reading.Source.OwnCopy(
                                at.position(),
                                last.map(Heard::at).orElse(Instant.EPOCH),
                                last.map(one -> one.age(clock)).orElse(Heard.NOBODY_KNOWS))));
    }

    /// Whether it holds everything that the files hold. Where it does no file is read.
    boolean isCurrent() {
        Optional<CopyRows.Cursor> now = cursor;
        try {
            return trusted
                    && now.isPresent()
                    && files.after(now.map(CopyRows.Cursor::position), 1).isEmpty();
        } catch (JournalFault | JournalRefusal unreadable) {
            // So there is one that it does not hold.
            reason = CopyFault.Reason.JOURNAL_UNREADABLE;
            return false;
        }
    }

    /// Why nobody can be answered while the database is silent.
    DatabaseFault cannot(DatabaseFault silent) {
        CopyFault why = new CopyFault(reason, silent);
        return new DatabaseFault(
                DatabaseFault.Code.NO_CONNECTION,
                silent.getMessage() + "; " + why.getMessage(),
                why);
    }

    private static CopyFault.Reason reason(Throwable fault) {
        @Nullable Throwable one = fault;
        for (int i = 0; one != null && i < MOST_CAUSES; i++) {
            if (one instanceof JournalFault || one instanceof JournalRefusal) {
                return CopyFault.Reason.JOURNAL_UNREADABLE;
            }
            if (one instanceof KeysFault) {
                return CopyFault.Reason.KEYS_UNREADABLE;
            }
            one = one.getCause();
        }
        return CopyFault.Reason.NOT_WHOLE;
    }

    private void distrust(Throwable broken) {
        trusted = false;
        LOG.error("the own copy of the registers cannot be believed", broken);
    }

    /// How it stands now. A thread that does not fold any more for whatever reason shows in it.
    CopyState state() {
        Duration since = Duration.ofNanos(System.nanoTime() - levelNanos);
        String fault = lastFault;
        return new CopyState(since, fault.isEmpty() ? Optional.empty() : Optional.of(fault));
    }

    /// One round. An outer edge: no fault of keys, disk, journal or database may end the folding
    /// for ever.
    private Duration once() {
        try {
            if (!trusted) {
                begin();
            }
            if (unforgotten) {
                unforgotten = !store.forget();
            }
            int taken = fold();
            well(taken < AT_ONCE);
            if (taken < AT_ONCE) {
                hear();
            }
            return taken < AT_ONCE ? EVERY : Duration.ZERO;
        } catch (CopyRows.Gap | CopyReads.Altered broken) {
            distrust(broken);
            return AFTER_FAULT;
        } catch (RuntimeException fault) {
            String words = String.valueOf(fault);
            // A damaged key store is another file's damage.
            if (!(fault instanceof KeysFault) && LocalStore.isDamage(fault)) {
                distrust(fault);
            } else if (!lastFault.equals(words)) {
                LOG.error("the own copy of the registers cannot go on; trying again", fault);
            }
            lastFault = words;
            reason = reason(fault);
            return AFTER_FAULT;
        }
    }

    private void well(boolean level) {
        if (!lastFault.isEmpty()) {
            LOG.info("the own copy of the registers goes on");
            lastFault = "";
        }
        reason = CopyFault.Reason.NOT_WHOLE;
        if (level) {
            levelNanos = System.nanoTime();
        }
    }

    /// Believes the file when its last entry is where the journal has it; else begins anew.
    private void begin() {
        boolean first = cursor.isEmpty();
        Optional<CopyRows.Cursor> kept = first ? keptCursor() : Optional.empty();
        if (!first || kept.filter(at -> !isOfThisJournal(at)).isPresent()) {
            LOG.warn("the own copy of the registers is thrown away and folded anew");
            store.beginAnew();
            heard = Optional.empty();
            kept = Optional.empty();
        } else {
            keptHeard();
        }
        cursor = kept;
        trusted = true;
    }

    private Optional<CopyRows.Cursor> keptCursor() {
        return store.read(CopyRows::cursor);
    }

    private boolean isOfThisJournal(CopyRows.Cursor at) {
        return files.byLeaf(at.leaf())
                .flatMap(StoredEntry::position)
                .filter(at.position()::equals)
                .isPresent();
    }

    /// Takes what is new, at most [#AT_ONCE].
    private int fold() {
        List<StoredEntry> entries = files.after(cursor.map(CopyRows.Cursor::position), AT_ONCE);
        if (entries.isEmpty()) {
            return 0;
        }
        store.write(jdbc -> {
            entries.forEach(entry -> rows.fold(jdbc, entry));
            return entries.size();
        });
        if (entries.stream().anyMatch(entry -> entry.leaf().type().equals(ErasureAct.TYPE))) {
            unforgotten = !store.forget();
        }
        StoredEntry last = entries.getLast();
        cursor = Optional.of(new CopyRows.Cursor(last.position().orElseThrow(), last.leafHash()));
        return entries.size();
    }

    /// What the files had at that moment is folded by now, or within this call.
    private void hear() {
        Optional<Heard> whole = watch.heard();
        if (whole.isEmpty() || whole.equals(heard)) {
            return;
        }
        while (fold() > 0) {
            // everything that was sealed by then
        }
        heard = whole;
        if (System.nanoTime() - nextKeep >= 0) {
            nextKeep = System.nanoTime() + KEEP_EVERY.toNanos();
            keepHeard();
        }
    }

    private void keepHeard() {
        heard.ifPresent(last ->
                store.write(jdbc ->
                        jdbc.sql("insert or replace into heard (one, millis) values (1, ?)")
                                .param(last.at().toEpochMilli())
                                .update()));
    }

    private void keptHeard() {
        Optional<Long> millis =
                store.read(
                        jdbc -> jdbc.sql("select millis from heard").query(Long.class).optional());
        heard = millis.map(at -> Heard.kept(Instant.ofEpochMilli(at), clock));
        heard.map(Heard::at).ifPresent(watch::remember);
    }

    @Override
    public void close() {
        rounds.close();
        try {
            if (trusted) {
                keepHeard();
            }
        } catch (DataAccessException | DatabaseFault lost) {
            LOG.debug("when the database was heard last is not kept", lost);
        }
        store.close();
    }
}
