// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AddressesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    서울특별시 종로구 사직로 161, 101동 1203호 | 서울특별시 종로구 사직로 161 101동 1203호
                    서울특별시 종로구 사직로161,101동1203호 | 서울특별시 종로구 사직로 161, 101동 1203호 (사직동)
                    서울특별시 종로구 자하문로 7 | 서울특별시 종로구 자하문로 7 (효자동, 한빛아파트)
                    東京都中野区中野一丁目2番3号 | 東京都中野区中野１－２－３
                    東京都中野区中野十一丁目2番3号 コーポ中野201 | 東京都中野区中野11-2-3コーポ中野201
                    東京都中野区江古田二丁目4番地 メゾン3号室 | 東京都中野区江古田2-4 メゾン3号室
                    """)
    void theSameAddressIsWrittenInMoreThanOneWay(String one, String other) {
        assertThat(Addresses.same(one, other)).isTrue();
        assertThat(Addresses.same(other, one)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    서울특별시 종로구 사직로 161 | 서울특별시 종로구 사직로 161, 101동 1203호
                    서울특별시 종로구 | 서울특별시 종로구 사직로 161
                    서울특별시 종로구 사직로 16 | 서울특별시 종로구 사직로 161
                    서울특별시 종로구 사직로 161, 101동 1203호 | 서울특별시 종로구 사직로 161, 101동 1204호
                    東京都中野区中野一丁目2番3号 | 東京都中野区中野一丁目23番
                    東京都中野区中野一丁目2番3号 | 東京都中野区中野二丁目2番3号
                    東京都中野区中野一丁目2番3号 | 東京都中野区中野一丁目
                    """)
    void aPartOrANeighbourIsAnother(String one, String other) {
        assertThat(Addresses.same(one, other)).isFalse();
        assertThat(Addresses.same(other, one)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"김 가온,김가온", "佐藤　花子,佐藤 花子", "Ｓａｔｏ Hanako,SATO HANAKO"})
    void namesAreComparedWithoutBlanksAndWidth(String one, String other) {
        assertThat(Addresses.sameName(one, other)).isTrue();
        assertThat(Addresses.sameName(one, "")).isFalse();
        assertThat(Addresses.sameName("", other)).isFalse();
        assertThat(Addresses.sameName(one, other + "x")).isFalse();
    }
}
