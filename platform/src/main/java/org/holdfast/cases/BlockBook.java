// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.holdfast.journal.Hash;
import org.holdfast.journal.JournalFault;
import org.holdfast.keys.Handle;
import org.holdfast.ledger.EntryReader;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.LedgerFault;
import org.holdfast.ledger.Position;
import org.holdfast.ledger.StoredEntry;
import org.holdfast.registers.RecordRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Every block and every lift in the node journals of all sites, folded as they are seen; needs no
/// database. A set from which only what was seen is removed: a lift ends the one entry that it
/// names and nothing else. Keeps records and days in memory, and no content. Thread-safe.
///
/// A block that cannot be opened, since its key has not come yet or nobody understands it, still
/// protects the person that its entry is about, whom the daily handle tells.
final class BlockBook {
    private static final Logger LOG = LoggerFactory.getLogger(BlockBook.class);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private final EntryReader blocks;
    private final EntryReader lifts;
    private final PaperNames names;
    private final InstantSource clock;
    private final Duration patience;
    private final ReentrantReadWriteLock turn = new ReentrantReadWriteLock();
    private final ReentrantReadWriteLock commits = new ReentrantReadWriteLock();

    @GuardedBy("this")
    private final Map<Hash, Line> lines = new HashMap<>();

    @GuardedBy("this")
    private final Map<RecordRef, List<Line>> byRecord = new HashMap<>();

    @GuardedBy("this")
    private final Map<Handle, List<Line>> byOperation = new HashMap<>();

    /// Lifts by the leaf hash of the block that they name, whether or not it was seen.
    @GuardedBy("this")
    private final Map<Hash, List<Lift>> lifted = new HashMap<>();

    @GuardedBy("this")
    private List<StoredEntry> unread = new ArrayList<>();

    /// Blocks that will never be understood.
    @GuardedBy("this")
    private final List<StoredEntry> strange = new ArrayList<>();

    BlockBook(Ledger ledger, PaperNames names, InstantSource clock) {
        this(ledger, names, clock, LONGEST_WAIT);
    }

    /// @param patience how long a commit is waited for
    BlockBook(Ledger ledger, PaperNames names, InstantSource clock, Duration patience) {
        this.blocks = ledger.node().reader(BlockRecord.TYPE);
        this.lifts = ledger.node().reader(LiftRecord.TYPE);
        this.names = names;
        this.clock = clock;
        this.patience = patience;
    }

    /// One block's entry.
    ///
    /// @param until the last day in the zone
    record Line(
            StoredEntry entry,
            Handle operation,
            RecordRef subject,
            Optional<LocalDate> until,
            ZoneId zone) {
        static final Comparator<Line> ORDER =
                Comparator.comparingLong((Line line) -> line.entry.leaf().time())
                        .thenComparing(
                                line -> line.entry.position().map(Position::journal).orElse(""))
                        .thenComparing(
                                line -> line.entry.position().map(Position::index).orElse(0L));

        private boolean living() {
            return entry.erasedBy().isEmpty();
        }
    }

    private record Lift(StoredEntry entry, RecordRef subject) {}

    /// What stands about a person.
    ///
    /// @param inForce entries that can be opened
    /// @param unread whether there is one that cannot
    record Standing(List<Line> inForce, boolean unread) {
        boolean isProtected() {
            return unread || !inForce.isEmpty();
        }
    }

    /// Held by whoever acts upon what stands until its own entry is written.
    Lock still() {
        return turn.readLock();
    }

    /// Held by whoever commits to the database upon what stands, until the commit is answered.
    Lock committing() {
        return commits.readLock();
    }

    /// Runs what enters or lifts, while nobody acts upon what stood before. A commit that hangs is
    /// waited for one second and no longer: whoever seeks protection does not wait for a database.
    <T> T changing(Changing<T> work) throws NotPermitted {
        boolean alone = commitsEnd();
        turn.writeLock().lock();
        try {
            return work.run();
        } finally {
            turn.writeLock().unlock();
            if (alone) {
                commits.writeLock().unlock();
            }
        }
    }

    /// Enters or lifts.
    @FunctionalInterface
    interface Changing<T> {
        T run() throws NotPermitted;
    }

