// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;
import org.holdfast.catalogue.Service;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.Handle;
import org.holdfast.registers.HouseholdView;

/// One filing, read before its transaction, which has one connection and must not wait for a
/// second.
///
/// @param home the household of its subject now
/// @param named the day on which it was filed, by an officer who found out
record FilingCase(
        FilingBook.Line line,
        FilingRecord filing,
        Service service,
        FiledRecord.Place place,
        Set<Handle> records,
        DataKey key,
        FilingTime time,
        Optional<HouseholdView> home,
        Optional<LocalDate> named) {
    /// The window, with the day that counts.
    Filings.LegalTime window() {
        Filings.LegalTime window = time.window();
        return new Filings.LegalTime(
                window.notBefore(), window.notAfter(), named.orElse(window.effective()));
    }

    ZoneId zone() {
        return service.zone();
    }

    /// The same with the day on which it was filed.
    ///
    /// @throws Undone when the clocks agree about the day, or it cannot be the one: a move is not
    ///   reported before it happened, nor tomorrow
    FilingCase filedOn(LocalDate day, Instant now) {
        LocalDate today = LocalDate.ofInstant(now, zone());
        boolean outside = day.isBefore(filing.report().movedOn()) || day.isAfter(today);
        if (outside || !time.contradicts()) {
            throw new Undone(Refusal.of(Refusal.Code.BAD_DATE));
        }
        return new FilingCase(
                line, filing, service, place, records, key, time, home, Optional.of(day));
    }

    /// Does not print whom it is about.
    @Override
    public String toString() {
        return "FilingCase[" + place.leaf() + "]";
    }
}
