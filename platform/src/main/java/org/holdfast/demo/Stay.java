// SPDX-License-Identifier: Apache-2.0
package org.holdfast.demo;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/// Somewhere that somebody lived, from a day on.
///
/// @param inTown whether it lies in the demo office's own district
/// @param own whether the household of today began with the head here or before; false: with
///   parents
record Stay(Place place, LocalDate from, LocalDate reported, boolean inTown, boolean own) {

    /// Where: municipality or district by its name of today, the way within it, what comes after
    /// (flat, building, legal dong), and in Korea the same by lot, from before roads had names.
    record Place(String area, String way, String detail, String lot) {}

    /// Where the two offices' people live and come from.
    interface Places {
        Place inTown(LocalDate from, Chance chance);

        Place elsewhere(LocalDate from, Chance chance);
    }

    /// The head's life in addresses: with parents, then alone, then here. Two to eight; the last
    /// one is in town and began no later than `TODAY` less ten days.
    static List<Stay> ofHead(LocalDate birth, Places places, Chance chance) {
        List<Stay> stays = new ArrayList<>();
        boolean native_ = chance.one(0.25);
        stays.add(stay(native_, birth, chance.between(1, 14), false, places, chance));
        LocalDate last = Shape.TODAY.minusDays(10);
        LocalDate at = Shape.earlier(birth.plusMonths(chance.between(18 * 12, 27 * 12)), last);
        int moves = chance.between(1, 7);
        for (int i = 1; i < moves; i++) {
            LocalDate next = at.plusMonths(chance.between(9, 110));
            if (next.isAfter(last)) {
                break;
            }
            boolean inTown = chance.one(0.3);
            stays.add(stay(inTown, at, chance.between(0, 13), true, places, chance));
            at = next;
        }
        stays.add(stay(true, at, chance.between(0, 9), true, places, chance));
        return stays;
    }

    /// Somebody who joins a head on a day: own earlier addresses, then the head's from then on.
    static List<Stay> joining(
            LocalDate birth, LocalDate joined, List<Stay> head, Places places, Chance chance) {
        List<Stay> stays = new ArrayList<>();
        stays.add(stay(chance.one(0.2), birth, chance.between(1, 14), false, places, chance));
        LocalDate grown = birth.plusYears(chance.between(18, 24));
        if (grown.isBefore(joined.minusMonths(6)) && chance.one(0.6)) {
            stays.add(stay(chance.one(0.3), grown, chance.between(0, 13), false, places, chance));
        }
        addShared(stays, joined, head);
        return stays;
    }

    /// Somebody born to the head: the head's addresses since birth.
    static List<Stay> born(LocalDate birth, List<Stay> head) {
        List<Stay> stays = new ArrayList<>();
        addShared(stays, birth, head);
        return stays;
    }

    private static void addShared(List<Stay> stays, LocalDate since, List<Stay> head) {
        for (int i = 0; i < head.size(); i++) {
            Stay stay = head.get(i);
            boolean over = i + 1 < head.size() && !head.get(i + 1).from().isAfter(since);
            if (over) {
                continue;
            }
            LocalDate from = Shape.later(stay.from(), since);
            LocalDate reported = Shape.later(stay.reported(), from.plusDays(3));
            boolean same = from.equals(stay.from());
            stays.add(
                    new Stay(
                            stay.place(),
                            from,
                            same ? stay.reported() : reported,
                            stay.inTown(),
                            true));
        }
    }

    private static Stay stay(
            boolean inTown,
            LocalDate from,
            int daysLate,
            boolean own,
            Places places,
            Chance chance) {
        Place place = inTown ? places.inTown(from, chance) : places.elsewhere(from, chance);
        return new Stay(place, from, from.plusDays(daysLate), inTown, own);
    }
}
