// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.logins.OutsideCertificates;
import org.holdfast.validation.SourceState;
import org.holdfast.validation.Standing;
import org.holdfast.validation.Tier;

/// Outside authorities as an operator sees them.
///
/// @param counts how officials' certificates stand, in words; empty where none is bound
record OutsideView(boolean clockDoubted, List<Line> sources, String counts) {
    /// Nobody is followed.
    static final OutsideView NONE = new OutsideView(false, List.of(), "");

    private static final ZoneId ZONE = ZoneOffset.UTC;

    /// @param asOf when what counts of it was said, with its age; empty where nothing does
    /// @param silent since when looks bring nothing; empty where the last one did
    /// @param waiting digest of a list that a person must take
    record Line(String name, String asOf, String silent, String waiting) {}

    static OutsideView of(
            OutsideCertificates certificates,
            OutsideCertificates.Outside outside,
            Instant now,
            Page page) {
        return new OutsideView(
                outside.store().isClockDoubted(),
                outside.store().sources().stream().map(one -> line(one, now, page)).toList(),
                counts(certificates, page));
    }

    private static Line line(SourceState one, Instant now, Page page) {
        return new Line(
                one.name(),
                one.lastGood()
                        .map(at ->
                                page.t(
                                        "auth.asOf",
                                        page.figures().second(at, ZONE),
                                        Ages.words(Duration.between(at, now), page)))
                        .orElse(""),
                one.since().map(at -> page.figures().second(at, ZONE)).orElse(""),
                one.waiting().orElse(""));
    }

    private static String counts(OutsideCertificates certificates, Page page) {
        Map<Tier, Integer> good = new EnumMap<>(Tier.class);
        int refused = 0;
        List<OutsideCertificates.Bound> all = certificates.all();
        for (OutsideCertificates.Bound one : all) {
            Optional<Standing> standing = certificates.standing(one);
            if (standing.isPresent()) {
                good.merge(standing.get().tier(), 1, Integer::sum);
            } else {
                refused++;
            }
        }
        return all.isEmpty()
                ? ""
                : page.t(
                        "auth.outside.counts",
                        good.getOrDefault(Tier.FULL, 0),
                        good.getOrDefault(Tier.MARKED, 0),
                        good.getOrDefault(Tier.COUNTER, 0),
                        good.getOrDefault(Tier.BREAK_GLASS, 0),
                        refused);
    }
}
