// SPDX-License-Identifier: Apache-2.0
package org.holdfast.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.holdfast.database.Database;
import org.holdfast.database.DatabaseFault;
import org.holdfast.database.Tx;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Tokens by HMAC, accounts by memory and database, logins and ended tokens in PostgreSQL.
final class SqlPrincipals implements Principals {
    /// These write, and a write that was given up may have been done.
    private static final Duration WRITES = Duration.ofSeconds(2);

    private static final int SECRET = 32;
    private static final Pattern LOGIN = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final Database database;
    private final Accounts accounts;
    private final Tokens tokens;
    private final InstantSource clock;
    private final SecureRandom random;
    private final Optional<AccountCopy> copy;

    /// Tokens that ended before their time, by serial, until they would have ended by themselves.
    private final Map<String, AccountCopy.Ended> ended = new ConcurrentHashMap<>();

    /// Sites that have shown a token of a month.
    private final Set<String> renewing = ConcurrentHashMap.newKeySet();

    SqlPrincipals(
            Database database,
            Accounts accounts,
            Tokens tokens,
            InstantSource clock,
            SecureRandom random,
            Optional<AccountCopy> copy) {
        this.copy = copy;
        this.database = database;
        this.accounts = accounts;
        this.tokens = tokens;
        this.clock = clock;
        this.random = random;
        copy.ifPresent(own -> remember(own.ended()));
        if (!database.pulse().isAway()) {
            remember(
                    database.jdbc()
                            .sql("select serial, until from identity.ended")
                            .query((row, _) -> ended(row))
                            .list());
        }
    }

    /// A token that the database knows to have ended: serial and end.
    static AccountCopy.Ended ended(ResultSet row) throws SQLException {
        Instant until = row.getObject(2, OffsetDateTime.class).toInstant();
        return new AccountCopy.Ended(row.getString(1), until, true);
    }

