// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.holdfast.database.DatabaseFault;
import org.holdfast.database.Fence;
import org.holdfast.database.Tx;
import org.holdfast.journal.Disk;
import org.holdfast.journal.Hash;
import org.holdfast.keys.DataKey;
import org.holdfast.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The sequencer while the standby is away, and while an answer of the database is lost.
class SequencerTest {
    private static final int STATE_EVERY = 2;

    @TempDir private Path folder;
    private final MemoryKeys keys = new MemoryKeys();
    private final Envelopes envelopes = new Envelopes(new SecureRandom(), InstantSource.system());
    private final AtomicBoolean standby = new AtomicBoolean(true);
    private final AtomicReference<Loss> next = new AtomicReference<>(Loss.NONE);
    private final AtomicReference<Loss> armed = new AtomicReference<>(Loss.NONE);
    private TestDatabase database;
    private Office office;
    private DataKey key;
    private Series series;
    private Awaited awaited;
    private Sequencer sequencer;

    /// What becomes of a transaction.
    enum Loss {
        NONE,
        NOT_SAVED,
        SAVED
    }

    /// Whose next transaction fails, before or behind its commit.
    private record LosingFence(Fence fence, AtomicReference<Loss> next) implements Fence {
        @Override
        public <T> T inTransaction(Function<Tx, T> work) {
            Loss loss = next.getAndSet(Loss.NONE);
            if (loss == Loss.NOT_SAVED) {
                throw new DatabaseFault(DatabaseFault.Code.NO_CONNECTION, "cut before the commit");
            }
            T answer = fence.inTransaction(work);
            if (loss == Loss.SAVED) {
                throw new DatabaseFault(DatabaseFault.Code.COMMIT_UNKNOWN, "no answer to commit");
            }
            return answer;
        }

        @Override
        public boolean held() {
            return fence.held();
        }

        @Override
        public void close() {
            fence.close();
        }
    }

    @BeforeEach
    void open() {
        database = TestDatabase.fresh("ledger");
        office = new Office(folder, database.database(), keys);
        key = keys.create();
        Surroundings around =
                new Surroundings(folder, keys, envelopes, InstantSource.system(), Disk.real());
        series = new Series("central", around);
        awaited = new Awaited(series);
        Fence fence = new LosingFence(database.database().fence("test").orElseThrow(), next);
        Sequencer.Around with =
                new Sequencer.Around(
                        awaited,
                        new Lags(),
                        _ -> standby.get(),
                        RowKeys.NONE,
                        this::at,
                        STATE_EVERY,
                        Optional.empty());
        new CentralStart(fence, series, with, 1).run();
        sequencer = new Sequencer(series, fence, () -> Optional.of(fence), with);
    }

    @AfterEach
    void drop() {
        standby.set(true);
        sequencer.close();
        database.close();
    }

    /// Behind the checkpoint over two records comes the insert of a state entry.
    private void at(CrashSwitch.Step step) {
        if (step == CrashSwitch.Step.CHECKPOINT_SIGNED && armed.get() != Loss.NONE) {
            next.set(armed.getAndSet(Loss.NONE));
            standby.set(false);
        }
    }

    private Hash insert(String name, long version, Optional<Hash> previous) {
        Envelope envelope = envelope(name, version, previous);
        database.database().transact(tx -> SqlRows.insert(tx, envelope));
        return envelope.hash();
    }

    private Envelope envelope(String name, long version, Optional<Hash> previous) {
        return envelopes.close(office.record(name, version, previous, key), List.of());
    }

    private long rows(Hash leaf) {
        return database.database()
                .jdbc()
                .sql("select count(*) from ledger.entry where leaf = ?")
                .param(leaf.bytes())
                .query(Long.class)
                .single();
    }

    @Test
    void aVersionThatFollowsOneWhichNoStandbyHasYetContinuesIt() {
        standby.set(false);
        Hash first = insert("a", 1, Optional.empty());
        assertThat(sequencer.round()).isEqualTo(1);
        Hash second = insert("a", 2, Optional.of(first));
        assertThat(sequencer.round()).isEqualTo(1);
        assertThat(series.index().byLeaf(second)).isEmpty();
        Hash wrong = insert("a", 2, Optional.of(first));
        assertThatThrownBy(sequencer::round)
                .isInstanceOfSatisfying(
                        LedgerFault.class,
                        fault -> assertThat(fault.code()).isEqualTo(LedgerFault.Code.BROKEN_CHAIN))
                .hasMessageContaining(wrong.hex());
        database.database().jdbc().sql("delete from ledger.waiting").update();
        standby.set(true);
        sequencer.round();
        Hash third = insert("a", 3, Optional.of(second));
        while (sequencer.round() > 0) {
            // until nothing waits
        }
        assertThat(series.index().byLeaf(third)).isPresent();
        sequencer.close();
        office.checkWorld();
    }

    @ParameterizedTest
    @EnumSource(names = {"NOT_SAVED", "SAVED"})
    void aStateEntryWhoseAnswerIsLostIsWrittenOnce(Loss loss) throws Exception {
        Envelope one = envelope("one", 1, Optional.empty());
        Envelope two = envelope("two", 1, Optional.empty());
        armed.set(loss);
        database.database()
                .transact(tx -> {
                    SqlRows.insert(tx, one);
                    SqlRows.insert(tx, two);
                });
        sequencer.start(_ -> {});
        awaited.sealed(two.hash()).get(20, TimeUnit.SECONDS);
        // Rounds of which none is sealed, each behind the lost answer.
        Hash last = two.hash();
        for (String name : new String[] {"three", "four"}) {
            last = insert(name, 1, Optional.empty());
            while (rows(last) == 0) {
                Thread.sleep(20);
            }
        }
        assertThat(series.index().byLeaf(last)).isEmpty();
        standby.set(true);
        awaited.sealed(last).get(20, TimeUnit.SECONDS);
        sequencer.close();
        assertThat(sequencer.fault()).isEmpty();
        // One that was not saved is due again at once, or behind the next records: whichever the
        // next round meets first.
        assertThat(series.index().count(Leaf.STATE)).isBetween(loss == Loss.SAVED ? 2L : 1L, 2L);
        office.checkWorld();
    }
}
