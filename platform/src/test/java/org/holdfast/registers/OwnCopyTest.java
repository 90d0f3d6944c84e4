// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.holdfast.database.LocalStore;
import org.holdfast.keys.Handle;
import org.holdfast.keys.KeyId;
import org.holdfast.ledger.ErasureAct;
import org.holdfast.ledger.Position;
import org.holdfast.ledger.StoredEntry;
import org.junit.jupiter.api.Test;

/// The own copy, broken on purpose.
final class OwnCopyTest extends OneOwnCopy {
    private static List<RecordVersion> history(RecordRef ref) {
        return world.inCopy(reads -> reads.history(ref));
    }

    @Test
    void isReadableByItsOwnerAlone() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(world.copyFile())))
                .isEqualTo("rw-------");
    }

    @Test
    void goesOnFromItsCursorAfterAStart() {
        RecordRef before = entered("고양이", "1971-01-01");
        assertThat(nameIn(before)).contains("고양이");
        world.reopened(() -> {});
        RecordRef behind = entered("강아지", "1971-01-02");
        assertThat(nameIn(before)).contains("고양이");
        assertThat(nameIn(behind)).contains("강아지");
    }

    @Test
    void isMadeAnewWhenItIsGoneOrOfAnotherLayoutOrNoDatabaseAtAll() {
        RecordRef ref = entered("나무", "1972-01-01");
        assertThat(nameIn(ref)).contains("나무");
        world.reopened(OneOwnCopy::delete);
        assertThat(nameIn(ref)).contains("나무");
        world.reopened(() -> {
            try (LocalStore other = LocalStore.open(world.copyFile(), 99, List.of())) {
                assertThat(other.made()).isEqualTo(LocalStore.Made.OTHER_LAYOUT);
            }
        });
        assertThat(nameIn(ref)).contains("나무");
        world.reopened(() -> write("this is no database, and long enough to be read as one"));
        assertThat(nameIn(ref)).contains("나무");
    }

    @Test
    void believesNoVersionWithAFlippedBitAndFoldsAnew() throws IOException {
        RecordRef ref = entered("뒤집힘", "1973-01-01");
        assertThat(nameIn(ref)).contains("뒤집힘");
        world.reopened(() -> flip("뒤집힘", "뒤집함"));
        // Whoever reads it first finds out; everybody afterwards reads a new copy.
        assertThat(nameIn(ref)).contains("뒤집힘");
        assertThat(world.inCopy(reads -> reads.search(TestRegisters.JONGNO, "뒤집힘", 5, 0)).hits())
                .hasSize(1);
    }

    @Test
    void believesNoNumberThatWasAlteredAndFoldsAnew() {
        RecordRef ref = TestRegisters.person("kr");
        world.placed(ref, 0, TestRegisters.korean(ref, "번호", "", "1973-02-01"), "altered-number");
        Handle operation = world.operation("altered-number");
        Optional<Acceptance> right = world.inCopy(reads -> reads.acceptance(operation));
        assertThat(right).isPresent().isEqualTo(world.registers().acceptance(operation));
        world.reopened(() -> {
            try (LocalStore store = kept()) {
                store.write(
                        jdbc -> jdbc.sql("update acceptance set number = number + 1000").update());
            }
        });
        Optional<Acceptance> again = world.inCopy(reads -> reads.acceptance(operation));
        assertThat(again).isEqualTo(right);
        // Whoever would count on from an altered one stops first.
        world.reopened(() -> {
            try (LocalStore store = kept()) {
                store.write(
                        jdbc -> jdbc.sql("update acceptance set number = number + 1000").update());
            }
        });
        RecordRef next = TestRegisters.person("kr");
        world.placed(next, 0, TestRegisters.korean(next, "다음", "", "1973-02-02"), "next-number");
        Handle after = world.operation("next-number");
        Optional<Acceptance> expected = world.registers().acceptance(after);
        assertThat(expected).isPresent();
        Optional<Acceptance> found = Optional.empty();
        for (int look = 0; look < 500 && found.isEmpty(); look++) {
            found = world.inCopy(reads -> reads.acceptance(after));
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void startsAnewWhenItIsAheadOfTheJournalOrOfAnotherOne() {
        RecordRef ref = entered("앞섬", "1974-01-01");
        assertThat(nameIn(ref)).contains("앞섬");
        world.reopened(() -> {
            try (LocalStore store = kept()) {
                store.write(jdbc -> jdbc.sql("update cursor set position = 99999").update());
            }
        });
        assertThat(nameIn(ref)).contains("앞섬");
        assertThat(cursor().index()).isLessThan(99_999);
    }

    @Test
    void startsAnewWhenAVersionIsMissingUnderItsCursor() {
        RecordRef ref = entered("빠짐", "1975-01-01");
        assertThat(nameIn(ref)).contains("빠짐");
        world.reopened(() -> {
            try (LocalStore store = kept()) {
                store.write(jdbc ->
                        jdbc.sql("delete from record where id = ?")
                                .param(ref.id().toString())
                                .update());
            }
        });
        world.placed(ref, 1, TestRegisters.korean(ref, "다시", "", "1975-01-01"));
        for (int look = 0; look < 500 && nameIn(ref).isEmpty(); look++) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        assertThat(nameIn(ref)).contains("다시");
        assertThat(history(ref)).hasSize(2);
    }

    @Test
    void neverGivesARowAboveTheLastCheckpoint() {
        RecordRef ref = entered("위", "1976-01-01");
        Position signed = cursor();
        assertThat(source())
                .isInstanceOfSatisfying(
                        Reading.Source.OwnCopy.class,
                        copy -> {
                            StoredEntry last =
                                    world.ledger().files().after(before(copy.upTo()), 1).getFirst();
                            assertThat(last.position()).contains(copy.upTo());
                            assertThat(copy.upTo().index())
                                    .isLessThan(world.ledger().central().head().size());
                        });
        assertThat(signed.index()).isLessThan(world.ledger().central().head().size());
        assertThat(nameIn(ref)).contains("위");
    }

    @Test
    void hearsFromTheDatabaseThatItIsWhole() {
        entered("들음", "1977-01-01");
        for (int look = 0; look < 500 && age().compareTo(Duration.ofMinutes(1)) > 0; look++) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        assertThat(age()).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void forgetsWhatAnActOfErasureNamesAndNeverTakesItInAgain() throws IOException {
        RecordRef ref = entered("지워질사람", "1978-01-01");
        RecordVersion version = world.inCopy(reads -> reads.current(ref)).orElseThrow();
        assertThat(onDisk("지워질사람")).isTrue();
        Handle operation = world.keys().handles().of("operation", ref.toString());
        ErasureAct.Order order =
                new ErasureAct.Order(
                        "test",
                        world.keys().handles().of("principal", "officer"),
                        List.of(version.keys().record(), version.keys().papers().orElseThrow()),
                        List.of(),
                        LocalDate.of(2030, 1, 1),
                        new ErasureAct.Sealed(fresh(), "00"));
        var leaf =
                world.database()
                        .inTransaction(tx -> {
                            world.session().erasedRecords().erase(tx, ref);
                            return world.ledger()
                                    .central()
                                    .append(
                                            tx,
                                            ErasureAct.draft(
                                                    TestRegisters.JONGNO,
                                                    world.keys().handles().of("erasure", "x" + ref),
                                                    operation,
                                                    order));
                        });
        world.ledger().central().sealed(leaf).join();
        world.ledger().erasing().finish();
        assertThat(nameIn(ref)).isEmpty();
        assertThat(history(ref)).isEmpty();
        assertThat(world.inCopy(reads -> reads.search(TestRegisters.JONGNO, "지워질사람", 5, 0)).hits())
                .isEmpty();
        assertThat(onDisk("지워질사람")).isFalse();
        world.reopened(OneOwnCopy::delete);
        assertThat(nameIn(ref)).isEmpty();
    }

    private static Reading.Source source() {
        return world.copy().read(Reading::source).orElseThrow();
    }

    private static KeyId fresh() {
        return world.keys().dataKeys().create().id();
    }

    private static Duration age() {
        return world.copy()
                .read(reading -> ((Reading.Source.OwnCopy) reading.source()).age())
                .orElse(Duration.ofDays(1));
    }

    private static Position cursor() {
        return world.copy()
                .read(reading -> ((Reading.Source.OwnCopy) reading.source()).upTo())
                .orElseThrow();
    }

    private static Optional<Position> before(Position position) {
        return Optional.of(
                new Position(position.journal(), position.origin(), position.index() - 1));
    }

    private static LocalStore kept() {
        LocalStore store = LocalStore.open(world.copyFile(), CopySchema.LAYOUT, CopySchema.TABLES);
        assertThat(store.made()).isEqualTo(LocalStore.Made.KEPT);
        return store;
    }

    private static void write(String text) {
        try {
            Files.writeString(world.copyFile(), text.repeat(100));
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private static boolean onDisk(String name) throws IOException {
        for (String part : List.of("", "-wal")) {
            Path file = world.copyFile().resolveSibling("registers.sqlite" + part);
            if (Files.exists(file)
                    && new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                            .contains(
                                    new String(
                                            name.getBytes(StandardCharsets.UTF_8),
                                            StandardCharsets.ISO_8859_1))) {
                return true;
            }
        }
        return false;
    }

    /// Changes one letter wherever a record's bytes hold it, as a bad disk would.
    private static void flip(String from, String to) {
        try (RandomAccessFile file = new RandomAccessFile(world.copyFile().toFile(), "rw")) {
            byte[] all = new byte[(int) file.length()];
            file.readFully(all);
            byte[] sought = ("\"hangul\":\"" + from).getBytes(StandardCharsets.UTF_8);
            byte[] other = ("\"hangul\":\"" + to).getBytes(StandardCharsets.UTF_8);
            int found = 0;
            for (int at = 0; at + sought.length < all.length; at++) {
                if (java.util.Arrays.equals(
                        all, at, at + sought.length, sought, 0, sought.length)) {
                    file.seek(at);
                    file.write(other);
                    found++;
                }
            }
            assertThat(found).isPositive();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
