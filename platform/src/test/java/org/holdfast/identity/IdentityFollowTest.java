// SPDX-License-Identifier: Apache-2.0
package org.holdfast.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.holdfast.testing.Waiting.until;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.database.DatabaseFault;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a node learns from the database of what other nodes did, and a copy that fails under it.
final class IdentityFollowTest extends AtHangingDatabase {
    private static final String NAME = "지워질이름";
    private static final PersonRecord SUBJECT = new PersonRecord("kr.resident", new UUID(7, 7));

    /// Another node, whose clock is six minutes behind.
    private Identity elsewhere;

    @BeforeEach
    void openElsewhere() {
        elsewhere =
                Identity.open(
                        database,
                        keys,
                        () -> now.get().minus(Duration.ofMinutes(6)),
                        new SecureRandom());
    }

    private Principal officer(String name) {
        return officer(elsewhere, SUBJECT, name);
    }

    private void goOn() {
        hanging.goOn();
        until(() -> !database.pulse().isAway());
    }

    private Path file() {
        return folder.resolve("copy/identity.sqlite");
    }

    private void inFile(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement one = connection.createStatement()) {
            one.execute(statement);
        }
    }

    private long countInFile(String condition) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement one = connection.createStatement();
                ResultSet found = one.executeQuery("select count(*) from " + condition)) {
            return found.next() ? found.getLong(1) : 0;
        }
    }

    private long ended() {
        return database.jdbc()
                .sql("select count(*) from identity.ended")
                .query(Long.class)
                .single();
    }

    private void end(String serial, Instant until) {
        database.jdbc()
                .sql("insert into identity.ended (serial, until) values (?, ?)")
                .params(serial, OffsetDateTime.ofInstant(until, ZoneOffset.UTC))
                .update();
    }

    @Test
    void learnsAClosingAtANodeWhoseClockIsBehind() {
        Principal who = officer("느린시계");
        String session = identity.principals().session(who, WEEK);
        identity.follow();
        database.transact(tx -> elsewhere.accounts().close(tx, who.id()));
        identity.follow();
        hang();
        assertThat(identity.principals().bySession(session)).isEmpty();
    }

    @Test
    void learnsWhatIsCommittedLongAfterLaterChangesWere() throws Exception {
        Principal who = officer("늦은확정");
        identity.follow();
        database.transact(tx -> {
            elsewhere.accounts().close(tx, who.id());
            for (int i = 0; i < 3; i++) {
                officer("그사이");
                now.set(now.get().plus(Duration.ofMinutes(10)));
                identity.follow();
            }
        });
        identity.follow();
        assertThat(countInFile("account")).isEqualTo(4);
        assertThat(countInFile("account where closed = 1")).isEqualTo(1);
    }

    @Test
    void readsEverythingAgainEachHourWhateverWasDoneToIt() throws Exception {
        // More transactions than a look goes back.
        database.jdbc()
                .sql(
                        "do $$ begin for i in 1..10100 loop perform pg_current_xact_id(); commit;"
                                + " end loop; end $$")
                .update();
        Principal who = officer("몰래");
        identity.follow();
        database.jdbc()
                .sql("alter table identity.account disable trigger account_changed")
                .update();
        database.jdbc()
                .sql("update identity.account set closed = made, changed = '1' where id = ?")
                .param(who.id())
                .update();
        identity.follow();
        assertThat(countInFile("account")).isEqualTo(1);
        assertThat(countInFile("account where closed = 1")).isZero();
        now.set(now.get().plus(HOUR));
        identity.follow();
        assertThat(countInFile("account where closed = 1")).isEqualTo(1);
    }

    /// As after a restore of the whole server: its transactions begin again further below.
    @Test
    void readsADatabaseThatIsBehindFromItsBeginning() {
        AtomicInteger rows = new AtomicInteger();
        ChangedRows<String> changed =
                new ChangedRows<>(
                        (at, _) ->
                                at.changed() == 0
                                        ? List.of(
                                                new ChangedRows.Row<>(
                                                        new ChangedRows.At(3, "a"), "a"))
                                        : List.of(),
                        some -> rows.addAndGet(some.size()),
                        clock);
        changed.take(50_000);
        changed.take(50_001);
        assertThat(rows).hasValue(1);
        changed.take(49_000);
        assertThat(rows).hasValue(2);
    }

    @Test
    void leavesNoNameOfSomebodyWhoWasErasedAfterTheirClosing() throws Exception {
        Principal who = officer(NAME);
        identity.follow();
        database.transact(tx -> elsewhere.accounts().close(tx, who.id()));
        identity.follow();
        database.transact(tx -> elsewhere.accounts().erase(tx, SUBJECT));
        now.set(now.get().plus(Duration.ofMinutes(20)));
        identity.follow();
        assertThat(countInFile("account where name = '' and record is null")).isEqualTo(1);
        for (String part : List.of("", "-wal")) {
            Path one = file().resolveSibling("identity.sqlite" + part);
            byte[] bytes = Files.exists(one) ? Files.readAllBytes(one) : new byte[0];
            assertThat(new String(bytes, StandardCharsets.UTF_8)).doesNotContain(NAME);
        }
    }

    @Test
    void learnsManySessionsThatEndedElsewhereInOneTransaction() throws Exception {
        Principal who = officer("나감");
        String session = identity.principals().session(who, WEEK);
        identity.follow();
        assertThat(identity.principals().bySession(session)).contains(who);
        elsewhere.principals().end(session);
        database.jdbc()
                .sql(
                        "insert into identity.ended (serial, until) select 's' || i, ? from"
                                + " generate_series(1, 2500) i")
                .param(now.get().plus(WEEK).atOffset(ZoneOffset.UTC))
                .update();
        identity.follow();
        assertThat(identity.principals().bySession(session)).isEmpty();
        assertThat(countInFile("ended where told = 1")).isEqualTo(2_501);
    }

    @Test
    void takesEndedTokensOutOfTheDatabaseWhileItRuns() throws Exception {
        identity.follow();
        end("over", now.get().plus(Duration.ofMinutes(30)));
        end("good", now.get().plus(Duration.ofMinutes(90)));
        identity.follow();
        assertThat(countInFile("ended")).isEqualTo(2);
        now.set(now.get().plus(HOUR.multipliedBy(2)));
        identity.follow();
        assertThat(database.jdbc().sql("select serial from identity.ended").query().singleValue())
                .isEqualTo("good");
        identity.follow();
        assertThat(countInFile("ended")).isEqualTo(1);
    }

    @Test
    void forgetsNoEndedTokenWhenItsOwnClockIsFarAhead() {
        now.set(InstantSource.system().instant());
        Principal who = officer("앞선시계");
        String session = identity.principals().session(who, WEEK);
        identity.principals().end(session);
        identity.close();
        now.set(now.get().plus(Duration.ofDays(30)));
        identity = opened();
        identity.follow();
        now.set(now.get().minus(Duration.ofDays(30)));
        assertThat(identity.principals().bySession(session)).isEmpty();
        assertThat(ended()).isEqualTo(1);
        identity.close();
        hang();
        identity = opened();
        assertThat(identity.principals().bySession(session)).isEmpty();
    }

    /// As while no standby takes commits.
    @Test
    void goesOnLearningWhileTheDatabaseTakesNoWrites() throws Exception {
        Principal who = officer("쓰기없음");
        String session = identity.principals().session(who, WEEK);
        identity.follow();
        database.transact(tx -> {
            tx.jdbc().sql("lock table identity.ended in exclusive mode").update();
            identity.principals().end(session);
            officer("새로온");
            assertThatThrownBy(() -> identity.follow()).isInstanceOf(DatabaseFault.class);
        });
        assertThat(countInFile("account")).isEqualTo(2);
        assertThat(countInFile("ended where told = 0")).isEqualTo(1);
        identity.follow();
        assertThat(ended()).isEqualTo(1);
        assertThat(countInFile("ended where told = 1")).isEqualTo(1);
    }

    private void damage() throws IOException {
        for (String part : List.of("", "-wal")) {
            Path one = file().resolveSibling("identity.sqlite" + part);
            byte[] bytes = Files.readAllBytes(one);
            Arrays.fill(bytes, Math.min(32, bytes.length), bytes.length, (byte) 0xa5);
            Files.write(one, bytes, StandardOpenOption.WRITE);
        }
    }

    @Test
    void letsTheDatabaseDecideWhileTheCopyIsDamagedAndMakesItAnew() throws Exception {
        Principal who = officer("손상");
        Principal later = officer("나중");
        Principal closed = officer("닫힘");
        String session = identity.principals().session(who, WEEK);
        String left = identity.principals().session(who, WEEK);
        String unsaid = identity.principals().session(who, WEEK);
        identity.principals().end(left);
        identity.follow();
        hang();
        identity.principals().end(unsaid);
        damage();
        // Neither the database nor the copy can say who it is.
        assertThatThrownBy(() -> identity.principals().bySession(session))
                .isInstanceOf(DatabaseFault.class);
        goOn();
        assertThat(identity.principals().bySession(session)).contains(who);
        database.transact(tx -> elsewhere.accounts().close(tx, closed.id()));
        assertThat(identity.principals().token(closed, WEEK))
                .satisfies(token -> assertThat(identity.principals().byToken(token)).isEmpty());
        identity.follow();
        assertThat(ended()).isEqualTo(2);
        assertThat(countInFile("account")).isEqualTo(3);
        identity.close();
        hang();
        identity = opened();
        assertThat(identity.principals().bySession(left)).isEmpty();
        assertThat(identity.principals().bySession(unsaid)).isEmpty();
        assertThat(identity.principals().bySession(identity.principals().session(later, WEEK)))
                .contains(later);
    }

    @Test
    void tellsTheDatabaseWhatEndedAlsoWhenItsOwnDiskTakesNothing() throws Exception {
        Principal who = officer("꽉참");
        String session = identity.principals().session(who, WEEK);
        identity.follow();
        inFile(
                "create trigger full before insert on ended begin select raise(abort, 'full');"
                        + " end");
        identity.principals().end(session);
        assertThat(ended()).isEqualTo(1);
        assertThat(identity.principals().bySession(session)).isEmpty();
        String other = identity.principals().session(who, WEEK);
        hang();
        assertThatThrownBy(() -> identity.principals().end(other))
                .isInstanceOf(DatabaseFault.class);
        goOn();
        inFile("drop trigger full");
        identity.follow();
        assertThat(countInFile("ended where told = 1")).isEqualTo(2);
        assertThat(ended()).isEqualTo(2);
    }
}
