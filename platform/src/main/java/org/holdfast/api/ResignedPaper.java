// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import org.holdfast.cases.Papers;
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

/// What keeps a paper good whose seal key is weak, for those who may have the paper: its file with
/// the further signature, and its evidence record (RFC 4998).
@RestController
@Allowed({Role.CITIZEN, Role.OFFICER})
class ResignedPaper {
    private final Papers papers;
    private final Preservation preservation;
    private final PeopleSearch search;
    private final Problems problems;

    ResignedPaper(
            Papers papers, Preservation preservation, PeopleSearch search, Problems problems) {
        this.papers = papers;
        this.preservation = preservation;
        this.search = search;
        this.problems = problems;
    }

    @InPerson
    @GetMapping("/api/v1/issuances/{id}/resigned")
    ResponseEntity<byte[]> resigned(HttpServletRequest request, @PathVariable("id") String id) {
        Papers.Document first = permitted(request, id);
        if (preservation.resigned(id).isEmpty()) {
            throw new ProblemRaised("not-resigned", 404);
        }
        return answer(
                preservation.file(id), "not-resigned", "application/pdf", first.number() + ".pdf");
    }

    @InPerson
    @GetMapping("/api/v1/issuances/{id}/evidence-record")
    ResponseEntity<byte[]> evidence(HttpServletRequest request, @PathVariable("id") String id) {
        Papers.Document first = permitted(request, id);
        return answer(
                preservation.evidenceRecord(id),
                "not-stamped",
                "application/octet-stream",
                first.number() + ".ers");
    }

    private Papers.Document permitted(HttpServletRequest request, String id) {
        Principal who = Caller.require(request);
        Papers.Document file = Answers.given(papers.document(who, id), problems);
        search.lookAt(
                who,
                Answers.given(papers.find(who, id), problems).subject(),
                "paper",
                List.of("paper"));
        return file;
    }

    private static ResponseEntity<byte[]> answer(
            Optional<byte[]> file, String otherwise, String type, String name) {
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType(type))
                .header("Content-Disposition", "attachment; filename=\"" + name + "\"")
                .body(file.orElseThrow(() -> new ProblemRaised(otherwise, 404)));
    }
}
