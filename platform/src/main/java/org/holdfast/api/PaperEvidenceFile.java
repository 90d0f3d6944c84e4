// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.holdfast.cases.Papers;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.Role;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/// `GET /api/v1/issuances/{id}/evidence`: what proves a paper without its office's keys. For
/// officers alone: the content names the records that were printed and their entries, by which
/// whoever has it can follow everybody on the paper in the public journal. `before` asks for a
/// proof from before that moment.
@RestController
class PaperEvidenceFile {
    private final Papers papers;
    private final Problems problems;

    PaperEvidenceFile(Papers papers, Problems problems) {
        this.papers = papers;
        this.problems = problems;
    }

    @Allowed(Role.OFFICER)
    @GetMapping("/api/v1/issuances/{id}/evidence")
    ObjectNode evidence(
            HttpServletRequest request,
            @PathVariable String id,
            @RequestParam("before") Optional<String> before) {
        Optional<Instant> moment = before.map(PaperEvidenceFile::moment);
        return Answers.given(papers.evidence(Caller.require(request), id, moment), problems).json();
    }

    private static Instant moment(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw JsonBody.bad("before");
        }
    }
}
