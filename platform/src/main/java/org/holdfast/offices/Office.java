// SPDX-License-Identifier: Apache-2.0
package org.holdfast.offices;

import java.time.ZoneId;
import java.util.Locale;

/// One office.
///
/// @param name as people of the place call it, such as `종로구` or `中野区`
/// @param fullName with the province or prefecture, such as `서울특별시 종로구` or `東京都中野区`
/// @param region the province or prefecture alone
public record Office(OfficeCode code, String name, String fullName, String region) {

    public Country country() {
        return code.country();
    }

    public ZoneId zone() {
        return country().zone();
    }

    public Locale language() {
        return country().language();
    }
}
