// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.holdfast.cases.Papers;
import org.holdfast.documents.Archive;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.InPerson;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.preservation.Preservation;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// `GET /api/v1/issuances/{id}/archive`: the signed file with what keeps it verifiable for years; a
/// header says how much that is.
@RestController
class PaperArchive {
    private final Papers papers;
    private final Archive archive;
    private final Preservation preservation;
    private final PeopleSearch search;
    private final Problems problems;

    PaperArchive(
            Papers papers,
            Archive archive,
            Preservation preservation,
            PeopleSearch search,
            Problems problems) {
        this.papers = papers;
        this.archive = archive;
        this.preservation = preservation;
        this.search = search;
        this.problems = problems;
    }

    @Allowed({Role.CITIZEN, Role.OFFICER})
    @InPerson
    @GetMapping("/api/v1/issuances/{id}/archive")
    ResponseEntity<byte[]> archive(HttpServletRequest request, @PathVariable String id) {
        Principal who = Caller.require(request);
        Papers.Document file = Answers.given(papers.document(who, id), problems);
        search.lookAt(
                who,
                Answers.given(papers.find(who, id), problems).subject(),
                "paper",
                List.of("paper"));
        Archive.Copy copy = archive.of(preservation.file(id).orElseGet(file::pdf));
        String name = file.number() + "-" + copy.level().code() + ".pdf";
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_PDF)
                .header("Holdfast-Archive", copy.said())
                .header("Content-Disposition", "attachment; filename=\"" + name + "\"")
                .body(copy.pdf());
    }
}
