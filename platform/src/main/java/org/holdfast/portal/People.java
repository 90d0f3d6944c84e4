// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.holdfast.api.ProblemRaised;
import org.holdfast.cases.Blocks;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.MoveRule;
import org.holdfast.catalogue.Service;
import org.holdfast.identity.Principal;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.offices.Country;
import org.holdfast.registers.HouseholdView;
import org.holdfast.registers.RecordRef;
import org.holdfast.registers.RecordVersion;
import org.holdfast.registers.Registers;

/// Finds the records and forms behind a page. Thread-safe.
final class People {
    private final Registers registers;
    private final Blocks blocks;
    private final Catalogue catalogue;

    People(Registers registers, Blocks blocks, Catalogue catalogue) {
        this.registers = registers;
        this.blocks = blocks;
        this.catalogue = catalogue;
    }

    /// A citizen's own record.
    RecordVersion self(Principal who) {
        return who.subject()
                .map(s -> new RecordRef(s.register(), s.record()))
                .flatMap(registers::current)
                .orElseThrow(() -> new ProblemRaised("unknown-subject", 404));
    }

    /// The record of a person at the officer's own office.
    RecordVersion at(Principal officer, String handle) {
        RecordVersion found =
                SubjectHandle.isWellFormed(handle)
                        ? registers
                                .byHandle(new SubjectHandle(handle))
                                .flatMap(registers::current)
                                .orElseThrow(() -> new ProblemRaised("unknown-subject", 404))
                        : missing();
        boolean own = officer.office().filter(o -> o.equals(found.office())).isPresent();
        return own ? found : missing();
    }

    /// The record of a person who moves to the officer's office, wherever it is kept now.
    private RecordVersion anywhere(Principal officer, String handle) {
        if (!SubjectHandle.isWellFormed(handle)) {
            return missing();
        }
        RecordVersion found =
                registers
                        .byHandle(new SubjectHandle(handle))
                        .flatMap(registers::current)
                        .orElseThrow(() -> new ProblemRaised("unknown-subject", 404));
        boolean country =
                officer.office().filter(o -> o.country() == found.office().country()).isPresent();
        return country ? found : missing();
    }

    /// The record of whoever may move by a report at the officer's counter.
    RecordVersion mover(Principal officer, String handle) {
        return takesArrivals(officer) ? anywhere(officer, handle) : at(officer, handle);
    }

    /// Whether people of other offices move to the officer's by a report there.
    boolean takesArrivals(Principal officer) {
        return officer.office()
                .flatMap(office -> move(office.country()))
                .filter(service -> MoveWords.rule(service).from() == MoveRule.Reach.ANYWHERE)
                .isPresent();
    }

    private static RecordVersion missing() {
        throw new ProblemRaised("unknown-subject", 404);
    }

    SubjectHandle handle(RecordVersion person) {
        return registers.subject(person.ref());
    }

    /// A person's name by the record; empty when there is none.
    String name(RecordRef person) {
        return registers.current(person).map(v -> RecordView.name(v.facts())).orElse("");
    }

    RecordView view(RecordVersion person, Page page) {
        return RecordView.of(
                person,
                blocks.isProtected(person),
                registers.household(person.ref()),
                new RecordView.History(
                        registers.history(person.ref()),
                        version -> registers.accepted(version.leaf())),
                catalogue,
                page);
    }

    /// The members of a person's household as choices of a form.
    List<ServiceForm.Choice> members(RecordVersion person) {
        return registers
                .household(person.ref())
                .map(HouseholdView::members)
                .orElse(List.of())
                .stream()
                .map(m ->
                        new ServiceForm.Choice(
                                registers.subject(m.ref()).value(),
                                RecordView.name(m.facts()),
                                true))
                .toList();
    }

    /// The other members of the household: whoever sees the record sees them too.
    List<RecordRef> shownWith(RecordVersion person) {
        return registers
                .household(person.ref())
                .map(HouseholdView::members)
                .orElse(List.of())
                .stream()
                .map(RecordVersion::ref)
                .filter(ref -> !ref.equals(person.ref()))
                .toList();
    }

    /// The papers that may be asked for about a person; the one of the whole household, which is
    /// asked for most, first.
    ///
    /// @param sent what was sent in the form of a service, by its code
    List<ServiceForm> papers(
            RecordVersion person, Page page, boolean counter, Function<String, Sent> sent) {
        List<ServiceForm.Choice> members = members(person);
        return catalogue.services(person.ref().register().substring(0, 2)).stream()
                .filter(s -> s.kind() == Service.Kind.PAPER)
                .sorted(Comparator.comparing(s -> s.covers() != Service.Covers.HOUSEHOLD))
                .map(s -> ServiceForm.of(s, page, counter, members, sent.apply(s.code())))
                .toList();
    }

    /// The service by which the people of a country report moves, if there is one.
    Optional<Service> move(Country country) {
        return catalogue.move(country.code());
    }

    /// A service that gives papers, if there is one of that code.
    Optional<Service> paper(String code) {
        return catalogue.service(code).filter(s -> s.kind() == Service.Kind.PAPER);
    }
}
