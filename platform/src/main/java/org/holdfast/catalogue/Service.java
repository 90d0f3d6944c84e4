// SPDX-License-Identifier: Apache-2.0
package org.holdfast.catalogue;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.ledger.Receipt;

/// One service of an office as its pack states it: who may ask, for what, with which options.
/// Immutable; lists keep the order of the pack.
///
/// @param code for example `kr.resident-transcript`
/// @param covers whether the paper is about one person or the whole household
/// @param layout the layout's name, the code of a service; empty for a change
/// @param staleness how old the facts may be when the service is given without the register
/// @param waits how safe an entry must be before an answer is given, and how long for that is
///   waited
/// @param statuses the statuses of a person for whom the service is given
/// @param print what the paper prints; empty for a change
/// @param move what a reported move does; for a change
/// @param vocabulary words of codes, by kind (`relation`, `reason`, `status`, ...) and code
public record Service(
        String code,
        Kind kind,
        Heading heading,
        String register,
        Covers covers,
        String layout,
        ZoneId zone,
        Duration staleness,
        Fee fee,
        Waits waits,
        Set<String> statuses,
        List<Purpose> purposes,
        List<AskerRule> askers,
        List<Option> options,
        List<Restriction> restrictions,
        Optional<MoveRule> move,
        Map<String, Map<String, Words>> vocabulary,
        Print.Fields print) {

    /// Whether the service gives a paper or changes a register.
    public enum Kind {
        PAPER,
        CHANGE
    }

    /// Whose data the paper shows.
    public enum Covers {
        PERSON,
        HOUSEHOLD
    }

    /// What the service is called, in short and in a sentence, and the law that founds it.
    public record Heading(Words title, Words about, String law) {}

    /// What it costs at the counter and online, in whole units of the currency.
    public record Fee(int counter, int online, String currency, String law) {}

    /// The grade that an answer waits for, up to a bound; after it the answer says the grade that
    /// was reached, and the receipt can be fetched again as it rises. Where no mirror was heard of
    /// for ten seconds nobody waits for one.
    public record Waits(Receipt.Grade grade, Duration atMost) {
        /// What papers do: they answer at once and rise.
        public static final Waits SEALED = new Waits(Receipt.Grade.SEALED, Duration.ofSeconds(2));
    }

    /// A purpose that may be chosen; the citizen may also write an own one.
    public record Purpose(String code, Words label) {}

    /// A closed list of cases in which the paper is not given.
    ///
    /// @param test the built-in test that finds the case
    /// @param refusal the code of the refusal
    public record Restriction(Test test, String refusal, String law, Words label) {
        /// The tests that `cases` knows.
        public enum Test {
            /// The applicant is on the subject's list of blocked persons.
            BLOCKED_APPLICANT,
            /// The subject is protected and the asker is neither that person nor the household.
            PROTECTED_SUBJECT,
            /// The subject has left the register and the household form was asked for.
            REMOVED_SUBJECT
        }
    }

    public Service {
        statuses = Set.copyOf(statuses);
        purposes = List.copyOf(purposes);
        askers = List.copyOf(askers);
        options = List.copyOf(options);
        restrictions = List.copyOf(restrictions);
        vocabulary = Map.copyOf(vocabulary);
    }

    /// The country: the part of the code before the first dot.
    public String country() {
        return code.substring(0, code.indexOf('.'));
    }

    /// The option of that code.
    public Optional<Option> option(String option) {
        return options.stream().filter(o -> o.code().equals(option)).findFirst();
    }

    /// The asker rule of that code.
    public Optional<AskerRule> asker(String asker) {
        return askers.stream().filter(a -> a.code().equals(asker)).findFirst();
    }

    /// The words of a code, or empty when the pack has none.
    public Optional<Words> words(String kind, String word) {
        return Optional.ofNullable(vocabulary.getOrDefault(kind, Map.of()).get(word));
    }
}
