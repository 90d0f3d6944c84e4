// SPDX-License-Identifier: Apache-2.0
package org.holdfast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.holdfast.database.DatabaseSettings;

/// The baseline of appends: the same UPDATE and an INSERT of the same bytes into a table like the
/// ledger's, on the same server with the same durability, and nothing else. Once through JDBC and
/// once by pgbench, where this machine has it.
final class PlainAppends {
    private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+)");
    private static final String UPDATE =
            "update bench.account set balance = balance + ? where id = ?";
    private static final String INSERT =
            "insert into bench.plain (leaf, entry, payload) values (?, ?, ?)";

    private final DatabaseSettings server;
    private final int[] lengths;
    private final SplittableRandom chance;

    /// @param lengths of leaf, entry and payload in bytes
    PlainAppends(DatabaseSettings server, int[] lengths, long seed) {
        this.server = server;
        this.lengths = lengths.clone();
        this.chance = new SplittableRandom(seed);
    }

    /// Transactions a second by so many connections of this process.
    double jdbcPerSecond(int clients, Duration time) throws InterruptedException {
        AtomicLong done = new AtomicLong();
        long begun = System.nanoTime();
        Thread[] threads = new Thread[clients];
        for (int i = 0; i < clients; i++) {
            SplittableRandom own = chance.split();
            threads[i] = Thread.ofPlatform().start(() -> client(own, begun + time.toNanos(), done));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return done.get() / ((System.nanoTime() - begun) / 1e9);
    }

    private void client(SplittableRandom chance, long untilNanos, AtomicLong done) {
        try (Connection connection =
                        DriverManager.getConnection(
                                server.url(), server.user(), server.password());
                PreparedStatement update = connection.prepareStatement(UPDATE);
                PreparedStatement insert = connection.prepareStatement(INSERT)) {
            connection.setAutoCommit(false);
            while (System.nanoTime() < untilNanos) {
                update.setInt(1, chance.nextInt(-5_000, 5_000));
                update.setInt(2, 1 + chance.nextInt(JournalStand.ACCOUNTS));
                update.executeUpdate();
                for (int i = 0; i < lengths.length; i++) {
                    insert.setBytes(i + 1, bytes(chance, lengths[i]));
                }
                insert.executeUpdate();
                connection.commit();
                done.incrementAndGet();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the bare rate could not be measured", e);
        }
    }

    private static byte[] bytes(SplittableRandom chance, int length) {
        byte[] bytes = new byte[length];
        chance.nextBytes(bytes);
        return bytes;
    }

    /// Transactions a second by pgbench with prepared statements; empty when it is not here.
    Optional<Double> pgbenchPerSecond(Path work, int clients, Duration time)
            throws IOException, InterruptedException {
        Optional<Path> program = program();
        if (program.isEmpty()) {
            return Optional.empty();
        }
        Path script = Files.writeString(work.resolve("append.sql"), script());
        Path output = work.resolve("pgbench.out");
        Matcher address =
                Pattern.compile("jdbc:postgresql://([^:/]+):([0-9]+)/(.+)").matcher(server.url());
        if (!address.matches()) {
            throw new IllegalStateException("an address of another form: " + server.url());
        }
        ProcessBuilder command =
                new ProcessBuilder(
                                program.get().toString(),
                                "--no-vacuum",
                                "--protocol=prepared",
                                "--client=" + clients,
                                "--jobs=" + Math.min(clients, 2),
                                "--time=" + Math.max(1, time.toSeconds()),
                                "--file=" + script,
                                "--host=" + address.group(1),
                                "--port=" + address.group(2),
                                "--username=" + server.user(),
                                address.group(3))
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        command.environment().put("PGPASSWORD", server.password());
        int exit = command.start().waitFor();
        Matcher tps = TPS.matcher(Files.readString(output));
        if (exit != 0 || !tps.find()) {
            throw new IOException("pgbench ended with " + exit + ", see " + output);
        }
        return Optional.of(Double.parseDouble(tps.group(1)));
    }

    private String script() {
        HexFormat hex = HexFormat.of();
        return String.format(
                Locale.ROOT,
                """
                \\set aid random(1, %d)
                \\set delta random(-5000, 5000)
                BEGIN;
                UPDATE bench.account SET balance = balance + :delta WHERE id = :aid;
                INSERT INTO bench.plain (leaf, entry, payload)
                  VALUES ('\\x%s'::bytea, '\\x%s'::bytea, '\\x%s'::bytea);
                END;
                """,
                JournalStand.ACCOUNTS,
                hex.formatHex(bytes(chance, lengths[0])),
                hex.formatHex(bytes(chance, lengths[1])),
                hex.formatHex(bytes(chance, lengths[2])));
    }

    /// On the path, or where Debian puts it.
    private static Optional<Path> program() throws IOException {
        Stream<Path> path =
                Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                        .filter(folder -> !folder.isEmpty())
                        .map(folder -> Path.of(folder, "pgbench"));
        Path debian = Path.of("/usr/lib/postgresql");
        List<Path> versions = List.of();
        if (Files.isDirectory(debian)) {
            try (Stream<Path> folders = Files.list(debian)) {
                versions = folders.sorted(Comparator.reverseOrder()).toList();
            }
        }
        return Stream.concat(path, versions.stream().map(one -> one.resolve("bin/pgbench")))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
