// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.LocalDate;
import java.time.chrono.JapaneseDate;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.holdfast.catalogue.MoveRule;
import org.holdfast.catalogue.Print;
import org.holdfast.catalogue.Service;
import org.holdfast.catalogue.Words;
import org.holdfast.ledger.CanonicalJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Fills the `print` part of a pack from facts: the result is exactly what is printed, every value
/// a text, nothing empty. A code without a word stops it: nobody prints a code by mistake. One use,
/// one thread.
final class Printing {
    private static final int SHOWN_OF_KOREAN_NUMBER = 8;
    private final Service service;
    private final String language;
    private final ObjectNode context;

    private Printing(Service service, ObjectNode context) {
        this.service = service;
        this.language = RequestRules.language(service);
        this.context = context;
    }

    /// What is printed. The context is changed while it works and is not to be used again.
    static ObjectNode print(Service service, ObjectNode context) {
        return new Printing(service, context).fields(service.print());
    }

    private ObjectNode fields(Print.Fields fields) {
        ObjectNode out = CanonicalJson.object();
        for (Print.Field field : fields.fields()) {
            if (!field.conditions().stream().allMatch(this::holds)) {
                continue;
            }
            JsonNode value = value(field.value());
            if (!isEmpty(value)) {
                out.set(field.name(), value);
            }
        }
        return out;
    }

    private JsonNode value(Print print) {
        return switch (print) {
            case Print.Literal(String text) -> StringNode.valueOf(text);
            case Print.Fact fact -> printed(fact(fact));
            case Print.Fields fields -> fields(fields);
            case Print.Each each -> rows(each);
        };
    }

    private ArrayNode rows(Print.Each each) {
        ArrayNode rows = CanonicalJson.object().putArray("rows");
        for (JsonNode item : fact(each.items())) {
            JsonNode before = context.path(each.as());
            JsonNode number = context.path("no");
            context.set(each.as(), item);
            context.put("no", Integer.toString(rows.size() + 1));
            ObjectNode row = fields(each.give());
            if (!row.isEmpty()) {
                rows.add(row);
            }
            restore(each.as(), before);
            restore("no", number);
        }
        return rows;
    }

    private void restore(String name, JsonNode before) {
        if (before.isMissingNode()) {
            context.remove(name);
        } else {
            context.set(name, before);
        }
    }

    private boolean holds(Print.Condition condition) {
        JsonNode found = at(condition.path());
        return found.asString("").equals(condition.value()) == condition.equal();
    }

    private JsonNode fact(Print.Fact fact) {
        JsonNode value = at(fact.path());
        for (Print.Step step : fact.steps()) {
            if (!isEmpty(value)) {
                value = step(step, value);
            }
        }
        return value;
    }

    private JsonNode at(String path) {
        JsonNode node = context;
        for (String name : path.split("\\.", -1)) {
            node = node.path(name);
        }
        return node;
    }

    private JsonNode step(Print.Step step, JsonNode value) {
        return switch (step.kind()) {
            case WORD -> StringNode.valueOf(word(step.argument(), value.asString("")));
            case MASK -> StringNode.valueOf(mask(value.asString("")));
            case PLACE -> StringNode.valueOf(place(value));
            case ERA -> StringNode.valueOf(era(LocalDate.parse(value.asString(""))));
            case RECENT -> recent(value, Integer.parseInt(step.argument()));
            case LAST -> list(List.of(value.get(value.size() - 1)));
            case WHERE -> where(value, step.argument());
        };
    }

    private String word(String kind, String code) {
        Optional<Words> words = service.words(kind, code);
        return words.orElseThrow(() ->
                        new IllegalStateException(
                                service.code() + " has no word: " + kind + " " + code))
                .in(language);
    }

    /// `840211-2******`: the birth date and the first digit of the back.
    static String mask(String number) {
        if (number.length() <= SHOWN_OF_KOREAN_NUMBER) {
            return "*".repeat(number.length());
        }
        return number.substring(0, SHOWN_OF_KOREAN_NUMBER)
                + "*".repeat(number.length() - SHOWN_OF_KOREAN_NUMBER);
    }

    static String place(JsonNode stay) {
        return MoveRule.Writing.SPACED.of(
                stay.path("address").asString(""), stay.path("detail").asString(""));
    }

    /// `昭和59年2月11日`; the first year of an era is `元年`.
    static String era(LocalDate date) {
        if (date.getYear() < 1873) {
            return DateTimeFormatter.ofPattern("uuuu年M月d日", Locale.JAPAN).format(date);
        }
        JapaneseDate japanese = JapaneseDate.from(date);
        int year = japanese.get(ChronoField.YEAR_OF_ERA);
        return japanese.getEra().getDisplayName(TextStyle.FULL, Locale.JAPAN)
                + (year == 1 ? "元" : Integer.toString(year))
                + "年"
                + date.getMonthValue()
                + "月"
                + date.getDayOfMonth()
                + "日";
    }

    /// The stays that lasted into the last years: from the one in force when they began.
    private ArrayNode recent(JsonNode stays, int years) {
        LocalDate since = LocalDate.parse(context.path("today").asString("")).minusYears(years);
        List<JsonNode> kept = new ArrayList<>();
        for (int i = 0; i < stays.size(); i++) {
            boolean last = i == stays.size() - 1;
            String end = last ? "" : stays.get(i + 1).path("from").asString("");
            if (end.isEmpty() || !LocalDate.parse(end).isBefore(since)) {
                kept.add(stays.get(i));
            }
        }
        return list(kept);
    }

    private static ArrayNode where(JsonNode items, String condition) {
        boolean equal = !condition.contains("!=");
        String[] sides = condition.split(equal ? "=" : "!=", 2);
        List<JsonNode> kept = new ArrayList<>();
        for (JsonNode item : items) {
            if (item.path(sides[0]).asString("").equals(sides[1]) == equal) {
                kept.add(item);
            }
        }
        return list(kept);
    }

    private static ArrayNode list(List<JsonNode> items) {
        ArrayNode list = CanonicalJson.object().putArray("list");
        items.forEach(list::add);
        return list;
    }

    private static JsonNode printed(JsonNode value) {
        return value.isValueNode() && !value.isNull() && !value.isMissingNode()
                ? StringNode.valueOf(value.asString(""))
                : MissingNode.getInstance();
    }

    private static boolean isEmpty(JsonNode value) {
        return value.isMissingNode()
                || value.isNull()
                || (value.isContainer() && value.isEmpty())
                || (value.isString() && value.stringValue().isEmpty());
    }

    /// Every text of a tree.
    static List<String> texts(JsonNode tree) {
        List<String> texts = new ArrayList<>();
        collect(tree, texts);
        return texts;
    }

    private static void collect(JsonNode node, List<String> texts) {
        if (node.isString()) {
            texts.add(node.stringValue());
        }
        for (JsonNode child : node) {
            collect(child, texts);
        }
    }
}
