// SPDX-License-Identifier: Apache-2.0
package org.holdfast.identity;

import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
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
    private static final Comparator<Principal> BY_NAME =
            Comparator.comparing(Principal::name).thenComparing(Principal::id);

    private final Database database;
    private final InstantSource clock;
    private final SecureRandom random;
    private final AccountMemory memory;
    private final Optional<AccountCopy> copy;
    private volatile Entered entered = Entered.NOTHING;

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

    /// From now on what stands in journals counts as well.
    void entered(Entered source) {
        entered = source;
    }

    @Override
    public Principal add(Tx tx, NewAccount account) {
        byte[] drawn = new byte[10];
        random.nextBytes(drawn);
        String id = "p-" + HexFormat.of().formatHex(drawn);
        Principal made =
                new Principal(
                        id, account.role(), account.office(), account.subject(), account.name());
        insert(tx, made, clock.instant(), "");
        return made;
    }

    @Override
    public void keep(Tx tx, Principal account, Instant made) {
        insert(tx, account, made, " on conflict (id) do nothing");
    }

    private static void insert(Tx tx, Principal account, Instant made, String orElse) {
        tx.jdbc()
                .sql(
                        "insert into identity.account (id, role, office, register, record, name,"
                                + " made) values (?, ?, ?, ?, ?, ?, ?)"
                                + orElse)
                .param(account.id())
                .param(account.role().code())
                .param(account.office().map(OfficeCode::value).orElse(null))
                .param(account.subject().map(PersonRecord::register).orElse(null))
                .param(account.subject().map(PersonRecord::record).orElse(null))
                .param(account.name())
                .param(made.atOffset(ZoneOffset.UTC))
                .update();
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
        close(tx, id, clock.instant());
    }

    @Override
    public void close(Tx tx, String id, Instant since) {
        tx.jdbc()
                .sql("update identity.account set closed = ? where id = ? and closed is null")
                .param(since.atOffset(ZoneOffset.UTC))
                .param(id)
                .update();
        tx.afterCommit(() -> closed(List.of(id), false));
    }

    @Override
    public Optional<Instant> closed(Tx tx, String id) {
        Optional<Instant> row =
                tx.jdbc()
                        .sql(
                                "select closed from identity.account where id = ?"
                                        + " and closed is not null")
                        .param(id)
                        .query((one, _) -> one.getObject(1, OffsetDateTime.class).toInstant())
                        .optional();
        return entered.ended(id)
                .filter(since -> row.filter(earlier -> earlier.isBefore(since)).isEmpty())
                .or(() -> row);
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

    /// What stands in a journal is known from there, so that whoever was enrolled a moment ago, or
    /// while the database was away, is let in; a row that was closed denies all the same.
    @Override
    public Optional<Principal> find(String id) {
        if (entered.ended(id).isPresent()) {
            return Optional.empty();
        }
        Optional<Principal> made = entered.find(id);
        return made.isPresent() ? made.filter(this::isOpenHere) : memory.find(id, this::read);
    }

    private boolean isOpenHere(Principal made) {
        return copy.filter(own -> own.denies(made.id())).isEmpty();
    }

    /// Rows, without those that a journal has closed, and what stands in journals besides.
    private List<Principal> merged(List<Principal> rows, Predicate<Principal> which) {
        Map<String, Principal> all = new LinkedHashMap<>();
        rows.stream()
                .filter(one -> entered.ended(one.id()).isEmpty())
                .forEach(one -> all.put(one.id(), one));
        entered.all().stream()
                .filter(which)
                .filter(this::isOpenHere)
                .sorted(BY_NAME)
                .forEach(one -> all.putIfAbsent(one.id(), one));
        return List.copyOf(all.values());
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
        List<Principal> rows =
                database.jdbc()
                        .sql(COLUMNS + "where closed is null order by made, id")
                        .query((row, _) -> principal(row))
                        .list();
        return merged(rows, _ -> true);
    }

    @Override
    public List<Principal> ofRole(Role role) {
        List<Principal> rows = rows(role);
        List<Principal> all = merged(rows, one -> one.role() == role);
        return all.equals(rows) ? rows : all.stream().sorted(BY_NAME).toList();
    }

    private List<Principal> rows(Role role) {
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
        NavigableSet<OfficeCode> all =
                new TreeSet<>(
                        database.pulse()
                                .ask(() ->
                                        database.reads()
                                                .sql(
                                                        "select distinct office from identity.account"
                                                                + " where role = 'officer' and office is"
                                                                + " not null and closed is null")
                                                .query((row, _) -> new OfficeCode(row.getString(1)))
                                                .list()));
        entered.all().stream()
                .filter(one -> one.role() == Role.OFFICER)
                .flatMap(one -> one.office().stream())
                .forEach(all::add);
        return List.copyOf(all);
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
