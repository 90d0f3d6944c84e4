// SPDX-License-Identifier: Apache-2.0
package org.holdfast.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.holdfast.database.Database;
import org.holdfast.keys.Keys;
import org.holdfast.offices.OfficeCode;
import org.holdfast.testing.TestDatabase;
import org.holdfast.testing.TestKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir Path folder;

    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-03-02T00:00:00Z"));
    private final InstantSource clock = now::get;
    private TestDatabase home;
    private Keys keys;
    private Identity identity;

    @BeforeEach
    void open() {
        home = TestDatabase.fresh("identity");
        keys = TestKeys.open(folder);
        identity = restarted();
    }

    @AfterEach
    void close() {
        keys.close();
        home.close();
    }

    private Identity restarted() {
        return Identity.open(home.database(), keys, clock, new SecureRandom());
    }

    private Principal citizen() {
        NewAccount account =
                new NewAccount(
                        Role.CITIZEN,
                        Optional.of(new OfficeCode("kr-11110")),
                        Optional.of(new PersonRecord("kr.resident", UUID.randomUUID())),
                        "홍길동");
        Database database = home.database();
        return database.inTransaction(tx -> identity.accounts().add(tx, account));
    }

    @Test
    void knowsWhoSentATokenOrASessionAlsoAfterARestart() {
        Principal who = citizen();
        String token = identity.principals().token(who, HOUR);
        String session = identity.principals().session(who, HOUR);

        Principals again = restarted().principals();
        assertThat(again.byToken(token)).contains(who);
        assertThat(again.bySession(session)).contains(who);
        assertThat(who.toString()).doesNotContain("홍길동");
    }

    @Test
    void takesNoSessionForATokenNorATokenForASession() {
        Principal who = citizen();
        assertThat(identity.principals().byToken(identity.principals().session(who, HOUR)))
                .isEmpty();
        assertThat(identity.principals().bySession(identity.principals().token(who, HOUR)))
                .isEmpty();
    }

    @Test
    void refusesATokenAfterItsTime() {
        String token = identity.principals().token(citizen(), HOUR);
        now.set(now.get().plus(HOUR));

        assertThat(identity.principals().byToken(token)).isEmpty();
    }

    @Test
    void refusesATokenInWhichAnyLetterWasChanged() {
        String token = identity.principals().token(citizen(), HOUR);
        for (int i = 0; i < token.length() - 1; i++) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            String changed = token.substring(0, i) + other + token.substring(i + 1);
            assertThat(identity.principals().byToken(changed)).as("letter " + i).isEmpty();
        }
        for (String wrong : new String[] {"", "x", "é", "=".repeat(10), "A".repeat(5_000)}) {
            assertThat(identity.principals().byToken(wrong)).isEmpty();
        }
    }

    @Test
    void refusesAnEndedSessionAlsoAfterARestart() {
        Principal who = citizen();
        String session = identity.principals().session(who, HOUR);
        identity.principals().end(session);

        assertThat(identity.principals().bySession(session)).isEmpty();
        assertThat(restarted().principals().bySession(session)).isEmpty();
        assertThat(identity.principals().bySession(identity.principals().session(who, HOUR)))
                .contains(who);
    }

    @Test
    void refusesEverythingOfAClosedAccountAtOnce() {
        Principal who = citizen();
        String token = identity.principals().token(who, HOUR);
        String login = identity.principals().login(who, HOUR, true);
        assertThat(identity.principals().byToken(token)).contains(who);

        home.database().transact(tx -> identity.accounts().close(tx, who.id()));

        assertThat(identity.principals().byToken(token)).isEmpty();
        assertThat(identity.principals().redeem(login)).isEmpty();
        assertThat(identity.accounts().all()).isEmpty();
    }

    @Test
    void opensAOneTimeLoginOnceAndAReusableOneUntilItsEnd() {
        Principal who = citizen();
        String once = identity.principals().login(who, HOUR, false);
        String often = identity.principals().login(who, HOUR, true);

        assertThat(identity.principals().redeem(once)).contains(who);
        assertThat(identity.principals().redeem(once)).isEmpty();
        assertThat(identity.principals().redeem(often)).contains(who);
        assertThat(identity.principals().redeem(often)).contains(who);
        assertThat(identity.principals().redeem("A".repeat(43))).isEmpty();
        assertThat(identity.principals().redeem("' or 1=1 --")).isEmpty();
        now.set(now.get().plus(HOUR));
        assertThat(identity.principals().redeem(often)).isEmpty();
    }

    @Test
    void makesOneOperatorAtTheVeryFirstStartOnly() {
        List<String> logins = new ArrayList<>();
        identity.firstOperator(home.database(), logins::add);
        identity.firstOperator(home.database(), logins::add);

        assertThat(logins).hasSize(1);
        Principal operator = identity.principals().redeem(logins.getFirst()).orElseThrow();
        assertThat(operator.role()).isEqualTo(Role.OPERATOR);
        home.database().transact(tx -> identity.accounts().close(tx, operator.id()));
        identity.firstOperator(home.database(), logins::add);
        assertThat(logins).hasSize(1);
    }

    @Test
    void makesOneOperatorWhenSeveralNodesStartAtOnce() {
        List<String> logins = new CopyOnWriteArrayList<>();
        CountDownLatch first = new CountDownLatch(1);
        try (ExecutorService nodes = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> others = new ArrayList<>();
            identity.firstOperator(
                    home.database(),
                    login -> {
                        // Nothing is committed yet: whoever looks now sees no account.
                        for (int i = 0; i < 2; i++) {
                            others.add(
                                    nodes.submit(() -> {
                                        first.countDown();
                                        restarted().firstOperator(home.database(), logins::add);
                                    }));
                        }
                        awaitQuietly(first);
                        logins.add(login);
                    });
            others.forEach(other -> assertThat(other).succeedsWithin(Duration.ofMinutes(2)));
        }
        assertThat(logins).hasSize(1);
        assertThat(identity.accounts().all()).hasSize(1);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
            Thread.sleep(Duration.ofMillis(300));
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void makesNoOperatorWhoseLoginNobodyGot() {
        assertThatThrownBy(() ->
                        identity.firstOperator(
                                home.database(),
                                _ -> {
                                    throw new UncheckedIOException(new IOException("disk full"));
                                }))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(identity.accounts().all()).isEmpty();
        List<String> logins = new ArrayList<>();
        identity.firstOperator(home.database(), logins::add);
        assertThat(identity.principals().redeem(logins.getFirst())).isPresent();
    }

    @Test
    void goesOnKnowingPeopleForAWhileWhenTheDatabaseIsAway() {
        Principal who = citizen();
        String token = identity.principals().token(who, HOUR);
        assertThat(identity.principals().byToken(token)).contains(who);

        home.database().close();
        now.set(now.get().plus(Duration.ofMinutes(10)));
        assertThat(identity.principals().byToken(token)).contains(who);
    }

    private String peer(String place, Duration validity) {
        return PeerTokens.make(keys, place, validity, clock, new SecureRandom());
    }

    @Test
    void aTokenOfTenYearsIsGoodUntilItsSiteShowsOneThatIsRenewed() {
        String old = peer("a", Duration.ofDays(3_650));
        String other = peer("b", Duration.ofDays(3_650));
        Principals principals = identity.principals();
        assertThat(principals.byToken(old)).as("a site that is upgraded later").isPresent();
        String fresh = peer("a", PeerTokens.VALIDITY);
        assertThat(principals.byToken(fresh).map(PeerTokens::isPeer)).contains(true);
        assertThat(principals.byToken(old)).isEmpty();
        assertThat(principals.byToken(other)).isPresent();
        now.set(now.get().plus(PeerTokens.VALIDITY));
        assertThat(principals.byToken(fresh)).isEmpty();
    }

    @Test
    void aTokenOfASiteThatWasEndedIsTakenNoMore() {
        String token = peer("a", PeerTokens.VALIDITY);
        assertThat(identity.principals().byToken(token)).isPresent();
        identity.principals().end(token);
        assertThat(identity.principals().byToken(token)).isEmpty();
        assertThat(restarted().principals().byToken(token)).isEmpty();
        assertThat(identity.principals().byToken(peer("a", PeerTokens.VALIDITY))).isPresent();
    }

    @Test
    void aSiteRenewsItsTokenInTheMiddleOfItsTimeAndNotByAClockThatIsBehind() throws IOException {
        Path file = folder.resolve("token");
        now.set(InstantSource.system().instant());
        assertThat(renew(file)).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        String first = Files.readString(file);
        assertThat(renew(file)).isFalse();
        now.set(now.get().plus(Duration.ofDays(16)));
        assertThat(renew(file)).isTrue();
        assertThat(Files.readString(file)).isNotEqualTo(first);
        assertThat(identity.principals().byToken(Files.readString(file))).isPresent();

        now.set(Instant.parse("2020-01-01T00:00:00Z"));
        assertThat(renew(file)).as("a clock of years ago").isFalse();
        now.set(InstantSource.system().instant());
        Files.writeString(file, peer("a", Duration.ofDays(3_650)));
        assertThat(renew(file)).as("of an earlier version").isTrue();
        Files.writeString(file, "half");
        assertThat(renew(file)).isTrue();
        assertThat(file.resolveSibling("token.new")).doesNotExist();
    }

    private boolean renew(Path file) throws IOException {
        return PeerTokens.renew(file, keys, "a", clock, new SecureRandom());
    }
}
