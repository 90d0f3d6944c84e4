// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;

/// When a filing was made, by what its node, the central journal and another place said of it. None
/// of their clocks is believed more than another: where the day hangs upon which of them is right
/// no program settles it.
///
/// @param notBefore by the central entry that it was made behind
/// @param at by its own node
/// @param notAfter by the other place, or the merge; absent as long as neither has come
record FilingTime(Instant notBefore, Instant at, Optional<Instant> notAfter, ZoneId zone) {
    /// Clocks that differ by no more are taken for one.
    static final Duration ONE_CLOCK = Duration.ofMinutes(5);

    /// Whether the bounds exclude each other, or the node's clock lay outside of them on another
    /// day.
    boolean contradicts() {
        if (notAfter.isEmpty()) {
            return false;
        }
        Instant first = notBefore.minus(ONE_CLOCK);
        Instant last = notAfter.get().plus(ONE_CLOCK);
        boolean early = at.isBefore(first) && day(at).isBefore(day(notBefore));
        boolean late = at.isAfter(last) && day(at).isAfter(day(notAfter.get()));
        return last.isBefore(notBefore) || early || late;
    }

    /// The window and the day that counts: that of its node's clock, moved into the window by
    /// minutes at most; where clocks contradict each other it is not moved.
    Filings.LegalTime window() {
        LocalDate effective = day(at);
        if (!contradicts()) {
            LocalDate first = day(notBefore);
            LocalDate last = notAfter.map(this::day).orElse(effective);
            effective = effective.isAfter(last) ? last : effective;
            effective = effective.isBefore(first) ? first : effective;
        }
        return new Filings.LegalTime(notBefore, notAfter, effective);
    }

    /// Whether it may have been made behind that moment: nothing proves that it was there before.
    boolean mayBeBehind(Instant moment) {
        return notAfter.isEmpty() || !moment.isAfter(notAfter.get().plus(ONE_CLOCK));
    }

    private LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, zone);
    }
}
