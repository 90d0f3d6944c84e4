// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.holdfast.bench.LoginBench;
import org.holdfast.drills.DemoOffice;
import org.holdfast.drills.OfficeProcess;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `bench login`: how many officials log in by certificate, and how long they wait.
@Command(name = "login", description = "Log in by certificate: closed and open model.")
final class BenchLoginCommand implements Callable<Integer> {
    @Option(names = "--seconds", defaultValue = "20", description = "For each measurement.")
    private int seconds;

    @Option(names = "--clients", defaultValue = "8", description = "In the closed model.")
    private int clients;

    @Option(
            names = "--rate",
            defaultValue = "100",
            description = "Arrivals a second, open model. Default: 100.")
    private int rate;

    @Option(names = "--warm-up", defaultValue = "15", description = "Seconds before measuring.")
    private int warmUp;

    @Option(
            names = "--demo-json",
            description = "Measure the running office of this demo.json. Default: start one.")
    private Optional<Path> demoJson = Optional.empty();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (demoJson.isPresent()) {
            measure(DemoOffice.read(demoJson.get()));
            return ExitCode.GOOD;
        }
        Path work = Files.createTempDirectory("holdfast-bench");
        Screen.err("Starting an office of 2,000 residents in " + work + " ...");
        try (OfficeProcess office = OfficeProcess.start(work.resolve("data"), 2_000, List.of())) {
            measure(office.demo());
        }
        return ExitCode.GOOD;
    }

    private void measure(DemoOffice demo) throws IOException, InterruptedException {
        LoginBench bench = new LoginBench(demo);
        if (warmUp > 0) {
            bench.closed(clients, Duration.ofSeconds(warmUp));
        }
        say(bench.closed(clients, Duration.ofSeconds(seconds)));
        say(bench.open(rate, Duration.ofSeconds(seconds)));
    }

    private static void say(LoginBench.Figures figures) {
        Screen.out(
                String.format(
                        Locale.ROOT,
                        "%s: %.1f logins a second, %d in, %d refused, %d failed",
                        figures.model(),
                        figures.perSecond(),
                        figures.in(),
                        figures.refused(),
                        figures.failed()));
        Screen.out("  challenge alone:  " + figures.challenge().line());
        Screen.out("  whole login:      " + figures.whole().line());
        Screen.out(
                String.format(
                        Locale.ROOT,
                        "  whole login beside the challenge alone: %.1f times at p50",
                        figures.whole().p50Millis()
                                / Math.max(0.001, figures.challenge().p50Millis())));
    }
}
