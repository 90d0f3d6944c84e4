// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.holdfast.bench.BareLimits;
import org.holdfast.bench.IssueBench;
import org.holdfast.drills.DemoOffice;
import org.holdfast.drills.OfficeProcess;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `bench`: measure, beside the bare limits of this machine.
@Command(
        name = "bench",
        description = "Measure the office beside the bare limits of this machine.",
        subcommands = {
            BenchCommand.Issue.class,
            BenchJournalCommand.class,
            BenchLoginCommand.class
        })
final class BenchCommand {
    @Command(name = "issue", description = "Issue papers: closed and open model.")
    static final class Issue implements Callable<Integer> {
        private static final List<String> SERVICES =
                List.of(
                        "kr.resident-transcript",
                        "kr.resident-abstract",
                        "jp.residence-certificate");

        @Option(names = "--seconds", defaultValue = "20", description = "For each measurement.")
        private int seconds;

        @Option(names = "--clients", defaultValue = "16", description = "In the closed model.")
        private int clients;

        @Option(
                names = "--rate",
                defaultValue = "16",
                description = "Arrivals a second, open model.")
        private int rate;

        @Option(names = "--warm-up", defaultValue = "15", description = "Seconds before measuring.")
        private int warmUp;

        @Option(names = "--service", description = "Only this service. Default: all three.")
        private Optional<String> service = Optional.empty();

        @Option(
                names = "--demo-json",
                description = "Measure the running office of this demo.json. Default: start one.")
        private Optional<Path> demoJson = Optional.empty();

        @Override
        public Integer call() throws IOException, InterruptedException, GeneralSecurityException {
            Path work = Files.createTempDirectory("holdfast-bench");
            limits(work);
            if (demoJson.isPresent()) {
                commits(demoJson.get().toAbsolutePath().resolveSibling("postgres"));
                measure(DemoOffice.read(demoJson.get()));
                return ExitCode.GOOD;
            }
            Screen.err("Starting an office of 20,000 residents in " + work + " ...");
            try (OfficeProcess office =
                    OfficeProcess.start(work.resolve("data"), 20_000, List.of())) {
                commits(office.data().resolve("postgres"));
                measure(office.demo());
            }
            return ExitCode.GOOD;
        }

        private static void limits(Path work) throws IOException, GeneralSecurityException {
            Duration time = Duration.ofSeconds(2);
            BareLimits.signaturesPerSecond(time);
            Screen.out(
                    String.format(
                            Locale.ROOT,
                            "bare limits, one thread: %,.0f P-256 signatures a second, %,.0f durable"
                                    + " appends of 30 kB a second",
                            BareLimits.signaturesPerSecond(time),
                            BareLimits.appendsPerSecond(work, time)));
        }

        private void commits(Path postgres) throws IOException, InterruptedException {
            Optional<BareLimits.Server> server = BareLimits.Server.of(postgres);
            if (server.isEmpty()) {
                Screen.out("bare commits: no database of this machine's in " + postgres);
                return;
            }
            double rate = BareLimits.commitsPerSecond(server.get(), clients, Duration.ofSeconds(3));
            Screen.out(
                    String.format(
                            Locale.ROOT,
                            "bare limits, %d connections: %,.0f durable one-row commits a second in the"
                                    + " office's database",
                            clients,
                            rate));
        }

        private void measure(DemoOffice demo) throws IOException, InterruptedException {
            for (String one : service.map(List::of).orElse(SERVICES)) {
                IssueBench bench = new IssueBench(demo, one, Screen::out);
                if (warmUp > 0) {
                    bench.closed(clients, Duration.ofSeconds(warmUp));
                }
                Map<String, Double> before = bench.steps();
                say(bench.closed(clients, Duration.ofSeconds(seconds)));
                bench.saySeal();
                bench.sayShares(before, bench.steps());
                say(bench.open(rate, Duration.ofSeconds(seconds)));
            }
        }

        private static void say(IssueBench.Figures figures) {
            Screen.out(
                    String.format(
                            Locale.ROOT,
                            "%s, %s: %.1f papers a second, %d issued, %d refused, %d failed",
                            figures.service(),
                            figures.model(),
                            figures.perSecond(),
                            figures.issued(),
                            figures.refused(),
                            figures.failed()));
            Screen.out("  answer: " + figures.latency().line());
        }
    }
}
