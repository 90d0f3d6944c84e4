// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.holdfast.api.Answers;
import org.holdfast.api.Caller;
import org.holdfast.api.ProblemRaised;
import org.holdfast.cases.Filings;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.InPerson;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.ledger.Receipt;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.servlet.View;
import tools.jackson.databind.json.JsonMapper;

/// A filing as the person sees it, and its receipt, which the officer has, too. What the visitor
/// may not see is not there.
@Allowed({Role.CITIZEN, Role.OFFICER})
@Controller
class FiledPages {
    private final Pages pages;
    private final People people;
    private final Filings filings;
    private final FiledSight filed;

    FiledPages(Pages pages, People people, Filings filings, FiledSight filed) {
        this.pages = pages;
        this.people = people;
        this.filings = filings;
        this.filed = filed;
    }

    @Allowed(Role.CITIZEN)
    @InPerson
    @GetMapping("/me/filings/{id}")
    View one(HttpServletRequest request, @PathVariable("id") String id) {
        Page page = pages.page(request);
        Principal who = Caller.require(request);
        FiledView.Line line = filed.one(who, people.self(who), id, page);
        return pages.show(request, "filed", Map.of("page", page, "filed", line));
    }

    @InPerson
    @GetMapping("/filings/{id}/receipt.json")
    ResponseEntity<byte[]> receipt(HttpServletRequest request, @PathVariable("id") String id) {
        return PaperPages.download(
                "application/json",
                "receipt.json",
                JsonMapper.shared()
                        .writerWithDefaultPrettyPrinter()
                        .writeValueAsString(receiptOf(request, id).json()));
    }

    @InPerson
    @GetMapping("/filings/{id}/receipt.tlog-proof")
    ResponseEntity<byte[]> proof(HttpServletRequest request, @PathVariable("id") String id) {
        String proof =
                receiptOf(request, id)
                        .proofText()
                        .orElseThrow(() -> new ProblemRaised("not-sealed-yet", 404));
        return PaperPages.download("text/plain;charset=utf-8", "receipt.tlog-proof", proof);
    }

    private Receipt receiptOf(HttpServletRequest request, String id) {
        return Answers.given(filings.find(Caller.require(request), id), filed.words().problems())
                .receipt();
    }
}
