// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.util.Locale;
import org.holdfast.catalogue.Service;
import org.holdfast.registers.Reading;

/// What an office can read from at one moment, as far as a service cares.
public enum OfficeState {
    /// The database answers.
    PRIMARY_THERE,
    /// It does not, and the own copy is younger than the service's bound.
    COPY_FRESH,
    /// It does not, and the own copy is older than the bound, or nobody can say how old it is.
    COPY_STALE;

    /// As in the table: `copy-fresh`.
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static OfficeState of(Reading.Source source, Service service) {
        return switch (source) {
            case Reading.Source.Primary _ -> PRIMARY_THERE;
            case Reading.Source.OwnCopy copy ->
                    copy.age().compareTo(service.staleness()) <= 0 ? COPY_FRESH : COPY_STALE;
        };
    }
}
