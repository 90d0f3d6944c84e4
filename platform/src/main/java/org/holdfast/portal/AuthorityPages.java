// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import jakarta.servlet.http.HttpServletRequest;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.Role;
import org.holdfast.logins.Logins;
import org.holdfast.logins.OutsideCertificates;
import org.holdfast.openid.OpenId;
import org.holdfast.pki.Pki;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.View;

/// `/operations/authorities`: how old the knowledge of revocations is and until when it is enough
/// for what, which keys and certificates end when, how outside providers stand, and the logins for
/// a person to look at.
@Allowed(Role.OPERATOR)
@Controller
class AuthorityPages {
    private final Pages pages;
    private final Pki pki;
    private final Logins logins;
    private final OpenId openId;
    private final Optional<OutsideCertificates.Outside> outside;
    private final InstantSource clock;

    AuthorityPages(
            Pages pages,
            Pki pki,
            Logins logins,
            OpenId openId,
            Optional<OutsideCertificates.Outside> outside,
            InstantSource clock) {
        this.openId = openId;
        this.outside = outside;
        this.pages = pages;
        this.pki = pki;
        this.logins = logins;
        this.clock = clock;
    }

    @GetMapping("/operations/authorities")
    View authorities(HttpServletRequest request) {
        return show(request, "authorities");
    }

    /// The part of the page that is asked for again and again.
    @GetMapping("/operations/authorities/now")
    View now(HttpServletRequest request) {
        return show(request, "authoritiesnow");
    }

    private View show(HttpServletRequest request, String template) {
        Page page = pages.page(request);
        return pages.show(
                request,
                template,
                Map.of(
                        "page",
                        page,
                        "view",
                        AuthoritiesView.of(pki, logins, openId, clock.instant(), page),
                        "outside",
                        outside.map(one ->
                                        OutsideView.of(
                                                logins.outsideCertificates(),
                                                one,
                                                clock.instant(),
                                                page))
                                .orElse(OutsideView.NONE)));
    }
}
