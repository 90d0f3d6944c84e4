// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.Role;
import org.holdfast.preservation.Preservation;
import org.holdfast.preservation.RenewalProgress;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.View;

/// `/operations/renewals`: which weak seal keys are renewed, and how far.
@Allowed(Role.OPERATOR)
@Controller
class RenewalPages {
    /// The newest of them; `/api/v1/renewals` has all.
    private static final int MOST = 20;

    private final Pages pages;
    private final Preservation preservation;

    RenewalPages(Pages pages, Preservation preservation) {
        this.pages = pages;
        this.preservation = preservation;
    }

    @GetMapping("/operations/renewals")
    View renewals(HttpServletRequest request) {
        return show(request, "renewals");
    }

    /// The part of the page that is asked for again and again.
    @GetMapping("/operations/renewals/now")
    View now(HttpServletRequest request) {
        return show(request, "renewalsnow");
    }

    private View show(HttpServletRequest request, String template) {
        Page page = pages.page(request);
        List<RenewalProgress> newest =
                preservation.all().reversed().stream()
                        .limit(MOST)
                        .map(one -> preservation.progress(one.renewal().name()))
                        .flatMap(Optional::stream)
                        .toList();
        return pages.show(
                request, template, Map.of("page", page, "view", RenewalsView.of(newest, page)));
    }
}
