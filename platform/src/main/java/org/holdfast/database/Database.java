// SPDX-License-Identifier: Apache-2.0
package org.holdfast.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// A PostgreSQL database: a bounded pool of connections, explicit transactions, migrations.
/// Thread-safe. When all connections are busy a caller waits five seconds at most.
public final class Database implements AutoCloseable {
    private static final long CONNECTION_TIMEOUT_MILLIS = 5_000;

    /// A reader who gets no connection reads the own copy instead, so it does not wait for long.
    private static final long READ_TIMEOUT_MILLIS = 500;

    private static final int READ_SECONDS = 2;

    /// So many connections are never taken by changes that have a deadline: whatever follows the
    /// journal, sequences it or merges filings needs one, and a crowd of changes waits for just
    /// that work.
    private static final int KEPT_FREE = 5;

    /// Connections for single reads; each is busy for about a millisecond.
    private static final int READERS = 16;

    private static final int READERS_AHEAD = 2;
    private static final int WRITERS_AHEAD = 4;
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final long LATER_NANOS = 500_000_000L;

    /// No such role or password, no such database (PostgreSQL, appendix A).
    private static final Set<String> NOT_MADE = Set.of("28P01", "28000", "3D000");

    private final AtomicReference<@Nullable Runnable> first = new AtomicReference<>();
    private volatile boolean closed;
    private final DatabaseSettings settings;
    private final Semaphore turns;
    private final HikariDataSource pool;
    private final JdbcClient jdbc;
    private final Pulse pulse;
    private volatile @Nullable HikariDataSource readPool;
    private volatile JdbcClient reads;

    private Database(DatabaseSettings settings, HikariDataSource pool) {
        this.settings = settings;
        this.turns = new Semaphore(Math.max(1, settings.connections() - KEPT_FREE));
        this.pool = pool;
        this.pulse = new Pulse(settings, this::forgetConnections, this::isReady);
        this.jdbc = JdbcClient.create(new AnsweringSource(pool, pulse));
        this.reads = jdbc;
    }

    /// Opens the pool; fails when the database does not answer.
    public static Database open(DatabaseSettings settings) {
        HikariConfig config = pool(settings);
        config.addDataSourceProperty("options", Sessions.POOLED);
        config.setMaximumPoolSize(settings.connections());
        config.setMinimumIdle(Math.min(WRITERS_AHEAD, settings.connections()));
        config.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        config.setPoolName("holdfast");
        return new Database(settings, new HikariDataSource(config));
    }

    /// Opens the pool whether or not the database answers, and brings schemas to their newest
    /// version when it does for the first time: now, or while it is watched ([#watch]) before it
    /// counts as there. For an office that can read from its own copy until then.
    ///
    /// @param modules as for [#migrate]
    public static Database openLater(DatabaseSettings settings, List<String> modules) {
        HikariConfig config = pool(settings);
        config.addDataSourceProperty("options", Sessions.POOLED);
        config.setMaximumPoolSize(settings.connections());
        config.setMinimumIdle(0);
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        config.setPoolName("holdfast");
        Database database = new Database(settings, new HikariDataSource(config));
        if (database.pulse.answers()) {
            database.migrate(modules);
        } else {
            database.first.set(() -> database.migrate(modules));
            database.pulse.beginAway();
        }
        return database;
    }

    /// Returns when the database takes this login: a node and its database are made side by side.
    ///
    /// @throws DatabaseFault when it is refused for another reason than that it is not made yet, or
    ///   when told to stop
    public static void await(DatabaseSettings settings) {
        while (true) {
            try (Connection connection =
                    DriverManager.getConnection(
                            settings.url(READ_SECONDS), settings.user(), settings.password())) {
                if (!connection.isClosed()) {
                    return;
                }
            } catch (SQLException fault) {
                if (!Pulse.isSilence(fault)
                        && !NOT_MADE.contains(String.valueOf(fault.getSQLState()))) {
                    throw broken(fault);
                }
            }
            if (Thread.currentThread().isInterrupted()) {
                throw Pulse.silent("interrupted while waiting for it", null);
            }
            LockSupport.parkNanos(LATER_NANOS);
        }
    }

