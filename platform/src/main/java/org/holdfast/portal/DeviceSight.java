// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import jakarta.servlet.http.HttpServletRequest;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.holdfast.api.Caller;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Principals;
import org.holdfast.identity.Role;
import org.holdfast.logins.Logins;
import org.holdfast.logins.OutsideBinding;
import org.holdfast.logins.OutsideLogins;
import org.holdfast.logins.Passkeys;
import org.springframework.web.servlet.View;

/// The page `/devices`: what opens the account of whoever is in.
final class DeviceSight {
    private final Pages pages;
    private final Logins logins;
    private final OutsideSight outside;
    private final Principals principals;
    private final InstantSource clock;

    DeviceSight(
            Pages pages,
            Logins logins,
            OutsideSight outside,
            Principals principals,
            InstantSource clock) {
        this.pages = pages;
        this.logins = logins;
        this.outside = outside;
        this.principals = principals;
        this.clock = clock;
    }

    /// A binding to an outside provider, by the provider's words.
    record Bound(String name, String label, String made) {}

    /// Whether whoever asks has come in lately.
    boolean isFresh(HttpServletRequest request) {
        return Sessions.isFresh(principals, request, clock);
    }

    View page(HttpServletRequest request, int status, RefusalView refusal) {
        Page page = pages.page(request);
        Principal who = Caller.require(request);
        ZoneId zone = who.office().map(one -> one.country().zone()).orElse(ZoneId.of("UTC"));
        List<DevicePages.Line> lines =
                logins.passkeys().of(who.id()).stream()
                        .map(one -> DevicePages.line(one, page, zone))
                        .toList();
        List<Bound> bound =
                logins.outside().of(who.id()).stream().map(one -> bound(one, page, zone)).toList();
        boolean citizen = who.role() == Role.CITIZEN && bound.size() < OutsideLogins.MOST;
        return pages.show(
                request,
                "devices",
                status,
                Map.of(
                        "page",
                        page,
                        "refusal",
                        refusal,
                        "lines",
                        lines,
                        "domain",
                        logins.domain(),
                        "most",
                        lines.size() >= Passkeys.MOST,
                        "fresh",
                        isFresh(request),
                        "bound",
                        bound,
                        "outside",
                        citizen ? outside.ways(page) : List.of()));
    }

    private Bound bound(OutsideBinding one, Page page, ZoneId zone) {
        return new Bound(
                one.name(),
                outside.label(one.provider(), page),
                page.figures().time(one.made(), zone));
    }
}
