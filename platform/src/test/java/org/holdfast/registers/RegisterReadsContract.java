// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.holdfast.keys.Handle;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.Position;
import org.holdfast.offices.OfficeCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/// What every store of registers answers to the same data.
interface RegisterReadsContract {
    /// The data, entered and placed once for all stores.
    record World(
            RecordRef moved,
            List<RecordVersion> versions,
            RecordRef home,
            List<RecordRef> members,
            Position beforeSecondMember,
            RecordRef japanese,
            List<Handle> operations) {
        static World enter(TestRegisters world) {
            RecordRef moved = TestRegisters.person("kr");
            ObjectNode facts = TestRegisters.korean(moved, "이도운", "李道雲", "1982-07-10");
            facts.put("number", "820710-1234567");
            RecordVersion first = world.placed(moved, 0, facts);
            facts.putObject("name").put("hangul", "이도윤").put("hanja", "李道允");
            facts.put("formerName", "이도운");
            facts.put("restricted", true);
            RecordVersion second = world.placed(moved, 1, facts, "change-1");
            RecordRef home = new RecordRef("kr.household", UUID.randomUUID());
            List<RecordRef> members =
                    List.of(TestRegisters.person("kr"), TestRegisters.person("kr"));
            Position before = second.position().orElseThrow();
            for (RecordRef member : members) {
                ObjectNode one = TestRegisters.korean(member, "한지우", "韓智友", "1990-05-05");
                one.put("household", home.id().toString());
                RecordVersion entered = world.placed(member, 0, one, "change-2");
                if (member.equals(members.getFirst())) {
                    world.placed(home, 0, TestRegisters.household(home, List.of(member)));
                    before = world.registers().current(home).orElseThrow().position().orElseThrow();
                }
                assertThat(entered.version()).isEqualTo(1);
            }
            world.placed(home, 1, TestRegisters.household(home, members));
            RecordRef japanese = TestRegisters.person("jp");
            world.placed(
                    japanese,
                    0,
                    TestRegisters.japanese(
                            japanese, "渡邉\uDB40\uDD10 𠮷子", "ワタナベ ヨシコ", "1985-03-07"),
                    "change-3");
            List<Handle> operations =
                    Stream.of("change-1", "change-2", "change-3", "none")
                            .map(world::operation)
                            .toList();
            return new World(
                    moved, List.of(first, second), home, members, before, japanese, operations);
        }
    }

    World world();

    <T> T read(Function<RegisterReads, T> work);

    SubjectHandle handle(RecordRef person);

    private Optional<RecordVersion> current(RecordRef ref) {
        return read(reads -> reads.current(ref));
    }

    private Optional<RecordVersion> asOf(RecordRef ref, Position point) {
        return read(reads -> reads.asOf(ref, point));
    }

    private List<RecordVersion> history(RecordRef ref) {
        return read(reads -> reads.history(ref));
    }

    private Optional<HouseholdView> household(RecordRef person) {
        return read(reads -> reads.household(person));
    }

    private Optional<HouseholdView> household(RecordRef person, Position point) {
        return read(reads -> reads.household(person, point));
    }

    private SearchPage search(OfficeCode office, String query, int limit, int page) {
        return read(reads -> reads.search(office, query, limit, page));
    }

    private List<SearchHit> arrivals(String register, String name, LocalDate birth) {
        return read(reads -> reads.arrivals(register, name, birth));
    }

    private Optional<RecordRef> byHandle(SubjectHandle subject) {
        return read(reads -> reads.byHandle(subject));
    }

    private long count(OfficeCode office, String register) {
        return read(reads -> reads.count(office, register));
    }

    private long count(String register) {
        return read(reads -> reads.count(register));
    }

    @Test
    default void givesTheNewestVersionByteForByte() {
        RecordVersion found = current(world().moved()).orElseThrow();
        RecordVersion entered = world().versions().getLast();
        assertThat(CanonicalJson.text(found.facts()))
                .isEqualTo(CanonicalJson.text(entered.facts()));
        assertThat(found.leaf()).isEqualTo(entered.leaf());
        assertThat(found.position()).isEqualTo(entered.position());
        assertThat(found.keys()).isEqualTo(entered.keys());
        assertThat(found.office()).isEqualTo(entered.office());
        assertThat(found.validFrom()).isEqualTo(entered.validFrom());
        assertThat(found.enteredAt()).isEqualTo(entered.enteredAt());
        assertThat(found.enteredBy()).isEqualTo(entered.enteredBy());
    }

    @Test
    default void givesTheWholeHistoryOldestFirst() {
        assertThat(history(world().moved()))
                .extracting(RecordVersion::leaf)
                .containsExactlyElementsOf(
                        world().versions().stream().map(RecordVersion::leaf).toList());
    }

    @Test
    default void givesEachVersionAsOfItsPositionAndNoneBeforeTheFirst() {
        for (RecordVersion version : world().versions()) {
            Position at = version.position().orElseThrow();
            assertThat(asOf(world().moved(), at)).map(RecordVersion::leaf).contains(version.leaf());
        }
        Position first = world().versions().getFirst().position().orElseThrow();
        Position before = new Position(first.journal(), first.origin(), first.index() - 1);
        assertThat(asOf(world().moved(), before)).isEmpty();
    }

