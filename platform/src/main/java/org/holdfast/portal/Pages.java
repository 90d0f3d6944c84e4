// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import gg.jte.Content;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.holdfast.api.Caller;
import org.holdfast.api.Digest;
import org.holdfast.api.Language;
import org.holdfast.api.WebTexts;
import org.holdfast.identity.Principal;
import org.holdfast.offices.Offices;
import org.springframework.web.servlet.View;

/// Makes pages: knows the templates, the words and what a visitor's page needs. Thread-safe.
final class Pages {
    private final TemplateEngine engine;
    private final WebTexts texts;
    private final Offices offices;
    private final boolean demo;
    private final String assets;

    Pages(Offices offices, boolean demo, String assets) {
        this.engine =
                TemplateEngine.createPrecompiled(
                        null,
                        ContentType.Html,
                        Pages.class.getClassLoader(),
                        "org.holdfast.portal");
        this.texts = WebTexts.read(Pages.class, "texts");
        this.offices = offices;
        this.demo = demo;
        this.assets = assets;
    }

    boolean demo() {
        return demo;
    }

    /// What a page for this visitor knows.
    Page page(HttpServletRequest request) {
        Optional<Principal> who = Caller.of(request);
        Language language = Language.ofVisitor(request);
        String office =
                who.flatMap(Principal::office)
                        .flatMap(offices::find)
                        .map(o -> o.fullName())
                        .orElse("");
        String path = String.valueOf(request.getAttribute("holdfast.path"));
        return new Page(language, texts, path, who, office, form(request), demo, assets);
    }

    View show(HttpServletRequest request, String template, Map<String, Object> values) {
        return show(request, template, 200, values);
    }

    View show(HttpServletRequest request, String template, int status, Map<String, Object> values) {
        Map<String, Object> all = new HashMap<>(values);
        all.putIfAbsent("page", page(request));
        return new JteView(engine, template, status, all);
    }

    /// A part of a page, made in its place.
    Content part(String template, Map<String, Object> values) {
        return output -> engine.render(template + ".jte", values, output);
    }

    /// The token of the visitor's forms: derived from the session cookie, which no other site can
    /// read; empty without a session.
    static String form(HttpServletRequest request) {
        return Caller.session(request)
                .map(s ->
                        Digest.sha256(("holdfast-form-v1\n" + s).getBytes(StandardCharsets.UTF_8)))
                .map(d -> Base64.getUrlEncoder().withoutPadding().encodeToString(d))
                .orElse("");
    }
}
