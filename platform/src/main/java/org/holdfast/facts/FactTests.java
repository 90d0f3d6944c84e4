// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

import java.time.LocalDate;
import java.time.Period;
import java.util.Optional;
import org.holdfast.catalogue.FactRules;
import org.holdfast.facts.FactChecks.Claim;
import org.holdfast.registers.HouseholdView;
import org.holdfast.registers.RecordVersion;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Compares a claim with what the register says. Never answers yes in doubt. Stateless.
final class FactTests {
    private static final String RESIDENT = "resident";

    private FactTests() {}

    /// Whether a claim has the fields that a fact needs, and no others.
    ///
    /// @throws Denied `BAD_CLAIM` with the field that is missing or too much
    static void requireWhole(FactRules.Test test, Claim claim) throws Denied {
        require(test == FactRules.Test.ADDRESS, claim.address().isPresent(), "address");
        require(test == FactRules.Test.OFFICE, claim.office().isPresent(), "office");
        require(test == FactRules.Test.AGE, claim.age().isPresent(), "age");
        boolean household = test == FactRules.Test.HOUSEHOLD;
        require(household, claim.memberName().isPresent(), "memberName");
        require(household, claim.memberBirth().isPresent(), "memberBirth");
    }

    private static void require(boolean needed, boolean there, String field) throws Denied {
        if (needed != there) {
            throw new Denied(FactRefusal.BAD_CLAIM, "field", field);
        }
    }

    /// The claim as it is signed and as guesses are told apart.
    static ObjectNode write(Claim claim, ObjectNode into) {
        into.put("name", claim.name()).put("birth", claim.birth().toString());
        claim.address().ifPresent(text -> into.put("address", text));
        claim.office().ifPresent(text -> into.put("office", text));
        claim.age().ifPresent(years -> into.put("age", years));
        claim.memberName().ifPresent(text -> into.put("memberName", text));
        claim.memberBirth().ifPresent(day -> into.put("memberBirth", day.toString()));
        return into;
    }

    /// Whether somebody is whom a claim names.
    static boolean isNamed(ObjectNode facts, String name, LocalDate birth) {
        boolean same = false;
        for (JsonNode spelling : facts.path("name")) {
            same |= Addresses.sameName(name, spelling.asString(""));
        }
        return same && facts.path("birth").asString("").equals(birth.toString());
    }

    /// The other person of a claim about a household, when that is so and the person is who is
    /// named beside.
    static Optional<RecordVersion> member(FactReads.Found found, Claim claim) {
        if (claim.memberName().isEmpty()
                || claim.memberBirth().isEmpty()
                || !isNamed(found.person().facts(), claim.name(), claim.birth())) {
            return Optional.empty();
        }
        String name = claim.memberName().get();
        LocalDate birth = claim.memberBirth().get();
        Optional<HouseholdView> home = found.home();
        boolean inside =
                home.isPresent()
                        && home.get().members().stream()
                                .anyMatch(one -> one.ref().equals(found.person().ref()));
        return home.filter(_ -> inside).stream()
                .flatMap(one -> one.members().stream())
                .filter(one -> !one.ref().equals(found.person().ref()))
                .filter(one -> isNamed(one.facts(), name, birth))
                .findFirst();
    }

    /// @param pending whether a change was filed about the person and is not entered
    /// @param today the day as of which the facts are, in the pack's zone
    static FactResult of(
            FactRules.Test test,
            Claim claim,
            FactReads.Found found,
            boolean pending,
            LocalDate today) {
        ObjectNode facts = found.person().facts();
        if (!isNamed(facts, claim.name(), claim.birth())) {
            return FactResult.NOT_CONFIRMED;
        }
        String status = facts.path("status").asString("");
        boolean known = status.equals(RESIDENT);
        return switch (test) {
            case AGE -> age(facts, claim.age().orElseThrow(), today);
            case ALIVE -> alive(status);
            case ADDRESS ->
                    residence(
                            status,
                            pending,
                            known && Addresses.same(claim.address().orElseThrow(), address(facts)));
            case OFFICE ->
                    residence(
                            status,
                            pending,
                            known
                                    && claim.office()
                                            .orElseThrow()
                                            .equals(found.person().office().value()));
            case HOUSEHOLD -> residence(status, pending, known && member(found, claim).isPresent());
        };
    }

    private static FactResult residence(String status, boolean pending, boolean holds) {
        if (pending || status.equals("residence-unknown") || status.isEmpty()) {
            return FactResult.UNKNOWN;
        }
        return holds ? FactResult.CONFIRMED : FactResult.NOT_CONFIRMED;
    }

    /// Full years: the birthday begins the next (민법 제158조). Who was born on 29 February is a year
    /// older on 1 March of other years.
    private static FactResult age(ObjectNode facts, int years, LocalDate today) {
        LocalDate birth = LocalDate.parse(facts.path("birth").asString());
        return Period.between(birth, today).getYears() >= years
                ? FactResult.CONFIRMED
                : FactResult.NOT_CONFIRMED;
    }

    private static FactResult alive(String status) {
        return switch (status) {
            case RESIDENT, "overseas", "moved-out" -> FactResult.CONFIRMED;
            case "deceased" -> FactResult.NOT_CONFIRMED;
            default -> FactResult.UNKNOWN;
        };
    }

    /// In Korea the last of all stays, in Japan the present address; with the door.
    private static String address(ObjectNode facts) {
        JsonNode stays = facts.path("addresses");
        if (stays.isArray()) {
            JsonNode last = stays.path(stays.size() - 1);
            return last.path("address").asString("") + " " + last.path("detail").asString("");
        }
        return facts.path("address").asString("");
    }
}
