// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.time.ZoneId;
import java.util.stream.Collectors;
import org.holdfast.offices.Offices;
import org.holdfast.registers.Looks;

/// One look at a person, as that person reads it.
record LookLine(String at, String by, String purpose, String fields) {
    static LookLine of(Looks.Seen seen, Page page, Offices offices, ZoneId zone) {
        Looks.Look look = seen.look();
        String office = offices.find(look.office()).map(o -> o.fullName() + " · ").orElse("");
        return new LookLine(
                page.figures().second(seen.at(), zone),
                office + look.as(),
                page.tOr("look." + look.purpose(), look.purpose()),
                look.fields().stream()
                        .map(f -> page.tOr("fact." + f, page.tOr("record." + f, f)))
                        .collect(Collectors.joining(", ")));
    }
}
