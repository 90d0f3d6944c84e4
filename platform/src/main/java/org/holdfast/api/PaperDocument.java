// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.holdfast.cases.Papers;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.InPerson;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// `GET /api/v1/issuances/{id}/document`: the signed file.
@RestController
class PaperDocument {
    private final Papers papers;
    private final PeopleSearch search;
    private final Problems problems;

    PaperDocument(Papers papers, PeopleSearch search, Problems problems) {
        this.papers = papers;
        this.search = search;
        this.problems = problems;
    }

    @Allowed({Role.CITIZEN, Role.OFFICER})
    @InPerson
    @GetMapping("/api/v1/issuances/{id}/document")
    ResponseEntity<byte[]> document(HttpServletRequest request, @PathVariable String id) {
        Principal who = Caller.require(request);
        Papers.Document file = Answers.given(papers.document(who, id), problems);
        search.lookAt(
                who,
                Answers.given(papers.find(who, id), problems).subject(),
                "paper",
                List.of("paper"));
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_PDF)
                .header("Content-Disposition", "attachment; filename=\"" + file.number() + ".pdf\"")
                .body(file.pdf());
    }
}
