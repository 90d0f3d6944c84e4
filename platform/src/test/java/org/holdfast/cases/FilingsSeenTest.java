// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.offices.OfficeCode;
import org.holdfast.registers.HouseholdView;
import org.holdfast.registers.RecordVersion;
import org.junit.jupiter.api.Test;

/// Who is told of a filing, and who is not.
final class FilingsSeenTest extends FilingsAtOneOffice {
    @Test
    void tellsThePersonAndTheOfficesWhatIsFiledAboutThem() {
        HouseholdView family = office.family();
        RecordVersion head = family.members().getFirst();
        RecordVersion member = family.members().get(1);
        Principal keeper = CasesOffice.officer(CasesOffice.JONGNO);
        Principal elsewhere = CasesOffice.officer(new OfficeCode("kr-26110"));
        Filings.Filing filing = file(head, "filed-about1", "이태원로 62");
        for (Cases cases : List.of(office.away, office.here)) {
            for (RecordVersion one : List.of(head, member)) {
                assertThat(ids(about(cases, FilingOffice.OFFICER, one)))
                        .containsExactly(filing.id());
                assertThat(about(cases, keeper, one).shown()).isEmpty();
                assertThat(about(cases, keeper, one).others()).isTrue();
                assertThat(about(cases, elsewhere, one))
                        .isEqualTo(new Filings.About(List.of(), false));
            }
            assertThat(ids(about(cases, CasesOffice.citizen(head), head)))
                    .containsExactly(filing.id());
            assertThat(about(cases, CasesOffice.citizen(member), member))
                    .isEqualTo(new Filings.About(List.of(), true));
            for (Principal other :
                    List.of(
                            CasesOffice.citizen(member),
                            new Principal(
                                    "op", Role.OPERATOR, Optional.empty(), Optional.empty(), ""))) {
                assertThat(FilingOffice.refused(cases.filings().about(other, head, 10)))
                        .isEqualTo(Refusal.Code.UNKNOWN_SUBJECT);
            }
        }
        office.entered(filing);
        Filings.About after = about(office.here, FilingOffice.OFFICER, head);
        assertThat(after.shown().getFirst().state()).isEqualTo(Filings.State.ENTERED);
        assertThat(after.others()).isFalse();
        assertThat(
                        FilingOffice.given(
                                        office.here.filings().about(FilingOffice.OFFICER, head, 0))
                                .shown())
                .isEmpty();
        assertThat(about(office.here, keeper, head)).isEqualTo(new Filings.About(List.of(), false));
    }

    /// Whoever stays behind is not told where a protected person goes, nor that anything is filed;
    /// somebody whose account was not heard of for long sees what was done in person.
    @Test
    void hidesFromThoseWhoStayWhereAProtectedPersonGoes() {
        HouseholdView family = office.family();
        RecordVersion head = family.members().getFirst();
        RecordVersion member = family.members().get(1);
        Moves.MoveCommand all = office.move(head, "filed-leaves", "이태원로 63");
        Filings.Filing filing =
                FilingOffice.filed(
                        office.away
                                .moves()
                                .moveIn(
                                        MovingPack.of(
                                                all,
                                                List.of(office.office.handle(member)),
                                                all.newHead())));
        Principal stays = CasesOffice.citizen(head);
        assertThat(ids(about(office.here, stays, head))).containsExactly(filing.id());
        RecordVersion now = office.change(member, true);
        for (Cases cases : List.of(office.away, office.here)) {
            assertThat(about(cases, stays, head)).isEqualTo(new Filings.About(List.of(), false));
            assertThat(FilingOffice.refused(cases.filings().find(stays, filing.id())))
                    .isEqualTo(Refusal.Code.FILING_UNKNOWN);
            assertThat(about(cases, CasesOffice.citizen(member), now).others()).isTrue();
            assertThat(ids(about(cases, FilingOffice.OFFICER, now))).containsExactly(filing.id());
        }
        assertThat(about(office.here, late("late"), now).shown()).isEmpty();
        assertThat(ids(about(office.here, late(FilingOffice.OFFICER.id()), now)))
                .containsExactly(filing.id());
        office.held(filing, "record-changed");
        assertThat(decide(filing, "decide-leaves", false).state()).isEqualTo(Filings.State.REFUSED);
    }

    /// An officer whose account was not heard of for long.
    private static Principal late(String id) {
        return new Principal(
                id, Role.OFFICER, Optional.of(FilingOffice.YONGSAN), Optional.empty(), "담당자", true);
    }

    private static Filings.About about(Cases cases, Principal who, RecordVersion person) {
        return FilingOffice.given(cases.filings().about(who, person, 10));
    }

    private static List<String> ids(Filings.About about) {
        return about.shown().stream().map(Filings.Filing::id).toList();
    }

    @Test
    void isSeenByThePersonAndTheOfficeOnly() {
        HouseholdView family = office.family();
        RecordVersion head = family.members().getFirst();
        Filings.Filing filing =
                office.file(
                        CasesOffice.citizen(head),
                        head,
                        "filed-seen1",
                        "이태원로 90",
                        CanonicalJson.object());
        Filings filings = office.here.filings();
        RecordVersion stranger = office.family().members().getFirst();
        for (var nobody :
                List.of(
                        CasesOffice.officer(CasesOffice.JONGNO),
                        CasesOffice.citizen(stranger),
                        CasesOffice.citizen(family.members().get(1)))) {
            assertThat(FilingOffice.refused(filings.find(nobody, filing.id())))
                    .isEqualTo(Refusal.Code.FILING_UNKNOWN);
            assertThat(FilingOffice.given(filings.list(nobody, Optional.empty(), 100)))
                    .noneMatch(one -> one.id().equals(filing.id()));
        }
        for (var somebody : List.of(FilingOffice.OFFICER, CasesOffice.citizen(head))) {
            assertThat(FilingOffice.given(filings.list(somebody, Optional.empty(), 100)))
                    .anyMatch(one -> one.id().equals(filing.id()));
        }
        office.merge();
    }

    @Test
    void tellsNobodyElseWhereAProtectedPersonMoves() {
        HouseholdView family = office.family();
        RecordVersion head = family.members().getFirst();
        RecordVersion member = family.members().get(1);
        Moves.MoveCommand byHead =
                office.move(
                        CasesOffice.citizen(head),
                        member,
                        "filed-hidden",
                        "이태원로 91",
                        CanonicalJson.object());
        Filings.Filing filing = FilingOffice.filed(office.away.moves().moveIn(byHead));
        Filings filings = office.here.filings();
        assertThat(FilingOffice.given(filings.find(CasesOffice.citizen(head), filing.id())).id())
                .isEqualTo(filing.id());
        office.change(member, true);
        assertThat(FilingOffice.refused(filings.find(CasesOffice.citizen(head), filing.id())))
                .isEqualTo(Refusal.Code.FILING_UNKNOWN);
        assertThat(FilingOffice.given(filings.find(CasesOffice.citizen(member), filing.id())).id())
                .isEqualTo(filing.id());
        office.held(filing, "record-changed");
    }
}
