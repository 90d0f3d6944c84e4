// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.holdfast.cases.Erasures.Erasure;
import org.holdfast.keys.KeysFault;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.CentralReplay;
import org.holdfast.ledger.Head;
import org.holdfast.ledger.Position;
import org.holdfast.ledger.StateDigest;
import org.holdfast.registers.LiveState;
import org.holdfast.registers.RecordVersion;
import org.holdfast.registers.RegisterRebuild;
import org.holdfast.testing.FaultyKeys;
import org.holdfast.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Erasures that a fault, a backup or a rebuild comes in the way of.
class ErasuresAfterFaultsTest extends ErasingOffice {
    @ParameterizedTest
    @EnumSource(FaultyKeys.Fault.class)
    void isFinishedByTheSameRequestAfterTheKeyStoreFailed(FaultyKeys.Fault fault) throws Exception {
        RecordVersion person = member();
        List<byte[]> secrets = secrets(person, "none");
        SubjectHandle handle = office.handle(person);
        keys.failOnce(fault);
        assertThatThrownBy(() -> erase(handle, "erase-0001")).isInstanceOf(KeysFault.class);
        assertThat(office.registers.current(person.ref())).isEmpty();
        Erasure erasure = given(erase(handle, "erase-0001"));
        assertThat(erasure.repeated()).isTrue();
        assertThat(erasure.attestations()).hasSize(1);
        requireGone(person);
        requireNowhere(secrets);
        checkWorld();
    }

    @ParameterizedTest
    @EnumSource(FaultyKeys.Fault.class)
    void isFinishedByTheNextStartAfterTheKeyStoreFailed(FaultyKeys.Fault fault) throws Exception {
        RecordVersion person = member();
        List<byte[]> secrets = secrets(person, "none");
        SubjectHandle handle = office.handle(person);
        keys.failOnce(fault);
        assertThatThrownBy(() -> erase(handle, "erase-0001")).isInstanceOf(KeysFault.class);
        office.stop();
        start();
        requireGone(person);
        requireNowhere(secrets);
        checkWorld();
    }

    @Test
    void erasesAgainAKeyStoreThatCameBackFromABackup() throws Exception {
        RecordVersion person = member();
        office.stop();
        Path store = folder.resolve("keys/data-keys.db");
        Path backup = aside.resolve("data-keys.db");
        Files.copy(store, backup);
        start();
        given(erase(office.handle(person), "erase-0001"));
        office.stop();
        Files.copy(backup, store, StandardCopyOption.REPLACE_EXISTING);
        start();
        requireGone(person);
        Erasure erasure = given(erase(office.handle(person), "erase-0001"));
        assertThat(erasure.attestations()).hasSize(2);
    }

    @Test
    void erasesAgainRowsThatCameBackFromABackup() {
        RecordVersion person = member();
        Map<String, String> columns =
                Map.of(
                        "record",
                        "*",
                        "version",
                        "record, version, office, canonical, valid_from, entered_at, entered_by,"
                                + " leaf",
                        "search",
                        "*");
        columns.forEach((table, names) ->
                sql(
                        "create table public.saved_%s as select %s from registers.%s where %s = '%s'"
                                .formatted(
                                        table,
                                        names,
                                        table,
                                        table.equals("record") ? "id" : "record",
                                        person.ref().id())));
        given(erase(office.handle(person), "erase-0001"));
        office.stop();
        sql("delete from registers.erased");
        columns.forEach((table, names) ->
                sql(
                        "insert into registers.%s %s select * from public.saved_%s"
                                .formatted(
                                        table, names.equals("*") ? "" : "(" + names + ")", table)));
        start();
        requireGone(person);
        assertThat(refused(erase(office.handle(person), "erase-0002")))
                .isEqualTo(Refusal.Code.ALREADY_ERASED);
        checkWorld();
    }

    private void sql(String statement) {
        database.database().jdbc().sql(statement).update();
    }

    private StateDigest live() {
        Head head = office.ledger.central().head();
        return LiveState.asOf(
                database.database(),
                office.keys.handles(),
                new Position(head.journal(), head.origin(), head.size() - 1));
    }

    private static List<String> rows(TestDatabase of, String sql) {
        return of.database().jdbc().sql(sql).query(String.class).list();
    }

    /// Once from files that were zeroed, and once from a copy with its keys that is older.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void comesBackErasedFromARebuild(boolean older) {
        RecordVersion person = member();
        if (older) {
            keys.failOnce(FaultyKeys.Fault.values()[0]);
            assertThatThrownBy(() -> erase(office.handle(person), "erase-0001"))
                    .isInstanceOf(KeysFault.class);
        } else {
            given(erase(office.handle(person), "erase-0001"));
        }
        String erased =
                "select encode(entity, 'hex') || version || encode(leaf, 'hex')"
                        + " from registers.erased order by 1";
        String kept = "select encode(leaf, 'hex') from registers.version order by 1";
        assertThat(rows(database, erased)).hasSize((int) person.version());
        try (TestDatabase home = CasesOffice.fresh();
                CentralReplay journal = new CentralReplay(folder.resolve("journals"))) {
            RegisterRebuild rebuild = new RegisterRebuild(home.database(), office.keys, Map.of());
            rebuild.begin();
            journal.batches(100)
                    .forEachRemaining(some -> {
                        RegisterRebuild.Batch batch = rebuild.read(some);
                        home.database().transact(tx -> rebuild.write(tx, batch));
                    });
            Head head = journal.head();
            RegisterRebuild.Outcome outcome =
                    rebuild.finish(
                            journal.state(),
                            new Position(head.journal(), head.origin(), head.size() - 1));
            assertThat(outcome.differences()).isEmpty();
            await().atMost(3, TimeUnit.MINUTES)
                    .untilAsserted(() ->
                            assertThat(live().digest())
                                    .isEqualTo(journal.state().digest().digest()));
            assertThat(rows(home, erased)).isEqualTo(rows(database, erased));
            assertThat(rows(home, kept)).isEqualTo(rows(database, kept));
        }
    }

    /// As after a restore of database and central journal to a moment before the act: only the
    /// tombstones still tell of it.
    @Test
    void entersTheActAgainWhereOnlyTombstonesAreLeft() throws Exception {
        RecordVersion person = member();
        List<byte[]> secrets = secrets(person, "none");
        office.keys.dataKeys().erase(person.keys().record(), "kr.request");
        office.keys.dataKeys().erase(person.keys().papers().orElseThrow(), "kr.request");
        office.stop();
        start();
        requireGone(person);
        requireNowhere(secrets);
        checkWorld();
        assertThat(refused(erase(office.handle(person), "erase-0001")))
                .isEqualTo(Refusal.Code.ALREADY_ERASED);
    }
}
