// SPDX-License-Identifier: Apache-2.0
package org.holdfast.demo;

import java.util.List;

/// Road addresses: in Jongno-gu by real roads and legal dong, elsewhere by real districts and roads
/// such as every town has. House numbers and buildings are made up.
final class KoreanPlaces implements Stay.Places {
    private static final String TOWN = "서울특별시 종로구 ";
    private static final List<String> ANY_ROADS =
            List.of("중앙로", "시청로", "역전로", "문화로", "강변로", "학교길", "시장길", "은행나무길", "솔밭로", "체육관로");

    private final List<List<String>> roads = Words.rows("kr-roads.txt");
    private final List<String> buildings = Words.lines("kr-buildings.txt");
    private final List<String> districts;

    /// @param districts full names of the country's districts
    KoreanPlaces(List<String> districts) {
        this.districts = districts;
    }

    @Override
    public Stay.Place inTown(Chance chance) {
        List<String> road = chance.pick(roads);
        String dong = road.get(chance.between(1, road.size() - 1));
        String address = TOWN + road.get(0) + " " + number(chance);
        int kind = chance.between(1, 10);
        if (kind <= 3) {
            return new Stay.Place(address, "(" + dong + ")");
        } else if (kind <= 6) {
            return new Stay.Place(address, flat(chance) + " (" + dong + ")");
        }
        String block = kind <= 8 ? chance.between(101, 112) + "동 " : "";
        String building = chance.pick(buildings);
        return new Stay.Place(address, block + flat(chance) + " (" + dong + ", " + building + ")");
    }

    @Override
    public Stay.Place elsewhere(Chance chance) {
        String address =
                chance.pick(districts) + " " + chance.pick(ANY_ROADS) + " " + number(chance);
        return new Stay.Place(address, chance.one(0.6) ? flat(chance) : "");
    }

    /// A registration base: district, road and number.
    String base(Chance chance) {
        return chance.one(0.2) ? inTown(chance).address() : elsewhere(chance).address();
    }

    private static String number(Chance chance) {
        String number = Integer.toString(chance.between(1, 230));
        return chance.one(0.3) ? number + "-" + chance.between(1, 30) : number;
    }

    private static String flat(Chance chance) {
        return chance.between(1, 15) + "%02d호".formatted(chance.between(1, 8));
    }
}
