// SPDX-License-Identifier: Apache-2.0
package org.holdfast.catalogue;

import java.util.List;

/// What a paper prints, as the `print` part of its pack says it: a tree that is filled from the
/// facts. Immutable.
///
/// - `$person.name.hangul` is a fact; `| word relation` and the like work on it, left to right
/// - a key `reason ?reason=true & m.isHolder!=true` is there only when all of it holds; a name
///   without a dot is an option of the request
/// - `{each: $members | where place=member, as: m, give: {...}}` is a list with one row an item,
///   `$no` its number
/// - anything else is text that is printed as it stands; what has no fact is left out
public sealed interface Print {
    /// A text that never changes.
    record Literal(String text) implements Print {}

    /// A fact, and what is done to it.
    record Fact(String path, List<Step> steps) implements Print {
        public Fact {
            steps = List.copyOf(steps);
        }
    }

    /// One thing done to a fact.
    record Step(Kind kind, String argument) {}

    /// What can be done to a fact.
    enum Kind {
        /// The code's word of the named kind, in the language of the service's country.
        WORD,
        /// A Korean number with its back digits hidden.
        MASK,
        /// An address and its detail as one text.
        PLACE,
        /// A date in the Japanese era.
        ERA,
        /// Of a list of stays, those that ended within the last years.
        RECENT,
        /// Of a list, the last item.
        LAST,
        /// Of a list, the items where `name=value` or `name!=value`.
        WHERE
    }

    /// An object.
    record Fields(List<Field> fields) implements Print {
        public Fields {
            fields = List.copyOf(fields);
        }
    }

    /// One key of an object, there when all conditions hold.
    record Field(String name, List<Condition> conditions, Print value) {
        public Field {
            conditions = List.copyOf(conditions);
        }
    }

    /// A fact or option that must have, or must not have, a value.
    record Condition(String path, boolean equal, String value) {}

    /// A list.
    record Each(Fact items, String as, Fields give) implements Print {}
}
