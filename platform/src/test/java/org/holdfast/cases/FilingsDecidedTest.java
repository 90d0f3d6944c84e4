// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.holdfast.identity.Principal;
import org.holdfast.journal.Hash;
import org.holdfast.ledger.Audits;
import org.holdfast.registers.HouseholdView;
import org.holdfast.registers.RecordVersion;
import org.junit.jupiter.api.Test;

/// What does not fit once the database is back is held with everything behind it, and an officer
/// decides; nothing of that is lost or done twice when a process or the rows are lost.
final class FilingsDecidedTest extends FilingsAtOneOffice {
    @Test
    void holdsWhatChangedMeanwhileAndEverythingBehindIt() {
        HouseholdView family = office.family();
        RecordVersion head = family.members().getFirst();
        Filings.Filing first = file(head, "filed-held-1", "이태원로 50");
        Filings.Filing second = file(head, "filed-held-2", "이태원로 51");
        office.change(family.members().get(1), false);
        assertThat(office.merge()).isEqualTo(2);
        office.held(first, "record-changed");
        office.held(second, "after-held");
        assertThat(office.here.filings().counts().held()).isGreaterThanOrEqualTo(2);
        assertThat(office.versions(head)).isEqualTo(1);
        // Nobody but an officer of the office decides, and with a reason.
        assertThat(refused(CasesOffice.officer(CasesOffice.JONGNO), first, "d-elsewhere", "x"))
                .isEqualTo(Refusal.Code.FILING_UNKNOWN);
        assertThat(refused(FilingOffice.OFFICER, first, "d-no-reason", " "))
                .isEqualTo(Refusal.Code.REASON_MISSING);
        assertThat(decide(first, "decide-held-1", true).state()).isEqualTo(Filings.State.ENTERED);
        assertThat(decide(first, "decide-held-1", true).repeated()).isTrue();
        assertThat(refused(FilingOffice.OFFICER, first, "decide-held-x", "x"))
                .isEqualTo(Refusal.Code.FILING_NOT_HELD);
        assertThat(address(head)).isEqualTo("서울특별시 용산구 이태원로 50");
        // What the officer entered was not all that changed: the second needs its own decision.
        office.held(second, "record-changed");
        assertThat(decide(second, "decide-held-2", true).state()).isEqualTo(Filings.State.ENTERED);
        assertThat(address(head)).isEqualTo("서울특별시 용산구 이태원로 51");
    }

    @Test
    void looksAgainAtWhatComesBehindARefusedOne() {
        HouseholdView family = office.family();
        RecordVersion head = family.members().getFirst();
        Filings.Filing first = file(head, "filed-refu-1", "이태원로 60");
        Filings.Filing second = file(head, "filed-refu-2", "이태원로 61");
        office.change(family.members().get(1), false);
        office.held(first, "record-changed");
        office.held(second, "after-held");
        assertThat(decide(first, "decide-refu-1", false).state()).isEqualTo(Filings.State.REFUSED);
        office.held(second, "record-changed");
        assertThat(decide(second, "decide-refu-2", false).state()).isEqualTo(Filings.State.REFUSED);
        assertThat(office.versions(head)).isEqualTo(1);
        // The same request again is told so, and enters nothing.
        Filings.Filing again =
                FilingOffice.filed(
                        office.here.moves().moveIn(office.move(head, "filed-refu-1", "이태원로 60")));
        assertThat(again.state()).isEqualTo(Filings.State.REFUSED);
        assertThat(office.versions(head)).isEqualTo(1);
    }

    private static Refusal.Code refused(
            Principal who, Filings.Filing filing, String operation, String reason) {
        return FilingOffice.refused(office.decision(who, filing.id(), operation, true, reason));
    }

