// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import org.holdfast.cases.Erasures;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.Role;
import org.holdfast.ledger.Attestation;
import org.holdfast.ledger.MirrorAttestation;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `GET /api/v1/erasures/{id}`: how far an erasure has come, and until when backups may hold it.
@RestController
class ShowErasure {
    private final Erasures erasures;
    private final Problems problems;

    ShowErasure(Erasures erasures, Problems problems) {
        this.erasures = erasures;
        this.problems = problems;
    }

    @Allowed({Role.OFFICER, Role.OPERATOR})
    @GetMapping("/api/v1/erasures/{id}")
    ObjectNode show(HttpServletRequest request, @PathVariable String id) {
        return document(
                Answers.given(erasures.find(Caller.require(request), id), problems), problems);
    }

    static ObjectNode document(Erasures.Erasure erasure, Problems problems) {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        boolean done = !erasure.attestations().isEmpty();
        String state = done ? "destroyed" : "ordered";
        node.put("id", erasure.id());
        node.put("office", erasure.office().value());
        erasure.basis()
                .ifPresent(basis ->
                        node.putObject("basis").put("code", basis.code()).put("law", basis.law()));
        node.put("at", erasure.at().toString());
        node.put("state", state);
        ObjectNode says = node.putObject("says");
        for (Language language : Language.values()) {
            String words = problems.words("erasure." + state).in(language.code());
            says.put(language.code(), words);
        }
        erasure.acceptance().ifPresent(acceptance -> Numbers.put(node, acceptance));
        node.put("keys", erasure.keys());
        node.put("papers", erasure.papers());
        node.put("backupsUntil", erasure.backupsUntil().toString());
        ArrayNode sites = node.putArray("attestations");
        for (Attestation one : erasure.attestations()) {
            ObjectNode site = sites.addObject();
            site.put("site", one.site());
            site.put("at", one.at().toString());
            ArrayNode keys = site.putArray("keys");
            one.keys()
                    .forEach(key ->
                            keys.addObject()
                                    .put("key", key.key().hex())
                                    .put("destroyedAt", key.at().toString()));
            site.put("blobsZeroed", one.zeroed());
        }
        ArrayNode mirrors = node.putArray("mirrors");
        for (MirrorAttestation one : erasure.copies()) {
            mirrors.addObject()
                    .put("place", one.place())
                    .put("at", one.at().toString())
                    .put("blobsZeroed", one.zeroed())
                    .put("statement", one.note());
        }
        ArrayNode waiting = node.putArray("waiting");
        erasure.waiting().forEach(waiting::add);
        ArrayNode receipts = node.putArray("receipts");
        erasure.receipts().forEach(receipt -> Answers.position(receipts.addObject(), receipt));
        return node;
    }
}
