// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.random.RandomGenerator;

/// Where the made-up people of the two demo offices move to. Stateless.
final class NewHomes {
    private static final int NUMBERS = 1_000_000;

    private NewHomes() {}

    private static boolean isJapanese(String office) {
        return office.startsWith("jp-");
    }

    /// An address in the office's area that nobody else has, as its country writes it.
    static String address(String office, RandomGenerator chance) {
        int number = 1 + chance.nextInt(NUMBERS);
        return isJapanese(office) ? "東京都中野区中央一丁目" + number + "番1号" : "서울특별시 종로구 자하문로 " + number;
    }

    /// The day at the office, as a report states it.
    static String day(String office, Instant now) {
        ZoneId zone = ZoneId.of(isJapanese(office) ? "Asia/Tokyo" : "Asia/Seoul");
        return LocalDate.ofInstant(now, zone).toString();
    }
}