    /// Whether nobody commits any more, and nobody does until this lock is let go; false when that
    /// is not known. Whoever is told to stop meanwhile waits no less, and is told so behind it.
    private boolean commitsEnd() {
        long end = System.nanoTime() + patience.toNanos();
        boolean told = false;
        try {
            while (true) {
                try {
                    return commits.writeLock()
                            .tryLock(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException stop) {
                    told = true;
                }
            }
        } finally {
            if (told) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Reads what has come since the last look.
    synchronized void look() {
        // The readers have gone on behind them: nothing may be lost from here.
        unread = new ArrayList<>(unread);
        unread.addAll(blocks.next());
        unread.addAll(lifts.next());
        List<StoredEntry> later = new ArrayList<>();
        for (StoredEntry entry : unread) {
            if (entry.erasedBy().isEmpty() && !read(entry)) {
                later.add(entry);
            }
        }
        unread = later;
    }

    @GuardedBy("this")
    private boolean read(StoredEntry entry) {
        boolean block = entry.leaf().type().equals(BlockRecord.TYPE);
        try {
            if (block) {
                enter(entry, BlockRecord.read(entry));
            } else {
                LiftRecord lift = LiftRecord.read(entry);
                lifted.computeIfAbsent(lift.block(), _ -> new ArrayList<>())
                        .add(new Lift(entry, lift.subject()));
            }
            return true;
        } catch (LedgerFault fault) {
            // Erased: nobody is left to be protected. Else its key is on its way.
            return fault.code() == LedgerFault.Code.ERASED;
        } catch (JournalFault disk) {
            LOG.warn("a {} entry is read again later: {}", entry.leaf().type(), disk.getMessage());
            return false;
        } catch (IllegalArgumentException | DateTimeException foreign) {
            LOG.error(
                    "a {} entry cannot be understood: {}", entry.leaf().type(), foreign.toString());
            if (block) {
                strange.add(entry);
            }
            return true;
        } catch (RuntimeException fault) {
            // A key store that is busy, say: the daily handle protects until it can be read.
            LOG.warn("a {} entry is read again later: {}", entry.leaf().type(), fault.toString());
            return false;
        }
    }

    @GuardedBy("this")
    private void enter(StoredEntry entry, BlockRecord block) {
        Handle operation =
                PaperNames.operation(block.id())
                        .orElseThrow(() -> new IllegalArgumentException("not a block's name"));
        ZoneId zone = block.office().country().zone();
        Line line = new Line(entry, operation, block.subject(), block.until(), zone);
        if (lines.putIfAbsent(entry.leafHash(), line) == null) {
            byRecord.computeIfAbsent(line.subject(), _ -> new ArrayList<>()).add(line);
            byOperation.computeIfAbsent(operation, _ -> new ArrayList<>()).add(line);
        }
    }

    /// What stands about a person now.
    synchronized Standing standing(RecordRef person) {
        look();
        List<Line> inForce = of(person).stream().filter(this::isInForce).toList();
        return new Standing(
                inForce, isNamed(person, unread) || isNamed(person, List.copyOf(strange)));
    }

    private boolean isNamed(RecordRef person, List<StoredEntry> closed) {
        return closed.stream()
                .filter(entry -> entry.leaf().type().equals(BlockRecord.TYPE))
                .filter(entry -> names.isBlockOf(person, entry.leaf()))
                .anyMatch(entry -> entry.erasedBy().isEmpty());
    }

    /// The entries about a person, in the order in which they were seen.
    synchronized List<Line> of(RecordRef person) {
        return byRecord.getOrDefault(person, List.of()).stream().filter(Line::living).toList();
    }

    /// The entries of one command, which are more than one when it was tried at two sites; oldest
    /// first.
    synchronized List<Line> byOperation(Handle operation) {
        return byOperation.getOrDefault(operation, List.of()).stream()
                .filter(Line::living)
                .sorted(Line.ORDER)
                .toList();
    }

    /// The lifts of an entry; a lift of somebody else's block is none.
    synchronized List<StoredEntry> lifts(Line line) {
        return lifted.getOrDefault(line.entry().leafHash(), List.of()).stream()
                .filter(lift -> lift.subject().equals(line.subject()))
                .map(Lift::entry)
                .filter(entry -> entry.erasedBy().isEmpty())
                .toList();
    }

    boolean isLifted(Line line) {
        return !lifts(line).isEmpty();
    }

    private boolean isInForce(Line line) {
        return !isLifted(line) && !isEnded(line);
    }

    private boolean isEnded(Line line) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), line.zone());
        return line.until().filter(today::isAfter).isPresent();
    }

    /// How a command stands by all of its entries.
    Blocks.State state(List<Line> entries) {
        if (entries.stream().anyMatch(this::isInForce)) {
            return Blocks.State.IN_FORCE;
        }
        return entries.stream().allMatch(this::isLifted) ? Blocks.State.LIFTED : Blocks.State.ENDED;
    }

    /// Up to where blocks were read, after a look.
    synchronized List<Position> upTo() {
        look();
        return blocks.upTo();
    }
}
