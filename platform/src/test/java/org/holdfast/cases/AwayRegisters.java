// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.holdfast.database.Tx;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.Position;
import org.holdfast.offices.OfficeCode;
import org.holdfast.registers.Acceptance;
import org.holdfast.registers.Change;
import org.holdfast.registers.Entering;
import org.holdfast.registers.HouseholdView;
import org.holdfast.registers.Reading;
import org.holdfast.registers.RecordRef;
import org.holdfast.registers.RecordVersion;
import org.holdfast.registers.Registers;
import org.holdfast.registers.SearchHit;
import org.holdfast.registers.SearchPage;

/// Real registers that say something else of where they are read from.
record AwayRegisters(Registers real, UnaryOperator<Reading> source) implements Registers {
    @Override
    public <T> T read(Function<Reading, T> work) {
        return real.read(reading -> work.apply(source.apply(reading)));
    }

    @Override
    public <T> Optional<T> readCopy(Function<Reading, T> work) {
        return real.readCopy(reading -> work.apply(source.apply(reading)));
    }

    @Override
    public Optional<RecordVersion> lock(Tx tx, RecordRef ref) {
        return real.lock(tx, ref);
    }

    @Override
    public Entering enter(Tx tx, Change change) {
        return real.enter(tx, change);
    }

    @Override
    public Acceptance.Known accepted(Hash leaf) {
        return real.accepted(leaf);
    }

    @Override
    public SubjectHandle subject(RecordRef person) {
        return real.subject(person);
    }

    @Override
    public Handle entity(RecordRef ref) {
        return real.entity(ref);
    }

    @Override
    public Optional<RecordVersion> current(RecordRef ref) {
        return real.current(ref);
    }

    @Override
    public Optional<RecordVersion> asOf(RecordRef ref, Position point) {
        return real.asOf(ref, point);
    }

    @Override
    public List<RecordVersion> history(RecordRef ref) {
        return real.history(ref);
    }

    @Override
    public Optional<HouseholdView> household(RecordRef person) {
        return real.household(person);
    }

    @Override
    public Optional<HouseholdView> household(RecordRef person, Position point) {
        return real.household(person, point);
    }

    @Override
    public SearchPage search(OfficeCode office, String query, int limit, int page) {
        return real.search(office, query, limit, page);
    }

    @Override
    public List<SearchHit> arrivals(String register, String name, LocalDate birth) {
        return real.arrivals(register, name, birth);
    }

    @Override
    public Optional<RecordRef> byHandle(SubjectHandle subject) {
        return real.byHandle(subject);
    }

    @Override
    public Optional<Acceptance> acceptance(Handle operation) {
        return real.acceptance(operation);
    }

    @Override
    public long count(OfficeCode office, String register) {
        return real.count(office, register);
    }

    @Override
    public long count(String register) {
        return real.count(register);
    }
}
