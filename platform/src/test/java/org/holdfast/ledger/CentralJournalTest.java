// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.holdfast.journal.Hash;
import org.holdfast.keys.DataKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CentralJournalTest extends OneOffice {
    private static Position sealed(OpenLedger ledger, Hash leaf) throws Exception {
        return ledger.central().sealed(leaf).get(20, TimeUnit.SECONDS);
    }

    @Test
    void sealsWhatACommittedTransactionEntered() throws Exception {
        DataKey key = keys.create();
        try (OpenLedger ledger = office.open()) {
            Hash first = office.enter(ledger, office.record("a", 1, Optional.empty(), key));
            Hash second = office.enter(ledger, office.record("a", 2, Optional.of(first), key));
            assertThat(sealed(ledger, first).index()).isEqualTo(1);
            assertThat(sealed(ledger, second).index()).isEqualTo(2);
            StoredEntry newest = ledger.files().newest(office.entity("a")).orElseThrow();
            assertThat(newest.leafHash()).isEqualTo(second);
            assertThat(newest.open().required("version").longValue()).isEqualTo(2);
            assertThat(ledger.central().head().size()).isEqualTo(3);
        }
    }

    @Test
    void forgetsWhatARolledBackTransactionEntered() throws Exception {
        DataKey key = keys.create();
        try (OpenLedger ledger = office.open()) {
            assertThatThrownBy(() ->
                            office.database()
                                    .transact(tx -> {
                                        EntryDraft draft =
                                                office.record("x", 1, Optional.empty(), key);
                                        ledger.central().append(tx, draft);
                                        throw new IllegalStateException("changed my mind");
                                    }))
                    .isInstanceOf(IllegalStateException.class);
            Hash kept = office.enter(ledger, office.record("y", 1, Optional.empty(), key));
            assertThat(sealed(ledger, kept).index()).isEqualTo(1);
            assertThat(ledger.files().newest(office.entity("x"))).isEmpty();
        }
    }

    @Test
    void sequencesABatchWithHistoriesInTheOrderOfVersions() throws Exception {
        DataKey key = keys.create();
        try (OpenLedger ledger = office.open()) {
            List<Hash> last = new ArrayList<>();
            for (int version = 1; version <= 3; version++) {
                int now = version;
                List<EntryDraft> drafts =
                        IntStream.range(0, 500)
                                .mapToObj(i ->
                                        office.record(
                                                "p" + i,
                                                now,
                                                now == 1
                                                        ? Optional.empty()
                                                        : Optional.of(last.get(i)),
                                                key))
                                .toList();
                List<Hash> leaves = office.enterAll(ledger, drafts);
                last.clear();
                last.addAll(leaves);
            }
            sealed(ledger, last.getLast());
            assertThat(ledger.central().head().size()).isEqualTo(1_501);
            assertThat(ledger.files().newest(office.entity("p77")).orElseThrow().leafHash())
                    .isEqualTo(last.get(77));
        }
    }

    @Test
    void stopsAtAnEntryThatDoesNotContinueItsChain() throws Exception {
        DataKey key = keys.create();
        try (OpenLedger ledger = office.open()) {
            Hash first = office.enter(ledger, office.record("a", 1, Optional.empty(), key));
            sealed(ledger, first);
            Hash again = office.enter(ledger, office.record("a", 1, Optional.empty(), key));
            assertThatThrownBy(() -> sealed(ledger, again))
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseInstanceOf(LedgerFault.class);
            assertThat(ledger.counts().getFirst().stopped()).isTrue();
        }
    }

    @Test
    void refusesAStartUponARowThatCannotBeReadBeforeItOpensAnOrigin() throws Exception {
        DataKey key = keys.create();
        try (OpenLedger ledger = office.open()) {
            sealed(ledger, office.enter(ledger, office.record("a", 1, Optional.empty(), key)));
        }
        office.database()
                .jdbc()
                .sql(
                        "insert into ledger.waiting (leaf, entry, payload)"
                                + " values (sha256('row'), 'no entry', 'payload')")
                .update();
        for (int tries = 0; tries < 3; tries++) {
            assertThatThrownBy(office::open)
                    .isInstanceOfSatisfying(
                            LedgerFault.class,
                            fault ->
                                    assertThat(fault.code())
                                            .isEqualTo(LedgerFault.Code.BROKEN_CHAIN))
                    .hasMessageContaining("cannot be read");
        }
        assertThat(folder.resolve("central-2")).doesNotExist();
        office.database().jdbc().sql("delete from ledger.waiting").update();
        try (OpenLedger ledger = office.open()) {
            assertThat(ledger.central().head().journal()).isEqualTo("central-2");
        }
        office.checkWorld();
    }

    @Test
    void givesEachEntryOnceToAReaderThatCommits() throws Exception {
        DataKey key = keys.create();
        List<Hash> entered = new ArrayList<>();
        List<Hash> read = new ArrayList<>();
        for (int start = 0; start < 2; start++) {
            try (OpenLedger ledger = office.open()) {
                for (int i = 0; i < 5; i++) {
                    String name = start + "/" + i;
                    entered.add(
                            office.enter(ledger, office.record(name, 1, Optional.empty(), key)));
                }
                sealed(ledger, entered.getLast());
                office.database().inTransaction(tx -> follow(ledger, tx, read));
                int again = office.database().inTransaction(tx -> follow(ledger, tx, read));
                assertThat(again).isZero();
            }
        }
        assertThat(read).isEqualTo(entered);
    }

    private static int follow(OpenLedger ledger, org.holdfast.database.Tx tx, List<Hash> read) {
        List<StoredEntry> next = ledger.central().follow(tx, "registers", 100);
        next.stream()
                .filter(entry -> entry.leaf().type().equals(Leaf.RECORD))
                .forEach(entry -> read.add(entry.leafHash()));
        return next.size();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "ERASURE_.*")
    void keepsEveryCommittedEntryThroughACrashAtEachStep(CrashSwitch.Step step) throws Exception {
        DataKey key = keys.create();
        List<Hash> before = new ArrayList<>();
        try (OpenLedger ledger = office.open()) {
            for (int i = 0; i < 3; i++) {
                String name = "before" + i;
                before.add(office.enter(ledger, office.record(name, 1, Optional.empty(), key)));
            }
            sealed(ledger, before.getLast());
        }
        List<Hash> during = new ArrayList<>();
        AtomicBoolean armed = new AtomicBoolean();
        CrashSwitch crash =
                at -> {
                    if (at == step && armed.get()) {
                        throw new PowerCut(step);
                    }
                };
        boolean atStart = step.name().startsWith("START");
        armed.set(atStart);
        if (atStart) {
            assertThatThrownBy(() -> office.open(crash)).isInstanceOf(PowerCut.class);
            assertThatThrownBy(() -> office.open(crash)).isInstanceOf(PowerCut.class);
        } else {
            OpenLedger ledger = office.open(crash);
            armed.set(true);
            for (int i = 0; i < 3; i++) {
                String name = "during" + i;
                during.add(office.enter(ledger, office.record(name, 1, Optional.empty(), key)));
            }
            assertThatThrownBy(() -> sealed(ledger, during.getLast()))
                    .hasRootCauseInstanceOf(PowerCut.class);
            ledger.close();
        }
        for (int start = 0; start < 2; start++) {
            try (OpenLedger ledger = office.open()) {
                List<Hash> all = new ArrayList<>(before);
                all.addAll(during);
                for (Hash leaf : all) {
                    Receipt receipt = ledger.receipts().of(leaf).orElseThrow();
                    assertThat(receipt.grade()).isEqualTo(Receipt.Grade.SEALED);
                    assertThat(ledger.central().find(leaf)).isPresent();
                }
                String name = "after" + start;
                Hash after = office.enter(ledger, office.record(name, 1, Optional.empty(), key));
                sealed(ledger, after);
                before.add(after);
            }
            office.checkWorld();
        }
    }

    private static final class PowerCut extends RuntimeException {
        private static final long serialVersionUID = 1L;

        PowerCut(CrashSwitch.Step step) {
            super("power cut at " + step);
        }
    }

    @Test
    void refusesToStartWithADatabaseThatIsBehindTheFiles() throws Exception {
        DataKey key = keys.create();
        try (OpenLedger ledger = office.open()) {
            for (int i = 0; i < 5; i++) {
                String name = "a" + i;
                sealed(ledger, office.enter(ledger, office.record(name, 1, Optional.empty(), key)));
            }
        }
        office.database().jdbc().sql("delete from ledger.entry where position > 3").update();
        assertThatThrownBy(office::open)
                .isInstanceOfSatisfying(
                        LedgerFault.class,
                        fault -> {
                            assertThat(fault.code()).isEqualTo(LedgerFault.Code.REFUSED_START);
                            assertThat(fault).hasMessageContaining("hold 6 entries");
                        });
        assertThatThrownBy(office::open).isInstanceOf(LedgerFault.class);
    }

    @Test
    void refusesToStartWhenAnOriginLostItsCheckpoint() throws Exception {
        office.open().close();
        office.open().close();
        Files.move(folder.resolve("central-1/checkpoint"), folder.resolve("checkpoint.gone"));
        assertThatThrownBy(office::open)
                .isInstanceOf(LedgerFault.class)
                .hasMessageContaining("lost its checkpoint");
    }

    @Test
    void findsAForgedRowAndAForgedEntry() throws Exception {
        DataKey key = keys.create();
        try (OpenLedger ledger = office.open()) {
            Hash leaf = office.enter(ledger, office.record("a", 1, Optional.empty(), key));
            sealed(ledger, leaf);
        }
        office.checkWorld();
        office.database().jdbc().sql("update ledger.entry set payload = 'x'").update();
        assertThatThrownBy(office::checkWorld).hasMessageContaining("row 1 is not the entry");
        Path bundle = folder.resolve("central-1/tile/entries/000.p/3");
        byte[] bytes = Files.readAllBytes(bundle);
        bytes[bytes.length - 1] ^= 1;
        Files.write(bundle, bytes);
        assertThatThrownBy(office::checkWorld).hasMessageContaining("central-1");
    }

    @Test
    void catchesUpFilesThatWereLost() throws Exception {
        DataKey key = keys.create();
        List<Hash> leaves = new ArrayList<>();
        try (OpenLedger ledger = office.open()) {
            for (int i = 0; i < 5; i++) {
                String name = "a" + i;
                leaves.add(office.enter(ledger, office.record(name, 1, Optional.empty(), key)));
            }
            sealed(ledger, leaves.getLast());
        }
        Office moved = new Office(folder.resolve("elsewhere"), office.database(), keys);
        try (OpenLedger ledger = moved.open()) {
            for (Hash leaf : leaves) {
                assertThat(ledger.central().find(leaf).orElseThrow().journal())
                        .isEqualTo("central-2");
            }
        }
    }

    @Test
    void refusesASecondOfficeOnTheSameDatabase() {
        try (OpenLedger first = office.open()) {
            assertThat(first.central().head().size()).isEqualTo(1);
            Office second = new Office(folder.resolve("second"), office.database(), keys);
            assertThatThrownBy(second::open)
                    .isInstanceOf(LedgerFault.class)
                    .hasMessageContaining("another office");
        }
    }
}