    /// Runs work that needs the database: now, or once it is there, in a thread of its own and
    /// again until it succeeds.
    public void whenThere(Runnable work) {
        if (!pulse.isAway()) {
            work.run();
            return;
        }
        Thread.ofVirtual()
                .name("when-there")
                .start(() -> {
                    while (!closed && !done(work)) {
                        LockSupport.parkNanos(LATER_NANOS);
                    }
                });
    }

    /// An outer edge: what fails now is tried again.
    private boolean done(Runnable work) {
        if (pulse.isAway()) {
            return false;
        }
        try {
            work.run();
            return true;
        } catch (RuntimeException again) {
            LOG.warn("what waited for the database failed and is tried again", again);
            return false;
        }
    }

    /// From now on it is watched whether the database answers ([#pulse]), and single reads
    /// ([#reads]) have connections of their own, on which no answer is waited for longer than two
    /// seconds. For an office that goes on without its database; to be called once.
    public void watch() {
        HikariConfig config = pool(settings);
        config.setMaximumPoolSize(READERS);
        config.setMinimumIdle(pulse.isAway() ? 0 : READERS_AHEAD);
        config.setConnectionTimeout(READ_TIMEOUT_MILLIS);
        config.setValidationTimeout(READ_TIMEOUT_MILLIS / 2);
        config.setPoolName("holdfast-reads");
        config.addDataSourceProperty("options", Sessions.SINGLE);
        config.setInitializationFailTimeout(-1);
        config.setJdbcUrl(settings.url(READ_SECONDS));
        HikariDataSource own = new HikariDataSource(config);
        readPool = own;
        reads = JdbcClient.create(new AnsweringSource(own, pulse));
        pulse.start();
    }

