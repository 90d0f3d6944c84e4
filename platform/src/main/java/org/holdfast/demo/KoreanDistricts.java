// SPDX-License-Identifier: Apache-2.0
package org.holdfast.demo;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.holdfast.offices.Country;
import org.holdfast.offices.Office;
import org.holdfast.offices.Offices;
import org.holdfast.offices.Town;

/// Korean districts as they were on a day: which there were, and what they were called. Immutable.
final class KoreanDistricts {
    /// Cities and counties around them were merged until then; before, only districts of the list
    /// are known well enough.
    private static final LocalDate MERGED = LocalDate.of(1995, 6, 1);

    /// From then on an address is a road and a number (도로명주소법, in force for all registers).
    static final LocalDate ROADS = LocalDate.of(2014, 1, 1);

    /// The registers of today begin with this day; what was before is not on them.
    static final LocalDate OPENED = LocalDate.of(1968, 10, 20);

    private final List<Renamed> renamed;
    private final Map<String, LocalDate> old;
    private final NavigableMap<LocalDate, List<District>> periods = new TreeMap<>();

    /// A district with its legal towns: 동 of a city, 읍 and 면 of the country.
    ///
    /// @param name as it is called now
    record District(String name, List<String> dong, List<String> country) {}

    private record Renamed(LocalDate day, String now, String before) {
        boolean covers(String name) {
            return name.equals(now) || name.startsWith(now + " ");
        }
    }

    KoreanDistricts(Offices offices) {
        renamed =
                Words.table("kr-renamed.txt").stream()
                        .map(row ->
                                new Renamed(LocalDate.parse(row.get(0)), row.get(1), row.get(2)))
                        .toList();
        old = new HashMap<>();
        Words.table("kr-old-districts.txt")
                .forEach(row -> old.put(row.get(0), LocalDate.parse(row.get(1))));
        List<District> all = new ArrayList<>();
        for (Office office : offices.of(Country.KR)) {
            List<String> names = offices.towns(office.code()).stream().map(Town::name).toList();
            District district =
                    new District(
                            office.fullName(),
                            names.stream().filter(name -> name.endsWith("동")).toList(),
                            names.stream().filter(name -> name.matches(".+[읍면]")).toList());
            if (!district.dong().isEmpty() || !district.country().isEmpty()) {
                all.add(district);
            }
        }
        periods.put(OPENED, on(all, OPENED));
        renamed.forEach(row -> periods.put(row.day(), on(all, row.day())));
        old.values().forEach(day -> periods.put(day, on(all, day)));
        periods.put(MERGED, on(all, MERGED));
        periods.put(ROADS, on(all, ROADS));
    }

    private List<District> on(List<District> all, LocalDate day) {
        return all.stream()
                .filter(district -> !day.isBefore(ROADS) || !district.dong().isEmpty())
                .filter(district -> nameOn(district.name(), day).isPresent())
                .toList();
    }

    /// The districts of a day, or of the first day of the registers; before 2014 those whose
    /// addresses need no village.
    List<District> on(LocalDate day) {
        return periods.floorEntry(Shape.later(day, OPENED)).getValue();
    }

    /// What a place was called on a day, by how it is called now; empty when it was not there.
    Optional<String> nameOn(String now, LocalDate day) {
        if (day.isBefore(MERGED)) {
            LocalDate since = old.get(now);
            if (since == null || day.isBefore(since)) {
                return Optional.empty();
            }
        }
        String name = now;
        for (Renamed row : renamed) {
            if (day.isBefore(row.day()) && row.covers(name)) {
                if (row.before().equals("-")) {
                    return Optional.empty();
                }
                name = row.before() + name.substring(row.now().length());
            }
        }
        return Optional.of(name);
    }
}
