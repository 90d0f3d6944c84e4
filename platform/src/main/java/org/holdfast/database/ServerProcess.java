// SPDX-License-Identifier: Apache-2.0
package org.holdfast.database;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The processes of an embedded server: how its programs are run, started and stopped.
///
/// PostgreSQL refuses to run as root. Then its programs run in a user namespace of their own
/// (`unshare -U`), where the same files belong to the same, now unnamed, user; the files on disk
/// stay root's and the next start may do the same.
final class ServerProcess {
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration ATTEMPT_PAUSE = Duration.ofMillis(250);
    private static final int ATTEMPTS = 40;

    private final Path home;
    private final Path data;
    private final Path log;

    ServerProcess(Path home, Path folder) {
        this.home = home;
        this.data = folder.resolve("data");
        this.log = folder.resolve("log");
    }

    List<String> command(String program) {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")
                && System.getProperty("os.name").equals("Linux")) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(home.resolve("bin").resolve(program).toString());
        return command;
    }

    /// Starts the server and waits until it accepts connections. Answers its port.
    int start() throws IOException {
        DatabaseFault last =
                new DatabaseFault(DatabaseFault.Code.SERVER_NOT_STARTED, "not attempted");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = freePort();
            try {
                start(port);
                return port;
            } catch (DatabaseFault failed) {
                // The port may have been taken meanwhile, or children of a killed server may still
                // hold its memory: both pass.
                last = failed;
                pause();
            }
        }
        throw last;
    }

    /// Starts the server on this port, once, and waits until it accepts connections.
    void start(int port) throws IOException {
        Files.writeString(data.resolve("holdfast.conf"), ServerConfiguration.of(port));
        run(pgCtl("start", START, "-l", log.toString()));
    }

    /// Stops a server that a killed process left behind in this data folder.
    void stopOrphan(Duration patience) throws IOException {
        Path file = data.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return;
        }
        if (isServer(pid())) {
            try {
                run(pgCtl("stop", patience, "-m", "fast"));
                return;
            } catch (DatabaseFault wentMeanwhile) {
                // it was about to die of the same kill; whatever is left is looked at below
            }
        }
        // A dead server, whose number may now belong to some other program or to nobody's child.
        // The server itself would take that for a running server, so the file goes, but not before
        // the last of the killed server's children has gone.
        for (int attempt = 0; attempt < ATTEMPTS && anyServerOfOurs(); attempt++) {
            pause();
        }
        if (!anyServerOfOurs()) {
            Files.deleteIfExists(file);
        }
    }

    void stop(Duration patience) throws IOException {
        try {
            run(pgCtl("stop", patience, "-m", "fast"));
        } catch (DatabaseFault slow) {
            if (isServer(pid())) {
                run(pgCtl("stop", patience, "-m", "immediate"));
            }
        }
    }

    long pid() {
        try {
            String first = Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip();
            return Long.parseLong(first);
        } catch (IOException | java.util.NoSuchElementException | NumberFormatException torn) {
            return -1;
        }
    }

    void run(List<String> command) throws IOException {
        Path output = Files.createTempFile("holdfast-", ".out");
        try {
            Process running =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectInput(ProcessBuilder.Redirect.from(output.toFile()))
                            .redirectOutput(output.toFile())
                            .start();
            if (!running.waitFor(START.toSeconds() * 2, TimeUnit.SECONDS)) {
                running.destroyForcibly();
                throw failed(command, "no end in sight", output);
            }
            if (running.exitValue() != 0) {
                throw failed(command, "exit code " + running.exitValue(), output);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failed(command, "interrupted", output);
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private DatabaseFault failed(List<String> command, String how, Path output) throws IOException {
        String said = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
        return new DatabaseFault(
                DatabaseFault.Code.SERVER_NOT_STARTED,
                String.join(" ", command) + ": " + how + "; it said: " + said.strip());
    }

    private List<String> pgCtl(String verb, Duration patience, String... more) {
        List<String> command = new ArrayList<>(command("pg_ctl"));
        command.addAll(List.of(verb, "-w", "-s", "-D", data.toString()));
        command.addAll(List.of("-t", Long.toString(patience.toSeconds())));
        command.addAll(List.of(more));
        return command;
    }

    /// A process that has ended and waits to be collected has no command and is no server.
    private static boolean isServer(long pid) {
        return ProcessHandle.of(pid).filter(ServerProcess::runsPostgres).isPresent();
    }

    private static boolean runsPostgres(ProcessHandle process) {
        return process.isAlive()
                && process.info().command().filter(path -> path.endsWith("postgres")).isPresent();
    }

    /// Children of a server have the data folder as working folder.
    private boolean anyServerOfOurs() {
        return ProcessHandle.allProcesses()
                .filter(ServerProcess::runsPostgres)
                .anyMatch(process -> worksIn(process.pid()));
    }

    private boolean worksIn(long pid) {
        Path link = Path.of("/proc", Long.toString(pid), "cwd");
        try {
            return Files.exists(link) && Files.isSameFile(link, data);
        } catch (IOException notOurs) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(ATTEMPT_PAUSE);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
