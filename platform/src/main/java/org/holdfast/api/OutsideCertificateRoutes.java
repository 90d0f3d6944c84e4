// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.holdfast.identity.Accounts;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.journal.Hash;
import org.holdfast.ledger.Receipts;
import org.holdfast.logins.CertificateLogins;
import org.holdfast.logins.Logins;
import org.holdfast.logins.OutsideCertificates;
import org.holdfast.pki.CertificateName;
import org.holdfast.validation.SourceState;
import org.holdfast.validation.Standing;
import org.holdfast.validation.StatusStore;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/api/v1/outside-certificates` and `/api/v1/status-sources`: which certificates of outside
/// authorities open which account, how they stand, and what those authorities were heard to say.
@RestController
@Allowed(Role.OPERATOR)
class OutsideCertificateRoutes {
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_BODY = 65_536;
    private static final int LONGEST_BASE64 = 4 * (CertificateLogins.LONGEST_CERTIFICATE / 3 + 1);
    private static final String CERTIFICATE = "certificate";

    private final Logins logins;
    private final Accounts accounts;
    private final Receipts receipts;
    private final Optional<OutsideCertificates.Outside> outside;

    OutsideCertificateRoutes(
            Logins logins,
            Accounts accounts,
            Receipts receipts,
            Optional<OutsideCertificates.Outside> outside) {
        this.logins = logins;
        this.accounts = accounts;
        this.receipts = receipts;
        this.outside = outside;
    }

    @GetMapping("/api/v1/outside-certificates")
    ObjectNode list() {
        ObjectNode answer = JsonMapper.shared().createObjectNode();
        ArrayNode list = answer.putArray("certificates");
        for (OutsideCertificates.Bound one : logins.outsideCertificates().all()) {
            describe(list.addObject(), one);
        }
        return answer;
    }

    private void describe(ObjectNode node, OutsideCertificates.Bound one) {
        node.put("name", one.name().text());
        node.put("account", one.account());
        node.put("since", one.since().toString());
        node.put("notAfter", one.certificate().getNotAfter().toInstant().toString());
        Optional<Standing> standing = logins.outsideCertificates().standing(one);
        node.put("good", standing.isPresent());
        standing.ifPresent(found -> {
            node.put("tier", CertificateLogin.name(found.tier()));
            node.put("source", found.source().name().toLowerCase(java.util.Locale.ROOT));
            found.asOf().ifPresent(moment -> node.put("asOf", moment.toString()));
        });
    }

    /// Binds a certificate to an official's account.
    @PostMapping("/api/v1/outside-certificates")
    ResponseEntity<ObjectNode> bind(HttpServletRequest request) throws IOException {
        String operation = Bodies.operation(request).value();
        JsonBody body =
                JsonBody.read(request, Set.of("account", CERTIFICATE, "above"), LONGEST_BODY);
        Principal owner =
                accounts.find(body.text("account", LONGEST_NAME))
                        .filter(one -> one.role() == Role.OFFICER || one.role() == Role.OPERATOR)
                        .orElseThrow(() -> new ProblemRaised("bad-certificate-holder", 422));
        Principal operator = Caller.require(request);
        if (owner.role() == Role.OPERATOR && !owner.id().equals(operator.id())) {
            // Who could bind a card of their own to another operator could agree with themselves.
            throw new ProblemRaised("certificate-of-operator", 403);
        }
        byte[] certificate =
                body.bytes(CERTIFICATE, CertificateLogins.LONGEST_CERTIFICATE)
                        .orElseThrow(() ->
                                new ProblemRaised(
                                        Problem.of("missing-field", 422)
                                                .with("field", CERTIFICATE)));
        List<byte[]> above = new ArrayList<>();
        for (String one : body.texts("above", OutsideCertificates.MOST_ABOVE, LONGEST_BASE64)) {
            try {
                above.add(Base64.getDecoder().decode(one));
            } catch (IllegalArgumentException notBase64) {
                throw JsonBody.bad("above");
            }
        }
        return answer(
                logins.outsideCertificates()
                        .bind(
                                new OutsideCertificates.Order(
                                        operator.id(), operation, owner, certificate, above)));
    }

    /// Idempotent without a key: an end is for ever.
    @PostMapping("/api/v1/outside-certificates/{name}/end")
    ResponseEntity<ObjectNode> end(@PathVariable("name") String name) {
        return answer(
                logins.outsideCertificates()
                        .end(
                                CertificateName.of(name)
                                        .orElseThrow(() ->
                                                new ProblemRaised(
                                                        "outside-certificate-unknown", 404))));
    }

    private ResponseEntity<ObjectNode> answer(OutsideCertificates.Answer given) {
        return switch (given) {
            case OutsideCertificates.Answer.Taken taken -> {
                ObjectNode node = JsonMapper.shared().createObjectNode();
                describe(node, taken.bound());
                yield answered(node, taken.leaf(), taken.repeated(), HttpStatus.CREATED);
            }
            case OutsideCertificates.Answer.Ended ended ->
                    answered(
                            JsonMapper.shared()
                                    .createObjectNode()
                                    .put("name", ended.name().text())
                                    .put("ended", true),
                            ended.leaf(),
                            ended.repeated(),
                            HttpStatus.OK);
            case OutsideCertificates.Answer.Refused(String code) ->
                    throw new ProblemRaised(code, status(code));
        };
    }

    private static int status(String code) {
        return switch (code) {
            case "outside-certificate-unknown", "no-outside-authorities" -> 404;
            case "bad-outside-certificate" -> 422;
            default -> 409;
        };
    }

    private ResponseEntity<ObjectNode> answered(
            ObjectNode node, Hash leaf, boolean repeated, HttpStatus status) {
        receipts.of(leaf)
                .ifPresent(receipt -> Answers.position(node.putObject("receipt"), receipt));
        var given = ResponseEntity.status(status);
        if (repeated) {
            given.header("Idempotent-Replayed", "true");
        }
        return given.body(node);
    }

    @GetMapping("/api/v1/status-sources")
    ObjectNode sources() {
        ObjectNode answer = JsonMapper.shared().createObjectNode();
        ArrayNode list = answer.putArray("sources");
        outside.ifPresent(one -> {
            answer.put("clockDoubted", one.store().isClockDoubted());
            for (SourceState source : one.store().sources()) {
                describe(list.addObject(), source);
            }
        });
        return answer;
    }

    private static void describe(ObjectNode node, SourceState source) {
        node.put("name", source.name());
        node.put("known", source.known());
        source.lastGood().ifPresent(at -> node.put("asOf", at.toString()));
        source.since().ifPresent(at -> node.put("silentSince", at.toString()));
        source.failure()
                .ifPresent(failure ->
                        node.put(
                                "failure",
                                failure.why().name().toLowerCase(java.util.Locale.ROOT)));
        source.waiting().ifPresent(digest -> node.put("waiting", digest));
    }

    /// A person takes a trust list that would end too much to be taken by itself. What is accepted
    /// is named by its digest, so a second time changes nothing.
    @PostMapping("/api/v1/status-sources/{name}/acceptance")
    ObjectNode accept(HttpServletRequest request, @PathVariable("name") String name)
            throws IOException {
        JsonBody body = JsonBody.read(request, Set.of("digest"));
        String digest = body.text("digest", LONGEST_NAME);
        StatusStore store =
                outside.map(OutsideCertificates.Outside::store)
                        .orElseThrow(() -> new ProblemRaised("no-outside-authorities", 404));
        if (!store.accept(name, digest)) {
            throw new ProblemRaised("no-such-trust-list", 409);
        }
        return JsonMapper.shared().createObjectNode().put("name", name).put("digest", digest);
    }
}
