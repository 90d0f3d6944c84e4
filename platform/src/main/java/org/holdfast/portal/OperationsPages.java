// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.file.Path;
import java.util.Map;
import org.holdfast.cases.Issuing;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.Role;
import org.holdfast.ledger.Ledger;
import org.holdfast.shield.Limiter;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.View;

/// The operator's page.
@Allowed(Role.OPERATOR)
@Controller
class OperationsPages {
    private final Pages pages;
    private final Ledger ledger;
    private final Issuing issuing;
    private final Limiter limiter;
    private final Place place;

    OperationsPages(Pages pages, Ledger ledger, Issuing issuing, Limiter limiter, Place place) {
        this.pages = pages;
        this.ledger = ledger;
        this.issuing = issuing;
        this.limiter = limiter;
        this.place = place;
    }

    /// Where the office keeps its data, and how many people are in its registers.
    record Place(Path data, java.util.function.LongSupplier residents) {}

    @GetMapping("/operations")
    View operations(HttpServletRequest request) {
        Page page = pages.page(request);
        return pages.show(request, "operations", Map.of("page", page, "view", view(page)));
    }

    @GetMapping("/operations/figures")
    View figures(HttpServletRequest request) {
        Page page = pages.page(request);
        return pages.show(request, "figures", Map.of("page", page, "view", view(page)));
    }

    private OperationsView view(Page page) {
        return OperationsView.of(
                ledger.counts(),
                issuing.totals(),
                limiter.load(),
                place.residents().getAsLong(),
                place.data().toFile().getUsableSpace(),
                page);
    }
}
