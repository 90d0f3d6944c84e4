// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.holdfast.database.Database;
import org.holdfast.identity.Accounts;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.NewAccount;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Principals;
import org.holdfast.identity.Role;
import org.holdfast.ledger.Mirroring;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/api/v1/mirrors`: the operator admits a place that keeps a copy of the journals, and sees which
/// there are. Admitting the same place again gives it a new token and changes nothing else.
@RestController
@Allowed(Role.OPERATOR)
class AdmitMirror {
    private static final Set<String> FIELDS = Set.of("name", "mirror", "witness", "address");

    /// A mirror runs for years without anybody near it.
    private static final Duration VALIDITY = Duration.ofDays(3_650);

    private final Mirroring mirroring;
    private final Accounts accounts;
    private final Principals principals;
    private final Database database;

    AdmitMirror(Mirroring mirroring, Accounts accounts, Principals principals, Database database) {
        this.mirroring = mirroring;
        this.accounts = accounts;
        this.principals = principals;
        this.database = database;
    }

    @PostMapping("/api/v1/mirrors")
    ResponseEntity<ObjectNode> admit(HttpServletRequest request) throws IOException {
        var _ = Bodies.operation(request);
        JsonBody body = JsonBody.read(request, FIELDS);
        String name = body.text("name", 40);
        try {
            mirroring.admit(
                    new Mirroring.Place(
                            name,
                            body.text("mirror", 4_000),
                            body.text("witness", 4_000),
                            body.maybe("address", 220)));
        } catch (IllegalArgumentException refused) {
            throw new ProblemRaised("bad-mirror", 422);
        }
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("name", name);
        node.put("token", principals.token(account(name), VALIDITY));
        return ResponseEntity.status(HttpStatus.CREATED).body(node);
    }

    private Principal account(String name) {
        return accounts.all().stream()
                .filter(one -> one.role() == Role.MIRROR && one.name().equals(name))
                .findFirst()
                .orElseGet(() ->
                        database.inTransaction(tx ->
                                accounts.add(
                                        tx,
                                        new NewAccount(
                                                Role.MIRROR,
                                                Optional.empty(),
                                                Optional.empty(),
                                                name))));
    }

    @GetMapping("/api/v1/mirrors")
    ObjectNode all() {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("needed", mirroring.needed());
        ArrayNode list = node.putArray("mirrors");
        for (Mirroring.Place place : mirroring.places()) {
            ObjectNode one = list.addObject();
            one.put("name", place.name())
                    .put("mirror", place.mirror())
                    .put("witness", place.witness());
            place.address().ifPresent(address -> one.put("address", address));
        }
        return node;
    }
}
