// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Flips a bit of one row of the central journal while nobody runs, through the database's own
/// single-user mode, so that its page checksums agree with the damage. `journal verify --rows` must
/// name origin and row; what the office serves must be the entry and not the row. Then flips it
/// back.
final class FlippedRow {
    private static final long LIMIT_SECONDS = 120;
    private static final List<String> COLUMNS = List.of("leaf", "entry", "payload");

    private final Path data;
    private final SplittableRandom chance;
    private final Consumer<String> findings;

    FlippedRow(Path data, SplittableRandom chance, Consumer<String> findings) {
        this.data = data;
        this.chance = chance;
        this.findings = findings;
    }

    /// Empty when this machine cannot do it.
    Optional<String> run() throws IOException, InterruptedException {
        Optional<Path> program = program();
        if (program.isEmpty()) {
            return Optional.empty();
        }
        Path journal = central();
        long origin = Long.parseLong(journal.getFileName().toString().substring(8));
        long size = Long.parseLong(Files.readAllLines(journal.resolve("checkpoint")).get(1));
        long row = 1 + chance.nextLong(size - 1);
        String column = COLUMNS.get(chance.nextInt(COLUMNS.size()));
        String sql =
                String.format(
                        Locale.ROOT,
                        "update ledger.entry set %1$s = set_bit(%1$s, 8, 1 - get_bit(%1$s, 8))"
                                + " where origin = %2$d and position = %3$d",
                        column,
                        origin,
                        row);
        single(program.get(), sql);
        try {
            String said = verifyRows();
            String name = "origin %d: row %d ".formatted(origin, row);
            if (!said.contains(name)) {
                findings.accept(
                        "flipped bit in %s of %srow: not named, but said %s"
                                .formatted(column, name, said));
            }
            return Optional.of(
                    "named by journal verify --rows; " + started(journal.getFileName().toString()));
        } finally {
            single(program.get(), sql);
        }
    }

    /// Each start opens an origin; rows are of those that have some.
    private Path central() throws IOException {
        try (Stream<Path> journals = Files.list(data.resolve("journals"))) {
            List<Path> found = new ArrayList<>();
            for (Path one : journals.sorted().toList()) {
                Path note = one.resolve("checkpoint");
                if (one.getFileName().toString().startsWith("central-")
                        && Files.exists(note)
                        && Long.parseLong(Files.readAllLines(note).get(1)) > 1) {
                    found.add(one);
                }
            }
            return found.get(chance.nextInt(found.size()));
        }
    }

    private Optional<Path> program() throws IOException {
        try (Stream<Path> files =
                Files.find(
                        data.resolve("postgres"),
                        4,
                        (file, _) -> file.endsWith("bin/postgres") && Files.isExecutable(file))) {
            return files.findFirst();
        }
    }

    private void single(Path program, String sql) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("unshare", "-U")); // as the office runs it for root
        }
        Path folder = data.resolve("postgres").resolve("data");
        command.addAll(
                List.of(program.toString(), "--single", "-D", folder.toString(), "holdfast"));
        Path input = Files.writeString(data.resolve("single.sql"), sql + "\n");
        Path output = data.resolve("single.out");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectInput(input.toFile())
                        .redirectOutput(output.toFile())
                        .start();
        String said = ended(process, output);
        if (process.exitValue() != 0 || said.contains("ERROR")) {
            throw new DrillFault("a row could not be changed: " + said);
        }
    }

    private String verifyRows() throws IOException, InterruptedException {
        Path output = data.resolve("verify.out");
        Process process =
                new ProcessBuilder(
                                JavaCommand.of(
                                        List.of(),
                                        List.of("journal", "verify", data.toString(), "--rows")))
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        String said = ended(process, output);
        if (process.exitValue() != 1) {
            findings.accept("journal verify --rows ended with " + process.exitValue());
        }
        return said;
    }

    private static String ended(Process process, Path output)
            throws IOException, InterruptedException {
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new DrillFault("no end within " + LIMIT_SECONDS + " s");
        }
        return Files.readString(output);
    }

    /// An office that compares the row at its start, as it does with the last of an origin, refuses
    /// and names the journal.
    private String started(String journal) throws IOException {
        OfficeProcess.Start start = OfficeProcess.tryStart(data, 400);
        if (start.office().isEmpty()) {
            if (!start.said().contains(journal)) {
                findings.accept(
                        "flipped row of %s: the office does not start and says not why: %s"
                                .formatted(journal, start.said()));
            }
            return "the office refuses to start";
        }
        try (OfficeProcess running = start.office().get()) {
            new JournalAudit(running.base(), AuditWatcher.SILENT)
                    .run(one -> findings.accept("flipped row: served as the entry: " + one));
            return "the office serves the entry, not the row";
        }
    }
}
