// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.TreeMap;
import org.holdfast.identity.Public;
import org.holdfast.verifier.PaperVerdict;
import org.holdfast.verifier.PaperVerifier;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `POST /api/v1/verifications`: takes the raw PDF and says what it is. Open to anybody who holds
/// the paper; changes nothing, so it needs no `Idempotency-Key`.
@RestController
class VerifyPaper {
    private final Verification verification;
    private final Problems texts;

    VerifyPaper(Verification verification, Problems texts) {
        this.verification = verification;
        this.texts = texts;
    }

    @Public
    @PostMapping("/api/v1/verifications")
    ObjectNode verify(HttpServletRequest request) throws IOException {
        byte[] pdf = Bodies.read(request, PaperVerifier.MAX_BYTES);
        return document(verification.paper(pdf));
    }

    private ObjectNode document(PaperVerdict verdict) {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("verdict", verdict.verdict().code());
        node.put("reason", verdict.reason().code());
        ObjectNode says = node.putObject("says");
        new TreeMap<>(verdict.texts()).forEach(says::put);
        ObjectNode details = node.putObject("details");
        new TreeMap<>(verdict.details()).forEach(details::put);
        verdict.claims()
                .ifPresent(c -> {
                    ObjectNode seal = node.putObject("seal");
                    seal.put("office", c.office());
                    seal.put("service", c.service());
                    seal.put("number", c.number());
                    seal.put("entry", c.entryId());
                    seal.put("holder", c.name());
                    seal.put("issuedAt", c.issuedAt().toString());
                    seal.put("asOf", c.asOf().toString());
                    seal.put("specimen", c.specimen());
                });
        verdict.signer().ifPresent(s -> node.put("signer", s.name()));
        String entry = verdict.details().get("resignedEntry");
        if (entry != null) {
            resigned(node.putObject("resigned"), entry, verdict.details().get("resignedAt"));
        }
        return node;
    }

    /// Where whoever may have the paper gets the copy that counts.
    private void resigned(ObjectNode node, String entry, @Nullable String at) {
        node.put("at", at);
        node.putObject("document").put("href", "/api/v1/issuances/" + entry + "/resigned");
        ObjectNode says = node.putObject("says");
        for (Language language : Language.values()) {
            says.put(language.code(), texts.words("resigned-copy").in(language.code()));
        }
    }
}
