// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.holdfast.identity.Accounts;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.journal.Hash;
import org.holdfast.ledger.Receipts;
import org.holdfast.pki.CertificateName;
import org.holdfast.pki.Issued;
import org.holdfast.pki.Pki;
import org.holdfast.pki.PkiAnswer;
import org.holdfast.pki.PkiRefusal;
import org.holdfast.pki.RevocationReason;
import org.holdfast.pki.Use;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/api/v1/authorities` and `/api/v1/certificates`: who issues, what the authorities have issued,
/// and orders to issue and to revoke. An official's certificate is of an account that is open; a
/// machine's of any name.
@RestController
@Allowed(Role.OPERATOR)
class CertificateOrders {
    private static final int MOST_REQUEST = 8_192;
    private static final int LONGEST_NAME = 100;

    private final Pki pki;
    private final Accounts accounts;
    private final Receipts receipts;
    private final InstantSource clock;

    CertificateOrders(Pki pki, Accounts accounts, Receipts receipts, InstantSource clock) {
        this.pki = pki;
        this.accounts = accounts;
        this.receipts = receipts;
        this.clock = clock;
    }

    @GetMapping("/api/v1/authorities")
    ObjectNode authorities() {
        return describe(pki.authorities());
    }

    /// Idempotent without a key: what is there stays.
    @PostMapping("/api/v1/authorities")
    ResponseEntity<ObjectNode> begin() {
        return ResponseEntity.status(HttpStatus.CREATED).body(describe(pki.begin()));
    }

    private static ObjectNode describe(List<Pki.Issuing> authorities) {
        ObjectNode answer = JsonMapper.shared().createObjectNode();
        ArrayNode list = answer.putArray("authorities");
        for (Pki.Issuing one : authorities) {
            list.addObject()
                    .put("authority", one.authority().code())
                    .put("site", one.site())
                    .put("key", one.key())
                    .put("certificate", encode(one.certificate()))
                    .put("notAfter", one.certificate().getNotAfter().toInstant().toString());
        }
        return answer;
    }

    @GetMapping("/api/v1/certificates")
    ObjectNode list() {
        ObjectNode answer = JsonMapper.shared().createObjectNode();
        ArrayNode list = answer.putArray("certificates");
        pki.all().forEach(one -> describe(list.addObject(), one));
        return answer;
    }

    @PostMapping("/api/v1/certificates")
    ResponseEntity<ObjectNode> issue(HttpServletRequest request) throws IOException {
        String operation = Bodies.operation(request).value();
        JsonBody body = JsonBody.read(request, Set.of("use", "holder", "request"));
        Use use =
                Use.of(body.text("use", LONGEST_NAME))
                        .filter(one -> one == Use.OFFICIAL || one == Use.SITE)
                        .orElseThrow(() -> JsonBody.bad("use"));
        String holder = body.text("holder", LONGEST_NAME);
        if (use == Use.OFFICIAL && !isOfficial(holder)) {
            throw new ProblemRaised(PkiRefusal.BAD_HOLDER.code(), 422);
        }
        if (use == Use.OFFICIAL && isAnotherOperator(holder, Caller.require(request))) {
            throw new ProblemRaised("certificate-of-operator", 403);
        }
        byte[] asked =
                body.bytes("request", MOST_REQUEST)
                        .orElseThrow(() -> new ProblemRaised(PkiRefusal.BAD_REQUEST.code(), 422));
        return answer(
                pki.issue(
                        new Pki.Order(
                                Caller.require(request).id(), operation, use, holder, asked)));
    }

    /// Who could certify a key of their own for another operator could agree with themselves.
    private boolean isAnotherOperator(String holder, Principal who) {
        return !holder.equals(who.id())
                && accounts.find(holder).filter(one -> one.role() == Role.OPERATOR).isPresent();
    }

    private boolean isOfficial(String holder) {
        return accounts.find(holder)
                .map(Principal::role)
                .filter(role -> role == Role.OFFICER || role == Role.OPERATOR)
                .isPresent();
    }

    @PostMapping("/api/v1/certificates/{name}/revocation")
    ResponseEntity<ObjectNode> revoke(HttpServletRequest request, @PathVariable("name") String name)
            throws IOException {
        String operation = Bodies.operation(request).value();
        JsonBody body = JsonBody.read(request, Set.of("reason"));
        RevocationReason reason =
                RevocationReason.of(body.text("reason", LONGEST_NAME))
                        .orElseThrow(() -> JsonBody.bad("reason"));
        CertificateName which =
                CertificateName.of(name)
                        .orElseThrow(() -> new ProblemRaised(PkiRefusal.UNKNOWN.code(), 404));
        return answer(pki.revoke(Caller.require(request).id(), operation, which, reason));
    }

    private ResponseEntity<ObjectNode> answer(PkiAnswer answer) {
        return switch (answer) {
            case PkiAnswer.Refused(PkiRefusal why) ->
                    throw new ProblemRaised(why.code(), status(why));
            case PkiAnswer.Given(Issued one, Hash leaf, boolean repeated) -> {
                ObjectNode node = JsonMapper.shared().createObjectNode();
                describe(node, one);
                node.put("certificate", encode(one.certificate()));
                yield created(node, leaf, repeated);
            }
            case PkiAnswer.Lost _ -> throw new IllegalStateException("another order's answer");
            case PkiAnswer.Revoked(Issued.Revocation revoked, Hash leaf, boolean repeated) -> {
                ObjectNode node = JsonMapper.shared().createObjectNode();
                pki.find(revoked.name()).ifPresent(one -> describe(node, one));
                node.put("name", revoked.name().text());
                describe(node, revoked);
                yield created(node, leaf, repeated);
            }
        };
    }

    private ResponseEntity<ObjectNode> created(ObjectNode node, Hash leaf, boolean repeated) {
        receipts.of(leaf)
                .ifPresent(receipt -> Answers.position(node.putObject("receipt"), receipt));
        var given = ResponseEntity.status(HttpStatus.CREATED);
        if (repeated) {
            given.header("Idempotent-Replayed", "true");
        }
        return given.body(node);
    }

    private static void describe(ObjectNode node, Issued.Revocation revoked) {
        node.putObject("revoked")
                .put("at", revoked.at().toString())
                .put("reason", revoked.reason().code());
    }

    private static int status(PkiRefusal why) {
        return switch (why) {
            case BAD_REQUEST, BAD_KEY, BAD_HOLDER -> 422;
            case REUSED, SITE_HEARD -> 409;
            case UNKNOWN, NO_SITE -> 404;
            case NOT_READY -> 503;
        };
    }

    private void describe(ObjectNode node, Issued one) {
        Instant now = clock.instant();
        node.put("name", one.name().text());
        node.put("authority", one.authority().code());
        node.put("use", one.use().code());
        node.put("holder", one.holder());
        node.put("notBefore", one.certificate().getNotBefore().toInstant().toString());
        node.put("notAfter", one.certificate().getNotAfter().toInstant().toString());
        node.put("good", one.isGood(now));
        one.revocation().ifPresent(revoked -> describe(node, revoked));
    }

    private static String encode(X509Certificate certificate) {
        try {
            return Base64.getEncoder().encodeToString(certificate.getEncoded());
        } catch (CertificateEncodingException bug) {
            throw new IllegalStateException(bug);
        }
    }
}
