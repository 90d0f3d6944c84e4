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
    void knowsNoPlaceByANameThatWasNotGivenYet() {
        LocalDate roads = LocalDate.of(2014, 1, 1);
        for (ObjectNode person : persons(0)) {
            for (JsonNode stay : person.required("addresses")) {
                LocalDate from = LocalDate.parse(text(stay, "from"));
                String address = text(stay, "address");
                assertThat(from).isAfterOrEqualTo(KoreanDistricts.OPENED);
                if (from.isBefore(roads)) {
                    assertThat(address).matches(".+(동|[0-9]가|세종로) [0-9]+(-[0-9]+)?( .*)?");
                    assertThat(stay.has("detail")).isFalse();
                } else {
                    String whole = address + stay.path("detail").asString("");
                    assertThat(address).matches(".+(로|길|[0-9]가) [0-9]+(-[0-9]+)?");
                    assertThat(whole).matches(".+([읍면] .+|\\(.+\\))");
                }
                notBefore(from, address, "강원특별자치도", LocalDate.of(2023, 6, 11));
                notBefore(from, address, "전북특별자치도", LocalDate.of(2024, 1, 18));
                notBefore(from, address, "창원시 진해구", LocalDate.of(2010, 7, 1));
                notBefore(from, address, "세종특별", LocalDate.of(2012, 7, 1));
                notBefore(from, address, "광역시", LocalDate.of(1995, 1, 1));
                notBefore(from, address, "제주특별자치도", LocalDate.of(2006, 7, 1));
                assertThat(address).doesNotMatch(".*(용인시|창원시|청주시) [^ ]*[로길] .*");
            }
        }
    }

    private static void notBefore(LocalDate from, String address, String name, LocalDate day) {
        if (from.isBefore(day)) {
            assertThat(address).doesNotContain(name);
        }
    }

    @Test
    void callsPlacesByTheirNamesOfTheDay() {
        KoreanDistricts districts = new KoreanDistricts(Offices.standard());
        assertThat(districts.nameOn("경상남도 창원시 진해구", LocalDate.of(2009, 1, 1))).contains("경상남도 진해시");
        assertThat(districts.nameOn("강원특별자치도 춘천시", LocalDate.of(2023, 6, 10))).contains("강원도 춘천시");
        assertThat(districts.nameOn("전북특별자치도 군산시", LocalDate.of(2024, 1, 18)))
                .contains("전북특별자치도 군산시");
        assertThat(districts.nameOn("부산광역시 남구", LocalDate.of(1990, 1, 1))).contains("부산직할시 남구");
        assertThat(districts.nameOn("세종특별자치시", LocalDate.of(2012, 6, 30))).isEmpty();
        assertThat(districts.nameOn("경기도 포천시", LocalDate.of(1990, 1, 1))).isEmpty();
    }

    @Test
    void writesAnAddressAnewWhenRoadsGotTheirNames() {
        long written = 0;
        for (ObjectNode person : persons(0)) {
            JsonNode stays = person.required("addresses");
            String last = text(stays.get(stays.size() - 1), "address");
            assertThat(last).startsWith("서울특별시 종로구 ").doesNotContain("동 ");
            for (JsonNode stay : stays) {
                written += text(stay, "reason").equals("road-name") ? 1 : 0;
            }
        }
        assertThat(written).isPositive();
    }

    @Test
    void tellsTheLastAddressOutsideTheWardAndTheOneBeforeWithin() {
        long within = 0;
        long outside = 0;
        for (ObjectNode person : persons(1)) {
            String since = text(person, "becameResident");
            if (person.has("previousAddress")) {
                JsonNode previous = person.required("previousAddress");
                assertThat(text(previous, "address"))
                        .doesNotContain("中野区")
                        .matches("(..|...)[都道府県].+[市区].+");
                assertThat(text(previous, "movedOut")).isEqualTo(since);
                outside++;
            }
            boolean moved = !since.equals(text(person, "addressFrom"));
            assertThat(person.has("movedFrom")).isEqualTo(moved);
            if (moved) {
                String before = text(person.required("movedFrom"), "address");
                assertThat(before).startsWith("東京都中野区");
                JsonNode history = person.required("history");
                assertThat(text(history.get(history.size() - 1), "address")).isEqualTo(before);
                within++;
            }
        }
        assertThat(within).isPositive();
        assertThat(outside).isPositive();
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
