// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.holdfast.catalogue.Service;
import org.holdfast.documents.guard.ExpectedNumber;
import org.holdfast.documents.guard.ExpectedNumber.Shown;
import org.holdfast.documents.guard.ExpectedPerson;
import org.holdfast.documents.guard.GuardExpectation;
import org.holdfast.documents.guard.Vocabulary;
import org.holdfast.keys.Handle;
import org.holdfast.ledger.JournalFiles;
import org.holdfast.offices.OfficeCode;
import org.holdfast.registers.RecordRef;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Says what the guard must find on a paper, from the central journal's files and the request
/// alone: another store than the one the paper was made from. Thread-safe.
final class Expectations {
    private final JournalFiles files;
    private final Function<RecordRef, Handle> entity;
    private final Path packs;
    private final Function<OfficeCode, String> officeNames;
    private final Map<OfficeCode, Vocabulary> vocabularies = new ConcurrentHashMap<>();

    Expectations(
            JournalFiles files,
            Function<RecordRef, Handle> entity,
            Path packs,
            Function<OfficeCode, String> officeNames) {
        this.files = files;
        this.entity = entity;
        this.packs = packs;
        this.officeNames = officeNames;
    }

    /// Empty when the files do not hold the subject and its household whole.
    Optional<GuardExpectation> of(
            Service service,
            Permit permit,
            RecordRef subject,
            GuardExpectation.Paper paper,
            Optional<String> note,
            LocalDate today) {
        return Household.of(subject, files, entity)
                .map(home -> expectation(service, permit, home, paper, note, today));
    }

    private GuardExpectation expectation(
            Service service,
            Permit permit,
            Household home,
            GuardExpectation.Paper paper,
            Optional<String> note,
            LocalDate today) {
        String holder = home.subject().id().toString();
        List<ExpectedPerson> persons = new ArrayList<>();
        for (ObjectNode member : PrintContext.chosen(service, permit, home)) {
            boolean self = member.path("id").asString("").equals(holder);
            ExpectedPerson person = person(service, permit, member, self);
            persons.add(self ? 0 : persons.size(), person);
        }
        ObjectNode context = PrintContext.of(service, permit, home, today);
        List<String> allowed = Printing.texts(Printing.print(service, context));
        List<String> required = new ArrayList<>();
        note.ifPresent(required::add);
        String address = home.household().path("address").asString("");
        if (service.covers() == Service.Covers.HOUSEHOLD && !address.isEmpty()) {
            required.add(address);
        }
        return new GuardExpectation(
                paper,
                persons,
                new GuardExpectation.Texts(required, allowed),
                home.versions(service),
                vocabulary(new OfficeCode(paper.office())));
    }

    private static ExpectedPerson person(
            Service service, Permit permit, ObjectNode facts, boolean self) {
        List<String> names = new ArrayList<>();
        for (JsonNode spelling : facts.path("name")) {
            names.add(spelling.asString(""));
        }
        List<ExpectedNumber> numbers = new ArrayList<>();
        if (facts.has("number")) {
            String option = permit.option("number");
            boolean open = option.equals("all") || (option.equals("holder") && self);
            numbers.add(
                    new ExpectedNumber(
                            facts.path("number").asString(""), open ? Shown.FULL : Shown.MASKED));
        }
        number(facts, "individualNumber", permit, numbers);
        number(facts, "residentCode", permit, numbers);
        return new ExpectedPerson(
                names,
                numbers,
                Optional.of(LocalDate.parse(facts.path("birth").asString(""))),
                addresses(service, permit, facts, self));
    }

    private static void number(
            ObjectNode facts, String code, Permit permit, List<ExpectedNumber> numbers) {
        if (facts.has(code)) {
            numbers.add(
                    new ExpectedNumber(
                            facts.path(code).asString(""),
                            permit.chosen(code) ? Shown.FULL : Shown.HIDDEN));
        }
    }

    /// A paper about one person shows at least where that person lives now.
    private static List<String> addresses(
            Service service, Permit permit, ObjectNode facts, boolean self) {
        JsonNode stays = facts.path("addresses");
        if (service.covers() == Service.Covers.HOUSEHOLD || !self || stays.isEmpty()) {
            return List.of();
        }
        List<String> addresses = new ArrayList<>();
        if (permit.option("addressHistory").equals("full")) {
            stays.forEach(stay -> addresses.add(Printing.place(stay)));
        } else {
            addresses.add(Printing.place(stays.get(stays.size() - 1)));
        }
        return addresses;
    }

    private Vocabulary vocabulary(OfficeCode office) {
        return vocabularies.computeIfAbsent(
                office,
                code ->
                        Vocabulary.read(
                                List.of(packs.resolve(code.country().code())),
                                List.of(officeNames.apply(code))));
    }
}
