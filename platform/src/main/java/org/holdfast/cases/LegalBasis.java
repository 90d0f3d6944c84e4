// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.util.Arrays;
import java.util.Optional;
import org.holdfast.offices.Country;

/// The articles upon which an office may erase. A closed list, because the basis stands readable in
/// the journal for ever: free text there could name the very person. `docs/statutes.md` says which
/// of them were checked.
public enum LegalBasis {
    /// Kept no longer than needed.
    KR_NOT_NEEDED("kr.not-needed", Country.KR, "개인정보 보호법 제21조제1항"),
    /// The person asked for it.
    KR_REQUEST("kr.request", Country.KR, "개인정보 보호법 제36조제2항"),
    /// A court has annulled the entry.
    KR_COURT("kr.court", Country.KR, "행정소송법 제30조제1항"),
    /// Kept no longer than needed.
    JP_NOT_NEEDED("jp.not-needed", Country.JP, "個人情報の保護に関する法律 第61条第2項"),
    /// The person asked for it.
    JP_REQUEST("jp.request", Country.JP, "個人情報の保護に関する法律 第100条"),
    /// A court has annulled the entry.
    JP_COURT("jp.court", Country.JP, "行政事件訴訟法 第33条第1項");

    private final String code;
    private final Country country;
    private final String law;

    LegalBasis(String code, Country country, String law) {
        this.code = code;
        this.country = country;
        this.law = law;
    }

    /// As in the journal and in the API.
    public String code() {
        return code;
    }

    /// Act and article, in the language of the law.
    public String law() {
        return law;
    }

    /// The basis that a text of a request names, by code or by article, in a country.
    static Optional<LegalBasis> of(Country country, String text) {
        String plain = squeezed(text);
        return Arrays.stream(values())
                .filter(basis -> basis.country == country)
                .filter(basis -> basis.code.equals(text) || squeezed(basis.law).equals(plain))
                .findFirst();
    }

    /// The basis of a code that a journal names; empty for one that a later version knows.
    static Optional<LegalBasis> ofCode(String code) {
        return Arrays.stream(values()).filter(basis -> basis.code.equals(code)).findFirst();
    }

    private static String squeezed(String text) {
        return text.replaceAll("[\\s\\u3000]", "");
    }
}
