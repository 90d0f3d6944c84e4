// SPDX-License-Identifier: Apache-2.0
package org.holdfast.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.holdfast.journal.JournalDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// When a mirror looks at its office again.
class OfficeNewsTest {
    private static final String STATE = "/api/v1/mirror/state";
    private static final String LIST = "/journal/list";
    private static final String COSIGNATURES = "/api/v1/mirror/node-1/cosignatures";

    @TempDir private Path folder;
    private SmallOffice office;
    private OfficeRoutes routes;
    private OfficeNews news;
    private Instant now = Instant.parse("2026-11-27T09:00:00Z");

    @BeforeEach
    void start() throws Exception {
        office = new SmallOffice(folder);
        routes = new OfficeRoutes(office.address(), () -> "token");
        news = new OfficeNews(routes, () -> now);
    }

    @AfterEach
    void close() {
        routes.close();
        office.close();
    }

    @Test
    void aMirrorThatLacksSomethingLooksWithoutAsking() throws IOException {
        assertThat(news.isLookDue()).isTrue();
        news.looked(false);
        assertThat(news.isLookDue()).isTrue();
        assertThat(office.looks).isEmpty();
    }

    /// By the clock when the office was asked, since something may have come while it answered.
    @Test
    void saysWhenTheMirrorHadEverything() throws IOException {
        office.tag = Optional.of("\"node-1:1\"");
        assertThat(news.whole()).isEmpty();
        assertThat(news.isLookDue()).isTrue();
        Instant first = now;
        now = now.plusSeconds(5);
        news.looked(true);
        assertThat(news.whole()).contains(first);

        assertThat(news.isLookDue()).as("the first tag").isTrue();
        now = now.plusSeconds(5);
        news.looked(false);
        assertThat(news.whole()).as("something is missing").contains(first);

        assertThat(news.isLookDue()).isTrue();
        news.looked(true);
        assertThat(news.isLookDue()).as("nothing else").isFalse();
        assertThat(news.whole()).contains(now);
        now = now.plusSeconds(1);
        assertThat(news.isLookDue()).as("nothing else").isFalse();
        assertThat(news.whole()).contains(now);
    }

    @Test
    void aMirrorThatHasAllLooksOnceSomethingElseIsSigned() throws IOException {
        office.tag = Optional.of("\"node-1:1\"");
        news.looked(true);
        assertThat(news.isLookDue()).as("the first tag").isTrue();
        news.looked(true);
        assertThat(news.isLookDue()).as("nothing else").isFalse();
        office.tag = Optional.of("\"node-1:2\"");
        assertThat(news.isLookDue()).as("something else").isTrue();
        assertThat(office.looks).containsOnly(STATE);
    }

    @Test
    void anOfficeThatTellsNoStateIsLookedAtAsEver() throws IOException {
        news.looked(true);
        assertThat(news.isLookDue()).isTrue();
        news.looked(true);
        assertThat(news.isLookDue()).isTrue();
    }

    @Test
    void aLookThatFailedIsMadeAgainWithoutAsking() throws IOException {
        office.tag = Optional.of("\"node-1:1\"");
        news.looked(true);
        assertThat(news.isLookDue()).isTrue();
        assertThat(news.isLookDue()).isTrue();
        assertThat(office.looks).containsExactly(STATE);
    }

    /// What comes in the very moment of a look is news at the next.
    @Test
    void whatWasSignedDuringALookIsNews() throws IOException {
        office.tag = Optional.of("\"node-1:1\"");
        news.looked(true);
        assertThat(news.isLookDue()).isTrue();
        office.tag = Optional.of("\"node-1:2\"");
        news.looked(true);
        assertThat(news.isLookDue()).isTrue();
    }

    @Test
    void aRunningMirrorThatHasAllAsksForTheStateAndCopiesWhatComes() throws Exception {
        office.tag = Optional.of("\"node-1:1\"");
        MirrorRun run = office.mirror(folder.resolve("copy"));
        try {
            Thread.ofPlatform().start(() -> running(run));
            awaitLooks(20, STATE);
            List<String> quiet = List.copyOf(office.looks);
            assertThat(Collections.frequency(quiet, LIST)).as(quiet.toString()).isLessThan(10);
            office.grow(5);
            office.proposed = 5;
            office.listed = 5;
            int before = Collections.frequency(office.looks, COSIGNATURES);
            office.tag = Optional.of("\"node-1:5\"");
            awaitLooks(before + 1, COSIGNATURES);
        } finally {
            run.close();
        }
        assertThat(run.alarms()).isEmpty();
        Path kept = folder.resolve("copy/journals/node-1");
        try (JournalDirectory copy = JournalDirectory.openForReading(kept)) {
            assertThat(copy.signedSize().value()).isEqualTo(5);
        }
    }

    private static void running(MirrorRun run) {
        try {
            run.run();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitLooks(int count, String path) throws InterruptedException {
        while (Collections.frequency(office.looks, path) < count) {
            Thread.sleep(Duration.ofMillis(10));
        }
    }
}
