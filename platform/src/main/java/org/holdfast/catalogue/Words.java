// SPDX-License-Identifier: Apache-2.0
package org.holdfast.catalogue;

import java.util.Locale;

/// One saying in the three languages of the house. None may be blank. Immutable.
public record Words(String ko, String ja, String en) {
    public Words {
        if (ko.isBlank() || ja.isBlank() || en.isBlank()) {
            throw new IllegalArgumentException("words are missing in a language: " + en);
        }
    }

    /// The words in the language `ko`, `ja` or `en`; English for any other.
    public String in(String language) {
        return switch (language) {
            case "ko" -> ko;
            case "ja" -> ja;
            default -> en;
        };
    }

    /// The words in the locale's language.
    public String in(Locale locale) {
        return in(locale.getLanguage());
    }
}
