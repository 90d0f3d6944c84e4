// SPDX-License-Identifier: Apache-2.0
package org.holdfast.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// What this machine can do at most, measured in the same run: bare signatures, bare durable
/// appends, bare commits.
public final class BareLimits {
    private static final String FAST_PROVIDER =
            "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

    /// P-256 signatures over 256 bytes in a second, one thread, with the fastest provider at hand.
    public static double signaturesPerSecond(Duration time) throws GeneralSecurityException {
        Optional<Provider> fast = fastProvider();
        KeyPairGenerator maker = KeyPairGenerator.getInstance("EC");
        maker.initialize(new ECGenParameterSpec("secp256r1"));
        Signature signature =
                fast.isPresent()
                        ? Signature.getInstance("SHA256withECDSA", fast.get())
                        : Signature.getInstance("SHA256withECDSA");
        signature.initSign(maker.generateKeyPair().getPrivate());
        byte[] message = new byte[256];
        long count = 0;
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < time.toNanos()) {
            signature.update(message);
            signature.sign();
            count++;
        }
        return count / ((System.nanoTime() - begun) / 1e9);
    }

    /// Appends of 30,000 bytes with fdatasync each, in a second, one thread.
    public static double appendsPerSecond(Path folder, Duration time) throws IOException {
        Path file = Files.createTempFile(folder, "bench", ".append");
        ByteBuffer block = ByteBuffer.allocateDirect(30_000);
        long count = 0;
        long begun = System.nanoTime();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            while (System.nanoTime() - begun < time.toNanos()) {
                channel.write(block.clear());
                channel.force(false);
                count++;
            }
        } finally {
            Files.deleteIfExists(file);
        }
        return count / ((System.nanoTime() - begun) / 1e9);
    }

    /// An embedded database server of this machine that is running.
    public record Server(String url, String user, String password) {
        private static final int PORT_LINE = 3;

        /// The server that runs from a folder, by its pid file and its password; empty when none
        /// does.
        public static Optional<Server> of(Path folder) throws IOException {
            Path pid = folder.resolve("data").resolve("postmaster.pid");
            Path password = folder.resolve("password");
            if (!Files.isReadable(pid) || !Files.isReadable(password)) {
                return Optional.empty();
            }
            String port = Files.readAllLines(pid).get(PORT_LINE).strip();
            return Optional.of(
                    new Server(
                            "jdbc:postgresql://127.0.0.1:" + port + "/postgres",
                            "holdfast",
                            Files.readString(password).strip()));
        }

        private Connection connect() throws SQLException {
            return DriverManager.getConnection(url, user, password);
        }

        private void execute(String sql) {
            try (Connection connection = connect();
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new IllegalStateException("the bare commit rate could not be measured", e);
            }
        }
    }

    /// One-row INSERT transactions in a second over `clients` connections, on the office's own
    /// database server, in a table of its own that goes again.
    public static double commitsPerSecond(Server server, int clients, Duration time)
            throws InterruptedException {
        server.execute("CREATE TABLE IF NOT EXISTS public.bench_commits (note text)");
        AtomicLong count = new AtomicLong();
        long begun = System.nanoTime();
        Thread[] threads = new Thread[clients];
        for (int i = 0; i < clients; i++) {
            threads[i] =
                    Thread.ofPlatform().start(() -> commit(server, begun + time.toNanos(), count));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double rate = count.get() / ((System.nanoTime() - begun) / 1e9);
        server.execute("DROP TABLE public.bench_commits");
        return rate;
    }

    private static void commit(Server server, long untilNanos, AtomicLong count) {
        try (Connection connection = server.connect();
                var insert =
                        connection.prepareStatement(
                                "INSERT INTO public.bench_commits VALUES (?)")) {
            while (System.nanoTime() < untilNanos) {
                insert.setString(1, "x".repeat(256));
                insert.executeUpdate();
                count.incrementAndGet();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the bare commit rate could not be measured", e);
        }
    }

    private static Optional<Provider> fastProvider() {
        try {
            return Optional.of(
                    Class.forName(FAST_PROVIDER)
                            .asSubclass(Provider.class)
                            .getDeclaredConstructor()
                            .newInstance());
        } catch (ReflectiveOperationException | LinkageError e) {
            return Optional.empty();
        }
    }

    private BareLimits() {}
}