    private void remember(List<AccountCopy.Ended> tokensEnded) {
        for (AccountCopy.Ended one : tokensEnded) {
            ended.merge(one.serial(), one, (known, now) -> known.told() ? known : now);
        }
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    @Override
    public Optional<Principal> byToken(String token) {
        return check(token, Tokens.Kind.BEARER).or(() -> atCounter(token)).or(() -> peer(token));
    }

    private Optional<Principal> peer(String token) {
        return tokens.read(token)
                .filter(valid ->
                        valid.kind() == Tokens.Kind.PEER
                                && !ended.containsKey(valid.serial())
                                && !isOutlived(valid))
                .map(valid -> PeerTokens.principal(valid.account()));
    }

    /// A token that an earlier version made for ten years is good until its site shows one that is
    /// renewed: a site that is upgraded later must be let in until then.
    private boolean isOutlived(Tokens.Valid valid) {
        Duration left = Duration.between(clock.instant(), valid.end());
        if (left.compareTo(PeerTokens.EARLIER) > 0) {
            return renewing.contains(valid.account());
        }
        renewing.add(valid.account());
        return false;
    }

    @Override
    public Optional<Principal> bySession(String cookie) {
        return check(cookie, Tokens.Kind.SESSION).or(() -> atCounter(cookie));
    }

    private Optional<Principal> atCounter(String text) {
        return check(text, Tokens.Kind.COUNTER).map(Principal::longUnheard);
    }

    private Optional<Principal> check(String text, Tokens.Kind kind) {
        return tokens.read(text)
                .filter(valid -> valid.kind() == kind && !ended.containsKey(valid.serial()))
                .flatMap(valid -> accounts.find(valid.account()));
    }

    @Override
    public String token(Principal who, Duration validity) {
        return tokens.write(Tokens.Kind.BEARER, who.id(), validity);
    }

    @Override
    public String session(Principal who, Duration validity) {
        return tokens.write(Tokens.Kind.SESSION, who.id(), validity);
    }

    @Override
    public Opened open(Principal who, Door door, Duration validity) {
        Tokens.Kind kind =
                switch (door) {
                    case API -> Tokens.Kind.BEARER;
                    case PAGES -> Tokens.Kind.SESSION;
                    case COUNTER -> Tokens.Kind.COUNTER;
                };
        return tokens.open(kind, who.id(), validity);
    }

    @Override
    public Optional<Instant> until(String tokenOrCookie) {
        return tokens.read(tokenOrCookie)
                .filter(valid -> !ended.containsKey(valid.serial()))
                .map(Tokens.Valid::end);
    }

    @Override
    public Optional<String> serial(String tokenOrCookie) {
        return tokens.read(tokenOrCookie)
                .map(Tokens.Valid::serial)
                .filter(serial -> !ended.containsKey(serial));
    }

    /// Kept in the copy besides where there is one, so that a start knows it before anything is
    /// read again.
    @Override
    public void endSerial(String serial, Instant until) {
        List<AccountCopy.Ended> one = List.of(new AccountCopy.Ended(serial, until, false));
        if (!ended.containsKey(serial)) {
            remember(one);
            boolean _ = copy.filter(own -> own.end(one)).isPresent();
        }
    }

    @Override
    public void end(String tokenOrCookie) {
        tokens.read(tokenOrCookie).ifPresent(this::end);
    }

    /// It is ended once it stands in the copy or in the database. Both are told whatever becomes of
    /// the other: the database so that other nodes learn it, now or when it is back.
    private void end(Tokens.Valid valid) {
        AccountCopy.Ended one = new AccountCopy.Ended(valid.serial(), valid.end(), false);
        remember(List.of(one));
        boolean kept = copy.filter(own -> own.end(List.of(one))).isPresent();
        try {
            tell(one);
        } catch (DatabaseFault silent) {
            if (!kept) {
                throw silent;
            }
        }
    }

    /// Repeating it changes nothing, so it may be left running alone.
    private void tell(AccountCopy.Ended one) {
        int _ =
                database.pulse()
                        .askToWrite(
                                WRITES,
                                () ->
                                        database.reads()
                                                .sql(
                                                        "insert into identity.ended (serial, until)"
                                                                + " values (?, ?) on conflict do nothing")
                                                .param(one.serial())
                                                .param(one.until().atOffset(ZoneOffset.UTC))
                                                .update());
        boolean _ = learn(List.of(new AccountCopy.Ended(one.serial(), one.until(), true)));
    }

    /// Tells the database what ended while it was away.
    void tell() {
        ended.values().stream().filter(one -> !one.told()).forEach(this::tell);
    }

    /// Learns what ended elsewhere.
    ///
    /// @return false when it is not in the copy, and is to be learnt again
    boolean learn(List<AccountCopy.Ended> tokensEnded) {
        remember(tokensEnded);
        return copy.filter(own -> own.end(tokensEnded)).isPresent();
    }

    /// Puts all that is known into a copy that was made anew, with what the database does not know
    /// yet.
    void keepAgain() {
        if (!copy.filter(own -> own.end(ended.values())).isPresent()) {
            throw new DatabaseFault(
                    DatabaseFault.Code.FOLDER_UNUSABLE, "ended tokens cannot be kept");
        }
    }

    /// Forgets tokens that ended by themselves before that time.
    void forgetEnded(Instant over) {
        boolean _ = ended.values().removeIf(one -> one.until().isBefore(over));
    }

    @Override
    public String login(Principal who, Duration validity, boolean reusable) {
        String login = drawn();
        int _ =
                database.pulse()
                        .askToWrite(
                                WRITES,
                                () ->
                                        keep(
                                                database.reads(),
                                                login,
                                                who,
                                                clock.instant().plus(validity),
                                                reusable));
        return login;
    }

    @Override
    public String login(Principal who, Instant until, byte[] secret) {
        if (secret.length != SECRET) {
            throw new IllegalArgumentException(
                    "the secret of a login: expected 32 bytes, found " + secret.length);
        }
        String login = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        int _ =
                database.pulse()
                        .askToWrite(WRITES, () -> keep(database.reads(), login, who, until, false));
        return login;
    }

    /// A login that opens once, of an account that is made in the same transaction.
    String login(Tx tx, Principal who, Duration validity) {
        String login = drawn();
        int _ = keep(tx.jdbc(), login, who, clock.instant().plus(validity), false);
        return login;
    }

    private String drawn() {
        byte[] drawn = new byte[SECRET];
        random.nextBytes(drawn);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(drawn);
    }

    private int keep(
            JdbcClient jdbc, String login, Principal who, Instant until, boolean reusable) {
        return jdbc.sql(
                        "insert into identity.login (digest, account, until, reusable)"
                                + " values (?, ?, ?, ?) on conflict (digest) do nothing")
                .param(digest(login))
                .param(who.id())
                .param(until.atOffset(ZoneOffset.UTC))
                .param(reusable)
                .update();
    }

    @Override
    public Optional<Principal> redeem(String login) {
        if (!LOGIN.matcher(login).matches()) {
            return Optional.empty();
        }
        byte[] digest = digest(login);
        return used(digest).flatMap(accounts::find);
    }

    /// One statement, so that of two who bring the same login at once only one gets in. One that is
    /// left running alone while the database goes away may use the login up.
    private Optional<String> used(byte[] digest) {
        try {
            return database.pulse()
                    .askToWrite(
                            WRITES,
                            () ->
                                    database.reads()
                                            .sql(
                                                    "update identity.login set used = ? where digest = ?"
                                                            + " and until > ? and (reusable or used is null)"
                                                            + " returning account")
                                            .param(now())
                                            .param(digest)
                                            .param(now())
                                            .query(String.class)
                                            .optional());
        } catch (DatabaseFault silent) {
            return copy.flatMap(own -> own.login(digest, clock.instant()))
                    .map(Optional::of)
                    .orElseThrow(() -> silent);
        }
    }

    private static byte[] digest(String login) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(login.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
