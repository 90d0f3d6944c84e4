// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.util.Locale;
import org.holdfast.catalogue.MoveRule;
import org.holdfast.catalogue.Service;
import org.holdfast.offices.Country;

/// How pages speak of the moves of a service.
///
/// @param title what a report of one is called, in the language of the page
/// @param counts `reported` or `moved`: the end of the keys of words that depend on from which day
///   it counts
/// @param days within how many days of the move it is to be reported
/// @param lang the language that the records are written in
/// @param writing how their addresses are written
record MoveWords(String title, String counts, int days, String lang, MoveRule.Writing writing) {
    /// @param service one that moves people
    static MoveWords of(Service service, Page page) {
        MoveRule rule = rule(service);
        return new MoveWords(
                service.heading().title().in(page.lang()),
                rule.counts().name().toLowerCase(Locale.ROOT),
                rule.days(),
                Country.of(service.country()).language().getLanguage(),
                rule.address().writing());
    }

    static MoveRule rule(Service service) {
        return service.move().orElseThrow(() -> new IllegalArgumentException(service.code()));
    }
}
