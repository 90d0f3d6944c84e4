// SPDX-License-Identifier: Apache-2.0
package org.holdfast.offices;

import java.time.ZoneId;
import java.util.Locale;

/// A country whose offices the platform knows.
public enum Country {
    KR("kr", "Asia/Seoul", Locale.KOREAN),
    JP("jp", "Asia/Tokyo", Locale.JAPANESE);

    private final String code;
    private final ZoneId zone;
    private final Locale language;

    Country(String code, String zone, Locale language) {
        this.code = code;
        this.zone = ZoneId.of(zone);
        this.language = language;
    }

    /// Two small letters, as in office codes and register names.
    public String code() {
        return code;
    }

    /// The legal clock of its offices.
    public ZoneId zone() {
        return zone;
    }

    public Locale language() {
        return language;
    }

    /// The country of two small letters.
    ///
    /// @throws IllegalArgumentException for any other text
    public static Country of(String code) {
        for (Country country : values()) {
            if (country.code.equals(code)) {
                return country;
            }
        }
        throw new IllegalArgumentException("country: expected kr or jp");
    }
}
