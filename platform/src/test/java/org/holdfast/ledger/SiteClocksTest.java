// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.holdfast.ledger.Mirroring.Clock;
import org.junit.jupiter.api.Test;

/// This node's clock beside those of two other sites.
class SiteClocksTest {
    private static final Instant NOW = Instant.parse("2026-11-27T09:00:00Z");
    private static final Duration APART = Duration.ofMinutes(1);
    private static final long SECOND = 1_000_000_000L;

    private final SiteClocks clocks = new SiteClocks();

    private Clock judge(Instant own) {
        return clocks.judge(own, APART, 0);
    }

    @Test
    void doubtsAClockFromWhichTwoSitesDifferOnOneSide() {
        assertThat(judge(NOW)).isEqualTo(Clock.UNKNOWN);
        clocks.heard("b", NOW, 0);
        assertThat(judge(NOW.plusSeconds(3_600))).isEqualTo(Clock.UNKNOWN);
        clocks.heard("c", NOW.plusSeconds(30), 0);
        assertThat(judge(NOW.plusSeconds(3_600))).isEqualTo(Clock.DOUBTED);
        assertThat(judge(NOW.minusSeconds(61))).isEqualTo(Clock.DOUBTED);
    }

    @Test
    void confirmsAClockThatOneOtherSiteHas() {
        clocks.heard("b", NOW.plusSeconds(60), 0);
        clocks.heard("c", NOW.plus(Duration.ofDays(365)), 0);
        assertThat(judge(NOW)).isEqualTo(Clock.CONFIRMED);
    }

    @Test
    void tellsNothingFromTwoThatDifferOnBothSides() {
        clocks.heard("b", NOW.minusSeconds(600), 0);
        clocks.heard("c", NOW.plusSeconds(600), 0);
        assertThat(judge(NOW)).isEqualTo(Clock.UNKNOWN);
    }

    @Test
    void noticesAJumpSinceTheyWereHeardAndForgetsThemAfterTenMinutes() {
        clocks.heard("b", NOW, 0);
        clocks.heard("c", NOW, 0);
        long later = 300 * SECOND;
        assertThat(clocks.judge(NOW.plusSeconds(300), APART, later)).isEqualTo(Clock.CONFIRMED);
        assertThat(clocks.judge(NOW.plusSeconds(900), APART, later)).isEqualTo(Clock.DOUBTED);
        assertThat(clocks.judge(NOW.plusSeconds(900), APART, 601 * SECOND))
                .isEqualTo(Clock.UNKNOWN);
    }
}
