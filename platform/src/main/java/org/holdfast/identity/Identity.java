// SPDX-License-Identifier: Apache-2.0
package org.holdfast.identity;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.holdfast.database.Database;
import org.holdfast.keys.Keys;

/// The two faces of this module, put together. Needs the migrated schema `identity`. Thread-safe.
///
/// With a folder for its own copy it goes on without the database: who was known stays known, up to
/// a day for everything and then for what serves a person in person; logins that may be used again
/// open; sessions end when their owners say so. A login that opens once waits for the database,
/// because two nodes could open it twice.
public final class Identity implements AutoCloseable {
    private static final Duration FIRST_LOGIN = Duration.ofDays(7);

    private final Accounts accounts;
    private final Principals principals;
    private final Optional<AccountFollower> follower;

    private Identity(Accounts accounts, Principals principals, Optional<AccountFollower> follower) {
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

    /// Who is asking.
    public Principals principals() {
        return principals;
    }

    /// Makes the first operator when there is no account at all, and answers a login that opens
    /// once, within seven days, for `operator.txt`. Empty when there are accounts.
    public Optional<String> firstOperator(Database database) {
        if (!accounts.all().isEmpty()) {
            return Optional.empty();
        }
        NewAccount operator =
                new NewAccount(Role.OPERATOR, Optional.empty(), Optional.empty(), "Operator");
        Principal made = database.inTransaction(tx -> accounts.add(tx, operator));
        return Optional.of(principals.login(made, FIRST_LOGIN, false));
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
