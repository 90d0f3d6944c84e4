// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class TemplateTest {
    static final Engines ENGINES =
            new Engines(
                    Path.of("/usr/bin/etcd"),
                    Path.of("/usr/bin/patroni"),
                    Path.of("/usr/sbin/haproxy"),
                    Path.of("/usr/lib/postgresql/15/bin"),
                    Optional.empty());

    @TempDir Path folder;

    @Test
    void everyPlaceOfEveryTemplateIsFilledIn() throws IOException {
        ClusterPlan plan = new ClusterPlan(folder, "holdfast-9", 9, Ports.USUAL, Set.of());
        Secrets secrets = Secrets.of(List.of());
        for (SitePlan site : plan.sites()) {
            new SiteFiles(plan, site, secrets, ENGINES).write("new");
        }
        for (String site : ClusterPlan.SITES) {
            for (String name : List.of("etcd.yml", "patroni.yml", "haproxy.cfg")) {
                Path file = folder.resolve(site).resolve("etc").resolve(name);
                assertThat(Files.readString(file)).doesNotContain("{{", "}}");
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
            }
            assertThat(folder.resolve(site).resolve("RUNBOOK.md"))
                    .content()
                    .doesNotContain("{{")
                    .contains("127.9.1.1", "127.9.2.1", "127.9.3.1");
        }
        assertThat(folder.resolve("c/etc/patroni.yml"))
                .as("no statement and no value of a row in a log")
                .content()
                .contains("log_statement: none", "log_min_error_statement: panic")
                .contains("log_min_duration_statement: -1", "log_error_verbosity: terse")
                .contains("log_parameter_max_length: 0", "log_parameter_max_length_on_error: 0");
        assertThat(folder.resolve("b/etc/patroni.yml"))
                .content()
                .contains("name: b", "listen: 127.9.2.1:5432", secrets.of(Secrets.REPLICATION))
                .contains("synchronous_mode_strict: true");
    }

    /// On a full disk there is no room to write the same once more.
    @Test
    void aFileThatSaysTheSameIsNotWrittenAgain() throws IOException {
        ClusterPlan plan = new ClusterPlan(folder, "holdfast-9", 9, Ports.USUAL, Set.of());
        SiteFiles files = new SiteFiles(plan, plan.site("a"), Secrets.of(List.of()), ENGINES);
        files.write("new");
        // where it would be written first: not empty, so that it cannot be cleared away
        Files.createDirectories(folder.resolve("a/etc/patroni.yml.new/x"));
        assertThat(files.write("new")).isEmpty();
        Files.setPosixFilePermissions(
                folder.resolve("a/etc/patroni.yml"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> files.write("new")).isInstanceOf(IOException.class);
    }

    /// Whoever may write to Patroni decides who is primary.
    @Test
    void patroniChangesNothingForWhoeverDoesNotKnowItsPassword() throws IOException {
        ClusterPlan plan = new ClusterPlan(folder, "holdfast-9", 9, Ports.USUAL, Set.of());
        Secrets secrets = Secrets.of(List.of());
        new SiteFiles(plan, plan.site("a"), secrets, ENGINES).write("new");
        assertThat(folder.resolve("a/etc/patroni.yml"))
                .content()
                .containsPattern(
                        "restapi:\n(  .*\n)*  authentication:\n    username: patroni\n    password: \""
                                + secrets.of(Secrets.PATRONI));
        assertThat(SitePlan.read(folder.resolve("a")).patroniPassword())
                .contains(secrets.of(Secrets.PATRONI));
    }

    @Test
    void refusesAPlaceOfWhichNothingIsKnown() {
        assertThatThrownBy(() -> new Template("x", "a {{strange}} b").fill(Map.of("site", "a")))
                .isInstanceOf(ClusterFault.class)
                .hasMessageContaining("{{strange}}");
    }

    /// Longer ways need other times; what `etc/` says is written over at each start.
    @Test
    void aTemplateInTheFolderOfASiteTakesThePlaceOfTheUsualOne() throws IOException {
        ClusterPlan plan = new ClusterPlan(folder, "holdfast-9", 9, Ports.USUAL, Set.of());
        Path own = Files.createDirectories(folder.resolve("a/templates"));
        Files.writeString(own.resolve("etcd.yml"), "name: {{site}}\nheartbeat-interval: 250\n");
        Secrets secrets = Secrets.of(List.of());
        new SiteFiles(plan, plan.site("a"), secrets, ENGINES).write("new");
        assertThat(folder.resolve("a/etc/etcd.yml"))
                .hasContent("name: a\nheartbeat-interval: 250\n");
        assertThat(folder.resolve("a/etc/haproxy.cfg")).content().contains("listen primary");
    }

    @Test
    void noFileThatAnybodyMayReadHasAPassword() throws IOException {
        ClusterPlan plan = new ClusterPlan(folder, "holdfast-9", 9, Ports.USUAL, Set.of());
        Secrets secrets = Secrets.of(List.of());
        new SiteFiles(plan, plan.site("a"), secrets, ENGINES).write("new");
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.getPosixFilePermissions(file).size() > 2) {
                    assertThat(Files.readString(file))
                            .as(file.toString())
                            .doesNotContain(secrets.passwords().values());
                }
            }
        }
    }

    @Test
    void aSiteThatLostItsFolderGetsThePasswordsOfTheOthers() throws IOException {
        ClusterPlan plan = new ClusterPlan(folder, "holdfast-9", 9, Ports.USUAL, Set.of());
        Secrets secrets = Secrets.of(List.of());
        new SiteFiles(plan, plan.site("c"), secrets, ENGINES).write("new");
        Secrets found =
                Secrets.of(List.of(folder.resolve("a"), folder.resolve("b"), folder.resolve("c")));
        assertThat(found).isEqualTo(secrets);
        assertThat(ClusterPlan.read(folder)).contains(plan);
    }

    @Test
    void theNodeOfASiteIsReadBackAndToldWhereEverythingIs() throws IOException {
        ClusterPlan plan = new ClusterPlan(folder, "holdfast-9", 9, Ports.USUAL, Set.of());
        NodePlan node = new NodePlan(List.of("java", "-version"), Map.of("A", "1"));
        SitePlan site = plan.site("b").withNode(node);
        new SiteFiles(plan, site, Secrets.of(List.of()), ENGINES).write("new");

        SitePlan read = SitePlan.read(folder.resolve("b"));
        assertThat(read).isEqualTo(site);
        assertThat(plan.site("b").node()).contains(node);
        assertThat(read.jdbcUrl())
                .startsWith(
                        "jdbc:postgresql://127.9.2.1:5000,127.9.1.1:5000,127.9.3.1:5000/holdfast?")
                .contains("targetServerType=primary");
        assertThat(read.nodeEnvironment())
                .containsEntry(
                        "HOLDFAST_ETCD",
                        "http://127.9.2.1:2379,http://127.9.1.1:2379," + "http://127.9.3.1:2379")
                .containsEntry("HOLDFAST_PORT", "8080");
        Properties credentials = new Properties();
        try (var in = Files.newBufferedReader(read.credentials())) {
            credentials.load(in);
        }
        assertThat(credentials).containsEntry("url", read.jdbcUrl()).containsKey("password");
        JsonMapper.shared().readTree(Files.readString(folder.resolve("b/inventory.json")));
    }
}
