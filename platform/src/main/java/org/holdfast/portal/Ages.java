// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.time.Duration;

/// How long ago something was, in the largest unit that suits it.
final class Ages {
    private static final long MINUTES_FROM = 120;
    private static final long HOURS_FROM = 7_200;
    private static final long DAYS_FROM = 172_800;

    private Ages() {}

    static String words(Duration age, Page page) {
        long seconds = Math.max(0, age.toSeconds());
        if (seconds < MINUTES_FROM) {
            return page.t("sites.ago.seconds", seconds);
        }
        if (seconds < HOURS_FROM) {
            return page.t("sites.ago.minutes", seconds / 60);
        }
        return seconds < DAYS_FROM
                ? page.t("sites.ago.hours", seconds / 3_600)
                : page.t("sites.ago.days", seconds / 86_400);
    }
}
