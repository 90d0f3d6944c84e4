// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.holdfast.offices.OfficeCode;
import org.holdfast.preservation.Renewal;
import org.holdfast.preservation.RenewalProgress;

/// Two sites under a renewal.
final class RenewalSamples {
    private RenewalSamples() {}

    static RenewalsView view(Page page) {
        Instant now = Instant.parse("2026-11-28T10:00:00Z");
        Renewal renewal =
                new Renewal(
                        "r-0123",
                        new Renewal.Selection.OfOffice(new OfficeCode("kr-11110")),
                        now.plus(Duration.ofDays(1)),
                        "–",
                        "p-1",
                        now);
        RenewalProgress.Service service =
                new RenewalProgress.Service("kr.resident-transcript", 800, 500, 400, 1, 399);
        RenewalProgress.Site own =
                new RenewalProgress.Site(
                        "a",
                        true,
                        1,
                        true,
                        List.of(service),
                        2,
                        List.of(new RenewalProgress.Unreadable("00", "disk")),
                        Optional.of(
                                new RenewalProgress.Estimate(
                                        40,
                                        5,
                                        12,
                                        Duration.ofSeconds(24),
                                        now.plusSeconds(9),
                                        now.plusSeconds(12))));
        RenewalProgress.Site other =
                new RenewalProgress.Site(
                        "b", false, 1, false, List.of(service), 0, List.of(), Optional.empty());
        return RenewalsView.of(
                List.of(new RenewalProgress(renewal, now, now.plusSeconds(3), List.of(own, other))),
                page);
    }
}