    @Test
    void raisesAnAlarmWhenAJournalHasTwoFilingsAtOnePlace() {
        RecordVersion head = office.family().members().getFirst();
        Filings.Filing filing = file(head, "filed-place", "이태원로 80");
        Filings.Filing behind = file(head, "filed-behind", "이태원로 81");
        var place = filing.receipt().position().orElseThrow();
        Hash other = Hash.of(new byte[32]);
        office.office
                .database
                .database()
                .jdbc()
                .sql(
                        "insert into cases.filing (leaf, journal, index, filed_at, operation,"
                                + " digest, state, reason, version, decision) values (:leaf, :journal,"
                                + " :index, now(), :op, 'x', 'held', 'record-changed', 1, :leaf)")
                .param("leaf", other.bytes())
                .param("journal", place.journal())
                .param("index", place.index())
                .param("op", new byte[16])
                .update();
        office.held(filing, "place-conflict");
        assertThat(office.versions(head)).isEqualTo(1);
        assertThat(office.office.ledger.audits().alarms())
                .anySatisfy(alarm -> {
                    assertThat(alarm.kind()).isEqualTo(Audits.Kind.SPLIT_VIEW);
                    assertThat(alarm.journal()).isEqualTo(place.journal());
                    assertThat(alarm.index()).isEqualTo(place.index());
                });
        assertThat(count("select count(*) from cases.filing where index = " + place.index()))
                .isEqualTo(2);
        office.office
                .database
                .database()
                .jdbc()
                .sql("delete from cases.filing where leaf = ?")
                .param(other.bytes())
                .update();
        // Once an officer has decided, what was filed behind it comes in by itself.
        office.held(behind, "after-held");
        assertThat(decide(filing, "decide-place", true).state()).isEqualTo(Filings.State.ENTERED);
        office.entered(behind);
        assertThat(address(head)).isEqualTo("서울특별시 용산구 이태원로 81");
    }

    private static long count(String sql) {
        return office.office.database.database().jdbc().sql(sql).query(Long.class).single();
    }

    @Test
    void mergesOnceThroughADeathOnEitherSideOfTheCommit() {
        RecordVersion head = office.family().members().getFirst();
        Filings.Filing filing = file(head, "filed-crash", "이태원로 70");
        for (FilingMerge.Switch.Step step : FilingMerge.Switch.Step.values()) {
            FilingMerge.Switch crash =
                    at -> {
                        if (at == step) {
                            throw new Error("the power is cut");
                        }
                    };
            Cases dying = office.here(InstantSource.system());
            assertThatThrownBy(() -> office.merge(dying, crash)).isInstanceOf(Error.class);
            boolean committed = step == FilingMerge.Switch.Step.AFTER_COMMIT;
            assertThat(office.versions(head)).isEqualTo(committed ? 2 : 1);
        }
        // Another process, that knows nothing but the journals and the rows.
        assertThat(office.merge(office.here(InstantSource.system()), FilingMerge.Switch.NONE))
                .isLessThanOrEqualTo(1);
        assertThat(office.versions(head)).isEqualTo(2);
        office.entered(filing);
    }

    @Test
    void theJournalsGiveBackTheRowsThatADatabaseHasLost() {
        RecordVersion head = office.family().members().getFirst();
        Filings.Filing in = file(head, "filed-rows-1", "이태원로 95");
        RecordVersion other = office.family().members().getFirst();
        Filings.Filing held = file(other, "filed-rows-2", "이태원로 96");
        office.change(other, false);
        office.entered(in);
        office.held(held, "record-changed");
        List<Map<String, Object>> before = rows();
        Cases anew = office.here(InstantSource.system());
        // A process that has just begun, and one that has seen these decisions before.
        for (Cases cases : List.of(anew, anew, office.here)) {
            for (String table : List.of("filing_record", "filing", "change")) {
                office.office.database.database().jdbc().sql("delete from cases." + table).update();
            }
            assertThat(office.merge(cases, FilingMerge.Switch.NONE)).isZero();
            assertThat(rows()).isEqualTo(before);
        }
        Moves.Moved again =
                FilingOffice.moved(
                        anew.moves().moveIn(office.move(head, "filed-rows-1", "이태원로 95")));
        assertThat(again.repeated()).isTrue();
        assertThat(office.versions(head)).isEqualTo(2);
        assertThat(office.find(held.id()).state()).isEqualTo(Filings.State.HELD);
    }

    private static List<Map<String, Object>> rows() {
        return office.office
                .database
                .database()
                .jdbc()
                .sql(
                        "select encode(f.leaf, 'hex') as leaf, journal, index, filed_at, state,"
                                + " reason, outcome::text as outcome, version,"
                                + " encode(decision, 'hex') as decision,"
                                + " (select string_agg(encode(record, 'hex'), ' ' order by record)"
                                + " from cases.filing_record r where r.leaf = f.leaf) as records"
                                + " from cases.filing f order by leaf")
                .query()
                .listOfRows();
    }
}
