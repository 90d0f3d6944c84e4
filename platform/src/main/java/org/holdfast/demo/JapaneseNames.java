// SPDX-License-Identifier: Apache-2.0
package org.holdfast.demo;

import java.util.ArrayList;
import java.util.List;

/// Japanese names: a surname by its frequency, a given name by sex and generation, with Kana. About
/// one surname in fifty has a character outside the everyday set: a variation sequence, Extension
/// B, a compatibility ideograph.
final class JapaneseNames {
    /// Whoever was born before the first generation listed has names of that generation.
    private static final int EARLIEST = 1900;

    /// Surname and given name apart by a space; a foreign resident's name has no such parts.
    record Name(String surname, String surnameKana, String given, String givenKana) {
        String kanji() {
            return given.isEmpty() ? surname : surname + " " + given;
        }

        String kana() {
            return given.isEmpty() ? surnameKana : surnameKana + " " + givenKana;
        }
    }

    /// A foreign resident's name and country.
    record Foreigner(Name name, Sex sex, String country) {}

    private record Word(String kanji, String kana) {}

    private record Generation(Sex sex, int from, List<Word> names) {}

    private final Words.Weighted<Word> surnames;
    private final List<Word> rare;
    private final List<Generation> generations = new ArrayList<>();
    private final List<Foreigner> foreigners;

    JapaneseNames() {
        List<Word> names = new ArrayList<>();
        List<Integer> weights = new ArrayList<>();
        for (List<String> row : Words.rows("jp-surnames.txt")) {
            names.add(new Word(row.get(0), row.get(1)));
            weights.add(Integer.valueOf(row.get(2)));
        }
        surnames = new Words.Weighted<>(names, weights);
        rare =
                Words.rows("jp-rare-surnames.txt").stream()
                        .map(row -> new Word(row.get(0), row.get(1)))
                        .toList();
        for (List<String> row : Words.rows("jp-given.txt")) {
            List<Word> words =
                    row.subList(2, row.size()).stream()
                            .map(pair -> pair.split(":"))
                            .map(pair -> new Word(pair[0], pair[1]))
                            .toList();
            Sex sex = Sex.valueOf(row.get(0));
            generations.add(new Generation(sex, Integer.parseInt(row.get(1)), words));
        }
        foreigners =
                Words.lines("jp-foreign.txt").stream()
                        .map(line -> line.split("\t"))
                        .map(part ->
                                new Foreigner(
                                        new Name(part[0], part[1], "", ""),
                                        Sex.valueOf(part[2]),
                                        part[3]))
                        .toList();
    }

    Name fresh(Sex sex, int birthYear, Chance chance) {
        Word surname = chance.one(0.02) ? chance.pick(rare) : surnames.pick(chance);
        return given(surname.kanji(), surname.kana(), sex, birthYear, chance);
    }

    Name within(Name family, Sex sex, int birthYear, Chance chance) {
        return given(family.surname(), family.surnameKana(), sex, birthYear, chance);
    }

    Foreigner foreigner(Chance chance) {
        return chance.pick(foreigners);
    }

    private Name given(String surname, String kana, Sex sex, int birthYear, Chance chance) {
        List<Word> names = List.of();
        for (Generation generation : generations) {
            if (generation.sex() == sex && generation.from() <= Math.max(EARLIEST, birthYear)) {
                names = generation.names();
            }
        }
        Word given = chance.pick(names);
        return new Name(surname, kana, given.kanji(), given.kana());
    }
}
