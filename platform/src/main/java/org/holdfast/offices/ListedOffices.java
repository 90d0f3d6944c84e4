// SPDX-License-Identifier: Apache-2.0
package org.holdfast.offices;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The offices of the lists in the resources.
final class ListedOffices implements Offices {
    static final ListedOffices STANDARD = read();

    private final Map<OfficeCode, Office> offices;
    private final Map<OfficeCode, List<Town>> towns;

    private ListedOffices(Collection<Office> listed, Map<OfficeCode, List<Town>> towns) {
        Map<OfficeCode, Office> byCode = new TreeMap<>();
        for (Office office : listed) {
            if (byCode.put(office.code(), office) != null) {
                throw new IllegalStateException("office listed twice: " + office.code());
            }
        }
        this.offices = new LinkedHashMap<>(byCode);
        this.towns = Map.copyOf(towns);
    }

    private static ListedOffices read() {
        List<Office> all = new ArrayList<>();
        for (Map<String, String> row : Csv.rows("kr-sigungu.csv")) {
            if (Csv.value(row, "active").equals("true")) {
                all.add(
                        new Office(
                                korean(Csv.value(row, "code")),
                                Csv.value(row, "name"),
                                Csv.value(row, "fullName"),
                                Csv.value(row, "siName")));
            }
        }
        for (Map<String, String> row : Csv.rows("jp-municipalities.csv")) {
            // A ward is written with a space after its city in the list, and without one in law.
            String name = Csv.value(row, "city").replace(" ", "");
            String region = Csv.value(row, "pref");
            OfficeCode code = new OfficeCode("jp-" + Csv.value(row, "lgcode"));
            all.add(new Office(code, name, region + name, region));
        }
        return new ListedOffices(all, readTowns());
    }

    private static Map<OfficeCode, List<Town>> readTowns() {
        Map<OfficeCode, List<Town>> towns = new TreeMap<>();
        for (Map<String, String> row : Csv.rows("kr-eupmyeondong.csv")) {
            String district = Csv.value(row, "guCode");
            if (Csv.value(row, "active").equals("true") && district.length() == 10) {
                Town town =
                        new Town(
                                Csv.value(row, "code"),
                                Csv.value(row, "name"),
                                Csv.value(row, "fullName"));
                towns.computeIfAbsent(korean(district), _ -> new ArrayList<>()).add(town);
            }
        }
        towns.replaceAll((_, list) -> List.copyOf(list));
        return towns;
    }

    private static OfficeCode korean(String tenDigits) {
        return new OfficeCode("kr-" + tenDigits.substring(0, 5));
    }

    @Override
    public Optional<Office> find(OfficeCode code) {
        return Optional.ofNullable(offices.get(code));
    }

    @Override
    public Office require(OfficeCode code) {
        return find(code)
                .orElseThrow(() -> new IllegalArgumentException("no such office: " + code));
    }

    @Override
    public List<Office> all() {
        return List.copyOf(offices.values());
    }

    @Override
    public List<Office> of(Country country) {
        return offices.values().stream().filter(office -> office.country() == country).toList();
    }

    @Override
    public List<Office> search(String text, int limit) {
        String sought = text.strip();
        return offices.values().stream()
                .filter(office ->
                        office.fullName().contains(sought)
                                || office.code().value().startsWith(sought))
                .limit(limit)
                .toList();
    }

    @Override
    public List<Town> towns(OfficeCode office) {
        return towns.getOrDefault(office, List.of());
    }
}
