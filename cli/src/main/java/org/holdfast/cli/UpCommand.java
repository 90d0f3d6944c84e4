// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.holdfast.app.CardSettings;
import org.holdfast.app.KeptOffice;
import org.holdfast.app.OfficeInUse;
import org.holdfast.app.OfficeSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `up`: a complete office on this machine, until Ctrl-C.
@Command(name = "up", description = "Run a complete office on this machine until Ctrl-C.")
final class UpCommand implements Callable<Integer> {
    private static final String LOOPBACK = "127.0.0.1";

    @Option(
            names = "--port",
            defaultValue = "8080",
            description = "Port to listen on; 0 takes a free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--host",
            defaultValue = LOOPBACK,
            description = "Address to listen on. Default: ${DEFAULT-VALUE}.")
    private String host = LOOPBACK;

    @Option(
            names = "--card-port",
            description =
                    "Port at which officials log in by TLS with their certificates; 0 takes a free"
                            + " one. Default: none, with --demo a free one.")
    private @Nullable Integer cardPort;

    @Option(names = "--data", description = "Folder that keeps everything. Default: data.")
    private Path data = Path.of(System.getProperty("holdfast.home", "."), "data");

    @Option(names = "--demo", description = "With made-up people, in two real offices.")
    private boolean demo;

    @Option(
            names = "--population",
            defaultValue = "20000",
            description = "Made-up residents in all. Default: ${DEFAULT-VALUE}, at most 1000000.")
    private int population;

    @Option(
            names = "--behind-tls-proxy",
            description = "A proxy that speaks TLS stands in front: cookies are Secure.")
    private boolean behindTlsProxy;

    @Option(
            names = "--etcd",
            split = ",",
            description =
                    "Addresses of one etcd, such as http://10.1.0.1:2379, in which the head of the"
                            + " central journal is agreed upon before it is signed.")
    private List<URI> etcd = List.of();

    @Override
    public Integer call() throws InterruptedException {
        long begun = System.nanoTime();
        Optional<String> obstacle =
                Port.obstacle(host, port)
                        .or(() ->
                                card().flatMap(one -> Port.obstacle(host, one.port()))
                                        .map(why -> why + " (for cards: --card-port)"));
        if (obstacle.isPresent()) {
            Screen.err("holdfast up: " + obstacle.get());
            return ExitCode.MISSING;
        }
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(end, ended), "stop"));
        try {
            KeptOffice.run(settings(), end, told(begun));
        } catch (OfficeInUse e) {
            Screen.complain("holdfast up", e);
            return ExitCode.MISSING;
        } finally {
            ended.countDown();
        }
        Screen.err("Stopped; nothing is left running. The same command continues where it was.");
        return ExitCode.GOOD;
    }

    private KeptOffice.Told told(long begun) {
        AtomicLong since = new AtomicLong(begun);
        return new KeptOffice.Told() {
            @Override
            public void ready(String base) {
                Screen.out("Holdfast is ready at " + base);
                Screen.err(
                        "  started in "
                                + (System.nanoTime() - since.get()) / 1_000_000_000L
                                + " s; data in "
                                + data
                                + "; Ctrl-C stops it");
                sayHowToEnter();
            }

            @Override
            public void again(String why) {
                since.set(System.nanoTime());
                Screen.err("Starting again: " + why + " ...");
            }

            @Override
            public void stopping() {
                Screen.err("Stopping ...");
            }
        };
    }

    static void stop(CountDownLatch end, CountDownLatch ended) {
        end.countDown();
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private OfficeSettings settings() {
        return new OfficeSettings(
                data,
                host,
                port,
                demo,
                demo ? population : 0,
                behindTlsProxy,
                etcd,
                card(),
                Optional.empty(),
                new OfficeSettings.Progress() {
                    @Override
                    public void step(String words) {
                        Screen.err("  " + words + " ...");
                    }

                    @Override
                    public void residents(long loaded, long all) {
                        Screen.progress("residents", loaded, all);
                    }
                });
    }

    private Optional<CardSettings> card() {
        return Optional.ofNullable(cardPort)
                .map(CardSettings::at)
                .or(CardSettings::ofProperties)
                .or(() ->
                        demo && host.equals(LOOPBACK)
                                ? Optional.of(CardSettings.at(0))
                                : Optional.empty());
    }

    private void sayHowToEnter() {
        if (demo) {
            Screen.err(
                    "  demo: choose who you are on the first page; tokens in "
                            + data.resolve("demo.json"));
        } else if (Files.exists(data.resolve("operator.txt"))) {
            Screen.err("  the first operator enters once by " + data.resolve("operator.txt"));
        }
    }
}
