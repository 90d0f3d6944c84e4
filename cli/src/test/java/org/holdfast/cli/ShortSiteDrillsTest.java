// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.holdfast.cluster.Cluster;
import org.holdfast.drills.SiteDrill;
import org.holdfast.drills.SiteDrillKind;
import org.holdfast.drills.SiteOrder;
import org.holdfast.drills.SiteRun;
import org.holdfast.keys.Providers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The short form of the drills of a cluster: three real sites with their nodes, a few seconds of
/// load. One drill every other day, in turn, of all that need nothing special;
/// `-Dholdfast.siteDrill=freeze` runs the named one. The long form: `./holdfast drill site-loss`.
class ShortSiteDrillsTest {
    private static final int PEOPLE = 300;
    private static final int PAPERS_PER_SECOND = 3;

    /// The load ends before, once all is whole and takes papers and moves again.
    private static final Duration AFTER = Duration.ofMinutes(2);

    /// Longer than Patroni's lease of 8 s: what happens when a frozen site goes on in the very
    /// second in which its lease is taken is in docs/drills.md, and no short test.
    private static final Duration FAULT = Duration.ofSeconds(14);

    private Path folder;
    private Path work;
    private Cluster cluster;

    @BeforeEach
    void makeAFolder() throws IOException {
        if (System.getProperty("holdfast.siteDrill") == null) {
            TestTurn.SITE_DRILL.assumeToday();
        }
        List<String> missing = Cluster.missingPackages();
        assumeTrue(missing.isEmpty(), "Debian packages are not installed: " + missing);
        folder = Files.createTempDirectory("hf-drill");
        // PostgreSQL's account has to go through it
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        work = Files.createTempDirectory("hf-drill-truth");
        cluster =
                new Cluster(
                        folder,
                        ClusterCommand.supervisor(),
                        Optional.of(new SiteNodes(true, PEOPLE)),
                        Screen::err);
    }

    @AfterEach
    void leaveNothing() throws IOException {
        if (folder != null) {
            for (String site : List.of("a", "b", "c")) {
                cluster.kill(site);
            }
            WorkFolder.remove(folder);
            WorkFolder.remove(work);
        }
    }

    /// What is broken.
    private enum Turn {
        PRIMARY_KILL(SiteDrillKind.PRIMARY_KILL),
        SITE_LOSS_PRIMARY(SiteDrillKind.SITE_LOSS),
        FREEZE(SiteDrillKind.FREEZE),
        SITE_LOSS_STANDBY(SiteDrillKind.SITE_LOSS),
        TWO_SITES(SiteDrillKind.TWO_SITES),
        SITE_LOSS_ETCD(SiteDrillKind.SITE_LOSS),
        CANCELLED_WAIT(SiteDrillKind.CANCELLED_WAIT),
        SWIZZLE(SiteDrillKind.SWIZZLE);

        private final SiteDrillKind kind;

        Turn(SiteDrillKind kind) {
            this.kind = kind;
        }

        /// The named one, or that of the day.
        static Turn ofTheDay() {
            String named = System.getProperty("holdfast.siteDrill", "");
            return named.isEmpty()
                    ? values()[Math.floorMod(TestTurn.today() / 2, values().length)]
                    : valueOf(named.toUpperCase(Locale.ROOT).replace('-', '_'));
        }

        SiteOrder order(Cluster cluster) throws IOException {
            return new SiteOrder(
                    kind,
                    this == SITE_LOSS_STANDBY ? cluster.status().synced() : Optional.empty(),
                    this == SITE_LOSS_ETCD,
                    PAPERS_PER_SECOND,
                    FAULT,
                    AFTER);
        }
    }

    @Test
    void nothingAcknowledgedIsLost() throws Exception {
        cluster.up();
        SiteDrill drill = new SiteDrill(cluster, work, 20261126, Screen::err, Providers.fast());
        Turn turn = Turn.ofTheDay();
        Screen.err("Short drill of the day: " + turn);
        passes(drill.run(turn.order(cluster)));
    }

    private static void passes(SiteRun run) {
        Screen.err(run.words());
        assertThat(run.passed()).as(run.json().toPrettyString()).isTrue();
        for (String member :
                List.of("acknowledged", "movesAfterHealing", "blocks", "rowsCompared")) {
            assertThat(run.json().path(member).asLong(0)).as(member).isPositive();
        }
        assertThat(run.json().path("noticedMillis").asLong(-1)).isNotNegative();
        assertThat(run.json().path("causeNamed").asString("")).isNotEmpty();
    }
}
