// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.holdfast.catalogue.Texts;
import org.holdfast.catalogue.Words;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Finds the words of problems and writes them as RFC 9457 documents. Thread-safe.
public final class Problems {
    /// The statuses of refusals that come from below the web; any other code is 422.
    private static final Map<String, Integer> STATUS =
            Map.ofEntries(
                    Map.entry("unknown-service", 404),
                    Map.entry("unknown-subject", 404),
                    Map.entry("paper-unknown", 404),
                    Map.entry("wrong-office", 403),
                    Map.entry("role-not-permitted", 403),
                    Map.entry("asker-not-entitled", 403),
                    Map.entry("abstract-only", 403),
                    Map.entry("restricted-applicant", 403),
                    Map.entry("restricted-subject", 403),
                    Map.entry("option-not-permitted", 403),
                    Map.entry("erasure-unknown", 404),
                    Map.entry("erasure-restricted", 403),
                    Map.entry("already-erased", 409),
                    Map.entry("erased", 410),
                    Map.entry("no-proof-before", 404),
                    Map.entry("restoration-conflict", 409),
                    Map.entry("move-unknown", 404),
                    Map.entry("filing-unknown", 404),
                    Map.entry("filing-not-held", 409),
                    Map.entry("block-unknown", 404),
                    Map.entry("block-lifted", 409),
                    Map.entry("already-withdrawn", 409),
                    Map.entry("paper-withdrawn", 410),
                    Map.entry("facts-not-sealed", 503),
                    Map.entry("facts-too-old", 503),
                    Map.entry("changes-not-taken", 503),
                    Map.entry("clock-wrong", 503),
                    Map.entry("outcome-unknown", 503),
                    Map.entry("paper-stopped", 500));

    private final WebTexts own = WebTexts.read(Problems.class, "problems");
    private final Texts refusals;
    private final JsonMapper json = JsonMapper.shared();

    public Problems(Texts refusals) {
        this.refusals = refusals;
    }

    /// The problem of a refusal that came from below the web.
    public Problem ofRefusal(String code, Map<String, String> data) {
        return new Problem(code, STATUS.getOrDefault(code, 422), data);
    }

    /// The words for a code: the web's own or those of the packs.
    public Words words(String code) {
        if (own.has(code)) {
            return own.words(code);
        }
        return refusals.find(code).orElseGet(() -> own.words("internal"));
    }

    /// The problem as a document in one language.
    public ObjectNode document(Problem problem, Language language) {
        ObjectNode node = json.createObjectNode();
        node.put("type", "urn:holdfast:problem:" + problem.code());
        node.put("title", title(problem.status(), language));
        node.put("status", problem.status());
        node.put("code", problem.code());
        node.put("detail", words(problem.code()).in(language.code()));
        problem.data().forEach((k, v) -> node.putIfAbsent(k, json.getNodeFactory().stringNode(v)));
        return node;
    }

    /// The few words that stand over problems of one status.
    public String title(int status, Language language) {
        String key = "title." + status;
        return own.words(own.has(key) ? key : "title.500").in(language.code());
    }

    /// Answers with a problem; does nothing when an answer has already begun.
    public void write(HttpServletRequest request, HttpServletResponse response, Problem problem)
            throws IOException {
        if (response.isCommitted()) {
            return;
        }
        Language language = Language.accepted(request);
        byte[] body =
                json.writeValueAsString(document(problem, language))
                        .getBytes(StandardCharsets.UTF_8);
        response.setStatus(problem.status());
        response.setContentType("application/problem+json");
        response.setHeader("Content-Language", language.code());
        if (problem.status() == 503) {
            response.setHeader("Retry-After", "1");
        }
        if (problem.status() == 401) {
            response.setHeader("WWW-Authenticate", "Bearer");
        }
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
