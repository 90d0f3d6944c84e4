// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.Role;
import org.holdfast.offices.OfficeCode;
import org.holdfast.preservation.Preservation;
import org.holdfast.preservation.Renewal;
import org.holdfast.preservation.RenewalAnswer;
import org.holdfast.preservation.RenewalProgress;
import org.holdfast.preservation.RenewalRefusal;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/api/v1/renewals`: weak seal keys, and what becomes of the papers that they sealed.
@RestController
@Allowed(Role.OPERATOR)
class RenewalRoutes {
    private static final Set<String> FIELDS =
            Set.of("key", "office", "madeBefore", "cutOff", "reason");
    private static final int LONGEST = 400;
    private static final Pattern KEY = Pattern.compile("[0-9a-f]{16}");

    private final Preservation preservation;

    RenewalRoutes(Preservation preservation) {
        this.preservation = preservation;
    }

    @PostMapping("/api/v1/renewals")
    ResponseEntity<ObjectNode> order(HttpServletRequest request) throws IOException {
        var operation = Bodies.operation(request);
        JsonBody body = JsonBody.read(request, FIELDS);
        RenewalAnswer answer =
                preservation.order(
                        new Preservation.Order(
                                Caller.require(request),
                                operation.value(),
                                selection(body),
                                moment("cutOff", body.text("cutOff", LONGEST)),
                                body.text("reason", LONGEST)));
        return switch (answer) {
            case RenewalAnswer.Given given ->
                    FactAnswers.created(document(given), given.repeated());
            case RenewalAnswer.Refused(RenewalRefusal why) -> throw raised(why);
        };
    }

    /// One of the three, and no two.
    private static Renewal.Selection selection(JsonBody body) {
        Optional<String> key = body.maybe("key", LONGEST);
        Optional<String> office = body.maybe("office", LONGEST);
        Optional<String> before = body.maybe("madeBefore", LONGEST);
        List<Renewal.Selection> named = new ArrayList<>();
        key.map(RenewalRoutes::key).ifPresent(named::add);
        office.map(text -> new Renewal.Selection.OfOffice(office(text))).ifPresent(named::add);
        before.map(text -> new Renewal.Selection.MadeBefore(moment("madeBefore", text)))
                .ifPresent(named::add);
        if (named.size() != 1) {
            throw new ProblemRaised("renewal-selection", 422);
        }
        return named.getFirst();
    }

    private static Renewal.Selection key(String text) {
        if (!KEY.matcher(text).matches()) {
            throw JsonBody.bad("key");
        }
        return new Renewal.Selection.Key(text);
    }

    private static OfficeCode office(String text) {
        return Answers.office("office", text);
    }

    private static Instant moment(String field, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException notAMoment) {
            throw JsonBody.bad(field);
        }
    }

    @GetMapping("/api/v1/renewals")
    ObjectNode list() {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        ArrayNode list = node.putArray("renewals");
        preservation.all().forEach(one -> list.add(document(one)));
        return node;
    }

    @GetMapping("/api/v1/renewals/{name}")
    ObjectNode progress(@PathVariable("name") String name) {
        return preservation
                .progress(name)
                .map(RenewalRoutes::document)
                .orElseThrow(() -> raised(RenewalRefusal.UNKNOWN));
    }

    private static ProblemRaised raised(RenewalRefusal why) {
        return switch (why) {
            case ROLE_NOT_PERMITTED -> new ProblemRaised("role-not-permitted", 403);
            case REUSED -> new ProblemRaised("operation-reused", 422);
            case UNKNOWN -> new ProblemRaised("renewal-unknown", 404);
            case UNKNOWN_KEY -> new ProblemRaised("renewal-key", 404);
            case ALREADY -> new ProblemRaised("renewal-already", 409);
            case BAD_MOMENT -> JsonBody.bad("madeBefore");
            case BAD_REASON -> JsonBody.bad("reason");
            case TOO_MANY -> new ProblemRaised("renewals-too-many", 409);
            case NO_STAMPS -> new ProblemRaised("renewal-no-stamps", 409);
        };
    }

    private static ObjectNode document(RenewalAnswer.Given given) {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        renewal(node, given.renewal());
        FactAnswers.receipt(node, given.receipt());
        return node;
    }

    private static void renewal(ObjectNode node, Renewal renewal) {
        node.put("name", renewal.name());
        switch (renewal.selection()) {
            case Renewal.Selection.Key(String key) -> node.put("key", key);
            case Renewal.Selection.OfOffice(OfficeCode office) ->
                    node.put("office", office.value());
            case Renewal.Selection.MadeBefore(Instant moment) ->
                    node.put("madeBefore", moment.toString());
        }
        node.put("cutOff", renewal.cutOff().toString());
        node.put("reason", renewal.reason());
        node.put("at", renewal.at().toString());
    }

    private static ObjectNode document(RenewalProgress progress) {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        renewal(node, progress.renewal());
        node.put("asOf", progress.asOf().toString());
        node.put("nextUpdate", progress.nextUpdate().toString());
        ArrayNode sites = node.putArray("sites");
        for (RenewalProgress.Site site : progress.sites()) {
            ObjectNode one = sites.addObject();
            one.put("site", site.site());
            one.put("asked", site.own());
            one.put("keys", site.keys());
            one.put("counted", site.counted());
            one.put("finished", site.finished());
            ArrayNode services = one.putArray("services");
            site.services()
                    .forEach(service ->
                            services.addObject()
                                    .put("service", service.service())
                                    .put("total", service.total())
                                    .put("stamped", service.stamped())
                                    .put("resigned", service.resigned())
                                    .put("erased", service.erased())
                                    .put("waiting", service.waiting()));
            one.put("unreadableCount", site.unreadableCount());
            ArrayNode unreadable = one.putArray("unreadable");
            site.unreadable()
                    .forEach(paper ->
                            unreadable
                                    .addObject()
                                    .put("leaf", paper.leaf())
                                    .put("reason", paper.reason()));
            site.ends()
                    .ifPresentOrElse(
                            estimate -> estimate(one.putObject("ends"), estimate),
                            () -> one.put("ends", "unknown"));
        }
        return node;
    }

    private static void estimate(ObjectNode node, RenewalProgress.Estimate estimate) {
        node.put("earliest", estimate.earliest().toString());
        node.put("latest", estimate.latest().toString());
        node.put("papersPerSecond", estimate.perSecond());
        node.put("spread", estimate.spread());
        node.put("samples", estimate.samples());
        node.put("overSeconds", estimate.over().toSeconds());
    }
}