    @Test
    default void keepsARestrictionOnceItIsThere() {
        assertThat(
                        current(world().moved())
                                .orElseThrow()
                                .facts()
                                .path("restricted")
                                .asBoolean(false))
                .isTrue();
        assertThat(search(TestRegisters.JONGNO, "이도윤", 10, 0).hits())
                .extracting(SearchHit::restricted)
                .containsExactly(true);
    }

    @Test
    default void givesAHouseholdWithItsMembersInOrder() {
        HouseholdView view = household(world().members().getLast()).orElseThrow();
        assertThat(view.household().ref()).isEqualTo(world().home());
        assertThat(view.members())
                .extracting(RecordVersion::ref)
                .containsExactlyElementsOf(world().members());
        assertThat(household(world().moved())).isEmpty();
    }

    @Test
    default void givesAHouseholdAsItWasAtAPosition() {
        HouseholdView then =
                household(world().members().getFirst(), world().beforeSecondMember()).orElseThrow();
        assertThat(then.members())
                .extracting(RecordVersion::ref)
                .containsExactly(world().members().getFirst());
    }

    @Test
    default void knowsAPersonByTheNameInTheApi() {
        assertThat(byHandle(handle(world().moved()))).contains(world().moved());
        RecordRef nobody = TestRegisters.person("kr");
        assertThat(byHandle(handle(nobody))).isEmpty();
        assertThat(current(nobody)).isEmpty();
        assertThat(history(nobody)).isEmpty();
        RecordRef other = new RecordRef("jp.resident", world().moved().id());
        assertThat(current(other)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "이도윤",
                "도윤",
                "李道允",
                "이도운",
                "이도윤 종로",
                "이",
                "윤 도윤",
                "1982-07-10",
                "820710",
                "이 1982",
                "이도윤 1982년",
                "820710-1234567",
                "8207101234567"
            })
    default void findsAKoreanInEveryWriting(String query) {
        assertThat(search(TestRegisters.JONGNO, query, 10, 0).hits())
                .extracting(SearchHit::name)
                .containsExactly("이도윤");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "渡辺",
                "渡邊",
                "わたなべ",
                "ワタナベ",
                "ﾜﾀﾅﾍﾞ",
                "吉子",
                "渡邉 よしこ",
                "渡",
                "昭和60年3月7日",
                "S60.3.7",
                "１９８５０３０７",
                "中野4丁目",
                "中野四丁目 渡辺",
                "わ"
            })
    default void findsAJapaneseInEveryWriting(String query) {
        assertThat(search(TestRegisters.NAKANO, query, 10, 0).hits())
                .extracting(SearchHit::ref)
                .containsExactly(world().japanese());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "%",
                "_",
                "'; drop table record; --",
                "\\",
                "없는사람",
                "1985-13-40",
                "820710-1234568",
                "이도윤 1983",
                "渡辺"
            })
    default void findsNobodyByWordsThatNameNobody(String query) {
        assertThat(search(TestRegisters.JONGNO, query, 10, 0).hits()).isEmpty();
    }

    @Test
    default void givesPagesInTheSameOrder() {
        SearchPage first = search(TestRegisters.JONGNO, "종로구", 2, 0);
        SearchPage second = search(TestRegisters.JONGNO, "종로구", 2, 1);
        assertThat(first.hits()).extracting(SearchHit::name).containsExactly("이도윤", "한지우");
        assertThat(first.next()).isTrue();
        assertThat(second.hits()).extracting(SearchHit::name).containsExactly("한지우");
        assertThat(second.next()).isFalse();
        assertThat(first.hits()).doesNotContainAnyElementsOf(second.hits());
        List<UUID> namesakes =
                List.of(first.hits().getLast(), second.hits().getFirst()).stream()
                        .map(hit -> hit.ref().id())
                        .toList();
        assertThat(namesakes.stream().map(UUID::toString).toList()).isSorted();
    }

    @Test
    default void findsAnArrivalByWholeNameAndBirthDateOnly() {
        LocalDate birth = LocalDate.parse("1982-07-10");
        assertThat(arrivals("kr.resident", "이도윤", birth)).hasSize(1);
        assertThat(arrivals("kr.resident", "李道允", birth)).hasSize(1);
        assertThat(arrivals("kr.resident", "도윤", birth)).isEmpty();
        assertThat(arrivals("jp.resident", "이도윤", birth)).isEmpty();
        assertThat(arrivals("kr.resident", " ", birth)).isEmpty();
    }

    @Test
    default void givesAChangeItsNumberInOfficeAndYearHoweverManyEntriesItHas() {
        List<Optional<String>> found =
                world().operations().stream()
                        .map(one -> read(reads -> reads.acceptance(one)))
                        .map(one -> one.map(n -> n.office() + " " + n.number()))
                        .toList();
        assertThat(found)
                .containsExactly(
                        Optional.of("kr-11110 1"),
                        Optional.of("kr-11110 2"),
                        Optional.of("jp-131148 1"),
                        Optional.empty());
    }

    @Test
    default void countsRecords() {
        assertThat(count(TestRegisters.JONGNO, "kr.resident")).isEqualTo(3);
        assertThat(count("kr.resident")).isEqualTo(3);
        assertThat(count("kr.household")).isEqualTo(1);
    }

    @Test
    default void refusesImpossiblePages() {
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> search(TestRegisters.JONGNO, "이", 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
