// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import org.holdfast.cases.OperationId;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.Role;
import org.holdfast.sites.SwitchOver;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `POST /api/v1/sites/switch-over`: moves the primary to another site, for a reason; what became
/// of it is asked by the operation's id.
@RestController
@Allowed(Role.OPERATOR)
class DemandSwitchOver {
    private static final Set<String> FIELDS = Set.of("from", "to", "confirm", "reason");
    private static final int LONGEST_NAME = 20;

    private final SwitchOver switchOver;

    DemandSwitchOver(SwitchOver switchOver) {
        this.switchOver = switchOver;
    }

    @PostMapping("/api/v1/sites/switch-over")
    ResponseEntity<ObjectNode> demand(HttpServletRequest request) throws IOException {
        OperationId operation = Bodies.operation(request);
        JsonBody body = JsonBody.read(request, FIELDS);
        SwitchOver.Demand demand =
                new SwitchOver.Demand(
                        Caller.require(request),
                        operation.value(),
                        body.maybe("from", LONGEST_NAME),
                        body.text("to", LONGEST_NAME),
                        body.text("confirm", LONGEST_NAME),
                        body.text("reason", SwitchOver.LONGEST_REASON).strip());
        return switch (switchOver.demand(demand)) {
            case SwitchOver.Answer.Refused(SwitchOver.Refusal why) ->
                    throw new ProblemRaised(why.code(), status(why));
            case SwitchOver.Answer.Taken(SwitchOver.Progress progress, boolean repeated) -> {
                var answer =
                        ResponseEntity.accepted()
                                .location(
                                        URI.create(
                                                "/api/v1/sites/switch-over/" + operation.value()));
                if (repeated) {
                    answer.header("Idempotent-Replayed", "true");
                }
                yield answer.body(document(progress));
            }
        };
    }

    private static int status(SwitchOver.Refusal why) {
        return switch (why) {
            case UNKNOWN_SITE, NAME_DIFFERS, REASON_MISSING, ALONE, NO_LOGIN -> 422;
            case NO_PRIMARY,
                    IS_PRIMARY,
                    NOT_SYNCHRONOUS,
                    BEHIND,
                    NODE_NOT_READY,
                    ETCD_NOT_READY,
                    LOSES_PACKETS,
                    RUNNING,
                    PRIMARY_MOVED,
                    OTHER_REQUEST ->
                    409;
        };
    }

    @GetMapping("/api/v1/sites/switch-over/{operation}")
    ObjectNode progress(HttpServletRequest request, @PathVariable("operation") String operation) {
        return switchOver
                .progress(Caller.require(request), operation)
                .map(DemandSwitchOver::document)
                .orElseThrow(() -> new ProblemRaised("not-found", 404));
    }

    private static ObjectNode document(SwitchOver.Progress progress) {
        return JsonMapper.shared()
                .createObjectNode()
                .put("operation", progress.operation())
                .put("from", progress.from())
                .put("to", progress.to())
                .put("by", progress.by())
                .put("reason", progress.reason())
                .put("at", progress.at().toString())
                .put("state", progress.state().code())
                .put("words", progress.words());
    }
}
