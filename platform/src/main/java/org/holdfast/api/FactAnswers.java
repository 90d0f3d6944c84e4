// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import java.util.List;
import java.util.Map;
import org.holdfast.facts.FactAnswer;
import org.holdfast.facts.FactRefusal;
import org.holdfast.facts.Party;
import org.holdfast.ledger.Receipt;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Turns what consents and checks answer into what the API says.
public final class FactAnswers {
    private FactAnswers() {}

    /// What was given.
    ///
    /// @throws ProblemRaised when it was refused
    public static <T> T given(FactAnswer<T> answer) {
        return switch (answer) {
            case FactAnswer.Given<T>(T value) -> value;
            case FactAnswer.Refused<T>(FactRefusal why, Map<String, String> data) ->
                    throw new ProblemRaised(new Problem(why.code(), status(why), data));
        };
    }

    private static int status(FactRefusal why) {
        return switch (why) {
            case NOT_AVAILABLE, ROLE_NOT_PERMITTED -> 403;
            case TOO_OLD, NOT_SEALED -> 503;
            case TOO_MANY_GUESSES -> 429;
            case TOO_MANY_CONSENTS -> 409;
            case UNKNOWN_SUBJECT, CONSENT_UNKNOWN, CHECK_UNKNOWN, BASIS_UNKNOWN -> 404;
            case REUSED, UNKNOWN_FACT, BAD_CLAIM, UNKNOWN_PURPOSE, UNKNOWN_PARTY, BAD_CONSENT ->
                    422;
        };
    }

    static ResponseEntity<ObjectNode> created(ObjectNode node, boolean repeated) {
        var answer = ResponseEntity.status(HttpStatus.CREATED);
        if (repeated) {
            answer.header("Idempotent-Replayed", "true");
        }
        return answer.body(node);
    }

    static void party(ObjectNode node, Party party) {
        node.putObject("relyingParty").put("id", party.id()).put("name", party.name());
    }

    static void facts(ObjectNode node, List<String> facts) {
        ArrayNode list = node.putArray("facts");
        facts.forEach(list::add);
    }

    static void receipt(ObjectNode node, Receipt receipt) {
        Answers.position(node.putObject("receipt"), receipt);
    }
}
