// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.holdfast.logins.LoginReview;
import org.holdfast.logins.Logins;
import org.holdfast.openid.OpenId;
import org.holdfast.openid.ProviderState;
import org.holdfast.pki.Issued;
import org.holdfast.pki.Pki;
import org.holdfast.pki.SiteSilence;
import org.holdfast.pki.Use;
import org.holdfast.validation.Tier;
import org.holdfast.validation.Tiers;

/// The authorities as an operator sees them. Times are UTC, as in journals.
///
/// @param tier what one official alone may do now
/// @param asOf up to when revocations were read; empty while they never were
/// @param age of that
/// @param steps until when it is enough for what
/// @param silent sentences about sites of which nobody knows what they have revoked since
/// @param open logins that nothing newer has confirmed yet
record AuthoritiesView(
        Tier tier,
        String asOf,
        String age,
        List<Step> steps,
        List<String> silent,
        List<Ending> issuers,
        List<Ending> certificates,
        long open,
        List<Line> exceptions,
        List<Outside> outside) {
    /// How many certificates are listed, those that end first.
    private static final int MOST = 200;

    private static final List<Long> ALARM_DAYS = List.of(1L, 7L, 30L);
    private static final ZoneId ZONE = ZoneOffset.UTC;

    /// @param over whether the moment has passed
    record Step(String tier, String until, String left, boolean over) {}

    /// @param alarm 1, 7 or 30 when fewer days than that are left; empty else
    record Ending(String what, String holder, String name, String days, String alarm) {}

    record Line(String at, String why, String account, String second, String reason) {}

    /// An outside provider.
    ///
    /// @param standing in one word, as in names of texts
    /// @param since how long ago it went down; empty while it is not
    /// @param published as of when what it publishes was read; empty while it never was
    /// @param age of that
    /// @param usable whether that is young enough
    /// @param resting whether it is not asked just now
    record Outside(
            String name,
            String standing,
            String since,
            String published,
            String age,
            boolean usable,
            boolean resting,
            ProviderState.Counts counts) {
        /// The colour of the tag.
        String tag() {
            return switch (standing) {
                case "up" -> "govuk-tag--green";
                case "slow" -> "govuk-tag--yellow";
                default -> "govuk-tag--red";
            };
        }
    }

    static AuthoritiesView of(Pki pki, Logins logins, OpenId openId, Instant now, Page page) {
        Optional<Instant> asOf = pki.asOf();
        LoginReview review = logins.review();
        return new AuthoritiesView(
                logins.certificates().tier(),
                asOf.map(at -> page.figures().second(at, ZONE)).orElse(""),
                asOf.map(at -> Ages.words(Duration.between(at, now), page)).orElse(""),
                asOf.map(at -> steps(at, logins.certificates().bounds(), now, page))
                        .orElse(List.of()),
                pki.silence().sites().stream()
                        .filter(one -> one.silent() || one.lost())
                        .map(one -> silent(one, page))
                        .toList(),
                pki.authorities().stream()
                        .map(one ->
                                ending(
                                        one.authority().code(),
                                        one.site(),
                                        one.key().substring(0, 12),
                                        one.certificate(),
                                        now,
                                        page))
                        .toList(),
                certificates(pki, now, page),
                review.open(),
                review.exceptions().stream().map(one -> line(one, page)).toList(),
                openId.states().stream().map(one -> outside(one, now, page)).toList());
    }

    private static Outside outside(ProviderState one, Instant now, Page page) {
        return new Outside(
                one.name(),
                one.standing().code(),
                one.since().map(at -> Ages.words(Duration.between(at, now), page)).orElse(""),
                one.published().map(at -> page.figures().second(at, ZONE)).orElse(""),
                one.published().map(at -> Ages.words(Duration.between(at, now), page)).orElse(""),
                one.usable(),
                one.resting(),
                one.counts());
    }

    private static String silent(SiteSilence.Standing one, Page page) {
        String heard =
                one.heard()
                        .map(at -> page.figures().second(at, ZONE))
                        .orElseGet(() -> page.t("auth.silent.never"));
        String how = one.lost() ? "lost" : one.operators() > 0 ? "one" : "silent";
        return page.t("auth.silent." + how, one.site(), heard);
    }

    private static List<Step> steps(Instant asOf, Tiers bounds, Instant now, Page page) {
        List<Step> steps = new ArrayList<>();
        steps.add(step("full", asOf.plus(bounds.full()), now, page));
        steps.add(step("marked", asOf.plus(bounds.marked()), now, page));
        steps.add(step("counter", asOf.plus(bounds.counter()), now, page));
        return steps;
    }

    private static Step step(String tier, Instant until, Instant now, Page page) {
        Duration left = Duration.between(now, until);
        return new Step(
                tier,
                page.figures().second(until, ZONE),
                left.isNegative() ? "" : words(left, page),
                left.isNegative());
    }

    private static String words(Duration left, Page page) {
        long minutes = left.toMinutes();
        return minutes < 120
                ? page.t("auth.left.minutes", minutes)
                : page.t("auth.left.hours", left.toHours());
    }

    private static List<Ending> certificates(Pki pki, Instant now, Page page) {
        return pki.all().stream()
                .filter(one -> one.use() == Use.OFFICIAL || one.use() == Use.SITE)
                .filter(one -> one.isGood(now))
                .sorted(
                        Comparator.comparing(
                                (Issued one) -> one.certificate().getNotAfter().toInstant()))
                .limit(MOST)
                .map(one ->
                        ending(
                                one.use().code(),
                                one.holder(),
                                one.name().serial().toString(16).substring(0, 12),
                                one.certificate(),
                                now,
                                page))
                .toList();
    }

    private static Ending ending(
            String what,
            String holder,
            String name,
            X509Certificate certificate,
            Instant now,
            Page page) {
        Instant end = certificate.getNotAfter().toInstant();
        long whole = Duration.between(certificate.getNotBefore().toInstant(), end).toDays();
        long days = Math.max(0, Duration.between(now, end).toDays());
        String alarm =
                ALARM_DAYS.stream()
                        .filter(bound -> days < bound && whole > 2 * bound)
                        .findFirst()
                        .map(String::valueOf)
                        .orElse("");
        return new Ending(what, holder, name, page.figures().number(days), alarm);
    }

    private static Line line(LoginReview.Finding one, Page page) {
        String why =
                switch (one.why()) {
                    case REVOKED_BEFORE -> "auth.why.revoked";
                    case BROKEN_GLASS -> "auth.why.glass";
                };
        return new Line(
                page.figures().second(one.at(), ZONE),
                page.t(why),
                one.account(),
                one.second().orElse(""),
                one.reason().orElse(""));
    }

    /// The tier's part of the names of texts.
    String tierCode() {
        return switch (tier) {
            case FULL -> "full";
            case MARKED -> "marked";
            case COUNTER -> "counter";
            case BREAK_GLASS -> "glass";
        };
    }

    /// The colour of the tier's tag.
    String tag() {
        return switch (tier) {
            case FULL -> "govuk-tag--green";
            case MARKED -> "govuk-tag--yellow";
            case COUNTER -> "govuk-tag--yellow";
            case BREAK_GLASS -> "govuk-tag--red";
        };
    }
}
