// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.cases.Erasures.Erasure;
import org.holdfast.cases.Erasures.Target;
import org.holdfast.identity.Principal;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.WorldCheck;
import org.holdfast.registers.Fold;
import org.holdfast.registers.HouseholdView;
import org.holdfast.registers.RecordVersion;
import org.holdfast.testing.FaultyKeys;
import org.holdfast.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// An office in which things are erased, and looks at what is left.
abstract class ErasingOffice {
    static final String ABSTRACT = "kr.resident-abstract";
    static final String BASIS = "개인정보 보호법 제36조제2항";
    static final Principal OFFICER = CasesOffice.officer(CasesOffice.JONGNO);

    @TempDir Path folder;
    @TempDir Path aside;
    TestDatabase database;
    FaultyKeys keys;
    CasesOffice office;

    @BeforeEach
    void open() {
        database = CasesOffice.fresh();
        start();
    }

    final void start() {
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

    /// The disk loses everything since the office's last start, which begins anew without it.
    final void loseTheNewestOrigin() throws IOException {
        office.stop();
        try (Stream<Path> all = Files.list(folder.resolve("journals"))) {
            Path newest =
                    all.filter(one -> one.getFileName().toString().startsWith("node-"))
                            .max(Comparator.comparing(ErasingOffice::number))
                            .orElseThrow();
            try (Stream<Path> files = Files.walk(newest)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        start();
    }

    private static int number(Path origin) {
        return Integer.parseInt(origin.getFileName().toString().substring("node-".length()));
    }

    /// A member who is not the head of a household of three or more.
    final RecordVersion member() {
        return family().members().stream()
                .filter(one -> !isHead(family(), one))
                .findFirst()
                .orElseThrow();
    }

    final HouseholdView family() {
        return office.people(CasesOffice.JONGNO, false).stream()
                .map(person -> office.registers.household(person.ref()).orElseThrow())
                .filter(home -> home.members().size() >= 3)
                .findFirst()
                .orElseThrow();
    }

    static boolean isHead(HouseholdView home, RecordVersion one) {
        return one.ref().id().toString().equals(home.household().facts().path("head").asString(""));
    }

    final Answer<Erasure> erase(SubjectHandle subject, String operation) {
        return erase(OFFICER, new Target.Person(subject), operation, BASIS);
    }

    final Answer<Erasure> erase(Principal who, Target target, String operation, String basis) {
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

    static <T> T given(Answer<T> answer) {
        if (answer instanceof Answer.Given<T>(T value)) {
            return value;
        }
        throw new AssertionError("expected an answer, found " + answer);
    }

    static <T> Refusal.Code refused(Answer<T> answer) {
        if (answer instanceof Answer.Refused<T>(Refusal refusal)) {
            return refusal.code();
        }
        throw new AssertionError("expected a refusal, found " + answer);
    }

    final void checkWorld() {
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

    PaperNames names() {
        return new PaperNames(office.keys.handles(), InstantSource.system());
    }

    /// The bytes of everything that the journals hold about a person.
    final List<byte[]> secrets(RecordVersion person, String paper) {
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
    final void requireNowhere(List<byte[]> secrets) throws IOException {
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

    final void requireGone(RecordVersion person) {
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
}
