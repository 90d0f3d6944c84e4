// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.holdfast.cases.PlainText;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.Public;
import org.holdfast.identity.Role;
import org.holdfast.logins.CertificateLogins;
import org.holdfast.logins.LoginAnswer;
import org.holdfast.logins.LoginReview;
import org.holdfast.logins.Logins;
import org.holdfast.pki.Pki;
import org.holdfast.validation.Tier;
import org.holdfast.validation.Tiers;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/api/v1/logins/...`: officials log in by a challenge that they sign with their certificate's
/// key, and operators see what became of such logins.
@RestController
class CertificateLogin {
    private static final Duration LENGTH = Duration.ofHours(8);
    private static final int LONGEST_CHALLENGE = 100;
    private static final int LONGEST_BODY = 16_384;
    private static final String CERTIFICATE = "certificate";
    private static final String SIGNATURE = "signature";
    private static final String REASON = "reason";

    private final Logins logins;
    private final LoginHands hands;
    private final Pki pki;

    CertificateLogin(Logins logins, LoginHands hands, Pki pki) {
        this.logins = logins;
        this.hands = hands;
        this.pki = pki;
    }

    /// Keeps nothing, so that asking costs nobody anything. What is signed, whoever signs makes
    /// themselves: nobody signs what somebody else has written.
    @Public
    @PostMapping("/api/v1/logins/challenge")
    ObjectNode challenge(HttpServletRequest request) throws IOException {
        JsonBody _ = JsonBody.read(request, Set.of(), LONGEST_BODY);
        CertificateLogins certificates = logins.certificates();
        return JsonMapper.shared()
                .createObjectNode()
                .put("challenge", certificates.challenge())
                .put("domain", logins.domain())
                .put("tier", name(certificates.tier()));
    }

    private static Optional<String> reason(JsonBody body) {
        Optional<String> reason =
                body.maybe(REASON, CertificateLogins.LONGEST_REASON)
                        .filter(words -> !words.isBlank());
        if (reason.isPresent() && !PlainText.isPlain(reason.get())) {
            throw JsonBody.bad(REASON);
        }
        return reason;
    }

    @Public
    @PostMapping("/api/v1/logins/certificate")
    ObjectNode enter(HttpServletRequest request) throws IOException {
        JsonBody body =
                JsonBody.read(
                        request,
                        Set.of("challenge", CERTIFICATE, SIGNATURE, "second", REASON),
                        LONGEST_BODY);
        String challenge = body.text("challenge", LONGEST_CHALLENGE);
        CertificateLogins.Shown first = shown(body);
        Optional<CertificateLogins.Second> second = second(body);
        LoginAnswer.In in =
                hands.byCertificate(
                        () -> logins.certificates().enter(challenge, first, second, LENGTH));
        ObjectNode answer =
                JsonMapper.shared()
                        .createObjectNode()
                        .put("token", in.opened().token())
                        .put("until", in.opened().until().toString())
                        .put("account", in.who().id())
                        .put("role", in.who().role().code())
                        .put("tier", name(in.tier()));
        in.asOf().ifPresent(moment -> answer.put("asOf", moment.toString()));
        return answer;
    }

    private static CertificateLogins.Shown shown(JsonBody body) {
        return new CertificateLogins.Shown(
                body.bytes(CERTIFICATE, CertificateLogins.LONGEST_CERTIFICATE)
                        .orElseThrow(() -> missing(CERTIFICATE)),
                body.bytes(SIGNATURE, CertificateLogins.LONGEST_SIGNATURE)
                        .orElseThrow(() -> missing(SIGNATURE)));
    }

    private static ProblemRaised missing(String field) {
        return new ProblemRaised(Problem.of("missing-field", 422).with("field", field));
    }

    /// Another official comes with a reason, and a reason with another official.
    private static Optional<CertificateLogins.Second> second(JsonBody body) {
        Optional<String> reason = reason(body);
        Optional<JsonBody> other = body.inner("second", Set.of(CERTIFICATE, SIGNATURE));
        if (other.isPresent() && reason.isEmpty()) {
            throw missing(REASON);
        }
        if (other.isEmpty() && reason.isPresent()) {
            throw missing("second");
        }
        return other.map(shown -> new CertificateLogins.Second(shown(shown), reason.orElseThrow()));
    }

    @Allowed(Role.OPERATOR)
    @GetMapping("/api/v1/logins/review")
    ObjectNode review() {
        CertificateLogins certificates = logins.certificates();
        LoginReview review = logins.review();
        ObjectNode answer = JsonMapper.shared().createObjectNode();
        answer.put("tier", name(certificates.tier()));
        pki.asOf().ifPresent(moment -> answer.put("asOf", moment.toString()));
        Tiers bounds = certificates.bounds();
        answer.putObject("bounds")
                .put("full", bounds.full().toString())
                .put("marked", bounds.marked().toString())
                .put("counter", bounds.counter().toString());
        answer.put("open", review.open());
        ArrayNode list = answer.putArray("exceptions");
        review.exceptions().forEach(one -> describe(list.addObject(), one));
        return answer;
    }

    private static void describe(ObjectNode node, LoginReview.Finding one) {
        node.put("at", one.at().toString());
        node.put(
                "why",
                switch (one.why()) {
                    case REVOKED_BEFORE -> "revoked-before";
                    case BROKEN_GLASS -> "broken-glass";
                });
        node.put("account", one.account());
        node.put(CERTIFICATE, one.certificate().text());
        one.asOf().ifPresent(moment -> node.put("asOf", moment.toString()));
        one.second().ifPresent(account -> node.put("second", account));
        one.reason().ifPresent(words -> node.put(REASON, words));
    }

    static String name(Tier tier) {
        return switch (tier) {
            case FULL -> "full";
            case MARKED -> "marked";
            case COUNTER -> "counter";
            case BREAK_GLASS -> "break-glass";
        };
    }
}
