// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.holdfast.catalogue.FactRules;
import org.holdfast.facts.Consents;
import org.holdfast.facts.Party;

/// A person's consents, and the form that gives another.
///
/// @param parties to whom; none when that is not known while the register is away
/// @param until what the form offers as the last day; `last` the latest that is taken
/// @param most the largest number of uses
/// @param operation the name of the command that this form will be
/// @param isProtected whether nobody is answered about this person at all now
record ConsentView(
        List<Line> lines,
        List<ServiceForm.Choice> parties,
        List<ServiceForm.Choice> facts,
        List<ServiceForm.Choice> purposes,
        String note,
        String until,
        String today,
        String last,
        String uses,
        int most,
        String law,
        boolean open,
        boolean isProtected,
        String operation) {
    /// What the QR code says before the code.
    static final String QR = "HFC1:";

    private static final int USUAL_DAYS = 30;

    /// A consent.
    ///
    /// @param used how often it was used, of how many times
    record Line(
            String id,
            String state,
            String code,
            QrDrawing qr,
            String party,
            String facts,
            String purpose,
            String until,
            String used,
            String at) {
        boolean inForce() {
            return "in-force".equals(state);
        }

        /// Whether it can still be withdrawn; what is over or used up may be, to be sure.
        boolean isWithdrawn() {
            return "withdrawn".equals(state);
        }

        /// How the mark of the state looks.
        String look() {
            return inForce() ? "govuk-tag--green" : "govuk-tag--grey";
        }

        /// Does not print the code.
        @Override
        public String toString() {
            return "Line[" + id + "]";
        }
    }

    /// @param today in the pack's zone
    static ConsentView of(
            List<Consents.Consent> consents,
            List<Party> parties,
            FactRules rules,
            LocalDate today,
            boolean isProtected,
            Sent sent,
            Page page) {
        String lang = page.lang();
        String usual = today.plusDays(Math.min(USUAL_DAYS, rules.consent().days())).toString();
        return new ConsentView(
                consents.stream().map(one -> line(one, rules, page)).toList(),
                parties.stream().map(one -> choice(one.id(), one.name(), "party", sent)).toList(),
                rules.facts().stream()
                        .map(one -> choice(one.code(), one.label().in(lang), "fact", sent))
                        .toList(),
                rules.purposes().stream()
                        .map(one -> choice(one.code(), one.label().in(lang), "purpose", sent))
                        .toList(),
                sent.text("note"),
                sent.again() ? sent.text("until") : usual,
                today.toString(),
                today.plusDays(rules.consent().days()).toString(),
                sent.again() ? sent.text("uses") : "1",
                rules.consent().uses(),
                rules.consent().law(),
                sent.again() || consents.isEmpty(),
                isProtected,
                "consent-" + UUID.randomUUID());
    }

    private static ServiceForm.Choice choice(String code, String label, String field, Sent sent) {
        return new ServiceForm.Choice(code, label, sent.marked(field, code, false));
    }

    private static Line line(Consents.Consent consent, FactRules rules, Page page) {
        Figures figures = page.figures();
        ZoneId zone = rules.zone();
        String used = figures.number(consent.used());
        return new Line(
                consent.id(),
                consent.state().text(),
                consent.code(),
                QrDrawing.of(QR + consent.code()),
                consent.party().name(),
                String.join(
                        ", ",
                        consent.facts().stream()
                                .map(one -> FactWords.fact(one, rules, page))
                                .toList()),
                FactWords.purpose(consent.purpose(), rules, page)
                        + (consent.note().isEmpty() ? "" : " · " + consent.note()),
                figures.date(consent.until()),
                consent.uses()
                        .map(most -> page.t("consent.used.of", used, figures.number(most)))
                        .orElseGet(() -> page.t("consent.used.any", used)),
                figures.second(consent.at(), zone));
    }

    /// Prints no person.
    @Override
    public String toString() {
        return "ConsentView";
    }
}
