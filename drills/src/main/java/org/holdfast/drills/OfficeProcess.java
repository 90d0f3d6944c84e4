// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
        int port = freePort();
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.add("-XX:+UseSerialGC"); // as the launcher starts an office
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.add("-Dholdfast.home=" + System.getProperty("holdfast.home"));
        command.addAll(javaOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of("org.holdfast.cli.Main", "up", "--demo"));
        command.addAll(List.of("--port", Integer.toString(port)));
        command.addAll(List.of("--data", data.toString()));
        command.addAll(List.of("--population", Integer.toString(population)));
        OfficeProcess office = new OfficeProcess(data, port, command, launch(data, command));
        office.awaitReady();
        return office;
    }

    private static Process launch(Path data, List<String> command) throws IOException {
        Files.createDirectories(data);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(data.resolve("console.log").toFile()))
                .start();
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

    /// Starts it again on the same data after a kill.
    public void restart() throws IOException {
        process = launch(data, command);
        awaitReady();
    }

    private java.util.Optional<ProcessHandle> postmaster() throws IOException {
        try (Stream<Path> files =
                Files.find(data, 4, (file, _) -> file.endsWith("postmaster.pid"))) {
            for (Path file : files.toList()) {
                String first = Files.readAllLines(file).getFirst().strip();
                return ProcessHandle.of(Long.parseLong(first));
            }
        }
        return java.util.Optional.empty();
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
