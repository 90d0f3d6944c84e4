// SPDX-License-Identifier: Apache-2.0
package org.holdfast.database;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A PostgreSQL server of our own, kept in one folder: `data/`, `password` (0600), `log`, binaries.
///
/// Durable: fsync, synchronous_commit, full_page_writes and data checksums are on, so a row whose
/// commit returned survives the death of this process, of the server and of the machine. Listens on
/// a free port of the loopback address only, with a generated password. Thread-safe.
///
/// When the process that started it is killed, the server goes on as an orphan. The next start
/// finds it by its pid file, stops it cleanly and starts its own: an orphan is never adopted,
/// because whoever else still talks to it must not go on writing.
///
/// When the server dies under a living process (killed, out of memory), it is started again on the
/// same port, as often as it takes: what was committed is there, what was under way is not, and
/// connections to the dead server fail. Both is said in the log.
public final class EmbeddedServer implements AutoCloseable {
    private static final Duration STOP = Duration.ofMinutes(1);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServer.class);
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    private final ServerProcess process;
    private final String password;
    private final int port;
    private final FileChannel lock;
    private volatile boolean closed;

    private EmbeddedServer(ServerProcess process, String password, int port, FileChannel lock) {
        this.process = process;
        this.password = password;
        this.port = port;
        this.lock = lock;
    }

    /// Starts the server of a folder, with binaries unpacked inside that folder.
    public static EmbeddedServer start(Path folder) {
        return start(folder, folder);
    }

    /// Starts the server of a folder; makes it first when it is new.
    ///
    /// @param binaries where unpacked binaries are kept; may be shared by several servers
    /// @throws DatabaseFault with `FOLDER_IN_USE` when another process runs a server from it
    public static EmbeddedServer start(Path folder, Path binaries) {
        try {
            Files.createDirectories(folder, Permissions.folder(folder));
            FileChannel lock = lock(folder);
            try {
                return start(folder, binaries, lock);
            } catch (IOException | RuntimeException failure) {
                lock.close();
                throw failure;
            }
        } catch (IOException unusable) {
            throw new DatabaseFault(
                    DatabaseFault.Code.FOLDER_UNUSABLE, "cannot use folder " + folder, unusable);
        }
    }

    private static EmbeddedServer start(Path folder, Path binaries, FileChannel lock)
            throws IOException {
        Path home = Binaries.unpacked(binaries);
        ServerProcess process = new ServerProcess(home, folder);
        String password = new ServerFolder(folder, process).prepare();
        process.stopOrphan(STOP);
        int port = process.start();
        EmbeddedServer server = new EmbeddedServer(process, password, port, lock);
        server.execute("select 1");
        server.watch();
        return server;
    }

    /// Brings the server back when it ends though nobody stopped it. One thread for each end.
    private void watch() {
        Runnable back =
                () -> Thread.ofPlatform().daemon().name("database-keeper").start(this::bringBack);
        Optional<ProcessHandle> master = ProcessHandle.of(process.pid());
        if (master.isPresent()) {
            var _ = master.get().onExit().thenRun(back);
        } else {
            back.run();
        }
    }

    private void bringBack() {
        while (!closed && !startAgain()) {
            try {
                Thread.sleep(AGAIN);
            } catch (InterruptedException told) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /// True when there is nothing more to do.
    private synchronized boolean startAgain() {
        if (closed) {
            return true;
        }
        LOG.error("the database server ended though nobody stopped it; starting it again");
        try {
            process.stopOrphan(STOP);
            process.start(port);
        } catch (IOException | DatabaseFault notYet) {
            LOG.error("the database server does not start: {}", notYet.getMessage());
            return false;
        }
        LOG.warn("the database server is back on port {}", port);
        watch();
        return true;
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        folder.resolve("lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        FileLock held = null;
        try {
            held = channel.tryLock();
        } catch (OverlappingFileLockException ownedByThisProcess) {
            // the same answer as a lock of another process
        }
        if (held == null) {
            channel.close();
            throw new DatabaseFault(
                    DatabaseFault.Code.FOLDER_IN_USE, "another server runs from " + folder);
        }
        return channel;
    }

    /// Port on the loopback address; another one at each start.
    public int port() {
        return port;
    }

    /// Process id of the postmaster, for drills that kill it.
    public long pid() {
        return process.pid();
    }

    /// Where a database of this server is, for [Database#open].
    public DatabaseSettings settings(String database, int connections) {
        return new DatabaseSettings(url(database), ServerFolder.USER, password, connections);
    }

    /// Makes a database unless it exists.
    public void ensureDatabase(String name) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            try (var found =
                    statement.executeQuery(
                            "select 1 from pg_database where datname = '" + checked(name) + "'")) {
                if (found.next()) {
                    return;
                }
            }
            statement.execute("create database " + name);
        } catch (SQLException fault) {
            throw noConnection(fault);
        }
    }

    /// Makes a new database as a copy of another one to which nobody is connected.
    public void copyDatabase(String template, String name) {
        execute("create database " + checked(name) + " template " + checked(template));
    }

    /// Drops a database and ends its connections; nothing when there is none.
    public void dropDatabase(String name) {
        execute("drop database if exists " + checked(name) + " with (force)");
    }

    private static String checked(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("database name: expected " + NAME.pattern());
        }
        return name;
    }

    private void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException fault) {
            throw noConnection(fault);
        }
    }

    private static DatabaseFault noConnection(@Nullable SQLException fault) {
        String state = fault == null ? "?" : fault.getSQLState();
        DatabaseFault.Code code = DatabaseFault.Code.NO_CONNECTION;
        return fault == null
                ? new DatabaseFault(code, "server does not answer")
                : new DatabaseFault(code, "server refused, SQL state " + state, fault);
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url("postgres"), ServerFolder.USER, password);
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + checked(database);
    }

    /// Stops the server: running transactions are rolled back, everything committed is flushed.
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (lock) {
            process.stop(STOP);
        } catch (IOException fault) {
            throw new DatabaseFault(
                    DatabaseFault.Code.FOLDER_UNUSABLE, "cannot stop the server", fault);
        }
    }
}
