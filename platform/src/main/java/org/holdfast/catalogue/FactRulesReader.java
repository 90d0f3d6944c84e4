// SPDX-License-Identifier: Apache-2.0
package org.holdfast.catalogue;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// Reads the `facts.yaml` of a country, and refuses one that names what it does not define.
/// Stateless.
final class FactRulesReader {
    private static final int OLDEST = 130;
    private static final int MOST_DAYS = 366;

    private FactRulesReader() {}

    static FactRules read(PackNode n, Set<String> registers) {
        String country = n.text("country");
        String register = n.text("register");
        if (!registers.contains(register) || !register.startsWith(country + ".")) {
            throw n.refused("register", "no register of " + country + ": " + register);
        }
        List<FactRules.Fact> facts = n.nodes("facts").stream().map(FactRulesReader::fact).toList();
        distinct(n, "facts", facts, FactRules.Fact::code);
        Set<String> known = new HashSet<>();
        facts.forEach(one -> known.add(one.code()));
        List<Service.Purpose> purposes =
                n.nodes("purposes").stream().map(FactRulesReader::purpose).toList();
        distinct(n, "purposes", purposes, Service.Purpose::code);
        List<FactRules.Basis> bases =
                n.nodes("bases").stream().map(one -> basis(one, country, known)).toList();
        distinct(n, "bases", bases, FactRules.Basis::code);
        FactRules rules =
                new FactRules(
                        country,
                        register,
                        timed(n, "zone", ZoneId::of),
                        timed(n, "staleness", Duration::parse),
                        timed(n, "reliedOn", Duration::parse),
                        consent(n.node("consent")),
                        facts,
                        purposes,
                        bases);
        n.done();
        return rules;
    }

    private static FactRules.Consent consent(PackNode n) {
        FactRules.Consent consent =
                new FactRules.Consent(n.whole("days"), n.whole("uses"), n.text("law"));
        if (consent.days() < 1 || consent.days() > MOST_DAYS || consent.uses() < 1) {
            throw n.refused("days", "expected 1 to " + MOST_DAYS + " days and a use or more");
        }
        n.done();
        return consent;
    }

    private static FactRules.Fact fact(PackNode n) {
        FactRules.Test test = n.one(FactRules.Test.class, "test");
        List<Integer> values = new ArrayList<>();
        for (String text : n.texts("values")) {
            if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) > OLDEST) {
                throw n.refused("values", "expected years, found " + text);
            }
            values.add(Integer.valueOf(text));
        }
        if ((test == FactRules.Test.AGE) == values.isEmpty()) {
            throw n.refused("values", "ages have some, and nothing else has");
        }
        FactRules.Fact fact =
                new FactRules.Fact(n.text("code"), test, values, n.text("law"), n.words("label"));
        n.done();
        return fact;
    }

    private static Service.Purpose purpose(PackNode n) {
        Service.Purpose purpose = new Service.Purpose(n.text("code"), n.words("label"));
        n.done();
        return purpose;
    }

    private static FactRules.Basis basis(PackNode n, String country, Set<String> known) {
        FactRules.Basis basis =
                new FactRules.Basis(
                        n.text("code"), n.texts("facts"), n.text("law"), n.words("label"));
        if (!basis.code().startsWith(country + ".")) {
            throw n.refused("code", "expected " + country + ". in front, found " + basis.code());
        }
        if (basis.facts().isEmpty() || !known.containsAll(basis.facts())) {
            throw n.refused("facts", "expected some of " + known + ", found " + basis.facts());
        }
        n.done();
        return basis;
    }

    private static <T> T timed(PackNode n, String name, Function<String, T> parse) {
        try {
            return parse.apply(n.text(name));
        } catch (DateTimeException bad) {
            throw n.refused(name, "cannot be read: " + bad.getMessage());
        }
    }

    private static <T> void distinct(
            PackNode n, String name, List<T> all, Function<T, String> code) {
        Set<String> seen = new HashSet<>();
        for (T one : all) {
            if (!seen.add(code.apply(one))) {
                throw n.refused(name, "has " + code.apply(one) + " twice");
            }
        }
        if (all.isEmpty()) {
            throw n.refused(name, "is empty");
        }
    }
}
