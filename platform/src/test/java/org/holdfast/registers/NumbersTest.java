// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;
import org.holdfast.ledger.CentralReplay;
import org.holdfast.ledger.DyingLedger;
import org.holdfast.ledger.Leaf;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.Position;
import org.holdfast.ledger.ReplayedEntry;
import org.holdfast.offices.Country;
import org.holdfast.offices.OfficeCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Acceptance numbers, upon a real database and real journals, with the power cut wherever numbers
/// and journal could come apart.
class NumbersTest {
    private static final OfficeCode JONGNO = TestRegisters.JONGNO;
    private static final OfficeCode YONGSAN = new OfficeCode("kr-11170");

    @TempDir private Path folder;
    private NumberedOffice office;

    @BeforeEach
    void open() {
        office = new NumberedOffice(folder);
    }

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void leavesNoGapWhereChangesComeTogetherAndSomeAreTakenBack() throws Exception {
        int each = 24;
        List<String> kept = Collections.synchronizedList(new ArrayList<>());
        try (RegistersSession session = office.session();
                ExecutorService clerks = Executors.newFixedThreadPool(4)) {
            List<Future<?>> working = new ArrayList<>();
            for (int clerk = 0; clerk < 4; clerk++) {
                OfficeCode where = clerk % 2 == 0 ? JONGNO : YONGSAN;
                String name = where + "/" + clerk + "/";
                working.add(clerks.submit(() -> work(where, name, each, kept)));
            }
            for (Future<?> one : working) {
                one.get();
            }
            for (String operation : kept) {
                office.awaitNumber(operation);
            }
            for (OfficeCode where : List.of(JONGNO, YONGSAN)) {
                assertThat(office.rows())
                        .filteredOn(row -> row.acceptance().office().equals(where))
                        .extracting(row -> row.acceptance().number())
                        .containsExactlyElementsOf(
                                LongStream.rangeClosed(1, 2L * each * 2 / 3).boxed().toList());
            }
            assertThat(office.rows()).hasSize(kept.size());
            requireSameInCopy(session, kept);
        }
        office.checkWorld();
    }

    /// Every third change is rolled back behind its entries.
    private void work(OfficeCode where, String name, int times, List<String> kept) {
        for (int i = 0; i < times; i++) {
            String operation = name + i;
            if (i % 3 == 0) {
                assertThatThrownBy(() ->
                                office.database()
                                        .transact(tx -> {
                                            office.change(tx, where, operation);
                                            throw new IllegalStateException("taken back");
                                        }))
                        .hasMessageContaining("taken back");
            } else {
                office.change(where, operation);
                kept.add(operation);
            }
        }
    }

    private void requireSameInCopy(RegistersSession session, List<String> operations) {
        for (String name : operations) {
            Handle operation = office.operation(name);
            assertThat(inCopy(session, operation))
                    .isPresent()
                    .isEqualTo(office.registers.acceptance(operation));
        }
    }

    private static Optional<Acceptance> inCopy(RegistersSession session, Handle operation) {
        OwnCopy copy = session.copy().orElseThrow();
        for (int look = 0; look < 30; look++) {
            Optional<Optional<Acceptance>> answer =
                    copy.read(reading -> reading.reads().acceptance(operation));
            if (answer.isPresent()) {
                return answer.get();
            }
        }
        throw new AssertionError("the own copy did not catch up in thirty looks");
    }

