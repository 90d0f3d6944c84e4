// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.holdfast.database.Fence;
import org.holdfast.database.Tx;
import org.holdfast.journal.Disk;
import org.holdfast.journal.Hash;
import org.holdfast.keys.DataKey;
import org.junit.jupiter.api.Test;

/// Rows of the central journal in a database that was put back.
final class RowImportTest extends OneOffice {
    private final InstantSource clock = InstantSource.system();
    private final Envelopes envelopes = new Envelopes(new SecureRandom(), clock);
    private final List<Hash> imported = new ArrayList<>();
    private final List<Hash> before = new ArrayList<>();
    private final DataKey key = keys.create();

    private OpenLedger open(EntryImport into) {
        return office.open(
                LedgerSettings.of(folder).importing(into),
                new Surroundings(folder, keys, envelopes, clock, Disk.real()),
                CrashSwitch.NONE,
                Optional.empty());
    }

    private OpenLedger open() {
        return open(
                new EntryImport() {
                    @Override
                    public void enter(Tx tx, List<ReplayedEntry> entries) {
                        imported.addAll(records(entries));
                    }

                    @Override
                    public void behind(List<ReplayedEntry> entries) {
                        before.addAll(records(entries));
                    }
                });
    }

    private static List<Hash> records(List<ReplayedEntry> entries) {
        return entries.stream()
                .filter(entry -> entry.leaf().type().equals("record"))
                .map(ReplayedEntry::leafHash)
                .toList();
    }

    private List<Hash> entered(String... names) throws Exception {
        List<Hash> leaves = new ArrayList<>();
        try (OpenLedger ledger = open()) {
            for (String name : names) {
                leaves.add(office.enter(ledger, office.record(name, 1, Optional.empty(), key)));
            }
            ledger.central().sealed(leaves.getLast()).get(60, TimeUnit.SECONDS);
        }
        return leaves;
    }

    private void sql(String sql, Object... values) {
        office.database().jdbc().sql(sql).params(values).update();
    }

    private static void where(OpenLedger ledger, Hash leaf, String journal) {
        assertThat(ledger.central().find(leaf).orElseThrow().journal()).isEqualTo(journal);
    }

    @Test
    void importsWhatIsMissingOnceAndInOrder() throws Exception {
        List<Hash> first = entered("a", "b", "c");
        List<Hash> second = entered("d", "e");
        sql("delete from ledger.entry where origin = 2");
        sql("delete from ledger.entry where origin = 1 and position > 1");
        try (OpenLedger ledger = open()) {
            assertThat(imported)
                    .containsExactly(first.get(1), first.get(2), second.get(0), second.get(1));
            where(ledger, first.get(2), "central-1");
            where(ledger, second.get(1), "central-2");
        }
        office.checkWorld();
        imported.clear();
        open().close();
        assertThat(imported).isEmpty();
    }

    /// A backup from the moment at which the next start had not given the rows their new places.
    @Test
    void takesRowsThatWaitedThenForWhatTheyBecame() throws Exception {
        List<Hash> earlier = entered("a");
        List<Hash> later = entered("b", "c", "d");
        Envelope lost = envelopes.close(office.record("lost", 1, Optional.empty(), key), List.of());
        office.database().transact(tx -> SqlRows.insert(tx, lost));
        long end = 1 + office.database().inTransaction(tx -> SqlRows.highest(tx, 1));
        sql(
                "update ledger.entry set origin = 1, position = ? where origin = 2 and leaf = ?",
                end,
                later.get(0).bytes());
        sql(
                "with gone as (delete from ledger.waiting where leaf = ? returning *) insert into"
                        + " ledger.entry select 1, ?, leaf, entry, payload from gone",
                lost.hash().bytes(),
                end + 1);
        sql(
                "insert into ledger.waiting (leaf, entry, payload) select leaf, entry, payload from"
                        + " ledger.entry where origin = 2 and leaf = ?",
                later.get(1).bytes());
        sql("delete from ledger.entry where origin = 2");
        try (OpenLedger ledger = open()) {
            assertThat(before).containsExactlyElementsOf(earlier);
            assertThat(imported).containsExactlyElementsOf(later);
            where(ledger, later.get(0), "central-2");
            where(ledger, lost.hash(), "central-3");
        }
        office.checkWorld();
    }

