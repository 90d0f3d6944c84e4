// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.identity.Accounts;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Public;
import org.holdfast.identity.Role;
import org.holdfast.offices.Offices;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.View;

/// `/`: the first page; in a demo with the doors through which to enter as somebody.
@Public
@Controller
class HomePage {
    private final Pages pages;
    private final Accounts accounts;
    private final Offices offices;

    HomePage(Pages pages, Accounts accounts, Offices offices) {
        this.pages = pages;
        this.accounts = accounts;
        this.offices = offices;
    }

    /// A card.
    record Door(String role, List<Entry> entries) {}

    /// A button on a card.
    record Entry(String account, String label) {}

    @GetMapping("/")
    View home(HttpServletRequest request) {
        boolean open = pages.demo() && DemoDoor.isLocal(request);
        List<Door> doors = open ? doors(pages.page(request)) : List.of();
        return pages.show(request, "home", Map.of("doors", doors));
    }

    private List<Door> doors(Page page) {
        Map<Role, Map<String, Principal>> first = new LinkedHashMap<>();
        for (Role role : List.of(Role.CITIZEN, Role.OFFICER, Role.RELYING_PARTY, Role.OPERATOR)) {
            first.put(role, new LinkedHashMap<>());
        }
        for (Principal one : accounts.all()) {
            String office = one.office().map(o -> o.value()).orElse("");
            first.getOrDefault(one.role(), new LinkedHashMap<>()).putIfAbsent(office, one);
        }
        List<Door> doors = new ArrayList<>();
        first.forEach((role, byOffice) -> {
            List<Entry> entries =
                    byOffice.values().stream()
                            .map(p -> new Entry(p.id(), label(p, page)))
                            .sorted(
                                    java.util.Comparator.comparing(
                                            e -> !e.label().startsWith("서울")))
                            .toList();
            if (!entries.isEmpty()) {
                String card = role == Role.RELYING_PARTY ? "bank" : role.code();
                doors.add(new Door(card, entries));
            }
        });
        return List.copyOf(doors);
    }

    private String label(Principal who, Page page) {
        return who.office()
                .flatMap(offices::find)
                .map(o -> o.fullName())
                .orElse(page.t("card.enter"));
    }
}
