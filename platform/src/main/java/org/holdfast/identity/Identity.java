// SPDX-License-Identifier: Apache-2.0
package org.holdfast.identity;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.holdfast.database.Database;
import org.holdfast.database.Fence;
import org.holdfast.keys.Keys;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The two faces of this module, put together. Needs the migrated schema `identity`. Thread-safe.
///
/// With a folder for its own copy it goes on without the database: who was known stays known, up to
/// a day for everything and then for what serves a person in person; logins that may be used again
/// open; sessions end when their owners say so. A login that opens once waits for the database,
/// because two nodes could open it twice.
public final class Identity implements AutoCloseable {
    private static final Duration FIRST_LOGIN = Duration.ofDays(7);
    private static final NewAccount OPERATOR =
            new NewAccount(Role.OPERATOR, Optional.empty(), Optional.empty(), "Operator");

    private final SqlAccounts accounts;
    private final SqlPrincipals principals;
    private final Optional<AccountFollower> follower;

    private Identity(
            SqlAccounts accounts, SqlPrincipals principals, Optional<AccountFollower> follower) {
        this.accounts = accounts;
        this.principals = principals;
        this.follower = follower;
    }

    /// Puts the module together, without a copy of its own.
    public static Identity open(
            Database database, Keys keys, InstantSource clock, SecureRandom random) {
        return open(Optional.empty(), database, keys, clock, random);
    }

    /// The same.
    ///
    /// @param folder where the own copy is kept
    public static Identity open(
            Optional<Path> folder,
            Database database,
            Keys keys,
            InstantSource clock,
            SecureRandom random) {
        Optional<AccountCopy> copy = folder.map(one -> new AccountCopy(one, clock));
        SqlAccounts accounts = new SqlAccounts(database, clock, random, copy);
        Tokens tokens = new Tokens(keys.secret(Tokens.USE), clock, random);
        SqlPrincipals principals =
                new SqlPrincipals(database, accounts, tokens, clock, random, copy);
        Optional<AccountFollower> follower =
                copy.map(own -> new AccountFollower(database, own, principals, clock));
        follower.ifPresent(AccountFollower::start);
        return new Identity(accounts, principals, follower);
    }

    /// Who exists.
    public Accounts accounts() {
        return accounts;
    }

    /// From now on accounts that stand in journals count as well, and their ends.
    public void entered(Accounts.Entered source) {
        accounts.entered(source);
    }

    /// Who is asking.
    public Principals principals() {
        return principals;
    }

    /// Makes the first operator when there was never an account, and hands over a login that opens
    /// once, within seven days. Of several nodes that start together one makes it, the others wait
    /// for that one. Accounts that are closed count: who has closed all of them wants nobody in.
    ///
    /// A crash before the login is handed over: nothing was made. Behind that: the login opens
    /// nothing, and the next start makes another. Behind the commit: it opens.
    public void firstOperator(Database database, Consumer<String> handOver) {
        if (isAnybody(database.jdbc())) {
            return;
        }
        try (Fence turn = Fence.await(database, "first-operator")) {
            boolean _ =
                    turn.inTransaction(tx -> {
                        if (isAnybody(tx.jdbc())) {
                            return false;
                        }
                        Principal made = accounts.add(tx, OPERATOR);
                        handOver.accept(principals.login(tx, made, FIRST_LOGIN));
                        return true;
                    });
        }
    }

    private static boolean isAnybody(JdbcClient jdbc) {
        return jdbc.sql("select exists (select 1 from identity.account)")
                .query(Boolean.class)
                .single();
    }

    /// For tests: brings everything into the own copy now.
    void follow() {
        follower.ifPresent(AccountFollower::follow);
    }

    @Override
    public void close() {
        follower.ifPresent(AccountFollower::close);
    }
}
