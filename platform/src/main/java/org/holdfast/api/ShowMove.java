// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import org.holdfast.cases.Moves;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.Role;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/// `GET /api/v1/moves/{id}`: a move that was entered, with the grades that its receipts have now
/// and its acceptance number. Names nobody; what the caller may not see is not there.
@RestController
class ShowMove {
    private final Moves moves;
    private final Problems problems;

    ShowMove(Moves moves, Problems problems) {
        this.moves = moves;
        this.problems = problems;
    }

    @Allowed({Role.CITIZEN, Role.OFFICER})
    @GetMapping("/api/v1/moves/{id}")
    ObjectNode show(HttpServletRequest request, @PathVariable("id") String id) {
        return EnterMove.document(
                Answers.given(moves.find(Caller.require(request), id), problems), problems);
    }
}