    @Test
    void saysThatANumberFollowsAndOfWhatHasNoneThatItGetsNone() {
        Hash leaf = office.sealed(office.change(JONGNO, "first"));
        assertThat(office.registers.accepted(leaf)).isEqualTo(new Acceptance.Known.Follows());
        assertThat(office.number("first")).isEmpty();
        office.giveNumbers();
        assertThat(office.registers.accepted(leaf))
                .isEqualTo(
                        new Acceptance.Known.Given(
                                new Acceptance(JONGNO, NumberedOffice.year(), 1)));
        RecordRef ref = TestRegisters.person("kr");
        Entering loaded =
                office.database()
                        .inTransaction(tx ->
                                office.registers.enter(
                                        tx,
                                        new Change(
                                                ref,
                                                0,
                                                JONGNO,
                                                TestRegisters.korean(ref, "적재", "積載", "1990-01-01"),
                                                LocalDate.of(2026, 3, 2),
                                                "load",
                                                Optional.empty())));
        Hash without = office.sealed(((Entering.Entered) loaded).version().leaf());
        office.giveNumbers();
        assertThat(office.registers.accepted(without)).isEqualTo(new Acceptance.Known.None());
        assertThat(office.rows()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ROWS_COMMITTED", "FILES_APPENDED", "CHECKPOINT_SIGNED"})
    void runsOnThroughADeathBetweenSequencingAndNumbering(String step) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            names.add("before" + i);
            office.sealed(office.change(JONGNO, "before" + i));
        }
        office.giveNumbers();
        office.power.arm(step);
        List<Hash> entered = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            names.add("during" + i);
            entered.add(office.change(JONGNO, "during" + i));
        }
        Hash unsigned = entered.getLast();
        assertThatThrownBy(() -> office.sealed(unsigned))
                .hasRootCauseInstanceOf(DyingLedger.PowerCut.class);
        office.giveNumbers();
        assertThat(office.rows()).as("nothing that nobody heard to be signed").hasSize(3);
        assertThat(office.registers.accepted(unsigned)).isEqualTo(new Acceptance.Known.Follows());

