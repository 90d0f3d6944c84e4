// SPDX-License-Identifier: Apache-2.0
package org.holdfast.identity;

import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.holdfast.database.Database;
import org.holdfast.database.DatabaseFault;
import org.holdfast.database.Tx;
import org.holdfast.offices.OfficeCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/// Accounts in PostgreSQL, with what was looked up kept in memory for a short, stated age.
final class SqlAccounts implements Accounts {
    private static final Logger LOG = LoggerFactory.getLogger(SqlAccounts.class);
    private static final int REMEMBERED = 50_000;
    private static final String COLUMNS =
            "select id, role, office, register, record, name from identity.account ";

    private final Database database;
    private final InstantSource clock;
    private final SecureRandom random;
    private final AccountMemory memory;
    private final Optional<AccountCopy> copy;

    /// @param copy what is asked while the database does not answer
    SqlAccounts(
            Database database,
            InstantSource clock,
            SecureRandom random,
            Optional<AccountCopy> copy) {
        this.copy = copy;
        this.database = database;
        this.clock = clock;
        this.random = random;
        this.memory = new AccountMemory(clock, REMEMBERED);
    }

    @Override
    public Principal add(Tx tx, NewAccount account) {
        byte[] drawn = new byte[10];
        random.nextBytes(drawn);
        String id = "p-" + HexFormat.of().formatHex(drawn);
        tx.jdbc()
                .sql(
                        "insert into identity.account (id, role, office, register, record, name,"
                                + " made) values (?, ?, ?, ?, ?, ?, ?)")
                .param(id)
                .param(account.role().code())
                .param(account.office().map(OfficeCode::value).orElse(null))
                .param(account.subject().map(PersonRecord::register).orElse(null))
                .param(account.subject().map(PersonRecord::record).orElse(null))
                .param(account.name())
                .param(clock.instant().atOffset(ZoneOffset.UTC))
                .update();
        return new Principal(
                id, account.role(), account.office(), account.subject(), account.name());
    }

    @Override
    public Principal ofPerson(Tx tx, NewAccount person) {
        PersonRecord record = person.subject().orElseThrow();
        var _ =
                tx.jdbc()
                        .sql("select pg_advisory_xact_lock(hashtextextended(?, 0))")
                        .param("account of " + record.register() + "/" + record.record())
                        .query((_, _) -> true)
                        .single();
        return tx.jdbc()
                .sql(
                        COLUMNS
                                + "where register = ? and record = ? and role = ?"
                                + " and closed is null order by made, id limit 1")
                .param(record.register())
                .param(record.record())
                .param(person.role().code())
                .query((row, _) -> principal(row))
                .optional()
                .orElseGet(() -> add(tx, person));
    }

    @Override
    public Optional<Principal> ofPerson(PersonRecord person, Role role) {
        try {
            return database.pulse()
                    .ask(() ->
                            database.reads()
                                    .sql(
                                            COLUMNS
                                                    + "where register = ? and record = ? and role = ?"
                                                    + " and closed is null order by made, id limit 1")
                                    .param(person.register())
                                    .param(person.record())
                                    .param(role.code())
                                    .query((row, _) -> principal(row))
                                    .optional());
        } catch (DatabaseFault silent) {
            return copy.map(own -> own.believed(person, role)).orElseThrow(() -> silent);
        }
    }

    @Override
    public void close(Tx tx, String id) {
        tx.jdbc()
                .sql("update identity.account set closed = ? where id = ? and closed is null")
                .param(clock.instant().atOffset(ZoneOffset.UTC))
                .param(id)
                .update();
        tx.afterCommit(() -> closed(List.of(id), false));
    }

    @Override
    public Optional<Instant> closed(Tx tx, String id) {
        return tx.jdbc()
                .sql("select closed from identity.account where id = ? and closed is not null")
                .param(id)
                .query((row, _) -> row.getObject(1, OffsetDateTime.class).toInstant())
                .optional();
    }

    @Override
    public void erase(Tx tx, PersonRecord person) {
        List<String> ids =
                tx.jdbc()
                        .sql(
                                "update identity.account set closed = coalesce(closed, ?),"
                                        + " name = '', register = null, record = null"
                                        + " where register = ? and record = ? returning id")
                        .param(clock.instant().atOffset(ZoneOffset.UTC))
                        .param(person.register())
                        .param(person.record())
                        .query((row, _) -> row.getString(1))
                        .list();
        tx.afterCommit(() -> closed(ids, true));
    }

    /// A death before this, or a copy that takes nothing, leaves the closing to the database, which
    /// tells the copy when it is followed again.
    private void closed(List<String> ids, boolean erased) {
        ids.forEach(memory::forget);
        try {
            copy.ifPresent(own -> own.close(ids, erased));
        } catch (DataAccessException | DatabaseFault said) {
            LOG.warn("a closing is not in the own copy yet");
        }
    }

    @Override
    public Optional<Principal> find(String id) {
        return memory.find(id, this::read);
    }

    private Optional<Principal> read(String id) {
        if (copy.filter(own -> own.denies(id)).isPresent()) {
            return Optional.empty();
        }
        try {
            return database.pulse()
                    .ask(() ->
                            database.reads()
                                    .sql(COLUMNS + "where id = ? and closed is null")
                                    .param(id)
                                    .query((row, _) -> principal(row))
                                    .optional());
        } catch (DatabaseFault silent) {
            return copy.flatMap(own -> own.believed(id))
                    .map(Optional::of)
                    .orElseThrow(() -> silent);
        }
    }

    @Override
    public List<Principal> all() {
        return database.jdbc()
                .sql(COLUMNS + "where closed is null order by made, id")
                .query((row, _) -> principal(row))
                .list();
    }

    @Override
    public List<Principal> ofRole(Role role) {
        try {
            return database.pulse()
                    .ask(() ->
                            database.reads()
                                    .sql(
                                            COLUMNS
                                                    + "where role = ? and closed is null"
                                                    + " order by name, id")
                                    .param(role.code())
                                    .query((row, _) -> principal(row))
                                    .list());
        } catch (DatabaseFault silent) {
            return copy.flatMap(own -> own.believed(role)).orElseThrow(() -> silent);
        }
    }

    @Override
    public List<OfficeCode> offices() {
        return database.pulse()
                .ask(() ->
                        database.reads()
                                .sql(
                                        "select distinct office from identity.account where role ="
                                                + " 'officer' and office is not null and closed is"
                                                + " null order by office")
                                .query((row, _) -> new OfficeCode(row.getString(1)))
                                .list());
    }

    static Principal principal(ResultSet row) throws SQLException {
        @Nullable String register = row.getString("register");
        @Nullable UUID record = row.getObject("record", UUID.class);
        return new Principal(
                row.getString("id"),
                Role.of(row.getString("role")),
                Optional.ofNullable(row.getString("office")).map(OfficeCode::new),
                register == null || record == null
                        ? Optional.empty()
                        : Optional.of(new PersonRecord(register, record)),
                row.getString("name"));
    }
}
