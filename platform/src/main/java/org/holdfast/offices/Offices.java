// SPDX-License-Identifier: Apache-2.0
package org.holdfast.offices;

import java.util.List;
import java.util.Optional;

/// All offices of the two countries. Immutable; thread-safe.
public interface Offices {
    Optional<Office> find(OfficeCode code);

    /// The office of a code that the caller knows to exist.
    ///
    /// @throws IllegalArgumentException when it does not
    Office require(OfficeCode code);

    /// Ordered by code.
    List<Office> all();

    List<Office> of(Country country);

    /// Offices whose full name holds the text, or whose code begins with it; at most `limit`.
    List<Office> search(String text, int limit);

    /// Legal towns (법정동, 읍, 면) of a Korean office, in the order of their codes; empty for Japan.
    List<Town> towns(OfficeCode office);

    /// The list that is part of the program.
    static Offices standard() {
        return ListedOffices.STANDARD;
    }
}
