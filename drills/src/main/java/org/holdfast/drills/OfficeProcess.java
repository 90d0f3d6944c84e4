// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A whole office in a process of its own (`holdfast up --demo`), with its database, which can be
/// killed without warning.
public final class OfficeProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(10);

    private final Path data;
    private final int port;
    private final List<String> command;
    private Process process;

    private OfficeProcess(Path data, int port, List<String> command, Process process) {
        this.data = data;
        this.port = port;
        this.command = command;
        this.process = process;
    }

    /// Starts an office in `data` and waits until it is ready. `javaOptions` go to its virtual
    /// machine.
    public static OfficeProcess start(Path data, int population, List<String> javaOptions)
            throws IOException {
        OfficeProcess office = launched(data, population, javaOptions);
        office.awaitReady();
        return office;
    }

    /// How a start went.
    ///
    /// @param office empty when it refused to start
    /// @param said on its console at this start
    record Start(Optional<OfficeProcess> office, String said) {}

    /// Starts an office in `data`, which may refuse.
    static Start tryStart(Path data, int population) throws IOException {
        Path console = data.resolve("console.log");
        int before = Files.exists(console) ? Files.readString(console).length() : 0;
        OfficeProcess office = launched(data, population, List.of());
        Optional<OfficeProcess> ready = Optional.of(office);
        try {
            office.awaitReady();
        } catch (DrillFault refused) {
            office.close();
            ready = Optional.empty();
        }
        return new Start(ready, Files.readString(console).substring(before));
    }

    private static OfficeProcess launched(Path data, int population, List<String> javaOptions)
            throws IOException {
        int port = freePort();
        List<String> command =
                JavaCommand.of(
                        javaOptions,
                        List.of(
                                "up",
                                "--demo",
                                "--port",
                                Integer.toString(port),
                                "--data",
                                data.toString(),
                                "--population",
                                Integer.toString(population)));
        return new OfficeProcess(data, port, command, JavaCommand.launch(data, command));
    }

    public String base() {
        return "http://127.0.0.1:" + port;
    }

    public Path data() {
        return data;
    }

    public DemoOffice demo() {
        return DemoOffice.read(data.resolve("demo.json"));
    }

    /// `kill -9` of the office and of every process of its database, at once.
    public void killEverything() throws IOException, InterruptedException {
        List<ProcessHandle> victims = new ArrayList<>();
        victims.addAll(process.descendants().toList());
        postmaster()
                .ifPresent(master -> {
                    victims.add(master);
                    victims.addAll(master.descendants().toList());
                });
        process.destroyForcibly();
        victims.forEach(ProcessHandle::destroyForcibly);
        process.waitFor();
        for (ProcessHandle victim : victims) {
            victim.onExit().orTimeout(30, TimeUnit.SECONDS).join();
        }
    }

    /// `kill -9` of the office alone; its database goes on as an orphan.
    public void killOffice() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /// `kill -9` of every process of the database, at once; the office goes on.
    public void killDatabase() throws IOException {
        List<ProcessHandle> victims = new ArrayList<>();
        postmaster()
                .ifPresent(master -> {
                    victims.add(master);
                    victims.addAll(master.descendants().toList());
                });
        victims.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle victim : victims) {
            victim.onExit().orTimeout(30, TimeUnit.SECONDS).join();
        }
    }

    /// Whether the office's own process lives.
    public boolean isAlive() {
        return process.isAlive();
    }

    /// Starts it again on the same data after a kill.
    public void restart() throws IOException {
        process = JavaCommand.launch(data, command);
        awaitReady();
    }

    private Optional<ProcessHandle> postmaster() throws IOException {
        try (Stream<Path> files =
                Files.find(data, 4, (file, _) -> file.endsWith("postmaster.pid"))) {
            for (Path file : files.toList()) {
                String first = Files.readAllLines(file).getFirst().strip();
                return ProcessHandle.of(Long.parseLong(first));
            }
        }
        return Optional.empty();
    }

    private void awaitReady() throws IOException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        try (OfficeClient client = new OfficeClient(base(), "")) {
            while (System.nanoTime() < deadline) {
                if (!process.isAlive()) {
                    throw new DrillFault(
                            "the office ended while starting (exit "
                                    + process.exitValue()
                                    + "); see "
                                    + data.resolve("console.log"));
                }
                if (answersReady(client)) {
                    return;
                }
                Pauses.of(Duration.ofMillis(100));
            }
        }
        throw new DrillFault("the office was not ready within " + START_LIMIT);
    }

    private static boolean answersReady(OfficeClient client) {
        try {
            return client.get("/health/ready").status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /// A clean stop, as Ctrl-C does.
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                killEverything();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        } catch (IOException e) {
            process.destroyForcibly();
        }
    }
}
