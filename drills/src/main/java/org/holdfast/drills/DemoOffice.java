// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What `demo.json` says of a running demo office: its address, the people who may enter and the
/// subjects to ask for.
public record DemoOffice(String base, List<Person> people, List<Subject> subjects) {
    /// Somebody who may enter.
    ///
    /// @param account its id; empty in a demo.json of an earlier version
    public record Person(String role, String office, String account, String login, String token) {}

    public record Subject(String office, String handle, String name, boolean restricted) {}

    public DemoOffice {
        people = List.copyOf(people);
        subjects = List.copyOf(subjects);
    }

    public static DemoOffice read(Path file) {
        JsonNode json = JsonMapper.shared().readTree(file.toFile());
        List<Person> people =
                json.path("people")
                        .valueStream()
                        .map(one ->
                                new Person(
                                        one.path("role").asString(""),
                                        one.path("office").asString(""),
                                        one.path("account").asString(""),
                                        one.path("login").asString(""),
                                        one.path("token").asString("")))
                        .toList();
        List<Subject> subjects =
                json.path("subjects")
                        .valueStream()
                        .map(one ->
                                new Subject(
                                        one.path("office").asString(""),
                                        one.path("handle").asString(""),
                                        one.path("name").asString(""),
                                        one.path("restricted").asBoolean(false)))
                        .toList();
        return new DemoOffice(json.path("base").asString(""), people, subjects);
    }

    /// The officer of an office; the drills issue as this person.
    public Person officer(String office) {
        return person("officer", office);
    }

    public Person person(String role, String office) {
        return people.stream()
                .filter(one -> one.role().equals(role))
                .filter(one -> office.isEmpty() || one.office().equals(office))
                .findFirst()
                .orElseThrow(() ->
                        new DrillFault("demo.json names no " + role + " of '" + office + "'"));
    }

    /// Subjects of an office that anybody on duty may be served for.
    public List<Subject> unrestricted(String office) {
        return subjects.stream()
                .filter(one -> one.office().equals(office) && !one.restricted())
                .toList();
    }
}
