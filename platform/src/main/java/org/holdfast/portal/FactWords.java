// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import org.holdfast.catalogue.FactRules;

/// The words of a pack's facts and purposes.
final class FactWords {
    private FactWords() {}

    static String fact(String code, FactRules rules, Page page) {
        return rules.fact(code).map(one -> one.label().in(page.lang())).orElse(code);
    }

    static String purpose(String code, FactRules rules, Page page) {
        return rules.purpose(code).map(one -> one.label().in(page.lang())).orElse(code);
    }
}