        office.startAgain();
        office.giveNumbers();
        names.add("after");
        office.sealed(office.change(JONGNO, "after"));
        office.giveNumbers();
        List<Long> numbers = names.stream().map(name -> office.number(name).orElseThrow()).toList();
        assertThat(numbers).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L, 7L);
        assertThat(numbers.subList(0, 3)).containsExactly(1L, 2L, 3L);
        assertThat(numbers.getLast()).isEqualTo(7L);
        assertThat(office.ledger.central().head().journal()).isEqualTo("central-2");
        office.checkWorld();
    }

    @Test
    void leavesNothingOfNumbersWhoseTransactionDies() {
        for (int i = 0; i < 3; i++) {
            office.sealed(office.change(JONGNO, "op" + i));
        }
        for (int tries = 0; tries < 2; tries++) {
            assertThatThrownBy(() ->
                            office.database()
                                    .transact(tx -> {
                                        assertThat(
                                                        NumberFollower.follow(
                                                                tx, office.ledger.central()))
                                                .isPositive();
                                        throw new IllegalStateException("power cut");
                                    }))
                    .hasMessageContaining("power cut");
            assertThat(office.rows()).isEmpty();
        }
        office.giveNumbers();
        office.giveNumbers();
        assertThat(office.rows())
                .extracting(row -> row.acceptance().number())
                .containsExactly(1L, 2L, 3L);
    }

    @Test
    void givesTheSameNumbersWhenTheDatabaseWasPutBack() {
        office.sealed(office.change(JONGNO, "old"));
        office.giveNumbers();
        for (String sql :
                List.of(
                        "create table kept_rows as select * from registers.acceptance",
                        "create table kept_last as select * from registers.acceptance_last",
                        "create table kept_reader as select * from ledger.reader")) {
            office.database().jdbc().sql(sql).update();
        }
        for (int i = 0; i < 4; i++) {
            office.sealed(office.change(i % 2 == 0 ? YONGSAN : JONGNO, "new" + i));
        }
        office.giveNumbers();
        List<Numbering.Numbered> before = office.rows();
        assertThat(before).hasSize(5);
        office.startUpon(() ->
                office.database()
                        .transact(tx -> {
                            for (String sql :
                                    List.of(
                                            "delete from registers.acceptance",
                                            "insert into registers.acceptance"
                                                    + " select * from kept_rows",
                                            "delete from registers.acceptance_last",
                                            "insert into registers.acceptance_last"
                                                    + " select * from kept_last",
                                            "delete from ledger.reader",
                                            "insert into ledger.reader select * from kept_reader")) {
                                tx.jdbc().sql(sql).update();
                            }
                        }));
        assertThat(office.rows()).hasSize(1);
        office.giveNumbers();
        assertThat(office.rows()).isEqualTo(before);
        office.checkWorld();
    }

    @Test
    void aRebuiltOfficeHasTheSameNumbersAndGoesOnFromThem() {
        for (int i = 0; i < 5; i++) {
            office.sealed(office.change(i % 2 == 0 ? JONGNO : YONGSAN, "op" + i));
        }
        office.startAgain();
        office.sealed(office.change(JONGNO, "op5"));
        office.giveNumbers();
        List<Numbering.Numbered> before = office.rows();
        assertThat(before).hasSize(6);
        office.startUpon(() -> {
            office.takeEmptyDatabase();
            rebuild();
        });
        assertThat(office.rows()).isEqualTo(before);
        office.giveNumbers();
        assertThat(office.rows()).isEqualTo(before);
        office.sealed(office.change(JONGNO, "after"));
        office.giveNumbers();
        assertThat(office.number("after")).contains(5L);
        office.checkWorld();
    }

    /// Batches of three, so that entries of one change stand in two of them.
    private void rebuild() {
        try (CentralReplay journal = new CentralReplay(office.journals)) {
            RegisterRebuild rebuild = new RegisterRebuild(office.database(), office.keys, Map.of());
            rebuild.begin();
            Iterator<List<ReplayedEntry>> batches = journal.batches(3);
            while (batches.hasNext()) {
                List<ReplayedEntry> entries = batches.next();
                RegisterRebuild.Batch batch = rebuild.read(entries);
                office.database()
                        .transact(tx -> {
                            journal.keep(tx, entries);
                            rebuild.write(tx, batch);
                        });
            }
            office.database().transact(tx -> RegisterRebuild.readTo(tx, journal));
            var head = journal.head();
            assertThat(
                            rebuild.finish(
                                            journal.state(),
                                            new Position(
                                                    head.journal(), head.origin(), head.size() - 1))
                                    .differences())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    update registers.acceptance set number = 9 where number = 2; was altered
                    delete from registers.acceptance where number = 3; is missing
                    delete from registers.acceptance where number = 1; is missing
                    """,
            delimiter = ';')
    void theCheckNamesWhatIsNotTheJournals(String damage, String finding) {
        for (int i = 0; i < 3; i++) {
            office.sealed(office.change(JONGNO, "op" + i));
        }
        office.giveNumbers();
        List<List<String>> found = new ArrayList<>();
        office.startUpon(() -> {
            found.add(check());
            office.database().jdbc().sql(damage).update();
            found.add(check());
        });
        assertThat(found.getFirst()).isEmpty();
        assertThat(found.getLast()).hasSize(1).allMatch(line -> line.contains(finding));
        assertThat(
                        new Fold(office.database(), office.ledger.central(), office.keys.handles())
                                .check()
                                .differences())
                .hasSize(1)
                .allMatch(line -> line.contains(finding));
    }

    @Test
    void theCheckNamesANumberThatNoChangeHasAndWaitsForThoseThatFollow() {
        office.sealed(office.change(JONGNO, "op0"));
        office.giveNumbers();
        office.sealed(office.change(JONGNO, "op1"));
        List<List<String>> found = new ArrayList<>();
        office.startUpon(() -> {
            found.add(check());
            Object[] madeUp =
                    new Numbering.Numbered(
                                    office.operation("made up"),
                                    new Acceptance(JONGNO, NumberedOffice.year(), 2))
                            .values();
            office.database().jdbc().sql(Numbering.DATABASE.insert()).params(madeUp).update();
            found.add(check());
        });
        assertThat(found.getFirst()).isEmpty();
        assertThat(found.getLast())
                .hasSize(1)
                .allMatch(line -> line.contains("is of no change in the journal"));
    }

    private List<String> check() {
        try (CentralReplay journal = new CentralReplay(office.journals)) {
            return NumberCheck.run(office.database(), journal);
        }
    }

    @Test
    void isGivenByNobodyWhoseTurnItIsNot() {
        office.sealed(office.change(JONGNO, "op"));
        NumberFollower standing =
                new NumberFollower(
                        office.database(), follows(office.ledger), InstantSource.system());
        for (int round = 0; round < 3; round++) {
            standing.once();
        }
        assertThat(office.rows()).isEmpty();
        NumberFollower turn =
                new NumberFollower(office.database(), office.ledger, InstantSource.system());
        for (int round = 0; round < 3; round++) {
            turn.once();
        }
        assertThat(office.number("op")).contains(1L);
    }

    /// The same ledger at a node that follows another one.
    private static Ledger follows(Ledger ledger) {
        return (Ledger)
                Proxy.newProxyInstance(
                        Ledger.class.getClassLoader(),
                        new Class<?>[] {Ledger.class},
                        (_, method, arguments) -> {
                            if (method.getName().equals("sequences")) {
                                return false;
                            }
                            try {
                                return method.invoke(ledger, arguments);
                            } catch (InvocationTargetException thrown) {
                                throw Objects.requireNonNull(thrown.getCause());
                            }
                        });
    }

    @Test
    void beginsAnewInEachLegalYearOfEachOffice() {
        OfficeCode nakano = TestRegisters.NAKANO;
        List<Leaf> leaves =
                List.of(
                        leaf("a", JONGNO, "2026-12-31T14:59:59Z"),
                        leaf("b", JONGNO, "2026-12-31T15:00:00Z"),
                        leaf("b", JONGNO, "2026-12-31T15:00:00Z"),
                        leaf("c", nakano, "2026-12-31T15:00:00Z"),
                        // A clock that goes back a second takes the next number of the old year.
                        leaf("d", JONGNO, "2026-12-31T14:59:59Z"),
                        leaf("e", nakano, "2027-03-31T14:59:59Z"),
                        leaf("f", nakano, "2027-03-31T15:00:00Z"),
                        leaf("g", JONGNO, "2027-03-31T15:00:00Z"));
        office.database().transact(tx -> NumberFollower.write(tx, leaves.subList(0, 5)));
        office.database().transact(tx -> NumberFollower.write(tx, leaves));
        assertThat(office.rows())
                .extracting(row -> row.acceptance().office() + " " + row.acceptance().text())
                .containsExactly(
                        "jp-131148 2026-1",
                        "jp-131148 2026-2",
                        "jp-131148 2027-1",
                        "kr-11110 2026-1",
                        "kr-11110 2026-2",
                        "kr-11110 2027-1",
                        "kr-11110 2027-2");
        assertThat(office.registers.acceptance(office.operation("d")).map(Acceptance::text))
                .contains("2026-2");
    }

    private Leaf leaf(String operation, OfficeCode where, String at) {
        Hash any = Hash.of(new byte[32]);
        return new Leaf(
                RecordEntry.TYPE,
                Instant.parse(at).getEpochSecond(),
                where.value(),
                office.operation("entity" + operation),
                1,
                Optional.empty(),
                Optional.empty(),
                any,
                any,
                List.of(),
                Optional.of(office.operation(operation)));
    }

    @Test
    void countsYearsByTheLegalClockOfTheCountry() {
        assertThat(Country.KR.legalYear(Instant.parse("2026-12-31T14:59:59Z"))).isEqualTo(2026);
        assertThat(Country.KR.legalYear(Instant.parse("2026-12-31T15:00:00Z"))).isEqualTo(2027);
        assertThat(Country.JP.legalYear(Instant.parse("2026-12-31T15:00:00Z"))).isEqualTo(2026);
        assertThat(Country.JP.legalYear(Instant.parse("2027-03-31T14:59:59Z"))).isEqualTo(2026);
        assertThat(Country.JP.legalYear(Instant.parse("2027-03-31T15:00:00Z"))).isEqualTo(2027);
    }
}
