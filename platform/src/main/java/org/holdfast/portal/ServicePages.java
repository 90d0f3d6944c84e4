// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.api.Caller;
import org.holdfast.api.ProblemRaised;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.InPerson;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.provider.Grant;
import org.holdfast.provider.Grants;
import org.holdfast.provider.Provider;
import org.holdfast.provider.Service;
import org.holdfast.provider.Services;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/// `/me/services`: to which services somebody has logged in through the office, and an end of it.
@Allowed(Role.CITIZEN)
@Controller
class ServicePages {
    private final Pages pages;
    private final Grants grants;
    private final Services services;

    ServicePages(Pages pages, Provider provider) {
        this.pages = pages;
        this.grants = provider.grants();
        this.services = provider.services();
    }

    /// A line of the list.
    ///
    /// @param last when the service was last told; empty for never
    record Line(String id, String name, String at, String last, boolean remembered) {}

    @InPerson
    @GetMapping("/me/services")
    View list(HttpServletRequest request) {
        Page page = pages.page(request);
        Principal who = Caller.require(request);
        ZoneId zone = who.office().map(one -> one.country().zone()).orElse(ZoneId.of("UTC"));
        List<Line> lines = grants.of(who.id()).stream().map(one -> line(one, page, zone)).toList();
        return pages.show(request, "services", Map.of("page", page, "lines", lines));
    }

    private Line line(Grant grant, Page page, ZoneId zone) {
        Optional<Service> service = services.find(grant.service());
        return new Line(
                grant.id(),
                service.map(one -> one.name(page.lang())).orElse(grant.service()),
                page.figures().time(grant.at(), zone),
                grant.last().map(at -> page.figures().time(at, zone)).orElse(""),
                grant.remembered());
    }

    @InPerson
    @PostMapping("/me/services/end")
    void end(
            HttpServletRequest request,
            HttpServletResponse response,
            @RequestParam("id") String id) {
        if (!grants.end(Caller.require(request), id)) {
            throw new ProblemRaised("service-unknown", 404);
        }
        Sessions.go(response, "/me/services");
    }
}
