// SPDX-License-Identifier: Apache-2.0
package org.holdfast.identity;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.holdfast.database.DatabaseFault;
import org.holdfast.database.Heard;
import org.holdfast.database.LocalStore;
import org.holdfast.offices.OfficeCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/// This node's own copy of who may come in: accounts, digests of logins that may be used again, and
/// ended tokens. Thread-safe.
///
/// Deny wins: an account once seen closed stays closed here, whatever is read later, and an ended
/// token stays ended. Accounts are believed for everything until a day after the database was last
/// heard, and from then on for what serves the person in person ([Believed#EVERYTHING]).
///
/// A copy that is damaged under the node is *lost*: that is said, nothing is read from it any more,
/// and it is to be made anew from the database, which decides alone until then.
final class AccountCopy implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AccountCopy.class);
    private static final String FILE = "identity.sqlite";
    private static final int LAYOUT = 1;
    private static final List<String> TABLES =
            List.of(
                    """
                    create table account (
                        id text primary key, role text not null, office text, register text,
                        record text, name text not null, closed integer not null)
                    """,
                    "create table login (digest blob primary key, account text, until integer)",
                    """
                    create table ended (
                        serial text primary key, until integer not null, told integer not null)
                    """,
                    """
                    create table heard (
                        one integer primary key check (one = 1), millis integer not null)
                    """);

    private final LocalStore store;
    private final InstantSource clock;
    private volatile Optional<Heard> heard = Optional.empty();
    private volatile boolean lost;

    /// What was said last of reading or writing it.
    private volatile String lastFault = "";

    AccountCopy(Path folder, InstantSource clock) {
        this.store = LocalStore.open(folder.resolve(FILE), LAYOUT, TABLES);
        this.clock = clock;
        this.heard =
                read(jdbc -> jdbc.sql("select millis from heard").query(Long.class).optional())
                        .flatMap(found -> found)
                        .map(millis -> Heard.kept(Instant.ofEpochMilli(millis), clock));
    }

    /// An account as the database has it.
    record Row(Principal principal, boolean closed) {}

    /// A login that may be used again.
    @SuppressWarnings("ArrayRecordComponent") // a row is written, never compared
    record Login(byte[] digest, String account, Instant until) {}

    /// A token that ended before its time.
    ///
    /// @param told whether the database knows
    record Ended(String serial, Instant until, boolean told) {}

    /// What stands there; empty when it cannot be read, which is said.
    private <T> Optional<T> read(Function<JdbcClient, T> work) {
        if (lost) {
            return Optional.empty();
        }
        try {
            return Optional.of(store.read(work));
        } catch (DataAccessException | DatabaseFault unreadable) {
            say(unreadable);
            return Optional.empty();
        }
    }

    private <T> T write(Function<JdbcClient, T> work) {
        try {
            return store.write(work);
        } catch (DataAccessException | DatabaseFault unwritable) {
            say(unwritable);
            throw unwritable;
        }
    }

    /// Each fault once; damage makes it lost.
    private void say(RuntimeException fault) {
        boolean damaged = LocalStore.isUnreadable(fault);
        String words = String.valueOf(fault.getMessage());
        if (damaged ? !lost : !lastFault.equals(words)) {
            LOG.error(
                    damaged
                            ? "the own copy of accounts is damaged and is made anew"
                            : "the own copy of accounts cannot be used now",
                    fault);
        }
        lastFault = words;
        lost |= damaged;
    }

    /// Whether it is damaged and has to be made anew.
    boolean isLost() {
        return lost;
    }

    /// Throws all of it away. Nobody is known in it, and the database was never heard, until it is
    /// filled again.
    void beginAnew() {
        heard = Optional.empty();
        store.beginAnew();
        lost = false;
    }

    /// Keeps accounts. Closed stays closed; its name is taken over, so that an erased one goes.
    void keep(List<Row> accounts) {
        boolean erased =
                write(jdbc -> {
                    boolean any = false;
                    for (Row row : accounts) {
                        boolean changed = keep(jdbc, row) > 0;
                        any |= changed && row.closed() && row.principal().name().isEmpty();
                    }
                    return any;
                });
        if (erased) {
            boolean _ = store.forget();
        }
    }

    /// Writes nothing where it stands so already.
    private static int keep(JdbcClient jdbc, Row row) {
        Principal who = row.principal();
        return jdbc.sql(
                        "insert into account (id, role, office, register, record, name, closed)"
                                + " values (:id, :role, :office, :register, :record, :name, :closed)"
                                + " on conflict (id) do update set role = excluded.role,"
                                + " office = excluded.office, register = excluded.register,"
                                + " record = excluded.record, name = excluded.name,"
                                + " closed = max(account.closed, excluded.closed)"
                                + " where account.role is not excluded.role"
                                + " or account.office is not excluded.office"
                                + " or account.register is not excluded.register"
                                + " or account.record is not excluded.record"
                                + " or account.name is not excluded.name"
                                + " or account.closed < excluded.closed")
                .param("id", who.id())
                .param("role", who.role().code())
                .param("office", who.office().map(OfficeCode::value).orElse(null))
                .param("register", who.subject().map(PersonRecord::register).orElse(null))
                .param("record", who.subject().map(s -> s.record().toString()).orElse(null))
                .param("name", who.name())
                .param("closed", row.closed() ? 1 : 0)
                .update();
    }

    /// Closes accounts for ever, known or not, and takes name and record out of them when they were
    /// erased.
    void close(List<String> ids, boolean erased) {
        write(jdbc -> {
            for (String id : ids) {
                jdbc.sql(
                                "insert into account (id, role, name, closed) values (?, 'citizen',"
                                        + " '', 1) on conflict (id) do update set closed = 1"
                                        + (erased
                                                ? ", name = '', register = null, record = null"
                                                : ""))
                        .param(id)
                        .update();
            }
            return ids.size();
        });
        if (erased) {
            boolean _ = store.forget();
        }
    }

    /// Whether an account was ever seen closed. A copy that cannot be read denies nobody: the
    /// database does.
    boolean denies(String id) {
        return read(jdbc ->
                        jdbc.sql("select count(*) from account where id = ? and closed = 1")
                                        .param(id)
                                        .query(Long.class)
                                        .single()
                                > 0)
                .orElse(false);
    }

    /// An open account, as far as it may still be believed; empty when the database was never
    /// heard, or it cannot be read.
    Optional<Principal> believed(String id) {
        return heard.flatMap(last ->
                find(id).map(who ->
                        last.age(clock).compareTo(Believed.EVERYTHING) <= 0
                                ? who
                                : who.longUnheard()));
    }

    /// The open accounts of a role, by their names; empty as [#believed(String)].
    Optional<List<Principal>> believed(Role role) {
        return heard.flatMap(_ ->
                read(jdbc ->
                        jdbc.sql(
                                        "select id, role, office, register, record, name from"
                                                + " account where role = ? and closed = 0 order by"
                                                + " name, id")
                                .param(role.code())
                                .query((row, _) -> principal(row))
                                .list()));
    }

    /// The open account of a person; empty as [#believed(String)].
    Optional<Principal> believed(PersonRecord person, Role role) {
        return heard.flatMap(_ ->
                read(jdbc ->
                                jdbc.sql(
                                                "select id from account where register = ? and"
                                                        + " record = ? and role = ? and closed = 0"
                                                        + " order by id limit 1")
                                        .params(
                                                person.register(),
                                                person.record().toString(),
                                                role.code())
                                        .query(String.class)
                                        .optional())
                        .flatMap(found -> found)
                        .flatMap(this::believed));
    }

    private Optional<Principal> find(String id) {
        return read(jdbc ->
                        jdbc.sql(
                                        "select id, role, office, register, record, name from account"
                                                + " where id = ? and closed = 0")
                                .param(id)
                                .query((row, _) -> principal(row))
                                .optional())
                .flatMap(found -> found);
    }

    private static Principal principal(ResultSet row) throws SQLException {
        @Nullable String register = row.getString("register");
        @Nullable String record = row.getString("record");
        return new Principal(
                row.getString("id"),
                Role.of(row.getString("role")),
                Optional.ofNullable(row.getString("office")).map(OfficeCode::new),
                register == null || record == null
                        ? Optional.empty()
                        : Optional.of(new PersonRecord(register, UUID.fromString(record))),
                row.getString("name"));
    }

    /// Replaces the logins.
    void keepLogins(List<Login> logins) {
        write(jdbc -> {
            jdbc.sql("delete from login").update();
            for (Login one : logins) {
                jdbc.sql("insert into login (digest, account, until) values (?, ?, ?)")
                        .params(one.digest(), one.account(), one.until().toEpochMilli())
                        .update();
            }
            return logins.size();
        });
    }

    /// The account of a login that may be used again; empty also when it cannot be read.
    Optional<String> login(byte[] digest, Instant now) {
        return read(jdbc ->
                        jdbc.sql("select account from login where digest = ? and until > ?")
                                .params(digest, now.toEpochMilli())
                                .query(String.class)
                                .optional())
                .flatMap(found -> found);
    }

    /// Keeps that tokens ended.
    ///
    /// @return false when they are not kept, which is said
    boolean end(Collection<Ended> tokens) {
        if (lost) {
            return false;
        }
        try {
            write(jdbc -> {
                tokens.forEach(one -> end(jdbc, one));
                return tokens.size();
            });
            return true;
        } catch (DataAccessException | DatabaseFault said) {
            return false;
        }
    }

    private static void end(JdbcClient jdbc, Ended one) {
        jdbc.sql(
                        "insert into ended (serial, until, told) values (?, ?, ?)"
                                + " on conflict (serial) do update set told = 1"
                                + " where ended.told = 0 and excluded.told = 1")
                .params(one.serial(), one.until().toEpochMilli(), one.told() ? 1 : 0)
                .update();
    }

    /// The ended tokens; none when it cannot be read.
    List<Ended> ended() {
        return read(jdbc ->
                        jdbc.sql("select serial, until, told from ended")
                                .query((row, _) ->
                                        new Ended(
                                                row.getString(1),
                                                Instant.ofEpochMilli(row.getLong(2)),
                                                row.getInt(3) == 1))
                                .list())
                .orElse(List.of());
    }

    /// The database was heard at this time, and everything is here.
    ///
    /// @param over tokens that ended by themselves before are forgotten
    void heard(Heard now, Instant over) {
        write(jdbc -> {
            jdbc.sql("delete from ended where until < ?").param(over.toEpochMilli()).update();
            return jdbc.sql("insert or replace into heard (one, millis) values (1, ?)")
                    .param(now.at().toEpochMilli())
                    .update();
        });
        heard = Optional.of(now);
        lastFault = "";
    }

    @Override
    public void close() {
        store.close();
    }
}
