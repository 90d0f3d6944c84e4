// SPDX-License-Identifier: Apache-2.0
package org.holdfast.offices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZoneId;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OfficesTest {
    private static final Offices OFFICES = Offices.standard();

    @Test
    void knowsEveryActiveDistrictAndEveryMunicipality() {
        assertThat(OFFICES.of(Country.KR)).hasSize(258);
        assertThat(OFFICES.of(Country.JP)).hasSize(1916);
        assertThat(OFFICES.all())
                .hasSize(258 + 1916)
                .isSortedAccordingTo((left, right) -> left.code().compareTo(right.code()));
    }

    @Test
    void namesTheTwoOfficesOfTheDemo() {
        Office jongno = OFFICES.require(new OfficeCode("kr-11110"));
        assertThat(jongno.name()).isEqualTo("종로구");
        assertThat(jongno.fullName()).isEqualTo("서울특별시 종로구");
        assertThat(jongno.zone()).isEqualTo(ZoneId.of("Asia/Seoul"));
        assertThat(jongno.language()).isEqualTo(Locale.KOREAN);

        Office nakano = OFFICES.require(new OfficeCode("jp-131148"));
        assertThat(nakano.name()).isEqualTo("中野区");
        assertThat(nakano.fullName()).isEqualTo("東京都中野区");
        assertThat(nakano.country()).isEqualTo(Country.JP);
    }

    @Test
    void writesAWardOfACityAsTheLawDoes() {
        assertThat(OFFICES.require(new OfficeCode("jp-011011")).fullName()).isEqualTo("北海道札幌市中央区");
    }

    @Test
    void knowsBothACityAndItsWards() {
        assertThat(OFFICES.search("수원시", 10)).hasSize(5);
        assertThat(OFFICES.search("kr-1111", 10)).hasSize(1);
        assertThat(OFFICES.search("区", 3)).hasSize(3);
    }

    @Test
    void listsTheLegalTownsOfADistrict() {
        assertThat(OFFICES.towns(new OfficeCode("kr-11110")))
                .hasSizeGreaterThan(80)
                .contains(new Town("1111010100", "청운동", "서울특별시 종로구 청운동"));
        assertThat(OFFICES.towns(new OfficeCode("jp-131148"))).isEmpty();
    }

    @Test
    void doesNotKnowADistrictThatIsNoMore() {
        assertThat(OFFICES.find(new OfficeCode("kr-00000"))).isEmpty();
        assertThatThrownBy(() -> OFFICES.require(new OfficeCode("kr-00000")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "kr-1111",
                "kr-111100",
                "jp-13114",
                "us-11110",
                "kr-１１１１０",
                "kr-11110\n"
            })
    void refusesWhatIsNotACode(String text) {
        assertThat(OfficeCode.isWellFormed(text)).isFalse();
        assertThatThrownBy(() -> new OfficeCode(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
