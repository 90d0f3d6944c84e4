// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A language in which the house speaks.
public enum Language {
    KO("ko", "한국어"),
    JA("ja", "日本語"),
    EN("en", "English");

    /// The cookie that keeps a person's choice.
    public static final String COOKIE = "holdfast-language";

    private final String code;
    private final String ownName;

    Language(String code, String ownName) {
        this.code = code;
        this.ownName = ownName;
    }

    /// Two small letters, as in `lang`.
    public String code() {
        return code;
    }

    /// What its speakers call it.
    public String ownName() {
        return ownName;
    }

    /// The locale for dates and numbers.
    public Locale locale() {
        return Locale.of(code);
    }

    /// The language of that code, if it is one of ours.
    public static Optional<Language> find(String code) {
        for (Language language : values()) {
            if (language.code.equals(code)) {
                return Optional.of(language);
            }
        }
        return Optional.empty();
    }

    /// The language asked for in `Accept-Language` (RFC 9110 §12.5.4); English when none is ours.
    public static Language accepted(HttpServletRequest request) {
        String header = request.getHeader("Accept-Language");
        if (header == null || header.isBlank() || header.length() > 500) {
            return EN;
        }
        try {
            List<Locale.LanguageRange> ranges = Locale.LanguageRange.parse(header);
            String tag = Locale.lookupTag(ranges, List.of("ko", "ja", "en"));
            return tag == null ? EN : find(tag).orElse(EN);
        } catch (IllegalArgumentException notALanguageHeader) {
            return EN;
        }
    }

    /// The language chosen before (cookie), else the one that the browser asks for.
    public static Language ofVisitor(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies != null) {
            for (Cookie cookie : cookies) {
                if (COOKIE.equals(cookie.getName())) {
                    Optional<Language> chosen = find(cookie.getValue());
                    if (chosen.isPresent()) {
                        return chosen.get();
                    }
                }
            }
        }
        return accepted(request);
    }
}
