// SPDX-License-Identifier: Apache-2.0
package org.holdfast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.offices.OfficeCode;
import org.holdfast.offices.Offices;
import org.holdfast.offices.Town;
import org.holdfast.registers.BulkLoad.NewRecord;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class DemoPeopleTest {
    private static final int HOUSEHOLDS = 3_000;

    private static List<ObjectNode> persons(int country) {
        Population population = DemoLoad.populations(7, Offices.standard()).get(country);
        List<ObjectNode> persons = new ArrayList<>();
        for (int i = 0; i < HOUSEHOLDS; i++) {
            for (NewRecord record : population.next().records()) {
                if (record.ref().person()) {
                    persons.add(record.facts());
                }
            }
        }
        return persons;
    }

    private static String text(JsonNode facts, String field) {
        return facts.required(field).stringValue();
    }

    @Test
    void makesTheSamePeopleFromTheSameSeed() {
        for (int country = 0; country < 2; country++) {
            List<String> once = persons(country).stream().map(CanonicalJson::text).toList();
            List<String> again = persons(country).stream().map(CanonicalJson::text).toList();
            assertThat(once).isEqualTo(again);
        }
    }

    @Test
    void givesKoreansNumbersOfNoRegionWithTheRightCheckDigit() {
        Set<String> seen = new HashSet<>();
        for (ObjectNode person : persons(0)) {
            String digits = text(person, "number").replace("-", "");
            assertThat(seen.add(digits)).isTrue();
            assertThat(digits.substring(7, 9)).isIn("97", "98", "99");
            assertThat(digits.charAt(12) - '0')
                    .isEqualTo(KoreanNumbers.check(digits.substring(0, 12)));
            LocalDate birth = LocalDate.parse(text(person, "birth"));
            if (birth.isAfter(LocalDate.of(2020, 10, 4))) {
                assertThat(digits.charAt(6)).isIn('9', '0');
            }
        }
    }

    @Test
    void knowsTheCheckDigitOfAPublishedExample() {
        assertThat(JapaneseNumbers.check("12345678901")).isEqualTo(8);
    }

    @Test
    void givesJapaneseNumbersWithAWrongCheckDigit() {
        Set<String> seen = new HashSet<>();
        for (ObjectNode person : persons(1)) {
            String number = text(person, "individualNumber");
            assertThat(number).matches("[0-9]{12}");
            assertThat(seen.add(number)).isTrue();
            assertThat(number.charAt(11) - '0')
                    .isNotEqualTo(JapaneseNumbers.check(number.substring(0, 11)));
            String code = text(person, "residentCode");
            assertThat(code).matches("[0-9]{11}");
            assertThat(seen.add(code)).isTrue();
            assertThat(code.charAt(10) - '0')
                    .isNotEqualTo(JapaneseNumbers.check(code.substring(0, 10)));
        }
    }

    @Test
    void restrictsAboutOneInTwoHundred() {
        for (int country = 0; country < 2; country++) {
            List<ObjectNode> persons = persons(country);
            double restricted =
                    persons.stream()
                            .filter(person -> person.required("restricted").booleanValue())
                            .peek(person -> assertThat(person.has("restriction")).isTrue())
                            .count();
            assertThat(restricted / persons.size()).isBetween(0.002, 0.01);
        }
    }

    @Test
    void namesOnlyLegalTownsOfJongno() {
        Set<String> towns =
                Offices.standard().towns(new OfficeCode("kr-11110")).stream()
                        .map(Town::name)
                        .collect(Collectors.toSet());
        for (List<String> road : Words.rows("kr-roads.txt")) {
            assertThat(towns).containsAll(road.subList(1, road.size()));
        }
    }

    @Test
    void letsLivesRunForward() {
        for (ObjectNode person : persons(0)) {
            LocalDate before = LocalDate.parse(text(person, "birth"));
            for (JsonNode stay : person.required("addresses")) {
                LocalDate from = LocalDate.parse(text(stay, "from"));
                assertThat(from).isAfterOrEqualTo(before);
                assertThat(LocalDate.parse(text(stay, "reported"))).isAfterOrEqualTo(from);
                before = from;
            }
            assertThat(before).isBeforeOrEqualTo(Shape.TODAY);
            assertThat(person.required("addresses").size()).isBetween(1, 12);
        }
    }

    @Test
    void hasRareCharactersAndForeignResidents() {
        List<String> names =
                persons(1).stream().map(person -> text(person.required("name"), "kanji")).toList();
        assertThat(names).anyMatch(name -> name.contains("邉\uDB40\uDD10"));
        assertThat(names).anyMatch(name -> name.contains("\uD842\uDFB7"));
        assertThat(names).anyMatch(name -> name.matches("[A-Z ]+"));
    }
}
