// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.holdfast.api.Answers;
import org.holdfast.api.Caller;
import org.holdfast.api.PeopleSearch;
import org.holdfast.cases.Papers;
import org.holdfast.documents.Archive;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.InPerson;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.preservation.Preservation;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/// The copy of a paper for keeping for years; the name of the file says what it holds.
@Allowed({Role.CITIZEN, Role.OFFICER})
@Controller
class ArchivePages {
    private final Papers papers;
    private final Archive archive;
    private final Preservation preservation;
    private final PeopleSearch search;
    private final CitizenPages.Words words;

    ArchivePages(
            Papers papers,
            Archive archive,
            Preservation preservation,
            PeopleSearch search,
            CitizenPages.Words words) {
        this.papers = papers;
        this.archive = archive;
        this.preservation = preservation;
        this.search = search;
        this.words = words;
    }

    @InPerson
    @GetMapping("/papers/{id}/archive")
    ResponseEntity<byte[]> archive(HttpServletRequest request, @PathVariable("id") String id) {
        Principal who = Caller.require(request);
        Papers.Document file = Answers.given(papers.document(who, id), words.problems());
        search.lookAt(
                who,
                Answers.given(papers.find(who, id), words.problems()).subject(),
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
