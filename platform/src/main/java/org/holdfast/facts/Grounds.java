// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.FactRules;
import org.holdfast.facts.FactChecks.CheckCommand;
import org.holdfast.facts.FactChecks.Claim;
import org.holdfast.facts.FactChecks.Ground;
import org.holdfast.identity.Principal;
import org.holdfast.registers.Looks;
import org.holdfast.registers.RecordRef;
import org.holdfast.registers.RecordVersion;

/// Finds out about whom a party asks, and whether it may. Whatever stands against it is one
/// refusal; where the person is known, the attempt is a look that the person sees. Thread-safe.
final class Grounds {
    /// So many namesakes see that somebody of their name was asked for; nobody is answered then.
    private static final int MOST_NAMESAKES = 5;

    private final Catalogue catalogue;
    private final FactReads reads;
    private final ConsentBook book;
    private final OfficeLegalBases bases;
    private final FactNames names;
    private final Looks looks;

    Grounds(Facts.Parts parts, Catalogue catalogue, OfficeLegalBases bases, Looks looks) {
        this.catalogue = catalogue;
        this.reads = parts.reads();
        this.book = parts.book();
        this.names = parts.names();
        this.bases = bases;
        this.looks = looks;
    }

    /// What may be checked about whom.
    ///
    /// @param consent absent where it is a statute
    /// @param law the statute; empty where it is a consent
    record Asked(
            RecordRef subject,
            FactRules rules,
            FactRules.Fact fact,
            Optional<ConsentRecord> consent,
            String law) {
        /// Prints no person.
        @Override
        public String toString() {
            return "Asked";
        }
    }

    /// What can be told of an order without looking at anybody.
    void requireWhole(CheckCommand command) throws Denied {
        List<FactRules.Fact> facts = new ArrayList<>();
        boolean purpose = false;
        for (String country : List.of("kr", "jp")) {
            Optional<FactRules> rules = catalogue.facts(country);
            rules.flatMap(one -> one.fact(command.fact())).ifPresent(facts::add);
            purpose |= rules.flatMap(one -> one.purpose(command.purpose())).isPresent();
        }
        if (facts.isEmpty()) {
            throw new Denied(FactRefusal.UNKNOWN_FACT);
        }
        if (!purpose) {
            throw new Denied(FactRefusal.UNKNOWN_PURPOSE);
        }
        FactTests.requireWhole(facts.getFirst().test(), command.claim());
        Optional<Integer> age = command.claim().age();
        if (age.isPresent() && facts.stream().noneMatch(one -> one.values().contains(age.get()))) {
            throw new Denied(FactRefusal.BAD_CLAIM, "field", "age");
        }
        if (command.ground() instanceof Ground.Statute(String basis, var _)
                && bases.statute(basis).isEmpty()) {
            throw new Denied(FactRefusal.BASIS_UNKNOWN);
        }
    }

    /// Whether facts are young enough for anybody whom the ground may be about.
    void requireFresh(CheckCommand command) throws Denied {
        List<String> countries =
                switch (command.ground()) {
                    case Ground.Consent _ -> List.of("kr", "jp");
                    case Ground.Statute(String basis, var _) -> List.of(basis.substring(0, 2));
                };
        reads.requireFresh(
                countries.stream()
                        .flatMap(country -> catalogue.facts(country).stream())
                        .map(FactRules::staleness)
                        .max(Comparator.naturalOrder())
                        .orElseThrow());
    }

    /// About whom, and by what; how often it was used is not looked at yet.
    Asked find(CheckCommand command) throws Denied {
        return switch (command.ground()) {
            case Ground.Consent(String code) -> byConsent(command, code);
            case Ground.Statute statute -> byStatute(command, statute);
        };
    }

    private Asked byConsent(CheckCommand command, String code) throws Denied {
        ConsentRecord consent =
                ConsentCode.read(code)
                        .map(names::consent)
                        .flatMap(book::find)
                        .orElseThrow(() -> new Denied(FactRefusal.NOT_AVAILABLE));
        Optional<FactRules> rules = rules(consent.subject());
        Optional<FactRules.Fact> fact =
                rules.flatMap(one -> one.fact(command.fact()))
                        .filter(one -> isTaken(one, command.claim()));
        boolean covered =
                consent.party().id().equals(command.who().id())
                        && consent.facts().contains(command.fact())
                        && consent.purpose().equals(command.purpose())
                        && fact.isPresent();
        if (!covered || !stands(consent)) {
            throw refused(command, consent.subject());
        }
        return new Asked(
                consent.subject(),
                rules.orElseThrow(),
                fact.orElseThrow(),
                Optional.of(consent),
                "");
    }

    /// Whether a consent is neither withdrawn nor past its day; how often it was used aside.
    boolean stands(ConsentRecord consent) {
        return switch (book.state(consent, 0)) {
            case IN_FORCE, USED_UP -> true;
            case WITHDRAWN, ENDED -> false;
        };
    }

    private Optional<FactRules> rules(RecordRef person) {
        return catalogue.facts(person.register().substring(0, 2));
    }

    private static boolean isTaken(FactRules.Fact fact, Claim claim) {
        return claim.age().isEmpty() || fact.values().contains(claim.age().get());
    }

    private Asked byStatute(CheckCommand command, Ground.Statute ground) throws Denied {
        FactRules.Basis basis =
                bases.statute(ground.basis())
                        .orElseThrow(() -> new Denied(FactRefusal.BASIS_UNKNOWN));
        FactRules rules =
                catalogue
                        .facts(basis.code().substring(0, basis.code().indexOf('.')))
                        .orElseThrow(() -> new Denied(FactRefusal.BASIS_UNKNOWN));
        Optional<FactRules.Fact> fact =
                rules.fact(command.fact())
                        .filter(one -> basis.facts().contains(one.code()))
                        .filter(one -> isTaken(one, command.claim()));
        if (fact.isEmpty() || !bases.isAdmitted(command.who().id(), basis.code())) {
            throw new Denied(FactRefusal.NOT_AVAILABLE);
        }
        List<RecordVersion> found =
                reads
                        .named(rules.register(), command.claim().name(), command.claim().birth())
                        .stream()
                        .filter(one ->
                                ground.office().isEmpty()
                                        || ground.office().get().equals(one.office()))
                        .limit(MOST_NAMESAKES)
                        .toList();
        if (found.size() != 1) {
            for (RecordVersion one : found) {
                seen(command, one);
            }
            throw new Denied(FactRefusal.NOT_AVAILABLE);
        }
        return new Asked(found.getFirst().ref(), rules, fact.get(), Optional.empty(), basis.law());
    }

    /// The refusal, once the person can see that somebody tried.
    Denied refused(CheckCommand command, RecordRef person) {
        tried(command, person);
        return new Denied(FactRefusal.NOT_AVAILABLE);
    }

    /// Lets a person see that somebody tried, who was not answered.
    void tried(CheckCommand command, RecordRef person) {
        reads.current(person).ifPresent(one -> seen(command, one));
    }

    private void seen(CheckCommand command, RecordVersion person) {
        look(command.who(), person, "fact-refused", command.fact());
    }

    /// Lets a person see that a party asked, or that somebody else's check told of them, too.
    void look(Principal who, RecordVersion person, String what, String fact) {
        var _ =
                looks.record(
                        new Looks.Look(
                                person.ref(),
                                person.office(),
                                who.role().code(),
                                who.id(),
                                who.name(),
                                what,
                                List.of("check." + fact)));
    }
}
