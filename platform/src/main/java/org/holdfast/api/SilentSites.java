// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Set;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.Role;
import org.holdfast.journal.Hash;
import org.holdfast.ledger.Receipts;
import org.holdfast.pki.Pki;
import org.holdfast.pki.PkiAnswer;
import org.holdfast.pki.PkiRefusal;
import org.holdfast.pki.SiteSilence;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/api/v1/authorities/sites`: whose revocations are read up to when, and statements of two
/// operators that a silent site is lost, so that the others' status grows newer without it.
@RestController
@Allowed(Role.OPERATOR)
class SilentSites {
    private final Pki pki;
    private final Receipts receipts;

    SilentSites(Pki pki, Receipts receipts) {
        this.pki = pki;
        this.receipts = receipts;
    }

    @GetMapping("/api/v1/authorities/sites")
    ObjectNode sites() {
        ObjectNode answer = JsonMapper.shared().createObjectNode();
        ArrayNode list = answer.putArray("sites");
        pki.silence().sites().forEach(one -> describe(list.addObject(), one));
        return answer;
    }

    private static void describe(ObjectNode node, SiteSilence.Standing one) {
        node.put("site", one.site());
        one.heard().ifPresent(moment -> node.put("heard", moment.toString()));
        node.put("silent", one.silent());
        node.put("operators", one.operators());
        node.put("lost", one.lost());
    }

    /// States that a silent site is lost.
    @PostMapping("/api/v1/authorities/sites/{site}/loss")
    ResponseEntity<ObjectNode> lose(HttpServletRequest request, @PathVariable("site") String site)
            throws IOException {
        String operation = Bodies.operation(request).value();
        var _ = JsonBody.read(request, Set.of());
        PkiAnswer answer = pki.silence().state(Caller.require(request).id(), operation, site);
        return switch (answer) {
            case PkiAnswer.Refused(PkiRefusal why) ->
                    throw new ProblemRaised(why.code(), why == PkiRefusal.NO_SITE ? 404 : 409);
            case PkiAnswer.Lost(SiteSilence.Standing standing, Hash leaf, boolean repeated) ->
                    created(standing, leaf, repeated);
            default -> throw new IllegalStateException("another order's answer");
        };
    }

    private ResponseEntity<ObjectNode> created(
            SiteSilence.Standing standing, Hash leaf, boolean repeated) {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        describe(node, standing);
        receipts.of(leaf)
                .ifPresent(receipt -> Answers.position(node.putObject("receipt"), receipt));
        var given = ResponseEntity.status(HttpStatus.CREATED);
        if (repeated) {
            given.header("Idempotent-Replayed", "true");
        }
        return given.body(node);
    }
}
