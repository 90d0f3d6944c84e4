// SPDX-License-Identifier: Apache-2.0
package org.holdfast.demo;

import java.time.LocalDate;
import java.util.List;

/// Addresses by town, block, lot: in Nakano-ku by its real towns, elsewhere by cities and wards
/// that are old enough and towns such as every place has. Lots and buildings are made up.
final class JapanesePlaces implements Stay.Places {
    private static final String TOWN = "東京都中野区";
    private static final String NUMERALS = "一二三四五六七八九";
    private static final List<String> ANY_TOWNS =
            List.of("中央", "本町", "栄町", "緑町", "新町", "東町", "西町", "南町", "北町", "旭町", "元町", "大手町");

    private final List<List<String>> towns = Words.rows("jp-towns.txt");
    private final List<String> buildings = Words.lines("jp-buildings.txt");
    private final List<String> cities = Words.lines("jp-cities.txt");

    @Override
    public Stay.Place inTown(LocalDate from, Chance chance) {
        List<String> town = chance.pick(towns);
        int block = chance.between(1, Integer.parseInt(town.get(1)));
        String way = town.get(0) + numeral(block) + "丁目" + lot(chance);
        String detail = chance.one(0.55) ? chance.pick(buildings) + room(chance) : "";
        return new Stay.Place(TOWN, way, detail, "");
    }

    @Override
    public Stay.Place elsewhere(LocalDate from, Chance chance) {
        String town = chance.pick(ANY_TOWNS) + numeral(chance.between(1, 5)) + "丁目";
        String detail = chance.one(0.3) ? room(chance) : "";
        return new Stay.Place(chance.pick(cities), town + lot(chance), detail, "");
    }

    /// The place of a family register: town and number.
    String honseki(Chance chance) {
        boolean here = chance.one(0.25);
        String town = here ? chance.pick(towns).get(0) : chance.pick(ANY_TOWNS);
        String base = here ? TOWN : chance.pick(cities);
        return base + town + numeral(chance.between(1, 3)) + "丁目" + chance.between(1, 400) + "番地";
    }

    private static String lot(Chance chance) {
        return chance.between(1, 58) + "番" + chance.between(1, 30) + "号";
    }

    private static String room(Chance chance) {
        return chance.between(1, 9) + "%02d号室".formatted(chance.between(1, 12));
    }

    private static char numeral(int number) {
        return NUMERALS.charAt(number - 1);
    }
}
