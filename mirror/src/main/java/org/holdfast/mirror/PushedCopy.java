// SPDX-License-Identifier: Apache-2.0
package org.holdfast.mirror;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.MirrorCopy;
import org.holdfast.journal.NoteSignature;
import org.holdfast.journal.SignedNote;

/// A copy as pushes write it: with its lock held, only while there is no alarm of its journal, and
/// never an entry without what it names. Thread-safe.
final class PushedCopy implements MirrorCopy {
    /// A look holds the lock while it fetches; a push is asked to come again after this long.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final OriginCopy copy;
    private final Copies copies;
    private final Surroundings around;
    private final Supplier<Optional<String>> alarm;

    /// @param alarm what keeps the journal from being cosigned; empty when all is well
    PushedCopy(
            OriginCopy copy, Copies copies, Surroundings around, Supplier<Optional<String>> alarm) {
        this.copy = copy;
        this.copies = copies;
        this.around = around;
        this.alarm = alarm;
    }

    @Override
    public JournalDirectory directory() {
        return copy.directory();
    }

    @Override
    public void save(EntryIndex start, List<byte[]> entries) {
        var _ =
                held(() -> {
                    copy.bring(start, entries, around);
                    return true;
                });
    }

    @Override
    public NoteSignature publish(SignedNote target) {
        return held(() -> {
            if (!around.erasing().isExplained(copy.name())) {
                throw new CannotKeep(
                        "a record of %s is zero bytes, and no act of erasure here names it yet"
                                .formatted(copy.name()));
            }
            return copy.publish(target, around);
        });
    }

    /// Does something while nobody else writes the copy.
    ///
    /// @throws CannotKeep when it cannot be written now
    <T> T held(Supplier<T> action) {
        ReentrantLock lock = copies.lock(copy.name());
        try {
            if (!lock.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new CannotKeep("%s is being copied; try again".formatted(copy.name()));
            }
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            throw new CannotKeep("this mirror is ending");
        }
        try {
            if (!copies.isOpen(copy)) {
                throw new CannotKeep("the copy of %s was opened anew; try again".formatted(name()));
            }
            alarm.get()
                    .ifPresent(why -> {
                        throw new CannotKeep("cosigned no more until a person has looked: " + why);
                    });
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    private String name() {
        return copy.name();
    }
}
