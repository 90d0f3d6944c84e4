// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.holdfast.database.Database;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;
import org.holdfast.keys.Keys;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.LedgerSettings;
import org.holdfast.offices.OfficeCode;
import org.holdfast.testing.FaultyKeys;
import org.holdfast.testing.TestDatabase;
import org.holdfast.testing.TestKeys;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Registers upon a real database, real keys and a real ledger.
public final class TestRegisters implements AutoCloseable {
    public static final OfficeCode JONGNO = new OfficeCode("kr-11110");
    public static final OfficeCode NAKANO = new OfficeCode("jp-131148");

    private final TestDatabase home;
    private final FaultyKeys keys;
    private final Ledger ledger;
    private final Path copyFolder;
    private RegistersSession session;

    public TestRegisters(Path folder) {
        home = TestDatabase.fresh("ledger", "identity", "registers");
        keys = new FaultyKeys(TestKeys.open(folder));
        ledger =
                Ledger.open(
                        LedgerSettings.of(folder.resolve("journals")),
                        home.database(),
                        keys,
                        InstantSource.system());
        copyFolder = folder.resolve("copy");
        session = opened();
    }

    private RegistersSession opened() {
        return RegistersSession.open(
                new RegistersSettings(Optional.of(copyFolder)),
                home.database(),
                keys,
                ledger,
                InstantSource.system());
    }

    /// Closes the session, does something to its copy, and opens it again.
    void reopened(Runnable meanwhile) {
        session.close();
        meanwhile.run();
        session = opened();
    }

    Path copyFile() {
        return copyFolder.resolve("registers.sqlite");
    }

    OwnCopy copy() {
        return session.copy().orElseThrow();
    }

    /// Reads the own copy, once it holds what the journal holds.
    <T> T inCopy(Function<RegisterReads, T> work) {
        for (int look = 0; look < 30; look++) {
            Optional<T> answer = copy().read(reading -> work.apply(reading.reads()));
            if (answer.isPresent()) {
                return answer.get();
            }
        }
        throw new AssertionError("the own copy did not catch up in thirty looks");
    }

    Ledger ledger() {
        return ledger;
    }

    public Database database() {
        return home.database();
    }

    public Keys keys() {
        return keys;
    }

    /// Whether no key can be read.
    void failFinding(boolean fails) {
        keys.failFinding(fails);
    }

    public RegistersSession session() {
        return session;
    }

    Arrivals arrivals() {
        return session.arrivals();
    }

    Registers registers() {
        return session.registers();
    }

    Entering enter(RecordRef ref, long expected, ObjectNode facts) {
        return enter(ref, expected, facts, Optional.empty());
    }

    private Entering enter(
            RecordRef ref, long expected, ObjectNode facts, Optional<Handle> operation) {
        OfficeCode office = ref.register().startsWith("kr") ? JONGNO : NAKANO;
        return database()
                .inTransaction(tx ->
                        registers()
                                .enter(
                                        tx,
                                        new Change(
                                                ref,
                                                expected,
                                                office,
                                                facts,
                                                LocalDate.of(2025, 3, 2),
                                                "officer-1",
                                                operation)));
    }

    /// The handle of an operation.
    Handle operation(String name) {
        return keys.handles().of("operation", name);
    }

    /// Enters and waits until the register knows the entry's place.
    RecordVersion placed(RecordRef ref, long expected, ObjectNode facts) {
        return placed(ref, expected, facts, Optional.empty());
    }

    /// The same under an operation; waits for its number, too.
    RecordVersion placed(RecordRef ref, long expected, ObjectNode facts, String operation) {
        Handle handle = operation(operation);
        RecordVersion version = placed(ref, expected, facts, Optional.of(handle));
        for (int look = 0; look < 1_000 && registers().acceptance(handle).isEmpty(); look++) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
        return version;
    }

    private RecordVersion placed(
            RecordRef ref, long expected, ObjectNode facts, Optional<Handle> operation) {
        Entering.Entered entered = (Entering.Entered) enter(ref, expected, facts, operation);
        Hash leaf = entered.version().leaf();
        ledger.central().sealed(leaf).join();
        for (int look = 0; look < 1_000; look++) {
            RecordVersion version = registers().current(ref).orElseThrow();
            if (version.position().isPresent()) {
                return version;
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
        throw new AssertionError("the follower did not come by in ten seconds");
    }

    static RecordRef person(String country) {
        return new RecordRef(country + ".resident", UUID.randomUUID());
    }

    static ObjectNode korean(RecordRef ref, String name, String hanja, String birth) {
        ObjectNode facts = CanonicalJson.object();
        facts.put("register", ref.register());
        facts.put("id", ref.id().toString());
        facts.put("office", JONGNO.value());
        facts.putObject("name").put("hangul", name).put("hanja", hanja);
        facts.put("birth", birth);
        facts.put("status", "resident");
        facts.put("restricted", false);
        ArrayNode addresses = facts.putArray("addresses");
        addresses.addObject().put("address", "서울특별시 종로구 자하문로 33").put("detail", "101동 1203호 (청운동)");
        return facts;
    }

    static ObjectNode japanese(RecordRef ref, String kanji, String kana, String birth) {
        ObjectNode facts = CanonicalJson.object();
        facts.put("register", ref.register());
        facts.put("id", ref.id().toString());
        facts.put("office", NAKANO.value());
        facts.putObject("name").put("kanji", kanji).put("kana", kana);
        facts.put("birth", birth);
        facts.put("status", "resident");
        facts.put("restricted", false);
        facts.put("address", "東京都中野区中野四丁目8番1号");
        return facts;
    }

    static ObjectNode household(RecordRef home, List<RecordRef> members) {
        ObjectNode facts = CanonicalJson.object();
        facts.put("head", members.getFirst().id().toString());
        ArrayNode ids = facts.putArray("members");
        members.forEach(member -> ids.add(member.id().toString()));
        return facts;
    }

    @Override
    public void close() {
        session.close();
        ledger.close();
        keys.close();
        home.close();
    }
}
