// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.holdfast.database.Heard;
import org.holdfast.database.Tx;
import org.holdfast.journal.Hash;
import org.holdfast.keys.KeyId;
import org.holdfast.ledger.CentralJournal;
import org.holdfast.ledger.Committed;
import org.holdfast.ledger.EntryDraft;
import org.holdfast.ledger.Head;
import org.holdfast.ledger.HeadStore;
import org.holdfast.ledger.Position;
import org.holdfast.ledger.StoredEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What this node is known to have had of the database, and when.
class CommittedWatchTest {
    @TempDir private Path folder;

    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    private final InstantSource clock = () -> InstantSource.system().instant().plus(ahead.get());

    /// The real journal, whose files a switch holds back from this node.
    private record Held(CentralJournal real, AtomicBoolean back, Supplier<Optional<Head>> asked)
            implements CentralJournal {
        Held(CentralJournal real, AtomicBoolean back) {
            this(real, back, real::agreed);
        }

        @Override
        public Optional<Head> agreed() {
            return asked.get();
        }

        @Override
        public boolean holds(Head head) {
            return real.holds(head);
        }

        @Override
        public boolean isSealed(Committed then) {
            return !back.get() && real.isSealed(then);
        }

        @Override
        public Committed committed(Tx tx) {
            return real.committed(tx);
        }

        @Override
        public Hash append(Tx tx, EntryDraft draft) {
            return real.append(tx, draft);
        }

        @Override
        public List<Hash> appendAll(Tx tx, List<EntryDraft> drafts) {
            return real.appendAll(tx, drafts);
        }

        @Override
        public void carry(Tx tx, List<KeyId> made) {
            real.carry(tx, made);
        }

        @Override
        public CompletableFuture<Position> sealed(Hash leaf) {
            return real.sealed(leaf);
        }

        @Override
        public Optional<Position> find(Hash leaf) {
            return real.find(leaf);
        }

        @Override
        public Head head() {
            return real.head();
        }

        @Override
        public List<StoredEntry> follow(Tx tx, String reader, int limit) {
            return real.follow(tx, reader, limit);
        }
    }

    @Test
    void readsAreNotOfNowOnceTheFilesAreHeldBackAndAreAgainWhenTheyCome() {
        try (TestRegisters world = new TestRegisters(folder)) {
            AtomicBoolean back = new AtomicBoolean();
            CentralJournal journal = new Held(world.ledger().central(), back);
            try (CommittedWatch watch = new CommittedWatch(world.database(), journal, clock)) {
                watch.start();
                while (!watch.heardSinceStart()) {
                    pause();
                }
                assertThat(watch.primary().isNow()).isTrue();
                back.set(true);
                pause();
                Instant heard = watch.heard().map(Heard::at).orElseThrow();
                ahead.set(Reading.NOW.plusSeconds(1));
                Reading.Source.Primary behind = watch.primary();
                assertThat(behind.isNow()).isFalse();
                assertThat(behind.heard()).isEqualTo(heard);
                // Several questions wait by now; none of them counts.
                for (int i = 0; i < 30; i++) {
                    pause();
                }
                assertThat(watch.primary().heard()).isEqualTo(heard);
                back.set(false);
                while (!watch.primary().isNow()) {
                    pause();
                }
                assertThat(watch.primary().heard()).isAfter(heard);
            }
        }
    }

    @Test
    void whatAnEarlierProcessHeardIsOldAndDoesNotMakeANodeReady() {
        try (TestRegisters world = new TestRegisters(folder)) {
            AtomicBoolean back = new AtomicBoolean(true);
            CentralJournal journal = new Held(world.ledger().central(), back);
            try (CommittedWatch watch = new CommittedWatch(world.database(), journal, clock)) {
                assertThat(watch.primary().age()).isEqualTo(Heard.NOBODY_KNOWS);
                Instant before = clock.instant().minus(Duration.ofHours(30));
                watch.remember(before);
                watch.start();
                assertThat(watch.heardSinceStart()).isFalse();
                assertThat(watch.primary().heard()).isEqualTo(before);
                assertThat(watch.primary().age()).isGreaterThanOrEqualTo(Duration.ofHours(30));
                back.set(false);
                while (!watch.heardSinceStart()) {
                    pause();
                }
                assertThat(watch.primary().isNow()).isTrue();
                watch.remember(before);
                assertThat(watch.primary().isNow()).isTrue();
            }
        }
    }

    /// A site was frozen with its database, and goes on: both know nothing of what another site has
    /// taken over and told since.
    @Test
    void filesThatLackWhatIsAgreedUponAreNotOfNowWhateverTheDatabaseSays() {
        try (TestRegisters world = new TestRegisters(folder)) {
            CentralJournal real = world.ledger().central();
            AtomicReference<Head> agreed = new AtomicReference<>(real.head());
            CentralJournal journal =
                    new Held(real, new AtomicBoolean(), () -> Optional.of(agreed.get()));
            try (CommittedWatch watch = new CommittedWatch(world.database(), journal, clock)) {
                watch.start();
                awaitHeardSinceStart(watch);
                Head own = real.head();
                for (Head further :
                        List.of(
                                new Head(own.journal(), own.origin(), own.size() + 1, own.root()),
                                new Head("central-2", own.origin(), 1, own.root()))) {
                    agreed.set(further);
                    settle();
                    Instant heard = watch.heard().map(Heard::at).orElseThrow();
                    settle();
                    settle();
                    assertThat(watch.heard().map(Heard::at)).contains(heard);
                    agreed.set(own);
                    while (watch.heard().map(Heard::at).orElseThrow().equals(heard)) {
                        pause();
                    }
                }
            }
        }
    }

    @Test
    void whereNobodySaysWhatIsAgreedUponNothingIsHeardAndNothingHangs() {
        try (TestRegisters world = new TestRegisters(folder)) {
            CentralJournal real = world.ledger().central();
            AtomicReference<String> fault = new AtomicReference<>("away");
            CentralJournal journal =
                    new Held(
                            real,
                            new AtomicBoolean(),
                            () -> {
                                if (!fault.get().isEmpty()) {
                                    throw new HeadStore.Away(fault.get());
                                }
                                return Optional.of(real.head());
                            });
            try (CommittedWatch watch = new CommittedWatch(world.database(), journal, clock)) {
                watch.start();
                settle();
                settle();
                assertThat(watch.heardSinceStart()).isFalse();
                fault.set("");
                awaitHeardSinceStart(watch);
                assertThat(watch.primary().isNow()).isTrue();
            }
        }
    }

    private static void awaitHeardSinceStart(CommittedWatch watch) {
        while (!watch.heardSinceStart()) {
            pause();
        }
    }

    /// Longer than the watch takes to ask again.
    private static void settle() {
        LockSupport.parkNanos(Duration.ofMillis(1_300).toNanos());
    }

    private static void pause() {
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
}
