// SPDX-License-Identifier: Apache-2.0
package org.holdfast.catalogue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Reads the `print` part of a pack and refuses what it cannot mean. Stateless.
final class PrintReader {
    private PrintReader() {}

    static Print.Fields read(
            PackNode node, Set<String> options, Map<String, Map<String, Words>> vocabulary) {
        Print.Fields fields = fields(node, options);
        check(node, fields, vocabulary);
        return fields;
    }

    private static Print.Fields fields(PackNode node, Set<String> options) {
        List<Print.Field> fields = new ArrayList<>();
        for (String key : node.keys()) {
            int mark = key.indexOf(" ?");
            String name = mark < 0 ? key : key.substring(0, mark);
            List<Print.Condition> conditions = new ArrayList<>();
            if (mark >= 0) {
                for (String part : key.substring(mark + 2).split("&", -1)) {
                    conditions.add(condition(node, key, part.strip(), options));
                }
            }
            fields.add(new Print.Field(name, conditions, value(node, key, options)));
        }
        return new Print.Fields(fields);
    }

    private static Print value(PackNode node, String key, Set<String> options) {
        if (!node.isMapping(key)) {
            String text = node.text(key);
            return text.startsWith("$") ? fact(node, key, text) : new Print.Literal(text);
        }
        PackNode inner = node.node(key);
        if (!inner.keys().contains("each")) {
            return fields(inner, options);
        }
        Print.Each each =
                new Print.Each(
                        fact(inner, "each", inner.text("each")),
                        inner.text("as"),
                        fields(inner.node("give"), options));
        inner.done();
        return each;
    }

    private static Print.Fact fact(PackNode node, String key, String text) {
        String[] parts = text.split("\\|", -1);
        String path = parts[0].strip();
        if (!path.matches("\\$[a-zA-Z]+(\\.[a-zA-Z]+)*")) {
            throw node.refused(key, "expected a fact as $person.birth, found " + path);
        }
        List<Print.Step> steps = new ArrayList<>();
        for (int i = 1; i < parts.length; i++) {
            String[] words = parts[i].strip().split(" ", 2);
            steps.add(
                    new Print.Step(
                            kind(node, key, words[0]), words.length < 2 ? "" : words[1].strip()));
        }
        return new Print.Fact(path.substring(1), steps);
    }

    private static Print.Kind kind(PackNode node, String key, String word) {
        for (Print.Kind kind : Print.Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(word)) {
                return kind;
            }
        }
        throw node.refused(
                key, "expected one of " + Arrays.toString(Print.Kind.values()) + ", found " + word);
    }

    private static Print.Condition condition(
            PackNode node, String key, String text, Set<String> options) {
        boolean equal = !text.contains("!=");
        String[] sides = text.split(equal ? "=" : "!=", -1);
        if (sides.length != 2 || sides[0].isBlank() || sides[1].isBlank()) {
            throw node.refused(key, "expected a condition as relation=true, found " + text);
        }
        boolean option = !sides[0].contains(".");
        if (option && !options.contains(sides[0])) {
            throw node.refused(key, "names no option: " + sides[0]);
        }
        return new Print.Condition((option ? "options." : "") + sides[0], equal, sides[1]);
    }

    private static void check(
            PackNode node, Print print, Map<String, Map<String, Words>> vocabulary) {
        switch (print) {
            case Print.Literal(String text) -> {}
            case Print.Fact fact -> {
                for (Print.Step step : fact.steps()) {
                    if (step.kind() == Print.Kind.WORD
                            && !vocabulary.containsKey(step.argument())) {
                        throw node.refused("words", "has no kind " + step.argument());
                    }
                }
            }
            case Print.Fields fields ->
                    fields.fields().forEach(f -> check(node, f.value(), vocabulary));
            case Print.Each each -> {
                check(node, each.items(), vocabulary);
                check(node, each.give(), vocabulary);
            }
        }
    }
}
