// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.Service;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KinshipTest {
    private static final Catalogue CATALOGUE = Catalogue.read(CasesOffice.PACKS);

    private static Kinship of(String country) {
        Service service = CATALOGUE.move(country).orElseThrow();
        return new Kinship(service.move().orElseThrow().kinship());
    }

    private static String korean(String newHead, String member, String sex) {
        return of("kr").of(
                        new Kinship.Relative(newHead, "", "1980-01-01"),
                        new Kinship.Relative(member, sex, "1980-01-01"));
    }

    @Test
    void keepsWhatIsCertainWhenTheHeadChanges() {
        assertThat(korean("head", "child", "")).isEqualTo("child");
        assertThat(korean("spouse", "head", "")).isEqualTo("spouse");
        assertThat(korean("child", "head", "")).isEqualTo("parent");
        assertThat(korean("parent", "child", "")).isEqualTo("grandchild");
    }

    @Test
    void callsAParentByTheirSexWhereItIsKnown() {
        assertThat(korean("child", "head", "F")).isEqualTo("mother");
        assertThat(korean("child", "head", "M")).isEqualTo("father");
        assertThat(korean("spouse", "mother", "F")).isEqualTo("spouse-parent");
        assertThat(korean("father", "child", "F")).isEqualTo("grandchild");
    }

    @Test
    void neverGuessesAcrossAMarriage() {
        assertThat(korean("spouse", "child", "")).isEqualTo("relative");
        assertThat(korean("child", "spouse", "")).isEqualTo("relative");
        assertThat(korean("grandchild", "child", "")).isEqualTo("relative");
        assertThat(korean("child-in-law", "child", "")).isEqualTo("relative");
    }

    /// As 住民票 write them: 夫, 父, 兄, 夫の母 ...
    @ParameterizedTest
    @CsvSource({
        "wife, F, head, M, 1, husband",
        "husband, M, head, F, -1, wife",
        "child, F, head, M, -30, father",
        "child, M, child, F, -2, elder-sister",
        "child, M, child, M, 2, younger-brother",
        "wife, F, mother, F, -30, husband-mother",
        "husband, M, father, M, -30, wife-father",
        "mother, F, wife, F, 30, child-wife",
        "mother, F, child, M, 60, grandchild",
        "child, F, mother, F, -60, grandmother",
        "elder-brother, M, head, F, 3, younger-sister",
        "wife, F, spouse-child, M, 25, child",
        "wife, F, child, M, 25, relative",
        "wife, F, cohabitant, M, 5, cohabitant"
    })
    void namesRelationsAsJapaneseRecordsDo(
            String newHead, String headSex, String member, String sex, int years, String told) {
        assertThat(
                        of("jp").of(
                                        new Kinship.Relative(newHead, headSex, "1980-01-01"),
                                        new Kinship.Relative(
                                                member, sex, (1980 + years) + "-01-01")))
                .isEqualTo(told);
    }

    /// A paper whose relation has no word would not be printed.
    @ParameterizedTest
    @ValueSource(strings = {"kr", "jp"})
    void yieldsNothingThatAPaperOfTheCountryCannotPrint(String country) {
        List<Service> papers =
                CATALOGUE.services(country).stream()
                        .filter(service -> service.vocabulary().containsKey("relation"))
                        .toList();
        assertThat(papers).isNotEmpty();
        List<String> codes =
                List.copyOf(
                        papers.getFirst().vocabulary().getOrDefault("relation", Map.of()).keySet());
        Kinship kinship = of(country);
        List<String> told = new ArrayList<>();
        for (String newHead : codes) {
            for (String member : codes) {
                for (String sexes : List.of("FF", "FM", "MF", "MM")) {
                    for (String birth : List.of("1970-01-01", "1990-01-01")) {
                        told.add(
                                kinship.of(
                                        new Kinship.Relative(
                                                newHead, sexes.substring(0, 1), "1980-01-01"),
                                        new Kinship.Relative(member, sexes.substring(1), birth)));
                    }
                }
            }
        }
        for (Service paper : papers) {
            assertThat(told.stream().distinct())
                    .as(paper.code())
                    .allMatch(code -> paper.words("relation", code).isPresent());
        }
    }
}
