// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import org.holdfast.cases.Answer;
import org.holdfast.cases.IssuedPaper;
import org.holdfast.cases.Refusal;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.Receipt;
import org.holdfast.offices.OfficeCode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Turns what the modules below answer into what the API says.
public final class Answers {
    private Answers() {}

    /// What was given.
    ///
    /// @throws ProblemRaised when it was refused
    public static <T> T given(Answer<T> answer, Problems problems) {
        return switch (answer) {
            case Answer.Given<T>(T value) -> value;
            case Answer.Refused<T>(Refusal refusal) -> throw raised(refusal, problems);
        };
    }

    /// A refusal as a problem to be thrown.
    public static ProblemRaised raised(Refusal refusal, Problems problems) {
        return new ProblemRaised(problems.ofRefusal(refusal.code().text(), refusal.data()));
    }

    static SubjectHandle subject(String text) {
        if (!SubjectHandle.isWellFormed(text)) {
            throw new ProblemRaised("unknown-subject", 404);
        }
        return new SubjectHandle(text);
    }

    static OfficeCode office(String field, String text) {
        if (!OfficeCode.isWellFormed(text)) {
            throw JsonBody.bad(field);
        }
        return new OfficeCode(text);
    }

    static ObjectNode paper(IssuedPaper paper) {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        String here = "/api/v1/issuances/" + paper.id();
        node.put("id", paper.id());
        node.put("number", paper.number().toString());
        node.put("service", paper.service());
        ObjectNode asOf = node.putObject("asOf");
        asOf.put("origin", paper.asOf().origin());
        asOf.put("index", paper.asOf().index());
        asOf.put("time", paper.asOf().time().toString());
        asOf.put("ownCopy", paper.asOf().ownCopy());
        node.put("filingPending", paper.filingPending());
        node.put("issuedAt", paper.issuedAt().toString());
        node.putObject("document").put("href", here + "/document");
        ObjectNode receipt = node.putObject("receipt");
        receipt.put("href", here + "/receipt");
        position(receipt, paper.receipt());
        return node;
    }

    static void position(ObjectNode node, Receipt receipt) {
        node.put("grade", receipt.grade().code());
        node.put("leafHash", receipt.leaf().hex());
        receipt.position()
                .ifPresent(p -> {
                    node.put("journal", p.journal());
                    node.put("origin", p.origin());
                    node.put("index", p.index());
                });
    }
}
