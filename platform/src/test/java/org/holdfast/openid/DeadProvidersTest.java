// SPDX-License-Identifier: Apache-2.0
package org.holdfast.openid;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.holdfast.testing.TestProvider;
import org.holdfast.testing.Waiting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Providers that are silent, slow or broken, and what that is to everybody else: nothing.
final class DeadProvidersTest extends AtProviders {
    @ParameterizedTest
    @CsvSource({
        "SILENT, SILENT",
        "DRIP, SILENT",
        "FAULT, FAULTY",
        "ELSEWHERE, FAULTY",
        "HUGE, FAULTY"
    })
    void aProviderThatDoesNotAnswerIsLeftAloneAfterFiveTriesAndTriedAgainLater(
            TestProvider.Manner manner, OpenIdRefusal why) {
        one.tokenManner = manner;
        for (int i = 0; i < Circuit.FAILURES; i++) {
            assertThat(state("one").resting()).isFalse();
            assertThat(refused(go("one"))).isEqualTo(why);
        }
        int asked = one.exchanges.get();
        assertThat(state("one").standing()).isEqualTo(ProviderState.Standing.DOWN);
        assertThat(state("one").resting()).isTrue();
        assertThat(refused(go("one"))).isEqualTo(OpenIdRefusal.RESTING);
        assertThat(one.exchanges.get()).as("nobody asks it").isEqualTo(asked);
        assertThat(known(go("other"))).isEqualTo("person-1");
        assertThat(state("other").since()).isEmpty();

        ahead = Circuit.REST.plusSeconds(1);
        assertThat(refused(go("one"))).as("one tries").isEqualTo(why);
        assertThat(refused(go("one"))).as("and the next does not").isEqualTo(OpenIdRefusal.RESTING);
        ahead = Circuit.REST.plusSeconds(1).multipliedBy(2);
        one.tokenManner = TestProvider.Manner.WHOLE;
        assertThat(known(go("one"))).isEqualTo("person-1");
        assertThat(known(go("one"))).isEqualTo("person-1");
        assertThat(state("one").resting()).isFalse();
        assertThat(state("one").counts().failed()).isEqualTo(Circuit.FAILURES + 1);
    }

    @Test
    void whileOneIsABlackHoleAllLoginsWithTheOtherSucceedAndTheirThreadsAreTheirOwn()
            throws Exception {
        one.tokenManner = TestProvider.Manner.SILENT;
        List<Brought> lost = new ArrayList<>();
        for (int i = 0; i < OpenId.PLACES + 8; i++) {
            lost.add(visit("one", Optional.empty()));
        }
        try (ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Identified>> waiting =
                    lost.stream()
                            .map(brought -> crowd.submit(() -> finish("one", brought)))
                            .toList();
            Waiting.until(() -> one.exchanges.get() == OpenId.PLACES);
            for (int i = 0; i < 40; i++) {
                assertThat(known(go("other"))).isEqualTo("person-1");
            }
            int busy = 0;
            for (Future<Identified> each : waiting) {
                OpenIdRefusal why = refused(each.get());
                assertThat(why).isIn(OpenIdRefusal.BUSY, OpenIdRefusal.SILENT);
                busy += why == OpenIdRefusal.BUSY ? 1 : 0;
            }
            assertThat(busy).as("no queue").isEqualTo(8);
        }
        assertThat(one.exchanges.get()).isEqualTo(OpenId.PLACES);
        assertThat(state("other").counts()).isEqualTo(new ProviderState.Counts(40, 0, 0));
        assertThat(state("one").counts())
                .as("whoever found no place asked nobody")
                .isEqualTo(new ProviderState.Counts(0, OpenId.PLACES, 0));
        assertThat(threads("openid one calls")).isPositive();
        assertThat(threads("openid other calls")).isPositive();
        assertThat(threads("openid one")).isEqualTo(1);
        assertThat(threads("openid other")).isEqualTo(1);
    }

    private static long threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().equals(name))
                .count();
    }

    @Test
    void whatWasPublishedServesAfterAStartUntilItIsTooOld() {
        openId.close();
        assertThat(Files.exists(folder.resolve("openid").resolve("one.json"))).isTrue();
        one.manner = TestProvider.Manner.SILENT;
        openId = office(settings("one", one), settings("other", other));
        openId.start();
        assertThat(state("one").usable()).isTrue();
        assertThat(openId.begin("one", Optional.empty(), back("one"))).isPresent();
        Waiting.until(() -> state("one").standing() == ProviderState.Standing.DOWN);
        assertThat(state("one").since()).isPresent();
        assertThat(openId.begin("one", Optional.empty(), back("one")))
                .as("it may be back by the time")
                .isPresent();
        one.manner = TestProvider.Manner.WHOLE;
        assertThat(known(go("one"))).isEqualTo("person-1");

        one.manner = TestProvider.Manner.SILENT;
        ahead = OpenIdSettings.AGE.plus(Duration.ofMinutes(1));
        Waiting.until(() -> state("other").usable());
        assertThat(state("one").usable()).isFalse();
        assertThat(openId.begin("one", Optional.empty(), back("one"))).isEmpty();
        assertThat(openId.begin("other", Optional.empty(), back("other"))).isPresent();
    }

    @Test
    void aFileThatIsDamagedOrOfAnotherIssuerIsNone() throws Exception {
        openId.close();
        one.manner = TestProvider.Manner.SILENT;
        Files.writeString(folder.resolve("openid").resolve("one.json"), "{\"issuer\":");
        openId = office(settings("one", one), settings("other", one));
        assertThat(openId.states()).noneMatch(ProviderState::usable);
        assertThat(state("one").standing()).isEqualTo(ProviderState.Standing.DOWN);
    }

    @Test
    void aProviderThatWasNeverReadIsDownAndComesUpByItself() {
        openId.close();
        one.manner = TestProvider.Manner.FAULT;
        openId = office(settings("late", one));
        openId.start();
        Waiting.until(() -> state("late").took().isPositive());
        assertThat(state("late").usable()).isFalse();
        one.manner = TestProvider.Manner.WHOLE;
        ahead = Duration.ofMinutes(1);
        Waiting.until(() -> state("late").usable());
        assertThat(state("late").standing()).isNotEqualTo(ProviderState.Standing.DOWN);
        assertThat(known(go("late"))).isEqualTo("person-1");
    }
}