    private static HikariConfig pool(DatabaseSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.user());
        config.setPassword(settings.password());
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        config.addDataSourceProperty("logServerErrorDetail", "false");
        config.addDataSourceProperty("ApplicationName", "holdfast");
        return config;
    }

    /// Whether it answers; says *never away* as long as nobody called [#watch].
    public Pulse pulse() {
        return pulse;
    }

    /// Single reads, to be run under [Pulse#ask]. As [#jdbc] without [#watch].
    public JdbcClient reads() {
        return reads;
    }

    /// Behind the first migration, when that had to wait.
    private boolean isReady() {
        Runnable waiting = first.get();
        if (waiting != null) {
            try {
                waiting.run();
                first.set(null);
            } catch (RuntimeException again) {
                LOG.warn("the database is there and cannot be migrated: {}", again.getMessage());
                return false;
            }
        }
        return readersAreBack();
    }

    private boolean readersAreBack() {
        HikariDataSource own = readPool;
        if (own == null) {
            return true;
        }
        try (Connection connection = own.getConnection()) {
            openAhead(own, true);
            return !connection.isClosed();
        } catch (SQLException notYet) {
            return false;
        }
    }

    /// Connections that hang are closed when they come back, so that new work gets new ones.
    private void forgetConnections() {
        pool.getHikariPoolMXBean().softEvictConnections();
        HikariDataSource own = readPool;
        if (own != null) {
            own.getHikariPoolMXBean().softEvictConnections();
            openAhead(own, false);
        }
    }

    /// While the database is away no connection is opened ahead: a pool that has failed for some
    /// time sleeps up to five seconds, and nobody could read for so long when the database is back.
    private void openAhead(HikariDataSource readers, boolean ahead) {
        readers.setMinimumIdle(ahead ? READERS_AHEAD : 0);
        pool.setMinimumIdle(ahead ? Math.min(WRITERS_AHEAD, settings.connections()) : 0);
    }

    /// Brings the schemas of modules to their newest version, in the given order: one schema per
    /// module, scripts in `db/<module>/V1__words.sql` on the class path. On a connection beside the
    /// pool: a migration waits for a lock as long as it takes, and for its index as long as that
    /// takes to be built; broken off, it would begin from the start at each try.
    public void migrate(List<String> modules) {
        for (String module : modules) {
            Flyway.configure(Database.class.getClassLoader())
                    .dataSource(
                            new DriverManagerDataSource(
                                    settings.patientUrl(), Sessions.beside(settings)))
                    .schemas(module)
                    .defaultSchema(module)
                    .locations("classpath:db/" + module)
                    .failOnMissingLocations(true)
                    .validateMigrationNaming(true)
                    .load()
                    .migrate();
        }
    }

    /// Single statements, each its own transaction.
    public JdbcClient jdbc() {
        return jdbc;
    }

    /// For libraries that want one.
    public DataSource dataSource() {
        return pool;
    }

    /// Runs `work` in a transaction (read committed). When this returns, the work is on disk; when
    /// it throws, nothing was done, except with `COMMIT_UNKNOWN`, where it may have been. While
    /// commits hang ([Pulse#commitsHang]) what has written is taken back with `NO_CONNECTION`.
    public <T> T inTransaction(Function<Tx, T> work) {
        try (Connection connection = connection()) {
            return OpenTx.run(connection, work, pulse::commitsHang);
        } catch (SQLException fault) {
            throw broken(fault);
        }
    }

    /// As [#inTransaction], with an end: when it has not returned after `atMost` (three seconds for
    /// whatever a person waits for) the caller gets a fault and goes. Nothing is cancelled while a
    /// commit is under way. Five connections of the pool are never taken by such work; it waits for
    /// its turn half of its time.
    ///
    /// @throws DatabaseFault with `NO_CONNECTION` when nothing was and nothing will be done, with
    ///   `COMMIT_UNKNOWN` when the commit had begun: ask by the operation's id, later
    public <T> T inTime(Duration atMost, Function<Tx, T> work) {
        if (pulse.commitsHang()) {
            throw Pulse.hanging();
        }
        long begun = System.nanoTime();
        // Who has no time left would only take the turn of somebody who has.
        takeTurn(atMost.dividedBy(2));
        return new TimedWork<T>(atMost.minusNanos(System.nanoTime() - begun))
                .run(mayCommit -> {
                    try (Connection connection = connection()) {
                        return OpenTx.run(connection, work, pulse::commitsHang, mayCommit);
                    } catch (SQLException fault) {
                        throw broken(fault);
                    } finally {
                        turns.release();
                    }
                });
    }

    private void takeTurn(Duration atMost) {
        try {
            if (turns.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            throw Pulse.silent("interrupted while waiting for a turn", told);
        }
        throw Pulse.silent("no turn for a change in " + atMost, null);
    }

    /// As [#inTransaction], without an answer.
    public void transact(Consumer<Tx> work) {
        inTransaction(tx -> {
            work.accept(tx);
            return Boolean.TRUE;
        });
    }

    /// Runs `work` on one unchanging view of the database (repeatable read, read only).
    public <T> T inSnapshot(Function<Tx, T> work) {
        return inTransaction(tx -> {
            tx.jdbc().sql("set transaction isolation level repeatable read, read only").update();
            return work.apply(tx);
        });
    }

    /// Takes the right of this name; empty when somebody else holds it. Costs one connection beside
    /// the pool for as long as it is held.
    public Optional<Fence> fence(String name) {
        try {
            return AdvisoryFence.take(
                    DriverManager.getConnection(settings.url(), Sessions.fence(settings)),
                    name,
                    pulse::commitsHang);
        } catch (SQLException fault) {
            throw broken(fault);
        }
    }

    /// Whether somebody holds the right of this name at this moment.
    public boolean fenced(String name) {
        return !inTransaction(tx ->
                tx.jdbc()
                        .sql("select pg_try_advisory_xact_lock(hashtextextended(?, 0))")
                        .param(name)
                        .query(Boolean.class)
                        .single());
    }

    private Connection connection() {
        if (pulse.isGone()) {
            throw Pulse.silent("away", null);
        }
        try {
            return pool.getConnection();
        } catch (SQLException fault) {
            throw broken(fault);
        }
    }

    private static DatabaseFault broken(SQLException fault) {
        return new DatabaseFault(
                DatabaseFault.Code.NO_CONNECTION,
                "no connection, SQL state " + fault.getSQLState(),
                fault);
    }

    @Override
    public void close() {
        closed = true;
        pulse.close();
        HikariDataSource own = readPool;
        if (own != null) {
            own.close();
        }
        pool.close();
    }
}
