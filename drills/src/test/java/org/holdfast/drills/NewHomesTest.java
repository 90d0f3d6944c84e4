// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NewHomesTest {
    /// As the packs have addresses, in the area of the office; else every move would be refused.
    @Test
    void writesAddressesAsTheOfficesCountryDoes() {
        SplittableRandom chance = new SplittableRandom(7);
        for (int i = 0; i < 100; i++) {
            assertThat(NewHomes.address(SiteNodes.KOREAN, chance))
                    .matches("서울특별시 종로구 자하문로 [1-9][0-9]*");
            String japanese = NewHomes.address(SiteNodes.JAPANESE, chance);
            assertThat(japanese).matches("東京都中野区中央一丁目[1-9][0-9]*番1号");
            // The judge finds it on a paper.
            assertThat(SiteFreshness.prints("住所\n" + japanese + "\n氏名", japanese)).isTrue();
        }
    }

    @Test
    void countsDaysByTheClockOfTheOffice() {
        Instant evening = Instant.parse("2026-11-26T15:30:00Z");
        assertThat(NewHomes.day(SiteNodes.KOREAN, evening)).isEqualTo("2026-11-27");
        assertThat(NewHomes.day(SiteNodes.JAPANESE, evening)).isEqualTo("2026-11-27");
    }
}
