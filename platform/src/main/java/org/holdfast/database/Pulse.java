// SPDX-License-Identifier: Apache-2.0
package org.holdfast.database;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether the database answers. Thread-safe.
///
/// A connection of its own is asked every 200 ms and has half a second for its answer, so a server
/// that died, hangs or is cut off is known to be *away* within 0.7 s, and known to be back as soon
/// as it answers once. A read under [#ask] ends when the database goes away, or after 0.8 s at
/// most: a client goes on to another site after a second, and the own copy has the rest of it.
/// While it is away no read begins. Without [#start] nothing is watched, and reads run as they are.
public final class Pulse implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);
    private static final Duration EVERY = Duration.ofMillis(200);
    private static final Duration BEAT = Duration.ofMillis(500);
    private static final Duration LONGEST_READ = Duration.ofMillis(800);

    /// So long writers may still try: a beat is missed by a busy machine too.
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final int MOST_CAUSES = 8;
    private static final int CONNECT_SECONDS = 1;

    private final DatabaseSettings settings;
    private final Runnable onAway;
    private final BooleanSupplier ready;
    private final StandbyWatch standbys = new StandbyWatch();

    /// A read that failed asks for the next beat at once.
    private final Semaphore wakes = new Semaphore(0);

    private @Nullable Thread thread;

    @GuardedBy("this")
    private CompletableFuture<Void> goesAway = new CompletableFuture<>();

    private volatile boolean watched;
    private volatile boolean stopped;
    private volatile boolean away;
    private volatile long awaySince;

    /// @param onAway told each time that the database goes away
    /// @param ready whether readers have a connection again: a pool that failed for some time makes
    ///   new ones seconds after the database is back, and nobody should wait for it
    Pulse(DatabaseSettings settings, Runnable onAway, BooleanSupplier ready) {
        this.settings = settings;
        this.ready = ready;
        this.onAway = onAway;
    }

    /// Begins to watch; once.
    void start() {
        watched = true;
        thread = Thread.ofPlatform().daemon().name("database-pulse").start(this::beats);
    }

    /// Asks once, without watching.
    boolean answers() {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("select 1");
            return true;
        } catch (SQLException away) {
            return false;
        }
    }

    /// Before [#start]: it is away, and nobody waits for it.
    synchronized void beginAway() {
        awaySince = System.nanoTime() - PATIENCE.toNanos();
        away = true;
        goesAway.complete(null);
    }

    /// Whether the database did not answer when it was last asked.
    public boolean isAway() {
        return away;
    }

    /// Whether it has been away so long that nobody should wait for it: three seconds.
    public boolean isGone() {
        return away && System.nanoTime() - awaySince > PATIENCE.toNanos();
    }

    /// Whether it reads and no commit would be answered, because it waits for a standby and has had
    /// none for two seconds. Transactions that have written are taken back then.
    public boolean commitsHang() {
        return standbys.commitsHang();
    }

    /// As [#ask], for one statement that writes.
    ///
    /// @throws DatabaseFault with `NO_CONNECTION` also while commits hang
    public <T> T askToWrite(Duration atMost, Supplier<T> write) {
        if (commitsHang()) {
            throw hanging();
        }
        return ask(atMost, write);
    }

    static DatabaseFault hanging() {
        return silent("no standby is synchronous, so it would answer no commit", null);
    }

    /// Reads from the database while it answers.
    ///
    /// @param read may be left running alone when the database goes away; must change nothing
    /// @throws DatabaseFault with `NO_CONNECTION` when the database is away, goes away meanwhile or
    ///   takes longer than 0.8 s
    public <T> T ask(Supplier<T> read) {
        return ask(LONGEST_READ, read);
    }

    /// The same for what no client waits for.
    ///
    /// @param atMost instead of 0.8 s
    public <T> T ask(Duration atMost, Supplier<T> read) {
        if (!watched) {
            return read.get();
        }
        if (away) {
            throw silent("away", null);
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        Thread.ofVirtual().name("read").start(() -> complete(answer, read));
        try {
            CompletableFuture.anyOf(answer, signal()).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            if (answer.isDone()) {
                return answer.get();
            }
            throw silent("went away during a read", null);
        } catch (TimeoutException slow) {
            wakes.release(); // the next reads shall not find it out one by one
            throw silent("no answer to a read in " + atMost, slow);
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            throw silent("interrupted during a read", told);
        } catch (ExecutionException failed) {
            throw known(failed.getCause());
        }
    }

    /// An outer edge: whatever the read throws is the caller's.
    private static <T> void complete(CompletableFuture<T> answer, Supplier<T> read) {
        try {
            answer.complete(read.get());
        } catch (RuntimeException | Error thrown) {
            answer.completeExceptionally(thrown);
        }
    }

    private RuntimeException known(@Nullable Throwable thrown) {
        if (thrown != null && isSilence(thrown)) {
            wakes.release();
            return silent("a read failed", thrown);
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof RuntimeException fault
                ? fault
                : new IllegalStateException("a read failed", thrown);
    }

    /// Whether a fault says that the database did not answer, rather than what it answered:
    /// connection lost (SQLSTATE class 08), shut down or starting (57P01 to 57P03), or no
    /// connection to be had.
    public static boolean isSilence(Throwable thrown) {
        @Nullable Throwable one = thrown;
        for (int i = 0; one != null && i < MOST_CAUSES; i++) {
            if (one instanceof SQLTransientConnectionException
                    || (one instanceof DatabaseFault fault
                            && fault.code() == DatabaseFault.Code.NO_CONNECTION)
                    || (one instanceof SQLException sql && isSilence(sql.getSQLState()))) {
                return true;
            }
            one = one.getCause();
        }
        return false;
    }

    /// Whether a fault says that a lock did not come in time (55P03) or could never come (40P01):
    /// the transaction has done nothing, and may be tried again.
    public static boolean isLocked(Throwable thrown) {
        @Nullable Throwable one = thrown;
        for (int i = 0; one != null && i < MOST_CAUSES; i++) {
            if (one instanceof SQLException sql
                    && List.of("55P03", "40P01").contains(String.valueOf(sql.getSQLState()))) {
                return true;
            }
            one = one.getCause();
        }
        return false;
    }

    private static boolean isSilence(@Nullable String state) {
        return state != null && (state.startsWith("08") || state.startsWith("57P"));
    }

    static DatabaseFault silent(String how, @Nullable Throwable cause) {
        String message = "the database does not answer: " + how;
        DatabaseFault.Code code = DatabaseFault.Code.NO_CONNECTION;
        return cause == null
                ? new DatabaseFault(code, message)
                : new DatabaseFault(code, message, cause);
    }

    private synchronized CompletableFuture<Void> signal() {
        return goesAway;
    }

    private synchronized void goAway(String why) {
        if (!away) {
            awaySince = System.nanoTime();
            away = true;
            goesAway.complete(null);
            standbys.forget();
            LOG.warn("the database is away: {}", why);
            onAway.run();
        }
    }

    private synchronized void comeBack() {
        if (away) {
            goesAway = new CompletableFuture<>();
            away = false;
            long millis = (System.nanoTime() - awaySince) / 1_000_000;
            LOG.warn("the database is back after {} ms", millis);
        }
    }

    private void beats() {
        @Nullable Connection connection = null;
        try {
            while (!stopped) {
                connection = beat(connection);
                boolean _ = wakes.tryAcquire(EVERY.toMillis(), TimeUnit.MILLISECONDS);
                wakes.drainPermits();
            }
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        } finally {
            abort(connection);
        }
    }

    /// One beat; gives the connection to ask next time, or nothing when it is lost.
    private @Nullable Connection beat(@Nullable Connection before) {
        @Nullable Connection connection = before;
        try {
            if (connection == null) {
                connection = connect();
            }
            connection.setNetworkTimeout(Runnable::run, (int) BEAT.toMillis());
            try (Statement statement = connection.createStatement()) {
                standbys.ask(statement);
            }
            if (!away || ready.getAsBoolean()) {
                comeBack();
            }
            return connection;
        } catch (SQLException missed) {
            goAway("SQL state " + missed.getSQLState());
            abort(connection);
            return null;
        }
    }

    private Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", settings.user());
        properties.setProperty("password", settings.password());
        properties.setProperty("logServerErrorDetail", "false");
        properties.setProperty("ApplicationName", "holdfast-pulse");
        return DriverManager.getConnection(settings.url(CONNECT_SECONDS), properties);
    }

    private static void abort(@Nullable Connection connection) {
        if (connection != null) {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException alreadyGone) {
                // nothing is lost with it
            }
        }
    }

    @Override
    public void close() {
        stopped = true;
        wakes.release();
        Thread beating = thread;
        if (beating != null) {
            try {
                beating.join(Duration.ofSeconds(5));
            } catch (InterruptedException told) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
