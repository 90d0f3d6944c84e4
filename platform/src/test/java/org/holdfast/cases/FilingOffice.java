// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.holdfast.database.Database;
import org.holdfast.identity.Principal;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.Head;
import org.holdfast.ledger.Position;
import org.holdfast.offices.OfficeCode;
import org.holdfast.registers.Fold;
import org.holdfast.registers.HouseholdView;
import org.holdfast.registers.Reading;
import org.holdfast.registers.RecordVersion;
import tools.jackson.databind.node.ObjectNode;

/// An office whose database can be away: `away` reads a copy and reaches no database, `here` is the
/// same office once the database is back.
final class FilingOffice implements AutoCloseable {
    static final OfficeCode YONGSAN = new OfficeCode("kr-11170");
    static final Principal OFFICER = CasesOffice.officer(YONGSAN);
    static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");

    final CasesOffice office;
    final Cases here;
    final Cases away;
    Duration age = Duration.ofMinutes(5);
    private final Database gone;
    private final List<HouseholdView> families = new ArrayList<>();

    FilingOffice(Path folder) {
        this(new CasesOffice(folder, FaultSwitch.off()));
    }

    FilingOffice(CasesOffice office) {
        this.office = office;
        here = office.cases;
        gone = Database.open(office.database.settings());
        gone.close();
        away = away(InstantSource.system());
    }

    /// The office cut off, by another clock.
    Cases away(InstantSource clock) {
        return office.casesWith(
                office.below(new AwayRegisters(office.registers, this::copy), gone, office.ledger),
                clock);
    }

    private Reading copy(Reading primary) {
        Head head = office.ledger.central().head();
        Position upTo = new Position(head.journal(), head.origin(), head.size() - 1);
        return new Reading(
                primary.reads(), new Reading.Source.OwnCopy(upTo, Instant.now().minus(age), age));
    }

    /// The office with its database, by another clock.
    Cases here(InstantSource clock) {
        return office.casesWith(below(), clock);
    }

    Cases.Below below() {
        return office.below(office.registers, office.database.database(), office.ledger);
    }

    /// One round of merging.
    int merge() {
        return merge(here, FilingMerge.Switch.NONE);
    }

    int merge(Cases cases, FilingMerge.Switch crash) {
        return cases.merge(below(), crash).round();
    }

    /// A household of three and more that no other test has.
    HouseholdView family() {
        if (families.isEmpty()) {
            families.addAll(office.families(CasesOffice.JONGNO));
        }
        return families.removeLast();
    }

    static LocalDate today() {
        return LocalDate.now(SEOUL);
    }

    Moves.MoveCommand move(RecordVersion person, String operation, String address) {
        return move(
                OFFICER,
                person,
                operation,
                address,
                CanonicalJson.object().put("basis", "head").put("evidence", "주민등록증"));
    }

    Moves.MoveCommand move(
            Principal who,
            RecordVersion person,
            String operation,
            String address,
            ObjectNode options) {
        return new Moves.MoveCommand(
                who,
                YONGSAN,
                new OperationId(operation),
                office.handle(person),
                List.<SubjectHandle>of(),
                "서울특별시 용산구 " + address,
                "",
                today(),
                Optional.empty(),
                options);
    }

    /// Filed while the database is away.
    Filings.Filing file(RecordVersion person, String operation, String address) {
        return filed(away.moves().moveIn(move(person, operation, address)));
    }

    /// The same by somebody else, upon another ground.
    Filings.Filing file(
            Principal who,
            RecordVersion person,
            String operation,
            String address,
            ObjectNode options) {
        return filed(away.moves().moveIn(move(who, person, operation, address, options)));
    }

    /// What an officer decides about a filing once the database is back.
    Answer<Filings.Filing> decision(
            Principal who, String filing, String operation, boolean enter, String reason) {
        return here.filings()
                .decide(
                        new Filings.DecideCommand(
                                who, filing, new OperationId(operation), enter, reason));
    }

    Filings.Filing decide(Principal who, String filing, String operation, boolean enter) {
        return given(decision(who, filing, operation, enter, "본인 확인"));
    }

    /// By an officer of the office that the filing is for.
    Filings.Filing decide(Filings.Filing filing, String operation, boolean enter) {
        return decide(OFFICER, filing.id(), operation, enter);
    }

    /// Enters a change of one record that has nothing to do with moving.
    RecordVersion change(RecordVersion person, boolean restricted) {
        return office.change(person, restricted);
    }

    static Filings.Filing filed(Answer<Moves.Reported> answer) {
        if (answer instanceof Answer.Given<Moves.Reported>(Filings.Filing filing)) {
            return filing;
        }
        throw new AssertionError("expected a filing, found " + answer);
    }

    static Moves.Moved moved(Answer<Moves.Reported> answer) {
        if (answer instanceof Answer.Given<Moves.Reported>(Moves.Moved moved)) {
            return moved;
        }
        throw new AssertionError("expected a move, found " + answer);
    }

    static <T> T given(Answer<T> answer) {
        if (answer instanceof Answer.Given<T>(T value)) {
            return value;
        }
        throw new AssertionError("expected an answer, found " + answer);
    }

    static Refusal.Code refused(Answer<?> answer) {
        if (answer instanceof Answer.Refused<?>(Refusal refusal)) {
            return refusal.code();
        }
        throw new AssertionError("expected a refusal, found " + answer);
    }

    Filings.Filing find(String id) {
        return find(OFFICER, id);
    }

    Filings.Filing find(Principal who, String id) {
        return given(here.filings().find(who, id));
    }

    /// Merges, and gives the filing once the central journal says this of it.
    Filings.Filing merged(Filings.Filing filing, Filings.State state, String reason) {
        return merged(OFFICER, filing, state, reason);
    }

    /// The same of a filing that another officer may see.
    Filings.Filing merged(
            Principal who, Filings.Filing filing, Filings.State state, String reason) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        merge();
        Filings.Filing now = find(who, filing.id());
        while (System.nanoTime() < end && !(now.state() == state && now.reason().equals(reason))) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            merge();
            now = find(who, filing.id());
        }
        assertThat(now.state()).isEqualTo(state);
        assertThat(now.reason()).isEqualTo(reason);
        return now;
    }

    Filings.Filing entered(Filings.Filing filing) {
        return merged(filing, Filings.State.ENTERED, "");
    }

    Filings.Filing held(Filings.Filing filing, String reason) {
        return merged(filing, Filings.State.HELD, reason);
    }

    int versions(RecordVersion person) {
        return office.registers.history(person.ref()).size();
    }

    /// Where somebody lives, as their household's record says now.
    String address(RecordVersion person) {
        return office.registers
                .household(person.ref())
                .orElseThrow()
                .household()
                .facts()
                .path("address")
                .asString();
    }

    /// The registers are the fold of the journal, whatever was filed.
    void checkWorld() {
        Fold.Outcome fold = office.session.fold().check();
        assertThat(fold.differences()).isEmpty();
        assertThat(fold.agrees()).isTrue();
    }

    @Override
    public void close() {
        office.close();
    }
}
