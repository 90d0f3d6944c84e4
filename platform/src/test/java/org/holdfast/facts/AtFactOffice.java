// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.holdfast.cases.Blocks;
import org.holdfast.cases.OfficeBelow;
import org.holdfast.cases.OperationId;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.facts.FactChecks.Claim;
import org.holdfast.facts.FactChecks.Ground;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.ledger.Ledger;
import org.holdfast.registers.RecordVersion;
import org.holdfast.registers.Registers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One office for the tests of a class, two banks, and what people and banks say.
abstract class AtFactOffice {
    static final Catalogue CATALOGUE =
            Catalogue.read(Path.of(System.getProperty("holdfast.home"), "packs"));
    static final String LIVES = "lives-at-address";
    static final String AGE = "age-over";
    static final Principal OPERATOR =
            new Principal(
                    "operator-1", Role.OPERATOR, Optional.empty(), Optional.empty(), "operator");

    @TempDir static Path folder;
    static OfficeBelow office;
    static Principal bank;
    static Principal other;

    @BeforeAll
    static void open() {
        office = OfficeBelow.at(folder);
        bank = office.party("견본은행");
        other = office.party("見本不動産");
    }

    @AfterAll
    static void close() {
        office.close();
    }

    static Facts facts(OfficeBelow at, Registers registers, Ledger ledger, InstantSource clock) {
        return facts(
                new Facts.Below(
                        at.keys(),
                        ledger,
                        registers,
                        at.looks(),
                        at.accounts(),
                        at.blocks(),
                        at.filings()),
                clock);
    }

    static Facts facts(OfficeBelow at, Blocks blocks, InstantSource clock) {
        return facts(
                new Facts.Below(
                        at.keys(),
                        at.ledger(),
                        at.registers(),
                        at.looks(),
                        at.accounts(),
                        blocks,
                        at.filings()),
                clock);
    }

    private static Facts facts(Facts.Below below, InstantSource clock) {
        return Facts.open(below, CATALOGUE, true, Duration.ofSeconds(5), clock, System::nanoTime);
    }

    static Facts here(InstantSource clock) {
        return facts(office, office.registers(), office.ledger(), clock);
    }

    static Facts here() {
        return here(InstantSource.system());
    }

    static InstantSource later(Duration by) {
        InstantSource system = InstantSource.system();
        return () -> system.instant().plus(by);
    }

    static OperationId operation() {
        return new OperationId("op-" + UUID.randomUUID());
    }

    static <T> T given(FactAnswer<T> answer) {
        if (answer instanceof FactAnswer.Given<T>(T value)) {
            return value;
        }
        throw new AssertionError("expected an answer, found " + answer);
    }

    static FactRefusal refused(FactAnswer<?> answer) {
        if (answer instanceof FactAnswer.Refused<?>(FactRefusal why, var _)) {
            return why;
        }
        throw new AssertionError("expected a refusal, found " + answer);
    }

    static RecordVersion person() {
        return office.family().members().getFirst();
    }

    static LocalDate today() {
        return LocalDate.ofInstant(InstantSource.system().instant(), ZoneId.of("Asia/Seoul"));
    }

    static Consents.GiveCommand consent(
            RecordVersion person, List<String> facts, Optional<Integer> uses) {
        return new Consents.GiveCommand(
                OfficeBelow.citizen(person),
                operation(),
                bank.id(),
                facts,
                "account",
                "",
                today().plusDays(30),
                uses);
    }

    /// A consent for the bank.
    static Consents.Consent give(Facts at, RecordVersion person, String... facts) {
        return given(at.consents().give(consent(person, List.of(facts), Optional.empty())));
    }

    static String name(RecordVersion person) {
        JsonNode name = person.facts().path("name");
        return name.path("hangul").asString(name.path("kanji").asString(""));
    }

    static LocalDate birth(RecordVersion person) {
        return LocalDate.parse(person.facts().path("birth").asString());
    }

    static String address(RecordVersion person) {
        ObjectNode facts = person.facts();
        if (facts.has("addresses")) {
            JsonNode last = facts.path("addresses").path(facts.path("addresses").size() - 1);
            String detail = last.path("detail").asString("");
            return last.path("address").asString() + (detail.isEmpty() ? "" : ", " + detail);
        }
        return facts.path("address").asString();
    }

    static Claim alive(RecordVersion person) {
        return new Claim(
                name(person),
                birth(person),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static Claim lives(RecordVersion person, String address) {
        return new Claim(
                name(person),
                birth(person),
                Optional.of(address),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static Claim aged(RecordVersion person, int years) {
        return new Claim(
                name(person),
                birth(person),
                Optional.empty(),
                Optional.empty(),
                Optional.of(years),
                Optional.empty(),
                Optional.empty());
    }

    static Claim resident(RecordVersion person, String code) {
        return new Claim(
                name(person),
                birth(person),
                Optional.empty(),
                Optional.of(code),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static Claim with(RecordVersion person, RecordVersion member) {
        return new Claim(
                name(person),
                birth(person),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(name(member)),
                Optional.of(birth(member)));
    }

    static FactChecks.CheckCommand order(Principal who, String code, String fact, Claim claim) {
        return new FactChecks.CheckCommand(
                who, operation(), new Ground.Consent(code), fact, claim, "account");
    }

    static FactAnswer<FactChecks.Checked> ask(
            Facts at, Consents.Consent consent, String fact, Claim claim) {
        return at.checks().check(order(bank, consent.code(), fact, claim));
    }

    static FactResult result(Facts at, Consents.Consent consent, String fact, Claim claim) {
        return given(ask(at, consent, fact, claim)).result();
    }

    /// What the person sees of refusals.
    static List<String> refusalsSeen(RecordVersion person) {
        return office.looks().of(person.ref(), 50).stream()
                .filter(one -> one.look().purpose().equals("fact-refused"))
                .map(one -> one.look().as() + " " + one.look().fields())
                .toList();
    }

    static void requireOneRefusal(FactAnswer<?> answer) {
        assertThat(answer)
                .isEqualTo(new FactAnswer.Refused<>(FactRefusal.NOT_AVAILABLE, java.util.Map.of()));
    }
}
