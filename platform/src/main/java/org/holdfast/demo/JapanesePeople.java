// SPDX-License-Identifier: Apache-2.0
package org.holdfast.demo;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.offices.OfficeCode;
import org.holdfast.registers.BulkLoad.NewRecord;
import org.holdfast.registers.RecordRef;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Households of Nakano-ku: one family name, family register, the moves that this ward knows of,
/// some foreign residents, some characters outside the everyday set.
final class JapanesePeople implements Population {
    static final OfficeCode OFFICE = new OfficeCode("jp-131148");

    private final long seed;
    private final JapaneseNames names = new JapaneseNames();
    private final JapanesePlaces places = new JapanesePlaces();
    private long next;
    private Optional<Head> before = Optional.empty();

    JapanesePeople(long seed) {
        this.seed = seed;
    }

    private record Person(
            UUID id,
            Shape.Member member,
            JapaneseNames.Name name,
            Optional<String> country,
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
        String honseki = places.honseki(chance);
        List<NewRecord> records = new ArrayList<>();
        for (int i = 0; i < people.size(); i++) {
            Person person = people.get(i);
            ObjectNode facts = facts(person, people.getFirst(), household);
            numbers(facts, next * 16 + i);
            register(facts, person, people.getFirst(), honseki, chance);
            moves(facts, person);
            restrict(facts, blocked, person, chance);
            records.add(record("jp.resident", person.id(), facts, person.stays().getLast()));
        }
        Stay home = people.getFirst().stays().getLast();
        records.add(record("jp.household", household, household(household, people), home));
        Person first = people.getFirst();
        Head head =
                new Head(
                        new RecordRef("jp.resident", first.id()),
                        first.name().kanji(),
                        first.member().birth(),
                        Optional.empty());
        before = Optional.of(head);
        return new Made(next++, records, people.size(), head);
    }

    private List<Person> people(Shape shape, Chance chance) {
        List<Person> people = new ArrayList<>();
        List<Stay> ofHead = Stay.ofHead(shape.members().getFirst().birth(), places, chance);
        boolean alone = shape.members().size() == 1;
        for (Shape.Member member : shape.members()) {
            int year = member.birth().getYear();
            List<Stay> stays =
                    switch (member.role()) {
                        case HEAD -> ofHead;
                        case CHILD, GRANDCHILD -> Stay.born(member.birth(), ofHead);
                        case SPOUSE, CHILD_WIFE, PARENT, SIBLING, COHABITANT ->
                                Stay.joining(
                                        member.birth(), member.joined(), ofHead, places, chance);
                    };
            boolean kin = !people.isEmpty() && member.role() != Shape.Role.COHABITANT;
            if (alone && chance.one(0.08)) {
                JapaneseNames.Foreigner foreigner = names.foreigner(chance);
                Shape.Member as =
                        new Shape.Member(
                                member.role(), foreigner.sex(), member.birth(), member.joined());
                people.add(
                        new Person(
                                chance.id(),
                                as,
                                foreigner.name(),
                                Optional.of(foreigner.country()),
                                stays));
            } else {
                JapaneseNames.Name name =
                        kin
                                ? names.within(people.getFirst().name(), member.sex(), year, chance)
                                : names.fresh(member.sex(), year, chance);
                people.add(new Person(chance.id(), member, name, Optional.empty(), stays));
            }
        }
        return people;
    }

    private static boolean restricted(Shape shape, Chance chance) {
        return switch (shape.kind()) {
            case ONE_PARENT -> chance.one(0.035);
            case YOUNG_ALONE -> chance.one(0.008);
            case OLD_ALONE, COUPLE, FAMILY, THREE_GENERATIONS, SIBLINGS, SHARED -> false;
        };
    }

    private static ObjectNode facts(Person person, Person head, UUID household) {
        ObjectNode facts = CanonicalJson.object();
        facts.put("register", "jp.resident");
        facts.put("id", person.id().toString());
        facts.put("office", OFFICE.value());
        ObjectNode name = facts.putObject("name");
        name.put("kanji", person.name().kanji());
        name.put("kana", person.name().kana());
        facts.put("birth", person.member().birth().toString());
        facts.put("sex", person.member().sex().name());
        facts.put("household", household.toString());
        facts.put("relation", relation(person, head));
        facts.put("status", "resident");
        return facts;
    }

