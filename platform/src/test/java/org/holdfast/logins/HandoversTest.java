// SPDX-License-Identifier: Apache-2.0
package org.holdfast.logins;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.holdfast.identity.NewAccount;
import org.holdfast.identity.PersonRecord;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.offices.OfficeCode;
import org.holdfast.testing.SoftPasskey;
import org.junit.jupiter.api.Test;

/// Somebody comes to the counter without any device, and goes with one.
final class HandoversTest extends AtLogins {
    private final NewAccount person =
            new NewAccount(
                    Role.CITIZEN,
                    Optional.of(new OfficeCode("kr-11110")),
                    Optional.of(new PersonRecord("kr.resident", UUID.randomUUID())),
                    "홍길동");

    @Test
    void aLoginThatIsHandedOverOpensOnceAndThenAPasskeyDoes() {
        Principal account = logins.handovers().account(person);
        Handovers.Handed handed = logins.handovers().hand(officer, "op-1", account);
        assertThat(handed.account()).isEqualTo(account.id());
        assertThat(identity.principals().redeem(handed.login()).orElseThrow().id())
                .isEqualTo(account.id());
        assertThat(identity.principals().redeem(handed.login())).isEmpty();
        SoftPasskey device = new SoftPasskey();
        enrol(device, account);
        assertThat(in(show(device)).who().id()).isEqualTo(account.id());
    }

    @Test
    void theSameOrderIsOneLoginAlsoAfterAStartAndAnotherIsAnother() {
        Principal account = logins.handovers().account(person);
        Handovers.Handed first = logins.handovers().hand(officer, "op-1", account);
        assertThat(logins.handovers().hand(officer, "op-1", account)).isEqualTo(first);
        stop();
        start();
        assertThat(logins.handovers().hand(officer, "op-1", account)).isEqualTo(first);
        assertThat(ledger.node().count(Handovers.TYPE)).isEqualTo(1);
        Set<String> others = new HashSet<>(Set.of(first.login()));
        others.add(logins.handovers().hand(officer, "op-2", account).login());
        others.add(logins.handovers().hand(second, "op-1", account).login());
        others.add(logins.handovers().hand(officer, "op-1", second).login());
        assertThat(others).hasSize(4);
        identity.principals().redeem(first.login());
        assertThat(logins.handovers().hand(officer, "op-1", account).login())
                .isEqualTo(first.login());
        assertThat(identity.principals().redeem(first.login())).as("used up").isEmpty();
    }

    @Test
    void aLoginThatLiesForMoreThanADayOpensNothing() {
        Principal account = logins.handovers().account(person);
        Handovers.Handed handed = logins.handovers().hand(officer, "op-1", account);
        ahead = Handovers.VALID.plus(Duration.ofSeconds(2));
        assertThat(logins.handovers().hand(officer, "op-1", account)).isEqualTo(handed);
        assertThat(identity.principals().redeem(handed.login())).isEmpty();
    }

    @Test
    void ofManyWhoOpenAPersonsAccountOneMakesIt() throws Exception {
        try (ExecutorService crowd = Executors.newFixedThreadPool(6)) {
            var all =
                    crowd.invokeAll(
                            IntStream.range(0, 12)
                                    .<Callable<String>>mapToObj(
                                            _ -> () -> logins.handovers().account(person).id())
                                    .toList());
            Set<String> made = new HashSet<>();
            for (var one : all) {
                made.add(one.get());
            }
            assertThat(made).hasSize(1);
        }
    }
}
