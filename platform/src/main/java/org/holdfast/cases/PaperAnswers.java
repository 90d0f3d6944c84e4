// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.holdfast.catalogue.Service;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.Hash;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.Mirroring;
import org.holdfast.ledger.NodeJournal;
import org.holdfast.ledger.Position;
import org.holdfast.ledger.Receipt;
import org.holdfast.ledger.Receipts;
import org.holdfast.ledger.StoredEntry;
import org.holdfast.registers.RecordRef;
import org.holdfast.verifier.PaperEvidence;

/// Makes answers about papers from what the journal holds. Thread-safe.
final class PaperAnswers {
    private static final Duration PAUSE = Duration.ofMillis(20);

    /// The type of the entry that withdraws a paper.
    static final String WITHDRAWAL = "withdrawal";

    private final NodeJournal journal;
    private final Receipts receipts;
    private final Mirroring mirroring;
    private final PaperNames names;
    private final Function<RecordRef, SubjectHandle> handles;
    private final Tally tally;
    private final Duration sealWait;

    PaperAnswers(
            NodeJournal journal,
            Receipts receipts,
            Mirroring mirroring,
            PaperNames names,
            Function<RecordRef, SubjectHandle> handles,
            Tally tally,
            Duration sealWait) {
        this.journal = journal;
        this.receipts = receipts;
        this.mirroring = mirroring;
        this.names = names;
        this.handles = handles;
        this.tally = tally;
        this.sealWait = sealWait;
    }

    IssuedPaper issued(PaperRecord paper, Hash leaf) {
        return new IssuedPaper(
                paper.id(),
                paper.number(),
                paper.service(),
                handles.apply(paper.subject()),
                paper.asOf(),
                paper.pending(),
                paper.at(),
                receipt(leaf),
                tally.of(paper.id()));
    }

    Receipt receipt(Hash leaf) {
        return receipts.of(leaf)
                .orElseThrow(() -> new IllegalStateException("no receipt of entry " + leaf.hex()));
    }

    /// A paper's entry with a proof, as good as it is now or from before a moment.
    Optional<PaperEvidence> evidence(StoredEntry entry, Optional<Instant> before) {
        Optional<Receipt> receipt =
                before.map(moment -> receipts.before(entry.leafHash(), moment))
                        .orElseGet(() -> receipts.of(entry.leafHash()));
        return receipt.map(one -> new PaperEvidence(one.json().toString(), entry.content()));
    }

    /// The entry that withdrew a paper.
    Optional<StoredEntry> withdrawn(String paper) {
        return journal.byOperation(names.withdrawal(paper))
                .filter(entry -> entry.leaf().type().equals(WITHDRAWAL));
    }

    /// Waits a bounded time for the seal. A seal that fails or is late leaves the promise standing.
    boolean waitFor(CompletableFuture<Position> sealed) {
        return waitFor(sealed, sealWait);
    }

    /// For a paper, which answers at once and whose grade rises: a quarter of the bound.
    boolean waitShortly(CompletableFuture<Position> sealed) {
        return waitFor(sealed, sealWait.dividedBy(4));
    }

    private static boolean waitFor(CompletableFuture<?> done, Duration atMost) {
        try {
            done.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Waits for the grade that a service asks for, up to its bound, for all entries together. What
    /// is not reached then leaves the grade that was.
    ///
    /// @param sealed all of them entries of one operation
    void waitFor(List<CompletableFuture<Position>> sealed, Service.Waits waits) {
        CompletableFuture<?>[] all = sealed.toArray(CompletableFuture[]::new);
        if (!waitFor(CompletableFuture.allOf(all), sealWait)) {
            return;
        }
        List<Position> places = sealed.stream().map(CompletableFuture::join).toList();
        if (waits.grade() == Receipt.Grade.MIRRORED && mirroring.listening()) {
            waitUntil(() -> places.stream().allMatch(this::isMirrored), waits.atMost());
        }
    }

    private boolean isMirrored(Position place) {
        return mirroring
                .mirrored(place.journal())
                .map(note -> Checkpoint.parse(note.text()).size())
                .filter(size -> size.covers(new EntryIndex(place.index())))
                .isPresent();
    }

    /// Waits as long as for a seal until something that follows the journal has caught up.
    boolean waitUntil(BooleanSupplier caughtUp) {
        return waitUntil(caughtUp, sealWait);
    }

    /// The same, a quarter of it.
    boolean waitShortly(BooleanSupplier caughtUp) {
        return waitUntil(caughtUp, sealWait.dividedBy(4));
    }

    /// Waits so long at most.
    boolean waitUntil(BooleanSupplier caughtUp, Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        while (System.nanoTime() < end && !Thread.currentThread().isInterrupted()) {
            if (caughtUp.getAsBoolean()) {
                return true;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return caughtUp.getAsBoolean();
    }
}
