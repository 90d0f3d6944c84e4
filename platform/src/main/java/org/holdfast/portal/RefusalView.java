// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.util.Map;
import org.holdfast.api.Language;
import org.holdfast.api.Problems;
import org.holdfast.cases.Refusal;
import org.holdfast.catalogue.Catalogue;

/// A refusal as a page tells it.
record RefusalView(String words, String expected, String option, String law, String instead) {
    static final RefusalView NONE = new RefusalView("", "", "", "", "");

    /// A refusal that has nothing but words.
    static RefusalView saying(String words) {
        return new RefusalView(words, "", "", "", "");
    }

    static RefusalView of(
            Refusal refusal, Problems problems, Catalogue catalogue, Language language) {
        Map<String, String> data = refusal.data();
        String instead =
                catalogue
                        .service(data.getOrDefault("instead", ""))
                        .map(s -> s.heading().title().in(language.code()))
                        .orElse("");
        return new RefusalView(
                problems.words(refusal.code().text()).in(language.code()),
                data.getOrDefault("expected", ""),
                data.getOrDefault("option", ""),
                data.getOrDefault("law", ""),
                instead);
    }

    boolean present() {
        return !words.isEmpty();
    }
}
