// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.catalogue.AskerRule;
import org.holdfast.catalogue.Option;
import org.holdfast.catalogue.Service;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the options of a request against the pack. Stateless.
final class RequestOptions {
    private static final int LONGEST_TEXT = 200;
    private static final int MOST_PERSONS = 50;

    private RequestOptions() {}

    /// Every option of the pack with its value; refuses what the pack does not know.
    static Map<String, String> read(Service service, ObjectNode given, boolean officer)
            throws NotPermitted {
        for (String name : given.propertyNames()) {
            if (service.option(name).isEmpty()) {
                throw new NotPermitted(Refusal.Code.UNKNOWN_OPTION, "option", shown(name));
            }
        }
        Map<String, String> options = new LinkedHashMap<>();
        for (Option option : service.options()) {
            JsonNode value = given.get(option.code());
            if (value == null || value.isNull()) {
                options.put(option.code(), option.fallback());
                continue;
            }
            if (option.officerOnly() && !officer) {
                throw new NotPermitted(
                        new Refusal(
                                Refusal.Code.OPTION_NOT_PERMITTED,
                                Map.of("option", option.code(), "law", option.law())));
            }
            options.put(option.code(), value(option, value));
        }
        return options;
    }

    private static String value(Option option, JsonNode value) throws NotPermitted {
        return switch (option.type()) {
            case CHOICE -> {
                String text = value.asString("");
                if (option.values().stream().noneMatch(v -> v.code().equals(text))) {
                    throw bad(option);
                }
                yield text;
            }
            case FLAG -> {
                String text = value.isBoolean() ? value.toString() : value.asString("");
                if (!text.equals("true") && !text.equals("false")) {
                    throw bad(option);
                }
                yield text;
            }
            case TEXT -> {
                if (!value.isString()) {
                    throw bad(option);
                }
                yield PlainText.check(value.stringValue(), LONGEST_TEXT, Refusal.Code.BAD_OPTION);
            }
            case PERSONS -> {
                if (!value.isArray() || value.size() > MOST_PERSONS) {
                    throw bad(option);
                }
                List<String> handles = new ArrayList<>();
                for (JsonNode one : value) {
                    handles.add(one.asString(""));
                }
                yield String.join(" ", handles);
            }
        };
    }

    /// Refuses values that this asker may not choose, or not for this purpose.
    ///
    /// @param purpose as it was sent: a code of the pack, or free text
    static void checkLimits(
            Service service, AskerRule rule, Map<String, String> options, String purpose)
            throws NotPermitted {
        for (Option option : service.options()) {
            if (option.limit().isEmpty()) {
                continue;
            }
            Option.Limit limit = option.limit().get();
            if (!limit.values().contains(options.getOrDefault(option.code(), ""))) {
                continue;
            }
            Map<String, String> data = Map.of("option", option.code(), "law", limit.law());
            if (!limit.askers().contains(rule.code())) {
                throw new NotPermitted(new Refusal(Refusal.Code.OPTION_NOT_PERMITTED, data));
            }
            if (limit.purpose() && purpose.isEmpty()) {
                throw new NotPermitted(new Refusal(Refusal.Code.PURPOSE_MISSING, data));
            }
            if (!limit.purposes().isEmpty() && !limit.purposes().contains(purpose)) {
                throw new NotPermitted(new Refusal(Refusal.Code.PURPOSE_NOT_PERMITTED, data));
            }
        }
    }

    private static NotPermitted bad(Option option) {
        return new NotPermitted(Refusal.Code.BAD_OPTION, "option", option.code());
    }

    private static String shown(String name) {
        return name.matches("[A-Za-z0-9._-]{1,40}") ? name : "?";
    }
}
