// SPDX-License-Identifier: Apache-2.0
package org.holdfast.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseSettingsTest {
    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://h/d, jdbc:postgresql://h/d?connectTimeout=2&socketTimeout=2",
        "jdbc:postgresql://h/d?ssl=true, jdbc:postgresql://h/d?ssl=true&connectTimeout=2&socketTimeout=2",
        "jdbc:postgresql://h/d?socketTimeout=10, jdbc:postgresql://h/d?connectTimeout=2&socketTimeout=2",
        "jdbc:postgresql://h/d?socketTimeout=10&a=b&connectTimeout=3,"
                + " jdbc:postgresql://h/d?a=b&connectTimeout=2&socketTimeout=2",
    })
    void givesAnAddressItsOwnEndsOfWaiting(String url, String expected) {
        assertThat(new DatabaseSettings(url, "u", "p", 2).url(2)).isEqualTo(expected);
    }
}
