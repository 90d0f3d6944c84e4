// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.cases.Erasures.Erasure;
import org.holdfast.cases.Erasures.Target;
import org.holdfast.identity.NewAccount;
import org.holdfast.identity.PersonRecord;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.keys.KeysFault;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.CentralReplay;
import org.holdfast.ledger.Head;
import org.holdfast.ledger.Position;
import org.holdfast.ledger.Receipt;
import org.holdfast.ledger.StateDigest;
import org.holdfast.ledger.WorldCheck;
import org.holdfast.registers.Fold;
import org.holdfast.registers.HouseholdView;
import org.holdfast.registers.LiveState;
import org.holdfast.registers.Looks;
import org.holdfast.registers.RecordVersion;
import org.holdfast.registers.RegisterRebuild;
import org.holdfast.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErasuresTest {
    private static final String ABSTRACT = "kr.resident-abstract";
    private static final String BASIS = "개인정보 보호법 제36조제2항";
    private static final Principal OFFICER = CasesOffice.officer(CasesOffice.JONGNO);

    @TempDir Path folder;
    @TempDir Path aside;
    private TestDatabase database;
    private FaultyKeys keys;
    private CasesOffice office;

    @BeforeEach
    void open() {
        database = CasesOffice.fresh();
        start();
    }

    private void start() {
        office =
                new CasesOffice(
                        folder,
                        database,
                        real -> {
                            keys = new FaultyKeys(real);
                            return keys;
                        },
                        FaultSwitch.off());
    }

    @AfterEach
    void close() {
        office.close();
    }

    /// A member who is not the head of a household of three or more.
    private RecordVersion member() {
        return family().members().stream()
                .filter(one -> !isHead(family(), one))
                .findFirst()
                .orElseThrow();
    }

    private HouseholdView family() {
        return office.people(CasesOffice.JONGNO, false).stream()
                .map(person -> office.registers.household(person.ref()).orElseThrow())
                .filter(home -> home.members().size() >= 3)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isHead(HouseholdView home, RecordVersion one) {
        return one.ref().id().toString().equals(home.household().facts().path("head").asString(""));
    }

    private Answer<Erasure> erase(SubjectHandle subject, String operation) {
        return erase(OFFICER, new Target.Person(subject), operation, BASIS);
    }

    private Answer<Erasure> erase(Principal who, Target target, String operation, String basis) {
        return office.cases
                .erasures()
                .erase(
                        new Erasures.EraseCommand(
                                who,
                                CasesOffice.JONGNO,
                                new OperationId(operation),
                                target,
                                basis,
                                "본인의 삭제 요구"));
    }

    private static <T> T given(Answer<T> answer) {
        if (answer instanceof Answer.Given<T>(T value)) {
            return value;
        }
        throw new AssertionError("expected an answer, found " + answer);
    }

    private static <T> Refusal.Code refused(Answer<T> answer) {
        if (answer instanceof Answer.Refused<T>(Refusal refusal)) {
            return refusal.code();
        }
        throw new AssertionError("expected a refusal, found " + answer);
    }

    private void checkWorld() {
        new WorldCheck(
                        folder.resolve("journals"),
                        office.keys.root().certificate(),
                        Optional.of(database.database()),
                        Optional.of(office.keys.dataKeys()))
                .run()
                .requireSound();
        Fold.Outcome fold = office.session.fold().check();
        assertThat(fold.differences()).isEmpty();
        assertThat(fold.agrees()).as(fold.toString()).isTrue();
    }

    private PaperNames names() {
        return new PaperNames(office.keys.handles(), InstantSource.system());
    }

    /// The bytes of everything that the journals hold about a person.
    private List<byte[]> secrets(RecordVersion person, String paper) {
        List<byte[]> found = new ArrayList<>();
        found.add(office.ledger.files().byLeaf(person.leaf()).orElseThrow().payload());
        PaperNames.operation(paper)
                .map(names()::entry)
                .flatMap(office.ledger.node()::byOperation)
                .ifPresent(entry -> found.add(entry.payload()));
        found.add(person.facts().path("name").path("hangul").asString("?").getBytes(UTF));
        found.add(person.facts().path("number").asString("?").getBytes(UTF));
        return found;
    }

    private static final java.nio.charset.Charset UTF = StandardCharsets.UTF_8;

    /// Looks into every file of the office's folder, which is everything but the database's own.
    private void requireNowhere(List<byte[]> secrets) throws IOException {
        office.stop();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                for (byte[] secret : secrets) {
                    assertThat(bytes.contains(new String(secret, StandardCharsets.ISO_8859_1)))
                            .as(file.toString())
                            .isFalse();
                }
            }
        }
        for (byte[] secret : secrets) {
            assertThat(
                            database.database()
                                    .jdbc()
                                    .sql(
                                            "select count(*) from ledger.entry"
                                                    + " where payload = :secret")
                                    .param("secret", secret)
                                    .query(Long.class)
                                    .single())
                    .isZero();
        }
        start();
    }

    private void requireGone(RecordVersion person) {
        assertThat(office.registers.current(person.ref())).isEmpty();
        assertThat(office.registers.history(person.ref())).isEmpty();
        assertThat(office.registers.byHandle(office.handle(person))).isEmpty();
        assertThat(office.keys.dataKeys().find(person.keys().record())).isEmpty();
        assertThat(office.keys.dataKeys().find(person.keys().papers().orElseThrow())).isEmpty();
        assertThat(
                        database.database()
                                .jdbc()
                                .sql("select count(*) from registers.search where record = :id")
                                .param("id", person.ref().id())
                                .query(Long.class)
                                .single())
                .isZero();
    }

    @Test
    void leavesNothingToReadAndEverythingToVerify() throws Exception {
        RecordVersion person = member();
        Principal account =
                database.database()
                        .inTransaction(tx ->
                                office.accounts.add(
                                        tx,
                                        new NewAccount(
                                                Role.CITIZEN,
                                                Optional.of(CasesOffice.JONGNO),
                                                Optional.of(
                                                        new PersonRecord(
                                                                person.ref().register(),
                                                                person.ref().id())),
                                                "본인")));
        office.session
                .looks()
                .record(
                        new Looks.Look(
                                person.ref(),
                                CasesOffice.JONGNO,
                                "officer",
                                "officer-1",
                                "담당자",
                                "search",
                                List.of("name")));
        String paper =
                office.issued(office.command(OFFICER, ABSTRACT, person, "before-0001"))
                        .paper()
                        .id();
        byte[] pdf = given(office.cases.papers().document(OFFICER, paper)).pdf();
        List<byte[]> secrets = secrets(person, paper);
        office.stop();
        start();
        Erasure erasure = given(erase(office.handle(person), "erase-0001"));
        assertThat(erasure.attestations()).hasSize(1);
        assertThat(erasure.attestations().getFirst().zeroed()).isGreaterThanOrEqualTo(3);
        assertThat(erasure.keys()).isEqualTo(2);
        assertThat(erasure.backupsUntil())
                .isEqualTo(LocalDate.now(ZoneId.of("Asia/Seoul")).plusDays(35));
        assertThat(erasure.receipts())
                .allSatisfy(receipt ->
                        assertThat(receipt.grade())
                                .isIn(Receipt.Grade.SEALED, Receipt.Grade.PROMISED));
        requireGone(person);
        requireNowhere(secrets);
        assertThat(office.accounts.find(account.id())).isEmpty();
        assertThat(office.session.looks().of(person.ref(), 10)).isEmpty();
        assertThat(refused(office.cases.papers().document(OFFICER, paper)))
                .isEqualTo(Refusal.Code.ERASED);
        assertThat(office.verifier.verify(pdf, office.trust(), Optional.empty()).isGenuine())
                .isTrue();
        assertThat(office.cases.papers().status(paper))
                .isInstanceOf(Papers.Status.Superseded.class);
        Receipt receipt = given(office.cases.papers().receipt(OFFICER, paper));
        assertThat(receipt.grade()).isEqualTo(Receipt.Grade.SEALED);
        assertThat(receipt.json().has("payload")).isFalse();
        assertThat(refused(erase(office.handle(person), "erase-0002")))
                .isEqualTo(Refusal.Code.ALREADY_ERASED);
        assertThat(office.refused(office.command(OFFICER, ABSTRACT, person, "after-00001")).code())
                .isEqualTo(Refusal.Code.UNKNOWN_SUBJECT);
        office.stop();
        start();
        requireGone(person);
        checkWorld();
    }

    @Test
    void letsTheOthersOfTheHouseholdGoOn() {
        HouseholdView family = family();
        RecordVersion gone = member();
        RecordVersion head =
                family.members().stream().filter(m -> isHead(family, m)).findFirst().orElseThrow();
        assertThat(refused(erase(office.handle(head), "erase-head")))
                .isEqualTo(Refusal.Code.HEAD_NEEDED);
        given(erase(office.handle(gone), "erase-0001"));
        HouseholdView after = office.registers.household(head.ref()).orElseThrow();
        assertThat(after.members())
                .extracting(RecordVersion::ref)
                .hasSize(family.members().size() - 1)
                .doesNotContain(gone.ref());
        office.ledger.central().sealed(after.household().leaf()).join();
        office.issued(
                office.command(
                        CasesOffice.citizen(head), "kr.resident-transcript", head, "others-0001"));
        checkWorld();
    }

    @Test
    void takesTheHouseholdAlongWhenNobodyIsLeftInIt() {
        RecordVersion alone =
                office.people(CasesOffice.JONGNO, false).stream()
                        .filter(person ->
                                office.registers
                                                .household(person.ref())
                                                .orElseThrow()
                                                .members()
                                                .size()
                                        == 1)
                        .findFirst()
                        .orElseThrow();
        RecordVersion home = office.registers.household(alone.ref()).orElseThrow().household();
        assertThat(given(erase(office.handle(alone), "erase-0001")).keys()).isEqualTo(3);
        requireGone(alone);
        assertThat(office.registers.current(home.ref())).isEmpty();
        checkWorld();
    }

    @Test
    void givesTheFirstAnswerAgainAndRefusesAnotherRequest() {
        RecordVersion person = member();
        SubjectHandle handle = office.handle(person);
        Erasure first = given(erase(handle, "erase-0001"));
        Erasure again = given(erase(handle, "erase-0001"));
        assertThat(again.repeated()).isTrue();
        assertThat(again.id()).isEqualTo(first.id());
        assertThat(again.attestations()).isEqualTo(first.attestations());
        assertThat(refused(erase(OFFICER, new Target.Person(handle), "erase-0001", "kr.court")))
                .isEqualTo(Refusal.Code.OPERATION_REUSED);
        assertThat(given(office.cases.erasures().find(OFFICER, first.id())).attestations())
                .hasSize(1);
        Principal elsewhere = CasesOffice.officer(CasesOffice.NAKANO);
        assertThat(refused(office.cases.erasures().find(elsewhere, first.id())))
                .isEqualTo(Refusal.Code.ERASURE_UNKNOWN);
    }

    @Test
    void refusesWhoeverMayNotAndWhateverLacksABasis() {
        RecordVersion person = member();
        Target her = new Target.Person(office.handle(person));
        assertThat(refused(erase(CasesOffice.citizen(person), her, "refuse-01", BASIS)))
                .isEqualTo(Refusal.Code.ROLE_NOT_PERMITTED);
        Principal elsewhere = CasesOffice.officer(CasesOffice.NAKANO);
        assertThat(refused(erase(elsewhere, her, "refuse-02", BASIS)))
                .isEqualTo(Refusal.Code.WRONG_OFFICE);
        assertThat(refused(erase(OFFICER, her, "refuse-03", "")))
                .isEqualTo(Refusal.Code.BASIS_MISSING);
        assertThat(refused(erase(OFFICER, her, "refuse-04", "홍길동이 원해서")))
                .isEqualTo(Refusal.Code.BASIS_UNKNOWN);
        assertThat(refused(erase(OFFICER, her, "refuse-05", "jp.request")))
                .isEqualTo(Refusal.Code.BASIS_UNKNOWN);
        Target nobody = new Target.Person(new SubjectHandle("kr-aaaaaaaaaaaaaaaa"));
        assertThat(refused(erase(OFFICER, nobody, "refuse-06", BASIS)))
                .isEqualTo(Refusal.Code.UNKNOWN_SUBJECT);
        RecordVersion restricted =
                office.people(CasesOffice.JONGNO, true).stream().findFirst().orElseThrow();
        assertThat(refused(erase(office.handle(restricted), "refuse-07")))
                .isEqualTo(Refusal.Code.ERASURE_RESTRICTED);
        assertThat(office.registers.current(person.ref())).isPresent();
    }

    @ParameterizedTest
    @EnumSource(FaultyKeys.Fault.class)
    void isFinishedByTheSameRequestAfterTheKeyStoreFailed(FaultyKeys.Fault fault) throws Exception {
        RecordVersion person = member();
        List<byte[]> secrets = secrets(person, "none");
        SubjectHandle handle = office.handle(person);
        keys.failOnce(fault);
        assertThatThrownBy(() -> erase(handle, "erase-0001")).isInstanceOf(KeysFault.class);
        assertThat(office.registers.current(person.ref())).isEmpty();
        Erasure erasure = given(erase(handle, "erase-0001"));
        assertThat(erasure.repeated()).isTrue();
        assertThat(erasure.attestations()).hasSize(1);
        requireGone(person);
        requireNowhere(secrets);
        checkWorld();
    }

    @ParameterizedTest
    @EnumSource(FaultyKeys.Fault.class)
    void isFinishedByTheNextStartAfterTheKeyStoreFailed(FaultyKeys.Fault fault) throws Exception {
        RecordVersion person = member();
        List<byte[]> secrets = secrets(person, "none");
        SubjectHandle handle = office.handle(person);
        keys.failOnce(fault);
        assertThatThrownBy(() -> erase(handle, "erase-0001")).isInstanceOf(KeysFault.class);
        office.stop();
        start();
        requireGone(person);
        requireNowhere(secrets);
        checkWorld();
    }

    @Test
    void erasesAgainAKeyStoreThatCameBackFromABackup() throws Exception {
        RecordVersion person = member();
        office.stop();
        Path store = folder.resolve("keys/data-keys.db");
        Path backup = aside.resolve("data-keys.db");
        Files.copy(store, backup);
        start();
        given(erase(office.handle(person), "erase-0001"));
        office.stop();
        Files.copy(backup, store, StandardCopyOption.REPLACE_EXISTING);
        start();
        requireGone(person);
        Erasure erasure = given(erase(office.handle(person), "erase-0001"));
        assertThat(erasure.attestations()).hasSize(2);
    }

    @Test
    void erasesAgainRowsThatCameBackFromABackup() {
        RecordVersion person = member();
        Map<String, String> columns =
                Map.of(
                        "record",
                        "*",
                        "version",
                        "record, version, office, canonical, valid_from, entered_at, entered_by,"
                                + " leaf",
                        "search",
                        "*");
        columns.forEach((table, names) ->
                sql(
                        "create table public.saved_%s as select %s from registers.%s where %s = '%s'"
                                .formatted(
                                        table,
                                        names,
                                        table,
                                        table.equals("record") ? "id" : "record",
                                        person.ref().id())));
        given(erase(office.handle(person), "erase-0001"));
        office.stop();
        sql("delete from registers.erased");
        columns.forEach((table, names) ->
                sql(
                        "insert into registers.%s %s select * from public.saved_%s"
                                .formatted(
                                        table, names.equals("*") ? "" : "(" + names + ")", table)));
        start();
        requireGone(person);
        assertThat(refused(erase(office.handle(person), "erase-0002")))
                .isEqualTo(Refusal.Code.ALREADY_ERASED);
        checkWorld();
    }

    private void sql(String statement) {
        database.database().jdbc().sql(statement).update();
    }

    private StateDigest live() {
        Head head = office.ledger.central().head();
        return LiveState.asOf(
                database.database(),
                office.keys.handles(),
                new Position(head.journal(), head.origin(), head.size() - 1));
    }

    private static List<String> rows(TestDatabase of, String sql) {
        return of.database().jdbc().sql(sql).query(String.class).list();
    }

    /// Once from files that were zeroed, and once from a copy with its keys that is older.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void comesBackErasedFromARebuild(boolean older) {
        RecordVersion person = member();
        if (older) {
            keys.failOnce(FaultyKeys.Fault.values()[0]);
            assertThatThrownBy(() -> erase(office.handle(person), "erase-0001"))
                    .isInstanceOf(KeysFault.class);
        } else {
            given(erase(office.handle(person), "erase-0001"));
        }
        String erased =
                "select encode(entity, 'hex') || version || encode(leaf, 'hex')"
                        + " from registers.erased order by 1";
        String kept = "select encode(leaf, 'hex') from registers.version order by 1";
        assertThat(rows(database, erased)).hasSize((int) person.version());
        try (TestDatabase home = CasesOffice.fresh();
                CentralReplay journal = new CentralReplay(folder.resolve("journals"))) {
            RegisterRebuild rebuild = new RegisterRebuild(home.database(), office.keys, Map.of());
            rebuild.begin();
            journal.batches(100)
                    .forEachRemaining(some -> {
                        RegisterRebuild.Batch batch = rebuild.read(some);
                        home.database().transact(tx -> rebuild.write(tx, batch));
                    });
            Head head = journal.head();
            RegisterRebuild.Outcome outcome =
                    rebuild.finish(
                            journal.state(),
                            new Position(head.journal(), head.origin(), head.size() - 1));
            assertThat(outcome.differences()).isEmpty();
            await().untilAsserted(() ->
                    assertThat(live().digest()).isEqualTo(journal.state().digest().digest()));
            assertThat(rows(home, erased)).isEqualTo(rows(database, erased));
            assertThat(rows(home, kept)).isEqualTo(rows(database, kept));
        }
    }

    @Test
    void tellsThePersonWhatBecameOfAPaperUnderTheHandleOfItsDay() {
        RecordVersion person = member();
        Principal self = CasesOffice.citizen(person);
        String paper =
                office.issued(office.command(OFFICER, ABSTRACT, person, "paper-0001")).paper().id();
        given(erase(OFFICER, new Target.Paper(paper), "erase-0001", BASIS));
        assertThat(refused(office.cases.papers().document(self, paper)))
                .isEqualTo(Refusal.Code.ERASED);
        given(erase(office.handle(person), "erase-0002"));
        assertThat(refused(office.cases.papers().document(self, paper)))
                .isEqualTo(Refusal.Code.ERASED);
        Principal other = CasesOffice.citizen(family().members().getFirst());
        assertThat(refused(office.cases.papers().document(other, paper)))
                .isEqualTo(Refusal.Code.PAPER_UNKNOWN);
        checkWorld();
    }

    /// As after a restore of database and central journal to a moment before the act: only the
    /// tombstones still tell of it.
    @Test
    void entersTheActAgainWhereOnlyTombstonesAreLeft() throws Exception {
        RecordVersion person = member();
        List<byte[]> secrets = secrets(person, "none");
        office.keys.dataKeys().erase(person.keys().record(), "kr.request");
        office.keys.dataKeys().erase(person.keys().papers().orElseThrow(), "kr.request");
        office.stop();
        start();
        requireGone(person);
        requireNowhere(secrets);
        checkWorld();
        assertThat(refused(erase(office.handle(person), "erase-0001")))
                .isEqualTo(Refusal.Code.ALREADY_ERASED);
    }

    @Test
    void erasesOnePaperAndLeavesThePerson() {
        RecordVersion person = member();
        String one =
                office.issued(office.command(OFFICER, ABSTRACT, person, "paper-0001")).paper().id();
        String two =
                office.issued(office.command(OFFICER, ABSTRACT, person, "paper-0002")).paper().id();
        Erasure erasure = given(erase(OFFICER, new Target.Paper(one), "erase-0001", BASIS));
        assertThat(erasure.papers()).isEqualTo(1);
        assertThat(erasure.keys()).isZero();
        assertThat(refused(office.cases.papers().document(OFFICER, one)))
                .isEqualTo(Refusal.Code.ERASED);
        assertThat(given(office.cases.papers().document(OFFICER, two)).pdf()).isNotEmpty();
        assertThat(given(office.cases.papers().of(OFFICER, office.handle(person), 10))).hasSize(1);
        assertThat(refused(erase(OFFICER, new Target.Paper(one), "erase-0002", BASIS)))
                .isEqualTo(Refusal.Code.ALREADY_ERASED);
        assertThat(refused(erase(OFFICER, new Target.Paper("nothing"), "erase-0003", BASIS)))
                .isEqualTo(Refusal.Code.PAPER_UNKNOWN);
        checkWorld();
    }
}
