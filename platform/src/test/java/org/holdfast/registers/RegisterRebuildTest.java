// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.holdfast.database.Database;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.Hash;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.Stored;
import org.holdfast.keys.Handle;
import org.holdfast.ledger.CentralReplay;
import org.holdfast.ledger.Leaf;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.LedgerFault;
import org.holdfast.ledger.LedgerSettings;
import org.holdfast.ledger.WorldCheck;
import org.holdfast.testing.OldJournal;
import org.junit.jupiter.api.Test;

final class RegisterRebuildTest extends AtOldOffice {
    /// Batches of four, so that versions of one record meet across batches and inside one.
    private RegisterRebuild.Outcome rebuild(Consumer<Database> damage) {
        try (CentralReplay journal = new CentralReplay(journals)) {
            RegisterRebuild rebuild =
                    new RegisterRebuild(database(), keys, CentralReplay.keysOf(journals, "look"));
            return new Rebuilding(database(), journal, rebuild)
                    .all(
                            4,
                            database -> {
                                damage.accept(database);
                                assertThat(journal.state().digest().digest().hex())
                                        .isEqualTo(OldJournal.DIGEST);
                            });
        }
    }

    private static RecordRef person(String register, int number) {
        return OldOffice.person(register, number);
    }

    private Fold.Outcome started(Consumer<Registers> look) {
        return old.started(
                LedgerSettings.of(journals), session -> look.accept(session.registers()));
    }

    @Test
    void bringsBackEveryVersionOfAJournalOfTheFirstSchema() {
        RegisterRebuild.Outcome outcome = rebuild(_ -> {});
        assertThat(outcome.differences()).isEmpty();
        assertThat(outcome.records()).isEqualTo(12);
        assertThat(outcome.versions()).isEqualTo(20);
        assertThat(outcome.erased()).isEqualTo(1);
        Fold.Outcome fold =
                started(registers -> {
                    RecordRef ref = person("kr.resident", 0);
                    List<RecordVersion> history = registers.history(ref);
                    assertThat(history).extracting(RecordVersion::version).containsExactly(1L, 2L);
                    assertThat(registers.current(ref).orElseThrow().leaf())
                            .isEqualTo(history.getLast().leaf());
                    assertThat(history).allMatch(version -> version.position().isPresent());
                    assertThat(
                                    registers
                                            .asOf(ref, history.getFirst().position().orElseThrow())
                                            .orElseThrow()
                                            .version())
                            .isEqualTo(1);
                    assertThat(registers.byHandle(registers.subject(ref))).contains(ref);
                    assertThat(registers.current(person("kr.household", 0))).isPresent();
                    assertThat(registers.search(TestRegisters.JONGNO, "견본가", 5, 0).hits())
                            .hasSize(1);
                    assertThat(registers.current(person("kr.resident", 5))).isEmpty();
                });
        assertThat(fold.agrees()).as(fold.differences().toString()).isTrue();
        assertThat(
                        new WorldCheck(journals, keys.root().certificate(), Optional.of(database()))
                                .run()
                                .faults())
                .isEmpty();
    }

    @Test
    void takesThePapersKeysOfThoseWhoWereLookedAtFromTheNodeJournals() {
        rebuild(_ -> {});
        Handle entity = keys.handles().of("record:kr.resident", person("kr.resident", 1).id());
        byte[] kept =
                database()
                        .jdbc()
                        .sql("select papers_key from registers.record where id = :id")
                        .param("id", person("kr.resident", 1).id())
                        .query((row, _) -> row.getBytes(1))
                        .single();
        assertThat(CentralReplay.keysOf(journals, "look").get(entity).bytes()).isEqualTo(kept);
    }

    private List<Hash> leaves(RecordRef ref, long version) {
        List<Hash> found = new ArrayList<>();
        each(ref, version, (_, stored) -> found.add(stored.leafHash()));
        assertThat(found).hasSize(1);
        return found;
    }

    private void each(RecordRef ref, long version, BiConsumer<JournalDirectory, Stored> consumer) {
        Handle entity = keys.handles().of("record:" + ref.register(), ref.id());
        for (int origin = 1; origin <= 3; origin++) {
            try (JournalDirectory directory =
                    JournalDirectory.open(journals.resolve("central-" + origin))) {
                for (long i = 1; i < directory.signedSize().value(); i++) {
                    Stored stored = directory.read(new EntryIndex(i));
                    Leaf leaf = Leaf.decode(stored.entry());
                    if (leaf.entity().equals(entity) && leaf.entityVersion() == version) {
                        consumer.accept(directory, stored);
                    }
                }
            }
        }
    }

