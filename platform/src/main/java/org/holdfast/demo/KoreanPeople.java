// SPDX-License-Identifier: Apache-2.0
package org.holdfast.demo;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.offices.OfficeCode;
import org.holdfast.offices.Offices;
import org.holdfast.registers.BulkLoad.NewRecord;
import org.holdfast.registers.RecordRef;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Households of Jongno-gu: names, addresses with their whole history, military service, and for
/// some a restriction against the head of the household before.
final class KoreanPeople implements Population {
    static final OfficeCode OFFICE = new OfficeCode("kr-11110");

    private static final List<String> BRANCHES = List.of("육군", "육군", "육군", "공군", "해군", "해병대");

    private final long seed;
    private final KoreanNames names = new KoreanNames();
    private final KoreanNumbers numbers = new KoreanNumbers();
    private final KoreanPlaces places;
    private long next;
    private Optional<Head> before = Optional.empty();

    KoreanPeople(long seed, Offices offices) {
        this.seed = seed;
        this.places = new KoreanPlaces(offices);
    }

    private record Person(
            UUID id,
            Shape.Member member,
            KoreanNames.Name name,
            String parent,
            String number,
            List<Stay> stays) {}

    @Override
    public String office() {
        return OFFICE.value();
    }

    @Override
    public Made next() {
        Chance chance = Chance.of(seed, OFFICE.value(), next);
        Shape shape = Shape.of(chance);
        UUID household = chance.id();
        List<Person> people = people(shape, chance);
        Optional<Head> blocked = restricted(shape, chance) ? before : Optional.empty();
        String base = places.base(chance);
        List<NewRecord> records = new ArrayList<>();
        for (Person person : people) {
            boolean own = person.member().role() != Shape.Role.COHABITANT;
            ObjectNode facts =
                    facts(person, people.getFirst(), household, own ? base : places.base(chance));
            service(person, facts, chance);
            restrict(facts, blocked, person, chance);
            records.add(record("kr.resident", person.id(), facts, person.stays().getLast()));
        }
        Stay home = people.getFirst().stays().getLast();
        records.add(record("kr.household", household, household(household, people), home));
        Person first = people.getFirst();
        Head head =
                new Head(
                        new RecordRef("kr.resident", first.id()),
                        first.name().hangul(),
                        first.member().birth(),
                        Optional.of(first.number()));
        before = Optional.of(head);
        return new Made(next++, records, people.size(), head);
    }

    private List<Person> people(Shape shape, Chance chance) {
        List<Person> people = new ArrayList<>();
        List<Stay> ofHead = Stay.ofHead(shape.members().getFirst().birth(), places, chance);
        for (Shape.Member member : shape.members()) {
            int year = member.birth().getYear();
            KoreanNames.Name name =
                    family(member, people)
                            .map(kin -> names.within(kin, member.sex(), year, chance))
                            .orElseGet(() -> names.fresh(member.sex(), year, chance));
            List<Stay> stays =
                    switch (member.role()) {
                        case HEAD -> ofHead;
                        case CHILD, GRANDCHILD -> Stay.born(member.birth(), ofHead);
                        case SPOUSE, CHILD_WIFE, PARENT, SIBLING, COHABITANT ->
                                Stay.joining(
                                        member.birth(), member.joined(), ofHead, places, chance);
                    };
            String number = numbers.next(member.birth(), member.sex(), chance);
            String parent = names.within(name, Sex.M, year - 30, chance).hangul();
            people.add(new Person(chance.id(), member, name, parent, number, stays));
        }
        return people;
    }

    /// Children have their father's surname, siblings each other's; a wife keeps her own.
    private static Optional<KoreanNames.Name> family(Shape.Member member, List<Person> people) {
        return switch (member.role()) {
            case HEAD, SPOUSE, CHILD_WIFE, COHABITANT -> Optional.empty();
            case CHILD, GRANDCHILD ->
                    people.stream()
                            .filter(person -> person.member().role() != Shape.Role.CHILD)
                            .filter(person ->
                                    person.member().sex() == Sex.M
                                            || person.member().role() == Shape.Role.HEAD)
                            .reduce((one, other) -> other.member().sex() == Sex.M ? other : one)
                            .map(Person::name);
            case SIBLING -> Optional.of(people.getFirst().name());
            case PARENT ->
                    member.sex() == Sex.M
                            ? Optional.of(people.getFirst().name())
                            : Optional.empty();
        };
    }

    private static boolean restricted(Shape shape, Chance chance) {
        return switch (shape.kind()) {
            case ONE_PARENT -> chance.one(0.035);
            case YOUNG_ALONE -> chance.one(0.008);
            case OLD_ALONE, COUPLE, FAMILY, THREE_GENERATIONS, SIBLINGS, SHARED -> false;
        };
    }

    private ObjectNode facts(Person person, Person head, UUID household, String base) {
        ObjectNode facts = CanonicalJson.object();
        facts.put("register", "kr.resident");
        facts.put("id", person.id().toString());
        facts.put("office", OFFICE.value());
        ObjectNode name = facts.putObject("name");
        name.put("hangul", person.name().hangul());
        person.name().hanja().ifPresent(hanja -> name.put("hanja", hanja));
        facts.put("number", person.number());
        facts.put("sex", person.member().sex().name());
        facts.put("birth", person.member().birth().toString());
        facts.put("registrationBase", base);
        facts.put("status", "resident");
        facts.put("household", household.toString());
        facts.put("relation", relation(person.member()));
        addresses(facts.putArray("addresses"), person, head);
        return facts;
    }

