// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.util.List;
import java.util.Map;
import org.holdfast.catalogue.AskerRule;

/// A request that the rules of its pack allow: on which ground, for whom, with which options.
///
/// @param options every option of the pack with the value chosen or its default
/// @param persons record ids of the members chosen; empty when all
/// @param purpose the words printed; may be empty
/// @param applicant name and birth date printed; the birth date may be empty
record Permit(
        AskerRule rule,
        Map<String, String> options,
        List<String> persons,
        String purpose,
        Applicant applicant) {

    /// Who asked.
    record Applicant(String name, String birth) {
        /// Does not print who.
        @Override
        public String toString() {
            return "Applicant[]";
        }
    }

    Permit {
        options = Map.copyOf(options);
        persons = List.copyOf(persons);
    }

    String option(String code) {
        return options.getOrDefault(code, "");
    }

    boolean chosen(String code) {
        return option(code).equals("true");
    }
}
