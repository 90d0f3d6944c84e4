// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/// A real etcd of one member, on free ports.
final class RealEtcd implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/etcd");
    private static final SecureRandom CHANCE = new SecureRandom();

    final URI endpoint;
    final EtcdClient client;
    private final Process process;

    /// Starts one and waits until it answers, or skips the test where etcd is not installed.
    ///
    /// @param more words of its command
    RealEtcd(Path folder, String... more) throws IOException {
        Assumptions.assumeTrue(Files.exists(PROGRAM), "etcd is not installed");
        endpoint = URI.create("http://127.0.0.1:" + free());
        String peer = "http://127.0.0.1:" + free();
        List<String> command =
                new ArrayList<>(
                        List.of(
                                PROGRAM.toString(),
                                "--data-dir",
                                folder.resolve("etcd").toString(),
                                "--listen-client-urls",
                                endpoint.toString(),
                                "--advertise-client-urls",
                                endpoint.toString(),
                                "--listen-peer-urls",
                                peer,
                                "--initial-advertise-peer-urls",
                                peer,
                                "--initial-cluster",
                                "default=" + peer));
        command.addAll(List.of(more));
        process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("etcd.log").toFile())
                        .start();
        client = new EtcdClient(endpoint);
        for (int tries = 0; !answers(); tries++) {
            assertThat(tries).isLessThan(600);
            Pauses.ofMillis(100);
        }
    }

    /// A port at which nobody listens, below those that are given to whoever asks for any.
    static int free() throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        for (int tries = 0; tries < 1_000; tries++) {
            try (ServerSocket socket = new ServerSocket(CHANCE.nextInt(12_000, 32_000), 1, here)) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                // another one
            }
        }
        throw new IOException("no port is free");
    }

    private boolean answers() {
        try {
            return client.standing().hasLeader();
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        client.close();
        process.destroyForcibly().onExit().join();
    }
}
