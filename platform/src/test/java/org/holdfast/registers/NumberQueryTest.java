// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberQueryTest {
    @ParameterizedTest
    @CsvSource({
        "811126-1980112, 811126-1980112, 1981-11-26",
        "8111261980112, 811126-1980112, 1981-11-26",
        "811126 – 1980112, 811126-1980112, 1981-11-26",
        "050301-4123456, 050301-4123456, 2005-03-01",
        "９９１２３１－５１２３４５６, 991231-5123456, 1999-12-31",
        "991231-9123456, 991231-9123456, 1899-12-31"
    })
    void readsAWholeNumberWithItsBirthDate(String typed, String number, String birth) {
        NumberQuery query = NumberQuery.of(typed).orElseThrow();
        assertThat(query.number()).isEqualTo(number);
        assertThat(query.birth()).hasToString(birth);
        assertThat(query.toString()).doesNotContain(number);
    }

    @Test
    void takesNothingElseForANumber() {
        for (String text : new String[] {"811126", "19811126", "811332-1234567", "이성호 1981", ""}) {
            assertThat(NumberQuery.of(text)).as(text).isEmpty();
        }
    }
}
