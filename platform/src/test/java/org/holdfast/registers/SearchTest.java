// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.holdfast.offices.OfficeCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SearchTest extends OneRegisters {
    @BeforeAll
    static void enterPeople() {
        korean("김서연", "金瑞姸", "1984-02-11");
        korean("김도윤", "金道允", "1985-03-07");
        japanese("渡邉\uDB40\uDD10 𠮷子", "ワタナベ ヨシコ", "1985-03-07");
        japanese("佐藤 健", "サトウ ケン", "1982-07-10");
    }

    private static void korean(String name, String hanja, String birth) {
        RecordRef ref = TestRegisters.person("kr");
        world.enter(ref, 0, TestRegisters.korean(ref, name, hanja, birth));
    }

    private static void japanese(String kanji, String kana, String birth) {
        RecordRef ref = TestRegisters.person("jp");
        world.enter(ref, 0, TestRegisters.japanese(ref, kanji, kana, birth));
    }

    private static SearchPage find(OfficeCode office, String query) {
        return world.registers().search(office, query, 20, 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "김서연",
                "서연",
                "金瑞姸",
                "瑞姸",
                "김서연 종로",
                "1984-02-11",
                "19840211",
                "840211",
                "1984.2.11",
                "1984년 2월 11일",
                "김 1984",
                "김 1984년",
                "연 서연"
            })
    void findsAKoreanNameInPartAndWithItsBirthDate(String query) {
        assertThat(find(TestRegisters.JONGNO, query).hits())
                .extracting(SearchHit::name)
                .containsExactly("김서연");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "渡辺",
                "渡邊",
                "わたなべ",
                "ワタナベ",
                "吉子",
                "渡邉 よしこ",
                "昭和60年3月7日",
                "S60.3.7",
                "昭和60年3月7日 渡邉",
                "１９８５０３０７",
                "ﾜﾀﾅﾍﾞ"
            })
    void findsAJapaneseNameInEveryWriting(String query) {
        assertThat(find(TestRegisters.NAKANO, query).hits())
                .extracting(SearchHit::name)
                .containsExactly("渡邉\uDB40\uDD10 𠮷子");
    }

    @ParameterizedTest
    @ValueSource(strings = {"中野四丁目", "中野4丁目", "8番1号", "中野区"})
    void findsAnAddressInEitherNumerals(String query) {
        assertThat(find(TestRegisters.NAKANO, query).hits()).hasSize(2);
    }

    @Test
    void findsNamesThatBeginWithOneCharacter() {
        assertThat(find(TestRegisters.JONGNO, "김").hits())
                .extracting(SearchHit::birth)
                .containsExactly(LocalDate.parse("1985-03-07"), LocalDate.parse("1984-02-11"));
        assertThat(find(TestRegisters.NAKANO, "さ").hits()).hasSize(1);
    }

    @Test
    void givesPagesThatDoNotOverlap() {
        SearchPage first = world.registers().search(TestRegisters.JONGNO, "종로구", 1, 0);
        SearchPage second = world.registers().search(TestRegisters.JONGNO, "종로구", 1, 1);
        assertThat(first.next()).isTrue();
        assertThat(second.next()).isFalse();
        assertThat(first.hits()).doesNotContainAnyElementsOf(second.hits());
    }

    @Test
    void findsAnArrivalByWholeNameAndBirthDateOnly() {
        Arrivals arrivals = world.arrivals();
        LocalDate birth = LocalDate.parse("1984-02-11");
        assertThat(arrivals.find("kr.resident", "김서연", birth)).hasSize(1);
        assertThat(arrivals.find("kr.resident", "金瑞姸", birth)).hasSize(1);
        assertThat(arrivals.find("kr.resident", "서연", birth)).isEmpty();
        assertThat(arrivals.find("kr.resident", "김서연", birth.plusDays(1))).isEmpty();
        assertThat(arrivals.find("jp.resident", "김서연", birth)).isEmpty();
        assertThat(arrivals.find("kr.resident", " ", birth)).isEmpty();
    }

    @Test
    void findsNobodyOfAnotherOffice() {
        assertThat(find(TestRegisters.JONGNO, "佐藤").hits()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "%",
                "_",
                "'; drop table registers.record; --",
                "\\",
                "없는사람",
                "\uD842",
                "1985-13-40"
            })
    void findsNobodyByWordsThatNameNobody(String query) {
        assertThat(find(TestRegisters.JONGNO, query).hits()).isEmpty();
    }

    @Test
    void findsAPersonByTheNewNameOnly() {
        RecordRef ref = TestRegisters.person("kr");
        world.enter(ref, 0, TestRegisters.korean(ref, "강바다", "", "1977-07-07"));
        world.enter(ref, 1, TestRegisters.korean(ref, "강하늘", "", "1977-07-07"));
        assertThat(find(TestRegisters.JONGNO, "강바다").hits()).isEmpty();
        assertThat(find(TestRegisters.JONGNO, "강하늘").hits()).hasSize(1);
    }
}
