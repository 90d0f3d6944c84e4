// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.guard;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// One person who must be on the paper, from the newest journal entry about that person.
///
/// @param names every spelling that must be printed, character by character
/// @param numbers personal numbers and how they must appear
/// @param birth the birth date, when it must be printed
/// @param addresses addresses that must be printed
public record ExpectedPerson(
        List<String> names,
        List<ExpectedNumber> numbers,
        Optional<LocalDate> birth,
        List<String> addresses) {
    public ExpectedPerson {
        names = List.copyOf(names);
        numbers = List.copyOf(numbers);
        addresses = List.copyOf(addresses);
        if (names.isEmpty()) {
            throw new IllegalArgumentException("a person without a name");
        }
    }
}
