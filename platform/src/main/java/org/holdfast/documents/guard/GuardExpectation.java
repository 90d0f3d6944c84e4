// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.guard;

import java.time.Instant;
import java.util.List;

/// What must be on a paper, built only from journal entries and from the command, never from what
/// the layout was given.
///
/// @param paper number, office, service and time that the paper must bear
/// @param persons everybody who must be on it, the holder first; nobody else may be
/// @param texts further texts of journal entries
/// @param versions the newest sealed versions of all records of these persons
/// @param vocabulary the fixed words of the layout and of the pack
public record GuardExpectation(
        Paper paper,
        List<ExpectedPerson> persons,
        Texts texts,
        List<FactVersion> versions,
        Vocabulary vocabulary) {
    public GuardExpectation {
        persons = List.copyOf(persons);
        versions = List.copyOf(versions);
        if (persons.isEmpty()) {
            throw new IllegalArgumentException("a paper about nobody");
        }
    }

    /// What identifies the paper.
    ///
    /// @param number issue number, on every page
    /// @param entryId entry id
    /// @param office office code
    /// @param service service code
    /// @param asOf state of the register
    /// @param specimen true when the paper must say that it is none
    public record Paper(
            String number,
            String entryId,
            String office,
            String service,
            Instant asOf,
            boolean specimen) {}

    /// Texts from journal entries beside names and addresses.
    ///
    /// @param required must be printed
    /// @param allowed may be printed: heads of earlier households, former names, reasons
    public record Texts(List<String> required, List<String> allowed) {
        public Texts {
            required = List.copyOf(required);
            allowed = List.copyOf(allowed);
        }
    }
}
