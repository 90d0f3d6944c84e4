// SPDX-License-Identifier: Apache-2.0
package org.holdfast.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Korean names: a surname by its frequency, a given name by sex and generation, Hanja by syllable.
final class KoreanNames {
    /// Whoever was born before the first generation listed has names of that generation.
    private static final int EARLIEST = 1900;

    /// Hangul, and Hanja where the name has any.
    record Name(String surname, String hanjaSurname, String given, Optional<String> hanjaGiven) {
        String hangul() {
            return surname + given;
        }

        Optional<String> hanja() {
            return hanjaGiven.map(second -> hanjaSurname + second);
        }
    }

    private record Surname(String hangul, String hanja) {}

    private record Generation(Sex sex, int from, List<String> names) {}

    private static final List<String> PURE =
            List.of("하늘", "아름", "슬기", "보람", "이슬", "가람", "한결", "초롱", "새롬", "은별", "하늘빛나", "금빛노을");
    private static final List<String> FOREIGN_BORN = List.of("응우옌티흐엉", "쩐반민", "마리아산토스", "알렉산더김스미스");

    private final Words.Weighted<Surname> surnames;
    private final List<Generation> generations = new ArrayList<>();
    private final Map<String, List<String>> hanja = new HashMap<>();

    KoreanNames() {
        List<Surname> names = new ArrayList<>();
        List<Integer> weights = new ArrayList<>();
        for (List<String> row : Words.rows("kr-surnames.txt")) {
            names.add(new Surname(row.get(0), row.get(1)));
            weights.add(Integer.valueOf(row.get(2)));
        }
        surnames = new Words.Weighted<>(names, weights);
        for (List<String> row : Words.rows("kr-syllables.txt")) {
            hanja.put(row.get(0), row.subList(1, row.size()));
        }
        for (List<String> row : Words.rows("kr-given.txt")) {
            Sex sex = Sex.valueOf(row.get(0));
            int from = Integer.parseInt(row.get(1));
            generations.add(new Generation(sex, from, row.subList(2, row.size())));
        }
    }

    /// A name with a surname of its own.
    Name fresh(Sex sex, int birthYear, Chance chance) {
        if (chance.one(0.002)) {
            return new Name("", "", chance.pick(FOREIGN_BORN), Optional.empty());
        }
        Surname surname = surnames.pick(chance);
        return given(surname.hangul(), surname.hanja(), sex, birthYear, chance);
    }

    /// A name with the surname of `family`.
    Name within(Name family, Sex sex, int birthYear, Chance chance) {
        return given(family.surname(), family.hanjaSurname(), sex, birthYear, chance);
    }

    private Name given(String surname, String hanjaSurname, Sex sex, int year, Chance chance) {
        if (surname.isEmpty() || (year >= 1975 && chance.one(0.03))) {
            return new Name(surname, hanjaSurname, chance.pick(PURE), Optional.empty());
        }
        String given = generated(sex, year, chance);
        StringBuilder characters = new StringBuilder();
        given.codePoints()
                .mapToObj(Character::toString)
                .forEach(syllable -> characters.append(chance.pick(variants(syllable))));
        return new Name(surname, hanjaSurname, given, Optional.of(characters.toString()));
    }

    /// Mostly a name from the list; else its first syllable with another's second.
    private String generated(Sex sex, int year, Chance chance) {
        List<String> names = List.of();
        for (Generation generation : generations) {
            if (generation.sex() == sex && generation.from() <= Math.max(EARLIEST, year)) {
                names = generation.names();
            }
        }
        String first = chance.pick(names);
        String second = chance.one(0.35) ? chance.pick(names) : first;
        String mixed = first.substring(0, 1) + second.substring(1);
        return mixed.charAt(0) == mixed.charAt(1) ? first : mixed;
    }

    private List<String> variants(String syllable) {
        List<String> known = hanja.get(syllable);
        if (known == null) {
            throw new IllegalStateException("no Hanja listed for " + syllable);
        }
        return known;
    }
}
