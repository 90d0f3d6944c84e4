// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.holdfast.registers.RecordVersion;
import tools.jackson.databind.node.ObjectNode;

/// What a member is to a new head, as far as the relations to the old head tell for certain. What
/// they do not tell is `relative`, until the household reports it: a head's child need not be the
/// child of the head's spouse.
///
/// @param names what a kind of relation is called, as the pack says (`MoveRule`)
record Kinship(Map<String, Map<String, String>> names) {
    private static final String UNTOLD = "relative";

    private static final Map<String, Map<String, String>> TO_NEW_HEAD =
            Map.of(
                    "spouse",
                    Map.of(
                            "head",
                            "spouse",
                            "parent",
                            "spouse-parent",
                            "spouse-parent",
                            "parent",
                            "spouse-child",
                            "child"),
                    "child",
                    Map.of("head", "parent", "child", "sibling", "parent", "grandparent"),
                    "parent",
                    Map.of("head", "child", "spouse", "child-in-law", "child", "grandchild"),
                    "sibling",
                    Map.of("head", "sibling", "sibling", "sibling"));

    /// A member of the old household.
    ///
    /// @param relation to its head, as the register has it
    /// @param sex `F` or `M`; anything else where it is not known
    /// @param birth as the register has it, `1984-02-11`
    record Relative(String relation, String sex, String birth) {
        static Relative of(RecordVersion member) {
            ObjectNode facts = member.facts();
            return new Relative(
                    facts.path("relation").asString(UNTOLD),
                    facts.path("sex").asString(""),
                    facts.path("birth").asString(""));
        }

        /// Does not print whose.
        @Override
        public String toString() {
            return "Relative";
        }
    }

    /// The code of the relation to the new head.
    String of(Relative newHead, Relative member) {
        if (newHead.relation().equals("head")) {
            return member.relation();
        }
        if (newHead.relation().equals("cohabitant") || member.relation().equals("cohabitant")) {
            return "cohabitant";
        }
        String kind =
                TO_NEW_HEAD
                        .getOrDefault(kind(newHead.relation()), Map.of())
                        .getOrDefault(kind(member.relation()), UNTOLD);
        return called(kind, newHead, member);
    }

    /// The kind that a code is a name of; the code itself where the pack has no names for it.
    private String kind(String relation) {
        return names.entrySet().stream()
                .filter(kind -> kind.getValue().containsValue(relation))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(relation);
    }

    private String called(String kind, Relative newHead, Relative member) {
        Map<String, String> codes = names.getOrDefault(kind, Map.of());
        String age = member.birth().compareTo(newHead.birth()) < 0 ? "elder-" : "younger-";
        return Stream.of(age + member.sex(), member.sex() + "-of-" + newHead.sex(), member.sex())
                .map(codes::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(kind);
    }
}