    @Test
    void keepsTheDigestWhenVersionsWereErased() {
        rebuild(_ -> {});
        erase(
                List.of(
                        leaves(person("kr.resident", 0), 1).getFirst(),
                        leaves(person("jp.resident", 1), 2).getFirst()));
        old.anew();
        RegisterRebuild.Outcome outcome = rebuild(_ -> {});
        assertThat(outcome.differences()).isEmpty();
        assertThat(outcome.records()).isEqualTo(11);
        assertThat(outcome.erased()).isEqualTo(4);
        Fold.Outcome fold =
                started(registers -> {
                    assertThat(registers.history(person("kr.resident", 0)))
                            .extracting(RecordVersion::version)
                            .containsExactly(2L);
                    assertThat(registers.current(person("jp.resident", 1))).isEmpty();
                });
        assertThat(fold.differences())
                .as("no act names the buried record's older version")
                .hasSize(1)
                .allMatch(line -> line.contains("no act of erasure names it"));
    }

    /// Enters an act in a started office and carries it out.
    private void erase(List<Hash> entries) {
        try (Ledger ledger =
                Ledger.open(
                        LedgerSettings.of(journals), database(), keys, InstantSource.system())) {
            order(ledger.central(), List.of(), entries);
            ledger.erasing().finish();
        }
    }

    @Test
    void refusesZeroBytesThatNoActNames() {
        each(
                person("kr.resident", 0),
                1,
                (directory, stored) -> directory.zeroBlobs(stored.index()));
        assertThatThrownBy(() -> rebuild(_ -> {}))
                .isInstanceOfSatisfying(
                        LedgerFault.class,
                        fault -> assertThat(fault.code()).isEqualTo(LedgerFault.Code.CORRUPT))
                .hasMessageContaining("no act of erasure names it");
    }

    @Test
    void namesTheRecordsWhoseRowsAreNotTheJournals() {
        RecordRef lost = person("jp.resident", 2);
        RecordRef forged = person("kr.resident", 3);
        List<String> differences =
                rebuild(database ->
                                database.transact(tx -> {
                                    tx.jdbc()
                                            .sql("delete from registers.record where id = :id")
                                            .param("id", lost.id())
                                            .update();
                                    tx.jdbc()
                                            .sql(
                                                    "update registers.version set leaf ="
                                                            + " (select leaf from registers.place"
                                                            + " order by origin, index limit 1)"
                                                            + " where record = :id")
                                            .param("id", forged.id())
                                            .update();
                                }))
                        .differences();
        assertThat(differences).hasSize(2);
        for (RecordRef ref : List.of(lost, forged)) {
            String handle = keys.handles().of("record:" + ref.register(), ref.id()).hex();
            String bucket = "(bucket " + Integer.parseInt(handle.substring(0, 2), 16) + ")";
            assertThat(differences).anyMatch(line -> line.contains(handle + " " + bucket));
        }
    }

    @Test
    void refusesAKeyThatIsNeitherThereNorErased() throws Exception {
        try (var store =
                        java.sql.DriverManager.getConnection(
                                "jdbc:sqlite:" + old.folder.resolve("keys/data-keys.db"));
                var statement = store.createStatement()) {
            statement.execute("delete from data_key");
        }
        assertThatThrownBy(() -> rebuild(_ -> {}))
                .isInstanceOfSatisfying(
                        LedgerFault.class,
                        fault -> assertThat(fault.code()).isEqualTo(LedgerFault.Code.KEY_MISSING))
                .hasMessageContaining("central-1/1: its key");
    }

    @Test
    void refusesRegistersThatAreNotEmpty() {
        rebuild(_ -> {});
        assertThatThrownBy(() -> rebuild(_ -> {})).hasMessageContaining("expected none, found 12");
    }

    @Test
    void givesEachVersionTheLeafOfItsEntry() {
        rebuild(_ -> {});
        List<Hash> leaves =
                database()
                        .jdbc()
                        .sql("select leaf from ledger.entry order by origin, position")
                        .query((row, _) -> Hash.of(row.getBytes(1)))
                        .list();
        assertThat(leaves).hasSize(21).doesNotHaveDuplicates();
    }
}
