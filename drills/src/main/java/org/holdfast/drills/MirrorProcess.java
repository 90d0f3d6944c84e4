// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/// A mirror in a process of its own (`holdfast journal mirror`), admitted by the operator of a demo
/// office, which can be killed without warning.
public final class MirrorProcess implements AutoCloseable {
    private static final int SIZE_LINE = 1;

    private final OfficeProcess office;
    private final Path folder;
    private final List<String> command;
    private Process process;

    private MirrorProcess(
            OfficeProcess office, Path folder, List<String> command, Process process) {
        this.office = office;
        this.folder = folder;
        this.command = command;
        this.process = process;
    }

    /// Starts a mirror of an office into a folder, and has it admitted.
    ///
    /// @param name of the place
    public static MirrorProcess start(OfficeProcess office, Path folder, String name)
            throws IOException {
        Files.createDirectories(folder);
        Path operator = folder.resolve("operator.token");
        Files.writeString(operator, office.demo().person("operator", "").token() + "\n");
        List<String> command =
                JavaCommand.of(
                        List.of("-Xmx64m"),
                        List.of(
                                "journal",
                                "mirror",
                                "--of",
                                office.base(),
                                "--into",
                                folder.toString(),
                                "--name",
                                name,
                                "--operator-token",
                                operator.toString()));
        // as the launcher does: a mirror is a small process
        return new MirrorProcess(office, folder, command, JavaCommand.launch(folder, command));
    }

    /// Where its copies are.
    public Path folder() {
        return folder;
    }

    /// `kill -9`.
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /// Starts it again on the same folder.
    public void restart() throws IOException {
        process = JavaCommand.launch(folder, command);
    }

    /// What it wrote down as wrong with the office; empty when all is well.
    public Optional<String> alarms() throws IOException {
        Path alarms = folder.resolve("alarms");
        return Files.exists(alarms) ? Optional.of(Files.readString(alarms)) : Optional.empty();
    }

    /// Waits until its copies hold all that the office has sealed by now.
    ///
    /// @return false when that was not so within the limit, or the process ended
    public boolean awaitCaughtUp(Duration limit) throws IOException {
        Map<String, Long> sizes = sizesAtTheOffice();
        long deadline = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            if (has(sizes)) {
                return true;
            }
            Pauses.of(Duration.ofMillis(50));
        }
        return has(sizes);
    }

    /// Waits until it says what is wrong with a journal of the office.
    ///
    /// @return false when it has caught up instead, or said nothing within the limit
    boolean awaitComplaint(String journal, Duration limit) throws IOException {
        Map<String, Long> sizes = sizesAtTheOffice();
        Path console = folder.resolve("console.log");
        long deadline = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < deadline && !has(sizes)) {
            if (Files.readString(console)
                    .lines()
                    .filter(line -> line.startsWith("connection lost") || line.startsWith("ALARM"))
                    .anyMatch(line -> line.contains(journal))) {
                return true;
            }
            Pauses.of(Duration.ofMillis(100));
        }
        return false;
    }

    private Map<String, Long> sizesAtTheOffice() throws IOException {
        Map<String, Long> sizes = new HashMap<>();
        try (OfficeClient anybody = new OfficeClient(office.base(), "")) {
            for (JsonNode one : anybody.get("/journal/").json()) {
                sizes.put(one.path("name").asString(""), one.path("size").asLong(0));
            }
        }
        if (sizes.isEmpty()) {
            throw new DrillFault("the office lists no journals");
        }
        return sizes;
    }

    private boolean has(Map<String, Long> sizes) {
        return sizes.entrySet().stream()
                .allMatch(journal -> size(journal.getKey()) >= journal.getValue());
    }

    /// The size in the copy's checkpoint; -1 when there is none.
    private long size(String journal) {
        try {
            Path note = folder.resolve("journals").resolve(journal).resolve("checkpoint");
            return Long.parseLong(Files.readAllLines(note).get(SIZE_LINE));
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException notYet) {
            return -1;
        }
    }

    /// A clean stop, as Ctrl-C does.
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
