// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

import org.holdfast.facts.FactChecks.CheckCommand;
import org.holdfast.facts.FactChecks.Ground;
import org.holdfast.ledger.CanonicalJson;
import tools.jackson.databind.node.ObjectNode;

/// Orders as they are told apart: the same at every site. Stateless.
final class FactOrders {
    private FactOrders() {}

    /// What was claimed, by which guesses are told apart.
    static String claim(CheckCommand command) {
        ObjectNode claimed = CanonicalJson.object().put("fact", command.fact());
        return FactNames.digest(FactTests.write(command.claim(), claimed));
    }

    /// The canonical order.
    static ObjectNode of(CheckCommand command) {
        ObjectNode order = CanonicalJson.object().put("fact", command.fact());
        order.put("purpose", command.purpose());
        FactTests.write(command.claim(), order.putObject("claimed"));
        switch (command.ground()) {
            case Ground.Consent(String code) ->
                    order.put("consent", ConsentCode.read(code).map(ConsentCode::text).orElse(""));
            case Ground.Statute(String basis, var office) -> {
                order.put("basis", basis);
                office.ifPresent(one -> order.put("office", one.value()));
            }
        }
        return order;
    }
}
