// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.UUID;
import org.holdfast.ledger.CanonicalJson;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

final class RegistersTest extends OneRegisters {
    @Test
    void entersAFirstVersionAndKnowsItByItsHandle() {
        RecordRef ref = TestRegisters.person("kr");
        ObjectNode facts = TestRegisters.korean(ref, "김서연", "金瑞姸", "1984-02-11");
        RecordVersion entered = world.placed(ref, 0, facts);
        assertThat(entered.version()).isEqualTo(1);
        assertThat(CanonicalJson.text(entered.facts())).isEqualTo(CanonicalJson.text(facts));
        Registers registers = world.registers();
        assertThat(registers.byHandle(registers.subject(ref))).contains(ref);
        assertThat(entered.keys().papers()).isPresent();
    }

    @Test
    void keepsTheLegalSpellingByteForByte() {
        RecordRef ref = TestRegisters.person("jp");
        String name = "渡邉\uDB40\uDD10 \uD842\uDFB7子";
        world.placed(ref, 0, TestRegisters.japanese(ref, name, "ワタナベ ヨシコ", "1970-01-02"));
        ObjectNode facts = world.registers().current(ref).orElseThrow().facts();
        assertThat(facts.required("name").required("kanji").stringValue()).isEqualTo(name);
    }

    @Test
    void showsEachVersionAsOfItsPosition() {
        RecordRef ref = TestRegisters.person("kr");
        ObjectNode facts = TestRegisters.korean(ref, "이도운", "李道雲", "1982-07-10");
        RecordVersion first = world.placed(ref, 0, facts);
        facts.putObject("name").put("hangul", "이도윤").put("hanja", "李道允");
        RecordVersion second = world.placed(ref, 1, facts);
        Registers registers = world.registers();
        assertThat(registers.history(ref))
                .extracting(RecordVersion::version)
                .containsExactly(1L, 2L);
        assertThat(registers.asOf(ref, first.position().orElseThrow()).orElseThrow().leaf())
                .isEqualTo(first.leaf());
        assertThat(registers.asOf(ref, second.position().orElseThrow()).orElseThrow().leaf())
                .isEqualTo(second.leaf());
    }

    @Test
    void refusesAChangeDecidedUponAnOldVersion() {
        RecordRef ref = TestRegisters.person("kr");
        ObjectNode facts = TestRegisters.korean(ref, "박지후", "朴智厚", "2001-03-05");
        world.enter(ref, 0, facts);
        world.enter(ref, 1, facts);
        assertThat(world.enter(ref, 1, facts)).isEqualTo(new Entering.Stale(1, 2));
        assertThat(world.enter(ref, 0, facts)).isEqualTo(new Entering.Stale(0, 2));
    }

    @Test
    void refusesAChangeOfARecordThatIsNotThere() {
        RecordRef ref = TestRegisters.person("kr");
        ObjectNode facts = TestRegisters.korean(ref, "최민준", "崔敏俊", "1999-09-09");
        assertThat(world.enter(ref, 1, facts)).isEqualTo(new Entering.Unknown(ref));
    }

    @Test
    void leavesNothingOfAChangeWhoseTransactionFails() {
        RecordRef ref = TestRegisters.person("kr");
        ObjectNode facts = TestRegisters.korean(ref, "정하은", "鄭夏恩", "2012-12-12");
        Change change =
                new Change(
                        ref,
                        0,
                        TestRegisters.JONGNO,
                        facts,
                        java.time.LocalDate.EPOCH,
                        "officer-1",
                        java.util.Optional.empty());
        assertThatThrownBy(() ->
                        world.database()
                                .transact(tx -> {
                                    world.registers().enter(tx, change);
                                    throw new IllegalStateException("power cut");
                                }))
                .hasMessageContaining("power cut");
        assertThat(world.registers().current(ref)).isEmpty();
        assertThat(world.registers().history(ref)).isEmpty();
    }

    @Test
    void showsAHouseholdWithItsMembersInOrder() {
        RecordRef home = new RecordRef("kr.household", UUID.randomUUID());
        List<RecordRef> members = List.of(TestRegisters.person("kr"), TestRegisters.person("kr"));
        for (RecordRef member : members) {
            ObjectNode facts = TestRegisters.korean(member, "한지우", "韓智友", "1990-05-05");
            facts.put("household", home.id().toString());
            world.enter(member, 0, facts);
        }
        RecordVersion entered = world.placed(home, 0, TestRegisters.household(home, members));
        HouseholdView view = world.registers().household(members.get(1)).orElseThrow();
        assertThat(view.household().ref()).isEqualTo(home);
        assertThat(view.members())
                .extracting(RecordVersion::ref)
                .containsExactlyElementsOf(members);
        HouseholdView then =
                world.registers()
                        .household(members.get(1), entered.position().orElseThrow())
                        .orElseThrow();
        assertThat(then.members()).hasSize(2);
    }

    @Test
    void listsALookToThePersonLookedAt() {
        RecordRef ref = TestRegisters.person("kr");
        world.enter(ref, 0, TestRegisters.korean(ref, "윤서아", "尹瑞雅", "2015-06-07"));
        Looks.Look look =
                new Looks.Look(
                        ref,
                        TestRegisters.JONGNO,
                        "officer",
                        "officer-1",
                        "officer of Jongno-gu",
                        "issue",
                        List.of("name", "address"));
        world.session().looks().record(look).sealed().join();
        assertThat(world.session().looks().of(ref, 10))
                .extracting(Looks.Seen::look)
                .containsExactly(look);
        assertThat(world.session().looks().of(TestRegisters.person("kr"), 10)).isEmpty();
    }

    @Test
    void noticesAVersionThatSomebodyChangedBehindTheJournal() {
        RecordRef ref = TestRegisters.person("kr");
        world.placed(ref, 0, TestRegisters.korean(ref, "오세훈", "吳世勳", "1961-01-04"));
        assertThat(world.session().fold().check().differences()).isEmpty();
        byte[] before = canonical(ref);
        byte[] altered =
                new String(before, java.nio.charset.StandardCharsets.UTF_8)
                        .replace("1961-01-04", "1991-01-04")
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        write(ref, altered);
        Fold.Outcome outcome = world.session().fold().check();
        write(ref, before);
        assertThat(outcome.agrees()).isFalse();
        assertThat(outcome.differences())
                .containsExactly(ref + " version 1: other bytes than the journal's");
    }

    private static byte[] canonical(RecordRef ref) {
        return world.database()
                .jdbc()
                .sql("select canonical from registers.version where record = :id")
                .param("id", ref.id())
                .query((row, n) -> row.getBytes(1))
                .single();
    }

    private static void write(RecordRef ref, byte[] canonical) {
        world.database()
                .jdbc()
                .sql("update registers.version set canonical = :bytes where record = :id")
                .param("bytes", canonical)
                .param("id", ref.id())
                .update();
    }
}
