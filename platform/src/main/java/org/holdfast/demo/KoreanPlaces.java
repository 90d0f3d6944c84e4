// SPDX-License-Identifier: Apache-2.0
package org.holdfast.demo;

import java.time.LocalDate;
import java.util.List;
import org.holdfast.demo.KoreanDistricts.District;
import org.holdfast.offices.Offices;

/// Addresses by road and by lot: in Jongno-gu by real roads and legal dong, elsewhere by real
/// districts and towns and roads such as every town has. Numbers and buildings are made up.
final class KoreanPlaces implements Stay.Places {
    private static final String TOWN = "서울특별시 종로구";
    private static final List<String> ANY_ROADS =
            List.of("중앙로", "시청로", "역전로", "문화로", "강변로", "학교길", "시장길", "은행나무길", "솔밭로", "체육관로");

    private final List<List<String>> roads = Words.rows("kr-roads.txt");
    private final List<String> buildings = Words.lines("kr-buildings.txt");
    private final KoreanDistricts districts;

    KoreanPlaces(Offices offices) {
        this.districts = new KoreanDistricts(offices);
    }

    @Override
    public Stay.Place inTown(LocalDate from, Chance chance) {
        List<String> road = chance.pick(roads);
        String dong = road.get(chance.between(1, road.size() - 1));
        String way = road.get(0) + " " + number(230, chance);
        String lot = dong + " " + number(180, chance);
        int kind = chance.between(1, 10);
        if (kind <= 3) {
            return new Stay.Place(TOWN, way, "(" + dong + ")", lot);
        }
        String flat = flat(chance);
        if (kind <= 6) {
            return new Stay.Place(TOWN, way, flat + " (" + dong + ")", lot + " " + flat);
        }
        String home = (kind <= 8 ? chance.between(101, 112) + "동 " : "") + flat;
        String building = chance.pick(buildings);
        String detail = home + " (" + dong + ", " + building + ")";
        return new Stay.Place(TOWN, way, detail, lot + " " + building + " " + home);
    }

    @Override
    public Stay.Place elsewhere(LocalDate from, Chance chance) {
        District district = chance.pick(districts.on(from));
        String way = chance.pick(ANY_ROADS) + " " + number(230, chance);
        String flat = chance.one(0.6) ? flat(chance) : "";
        if (district.dong().isEmpty()) {
            String town = chance.pick(district.country());
            return new Stay.Place(district.name(), town + " " + way, flat, "");
        }
        String dong = chance.pick(district.dong());
        String lot = dong + " " + number(900, chance);
        return new Stay.Place(
                district.name(),
                way,
                (flat.isEmpty() ? "" : flat + " ") + "(" + dong + ")",
                flat.isEmpty() ? lot : lot + " " + flat);
    }

    /// The address as a register wrote it on a day, by road or by lot, without flat and town when
    /// by road.
    String written(Stay.Place place, LocalDate day) {
        String area = districts.nameOn(place.area(), day).orElse(place.area());
        return area + " " + (byLot(place, day) ? place.lot() : place.way());
    }

    /// What comes after the address on a day.
    static String detail(Stay.Place place, LocalDate day) {
        return byLot(place, day) ? "" : place.detail();
    }

    private static boolean byLot(Stay.Place place, LocalDate day) {
        return day.isBefore(KoreanDistricts.ROADS) && !place.lot().isEmpty();
    }

    /// A registration base: district, road and number.
    String base(Chance chance) {
        Stay.Place place =
                chance.one(0.2) ? inTown(Shape.TODAY, chance) : elsewhere(Shape.TODAY, chance);
        return written(place, Shape.TODAY);
    }

    private static String number(int most, Chance chance) {
        String number = Integer.toString(chance.between(1, most));
        return chance.one(0.3) ? number + "-" + chance.between(1, 30) : number;
    }

    private static String flat(Chance chance) {
        return chance.between(1, 15) + "%02d호".formatted(chance.between(1, 8));
    }
}
