// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.util.Map;

/// What a member is to a new head, as far as the relations to the old head tell for certain. What
/// they do not tell is `relative`, until the household reports it: a head's child need not be the
/// child of the head's spouse.
final class Kinship {
    private static final String UNTOLD = "relative";

    private static final Map<String, Map<String, String>> TO_NEW_HEAD =
            Map.of(
                    "spouse",
                    Map.of("head", "spouse", "parent", "spouse-parent", "spouse-parent", "parent"),
                    "child",
                    Map.of("head", "parent", "child", "sibling", "parent", "grandparent"),
                    "parent",
                    Map.of("head", "child", "spouse", "child-in-law", "child", "grandchild"),
                    "sibling",
                    Map.of("head", "sibling", "sibling", "sibling"));

    private Kinship() {}

    /// @param newHead what the new head was to the old one
    /// @param member what the member was to the old one
    /// @param sex of the member, `F` or `M`; a parent of neither is a parent
    static String of(String newHead, String member, String sex) {
        if (newHead.equals("head")) {
            return member;
        }
        if (newHead.equals("cohabitant") || member.equals("cohabitant")) {
            return "cohabitant";
        }
        String told =
                TO_NEW_HEAD
                        .getOrDefault(kind(newHead), Map.of())
                        .getOrDefault(kind(member), UNTOLD);
        return told.equals("parent") && sex.equals("F")
                ? "mother"
                : told.equals("parent") && sex.equals("M") ? "father" : told;
    }

    private static String kind(String relation) {
        return relation.equals("mother") || relation.equals("father") ? "parent" : relation;
    }
}
