// SPDX-License-Identifier: Apache-2.0
package org.holdfast.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A real etcd of one member in a folder, on free ports.
public final class TestEtcd implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/etcd");
    private static final int ATTEMPTS = 3;
    private static final int TRIES = 1_200;

    private final Process process;
    private final URI address;

    private TestEtcd(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /// Starts one, or skips the test where there is no etcd.
    public static TestEtcd start(Path folder) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(PROGRAM), "etcd is not installed");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            TestEtcd etcd = begin(folder);
            for (int tries = 0; tries < TRIES && etcd.process.isAlive(); tries++) {
                if (etcd.answers()) {
                    return etcd;
                }
                Thread.sleep(50);
            }
            // Somebody took one of its ports meanwhile.
            etcd.close();
        }
        throw new IOException(Files.readString(folder.resolve("etcd.log")));
    }

    private static TestEtcd begin(Path folder) throws IOException {
        String client = "http://127.0.0.1:" + FreePort.take();
        String peer = "http://127.0.0.1:" + FreePort.take();
        Path data = Files.createTempDirectory(folder, "etcd-");
        Process process =
                new ProcessBuilder(
                                List.of(
                                        PROGRAM.toString(),
                                        "--data-dir=" + data,
                                        "--listen-client-urls=" + client,
                                        "--advertise-client-urls=" + client,
                                        "--listen-peer-urls=" + peer,
                                        "--initial-advertise-peer-urls=" + peer,
                                        "--initial-cluster=default=" + peer))
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("etcd.log").toFile())
                        .start();
        return new TestEtcd(process, URI.create(client));
    }

    private boolean answers() throws InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest health = HttpRequest.newBuilder(address.resolve("/health")).build();
            return client.send(health, BodyHandlers.ofString()).body().contains("true");
        } catch (IOException notYet) {
            return false;
        }
    }

    public URI address() {
        return address;
    }

    /// It hears, and answers nothing, until [#wake].
    public void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    public void wake() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    @Override
    public void close() throws IOException {
        try {
            wake();
            process.destroy();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
