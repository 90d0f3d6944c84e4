// SPDX-License-Identifier: Apache-2.0
package org.holdfast.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// One SQLite file of this node: a copy of what is kept elsewhere, so that it can be made again.
///
/// A write is a transaction: a death of the process leaves all of it or nothing. A death of the
/// machine may take the last ones back, in order, and never a part of one (WAL, synchronous
/// NORMAL). A file that is damaged or of another layout is made anew, empty. What is deleted is
/// overwritten with zeros. Readable by its owner alone. Thread-safe: one writer, and several
/// readers who each see one unchanging state.
public final class LocalStore implements AutoCloseable {
    private static final int READERS = 4;
    private static final int CACHE_KIB = 8 * 1024;
    private static final int WRITER_CACHE_KIB = 64 * 1024;
    private static final int MOST_CAUSES = 8;
    private static final Set<SQLiteErrorCode> UNREADABLE =
            Set.of(
                    SQLiteErrorCode.SQLITE_IOERR_READ,
                    SQLiteErrorCode.SQLITE_IOERR_SHORT_READ,
                    SQLiteErrorCode.SQLITE_IOERR_DATA,
                    SQLiteErrorCode.SQLITE_IOERR_CORRUPTFS);
    private static final List<String> PARTS = List.of("", "-wal", "-shm", "-journal");

    private final Path file;
    private final int layout;
    private final List<String> schema;
    private final ReentrantReadWriteLock exchange = new ReentrantReadWriteLock();
    private final ReentrantLock turn = new ReentrantLock();
    private Opened opened;
    private Made made;

    /// How the file came to be what it is.
    public enum Made {
        /// It was there, whole, in this layout.
        KEPT,
        /// There was none.
        NEW,
        /// It was of another layout, and is empty now.
        OTHER_LAYOUT,
        /// It was damaged, and is empty now.
        DAMAGED
    }

    private record Opened(Connection writer, BlockingQueue<Connection> readers, JdbcClient write) {}

    private LocalStore(Path file, int layout, List<String> schema) {
        this.file = file;
        this.layout = layout;
        this.schema = List.copyOf(schema);
        this.made = Files.exists(file) ? Made.KEPT : Made.NEW;
        this.opened = made == Made.NEW ? anew() : openOrAnew();
    }

    /// Opens the file, or makes it; looks through the whole of it for damage.
    ///
    /// @param layout number of the layout; 1 and more
    /// @param schema statements that make the tables of that layout
    public static LocalStore open(Path file, int layout, List<String> schema) {
        return new LocalStore(file, layout, schema);
    }

    /// How this start found the file, or how it was made since.
    public Made made() {
        return made;
    }

    private Opened openOrAnew() {
        try {
            Opened found = open();
            int there = found.write.sql("pragma user_version").query(Integer.class).single();
            if (there == layout && isWhole(found)) {
                found.writer.commit();
                return found;
            }
            close(found);
            made = there == layout ? Made.DAMAGED : Made.OTHER_LAYOUT;
        } catch (SQLException | org.springframework.dao.DataAccessException broken) {
            made = Made.DAMAGED;
        }
        return anew();
    }

    private static boolean isWhole(Opened found) {
        return found.write.sql("pragma quick_check(1)").query(String.class).single().equals("ok");
    }

