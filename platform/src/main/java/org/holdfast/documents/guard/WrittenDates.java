// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.guard;

import java.time.LocalDate;
import java.time.chrono.JapaneseDate;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;

/// Every way in which a form of Korea or Japan writes one date, without blanks.
final class WrittenDates {
    private static final String[] ERAS = {"明治", "大正", "昭和", "平成", "令和"};
    private static final LocalDate FIRST_ERA_DATE = LocalDate.of(1873, 1, 1);

    private WrittenDates() {}

    static List<String> of(LocalDate date) {
        int year = date.getYear();
        int month = date.getMonthValue();
        int day = date.getDayOfMonth();
        String mm = (month < 10 ? "0" : "") + month;
        String dd = (day < 10 ? "0" : "") + day;
        List<String> forms = new ArrayList<>();
        for (String dash : List.of("-", ".", "/")) {
            forms.add(year + dash + mm + dash + dd);
            forms.add(year + dash + month + dash + day);
        }
        forms.add(year + "년" + month + "월" + day + "일");
        forms.add(year + "년" + mm + "월" + dd + "일");
        forms.add(year + "年" + month + "月" + day + "日");
        if (!date.isBefore(FIRST_ERA_DATE)) {
            JapaneseDate japanese = JapaneseDate.from(date);
            String era = ERAS[japanese.getEra().getValue() + 1];
            int eraYear = japanese.get(ChronoField.YEAR_OF_ERA);
            String end = "年" + month + "月" + day + "日";
            forms.add(era + eraYear + end);
            if (eraYear == 1) {
                forms.add(era + "元" + end);
            }
        }
        return forms;
    }
}
