// SPDX-License-Identifier: Apache-2.0
package org.holdfast.catalogue;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One option on a form. Immutable; what is not chosen has the default, which shows least.
///
/// @param type `choice` has `values`; `flag` is true or false; `text` is free text up to 200
///   characters; `persons` is a list of subject handles of household members
/// @param fallback the value when the request is silent: a value's code, `true`, `false` or empty
/// @param officerOnly whether only an officer may set it
public record Option(
        String code,
        Type type,
        String fallback,
        boolean officerOnly,
        List<Value> values,
        Optional<Limit> limit,
        String law,
        Words label) {

    /// What a value of the option looks like in a request.
    public enum Type {
        CHOICE,
        FLAG,
        TEXT,
        PERSONS
    }

    /// One value of a choice.
    public record Value(String code, Words label) {}

    /// The values that only some askers may choose.
    ///
    /// @param values the values that are limited; for a flag `true`
    /// @param askers the codes of the askers who may choose them
    /// @param purpose whether a purpose must be stated then
    /// @param purposes the codes of the only purposes it may be for; empty for any
    public record Limit(
            Set<String> values,
            Set<String> askers,
            boolean purpose,
            Set<String> purposes,
            String law) {
        public Limit {
            values = Set.copyOf(values);
            askers = Set.copyOf(askers);
            purposes = Set.copyOf(purposes);
        }
    }

    public Option {
        values = List.copyOf(values);
    }
}