    @Test
    void goesOnAfterAnImportThatFailed() throws Exception {
        List<Hash> leaves = entered("a", "b", "c");
        sql("delete from ledger.entry where position > 1");
        assertThatThrownBy(() ->
                        open((_, _) -> {
                            throw new IllegalStateException("power cut");
                        }))
                .hasMessage("power cut");
        entered("d");
        assertThat(imported).containsExactly(leaves.get(1), leaves.get(2));
        assertThat(before).containsExactly(leaves.getFirst());
        office.checkWorld();
    }

    @Test
    void namesTheJournalWhoseFilesWereCutOff() throws Exception {
        entered("a", "b");
        entered("c");
        Path records = folder.resolve("central-1/blobs/0");
        byte[] all = Files.readAllBytes(records);
        Files.write(records, Arrays.copyOf(all, all.length / 2));
        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        LedgerFault.class,
                        fault -> assertThat(fault.code()).isEqualTo(LedgerFault.Code.REFUSED_START))
                .hasMessageContaining("central-1");
    }

    @Test
    void refusesRowsOfAnotherPast() throws Exception {
        entered("a", "b", "c");
        sql("delete from ledger.entry where position > 2");
        sql("update ledger.entry set leaf = decode(repeat('07', 32), 'hex') where position = 2");
        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        LedgerFault.class,
                        fault -> assertThat(fault.code()).isEqualTo(LedgerFault.Code.REFUSED_START))
                .hasMessageContaining("of two pasts: its row 2 of central-1");
        assertThat(imported).isEmpty();
    }

    @Test
    void refusesRowsOfAnotherPastInAnEarlierOrigin() throws Exception {
        entered("a", "b");
        entered("c");
        sql("update ledger.entry set leaf = decode(repeat('07', 32), 'hex') where origin = 1");
        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        LedgerFault.class,
                        fault -> assertThat(fault.code()).isEqualTo(LedgerFault.Code.REFUSED_START))
                .hasMessageContaining("of two pasts")
                .hasMessageContaining("of central-1");
        assertThat(folder.resolve("central-3")).doesNotExist();
    }

    @Test
    void namesAnEarlierOriginWhoseRowsEndEarlierWhereNothingImports() throws Exception {
        entered("a", "b");
        entered("c");
        sql("delete from ledger.entry where origin = 1 and position > 1");
        assertThatThrownBy(office::open)
                .isInstanceOf(LedgerFault.class)
                .hasMessageContaining("the files of central-1 hold");
    }

    /// Every take-over opens an origin; none may cost those behind it anything.
    @Test
    void asksTheDatabaseNoMoreOftenTheMoreOriginsThereAre() throws Exception {
        entered("a");
        entered("b");
        int few = transactionsOfAStart();
        for (String name : List.of("c", "d", "e", "f")) {
            entered(name);
        }
        assertThat(transactionsOfAStart()).isEqualTo(few);
        office.checkWorld();
    }

    private int transactionsOfAStart() {
        AtomicInteger transactions = new AtomicInteger();
        Series series =
                new Series(
                        "central", new Surroundings(folder, keys, envelopes, clock, Disk.real()));
        Fence fence = office.database().fence("ledger-central").orElseThrow();
        try (series;
                fence) {
            Sequencer.Around around =
                    new Sequencer.Around(
                            new Awaited(series),
                            new Lags(),
                            _ -> true,
                            RowKeys.NONE,
                            CrashSwitch.NONE,
                            10_000,
                            Optional.of((_, _) -> {}));
            new CentralStart(new CountedFence(fence, transactions), series, around, 1).run();
        }
        return transactions.get();
    }

    private record CountedFence(Fence fence, AtomicInteger transactions) implements Fence {
        @Override
        public <T> T inTransaction(Function<Tx, T> work) {
            transactions.incrementAndGet();
            return fence.inTransaction(work);
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
}
