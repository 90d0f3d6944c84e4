// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.holdfast.catalogue.AskerRule;
import org.holdfast.catalogue.Option;
import org.holdfast.catalogue.Service;

/// A service's form for one visitor: the pack's options as fields, each with its default.
///
/// @param operation the name of the command that sending this form will be
/// @param open whether the form is shown opened among several
record ServiceForm(
        String code,
        String title,
        String about,
        String law,
        String fee,
        String operation,
        boolean open,
        List<Choice> purposes,
        List<Choice> grounds,
        List<Field> fields) {

    /// A value that may be chosen.
    record Choice(String value, String label, boolean chosen) {}

    /// An option of the pack.
    record Field(
            String id,
            String code,
            Option.Type type,
            String label,
            boolean on,
            List<Choice> values) {}

    /// Options that the page asks for in its own place.
    private static final List<String> GROUND = List.of("basis", "applicant", "evidence");

    static ServiceForm of(Service service, Page page, boolean counter, List<Choice> members) {
        String lang = page.lang();
        List<Field> fields = new ArrayList<>();
        for (Option option : service.options()) {
            if (GROUND.contains(option.code()) || (option.officerOnly() && !counter)) {
                continue;
            }
            fields.add(field(service, option, lang, members));
        }
        return new ServiceForm(
                service.code(),
                service.heading().title().in(lang),
                service.heading().about().in(lang),
                service.heading().law(),
                fee(service, page, counter),
                UUID.randomUUID().toString(),
                false,
                service.purposes().stream()
                        .map(p -> new Choice(p.code(), begun(p.label().in(lang)), false))
                        .toList(),
                counter ? grounds(service, lang) : List.of(),
                List.copyOf(fields));
    }

    ServiceForm opened() {
        return new ServiceForm(
                code, title, about, law, fee, operation, true, purposes, grounds, fields);
    }

    /// A name for the elements of this form.
    String id() {
        return code.replace('.', '-');
    }

    List<Field> choices() {
        return of(Option.Type.CHOICE);
    }

    List<Field> flags() {
        return of(Option.Type.FLAG);
    }

    List<Field> texts() {
        return of(Option.Type.TEXT);
    }

    List<Field> people() {
        return of(Option.Type.PERSONS).stream().filter(f -> f.values().size() > 1).toList();
    }

    private List<Field> of(Option.Type type) {
        return fields.stream().filter(f -> f.type() == type).toList();
    }

    private static Field field(Service service, Option option, String lang, List<Choice> members) {
        List<Choice> values =
                option.type() == Option.Type.PERSONS
                        ? members
                        : option.values().stream()
                                .map(v ->
                                        new Choice(
                                                v.code(),
                                                begun(v.label().in(lang)),
                                                v.code().equals(option.fallback())))
                                .toList();
        return new Field(
                service.code().replace('.', '-') + "-" + option.code(),
                option.code(),
                option.type(),
                begun(option.label().in(lang)),
                "true".equals(option.fallback()),
                values);
    }

    private static List<Choice> grounds(Service service, String lang) {
        return service.askers().stream()
                .filter(a -> a.channels().contains(AskerRule.Channel.COUNTER))
                .map(a ->
                        new Choice(
                                a.code(),
                                begun(a.label().in(lang)) + " (" + a.law() + ")",
                                a.code().equals(service.askers().getFirst().code())))
                .toList();
    }

    /// The same with a capital letter in front, as forms in Latin script have it.
    private static String begun(String words) {
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private static String fee(Service service, Page page, boolean counter) {
        int amount = counter ? service.fee().counter() : service.fee().online();
        if (amount == 0) {
            return page.t("apply.free");
        }
        String number = page.figures().number(amount);
        return switch (service.fee().currency() + "-" + page.lang()) {
            case "KRW-ko" -> number + "원";
            case "KRW-ja" -> number + "ウォン";
            case "JPY-ko" -> number + "엔";
            case "JPY-ja" -> number + "円";
            case "KRW-en" -> "₩" + number;
            case "JPY-en" -> "¥" + number;
            default -> number + " " + service.fee().currency();
        };
    }
}
