// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.holdfast.ledger.CentralReplay;
import org.holdfast.ledger.Head;
import org.holdfast.ledger.LedgerFault;
import org.holdfast.ledger.LedgerSettings;
import org.holdfast.ledger.Position;
import org.holdfast.ledger.ReplayedEntry;
import org.holdfast.ledger.WorldCheck;
import org.holdfast.testing.OldJournal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Starts offices whose database was put back to an older state than their journal.
final class RegisterImportTest extends AtOldOffice {
    private static final int ALL = 21;

    /// A database as it was after so many entries.
    private void asOf(int entries) {
        try (CentralReplay journal = new CentralReplay(journals)) {
            Rebuilding rebuilding =
                    new Rebuilding(
                            database(), journal, new RegisterRebuild(database(), keys, Map.of()));
            Iterator<List<ReplayedEntry>> batches = journal.batches(1);
            for (int i = 0; i < entries; i++) {
                rebuilding.write(batches.next());
            }
        }
    }

    private Fold.Outcome started(Consumer<RegistersSession> look) {
        return old.started(
                LedgerSettings.of(journals).importing(RegistersSession.imports(database(), keys)),
                look);
    }

    private void checkWorld() {
        new WorldCheck(journals, keys.root().certificate(), Optional.of(database()))
                .run()
                .requireSound();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5, 9, 13, 14, 17, 20, ALL})
    void bringsAnOlderDatabaseToTheHeadBeforeAnybodyWrites(int entries) {
        Head head;
        try (CentralReplay journal = new CentralReplay(journals)) {
            head = journal.head();
        }
        asOf(entries);
        Fold.Outcome fold = started(_ -> {});
        assertThat(fold.differences()).isEmpty();
        assertThat(fold.entries()).isEqualTo(ALL);
        assertThat(
                        SqlState.asOf(
                                        database(),
                                        keys.handles(),
                                        new Position(
                                                head.journal(), head.origin(), head.size() - 1))
                                .digest()
                                .digest()
                                .hex())
                .isEqualTo(OldJournal.DIGEST);
        checkWorld();
    }

    private static RecordRef korean(int number) {
        return OldOffice.person("kr.resident", number);
    }

    @Test
    void findsWhoWasBroughtBackAndGoesOnWithTheNextVersion() {
        asOf(0);
        RecordRef ref = korean(0);
        Fold.Outcome fold =
                started(session -> {
                    Registers registers = session.registers();
                    RecordVersion now = registers.current(ref).orElseThrow();
                    assertThat(now.version()).isEqualTo(2);
                    String name = now.facts().path("name").path("hangul").asString("");
                    assertThat(registers.search(now.office(), name, 10, 0).hits())
                            .anyMatch(hit -> hit.subject().equals(registers.subject(ref)));
                    Change change =
                            new Change(
                                    ref,
                                    2,
                                    now.office(),
                                    now.facts(),
                                    LocalDate.of(2026, 3, 2),
                                    "officer-1",
                                    Optional.empty());
                    Entering entered = database().inTransaction(tx -> registers.enter(tx, change));
                    assertThat(entered)
                            .isInstanceOfSatisfying(
                                    Entering.Entered.class,
                                    one -> session.journal().sealed(one.version().leaf()).join());
                });
        assertThat(fold.agrees()).as(fold.differences().toString()).isTrue();
    }

    @Test
    void erasesAgainWhomAnImportedActHasErased() {
        asOf(ALL);
        RecordRef ref = korean(0);
        int[] before = new int[1];
        started(session -> {
            RecordVersion version = session.registers().current(ref).orElseThrow();
            before[0] = rows();
            // The rows stay as an older database has them.
            order(session.journal(), List.of(version.keys().record()), List.of());
        });
        assertThat(count("select count(*) from registers.record where id = ?", ref.id())).isOne();
        database()
                .jdbc()
                .sql("delete from ledger.entry where position > ? and origin = 4")
                .param(before[0])
                .update();

        Fold.Outcome fold =
                started(session -> assertThat(session.registers().history(ref)).isEmpty());
        assertThat(fold.differences()).isEmpty();
        assertThat(count("select count(*) from registers.record where id = ?", ref.id())).isZero();
        assertThat(count("select count(*) from registers.search where record = ?", ref.id()))
                .isZero();
        checkWorld();
    }

    private int rows() {
        return database()
                .jdbc()
                .sql("select coalesce(max(position), 0) from ledger.entry where origin = 4")
                .query(Integer.class)
                .single();
    }

    private int count(String sql, UUID id) {
        return database().jdbc().sql(sql).param(id).query(Integer.class).single();
    }

    @Test
    void refusesRegistersThatWereWrittenToApart() {
        asOf(9);
        database()
                .jdbc()
                .sql(
                        "update registers.version set leaf = decode(repeat('07', 32), 'hex')"
                                + " where record in (select id from registers.record where version = 1)")
                .update();
        assertThatThrownBy(() -> started(_ -> {}))
                .isInstanceOfSatisfying(
                        LedgerFault.class,
                        fault -> assertThat(fault.code()).isEqualTo(LedgerFault.Code.REFUSED_START))
                .hasMessageContaining("cannot be imported");
    }
}
