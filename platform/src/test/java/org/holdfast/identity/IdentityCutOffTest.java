// SPDX-License-Identifier: Apache-2.0
package org.holdfast.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.holdfast.testing.Waiting.until;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.holdfast.database.DatabaseFault;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// Who may come in while the database does not answer.
final class IdentityCutOffTest extends AtHangingDatabase {
    private Principal officer(String name) {
        return officer(identity, new PersonRecord("kr.resident", UUID.randomUUID()), name);
    }

    @Test
    void knowsWhoWasThereBeforeAlsoThoseWhoDidNotComeInYet() {
        Principal who = officer("담당자");
        String session = identity.principals().session(who, WEEK);
        identity.follow();
        hang();
        assertThat(identity.principals().bySession(session)).contains(who);
        now.set(now.get().plus(Duration.ofHours(23)));
        assertThat(identity.principals().bySession(session)).contains(who);
        now.set(now.get().plus(Duration.ofHours(2)));
        Principal late = identity.principals().bySession(session).orElseThrow();
        assertThat(late).isEqualTo(who.longUnheard());
        assertThat(late.onlyInPerson()).isTrue();
        identity.close();
        identity = opened();
        assertThat(identity.principals().bySession(session)).contains(late);
        hanging.goOn();
        until(() -> !database.pulse().isAway());
        now.set(now.get().plus(Duration.ofMinutes(1)));
        assertThat(identity.principals().bySession(session)).contains(who);
    }

    @Test
    void aClockSetBackMakesNoAccountYoungerAndRefusesNobody() {
        Principal who = officer("시계");
        String session = identity.principals().session(who, WEEK);
        identity.follow();
        hang();
        now.set(now.get().minus(Duration.ofHours(3)));
        assertThat(identity.principals().bySession(session)).contains(who);
        // Whoever starts again with such a clock cannot say how old the copy is.
        identity.close();
        identity = opened();
        assertThat(identity.principals().bySession(session)).contains(who.longUnheard());
    }

    /// A row that nobody understands keeps accounts from being copied, and not for ever.
    @Test
    void goesOnOnceTheRowThatItCouldNotReadIsWell() {
        Principal who = officer("행");
        office(who, "nonsense");
        identity.close();
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(AccountFollower.class);
        logger.addAppender(log);
        try {
            identity = opened();
            until(() -> log.list.size() == 1);
            assertThat(log.list.getFirst().getFormattedMessage()).contains("trying again");
            // Tried more than once, and said once.
            await().atMost(3, TimeUnit.MINUTES)
                    .pollDelay(Duration.ofMillis(2_500))
                    .until(() -> log.list.size() == 1);
            office(who, "kr-11110");
            until(() -> log.list.size() == 2);
            assertThat(log.list.getLast().getFormattedMessage()).contains("copied again");
        } finally {
            logger.detachAppender(log);
        }
        String session = identity.principals().session(who, WEEK);
        hang();
        assertThat(identity.principals().bySession(session)).contains(who);
    }

    private void office(Principal who, String code) {
        database.jdbc()
                .sql("update identity.account set office = ? where id = ?")
                .params(code, who.id())
                .update();
    }

    @Test
    void believesNobodyWhomItNeverHeardOf() {
        Principal who = officer("모름");
        String session = identity.principals().session(who, WEEK);
        identity.close();
        hang();
        Path folder2 = folder.resolve("empty-copy");
        identity = Identity.open(Optional.of(folder2), database, keys, clock, new SecureRandom());
        assertThatThrownBy(() -> identity.principals().bySession(session))
                .isInstanceOf(DatabaseFault.class);
    }

    @Test
    void neverForgetsAClosedAccountWhateverTheDatabaseSaysLater() {
        Principal who = officer("닫힘");
        Principal elsewhere = officer("다른곳");
        String token = identity.principals().token(who, WEEK);
        String other = identity.principals().token(elsewhere, WEEK);
        database.transact(tx -> identity.accounts().close(tx, who.id()));
        // Another node closes this one.
        database.jdbc()
                .sql("update identity.account set closed = made where id = ?")
                .param(elsewhere.id())
                .update();
        identity.follow();
        // A restore of an older database opens both again.
        database.jdbc().sql("update identity.account set closed = null").update();
        identity.close();
        identity = opened();
        assertThat(identity.principals().byToken(token)).isEmpty();
        assertThat(identity.principals().byToken(other)).isEmpty();
        hang();
        now.set(now.get().plus(Duration.ofMinutes(1)));
        assertThat(identity.principals().byToken(token)).isEmpty();
    }

    @Test
    void endsASessionWhileCutOffAndTellsTheDatabaseLater() {
        Principal who = officer("나감");
        String session = identity.principals().session(who, HOUR);
        identity.follow();
        hang();
        identity.principals().end(session);
        assertThat(identity.principals().bySession(session)).isEmpty();
        hanging.goOn();
        until(() -> !database.pulse().isAway());
        identity.follow();
        assertThat(
                        database.jdbc()
                                .sql("select count(*) from identity.ended")
                                .query(Long.class)
                                .single())
                .isEqualTo(1);
        try (Identity again = opened()) {
            assertThat(again.principals().bySession(session)).isEmpty();
        }
    }

    @Test
    void opensLoginsThatMayBeUsedAgainAndNoneThatOpenOnce() {
        Principal who = officer("다시");
        String reusable = identity.principals().login(who, HOUR, true);
        String once = identity.principals().login(who, HOUR, false);
        identity.follow();
        hang();
        assertThat(identity.principals().redeem(reusable)).contains(who);
        assertThatThrownBy(() -> identity.principals().redeem(once))
                .isInstanceOf(DatabaseFault.class);
        hanging.goOn();
        until(() -> !database.pulse().isAway());
        assertThat(identity.principals().redeem(once)).contains(who);
        assertThat(identity.principals().redeem(once)).isEmpty();
    }
}
