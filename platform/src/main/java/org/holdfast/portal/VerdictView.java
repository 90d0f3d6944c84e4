// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.Service;
import org.holdfast.offices.OfficeCode;
import org.holdfast.offices.Offices;
import org.holdfast.verifier.OnlineStatus;
import org.holdfast.verifier.PaperVerdict;
import org.holdfast.verifier.ReceiptVerdict;
import org.holdfast.verifier.SealClaims;
import org.holdfast.verifier.Verdict;
import org.jspecify.annotations.Nullable;

/// A verdict as a page shows it.
///
/// @param about what was looked at
/// @param asked whether the office was asked how the paper stands now
record VerdictView(
        String code,
        String look,
        String says,
        String since,
        boolean claims,
        About about,
        boolean specimen,
        boolean asked,
        List<RecordView.Row> rows) {

    /// A whole file, only a QR code, or a receipt.
    enum About {
        PAPER,
        SEAL,
        RECEIPT;

        /// The text that says what to compare.
        String key() {
            return switch (this) {
                case PAPER -> "verify.compare";
                case SEAL -> "verify.qr.only";
                case RECEIPT -> "verify.receipt";
            };
        }
    }

    static VerdictView ofPaper(
            PaperVerdict verdict, Catalogue catalogue, Offices offices, Page page) {
        String says =
                verdict.texts().getOrDefault(page.lang(), verdict.reason().code())
                        + resigned(verdict, page);
        String online = verdict.details().getOrDefault("online", "not-asked");
        boolean asked = !"not-asked".equals(online) && !"unknown".equals(online);
        return of(
                        verdict,
                        verdict.verdict(),
                        says,
                        verdict.details().get("since"),
                        asked,
                        About.PAPER)
                .withRows(verdict.claims(), verdict.details().get("at"), catalogue, offices, page);
    }

    /// That the paper was signed again, for whoever holds the old file.
    private static String resigned(PaperVerdict verdict, Page page) {
        String at = verdict.details().get("resignedAt");
        return at == null
                ? ""
                : " "
                        + page.t("verify.resigned")
                                .replace("{date}", moment(at, page, ZoneId.of("UTC")));
    }

    /// What a receipt was found to prove; it names no person.
    static VerdictView ofReceipt(ReceiptVerdict verdict, Page page) {
        String says = verdict.texts().getOrDefault(page.lang(), verdict.reason().code());
        List<RecordView.Row> rows = new ArrayList<>();
        if (verdict.isGenuine()) {
            row(rows, "verify.grade", page.tOr("paper.grade." + verdict.grade(), verdict.grade()));
            row(rows, "verify.places", String.join(", ", verdict.places()));
            row(rows, "verify.origin", verdict.origin().orElse(""));
            row(rows, "verify.index", verdict.index().map(page.figures()::number).orElse(""));
        }
        VerdictView view =
                new VerdictView(
                        verdict.verdict().code(),
                        look(verdict.verdict()),
                        says,
                        "",
                        !rows.isEmpty(),
                        About.RECEIPT,
                        false,
                        false,
                        List.copyOf(rows));
        return view.says(view.afterTitle(says, page));
    }

    /// Without the words that stand over it as the title.
    private String afterTitle(String words, Page page) {
        String title = page.t("verify." + code);
        return words.matches("(?s)" + Pattern.quote(title) + "[.。].+")
                ? words.substring(title.length() + 1).strip()
                : words;
    }

    private VerdictView says(String words) {
        return new VerdictView(code, look, words, since, claims, about, specimen, asked, rows);
    }

    private static String look(Verdict shown) {
        return switch (shown) {
            case GENUINE -> "hf-yes";
            case SUPERSEDED, UNREADABLE -> "hf-late";
            case ALTERED, UNKNOWN_ISSUER, COMPROMISED, WITHDRAWN -> "hf-no";
        };
    }

    /// A QR code's verdict, with how the paper stands now.
    static VerdictView ofSeal(
            PaperVerdict verdict,
            Optional<OnlineStatus.Standing> standing,
            Catalogue catalogue,
            Offices offices,
            Page page) {
        Verdict shown = verdict.verdict();
        String says = verdict.texts().getOrDefault(page.lang(), verdict.reason().code());
        String since = "";
        boolean asked = false;
        @Nullable String upTo = null;
        if (verdict.isGenuine() && standing.isPresent()) {
            switch (standing.get()) {
                case OnlineStatus.Standing.Current(Instant at) -> {
                    upTo = at.toString();
                    asked = true;
                }
                case OnlineStatus.Standing.Superseded(Instant at) -> {
                    shown = Verdict.SUPERSEDED;
                    since = at.toString();
                    says = words(org.holdfast.verifier.Reason.RECORD_CHANGED, page);
                    asked = true;
                }
                case OnlineStatus.Standing.Withdrawn(Instant at) -> {
                    shown = Verdict.WITHDRAWN;
                    since = at.toString();
                    says = words(org.holdfast.verifier.Reason.PAPER_WITHDRAWN, page);
                    asked = true;
                }
                case OnlineStatus.Standing.Unknown _ -> asked = false;
            }
        }
        return of(verdict, shown, says, since, asked, About.SEAL)
                .withRows(verdict.claims(), upTo, catalogue, offices, page);
    }

    private static String words(org.holdfast.verifier.Reason reason, Page page) {
        return reason.texts().getOrDefault(page.lang(), reason.code());
    }

    private static VerdictView of(
            PaperVerdict verdict,
            Verdict shown,
            String says,
            @Nullable String since,
            boolean asked,
            About about) {
        return new VerdictView(
                shown.code(),
                look(shown),
                says,
                since == null ? "" : since,
                verdict.claims().isPresent(),
                about,
                verdict.claims().map(SealClaims::specimen).orElse(false),
                asked,
                List.of());
    }

    /// @param upTo up to when the office that says `current` knows of changes
    private VerdictView withRows(
            Optional<SealClaims> claims,
            @Nullable String upTo,
            Catalogue catalogue,
            Offices offices,
            Page page) {
        List<RecordView.Row> rows = new ArrayList<>();
        ZoneId zone =
                claims.flatMap(c -> catalogue.service(c.service()))
                        .map(Service::zone)
                        .orElse(ZoneId.of("UTC"));
        claims.ifPresent(c -> {
            row(rows, "verify.holder", c.name());
            row(rows, "verify.birth", c.birth());
            row(rows, "verify.office", office(c.office(), offices));
            row(rows, "verify.service", PaperLine.title(c.service(), catalogue, page));
            row(rows, "verify.number", c.number());
            row(rows, "verify.issued", page.figures().second(c.issuedAt(), zone));
            row(rows, "verify.asof", page.figures().second(c.asOf(), zone));
            row(rows, "verify.entry", c.entryId());
            row(rows, "verify.upto", upTo == null ? "" : moment(upTo, page, zone));
        });
        return new VerdictView(
                code,
                look,
                afterTitle(says, page),
                moment(since, page, zone),
                claims(),
                about,
                specimen,
                asked,
                List.copyOf(rows));
    }

    private static void row(List<RecordView.Row> rows, String key, String value) {
        if (!value.isEmpty()) {
            rows.add(new RecordView.Row(key, value));
        }
    }

    private static String office(String code, Offices offices) {
        return OfficeCode.isWellFormed(code)
                ? offices.find(new OfficeCode(code)).map(o -> o.fullName()).orElse(code)
                : code;
    }

    private static String moment(String text, Page page, ZoneId zone) {
        try {
            return text.isEmpty() ? "" : page.figures().second(Instant.parse(text), zone);
        } catch (DateTimeException notAMoment) {
            return text;
        }
    }
}
