// SPDX-License-Identifier: Apache-2.0
package org.holdfast.identity;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.holdfast.database.Database;
import org.holdfast.keys.Keys;

/// The two faces of this module, put together. Needs the migrated schema `identity`.
///
/// @param accounts who exists
/// @param principals who is asking
public record Identity(Accounts accounts, Principals principals) {
    private static final Duration FIRST_LOGIN = Duration.ofDays(7);

    /// Puts the module together.
    public static Identity open(
            Database database, Keys keys, InstantSource clock, SecureRandom random) {
        SqlAccounts accounts = new SqlAccounts(database, clock, random);
        Tokens tokens = new Tokens(keys.secret(Tokens.USE), clock, random);
        return new Identity(accounts, new SqlPrincipals(database, accounts, tokens, clock, random));
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
}