    /// One entry a stay, from the opening of the registers on; an address that lasts into the time
    /// of road names was written anew then.
    private void addresses(ArrayNode out, Person person, Person head) {
        LocalDate opened = KoreanDistricts.OPENED;
        List<Stay> stays = person.stays();
        int oldest = 0;
        while (oldest + 1 < stays.size() && !stays.get(oldest + 1).from().isAfter(opened)) {
            oldest++;
        }
        for (int i = oldest; i < stays.size(); i++) {
            Stay stay = stays.get(i);
            LocalDate from = Shape.later(stay.from(), opened);
            LocalDate reported = Shape.later(stay.reported(), opened);
            boolean birth = i == 0 && from.equals(person.member().birth());
            boolean before = stay.from().isBefore(opened);
            String reason = birth ? "birth" : before ? "registration" : "move-in";
            entry(out.addObject(), person, head, stay, from)
                    .put("reported", reported.toString())
                    .put("reason", reason);
            LocalDate end = i + 1 < stays.size() ? stays.get(i + 1).from() : LocalDate.MAX;
            LocalDate roads = KoreanDistricts.ROADS;
            if (from.isBefore(roads) && end.isAfter(roads)) {
                entry(out.addObject(), person, head, stay, roads)
                        .put("reported", roads.toString())
                        .put("reason", "road-name");
            }
        }
    }

    private ObjectNode entry(
            ObjectNode entry, Person person, Person head, Stay stay, LocalDate day) {
        entry.put("address", places.written(stay.place(), day));
        String detail = KoreanPlaces.detail(stay.place(), day);
        if (!detail.isEmpty()) {
            entry.put("detail", detail);
        }
        entry.put("from", day.toString());
        boolean leads = person.id().equals(head.id()) || !stay.own();
        boolean atParents = !stay.own();
        entry.put("head", atParents ? person.parent() : head.name().hangul());
        String relation = leads ? "head" : relation(person.member());
        return entry.put("relation", atParents ? "child" : relation);
    }

    private static String relation(Shape.Member member) {
        return switch (member.role()) {
            case HEAD -> "head";
            case SPOUSE -> "spouse";
            case CHILD -> "child";
            case CHILD_WIFE -> "child-in-law";
            case GRANDCHILD -> "grandchild";
            case PARENT -> member.sex() == Sex.F ? "mother" : "father";
            case SIBLING -> "sibling";
            case COHABITANT -> "cohabitant";
        };
    }

    private static void service(Person person, ObjectNode facts, Chance chance) {
        LocalDate birth = person.member().birth();
        boolean grown = birth.isBefore(Shape.TODAY.minusYears(24));
        if (person.member().sex() != Sex.M || !grown || !chance.one(0.8)) {
            return;
        }
        LocalDate from = birth.plusYears(20).plusDays(chance.between(0, 900));
        int months = birth.getYear() < 1960 ? 34 : birth.getYear() < 1985 ? 26 : 20;
        LocalDate to = from.plusMonths(months);
        if (to.isAfter(Shape.TODAY)) {
            return;
        }
        ObjectNode military = facts.putObject("military");
        military.put("branch", chance.pick(BRANCHES));
        military.put("from", from.toString());
        military.put("to", to.minusDays(1).toString());
        military.put("discharge", chance.one(0.96) ? "만기전역" : "의병전역");
    }

    private static void restrict(
            ObjectNode facts, Optional<Head> blocked, Person person, Chance chance) {
        facts.put("restricted", blocked.isPresent());
        if (blocked.isPresent()) {
            ObjectNode restriction = facts.putObject("restriction");
            restriction.put("kind", "domestic-violence");
            LocalDate since = chance.day(person.stays().getLast().from(), Shape.TODAY.minusDays(1));
            restriction.put("since", since.toString());
            ObjectNode one = restriction.putArray("blocked").addObject();
            one.put("name", blocked.get().name());
            one.put("birth", blocked.get().birth().toString());
            one.put("record", blocked.get().ref().toString());
            blocked.get().number().ifPresent(number -> one.put("number", number));
        }
    }

    private ObjectNode household(UUID id, List<Person> people) {
        Stay home = people.getFirst().stays().getLast();
        ObjectNode facts = CanonicalJson.object();
        facts.put("register", "kr.household");
        facts.put("id", id.toString());
        facts.put("office", OFFICE.value());
        facts.put("head", people.getFirst().id().toString());
        ArrayNode members = facts.putArray("members");
        people.forEach(person -> members.add(person.id().toString()));
        String detail = home.place().detail();
        facts.put(
                "address",
                places.written(home.place(), Shape.TODAY)
                        + (detail.isEmpty() ? "" : detail.startsWith("(") ? " " : ", ")
                        + detail);
        ObjectNode formed = facts.putObject("formed");
        formed.put("date", home.reported().toString());
        formed.put("reason", "move-in");
        return facts;
    }

    private static NewRecord record(String register, UUID id, ObjectNode facts, Stay home) {
        return new NewRecord(new RecordRef(register, id), OFFICE, facts, home.reported());
    }
}
