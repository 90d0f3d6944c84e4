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
import org.holdfast.database.Database;
import org.holdfast.database.Heard;
import org.holdfast.database.Rounds;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings accounts, logins and ended tokens from the database into the own copy, and tells the
/// database which tokens ended while it was away. All accounts at a start, then every ten seconds
/// those that were made or closed since. One thread.
final class AccountFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AccountFollower.class);
    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final Duration AT_MOST = Duration.ofSeconds(2);
    private static final Duration AFTER_FAULT = Duration.ofSeconds(1);

    /// Clocks of offices differ, and a transaction commits later than the time in its row.
    private static final Duration OVERLAP = Duration.ofMinutes(5);

    private static final int AT_ONCE = 1_000;

    private final Database database;
    private final AccountCopy copy;
    private final SqlPrincipals principals;
    private final InstantSource clock;
    private final Rounds rounds = new Rounds("identity-follower", this::once);
    private Instant since = Instant.EPOCH;

    /// What keeps it; empty when nothing does.
    private String lastFault = "";

    AccountFollower(
            Database database, AccountCopy copy, SqlPrincipals principals, InstantSource clock) {
        this.database = database;
        this.copy = copy;
        this.principals = principals;
        this.clock = clock;
    }

    void start() {
        rounds.start();
    }

    /// One round. An outer edge: no fault of database, copy or one row may end the following for
    /// ever; each is said once.
    private Duration once() {
        if (database.pulse().isAway()) {
            return EVERY;
        }
        try {
            follow();
            if (!lastFault.isEmpty()) {
                LOG.info("accounts are copied again");
                lastFault = "";
            }
            return EVERY;
        } catch (RuntimeException fault) {
            String words = String.valueOf(fault);
            if (!lastFault.equals(words)) {
                LOG.warn("accounts are not copied now; trying again", fault);
            }
            lastFault = words;
            return AFTER_FAULT;
        }
    }

    /// Tells and takes everything once.
    synchronized void follow() {
        Heard heard = Heard.now(clock);
        Instant began = heard.at();
        principals.tell();
        String after = "";
        List<AccountCopy.Row> some;
        do {
            String from = after;
            some = database.pulse().ask(AT_MOST, () -> accounts(from));
            copy.keep(some);
            after = some.isEmpty() ? "" : some.getLast().principal().id();
        } while (some.size() == AT_ONCE);
        copy.keepLogins(database.pulse().ask(AT_MOST, () -> logins(began)));
        principals.learn(database.pulse().ask(AT_MOST, this::ended));
        copy.heard(heard);
        since = began.minus(OVERLAP);
    }

    private List<AccountCopy.Row> accounts(String after) {
        OffsetDateTime from = since.atOffset(ZoneOffset.UTC);
        return database.reads()
                .sql(
                        "select id, role, office, register, record, name, closed from"
                                + " identity.account where id > ? and (made > ? or closed > ?)"
                                + " order by id limit ?")
                .params(after, from, from, AT_ONCE)
                .query(AccountFollower::account)
                .list();
    }

    private static AccountCopy.Row account(ResultSet row, int number) throws SQLException {
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

    private List<AccountCopy.Ended> ended() {
        return database.reads()
                .sql("select serial, until from identity.ended")
                .query((row, _) ->
                        new AccountCopy.Ended(
                                row.getString(1),
                                row.getObject(2, OffsetDateTime.class).toInstant()))
                .list();
    }

    /// Takes what is new a last time: the next start may find no database.
    @Override
    public void close() {
        rounds.close();
        var _ = once();
        copy.close();
    }
}
