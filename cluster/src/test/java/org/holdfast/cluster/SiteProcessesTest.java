// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteProcessesTest {
    @TempDir Path folder;
    private SitePlan plan;

    @BeforeEach
    void makeASite() throws IOException {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "this machine has no /proc");
        plan = new ClusterPlan(folder, "holdfast-9", 9, Ports.USUAL, Set.of()).site("a");
        Files.createDirectories(plan.state());
    }

    @Test
    void killsWhatIsMarkedWithItsChildrenAndNobodyElse() throws Exception {
        Process bystander = process(folder.resolve("b"), "exec sleep 600");
        Process marked = process(plan.folder(), "sleep 600 & sleep 600 & wait");
        try {
            while (marked.descendants().count() < 2) {
                Thread.sleep(10);
            }
            assertThat(SiteProcesses.kill(List.of(plan)).processes()).isEqualTo(3);
            marked.waitFor();
            assertThat(bystander.isAlive()).isTrue();
            assertThat(SiteProcesses.of(plan)).isEmpty();
        } finally {
            bystander.destroyForcibly().waitFor();
            marked.destroyForcibly().waitFor();
        }
    }

    @Test
    void aProcessThatOnlyStandsInTheFolderIsNotOfTheSite() throws Exception {
        Process visitor =
                new ProcessBuilder("sleep", "600").directory(plan.folder().toFile()).start();
        try {
            assertThat(SiteProcesses.of(plan)).isEmpty();
        } finally {
            visitor.destroyForcibly().waitFor();
        }
    }

    @Test
    void aNumberThatWasUsedAgainIsAnotherProcess() throws Exception {
        Process other = new ProcessBuilder("sleep", "600").start();
        try {
            SiteProcesses.note(plan, "etcd", other.pid());
            assertThat(SiteProcesses.alive(plan, "etcd")).isPresent();
            Files.writeString(plan.state().resolve("etcd.pid"), other.pid() + " 12345\n");
            assertThat(SiteProcesses.alive(plan, "etcd")).isEmpty();
            assertThat(SiteProcesses.kill(List.of(plan)).processes()).isZero();
            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroyForcibly().waitFor();
        }
    }

    private static Process process(Path site, String script) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of("/bin/sh", "-c", script));
        builder.environment().put(SiteProcesses.MARK, site.toString());
        return builder.start();
    }
}
