// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.Handle;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.EntryDraft;
import org.holdfast.ledger.Promise;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whoever protects somebody is told to stop while a commit is waited for.
class InterruptedBlockTest {
    @TempDir static Path folder;
    private static CasesOffice office;
    private static DataKey key;

    @BeforeAll
    static void open() {
        office = new CasesOffice(folder, FaultSwitch.off());
        key = office.keys.dataKeys().create();
    }

    @AfterAll
    static void close() {
        office.close();
    }

    private static BlockBook book(Duration patience) {
        InstantSource clock = InstantSource.system();
        PaperNames names = new PaperNames(office.keys.handles(), clock);
        return new BlockBook(office.ledger, names, clock, patience);
    }

    /// What a thread that enters a block has seen, told once it is at its end.
    ///
    /// @param alone whether commits had to wait for it
    private record Seen(boolean alone, boolean told, Promise promise) {}

    private static Seen enter(BlockBook book, AtomicBoolean committed) {
        try {
            return book.changing(() -> {
                boolean told = Thread.currentThread().isInterrupted();
                return new Seen(committed.get() && isWaitedFor(book), told, append());
            });
        } catch (NotPermitted never) {
            throw new AssertionError(never);
        }
    }

    /// Asked in a thread of its own: whoever holds the other side may always come in.
    private static boolean isWaitedFor(BlockBook book) {
        return CompletableFuture.supplyAsync(
                        () -> {
                            Lock committing = book.committing();
                            boolean free = committing.tryLock();
                            if (free) {
                                committing.unlock();
                            }
                            return !free;
                        })
                .join();
    }

    private static Promise append() {
        Handle operation =
                office.keys.handles().of("operation", "interrupted " + System.nanoTime());
        return office.ledger
                .node()
                .append(
                        new EntryDraft(
                                BlockRecord.TYPE,
                                CasesOffice.JONGNO,
                                operation,
                                0,
                                Optional.empty(),
                                Optional.of(key),
                                CanonicalJson.object().put("id", "x"),
                                Optional.of(operation)),
                        List.of());
    }

    private static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            LockSupport.parkNanos(1_000_000L);
        }
    }

    /// The commit ends in time: it is waited for all the same, and nobody commits then.
    @Test
    void waitsForTheCommitAllTheSameAndIsToldBehindIt() throws Exception {
        BlockBook book = book(Duration.ofMinutes(5));
        Lock committing = book.committing();
        AtomicBoolean committed = new AtomicBoolean();
        CompletableFuture<Seen> seen = new CompletableFuture<>();
        AtomicBoolean flag = new AtomicBoolean();
        committing.lock();
        Thread entering =
                Thread.ofPlatform()
                        .start(() -> {
                            seen.complete(enter(book, committed));
                            flag.set(Thread.currentThread().isInterrupted());
                        });
        awaitWaiting(entering);
        entering.interrupt();
        committed.set(true);
        committing.unlock();
        entering.join();
        assertThat(seen.join().alone()).isTrue();
        assertThat(seen.join().told()).isTrue();
        assertThat(flag).isTrue();
        assertThat(office.ledger.node().byLeaf(seen.join().promise().leaf())).isPresent();
        assertThat(isWaitedFor(book)).isFalse();
    }

    /// The commit hangs: the block is entered beside it, and nothing is let go that was not held.
    @Test
    void entersBesideACommitThatHangs() throws Exception {
        BlockBook book = book(Duration.ofMillis(300));
        Lock committing = book.committing();
        AtomicBoolean hangs = new AtomicBoolean();
        CompletableFuture<Seen> seen = new CompletableFuture<>();
        committing.lock();
        Thread entering = Thread.ofPlatform().start(() -> seen.complete(enter(book, hangs)));
        entering.interrupt();
        entering.join();
        assertThat(seen.join().alone()).isFalse();
        assertThat(seen.join().told()).isTrue();
        assertThat(office.ledger.node().byLeaf(seen.join().promise().leaf())).isPresent();
        committing.unlock();
        hangs.set(true);
        assertThat(enter(book, hangs).alone()).isTrue();
    }
}
