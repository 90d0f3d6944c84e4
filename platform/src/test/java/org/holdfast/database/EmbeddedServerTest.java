// SPDX-License-Identifier: Apache-2.0
package org.holdfast.database;

import static java.util.function.Predicate.isEqual;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.holdfast.testing.Waiting.until;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.holdfast.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedServerTest {
    private static final int ROWS = 200;

    @TempDir Path folder;

    @Test
    void keepsEveryAcknowledgedRowWhenEverythingIsKilled() throws Exception {
        long acknowledged = commitThenKill(true);
        acknowledged += commitThenKill(true);

        assertThat(rowsFoundAgain()).isGreaterThanOrEqualTo(acknowledged);
    }

    @Test
    void stopsTheOrphanOfAKilledProcessAndKeepsItsRows() throws Exception {
        long acknowledged = commitThenKill(false);
        long orphan = Long.parseLong(Files.readAllLines(pidFile()).getFirst().strip());
        assertThat(ProcessHandle.of(orphan)).get().matches(ProcessHandle::isAlive);

        assertThat(rowsFoundAgain()).isGreaterThanOrEqualTo(acknowledged);
        until(() -> ProcessHandle.of(orphan).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void bringsAKilledServerBackUnderALivingProcess() {
        try (EmbeddedServer server = start();
                Database database = Database.open(server.settings("postgres", 2))) {
            database.jdbc().sql("create table kept (n int)").update();
            for (int kill = 1; kill <= 2; kill++) {
                database.jdbc().sql("insert into kept values (1)").update();
                int port = server.port();
                ProcessHandle master = ProcessHandle.of(server.pid()).orElseThrow();
                List<ProcessHandle> all = new ArrayList<>(master.descendants().toList());
                all.add(master);
                all.forEach(ProcessHandle::destroyForcibly);
                all.forEach(one -> one.onExit().join());
                await().atMost(3, TimeUnit.MINUTES)
                        .ignoreExceptions()
                        .until(
                                () ->
                                        database.jdbc()
                                                .sql("select count(*) from kept")
                                                .query(Integer.class)
                                                .single(),
                                isEqual(kill));
                assertThat(server.port()).isEqualTo(port);
            }
        }
        assertThat(ProcessHandle.allProcesses())
                .noneMatch(one ->
                        one.info()
                                .commandLine()
                                .filter(line -> line.contains(folder.toString()))
                                .isPresent());
    }

    @Test
    void startsWhenThePidFileNamesSomeOtherProgram() throws Exception {
        start().close();
        Files.writeString(
                pidFile(),
                ProcessHandle.current().pid() + "\n" + folder.resolve("data") + "\n0\n1\n\n\n");

        try (EmbeddedServer server = start()) {
            assertThat(server.pid()).isNotEqualTo(ProcessHandle.current().pid());
        }
    }

    @Test
    void refusesASecondServerFromTheSameFolder() {
        try (EmbeddedServer server = start()) {
            assertThat(server.port()).isPositive();
            assertThatThrownBy(this::start)
                    .isInstanceOfSatisfying(
                            DatabaseFault.class,
                            fault ->
                                    assertThat(fault.code())
                                            .isEqualTo(DatabaseFault.Code.FOLDER_IN_USE));
        }
    }

    @Test
    void isDurableCheckedAndKnowsItsUsersOnlyByPassword() throws IOException {
        try (EmbeddedServer server = start()) {
            try (Database database = Database.open(server.settings("postgres", 2))) {
                for (String setting :
                        new String[] {
                            "fsync", "synchronous_commit", "full_page_writes", "data_checksums"
                        }) {
                    assertThat(show(database, setting)).as(setting).isEqualTo("on");
                }
                assertThat(show(database, "listen_addresses")).isEqualTo("127.0.0.1");
                assertThat(show(database, "server_encoding")).isEqualTo("UTF8");
                assertThat(show(database, "lc_ctype")).contains("UTF-8");
            }
            DatabaseSettings right = server.settings("postgres", 2);
            assertThatThrownBy(() ->
                            Database.open(
                                    new DatabaseSettings(right.url(), right.user(), "wrong", 2)))
                    .hasStackTraceContaining("password authentication failed");
        }
        assertThat(Files.getPosixFilePermissions(folder.resolve("password")))
                .containsExactlyInAnyOrder(
                        PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    }

    @Test
    void makesAnewWhatAKillDuringTheFirstStartLeftHalfMade() throws IOException {
        Files.createDirectories(folder.resolve("data.new"));
        Files.writeString(folder.resolve("data.new/PG_VERSION"), "15");

        try (EmbeddedServer server = start()) {
            assertThat(server.pid()).isPositive();
        }
        assertThat(folder.resolve("data.new")).doesNotExist();
    }

    private static String show(Database database, String setting) {
        return database.jdbc().sql("show " + setting).query(String.class).single();
    }

    private EmbeddedServer start() {
        return EmbeddedServer.start(folder, TestDatabase.binaries());
    }

    private Path pidFile() {
        return folder.resolve("data/postmaster.pid");
    }

    private long rowsFoundAgain() {
        try (EmbeddedServer server = start();
                Database database = Database.open(server.settings("holdfast", 2))) {
            return database.jdbc()
                    .sql("select count(*) from acknowledged")
                    .query(Long.class)
                    .single();
        }
    }

    private String errors() {
        try {
            return Files.readString(folder.resolve("child.err"));
        } catch (IOException none) {
            return none.toString();
        }
    }

    /// Answers how many rows the child said were committed in this run.
    private long commitThenKill(boolean serverToo) throws Exception {
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                CommittingProcess.class.getName(),
                                folder.toString(),
                                TestDatabase.binaries().toString())
                        .redirectError(folder.resolve("child.err").toFile())
                        .start();
        long acknowledged = 0;
        long server = 0;
        try (BufferedReader said = child.inputReader()) {
            while (acknowledged < ROWS) {
                String line = said.readLine();
                assertThat(line).as(() -> "child ended early: " + errors()).isNotNull();
                if (line.startsWith("pid ")) {
                    server = Long.parseLong(line.substring(4));
                } else if (line.startsWith("row ")) {
                    acknowledged++;
                }
            }
            if (serverToo) {
                ProcessHandle.of(server).ifPresent(ProcessHandle::destroyForcibly);
            }
            child.destroyForcibly().waitFor();
        }
        return acknowledged;
    }
}
