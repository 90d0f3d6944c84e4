// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.holdfast.catalogue.AskerRule;
import org.holdfast.catalogue.Option;
import org.holdfast.catalogue.Service;

/// A service's form for one visitor: the pack's options as fields, each with its default.
///
/// @param operation the name of the command that sending this form will be
/// @param open whether the form is shown opened among several
/// @param ground who asks and what was seen, as sent before
record ServiceForm(
        String code,
        String title,
        String about,
        String law,
        String fee,
        String operation,
        boolean open,
        List<Choice> purposes,
        Ground ground,
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
            String text,
            List<Choice> values) {
        @Override
        public String toString() {
            return "Field[" + id + "]";
        }
    }

    /// Who asks at the counter, by which right, and what the officer saw.
    ///
    /// @param told whether anything was said that the page must not hide
    record Ground(List<Choice> choices, String applicant, String evidence, boolean told) {
        private static final Ground NONE = new Ground(List.of(), "", "", false);

        /// Prints no person.
        @Override
        public String toString() {
            return "Ground";
        }
    }

    /// Options that the page asks for in its own place.
    private static final List<String> GROUND = List.of("basis", "applicant", "evidence");

    static ServiceForm of(
            Service service, Page page, boolean counter, List<Choice> members, Sent sent) {
        String lang = page.lang();
        List<Field> fields = new ArrayList<>();
        for (Option option : service.options()) {
            if (GROUND.contains(option.code()) || (option.officerOnly() && !counter)) {
                continue;
            }
            Set<String> barred = counter ? Set.of() : barred(service, option);
            if (!barred.contains("true")) {
                fields.add(field(service, option, barred, lang, members, sent));
            }
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
                        .map(p ->
                                new Choice(
                                        p.code(),
                                        begun(p.label().in(lang)),
                                        sent.marked("purpose", p.code(), false)))
                        .toList(),
                counter ? ground(service, lang, sent) : Ground.NONE,
                List.copyOf(fields));
    }

    ServiceForm opened() {
        return new ServiceForm(
                code, title, about, law, fee, operation, true, purposes, ground, fields);
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

    /// The values that nobody who asks on the portal may choose; they are not offered there.
    private static Set<String> barred(Service service, Option option) {
        boolean open =
                option.limit().stream()
                        .flatMap(l ->
                                service.askers().stream()
                                        .filter(a -> l.askers().contains(a.code())))
                        .anyMatch(a -> a.channels().contains(AskerRule.Channel.PORTAL));
        return open ? Set.of() : option.limit().map(Option.Limit::values).orElse(Set.of());
    }

    private static Field field(
            Service service,
            Option option,
            Set<String> barred,
            String lang,
            List<Choice> members,
            Sent sent) {
        String name = "opt." + option.code();
        List<Choice> values =
                option.type() == Option.Type.PERSONS
                        ? members.stream()
                                .map(m ->
                                        new Choice(
                                                m.value(),
                                                m.label(),
                                                sent.marked(name, m.value(), false)))
                                .toList()
                        : option.values().stream()
                                .filter(v -> !barred.contains(v.code()))
                                .map(v ->
                                        new Choice(
                                                v.code(),
                                                begun(v.label().in(lang)),
                                                sent.marked(
                                                        name,
                                                        v.code(),
                                                        v.code().equals(option.fallback()))))
                                .toList();
        return new Field(
                service.code().replace('.', '-') + "-" + option.code(),
                option.code(),
                option.type(),
                begun(option.label().in(lang)),
                sent.marked(name, "true", "true".equals(option.fallback())),
                sent.text(name),
                values);
    }

    private static Ground ground(Service service, String lang, Sent sent) {
        String first = service.askers().getFirst().code();
        List<Choice> choices =
                service.askers().stream()
                        .filter(a -> a.channels().contains(AskerRule.Channel.COUNTER))
                        .map(a ->
                                new Choice(
                                        a.code(),
                                        begun(a.label().in(lang)) + " (" + a.law() + ")",
                                        sent.marked("opt.basis", a.code(), a.code().equals(first))))
                        .toList();
        String applicant = sent.text("opt.applicant");
        String evidence = sent.text("opt.evidence");
        boolean other = choices.stream().anyMatch(c -> c.chosen() && !c.value().equals(first));
        return new Ground(
                choices, applicant, evidence, other || !applicant.isEmpty() || !evidence.isEmpty());
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
