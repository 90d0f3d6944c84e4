// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import org.holdfast.cases.Papers;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.InPerson;
import org.holdfast.identity.Role;
import org.holdfast.ledger.Receipt;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/// `GET /api/v1/issuances/{id}/receipt`: the receipt, as good as it is now. JSON, or the C2SP
/// tlog-proof text when `Accept` prefers `text/plain`.
@RestController
class PaperReceipt {
    private final Papers papers;
    private final Problems problems;

    PaperReceipt(Papers papers, Problems problems) {
        this.papers = papers;
        this.problems = problems;
    }

    @Allowed({Role.CITIZEN, Role.OFFICER, Role.OPERATOR})
    @InPerson
    @GetMapping("/api/v1/issuances/{id}/receipt")
    ResponseEntity<byte[]> receipt(HttpServletRequest request, @PathVariable String id) {
        return answer(
                request, Answers.given(papers.receipt(Caller.require(request), id), problems));
    }

    /// A receipt in the form that was asked for.
    static ResponseEntity<byte[]> answer(HttpServletRequest request, Receipt receipt) {
        String accept = request.getHeader("Accept");
        if (accept != null && wantsProof(accept)) {
            String proof =
                    receipt.proofText().orElseThrow(() -> new ProblemRaised("not-sealed-yet", 404));
            return answer("text/plain; charset=utf-8", proof);
        }
        return answer("application/json", JsonMapper.shared().writeValueAsString(receipt.json()));
    }

    /// Whether the proof is named in `Accept` before JSON or anything.
    private static boolean wantsProof(String accept) {
        for (String part : accept.split(",", -1)) {
            String type = part.strip().split(";", -1)[0].strip();
            if (type.equals("text/plain") || type.contains("tlog-proof")) {
                return true;
            }
            if (type.equals("application/json") || type.equals("*/*")) {
                return false;
            }
        }
        return false;
    }

    private static ResponseEntity<byte[]> answer(String type, String text) {
        return ResponseEntity.ok()
                .header("Content-Type", type)
                .header("Vary", "Accept")
                .body(text.getBytes(StandardCharsets.UTF_8));
    }
}
