// SPDX-License-Identifier: Apache-2.0
package org.holdfast.demo;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/// Who lives together, before anybody has a name: kinds of households by how common they are, ages
/// that fit each other, a marriage before the first child.
///
/// @param kind what kind of household it is
/// @param members the head first, then in the order of the register
/// @param married day of the head's marriage; the head's birth date when there is no spouse
record Shape(Kind kind, List<Member> members, LocalDate married) {
    /// The last day that the made-up people know of.
    static final LocalDate TODAY = LocalDate.of(2025, 12, 31);

    enum Kind {
        YOUNG_ALONE,
        OLD_ALONE,
        COUPLE,
        FAMILY,
        ONE_PARENT,
        THREE_GENERATIONS,
        SIBLINGS,
        SHARED
    }

    enum Role {
        HEAD,
        SPOUSE,
        CHILD,
        CHILD_WIFE,
        GRANDCHILD,
        PARENT,
        SIBLING,
        COHABITANT
    }

    /// @param joined since when this member lives with the head; birth date for those born to it
    record Member(Role role, Sex sex, LocalDate birth, LocalDate joined) {}

    static Shape of(Chance chance) {
        Kind kind = kind(chance.between(1, 100));
        Sex headSex = sexOfHead(kind, chance);
        LocalDate head = born(age(kind, chance), chance);
        List<Member> members = new ArrayList<>();
        members.add(new Member(Role.HEAD, headSex, head, head));
        LocalDate married =
                switch (kind) {
                    case COUPLE -> couple(members, headSex, head, chance);
                    case FAMILY, ONE_PARENT -> family(kind, members, headSex, head, chance);
                    case THREE_GENERATIONS -> generations(members, headSex, head, chance);
                    case SIBLINGS -> beside(members, Role.SIBLING, head, chance);
                    case SHARED -> beside(members, Role.COHABITANT, head, chance);
                    case YOUNG_ALONE, OLD_ALONE -> head;
                };
        return new Shape(kind, List.copyOf(members), married);
    }

    private static Kind kind(int percent) {
        if (percent <= 22) {
            return Kind.YOUNG_ALONE;
        } else if (percent <= 38) {
            return Kind.OLD_ALONE;
        } else if (percent <= 56) {
            return Kind.COUPLE;
        } else if (percent <= 83) {
            return Kind.FAMILY;
        } else if (percent <= 92) {
            return Kind.ONE_PARENT;
        } else if (percent <= 96) {
            return Kind.THREE_GENERATIONS;
        }
        return percent <= 98 ? Kind.SIBLINGS : Kind.SHARED;
    }

    private static Sex sexOfHead(Kind kind, Chance chance) {
        double men =
                switch (kind) {
                    case OLD_ALONE -> 0.3;
                    case ONE_PARENT -> 0.2;
                    case COUPLE, FAMILY, THREE_GENERATIONS -> 0.8;
                    case YOUNG_ALONE, SIBLINGS, SHARED -> 0.5;
                };
        return chance.one(men) ? Sex.M : Sex.F;
    }

    private static int age(Kind kind, Chance chance) {
        return switch (kind) {
            case YOUNG_ALONE -> chance.between(19, 59);
            case OLD_ALONE -> chance.between(60, 97);
            case COUPLE -> chance.between(26, 88);
            case FAMILY -> chance.between(30, 62);
            case ONE_PARENT -> chance.between(27, 58);
            case THREE_GENERATIONS -> chance.between(38, 58);
            case SIBLINGS, SHARED -> chance.between(21, 45);
        };
    }

    private static LocalDate born(int age, Chance chance) {
        LocalDate last = TODAY.minusYears(age);
        return chance.day(last.minusDays(364), last);
    }

    private static LocalDate couple(
            List<Member> members, Sex head, LocalDate headBirth, Chance chance) {
        LocalDate spouse = near(headBirth, 4, chance);
        LocalDate grown = earlier(later(headBirth, spouse).plusYears(22), TODAY.minusDays(300));
        LocalDate married = chance.day(grown, earlier(grown.plusYears(13), TODAY.minusDays(20)));
        members.add(new Member(Role.SPOUSE, head.other(), spouse, married));
        return married;
    }

    private static LocalDate family(
            Kind kind, List<Member> members, Sex head, LocalDate headBirth, Chance chance) {
        LocalDate spouse = near(headBirth, 4, chance);
        LocalDate younger = later(headBirth, spouse);
        LocalDate first =
                chance.day(
                        earlier(younger.plusYears(24), TODAY.minusDays(500)),
                        earlier(younger.plusYears(37), TODAY.minusDays(40)));
        LocalDate married = later(first.minusMonths(chance.between(10, 50)), younger.plusYears(18));
        if (kind == Kind.FAMILY) {
            members.add(new Member(Role.SPOUSE, head.other(), spouse, married));
        }
        LocalDate child = first;
        for (int i = chance.between(1, 10) > 4 ? 2 : 1; i > 0; i--) {
            Sex sex = chance.one(0.51) ? Sex.M : Sex.F;
            members.add(new Member(Role.CHILD, sex, child, child));
            child = child.plusMonths(chance.between(15, 60));
            if (child.isAfter(TODAY.minusDays(40))) {
                break;
            }
            i += chance.one(0.06) ? 1 : 0;
        }
        return married;
    }

    private static LocalDate generations(
            List<Member> members, Sex head, LocalDate headBirth, Chance chance) {
        LocalDate married = family(Kind.FAMILY, members, head, headBirth, chance);
        LocalDate joined = chance.day(TODAY.minusYears(12), TODAY.minusMonths(2));
        Sex parent = chance.one(0.25) ? Sex.M : Sex.F;
        LocalDate birth = near(headBirth.minusYears(27), 3, chance);
        members.add(new Member(Role.PARENT, parent, birth, joined));
        if (chance.one(0.3)) {
            LocalDate other = near(birth, 3, chance);
            members.add(new Member(Role.PARENT, parent.other(), other, joined));
        }
        return married;
    }

    private static LocalDate beside(
            List<Member> members, Role role, LocalDate head, Chance chance) {
        LocalDate birth = near(head, 6, chance);
        LocalDate grown = later(head, birth).plusYears(18);
        LocalDate last = TODAY.minusDays(30);
        LocalDate joined = chance.day(later(grown, last.minusYears(6)), last);
        Sex sex = chance.one(0.5) ? Sex.M : Sex.F;
        members.add(new Member(role, sex, birth, earlier(later(joined, birth), last)));
        return head;
    }

    private static LocalDate near(LocalDate day, int years, Chance chance) {
        LocalDate youngest = TODAY.minusYears(18).minusDays(1);
        return earlier(chance.day(day.minusYears(years), day.plusYears(years)), youngest);
    }

    static LocalDate later(LocalDate one, LocalDate other) {
        return one.isAfter(other) ? one : other;
    }

    static LocalDate earlier(LocalDate one, LocalDate other) {
        return one.isBefore(other) ? one : other;
    }
}
