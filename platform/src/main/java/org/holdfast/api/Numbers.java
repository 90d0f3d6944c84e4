// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import org.holdfast.registers.Acceptance;
import tools.jackson.databind.node.ObjectNode;

/// Says in the API what is known of an acceptance number: the number, or in words that it follows.
final class Numbers {
    private Numbers() {}

    static void put(ObjectNode node, Acceptance.Known known, Problems problems) {
        switch (known) {
            case Acceptance.Known.Given(Acceptance acceptance) -> put(node, acceptance);
            case Acceptance.Known.Follows _ -> {
                ObjectNode follows = node.putObject("acceptance");
                follows.put("state", "follows");
                ObjectNode says = follows.putObject("says");
                for (Language language : Language.values()) {
                    says.put(
                            language.code(),
                            problems.words("acceptance.follows").in(language.code()));
                }
            }
            case Acceptance.Known.None _ -> {
                // It was entered under no operation, so nobody waits for a number.
            }
        }
    }

    static void put(ObjectNode node, Acceptance acceptance) {
        ObjectNode given = node.putObject("acceptance");
        given.put("state", "given");
        given.put("office", acceptance.office().value());
        given.put("year", acceptance.year());
        given.put("number", acceptance.number());
        given.put("text", acceptance.text());
    }
}
