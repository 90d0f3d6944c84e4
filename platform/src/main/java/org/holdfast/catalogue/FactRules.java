// SPDX-License-Identifier: Apache-2.0
package org.holdfast.catalogue;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/// What relying parties may have checked about the people of a country, as its pack states it.
/// Immutable; lists keep the order of the pack.
///
/// @param register the register of persons
/// @param staleness how old the facts may be when the register is away
/// @param reliedOn how long an answer should be relied on, from the time of its facts
/// @param bases the statutes by which a party may be admitted to check without consent
public record FactRules(
        String country,
        String register,
        ZoneId zone,
        Duration staleness,
        Duration reliedOn,
        Consent consent,
        List<Fact> facts,
        List<Service.Purpose> purposes,
        List<Basis> bases) {

    /// How far a consent may go.
    ///
    /// @param days the longest it may count
    /// @param uses the most that it may be used, where it is counted
    public record Consent(int days, int uses, String law) {}

    /// How a claim is compared with the register.
    public enum Test {
        /// `address`: the whole address where the person lives.
        ADDRESS,
        /// `office`: the code of the office that keeps the record.
        OFFICE,
        /// `age`: years, one of the values of the pack.
        AGE,
        /// `memberName` and `memberBirth`: of somebody in the same household.
        HOUSEHOLD,
        /// Nothing more than the person.
        ALIVE
    }

    /// A fact that may be checked.
    ///
    /// @param values the claims that are taken, for ages
    public record Fact(String code, Test test, List<Integer> values, String law, Words label) {
        public Fact {
            values = List.copyOf(values);
        }
    }

    /// A statute that entitles to check some facts without consent.
    ///
    /// @param facts codes
    public record Basis(String code, List<String> facts, String law, Words label) {
        public Basis {
            facts = List.copyOf(facts);
        }
    }

    public FactRules {
        facts = List.copyOf(facts);
        purposes = List.copyOf(purposes);
        bases = List.copyOf(bases);
    }

    /// The fact of that code.
    public Optional<Fact> fact(String code) {
        return facts.stream().filter(one -> one.code().equals(code)).findFirst();
    }

    /// The purpose of that code.
    public Optional<Service.Purpose> purpose(String code) {
        return purposes.stream().filter(one -> one.code().equals(code)).findFirst();
    }

    /// The statute of that code.
    public Optional<Basis> basis(String code) {
        return bases.stream().filter(one -> one.code().equals(code)).findFirst();
    }
}