    private static void numbers(ObjectNode facts, long ordinal) {
        facts.put("individualNumber", JapaneseNumbers.individualNumber(ordinal));
        facts.put("residentCode", JapaneseNumbers.residentCode(ordinal));
    }

    private void register(
            ObjectNode facts, Person person, Person head, String honseki, Chance chance) {
        if (person.country().isPresent()) {
            facts.put("remarks", "国籍・地域 " + person.country().get());
            return;
        }
        boolean same = person.member().role() != Shape.Role.COHABITANT;
        ObjectNode registered = facts.putObject("honseki");
        registered.put("address", same ? honseki : places.honseki(chance));
        registered.put("head", same ? head.name().kanji() : person.name().kanji());
        boolean married = person.member().role() == Shape.Role.SPOUSE;
        if (married && person.member().sex() == Sex.F && chance.one(0.03)) {
            int year = person.member().birth().getYear();
            facts.put("formerName", names.fresh(Sex.F, year, chance).surname());
        }
    }

    /// What this ward knows: since when the person is its resident, the last address in another
    /// municipality (転入前住所), the address before a move within the ward (異動前住所), and all addresses
    /// within the ward.
    private static void moves(ObjectNode facts, Person person) {
        List<Stay> stays = person.stays();
        int since = stays.size() - 1;
        while (since > 0 && stays.get(since - 1).inTown()) {
            since--;
        }
        Stay last = stays.getLast();
        facts.put("becameResident", stays.get(since).from().toString());
        facts.put("address", written(last));
        facts.put("addressFrom", last.from().toString());
        facts.put("notified", last.reported().toString());
        if (since > 0) {
            ObjectNode previous = facts.putObject("previousAddress");
            previous.put("address", written(stays.get(since - 1)));
            previous.put("movedOut", stays.get(since).from().toString());
        }
        if (since < stays.size() - 1) {
            ObjectNode within = facts.putObject("movedFrom");
            within.put("address", written(stays.get(stays.size() - 2)));
            within.put("movedOut", last.from().toString());
        }
        ArrayNode history = facts.putArray("history");
        for (int i = since; i < stays.size() - 1; i++) {
            Stay stay = stays.get(i);
            boolean birth = i == 0 && stay.from().equals(person.member().birth());
            ObjectNode entry = history.addObject();
            entry.put("address", written(stay));
            entry.put("from", stay.from().toString());
            entry.put("notified", stay.reported().toString());
            entry.put("reason", birth ? "birth" : i == since ? "move-in" : "move-within");
        }
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
        }
    }

    private static String relation(Person person, Person head) {
        Sex sex = person.member().sex();
        boolean older = person.member().birth().isBefore(head.member().birth());
        return switch (person.member().role()) {
            case HEAD -> "head";
            case SPOUSE -> sex == Sex.F ? "wife" : "husband";
            case CHILD -> "child";
            case CHILD_WIFE -> "child-wife";
            case GRANDCHILD -> "grandchild";
            case PARENT -> sex == Sex.F ? "mother" : "father";
            case SIBLING -> (older ? "elder-" : "younger-") + (sex == Sex.F ? "sister" : "brother");
            case COHABITANT -> "cohabitant";
        };
    }

    private static String written(Stay stay) {
        String address = stay.place().area() + stay.place().way();
        String detail = stay.place().detail();
        return detail.isEmpty() ? address : address + " " + detail;
    }

    private static ObjectNode household(UUID id, List<Person> people) {
        Stay home = people.getFirst().stays().getLast();
        ObjectNode facts = CanonicalJson.object();
        facts.put("register", "jp.household");
        facts.put("id", id.toString());
        facts.put("office", OFFICE.value());
        facts.put("head", people.getFirst().id().toString());
        ArrayNode members = facts.putArray("members");
        people.forEach(person -> members.add(person.id().toString()));
        facts.put("address", written(home));
        ObjectNode formed = facts.putObject("formed");
        formed.put("date", home.reported().toString());
        formed.put("reason", "move-in");
        return facts;
    }

    private static NewRecord record(String register, UUID id, ObjectNode facts, Stay home) {
        return new NewRecord(new RecordRef(register, id), OFFICE, facts, home.reported());
    }
}
