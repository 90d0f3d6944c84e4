// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Set;
import org.holdfast.cases.Blocks;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/// `POST /api/v1/blocks/{id}/lift`: lifts one block and no other, with a reason.
@RestController
class LiftBlock {
    private final Blocks blocks;
    private final BlockAnswers answers;
    private final Problems problems;

    LiftBlock(Blocks blocks, BlockAnswers answers, Problems problems) {
        this.blocks = blocks;
        this.answers = answers;
        this.problems = problems;
    }

    @Allowed(Role.OFFICER)
    @PostMapping("/api/v1/blocks/{id}/lift")
    ResponseEntity<ObjectNode> lift(HttpServletRequest request, @PathVariable("id") String id)
            throws IOException {
        var operation = Bodies.operation(request);
        JsonBody body = JsonBody.read(request, Set.of("reason"));
        Principal who = Caller.require(request);
        Blocks.Block block =
                Answers.given(
                        blocks.lift(
                                new Blocks.LiftCommand(
                                        who, operation, id, body.maybe("reason", 400).orElse(""))),
                        problems);
        answers.look(who, block);
        return EnterBlock.answer(block, answers);
    }
}
