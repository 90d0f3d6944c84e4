// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.Service;
import org.holdfast.registers.Acceptance;
import org.holdfast.registers.HouseholdView;
import org.holdfast.registers.RecordVersion;
import tools.jackson.databind.JsonNode;

/// A person's record as a page shows it: numbers always masked, codes in words.
///
/// @param lang the language the record itself is written in
record RecordView(
        String name,
        String lang,
        boolean restricted,
        List<Row> rows,
        List<Member> members,
        List<Stay> stays,
        List<Entry> entries) {

    record Row(String key, String value) {}

    record Member(String name, String relation, String birth) {}

    record Stay(String address, String from, String reason) {}

    /// @param acceptance the number of the move that made it, or that it follows; empty where the
    ///   person did not move
    record Entry(String version, String valid, String entered, String acceptance, String place) {}

    /// Prints no person.
    @Override
    public String toString() {
        return "RecordView";
    }

    /// @param restricted whether the person is protected now
    static RecordView of(
            RecordVersion person,
            boolean restricted,
            Optional<HouseholdView> household,
            History history,
            Catalogue catalogue,
            Page page) {
        JsonNode facts = person.facts();
        String country = person.ref().register().substring(0, 2);
        Codes codes = new Codes(country, catalogue, page);
        List<Row> rows = "kr".equals(country) ? korean(facts, codes) : japanese(facts, codes);
        return new RecordView(
                name(facts),
                "kr".equals(country) ? "ko" : "ja",
                restricted,
                rows,
                household.map(h -> members(h, codes)).orElse(List.of()),
                stays(facts, codes),
                entries(history, codes));
    }

    /// The name as it is written first.
    static String name(JsonNode facts) {
        JsonNode name = facts.path("name");
        String hangul = name.path("hangul").asString("");
        return hangul.isEmpty() ? name.path("kanji").asString("") : hangul;
    }

    private static List<Row> korean(JsonNode facts, Codes codes) {
        List<Row> rows = new ArrayList<>();
        add(rows, "fact.name", facts.path("name").path("hangul").asString(""));
        add(rows, "fact.hanja", facts.path("name").path("hanja").asString(""));
        add(rows, "fact.number", masked(facts.path("number").asString("")));
        common(rows, facts, codes);
        JsonNode stays = facts.path("addresses");
        if (stays.isArray() && !stays.isEmpty()) {
            JsonNode last = stays.get(stays.size() - 1);
            add(rows, "fact.address", address(last));
            add(rows, "fact.from", codes.date(last.path("from").asString("")));
        }
        add(rows, "fact.relation", codes.word("relation", facts.path("relation").asString("")));
        add(rows, "fact.base", facts.path("registrationBase").asString(""));
        return List.copyOf(rows);
    }

    private static List<Row> japanese(JsonNode facts, Codes codes) {
        List<Row> rows = new ArrayList<>();
        add(rows, "fact.name", facts.path("name").path("kanji").asString(""));
        add(rows, "fact.kana", facts.path("name").path("kana").asString(""));
        add(rows, "fact.formerName", facts.path("formerName").asString(""));
        common(rows, facts, codes);
        add(rows, "fact.address", facts.path("address").asString(""));
        add(rows, "fact.addressFrom", codes.date(facts.path("addressFrom").asString("")));
        add(rows, "fact.becameResident", codes.date(facts.path("becameResident").asString("")));
        add(rows, "fact.relation", codes.word("relation", facts.path("relation").asString("")));
        add(rows, "fact.honseki", facts.path("honseki").path("address").asString(""));
        add(rows, "fact.koseki.head", facts.path("honseki").path("head").asString(""));
        add(
                rows,
                "fact.previousAddress",
                facts.path("previousAddress").path("address").asString(""));
        add(rows, "fact.movedFrom", facts.path("movedFrom").path("address").asString(""));
        return List.copyOf(rows);
    }

    private static void common(List<Row> rows, JsonNode facts, Codes codes) {
        add(rows, "fact.birth", codes.date(facts.path("birth").asString("")));
        add(rows, "fact.sex", codes.text("fact.sex.", facts.path("sex").asString("")));
        add(rows, "fact.status", codes.text("fact.status.", facts.path("status").asString("")));
    }

    private static List<Member> members(HouseholdView household, Codes codes) {
        return household.members().stream()
                .map(m ->
                        new Member(
                                name(m.facts()),
                                codes.word("relation", m.facts().path("relation").asString("")),
                                codes.date(m.facts().path("birth").asString(""))))
                .toList();
    }

    private static List<Stay> stays(JsonNode facts, Codes codes) {
        List<Stay> stays = new ArrayList<>();
        JsonNode all = facts.has("addresses") ? facts.path("addresses") : facts.path("history");
        for (JsonNode stay : all) {
            String reason = stay.path("reason").asString("");
            stays.addFirst(
                    new Stay(
                            address(stay),
                            codes.date(stay.path("from").asString("")),
                            reason.isEmpty() ? "" : codes.word("reason", reason)));
        }
        return List.copyOf(stays);
    }

    /// Every version of the record, and what is known of the number of the change that made each.
    record History(
            List<RecordVersion> versions, Function<RecordVersion, Acceptance.Known> accepted) {
        /// Prints no person.
        @Override
        public String toString() {
            return "History";
        }
    }

    private static List<Entry> entries(History history, Codes codes) {
        List<Entry> entries = new ArrayList<>();
        Optional<List<JsonNode>> before = Optional.empty();
        for (RecordVersion version : history.versions()) {
            Optional<List<JsonNode>> now = Optional.of(lives(version.facts()));
            // Whoever stayed behind is not told even whether the others moved within the office.
            String acceptance =
                    before.isEmpty() || now.equals(before)
                            ? ""
                            : AcceptanceWords.of(history.accepted().apply(version), codes.page);
            before = now;
            entries.addFirst(
                    new Entry(
                            String.valueOf(version.version()),
                            codes.page.figures().date(version.validFrom()),
                            codes.page.figures().second(version.enteredAt(), codes.zone()),
                            acceptance.isEmpty() ? "–" : acceptance,
                            version.position()
                                    .map(p -> p.journal() + " · " + p.index())
                                    .orElse("–")));
        }
        return List.copyOf(entries);
    }

    /// Where a person lives, and in which household: a household that moves as a whole may stay the
    /// same one.
    private static List<JsonNode> lives(JsonNode facts) {
        return List.of(facts.path("household"), facts.path("addresses"), facts.path("address"));
    }

    private static String address(JsonNode stay) {
        String detail = stay.path("detail").asString("");
        String address = stay.path("address").asString("");
        if (detail.isEmpty()) {
            return address;
        }
        return address + (detail.startsWith("(") ? " " : ", ") + detail;
    }

    /// The birth date and first digit of a Korean resident number; never the rest.
    static String masked(String number) {
        return number.length() == 14 ? number.substring(0, 8) + "******" : "";
    }

    private static void add(List<Row> rows, String key, String value) {
        if (!value.isEmpty()) {
            rows.add(new Row(key, value));
        }
    }

    /// Turns the codes of a country's registers into words of the page.
    private record Codes(String country, Catalogue catalogue, Page page) {
        String word(String kind, String code) {
            return catalogue.services(country).stream()
                    .flatMap(s -> s.words(kind, code).stream())
                    .findFirst()
                    .map(w -> w.in(page.lang()))
                    .orElse(code);
        }

        String text(String prefix, String code) {
            return code.isEmpty() ? "" : page.tOr(prefix + code, code);
        }

        String date(String iso) {
            return page.figures().date(iso);
        }

        ZoneId zone() {
            return catalogue.services(country).stream()
                    .findFirst()
                    .map(Service::zone)
                    .orElse(ZoneId.of("UTC"));
        }
    }
}
