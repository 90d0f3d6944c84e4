// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.util.Locale;
import org.holdfast.catalogue.Service;
import org.holdfast.registers.Reading;

/// What an office can read from at one moment, as far as a service cares.
public enum OfficeState {
    /// The database answers, and a moment ago this node had everything that it has.
    PRIMARY_THERE,
    /// It does not answer, or this node is behind it; what this node has is younger than the
    /// service's bound.
    COPY_FRESH,
    /// The same, and it is older than the bound, or nobody can say how old it is.
    COPY_STALE;

    /// As in the table: `copy-fresh`.
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static OfficeState of(Reading.Source source, Service service) {
        if (source.isNow()) {
            return PRIMARY_THERE;
        }
        return source.age().compareTo(service.staleness()) <= 0 ? COPY_FRESH : COPY_STALE;
    }
}
