// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import org.holdfast.identity.Role;
import org.holdfast.ledger.Receipt;
import org.holdfast.offices.OfficeCode;
import org.holdfast.officials.AccountAnswer;
import org.holdfast.officials.AccountOrder;
import org.holdfast.officials.AccountRefusal;
import org.holdfast.officials.AccountRequest;
import org.holdfast.officials.Official;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Turns what came of orders about accounts into what the API says.
public final class AccountAnswers {
    private AccountAnswers() {}

    /// A refusal as a problem.
    public static Problem problem(AccountRefusal why) {
        return Problem.of(why.code(), status(why));
    }

    private static int status(AccountRefusal why) {
        return switch (why) {
            case ROLE_NOT_PERMITTED, OWN, SAME_OPERATOR -> 403;
            case UNKNOWN, REQUEST_UNKNOWN -> 404;
            case REUSED, CLOSED_BEFORE, LAST_OPERATOR, CLOSED, SETTLED, LAPSED, TOO_MANY -> 409;
            case BAD_ROLE, BAD_NAME, BAD_OFFICE, BAD_UNTIL, BAD_REASON, BAD_OTHER -> 422;
        };
    }

    /// 201 for what is done, 202 for what waits.
    ///
    /// @throws ProblemRaised when it was refused
    static ResponseEntity<ObjectNode> answer(AccountAnswer answer) {
        return switch (answer) {
            case AccountAnswer.Refused(AccountRefusal why) -> throw new ProblemRaised(problem(why));
            case AccountAnswer.Done(Official official, Receipt receipt, boolean repeated) -> {
                ObjectNode node = JsonMapper.shared().createObjectNode();
                describe(node, official);
                yield sent(HttpStatus.CREATED, node, receipt, repeated);
            }
            case AccountAnswer.Waiting(
                            AccountRequest request,
                            Receipt receipt,
                            boolean repeated) -> {
                ObjectNode node = JsonMapper.shared().createObjectNode();
                describe(node, request);
                yield sent(HttpStatus.ACCEPTED, node, receipt, repeated);
            }
            case AccountAnswer.Handed handed -> {
                ObjectNode node = JsonMapper.shared().createObjectNode();
                describe(node, handed.official());
                node.put("login", "/login/" + handed.login());
                node.put("loginUntil", handed.until().toString());
                yield sent(HttpStatus.CREATED, node, handed.receipt(), false);
            }
        };
    }

    private static ResponseEntity<ObjectNode> sent(
            HttpStatus status, ObjectNode node, Receipt receipt, boolean repeated) {
        FactAnswers.receipt(node, receipt);
        var answer = ResponseEntity.status(status);
        if (repeated) {
            answer.header("Idempotent-Replayed", "true");
        }
        return answer.body(node);
    }

    static void describe(ObjectNode node, Official one) {
        node.put("id", one.id());
        one.role().map(Role::code).ifPresent(role -> node.put("role", role));
        one.office().map(OfficeCode::value).ifPresent(office -> node.put("office", office));
        node.put("name", one.name());
        one.until().ifPresent(day -> node.put("until", day.toString()));
        one.made().ifPresent(at -> node.put("made", at.toString()));
        one.closed().ifPresent(at -> node.put("closed", at.toString()));
    }

    static void describe(ObjectNode node, AccountRequest one) {
        node.put("id", one.account());
        node.put("request", one.id());
        node.put("what", one.order().code());
        switch (one.order()) {
            case AccountOrder.Make make -> {
                node.put("role", make.role().code()).put("name", make.name());
                make.office().ifPresent(office -> node.put("office", office.value()));
                make.until().ifPresent(day -> node.put("until", day.toString()));
                make.besides().ifPresent(other -> node.put("besides", other));
                make.insteadOf().ifPresent(other -> node.put("insteadOf", other));
            }
            case AccountOrder.Close close -> node.put("reason", close.reason());
            case AccountOrder.Login _ -> {}
        }
        node.put("by", one.by());
        node.put("at", one.at().toString());
        node.put("lapses", one.lapses().toString());
    }
}
