// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.testing.Waiting.until;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.holdfast.identity.PeerTokens;
import org.holdfast.keys.Keys;
import org.holdfast.ledger.Ledger;
import org.holdfast.sites.OpenAlarm;
import org.holdfast.sites.SiteDoors;
import org.holdfast.sites.SiteWatch;
import org.holdfast.sites.WatchSettings;
import org.junit.jupiter.api.Test;

/// Site b with an empty disk beside site a, which has protected somebody: what a's node recorded
/// comes to b by a mirror that can be held back, while the central journal and the database do not.
final class RemadeSiteTest extends AtSitePair {
    private static final int SUBJECT = 4;

    /// Of site b, which asks a.
    private WatchSettings asking(Office a, URI whereA) {
        URI nowhere = URI.create("http://127.0.0.1:1");
        SequencedMap<String, SiteDoors> doors = new LinkedHashMap<>();
        doors.put("a", new SiteDoors(whereA, nowhere, nowhere, nowhere));
        doors.put("b", new SiteDoors(pair.addressOfB(), nowhere, nowhere, nowhere));
        String token =
                PeerTokens.make(
                        a.context().getBean(Keys.class),
                        "b",
                        Duration.ofHours(1),
                        InstantSource.system(),
                        new SecureRandom());
        return new WatchSettings("b", "x", doors, token, Optional.empty(), List::of);
    }

    private Visitor.Answer issueAtB() {
        return pair.issue(pair.visitorOfB(), pair.subject(SUBJECT));
    }

    private void protectAtA(Office a) {
        Visitor.Answer entered =
                new Visitor(a.base())
                        .post(
                                "/api/v1/subjects/" + pair.subject(SUBJECT) + "/blocks",
                                pair.officer(),
                                Map.of("evidence", "상담사실 확인서", "blocked", List.of()));
        assertThat(entered.status()).as(entered.text()).isEqualTo(201);
    }

    private String reason() {
        return pair.healthOfB().path("reason").asString("");
    }

    private String status() {
        return pair.healthOfB().path("status").asString("");
    }

    @Test
    void isNotReadyBeforeItHasReadWhatTheOtherNodeHasRecordedUnlessThatIsLost() throws Exception {
        try (Office a = pair.startA();
                HeldMirror mirror =
                        new HeldMirror(a.context().getBean(Ledger.class), pair.copies('b'))) {
            mirror.holdAll("nodea-");
            protectAtA(a);
            isReadyThoughASiteIsLostAndSaysWhatItMayNotKnow(
                    pair.settings('b', asking(a, URI.create("http://127.0.0.1:1"))));
            OfficeSettings settings = pair.settings('b', asking(a, URI.create(a.base())));
            CompletableFuture<Office> starting =
                    CompletableFuture.supplyAsync(() -> Office.start(settings));
            until(() -> reason().contains(" of nodea-"));
            for (int look = 0; look < 10; look++) {
                assertThat(status()).isEqualTo("catching_up");
                assertThat(issueAtB().status()).isEqualTo(503);
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
            assertThat(starting).isNotDone();
            mirror.holdAll("none-");
            try (Office _ = starting.join()) {
                assertThat(status()).isEqualTo("ready");
                assertThat(pair.healthOfB().has("reason")).isFalse();
                assertThat(issueAtB().code()).isEqualTo("restricted-subject");
            }
        }
    }

    private void isReadyThoughASiteIsLostAndSaysWhatItMayNotKnow(OfficeSettings settings) {
        AtomicLong ahead = new AtomicLong();
        CompletableFuture<Office> starting =
                CompletableFuture.supplyAsync(() ->
                        Office.start(
                                settings,
                                InstantSource.system(),
                                () -> System.nanoTime() + ahead.get()));
        until(() -> reason().contains("nobody says how far the node journal of site a goes"));
        assertThat(status()).isEqualTo("catching_up");
        assertThat(issueAtB().status()).isEqualTo(503);
        assertThat(starting).isNotDone();
        ahead.addAndGet(PeersRead.SILENT.toNanos());
        try (Office b = starting.join()) {
            assertThat(status()).isEqualTo("ready");
            assertThat(reason()).contains("may be unknown here");
            assertThat(issueAtB().status()).isEqualTo(201);
            until(() ->
                    b.context().getBean(SiteWatch.class).own().alarms().stream()
                            .map(OpenAlarm::name)
                            .anyMatch("node-journal-not-whole-a"::equals));
        }
    }
}
