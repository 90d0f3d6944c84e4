// SPDX-License-Identifier: Apache-2.0
package org.holdfast.identity;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.holdfast.database.Database;
import org.holdfast.database.DatabaseFault;
import org.holdfast.database.Heard;
import org.holdfast.database.Rounds;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings accounts, logins and ended tokens from the database into the own copy, and tells the
/// database which tokens ended while it was away. All accounts and ended tokens at a start and into
/// a copy that has to be made anew; every ten seconds those that were changed since
/// ([ChangedRows]). One thread.
final class AccountFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AccountFollower.class);
    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final Duration AT_MOST = Duration.ofSeconds(2);

    /// Between looks whether there is something to do; so soon is a fault's round tried again.
    private static final Duration LOOK = Duration.ofSeconds(1);

    /// An ended token is kept so much longer than it would have been good, by the clock that is
    /// behind: this node's or the database's.
    private static final Duration LONGER = Duration.ofHours(1);

    private static final Duration TIDY_EVERY = Duration.ofHours(1);
    private static final int TIDIED_AT_ONCE = 10_000;

    private final Database database;
    private final AccountCopy copy;
    private final SqlPrincipals principals;
    private final InstantSource clock;
    private final ChangedRows<AccountCopy.Row> accounts;
    private final ChangedRows<AccountCopy.Ended> ended;
    private final Rounds rounds = new Rounds("identity-follower", this::once);
    private long next = System.nanoTime();
    private Instant over = Instant.EPOCH;

    /// Whether the ended tokens of this look stand in the copy.
    private boolean kept = true;

    /// Whether the copy was made anew and has nothing yet of what this process alone knows.
    private boolean anew;

    private Optional<Heard> tidied = Optional.empty();

    /// What keeps it; empty when nothing does.
    private String lastFault = "";

    AccountFollower(
            Database database, AccountCopy copy, SqlPrincipals principals, InstantSource clock) {
        this.database = database;
        this.copy = copy;
        this.principals = principals;
        this.clock = clock;
        this.accounts = new ChangedRows<>(this::accounts, copy::keep, clock);
        this.ended = new ChangedRows<>(this::ended, some -> kept &= principals.learn(some), clock);
    }

    /// What the database says of itself.
    ///
    /// @param underWay its oldest transaction that is under way
    private record Now(long underWay, Instant at) {}

    void start() {
        rounds.start();
    }

    /// One round. An outer edge: no fault of database, copy or one row may end the following for
    /// ever; each is said once.
    private Duration once() {
        boolean due = System.nanoTime() - next >= 0 || copy.isLost();
        if (!due || database.pulse().isAway()) {
            return LOOK;
        }
        try {
            follow();
            if (!lastFault.isEmpty()) {
                LOG.info("accounts are copied again");
                lastFault = "";
            }
            next = System.nanoTime() + EVERY.toNanos();
        } catch (RuntimeException fault) {
            String words = String.valueOf(fault);
            if (!lastFault.equals(words)) {
                LOG.warn("accounts are not copied now; trying again", fault);
            }
            lastFault = words;
        }
        return LOOK;
    }

    /// Takes and tells everything once. A database that takes no writes is learnt from all the
    /// same, so telling comes last.
    synchronized void follow() {
        if (copy.isLost()) {
            copy.beginAnew();
            accounts.fromStart();
            ended.fromStart();
            anew = true;
        }
        if (anew) {
            principals.keepAgain();
            anew = false;
        }
        Heard heard = Heard.now(clock);
        Now now = database.pulse().ask(AT_MOST, this::now);
        over = (now.at().isBefore(heard.at()) ? now.at() : heard.at()).minus(LONGER);
        kept = true;
        ended.take(now.underWay());
        accounts.take(now.underWay());
        copy.keepLogins(database.pulse().ask(AT_MOST, () -> logins(heard.at())));
        if (kept) {
            copy.heard(heard, over);
        }
        principals.forgetEnded(over);
        principals.tell();
        tidy(heard);
        if (!kept) {
            // They are known, and stand in the copy once it takes something again.
            ended.fromStart();
            throw new DatabaseFault(
                    DatabaseFault.Code.FOLDER_UNUSABLE, "ended tokens cannot be kept");
        }
    }

    private Now now() {
        return database.reads()
                .sql("select cast(pg_snapshot_xmin(pg_current_snapshot()) as text), now()")
                .query((row, _) ->
                        new Now(
                                Long.parseLong(row.getString(1)),
                                row.getObject(2, OffsetDateTime.class).toInstant()))
                .single();
    }

    private List<ChangedRows.Row<AccountCopy.Row>> accounts(ChangedRows.At after, int atMost) {
        return database.pulse()
                .ask(
                        AT_MOST,
                        () ->
                                database.reads()
                                        .sql(
                                                "select id, role, office, register, record, name, closed,"
                                                        + " cast(changed as text) as at from identity.account"
                                                        + " where (changed, id) > (cast(? as xid8), ?)"
                                                        + " order by changed, id limit ?")
                                        .params(Long.toString(after.changed()), after.key(), atMost)
                                        .query((row, _) ->
                                                new ChangedRows.Row<>(at(row, "id"), account(row)))
                                        .list());
    }

    private static ChangedRows.At at(ResultSet row, String key) throws SQLException {
        return new ChangedRows.At(Long.parseLong(row.getString("at")), row.getString(key));
    }

    private static AccountCopy.Row account(ResultSet row) throws SQLException {
        return new AccountCopy.Row(SqlAccounts.principal(row), row.getObject("closed") != null);
    }

    private List<AccountCopy.Login> logins(Instant now) {
        return database.reads()
                .sql(
                        "select digest, account, until from identity.login"
                                + " where reusable and until > ?")
                .param(now.atOffset(ZoneOffset.UTC))
                .query((row, _) ->
                        new AccountCopy.Login(
                                row.getBytes(1),
                                row.getString(2),
                                row.getObject(3, OffsetDateTime.class).toInstant()))
                .list();
    }

    private List<ChangedRows.Row<AccountCopy.Ended>> ended(ChangedRows.At after, int atMost) {
        OffsetDateTime from = over.atOffset(ZoneOffset.UTC);
        return database.pulse()
                .ask(
                        AT_MOST,
                        () ->
                                database.reads()
                                        .sql(
                                                "select serial, until, cast(changed as text) as at"
                                                        + " from identity.ended where until >= ?"
                                                        + " and (changed, serial) > (cast(? as xid8), ?)"
                                                        + " order by changed, serial limit ?")
                                        .params(
                                                from,
                                                Long.toString(after.changed()),
                                                after.key(),
                                                atMost)
                                        .query((row, _) ->
                                                new ChangedRows.Row<>(
                                                        at(row, "serial"),
                                                        SqlPrincipals.ended(row)))
                                        .list());
    }

    /// Once an hour: takes out of the database what has ended by itself. Any node may, more than
    /// one do, and one that cannot tries an hour later.
    private void tidy(Heard now) {
        if (tidied.filter(last -> last.age(clock).compareTo(TIDY_EVERY) < 0).isPresent()) {
            return;
        }
        tidied = Optional.of(now);
        OffsetDateTime before = over.atOffset(ZoneOffset.UTC);
        int gone = TIDIED_AT_ONCE;
        while (gone == TIDIED_AT_ONCE) {
            gone =
                    database.pulse()
                            .askToWrite(
                                    AT_MOST,
                                    () ->
                                            database.reads()
                                                    .sql(
                                                            "delete from identity.ended where serial in"
                                                                    + " (select serial from identity.ended"
                                                                    + " where until < ? limit ?)")
                                                    .params(before, TIDIED_AT_ONCE)
                                                    .update());
        }
    }

    /// Takes what is new a last time: the next start may find no database.
    @Override
    public void close() {
        rounds.close();
        next = System.nanoTime();
        var _ = once();
        copy.close();
    }
}
