// SPDX-License-Identifier: Apache-2.0
package org.holdfast.officials;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.holdfast.database.Database;
import org.holdfast.identity.Identity;
import org.holdfast.identity.NewAccount;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.keys.Keys;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.LedgerSettings;
import org.holdfast.logins.LoginSettings;
import org.holdfast.logins.Logins;
import org.holdfast.offices.OfficeCode;
import org.holdfast.offices.Offices;
import org.holdfast.pki.Pki;
import org.holdfast.validation.Tiers;

/// A node with its accounts of officials, over a database and keys that others may share.
final class OfficialsPlace implements AutoCloseable {
    static final OfficeCode JONGNO = new OfficeCode("kr-11110");
    static final OfficeCode NAKANO = new OfficeCode("jp-131148");
    static final Duration HOUR = Duration.ofHours(1);

    final Database database;
    final Ledger ledger;
    final Identity identity;
    final Pki pki;
    final Logins logins;
    final Officials officials;

    OfficialsPlace(
            Path disk,
            Database database,
            Keys keys,
            UnaryOperator<LedgerSettings> journals,
            InstantSource clock) {
        SecureRandom random = new SecureRandom();
        this.database = database;
        ledger =
                Ledger.open(
                        journals.apply(LedgerSettings.of(disk.resolve("journals"))),
                        database,
                        keys,
                        clock);
        identity = Identity.open(Optional.of(disk.resolve("copy")), database, keys, clock, random);
        pki = new Pki(ledger, keys, clock, random, "office", disk.resolve("heard"));
        logins =
                new Logins(
                        new Logins.Below(
                                database,
                                ledger,
                                keys,
                                pki,
                                identity.accounts(),
                                identity.principals(),
                                _ -> keys.dataKeys().create(),
                                Optional.empty()),
                        LoginSettings.HERE,
                        Tiers.STANDARD,
                        clock,
                        random);
        officials =
                new Officials(
                        new Officials.Below(
                                database,
                                ledger,
                                keys,
                                identity,
                                Offices.standard(),
                                logins.handovers()),
                        clock);
        officials.look();
    }

    /// An account that was there before accounts were ordered.
    Principal row(Role role, String name) {
        return database.inTransaction(tx ->
                identity.accounts()
                        .add(
                                tx,
                                new NewAccount(
                                        role,
                                        role == Role.OFFICER
                                                ? Optional.of(JONGNO)
                                                : Optional.empty(),
                                        Optional.empty(),
                                        name)));
    }

    static AccountOrder.Make make(Role role, String name) {
        return new AccountOrder.Make(
                role,
                role == Role.OFFICER ? Optional.of(JONGNO) : Optional.empty(),
                name,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static AccountOrder.Make besides(String other, OfficeCode office, String name) {
        return new AccountOrder.Make(
                Role.OFFICER,
                Optional.of(office),
                name,
                Optional.empty(),
                Optional.of(other),
                Optional.empty());
    }

    static AccountOrder.Make insteadOf(String other, String name) {
        return new AccountOrder.Make(
                Role.OFFICER,
                Optional.of(JONGNO),
                name,
                Optional.empty(),
                Optional.empty(),
                Optional.of(other));
    }

    static String operation() {
        return "op-" + UUID.randomUUID();
    }

    AccountAnswer order(Principal who, AccountOrder order) {
        return order(who, operation(), order);
    }

    AccountAnswer order(Principal who, String operation, AccountOrder order) {
        return officials.order(new Officials.Command(who, operation, order));
    }

    AccountAnswer agree(Principal who, AccountRequest request) {
        return agree(who, operation(), request);
    }

    AccountAnswer agree(Principal who, String operation, AccountRequest request) {
        return officials.agree(
                new Officials.Agreement(who, operation, request.account(), request.id()));
    }

    /// A request of one operator, agreed to by another.
    Official byTwo(Principal one, Principal other, AccountOrder order) {
        return done(agree(other, waiting(order(one, order)))).official();
    }

    Principal find(String id) {
        return identity.accounts().find(id).orElseThrow();
    }

    static AccountAnswer.Done done(AccountAnswer answer) {
        assertThat(answer).isInstanceOf(AccountAnswer.Done.class);
        return (AccountAnswer.Done) answer;
    }

    static AccountRequest waiting(AccountAnswer answer) {
        assertThat(answer).isInstanceOf(AccountAnswer.Waiting.class);
        return ((AccountAnswer.Waiting) answer).request();
    }

    static AccountAnswer.Handed handed(AccountAnswer answer) {
        assertThat(answer).isInstanceOf(AccountAnswer.Handed.class);
        return (AccountAnswer.Handed) answer;
    }

    static AccountRefusal refused(AccountAnswer answer) {
        assertThat(answer).isInstanceOf(AccountAnswer.Refused.class);
        return ((AccountAnswer.Refused) answer).why();
    }

    /// How many rows there are of an account.
    long rows(String id, boolean closed) {
        return database.jdbc()
                .sql(
                        "select count(*) from identity.account where id = ?"
                                + (closed ? " and closed is not null" : ""))
                .param(id)
                .query(Long.class)
                .single();
    }

    @Override
    public void close() {
        officials.close();
        logins.close();
        pki.close();
        identity.close();
        ledger.close();
    }
}
