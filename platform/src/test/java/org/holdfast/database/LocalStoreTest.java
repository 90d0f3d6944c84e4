// SPDX-License-Identifier: Apache-2.0
package org.holdfast.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class LocalStoreTest {
    private static final int KILLS = 6;
    private static final long SEED = 20_261_126;

    @TempDir Path folder;

    static LocalStore open(Path file) {
        return LocalStore.open(
                file,
                1,
                List.of(
                        "create table row (number integer primary key, words text not null)",
                        "create table cursor (one integer primary key, number integer not null)"));
    }

    /// As on a full disk: SQLite takes the transaction back by itself.
    @Test
    void goesOnBehindATransactionThatSqliteTookBackItself() {
        try (LocalStore store = open(folder.resolve("own"))) {
            assertThatThrownBy(() ->
                            store.write(jdbc -> {
                                jdbc.sql("insert into cursor values (1, 7)").update();
                                jdbc.sql("rollback").update();
                                throw new IllegalStateException("full");
                            }))
                    .hasMessage("full");
            store.write(jdbc -> jdbc.sql("insert into cursor values (1, 8)").update());
            assertThat(cursor(store)).isEqualTo(8);
        }
    }

    static long cursor(LocalStore store) {
        return store.read(jdbc ->
                jdbc.sql("select coalesce(max(number), 0) from cursor").query(Long.class).single());
    }

    private static long rows(LocalStore store) {
        return store.read(jdbc -> jdbc.sql("select count(*) from row").query(Long.class).single());
    }

    @Test
    void holdsAWholePrefixAfterEachKillOfItsWriterAndGoesOnFromThere() throws Exception {
        Path file = folder.resolve("copy/store.sqlite");
        Random random = new Random(SEED);
        long before = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Process writer =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "--enable-native-access=ALL-UNNAMED",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    WritingProcess.class.getName(),
                                    file.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            long least = before;
            await().atMost(2, TimeUnit.MINUTES).until(() -> hasMoreThan(file, least));
            Thread.sleep(random.nextInt(60));
            writer.destroyForcibly().waitFor();
            try (LocalStore store = open(file)) {
                assertThat(store.made()).isEqualTo(LocalStore.Made.KEPT);
                assertThat(rows(store)).isEqualTo(cursor(store)).isGreaterThan(before);
                before = cursor(store);
            }
        }
    }

    /// Looks as a second reader would, without touching the writer's file.
    private static boolean hasMoreThan(Path file, long least) throws Exception {
        if (!Files.exists(file) || Files.size(file) == 0) {
            return false;
        }
        try (var connection =
                        java.sql.DriverManager.getConnection(
                                "jdbc:sqlite:file:" + file + "?mode=ro");
                var statement = connection.createStatement();
                var found = statement.executeQuery("select coalesce(max(number), 0) from cursor")) {
            return found.next() && found.getLong(1) > least;
        } catch (java.sql.SQLException notYet) {
            return false;
        }
    }

    @Test
    void leavesNothingOfAWriteThatThrows() {
        try (LocalStore store = open(folder.resolve("store.sqlite"))) {
            assertThatThrownBy(() ->
                            store.write(jdbc -> {
                                jdbc.sql("insert into row values (1, 'x')").update();
                                throw new IllegalStateException("power cut");
                            }))
                    .hasMessage("power cut");
            assertThat(rows(store)).isZero();
        }
    }

    @Test
    void readersSeeOneStateEach() {
        try (LocalStore store = open(folder.resolve("store.sqlite"))) {
            long seen =
                    store.read(jdbc -> {
                        long first =
                                jdbc.sql("select count(*) from row").query(Long.class).single();
                        store.write(w -> w.sql("insert into row values (1, 'x')").update());
                        return first
                                + jdbc.sql("select count(*) from row").query(Long.class).single();
                    });
            assertThat(seen).isZero();
            assertThat(rows(store)).isEqualTo(1);
        }
    }

    @Test
    void leavesNoBytesOfWhatWasForgotten() throws IOException {
        Path file = folder.resolve("store.sqlite");
        try (LocalStore store = open(file)) {
            store.write(jdbc -> jdbc.sql("insert into row values (1, 'secret words')").update());
            store.write(jdbc -> jdbc.sql("delete from row").update());
            assertThat(store.forget()).isTrue();
            for (String part : List.of("", "-wal")) {
                Path one = file.resolveSibling("store.sqlite" + part);
                String bytes =
                        Files.exists(one) ? Files.readString(one, StandardCharsets.ISO_8859_1) : "";
                assertThat(bytes).doesNotContain("secret words");
            }
        }
    }

    @Test
    void isMadeAnewWhenAPageIsDamaged() throws IOException {
        Path file = folder.resolve("store.sqlite");
        try (LocalStore store = open(file)) {
            assertThat(store.made()).isEqualTo(LocalStore.Made.NEW);
            for (int i = 0; i < 200; i++) {
                int number = i;
                store.write(jdbc ->
                        jdbc.sql("insert into row values (?, ?)")
                                .params(number, "x".repeat(500))
                                .update());
            }
        }
        byte[] all = Files.readAllBytes(file);
        for (int at = 8_192; at < 12_288; at++) {
            all[at] = (byte) 0xa5;
        }
        Files.write(file, all);
        try (LocalStore store = open(file)) {
            assertThat(store.made()).isEqualTo(LocalStore.Made.DAMAGED);
            assertThat(rows(store)).isZero();
            store.write(jdbc -> jdbc.sql("insert into row values (1, 'x')").update());
            store.beginAnew();
            assertThat(rows(store)).isZero();
        }
    }

    @Test
    void takesATableThatIsNotThereForDamage() {
        try (LocalStore store = open(folder.resolve("store.sqlite"))) {
            store.write(jdbc -> jdbc.sql("drop table cursor").update());
            assertThatThrownBy(() -> cursor(store))
                    .matches(LocalStore::isUnreadable)
                    .matches(thrown -> !LocalStore.isDamage(thrown));
        }
    }

    @Test
    void tellsADiskThatCannotGiveAPartFromOneThatIsFull() {
        SQLiteException sector = new SQLiteException("read", SQLiteErrorCode.SQLITE_IOERR_READ);
        SQLiteException full = new SQLiteException("full", SQLiteErrorCode.SQLITE_FULL);
        SQLiteException damaged = new SQLiteException("page", SQLiteErrorCode.SQLITE_CORRUPT);
        assertThat(LocalStore.isUnreadable(new IllegalStateException(sector))).isTrue();
        assertThat(LocalStore.isUnreadable(damaged)).isTrue();
        assertThat(LocalStore.isUnreadable(full)).isFalse();
        assertThat(LocalStore.isDamage(damaged)).isTrue();
        assertThat(LocalStore.isDamage(sector)).isFalse();
    }
}
