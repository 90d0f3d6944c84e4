// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;
import org.holdfast.ledger.Leaf;
import org.holdfast.ledger.Ledger;
import org.holdfast.offices.Country;
import org.holdfast.offices.OfficeCode;
import org.junit.jupiter.api.Test;

/// Acceptance numbers, upon a real database and real journals.
final class NumbersTest extends AtNumberedOffice {
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
