// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.holdfast.bench.JournalBench;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/// `bench journal`: the yardsticks of the journal, each beside its baseline.
@Command(
        name = "journal",
        description = {
            "Measure the journal: appends, lags, rebuild, verification, bytes on disk.",
            "Each figure stands beside its baseline from the same run."
        },
        footer = "Exit code 0 also where a goal is missed: a busy machine is no defect.")
final class BenchJournalCommand implements Callable<Integer> {
    private static final String DRILL = "`./holdfast drill journal";

    @Option(
            names = "--seconds",
            defaultValue = "30",
            description = "For each measurement. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--clients",
            defaultValue = "16",
            description = "Appending or issuing at once. Default: ${DEFAULT-VALUE}.")
    private int clients;

    @Option(
            names = "--entries",
            defaultValue = "1000000",
            description = "Of the journal to verify. Default: ${DEFAULT-VALUE}.")
    private long entries;

    @Option(
            names = "--residents",
            defaultValue = "50000",
            description = "Of the office to rebuild. Default: ${DEFAULT-VALUE}.")
    private int residents;

    @Option(
            names = "--dir",
            description = "New folder to work in; it is kept. Default: one that is removed.")
    private Optional<Path> folder = Optional.empty();

    @Option(names = "--seed", defaultValue = "20261126", description = "Seed of all chance.")
    private long seed;

    @Option(
            names = "--only",
            split = ",",
            description = "Measure these parts alone: ${COMPLETION-CANDIDATES}. Default: all.")
    private Set<JournalBench.Part> only = EnumSet.allOf(JournalBench.Part.class);

    @Option(names = "--json", description = "Write the figures to this file.")
    private Optional<Path> json = Optional.empty();

    @Override
    public Integer call() throws IOException, InterruptedException, GeneralSecurityException {
        Screen.quietLibraries();
        Path work =
                folder.isPresent()
                        ? Files.createDirectories(folder.get())
                        : Files.createTempDirectory("holdfast-bench");
        JournalBench.Settings settings =
                new JournalBench.Settings(
                        work.toAbsolutePath(),
                        Duration.ofSeconds(Math.max(3, seconds)),
                        Math.max(1, clients),
                        Math.max(1, entries),
                        residents,
                        seed,
                        only);
        JournalBench.Result result = new JournalBench(settings, Screen::out).run();
        Screen.out("");
        result.yardsticks().forEach(one -> Screen.out(one.line()));
        sayDrill();
        if (json.isPresent()) {
            Files.writeString(
                    json.get(),
                    JsonMapper.builder()
                                    .build()
                                    .writerWithDefaultPrettyPrinter()
                                    .writeValueAsString(result)
                            + "\n");
        }
        if (folder.isEmpty()) {
            WorkFolder.remove(work);
        }
        return ExitCode.GOOD;
    }

    /// Y5 is no measurement of this run: the last published run of the drill says it.
    private static void sayDrill() throws IOException {
        Path page = Path.of(System.getProperty("holdfast.home", "."), "docs", "drills.md");
        Optional<String> last = Optional.empty();
        if (Files.isReadable(page)) {
            last =
                    Files.readAllLines(page).stream()
                            .filter(line -> line.startsWith("| " + DRILL))
                            .reduce((_, later) -> later);
        }
        Screen.out(
                "Y5 acknowledged entries lost: "
                        + last.orElse("no published run of ./holdfast drill journal here"));
    }
}
