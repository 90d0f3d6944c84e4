// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.holdfast.identity.Accounts;
import org.holdfast.identity.NewAccount;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.keys.Keys;
import org.holdfast.ledger.Head;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.Position;
import org.holdfast.offices.OfficeCode;
import org.holdfast.registers.HouseholdView;
import org.holdfast.registers.Looks;
import org.holdfast.registers.Reading;
import org.holdfast.registers.RecordVersion;
import org.holdfast.registers.Registers;
import org.holdfast.testing.FaultyKeys;

/// An office up to its cases, for tests of what stands above them: with its database, or as if that
/// were away.
public final class OfficeBelow implements AutoCloseable {
    public static final OfficeCode JONGNO = CasesOffice.JONGNO;
    public static final OfficeCode NAKANO = CasesOffice.NAKANO;

    private final FilingOffice office;
    private final Optional<FaultyKeys> faults;
    private final List<RecordVersion> alone = new ArrayList<>();
    private Duration age = Duration.ofMinutes(5);

    private OfficeBelow(FilingOffice office, Optional<FaultyKeys> faults) {
        this.office = office;
        this.faults = faults;
    }

    public static OfficeBelow at(Path folder) {
        List<FaultyKeys> made = new ArrayList<>();
        CasesOffice office =
                new CasesOffice(
                        folder,
                        CasesOffice.fresh(),
                        real -> {
                            made.add(new FaultyKeys(real));
                            return made.getFirst();
                        },
                        FaultSwitch.off());
        return new OfficeBelow(new FilingOffice(office), Optional.of(made.getFirst()));
    }

    static OfficeBelow of(FilingOffice office) {
        return new OfficeBelow(office, Optional.empty());
    }

    public FaultyKeys faults() {
        return faults.orElseThrow();
    }

    public Keys keys() {
        return office.office.keys;
    }

    public Ledger ledger() {
        return office.office.ledger;
    }

    /// Of the office with its database.
    public Registers registers() {
        return office.office.registers;
    }

    /// The same, as if they were read from the own copy.
    public Registers away() {
        return new AwayRegisters(registers(), this::copy);
    }

    private Reading copy(Reading primary) {
        Head head = ledger().central().head();
        Position upTo = new Position(head.journal(), head.origin(), head.size() - 1);
        return new Reading(
                primary.reads(), new Reading.Source.OwnCopy(upTo, Instant.now().minus(age), age));
    }

    /// How old the own copy says it is.
    public void age(Duration now) {
        age = now;
    }

    public Looks looks() {
        return office.office.session.looks();
    }

    public Accounts accounts() {
        return office.office.accounts;
    }

    public Blocks blocks() {
        return office.here.blocks();
    }

    public Filings filings() {
        return office.here.filings();
    }

    /// An account of a relying party.
    public Principal party(String name) {
        return office.office
                .database
                .database()
                .inTransaction(tx ->
                        accounts()
                                .add(
                                        tx,
                                        new NewAccount(
                                                Role.RELYING_PARTY,
                                                Optional.empty(),
                                                Optional.empty(),
                                                name)));
    }

    public Papers papers() {
        return office.here.papers();
    }

    /// A paper of the office in Jongno for somebody of a household.
    ///
    /// @param service such as `kr.resident-transcript`
    /// @return its id
    public String issue(RecordVersion person, String service, String operation) {
        return office.office
                .issued(office.office.command(officer(), service, person, operation))
                .paper()
                .id();
    }

    /// One paper is erased.
    public void erase(String paper) {
        var _ =
                FilingOffice.given(
                        office.here
                                .erasures()
                                .erase(
                                        new Erasures.EraseCommand(
                                                officer(),
                                                JONGNO,
                                                new OperationId("erase-" + UUID.randomUUID()),
                                                new Erasures.Target.Paper(paper),
                                                "kr.request",
                                                "본인의 삭제 요구")));
    }

    /// A household of three or more that no other test has.
    public HouseholdView family() {
        return office.family();
    }

    /// Somebody in Japan whom no other test has.
    public RecordVersion japanese() {
        if (alone.isEmpty()) {
            alone.addAll(office.office.people(NAKANO, false));
        }
        return alone.removeLast();
    }

    public static Principal citizen(RecordVersion person) {
        return CasesOffice.citizen(person);
    }

    public static Principal officer() {
        return CasesOffice.officer(JONGNO);
    }

    /// An officer protects somebody.
    public Blocks.Block block(RecordVersion person) {
        return FilingOffice.given(
                blocks().enter(
                                new Blocks.BlockCommand(
                                        officer(),
                                        new OperationId("block-" + UUID.randomUUID()),
                                        office.office.handle(person),
                                        List.of(),
                                        Optional.empty(),
                                        "상담사실 확인서")));
    }

    public void lift(Blocks.Block block) {
        var _ =
                FilingOffice.given(
                        blocks().lift(
                                        new Blocks.LiftCommand(
                                                officer(),
                                                new OperationId("lift-" + UUID.randomUUID()),
                                                block.id(),
                                                "본인 신청")));
    }

    /// Everything about a person is erased.
    public void erase(RecordVersion person) {
        var _ =
                FilingOffice.given(
                        office.here
                                .erasures()
                                .erase(
                                        new Erasures.EraseCommand(
                                                officer(),
                                                JONGNO,
                                                new OperationId("erase-" + UUID.randomUUID()),
                                                new Erasures.Target.Person(
                                                        office.office.handle(person)),
                                                "kr.request",
                                                "본인의 삭제 요구")));
    }

    /// A move is filed while the database is away.
    public void file(RecordVersion head) {
        var _ = office.file(head, "file-" + UUID.randomUUID(), "이태원로 77");
    }

    /// A household moves to another office, 서울특별시 용산구.
    public void move(RecordVersion head, String address) {
        var _ =
                FilingOffice.moved(
                        office.here
                                .moves()
                                .moveIn(office.move(head, "move-" + UUID.randomUUID(), address)));
    }

    /// A change that has nothing to do with moving.
    public RecordVersion change(RecordVersion person, boolean restricted) {
        return office.change(person, restricted);
    }

    @Override
    public void close() {
        office.close();
    }
}
