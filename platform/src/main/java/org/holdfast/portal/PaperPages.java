// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.holdfast.api.Answers;
import org.holdfast.api.Caller;
import org.holdfast.api.PeopleSearch;
import org.holdfast.api.ProblemRaised;
import org.holdfast.cases.Answer;
import org.holdfast.cases.IssuedPaper;
import org.holdfast.cases.OperationId;
import org.holdfast.cases.Papers;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.InPerson;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.ledger.Receipt;
import org.holdfast.preservation.Preservation;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;
import tools.jackson.databind.json.JsonMapper;

/// The page of an issued paper: its file, its receipt, its path to the root.
@Allowed({Role.CITIZEN, Role.OFFICER})
@Controller
class PaperPages {
    /// So long after its issue a page still says that the paper is ready.
    private static final Duration FRESH = Duration.ofMinutes(10);

    private final Pages pages;
    private final Papers papers;
    private final PeopleSearch search;
    private final CitizenPages.Words words;
    private final Preservation preservation;
    private final InstantSource clock;

    PaperPages(
            Pages pages,
            Papers papers,
            PeopleSearch search,
            CitizenPages.Words words,
            Preservation preservation,
            InstantSource clock) {
        this.preservation = preservation;
        this.clock = clock;
        this.pages = pages;
        this.papers = papers;
        this.search = search;
        this.words = words;
    }

    @InPerson
    @GetMapping("/papers/{id}")
    View paper(HttpServletRequest request, @PathVariable("id") String id) {
        return paper(request, id, RefusalView.NONE);
    }

    /// Tells the page of an unsealed paper to load again once the seal has come.
    @InPerson
    @GetMapping("/papers/{id}/state")
    ResponseEntity<Void> state(HttpServletRequest request, @PathVariable("id") String id) {
        boolean sealed = receiptOf(request, id).position().isPresent();
        ResponseEntity.BodyBuilder answer = ResponseEntity.ok();
        if (sealed) {
            answer.header("HX-Refresh", "true");
        }
        return answer.build();
    }

    @InPerson
    @GetMapping("/papers/{id}/document")
    ResponseEntity<byte[]> document(HttpServletRequest request, @PathVariable("id") String id) {
        Papers.Document file = file(request, id);
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_PDF)
                .header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'self'")
                .header("X-Frame-Options", "SAMEORIGIN")
                .header("Content-Disposition", "inline; filename=\"" + file.number() + ".pdf\"")
                .body(file.pdf());
    }

    /// The copy with the further signature of a paper whose seal key was weak.
    @InPerson
    @GetMapping("/papers/{id}/resigned")
    ResponseEntity<byte[]> resigned(HttpServletRequest request, @PathVariable("id") String id) {
        Papers.Document file = file(request, id);
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_PDF)
                .header("Content-Disposition", "attachment; filename=\"" + file.number() + ".pdf\"")
                .body(
                        preservation
                                .file(id)
                                .orElseThrow(() -> new ProblemRaised("not-resigned", 404)));
    }

    /// The first page as a picture.
    @InPerson
    @GetMapping("/papers/{id}/picture")
    ResponseEntity<byte[]> picture(HttpServletRequest request, @PathVariable("id") String id)
            throws IOException {
        return ResponseEntity.ok()
                .contentType(MediaType.IMAGE_PNG)
                .body(PaperPicture.firstPage(file(request, id).pdf()));
    }

    @InPerson
    @GetMapping("/papers/{id}/receipt.json")
    ResponseEntity<byte[]> receipt(HttpServletRequest request, @PathVariable("id") String id) {
        Receipt receipt = receiptOf(request, id);
        return download(
                "application/json",
                "receipt.json",
                JsonMapper.shared()
                        .writerWithDefaultPrettyPrinter()
                        .writeValueAsString(receipt.json()));
    }

    @InPerson
    @GetMapping("/papers/{id}/receipt.tlog-proof")
    ResponseEntity<byte[]> proof(HttpServletRequest request, @PathVariable("id") String id) {
        String proof =
                receiptOf(request, id)
                        .proofText()
                        .orElseThrow(() -> new ProblemRaised("not-sealed-yet", 404));
        return download("text/plain;charset=utf-8", "receipt.tlog-proof", proof);
    }

    @Allowed(Role.OFFICER)
    @PostMapping("/papers/{id}/withdrawal")
    @Nullable View withdraw(
            HttpServletRequest request,
            HttpServletResponse response,
            @PathVariable("id") String id,
            @RequestParam("reason") String reason,
            @RequestParam("operation") String operation) {
        if (!OperationId.isWellFormed(operation)) {
            throw new ProblemRaised("form-expired", 400);
        }
        var answer =
                papers.withdraw(
                        Caller.require(request), id, reason.strip(), new OperationId(operation));
        return switch (answer) {
            case Answer.Given<Receipt> _ -> {
                Sessions.go(response, "/papers/" + id);
                yield null;
            }
            case Answer.Refused<Receipt>(var refusal) ->
                    paper(
                            request,
                            id,
                            RefusalView.of(
                                    refusal,
                                    words.problems(),
                                    words.catalogue(),
                                    pages.page(request).language()));
        };
    }

    private View paper(HttpServletRequest request, String id, RefusalView refusal) {
        Page page = pages.page(request);
        return pages.show(
                request,
                "paper",
                refusal.present() ? 422 : 200,
                Map.of("page", page, "paper", view(request, id, page), "refusal", refusal));
    }

    private PaperView view(HttpServletRequest request, String id, Page page) {
        Principal who = Caller.require(request);
        IssuedPaper paper = Answers.given(papers.find(who, id), words.problems());
        boolean fresh = paper.issuedAt().isAfter(clock.instant().minus(FRESH));
        return PaperView.of(
                paper,
                papers.status(who, id),
                preservation.resigned(id),
                fresh,
                words.catalogue(),
                page);
    }

    private Papers.Document file(HttpServletRequest request, String id) {
        Principal who = Caller.require(request);
        Papers.Document file = Answers.given(papers.document(who, id), words.problems());
        search.lookAt(
                who,
                Answers.given(papers.find(who, id), words.problems()).subject(),
                "paper",
                List.of("paper"));
        return file;
    }

    private Receipt receiptOf(HttpServletRequest request, String id) {
        return Answers.given(papers.receipt(Caller.require(request), id), words.problems());
    }

    /// A text as a file to be kept.
    static ResponseEntity<byte[]> download(String type, String name, String text) {
        return ResponseEntity.ok()
                .header("Content-Type", type)
                .header("Content-Disposition", "attachment; filename=\"" + name + "\"")
                .body(text.getBytes(StandardCharsets.UTF_8));
    }
}
