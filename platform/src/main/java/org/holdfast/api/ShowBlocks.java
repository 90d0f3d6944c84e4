// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.holdfast.cases.Blocks;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.keys.SubjectHandle;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `GET /api/v1/subjects/{subject}/blocks`: the blocks of a person, newest first, how they stand
/// and at which sites they are in force.
@RestController
class ShowBlocks {
    private final Blocks blocks;
    private final PeopleSearch search;
    private final BlockAnswers answers;
    private final Problems problems;

    ShowBlocks(Blocks blocks, PeopleSearch search, BlockAnswers answers, Problems problems) {
        this.blocks = blocks;
        this.search = search;
        this.answers = answers;
        this.problems = problems;
    }

    @Allowed(Role.OFFICER)
    @GetMapping("/api/v1/subjects/{subject}/blocks")
    ObjectNode list(HttpServletRequest request, @PathVariable("subject") String handle) {
        Principal who = Caller.require(request);
        SubjectHandle subject = Answers.subject(handle);
        search.lookAt(who, subject, BlockAnswers.PURPOSE, BlockAnswers.FIELDS);
        List<Blocks.Block> found = Answers.given(blocks.of(who, subject), problems);
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.set("blocks", answers.documents(found));
        return node;
    }
}
