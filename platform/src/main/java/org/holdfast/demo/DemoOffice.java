// SPDX-License-Identifier: Apache-2.0
package org.holdfast.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.holdfast.database.Database;
import org.holdfast.identity.Accounts;
import org.holdfast.identity.NewAccount;
import org.holdfast.identity.PersonRecord;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Principals;
import org.holdfast.identity.Role;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.offices.OfficeCode;
import org.holdfast.offices.Offices;
import org.holdfast.registers.BulkLoad.NewRecord;
import org.holdfast.registers.Registers;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Who may log in to a demo, and whom they may ask for: accounts bound to made-up residents, an
/// officer of each office, an operator, a bank; and `demo.json`, which tells a stranger all of it.
/// Accounts are made once; tokens and logins are new at every start.
public final class DemoOffice {
    /// Jung-gu, next to Jongno-gu: keeps no residents, so that a move between offices can be tried.
    private static final String NEIGHBOUR = "kr-11140";

    private static final int SUBJECTS = 80;
    private static final int CITIZENS = 8;
    private static final int SEARCHED_HOUSEHOLDS = 2_000;
    private static final Duration VALIDITY = Duration.ofDays(30);

    private final Database database;
    private final Accounts accounts;
    private final Principals principals;
    private final Registers registers;
    private final Offices offices;

    public DemoOffice(
            Database database,
            Accounts accounts,
            Principals principals,
            Registers registers,
            Offices offices) {
        this.database = database;
        this.accounts = accounts;
        this.principals = principals;
        this.registers = registers;
        this.offices = offices;
    }

    /// Makes the accounts that are missing, and the content of `demo.json`.
    ///
    /// @param base the address of the office, such as `http://localhost:8080`
    public ObjectNode open(DemoPlan plan, String base) {
        ObjectNode demo = CanonicalJson.object();
        demo.put("base", base);
        ArrayNode people = demo.putArray("people");
        ArrayNode subjects = demo.putArray("subjects");
        for (Population population : DemoLoad.populations(plan.seed(), offices)) {
            Sample sample = Sample.of(population, this::loaded);
            OfficeCode office = new OfficeCode(population.office());
            for (NewRecord person : sample.citizens()) {
                person(people, account(Role.CITIZEN, Optional.of(office), person), person);
            }
            person(people, account(Role.OFFICER, Optional.of(office), null), null);
            sample.subjects().forEach(person -> subject(subjects, person));
        }
        Optional<OfficeCode> neighbour = Optional.of(new OfficeCode(NEIGHBOUR));
        person(people, account(Role.OFFICER, neighbour, null), null);
        person(people, account(Role.OPERATOR, Optional.empty(), null), null);
        person(people, account(Role.RELYING_PARTY, Optional.empty(), null), null);
        return demo;
    }

    /// A small population ends before the first households do.
    private boolean loaded(NewRecord person) {
        return registers.byHandle(registers.subject(person.ref())).isPresent();
    }

    private Principal account(Role role, Optional<OfficeCode> office, @Nullable NewRecord person) {
        Optional<PersonRecord> subject =
                Optional.ofNullable(person)
                        .map(one -> new PersonRecord(one.ref().register(), one.ref().id()));
        Predicate<Principal> same =
                known ->
                        known.role() == role
                                && known.office().equals(office)
                                && known.subject().equals(subject);
        String name = person == null ? name(role, office) : name(person);
        return accounts.all().stream()
                .filter(same)
                .findFirst()
                .orElseGet(() ->
                        database.inTransaction(tx ->
                                accounts.add(tx, new NewAccount(role, office, subject, name))));
    }

    private String name(Role role, Optional<OfficeCode> office) {
        return switch (role) {
            case OFFICER -> offices.require(office.orElseThrow()).name() + " 1";
            case OPERATOR -> "operator";
            case RELYING_PARTY -> "Sample Bank 견본은행 見本銀行";
            case MIRROR -> throw new IllegalArgumentException("mirrors register themselves");
            case CITIZEN -> throw new IllegalArgumentException("a citizen has a name of their own");
        };
    }

    private static String name(NewRecord person) {
        ObjectNode facts = person.facts();
        boolean korean = person.ref().register().startsWith("kr");
        return facts.required("name").required(korean ? "hangul" : "kanji").stringValue();
    }

    private void person(ArrayNode people, Principal who, @Nullable NewRecord person) {
        ObjectNode entry = people.addObject();
        entry.put("role", who.role().code());
        who.office().ifPresent(office -> entry.put("office", office.value()));
        entry.put("account", who.id());
        entry.put("name", who.name());
        if (person != null) {
            entry.put("subject", registers.subject(person.ref()).value());
            entry.put("birth", person.facts().required("birth").stringValue());
        }
        entry.put("login", "/demo/login/" + principals.login(who, VALIDITY, true));
        entry.put("token", principals.token(who, VALIDITY));
    }

    private void subject(ArrayNode subjects, NewRecord person) {
        ObjectNode entry = subjects.addObject();
        entry.put("office", person.office().value());
        entry.put("handle", registers.subject(person.ref()).value());
        entry.put("name", name(person));
        entry.put("restricted", person.facts().required("restricted").booleanValue());
    }

    /// The first people of an office, with one restricted household and the person it blocks.
    private record Sample(List<NewRecord> citizens, List<NewRecord> subjects) {

        static Sample of(Population population, Predicate<NewRecord> loaded) {
            List<NewRecord> citizens = new ArrayList<>();
            List<NewRecord> subjects = new ArrayList<>();
            NewRecord before = null;
            boolean found = false;
            for (int i = 0; i < SEARCHED_HOUSEHOLDS; i++) {
                if (found && subjects.size() >= SUBJECTS) {
                    break;
                }
                List<NewRecord> persons =
                        population.next().records().stream()
                                .filter(record -> record.ref().person())
                                .toList();
                boolean wanted = subjects.size() < SUBJECTS || isRestricted(persons.getFirst());
                NewRecord last = before;
                before = persons.getFirst();
                if (!wanted || !loaded.test(before)) {
                    continue;
                }
                NewRecord head = persons.getFirst();
                if (isRestricted(head) && !found && last != null && loaded.test(last)) {
                    found = true;
                    subjects.addAll(persons);
                    add(citizens, head);
                    add(citizens, last);
                } else if (subjects.size() < SUBJECTS) {
                    subjects.addAll(persons);
                    if (citizens.size() < CITIZENS) {
                        citizens.add(head);
                    }
                }
            }
            return new Sample(citizens, subjects);
        }

        private static boolean isRestricted(NewRecord person) {
            return person.facts().required("restricted").booleanValue();
        }

        private static void add(List<NewRecord> citizens, NewRecord person) {
            boolean there = citizens.stream().anyMatch(one -> one.ref().equals(person.ref()));
            if (!there) {
                citizens.add(person);
            }
        }
    }
}
