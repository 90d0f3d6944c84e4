// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.stream.Collectors;
import org.holdfast.catalogue.FactRules;
import org.holdfast.facts.FactChecks;
import org.holdfast.offices.OfficeCode;
import org.holdfast.offices.Offices;
import org.holdfast.registers.Looks;

/// One look at a person, or one answer about the person, as that person reads it.
record LookLine(Instant moment, String at, String by, String purpose, String fields) {
    /// Before the code of a fact, where a look was at one.
    private static final String CHECK = "check.";

    static LookLine of(
            Looks.Seen seen, Page page, Offices offices, Optional<FactRules> rules, ZoneId zone) {
        Looks.Look look = seen.look();
        return new LookLine(
                seen.at(),
                page.figures().second(seen.at(), zone),
                office(look.office(), offices) + look.as(),
                page.tOr("look." + look.purpose(), look.purpose()),
                look.fields().stream()
                        .map(one -> field(one, page, rules))
                        .collect(Collectors.joining(", ")));
    }

    private static String office(OfficeCode code, Offices offices) {
        return offices.find(code).map(one -> one.fullName() + " · ").orElse("");
    }

    private static String field(String code, Page page, Optional<FactRules> rules) {
        if (code.startsWith(CHECK) && rules.isPresent()) {
            return FactWords.fact(code.substring(CHECK.length()), rules.get(), page);
        }
        return page.tOr("fact." + code, page.tOr("record." + code, code));
    }

    /// What was claimed is known to the person and is not shown; what came of it is.
    static LookLine of(
            FactChecks.Seen seen,
            Page page,
            Offices offices,
            Optional<FactRules> rules,
            ZoneId zone) {
        String purpose =
                rules.map(one -> FactWords.purpose(seen.purpose(), one, page))
                        .orElse(seen.purpose());
        String ground = seen.consent().isPresent() ? page.t("check.consent") : seen.law();
        String fact = rules.map(one -> FactWords.fact(seen.fact(), one, page)).orElse(seen.fact());
        String asOf = page.figures().time(seen.asOf().time(), zone);
        return new LookLine(
                seen.at(),
                page.figures().second(seen.at(), zone),
                office(seen.office(), offices) + seen.party().name(),
                page.t("check.purpose", purpose, ground),
                page.t("check.fact", fact, page.t("check.result." + seen.result().code()), asOf));
    }
}
