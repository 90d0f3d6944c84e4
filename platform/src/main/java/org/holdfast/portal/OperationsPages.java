// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.LongSupplier;
import org.holdfast.cases.Issuing;
import org.holdfast.cases.Papers;
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
    private final Papers papers;
    private final Limiter limiter;
    private final Place place;

    OperationsPages(
            Pages pages,
            Ledger ledger,
            Issuing issuing,
            Papers papers,
            Limiter limiter,
            Place place) {
        this.papers = papers;
        this.pages = pages;
        this.ledger = ledger;
        this.issuing = issuing;
        this.limiter = limiter;
        this.place = place;
    }

    /// Where the office keeps its data, how much that is in bytes, and how many people are in its
    /// registers.
    record Place(Path data, LongSupplier bytes, LongSupplier residents) {}

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
                ledger.audits(),
                new OperationsView.Kept(
                        papers.issued(),
                        place.residents().getAsLong(),
                        place.bytes().getAsLong(),
                        place.data().toFile().getUsableSpace()),
                page);
    }
}
