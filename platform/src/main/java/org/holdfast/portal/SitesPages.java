// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.holdfast.api.Caller;
import org.holdfast.api.ProblemRaised;
import org.holdfast.api.Problems;
import org.holdfast.cases.OperationId;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.InPerson;
import org.holdfast.identity.Role;
import org.holdfast.sites.Inventories;
import org.holdfast.sites.SwitchOver;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.View;

/// The operator's pages of the sites: how they stand, moving the primary in two steps, and the
/// inventory for paper. All of them work while the database is away.
@Allowed(Role.OPERATOR)
@Controller
class SitesPages {
    private static final String SWITCH = "/operations/sites/switch-over";

    private final Pages pages;
    private final SitesSight sight;
    private final SwitchOver switchOver;
    private final Inventories inventories;
    private final Problems problems;
    private final InstantSource clock;

    SitesPages(
            Pages pages,
            SitesSight sight,
            SwitchOver switchOver,
            Inventories inventories,
            Problems problems,
            InstantSource clock) {
        this.pages = pages;
        this.sight = sight;
        this.switchOver = switchOver;
        this.inventories = inventories;
        this.problems = problems;
        this.clock = clock;
    }

    /// The second step: what will happen, what was looked at, and what is to be typed.
    ///
    /// @param refusal why it was not done; empty at first
    record Confirm(
            String from,
            String to,
            String operation,
            String typed,
            String reason,
            String refusal) {}

    @InPerson
    @GetMapping("/operations/sites")
    View sites(HttpServletRequest request) {
        return show(request, "sites");
    }

    @InPerson
    @GetMapping("/operations/sites/now")
    View now(HttpServletRequest request) {
        return show(request, "sitesnow");
    }

    private View show(HttpServletRequest request, String template) {
        Page page = pages.page(request);
        return pages.show(request, template, Map.of("page", page, "view", sight.view(page)));
    }

    @GetMapping(SWITCH)
    View choose(HttpServletRequest request) {
        String to = text(request, "to");
        Confirm empty = new Confirm("", to, "switch-" + UUID.randomUUID(), "", "", "");
        return switch (switchOver.check(to)) {
            case SwitchOver.Check.Ready(String from, String target) ->
                    confirm(request, 200, new Confirm(from, target, empty.operation(), "", "", ""));
            case SwitchOver.Check.Refused(SwitchOver.Refusal why) -> refused(request, empty, why);
        };
    }

    @PostMapping(SWITCH)
    @Nullable View demand(HttpServletRequest request, HttpServletResponse response) {
        String operation = text(request, "operation");
        if (!OperationId.isWellFormed(operation)) {
            throw new ProblemRaised("form-expired", 400);
        }
        Confirm sent =
                new Confirm(
                        text(request, "from"),
                        text(request, "to"),
                        operation,
                        text(request, "typed"),
                        text(request, "reason"),
                        "");
        SwitchOver.Demand demand =
                new SwitchOver.Demand(
                        Caller.require(request),
                        operation,
                        Optional.of(sent.from()),
                        sent.to(),
                        sent.typed(),
                        sent.reason());
        return switch (switchOver.demand(demand)) {
            case SwitchOver.Answer.Taken _ -> {
                Sessions.go(response, SWITCH + "/" + operation);
                yield null;
            }
            case SwitchOver.Answer.Refused(SwitchOver.Refusal why) -> refused(request, sent, why);
        };
    }

    private View refused(HttpServletRequest request, Confirm sent, SwitchOver.Refusal why) {
        String words = problems.words(why.code()).in(pages.page(request).lang());
        return confirm(
                request,
                422,
                new Confirm(
                        sent.from(),
                        sent.to(),
                        sent.operation(),
                        sent.typed(),
                        sent.reason(),
                        words));
    }

    private View confirm(HttpServletRequest request, int status, Confirm confirm) {
        return pages.show(request, "switchover", status, Map.of("confirm", confirm));
    }

    @GetMapping(SWITCH + "/{operation}")
    View state(HttpServletRequest request, @PathVariable("operation") String operation) {
        return pages.show(request, "switchstate", progress(request, operation));
    }

    @GetMapping(SWITCH + "/{operation}/now")
    View stateNow(HttpServletRequest request, @PathVariable("operation") String operation) {
        return pages.show(request, "switchnow", progress(request, operation));
    }

    private Map<String, Object> progress(HttpServletRequest request, String operation) {
        SwitchOver.Progress progress =
                switchOver
                        .progress(Caller.require(request), operation)
                        .orElseThrow(() -> new ProblemRaised("not-found", 404));
        Page page = pages.page(request);
        Map<String, Object> values = new HashMap<>();
        values.put("page", page);
        values.put("progress", progress);
        values.put(
                "age",
                Ages.words(java.time.Duration.between(progress.at(), clock.instant()), page));
        return values;
    }

    @InPerson
    @GetMapping("/operations/inventory")
    View inventory(HttpServletRequest request) {
        Page page = pages.page(request);
        InventoryView view = InventoryView.of(inventories.book(), Set.of(), clock.instant(), page);
        return pages.show(request, "inventory", Map.of("page", page, "view", view));
    }

    private static String text(HttpServletRequest request, String name) {
        String value = request.getParameter(name);
        return value == null ? "" : value.strip();
    }
}
