// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import org.holdfast.cases.Filings;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.Role;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// `GET /api/v1/filings/{id}/receipt`: a filing's receipt, as good as it is now, in the forms of a
/// paper's.
@RestController
class FilingReceipt {
    private final Filings filings;
    private final Problems problems;

    FilingReceipt(Filings filings, Problems problems) {
        this.filings = filings;
        this.problems = problems;
    }

    @Allowed({Role.CITIZEN, Role.OFFICER})
    @GetMapping("/api/v1/filings/{id}/receipt")
    ResponseEntity<byte[]> receipt(HttpServletRequest request, @PathVariable("id") String id) {
        Filings.Filing filing = Answers.given(filings.find(Caller.require(request), id), problems);
        return PaperReceipt.answer(request, filing.receipt());
    }
}