    private Opened anew() {
        try {
            for (String part : PARTS) {
                Files.deleteIfExists(file.resolveSibling(file.getFileName() + part));
            }
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder, Permissions.folder(folder));
            }
            Files.createFile(file, Permissions.file(file));
            Opened fresh = open();
            for (String statement : schema) {
                fresh.write.sql(statement).update();
            }
            fresh.write.sql("pragma user_version = " + layout).update();
            fresh.writer.commit();
            return fresh;
        } catch (IOException fault) {
            throw new UncheckedIOException("cannot make " + file, fault);
        } catch (SQLException fault) {
            throw unusable(fault);
        }
    }

    private Opened open() throws SQLException {
        Connection writer = connection(WRITER_CACHE_KIB);
        BlockingQueue<Connection> readers = new ArrayBlockingQueue<>(READERS);
        List<Connection> all = new ArrayList<>(List.of(writer));
        try {
            for (int i = 0; i < READERS; i++) {
                Connection reader = connection(CACHE_KIB);
                all.add(reader);
                readers.add(reader);
            }
            return new Opened(writer, readers, client(writer));
        } catch (SQLException fault) {
            for (Connection one : all) {
                one.close();
            }
            throw fault;
        }
    }

    private Connection connection(int cacheKib) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "on");
        config.setCacheSize(-cacheKib);
        config.setBusyTimeout(10_000);
        Connection connection = config.createConnection("jdbc:sqlite:" + file);
        connection.setAutoCommit(false);
        return connection;
    }

    private static JdbcClient client(Connection connection) {
        return JdbcClient.create(new SingleConnectionDataSource(connection, true));
    }

    /// Runs in a transaction: all of it when this returns, nothing when it throws.
    public <T> T write(Function<JdbcClient, T> work) {
        exchange.readLock().lock();
        turn.lock();
        boolean done = false;
        try {
            T answer = work.apply(opened.write);
            opened.writer.commit();
            done = true;
            return answer;
        } catch (SQLException fault) {
            throw unusable(fault);
        } finally {
            if (!done) {
                rollback(opened.writer);
            }
            turn.unlock();
            exchange.readLock().unlock();
        }
    }

    /// Reads one unchanging state.
    public <T> T read(Function<JdbcClient, T> work) {
        exchange.readLock().lock();
        try {
            Opened now = opened;
            Connection reader = take(now);
            try {
                return work.apply(client(reader));
            } finally {
                rollback(reader);
                now.readers.add(reader);
            }
        } finally {
            exchange.readLock().unlock();
        }
    }

    private static Connection take(Opened now) {
        try {
            return now.readers.take();
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a local copy", told);
        }
    }

    /// Empties the log beside the file, which may still hold what was deleted.
    ///
    /// @return false when somebody who read kept it from doing so; to be called again then
    public boolean forget() {
        exchange.readLock().lock();
        turn.lock();
        try {
            opened.writer.setAutoCommit(true);
            int busy =
                    opened.write
                            .sql("pragma wal_checkpoint(truncate)")
                            .query((row, _) -> row.getInt(1))
                            .single();
            opened.writer.setAutoCommit(false);
            return busy == 0;
        } catch (SQLException fault) {
            throw unusable(fault);
        } finally {
            turn.unlock();
            exchange.readLock().unlock();
        }
    }

    /// Throws the file away and makes an empty one; waits for those who read.
    public void beginAnew() {
        exchange.writeLock().lock();
        try {
            close(opened);
            made = Made.DAMAGED;
            opened = anew();
        } finally {
            exchange.writeLock().unlock();
        }
    }

    /// Whether a fault says that the file is damaged.
    public static boolean isDamage(Throwable thrown) {
        return fault(thrown).filter(one -> isDamage(one.getResultCode())).isPresent();
    }

    /// Whether a fault says that the file is damaged, that its disk cannot give a part of it, or
    /// that a table of its layout is not there: so a page of the schema reads whose bytes are gone.
    public static boolean isUnreadable(Throwable thrown) {
        return fault(thrown)
                .filter(one ->
                        isDamage(one.getResultCode())
                                || UNREADABLE.contains(one.getResultCode())
                                || String.valueOf(one.getMessage()).contains("no such table"))
                .isPresent();
    }

    private static boolean isDamage(SQLiteErrorCode code) {
        return (code.code & 0xff) == SQLiteErrorCode.SQLITE_CORRUPT.code
                || code == SQLiteErrorCode.SQLITE_NOTADB;
    }

    private static Optional<SQLiteException> fault(Throwable thrown) {
        @Nullable Throwable one = thrown;
        for (int i = 0; one != null && i < MOST_CAUSES; i++) {
            if (one instanceof SQLiteException fault) {
                return Optional.of(fault);
            }
            one = one.getCause();
        }
        return Optional.empty();
    }

    /// A full disk makes SQLite roll back by itself. The driver's own rollback fails then, and with
    /// it the beginning of the next transaction: without one no commit would ever work again.
    private static void rollback(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException none) {
            begin(connection);
        }
    }

    private static void begin(Connection connection) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("begin");
        } catch (SQLException alsoBroken) {
            // the first failure is the one to tell; nothing was committed
        }
    }

    private static void close(Opened all) {
        try {
            for (Connection reader : all.readers) {
                reader.close();
            }
            all.writer.close();
        } catch (SQLException fault) {
            throw unusable(fault);
        }
    }

    private static DatabaseFault unusable(SQLException fault) {
        return new DatabaseFault(
                DatabaseFault.Code.FOLDER_UNUSABLE, "a local copy cannot be used", fault);
    }

    @Override
    public void close() {
        exchange.writeLock().lock();
        try {
            close(opened);
        } finally {
            exchange.writeLock().unlock();
        }
    }
}
