// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.Role;
import org.holdfast.provider.Provider;
import org.holdfast.provider.Service;
import org.holdfast.provider.ServiceAnswer;
import org.holdfast.provider.ServiceRefusal;
import org.holdfast.provider.Services;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/api/v1/services`: which services of others log people in through the office.
@RestController
@Allowed(Role.OPERATOR)
class ServiceRoutes {
    private static final Set<String> FIELDS = Set.of("name", "redirects", "quotaPerMinute", "keys");
    private static final Set<String> LANGUAGES = Set.of("ko", "ja", "en");
    private static final Set<String> KEY = Set.of("kty", "crv", "x", "y", "kid", "use", "alg");
    private static final int LONGEST = 400;
    private static final int MOST_REDIRECTS = 10;
    private static final int MOST_KEYS = 4;
    private static final int MOST_A_MINUTE = 60_000;

    private final Services services;

    ServiceRoutes(Provider provider) {
        this.services = provider.services();
    }

    @PostMapping("/api/v1/services")
    ResponseEntity<ObjectNode> register(HttpServletRequest request) throws IOException {
        var operation = Bodies.operation(request);
        JsonBody body = JsonBody.read(request, FIELDS);
        JsonBody name = body.within("name", LANGUAGES);
        int quota =
                body.whole("quotaPerMinute", 1, MOST_A_MINUTE)
                        .orElseThrow(() ->
                                new ProblemRaised(
                                        Problem.of("missing-field", 422)
                                                .with("field", "quotaPerMinute")));
        ServiceAnswer answer =
                services.register(
                        new Services.Order(
                                Caller.require(request),
                                operation.value(),
                                Map.of(
                                        "ko", name.text("ko", LONGEST),
                                        "ja", name.text("ja", LONGEST),
                                        "en", name.text("en", LONGEST)),
                                body.texts("redirects", MOST_REDIRECTS, LONGEST),
                                quota,
                                keys(body)));
        return given(answer);
    }

    private static List<Service.Key> keys(JsonBody body) {
        return body.objects("keys", MOST_KEYS, KEY).stream().map(ServiceRoutes::key).toList();
    }

    /// A JWK; one that holds a private half is refused as any member that is not described.
    private static Service.Key key(JsonBody key) {
        if (!key.text("kty", LONGEST).equals("EC")
                || !key.text("crv", LONGEST).equals("P-256")
                || !key.maybe("use", LONGEST).orElse("sig").equals("sig")
                || !key.maybe("alg", LONGEST).orElse("ES256").equals("ES256")) {
            throw JsonBody.bad("keys");
        }
        return new Service.Key(
                key.text("kid", LONGEST), key.text("x", LONGEST), key.text("y", LONGEST));
    }

    @GetMapping("/api/v1/services")
    ObjectNode list() {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        ArrayNode list = node.putArray("services");
        services.all().forEach(one -> list.add(document(one)));
        return node;
    }

    /// Idempotent without a key: what has ended stays so.
    @PostMapping("/api/v1/services/{id}/end")
    ResponseEntity<ObjectNode> end(HttpServletRequest request, @PathVariable("id") String id) {
        return given(services.end(Caller.require(request), id));
    }

    private static ResponseEntity<ObjectNode> given(ServiceAnswer answer) {
        return switch (answer) {
            case ServiceAnswer.Given given ->
                    FactAnswers.created(document(given), given.repeated());
            case ServiceAnswer.Refused(ServiceRefusal why) -> throw raised(why);
        };
    }

    private static ProblemRaised raised(ServiceRefusal why) {
        return switch (why) {
            case ROLE_NOT_PERMITTED -> new ProblemRaised("role-not-permitted", 403);
            case REUSED -> new ProblemRaised("operation-reused", 422);
            case UNKNOWN -> new ProblemRaised("service-unknown", 404);
            case TOO_MANY -> new ProblemRaised("services-too-many", 409);
            case BAD_NAME -> JsonBody.bad("name");
            case BAD_REDIRECT ->
                    new ProblemRaised(
                            Problem.of("service-redirect", 422).with("field", "redirects"));
            case BAD_QUOTA -> JsonBody.bad("quotaPerMinute");
            case BAD_KEY -> new ProblemRaised(Problem.of("service-key", 422).with("field", "keys"));
        };
    }

    private static ObjectNode document(ServiceAnswer.Given given) {
        Service service = given.service();
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("clientId", service.id()).put("inForce", !service.ended());
        ObjectNode name = node.putObject("name");
        List.of("ko", "ja", "en").forEach(one -> name.put(one, service.name(one)));
        ArrayNode redirects = node.putArray("redirects");
        service.redirects().forEach(redirects::add);
        node.put("quotaPerMinute", service.quota());
        ArrayNode keys = node.putArray("keys");
        service.keys()
                .forEach(key ->
                        keys.addObject()
                                .put("kty", "EC")
                                .put("crv", "P-256")
                                .put("kid", key.id())
                                .put("x", key.x())
                                .put("y", key.y()));
        node.put("at", service.at().toString());
        FactAnswers.receipt(node, given.receipt());
        return node;
    }
}
