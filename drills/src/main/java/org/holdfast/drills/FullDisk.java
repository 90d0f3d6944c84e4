// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Lets the disk of the journals run full under load: they lie on a small file system in memory
/// meanwhile. The office must acknowledge nothing that it does not keep; on a larger disk again,
/// everything that it acknowledged must be there. Needs the right to mount.
final class FullDisk {
    private static final long ROOM_BYTES = 3L << 20;
    private static final long NEARLY_FULL_BYTES = 128L << 10;
    private static final Duration LOAD = Duration.ofSeconds(8);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int CLIENTS = 16;
    private static final int LOOKS = 5;

    private final Path data;
    private final Path journals;
    private final SplittableRandom chance;
    private final Consumer<String> findings;

    FullDisk(Path data, SplittableRandom chance, Consumer<String> findings) {
        this.data = data;
        this.journals = data.resolve("journals");
        this.chance = chance;
        this.findings = findings;
    }

    /// Empty when nothing can be mounted here; then nothing was changed.
    Optional<String> run() throws IOException, InterruptedException {
        Path large = data.resolve("journals.large");
        Files.move(journals, large);
        Files.createDirectory(journals);
        if (!mount(bytes(large) + ROOM_BYTES)) {
            Files.delete(journals);
            Files.move(large, journals);
            return Optional.empty();
        }
        TruthLog truth = new TruthLog();
        try {
            copy(large, journals);
            fill(truth);
            remove(large);
            copy(journals, large);
        } finally {
            command("umount", "-l", journals.toString());
            Files.delete(journals);
            Files.move(large, journals);
        }
        try (OfficeProcess office = OfficeProcess.start(data, 400, List.of())) {
            OutsideJudge judge = new OutsideJudge(office, truth, findings);
            judge.askAgain(PATIENCE);
            judge.judge(_ -> true, "sealed");
        }
        return Optional.of("it acknowledged no more than it kept");
    }

    private void fill(TruthLog truth) throws IOException, InterruptedException {
        try (OfficeProcess office = OfficeProcess.start(data, 400, List.of())) {
            try (Load load = new Load(office.demo(), truth)) {
                load.start(CLIENTS, chance);
                for (int look = 0; look < LOOKS && free() > NEARLY_FULL_BYTES; look++) {
                    Pauses.of(LOAD);
                }
                Pauses.of(LOAD.dividedBy(4));
                load.beginNoMore();
                load.offences().forEach(findings);
            }
            if (free() > NEARLY_FULL_BYTES) {
                findings.accept("the disk did not run full, so nothing was proved");
            }
            office.killEverything(); // what a full disk does to a clean stop is not the question
        }
    }

    private long free() throws IOException {
        return Files.getFileStore(journals).getUsableSpace();
    }

    private boolean mount(long bytes) throws InterruptedException {
        return command("mount", "-t", "tmpfs", "-o", "size=" + bytes, "tmpfs", journals.toString());
    }

    private static boolean command(String... words) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(words)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    /// On disk; files take whole pages of a file system in memory.
    private static long bytes(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(file -> (file.toFile().length() / 4_096 + 1) * 4_096).sum();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (!Files.isDirectory(file)) {
                    Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
                } else if (!Files.exists(target)) {
                    Files.createDirectory(target);
                }
            }
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> {
                        try {
                            Files.delete(file);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
        }
    }
}
