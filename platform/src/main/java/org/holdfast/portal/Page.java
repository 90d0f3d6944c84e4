// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.util.List;
import java.util.Optional;
import org.holdfast.api.Language;
import org.holdfast.api.WebTexts;
import org.holdfast.identity.Principal;

/// What every page knows of its visitor: language, who is signed in, the token of its forms.
///
/// @param path the address of the page, for the language links
/// @param form the token that each form sends back; empty for strangers
/// @param officeName the office of whoever is signed in, in its own writing; empty without one
record Page(
        Language language,
        WebTexts texts,
        String path,
        Optional<Principal> who,
        String officeName,
        String form,
        boolean demo,
        String assets) {

    /// A way from page to page in the header.
    record Way(String href, String label, boolean here) {}

    /// The words of a key in the visitor's language.
    String t(String key) {
        return texts.words(key).in(language.code());
    }

    /// The words of a key with `{0}`, `{1}` ... filled in.
    String t(String key, Object... values) {
        String words = t(key);
        for (int i = 0; i < values.length; i++) {
            words = words.replace("{" + i + "}", String.valueOf(values[i]));
        }
        return words;
    }

    /// The words of a key, or the other text when there are none.
    String tOr(String key, String other) {
        return texts.has(key) ? t(key) : other;
    }

    /// Dates, times and numbers as written in the visitor's language.
    Figures figures() {
        return new Figures(language);
    }

    String lang() {
        return language.code();
    }

    List<Language> languages() {
        return List.of(Language.values());
    }

    String name() {
        return who.map(Principal::name).orElse("");
    }

    String role() {
        return who.map(p -> p.role().code()).orElse("");
    }

    boolean signedIn() {
        return who.isPresent();
    }

    /// Where the visitor's own work begins.
    String home() {
        return switch (role()) {
            case "citizen" -> "/me";
            case "officer" -> "/counter";
            case "operator" -> "/operations";
            default -> "/";
        };
    }

    /// The ways in the header, by role.
    List<Way> ways() {
        return switch (role()) {
            case "citizen" ->
                    List.of(
                            way("/me", "nav.services"),
                            way("/me/record", "nav.record"),
                            way("/me/papers", "nav.papers"),
                            way("/me/looks", "nav.looks"),
                            way("/me/consents", "nav.consents"),
                            way("/devices", "nav.devices"),
                            way("/verify", "nav.verify"));
            case "officer" ->
                    List.of(
                            way("/counter", "nav.counter"),
                            way("/counter/filings", "nav.filings"),
                            way("/verify", "nav.verify"));
            case "operator" ->
                    List.of(
                            way("/operations", "nav.operations"),
                            way("/operations/sites", "nav.sites"),
                            way("/operations/authorities", "nav.authorities"),
                            way("/operations/renewals", "nav.renewals"),
                            way("/operations/accounts", "nav.accounts"),
                            way("/operations/inventory", "nav.inventory"),
                            way("/verify", "nav.verify"));
            default ->
                    List.of(
                            way("/", "nav.home"),
                            way("/verify", "nav.verify"),
                            way("/login", "nav.login"));
        };
    }

    private Way way(String href, String key) {
        return new Way(href, t(key), path.equals(href));
    }
}
