// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.cases.Answer;
import org.holdfast.cases.Refusal;
import org.holdfast.cases.Restorations;
import org.holdfast.cases.Restorations.Restored;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.Role;
import org.holdfast.verifier.PaperVerifier;
import org.holdfast.verifier.Reason;
import org.holdfast.verifier.ReceiptVerifier;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `POST /api/v1/restorations`: enters again what a receipt proves and the office has lost. The
/// receipt is the request's name, so it needs no `Idempotency-Key`.
@RestController
class EnterRestoration {
    private static final Set<String> FIELDS = Set.of("receipt", "paper", "key");
    private static final int MOST_BYTES = BodyLimits.most("/api/v1/restorations");
    private static final int KEY_BYTES = 32;

    private final Restorations restorations;
    private final Problems problems;

    EnterRestoration(Restorations restorations, Problems problems) {
        this.restorations = restorations;
        this.problems = problems;
    }

    @Allowed({Role.OFFICER, Role.OPERATOR})
    @PostMapping("/api/v1/restorations")
    ResponseEntity<ObjectNode> enter(HttpServletRequest request) throws IOException {
        JsonBody body = JsonBody.read(request, FIELDS, MOST_BYTES);
        Answer<Restored> answer =
                restorations.restore(
                        new Restorations.Presented(
                                Caller.require(request),
                                body.text("receipt", ReceiptVerifier.MAX_CHARS),
                                body.bytes("paper", PaperVerifier.MAX_BYTES),
                                body.bytes("key", KEY_BYTES)));
        return switch (answer) {
            case Answer.Refused<Restored>(Refusal refusal) -> throw refused(request, refusal);
            case Answer.Given<Restored>(Restored restored) -> answered(restored);
        };
    }

    /// With the verifier's own words, in the caller's language, for what it found.
    private ProblemRaised refused(HttpServletRequest request, Refusal refusal) {
        Problem problem = Answers.raised(refusal, problems).problem();
        Optional<Map<String, String>> words =
                Optional.ofNullable(refusal.data().get("reason")).flatMap(EnterRestoration::texts);
        String language = Language.accepted(request).code();
        return new ProblemRaised(
                words.map(texts -> problem.with("because", texts.getOrDefault(language, "")))
                        .orElse(problem));
    }

    private static Optional<Map<String, String>> texts(String code) {
        for (Reason reason : Reason.values()) {
            if (reason.code().equals(code)) {
                return Optional.of(reason.texts());
            }
        }
        return Optional.empty();
    }

    private ResponseEntity<ObjectNode> answered(Restored restored) {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        return switch (restored) {
            case Restored.Held held -> {
                says(node, "held");
                Answers.position(node.putObject("receipt"), held.receipt());
                yield ResponseEntity.ok(node);
            }
            case Restored.Entered entered -> {
                says(node, "restored");
                node.put("type", entered.type());
                node.put("paper", entered.paper());
                Restorations.Mark mark = entered.mark();
                ObjectNode lost = node.putObject("lost").put("origin", mark.origin());
                mark.index().ifPresent(index -> lost.put("index", index));
                lost.put("leafHash", mark.leaf().hex());
                lost.put("time", Instant.ofEpochSecond(mark.time()).toString());
                Answers.position(node.putObject("receipt"), entered.receipt());
                var created =
                        ResponseEntity.created(URI.create("/api/v1/issuances/" + entered.paper()));
                if (entered.repeated()) {
                    created.header("Idempotent-Replayed", "true");
                }
                yield created.body(node);
            }
        };
    }

    private void says(ObjectNode node, String state) {
        node.put("state", state);
        ObjectNode says = node.putObject("says");
        for (Language language : Language.values()) {
            String words = problems.words("restoration." + state).in(language.code());
            says.put(language.code(), words);
        }
    }
}
