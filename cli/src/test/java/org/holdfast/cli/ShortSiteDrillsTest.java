// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.holdfast.cluster.Cluster;
import org.holdfast.drills.SiteDrill;
import org.holdfast.drills.SiteDrillKind;
import org.holdfast.drills.SiteOrder;
import org.holdfast.drills.SiteRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The short form of the drills of a cluster: three real sites with their nodes, a few seconds of
/// load. The long form: `./holdfast drill site-loss`.
class ShortSiteDrillsTest {
    private static final int PEOPLE = 300;
    private static final int PAPERS_PER_SECOND = 3;

    private Path folder;
    private Path work;
    private Cluster cluster;

    @BeforeEach
    void makeAFolder() throws IOException {
        assumeTrue(
                LocalDate.now(ZoneOffset.UTC).toEpochDay() % 2 == 0,
                "in turn with ClusterTest, day by day");
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

    /// In turn, since all tests together have a limit of time: the primary's server at one time,
    /// the whole site of its standby at the next.
    @Test
    void nothingAcknowledgedIsLostWithThePrimaryOrWithASite() throws Exception {
        cluster.up();
        SiteDrill drill = new SiteDrill(cluster, work, 20261126, Screen::err);
        boolean even = LocalDate.now(ZoneOffset.UTC).toEpochDay() % 4 == 0;
        String standby = cluster.status().synced().orElseThrow();
        passes(
                drill.run(
                        even
                                ? order(SiteDrillKind.PRIMARY_KILL, Optional.empty())
                                : order(SiteDrillKind.SITE_LOSS, Optional.of(standby))));
    }

    private static void passes(SiteRun run) {
        Screen.err(run.words());
        assertThat(run.passed()).as(run.json().toPrettyString()).isTrue();
        assertThat(run.json().path("acknowledged").asLong(0)).isPositive();
        assertThat(run.json().path("noticedMillis").asLong(-1)).isNotNegative();
        assertThat(run.json().path("causeNamed").asString("")).isNotEmpty();
    }

    private static SiteOrder order(SiteDrillKind kind, Optional<String> site) {
        return new SiteOrder(
                kind,
                site,
                false,
                PAPERS_PER_SECOND,
                Duration.ofSeconds(8),
                Duration.ofSeconds(15));
    }
}
