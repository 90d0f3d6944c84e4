// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.holdfast.catalogue.FactRules;
import org.holdfast.ledger.CentralJournal;
import org.holdfast.ledger.Head;
import org.holdfast.ledger.Position;
import org.holdfast.registers.HouseholdView;
import org.holdfast.registers.Reading;
import org.holdfast.registers.RecordRef;
import org.holdfast.registers.RecordVersion;
import org.holdfast.registers.RegisterReads;
import org.holdfast.registers.Registers;
import org.holdfast.registers.SearchHit;

/// Reads the facts of a person as of the last signed head, from the database or from the own copy,
/// and says as of when. Thread-safe.
final class FactReads {
    private final Registers registers;
    private final CentralJournal central;
    private final InstantSource clock;

    FactReads(Registers registers, CentralJournal central, InstantSource clock) {
        this.registers = registers;
        this.central = central;
        this.clock = clock;
    }

    /// What was read of a person, all from one store.
    ///
    /// @param person as of the head
    /// @param newest what the store has, whether or not the head includes it: what it forbids by
    ///   now is not given as of before
    /// @param atHome everybody of the home, as of the head and as the store has them
    record Found(
            RecordVersion person,
            RecordVersion newest,
            Optional<HouseholdView> home,
            List<RecordVersion> atHome,
            FactChecks.AsOf asOf) {
        /// Prints no person.
        @Override
        public String toString() {
            return "Found[" + person.ref() + "]";
        }
    }

    private record Read(
            Reading.Source source,
            Position point,
            Instant time,
            Optional<HouseholdView> home,
            List<RecordVersion> atHome,
            Optional<RecordVersion> person,
            Optional<RecordVersion> newest) {}

    /// The newest version; empty for the erased.
    Optional<RecordVersion> current(RecordRef person) {
        return registers.current(person);
    }

    /// Those of a whole name and a birth date.
    List<RecordVersion> named(String register, String name, LocalDate birth) {
        return registers.read(reading ->
                reading.reads().arrivals(register, name, birth).stream()
                        .map(SearchHit::ref)
                        .flatMap(ref -> reading.reads().current(ref).stream())
                        .toList());
    }

    /// Whether anybody at all is answered about by facts as old as these: asked before anybody is
    /// looked for, so that it tells of nobody.
    ///
    /// @throws Denied `TOO_OLD`, since when
    void requireFresh(Duration staleness) throws Denied {
        requireFresh(registers.read(Reading::source), staleness);
    }

    private void requireFresh(Reading.Source source, Duration staleness) throws Denied {
        if (!source.isNow() && source.age().compareTo(staleness) > 0) {
            Instant time = time(source);
            String since = time.equals(Instant.EPOCH) ? "" : time.toString();
            throw new Denied(FactRefusal.TOO_OLD, "since", since);
        }
    }

    private Instant time(Reading.Source source) {
        Instant now = clock.instant();
        Instant heard = source.heard();
        return (heard.isBefore(now) ? heard : now).truncatedTo(ChronoUnit.SECONDS);
    }

    /// The facts as of the head, where they are younger than the pack allows. That a change has no
    /// place in the journal yet is said of nobody who is hidden.
    Found read(RecordRef person, FactRules rules, Predicate<RecordVersion> hidden) throws Denied {
        Read read = registers.read(reading -> read(reading, person));
        RecordVersion newest =
                read.newest()
                        .filter(hidden.negate())
                        .orElseThrow(() -> new Denied(FactRefusal.NOT_AVAILABLE));
        requireFresh(read.source(), rules.staleness());
        RecordVersion found = read.person().orElseThrow(() -> new Denied(FactRefusal.NOT_SEALED));
        boolean now = read.source().isNow();
        return new Found(
                found,
                newest,
                read.home(),
                read.atHome(),
                new FactChecks.AsOf(
                        read.point().origin(), read.point().index(), read.time(), !now));
    }

    /// What was heard was heard before the head is looked at, so it is all below that.
    private Read read(Reading reading, RecordRef person) {
        Position point =
                switch (reading.source()) {
                    case Reading.Source.Primary _ -> {
                        Head head = central.head();
                        yield new Position(head.journal(), head.origin(), head.size() - 1);
                    }
                    case Reading.Source.OwnCopy copy -> copy.upTo();
                };
        Instant time = time(reading.source());
        RegisterReads reads = reading.reads();
        Optional<HouseholdView> home = reads.household(person, point);
        List<RecordVersion> members = home.map(HouseholdView::members).orElse(List.of());
        return new Read(
                reading.source(),
                point,
                time,
                home,
                Stream.concat(
                                members.stream(),
                                members.stream().flatMap(one -> reads.current(one.ref()).stream()))
                        .toList(),
                reads.asOf(person, point),
                reads.current(person));
    }
}
