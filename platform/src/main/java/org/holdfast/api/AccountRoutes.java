// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.Role;
import org.holdfast.officials.AccountOrder;
import org.holdfast.officials.Official;
import org.holdfast.officials.Officials;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/api/v1/accounts`: accounts of officials, made and closed by operators, of whom a second agrees
/// to what is dangerous.
@RestController
@Allowed(Role.OPERATOR)
class AccountRoutes {
    private static final Set<String> FIELDS =
            Set.of("role", "office", "name", "until", "besides", "insteadOf");

    private static final int LONGEST = 400;
    private static final int LONGEST_ID = 80;
    private static final int MOST_LISTED = 5_000;

    private final Officials officials;

    AccountRoutes(Officials officials) {
        this.officials = officials;
    }

    /// Those of officials alone; people are found at the counter.
    @GetMapping("/api/v1/accounts")
    ObjectNode list() {
        ObjectNode answer = JsonMapper.shared().createObjectNode();
        List<Official> all = officials.all();
        ArrayNode accounts = answer.putArray("accounts");
        all.stream()
                .limit(MOST_LISTED)
                .forEach(one -> AccountAnswers.describe(accounts.addObject(), one));
        answer.put("all", all.size());
        ArrayNode requests = answer.putArray("requests");
        officials.waiting().forEach(one -> AccountAnswers.describe(requests.addObject(), one));
        return answer;
    }

    @PostMapping("/api/v1/accounts")
    ResponseEntity<ObjectNode> make(HttpServletRequest request) throws IOException {
        JsonBody body = JsonBody.read(request, FIELDS);
        String code = body.text("role", LONGEST_ID);
        Role role =
                Arrays.stream(Role.values())
                        .filter(one -> one.code().equals(code))
                        .findFirst()
                        .orElseThrow(() -> JsonBody.bad("role"));
        return order(
                request,
                new AccountOrder.Make(
                        role,
                        body.maybe("office", LONGEST_ID)
                                .map(office -> Answers.office("office", office)),
                        body.text("name", LONGEST).strip(),
                        body.day("until"),
                        body.maybe("besides", LONGEST_ID),
                        body.maybe("insteadOf", LONGEST_ID)));
    }

    @PostMapping("/api/v1/accounts/{id}/closure")
    ResponseEntity<ObjectNode> close(HttpServletRequest request, @PathVariable("id") String id)
            throws IOException {
        JsonBody body = JsonBody.read(request, Set.of("reason"));
        return order(request, new AccountOrder.Close(id, body.text("reason", LONGEST).strip()));
    }

    @PostMapping("/api/v1/accounts/{id}/login")
    ResponseEntity<ObjectNode> login(HttpServletRequest request, @PathVariable("id") String id)
            throws IOException {
        var _ = JsonBody.read(request, Set.of());
        return order(request, new AccountOrder.Login(id));
    }

    private ResponseEntity<ObjectNode> order(HttpServletRequest request, AccountOrder order) {
        String operation = Bodies.operation(request).value();
        return AccountAnswers.answer(
                officials.order(new Officials.Command(Caller.require(request), operation, order)));
    }

    @PostMapping("/api/v1/accounts/{id}/agreement")
    ResponseEntity<ObjectNode> agree(HttpServletRequest request, @PathVariable("id") String id)
            throws IOException {
        String operation = Bodies.operation(request).value();
        JsonBody body = JsonBody.read(request, Set.of("request"));
        return AccountAnswers.answer(
                officials.agree(
                        new Officials.Agreement(
                                Caller.require(request),
                                operation,
                                id,
                                body.text("request", LONGEST_ID))));
    }
}
