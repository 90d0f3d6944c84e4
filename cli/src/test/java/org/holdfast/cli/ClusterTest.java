// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.holdfast.cluster.Cluster;
import org.holdfast.cluster.ClusterStatus;
import org.holdfast.cluster.ClusterStatus.Verdict;
import org.holdfast.cluster.NodePlan;
import org.holdfast.cluster.SitePlan;
import org.holdfast.cluster.SiteStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Three real sites with real engines, the primary's site killed under a writer.
class ClusterTest {
    private static final int POLLS = 600;

    private Path folder;
    private Cluster cluster;

    @BeforeEach
    void makeAFolder() throws IOException {
        TestTurn.CLUSTER.assumeToday();
        List<String> missing = Cluster.missingPackages();
        assumeTrue(missing.isEmpty(), "Debian packages are not installed: " + missing);
        folder = Files.createTempDirectory("hf-cluster");
        // PostgreSQL's account has to go through it
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        cluster = new Cluster(folder, ClusterCommand.supervisor(), Screen::err);
    }

    @AfterEach
    void leaveNothing() throws IOException {
        if (folder != null) {
            for (String site : List.of("a", "b", "c")) {
                cluster.kill(site);
            }
            WorkFolder.remove(folder);
        }
    }

    @Test
    void losesNothingWithTheSiteOfThePrimaryAndTakesItBack() throws Exception {
        ClusterStatus whole = cluster.up();
        assertThat(whole.verdict()).isEqualTo(Verdict.WHOLE);
        noPasswordIsOnACommandLine();
        theStandardOfCommitsIsWatched();
        String killed = whole.primary().orElseThrow();
        String other = whole.synced().orElseThrow();

        try (ClusterWriter writer = ClusterWriter.start(cluster.site(other))) {
            writer.awaitAcknowledged(50);
            assertThat(cluster.kill(killed).processes()).isGreaterThan(5);
            writer.awaitAcknowledged(writer.acknowledged() + 50);
            assertThat(cluster.status().primary()).contains(other);
            await(Verdict.SERVING); // each Patroni's own view is a second old
            assertThat(Files.readString(folder.resolve(other).resolve("alarms.log")))
                    .contains("primary-unreachable");

            // a place for the node: whatever its file names is kept alive
            cluster.site(killed)
                    .withNode(new NodePlan(answering(cluster.site(killed)), Map.of()))
                    .write();
            Path token = folder.resolve(killed).resolve("node/mirror/token");
            Files.createDirectories(token.getParent());
            Files.writeString(token, "x");
            cluster.start(killed);
            await(Verdict.WHOLE);
            assertThat(site(killed).timeline()).isGreaterThan(1);
            assertThat(site(killed).node()).isEqualTo(SiteStatus.READY);
            theFolderOfASiteIsMadeAgain();
            aSiteThatWasAwayTooLongIsFetchedAnew();
            writer.awaitAcknowledged(writer.acknowledged() + 20);
            assertThat(writer.missing()).isEmpty();
        }
        awaitEtcdLeaderElsewhere();
        theSameAfterAFullStop(other);
    }

    /// A node that is ready, has no alarm, and does nothing else; Patroni has brought its Python.
    private static List<String> answering(SitePlan plan) {
        URI place = plan.nodeAddress(plan.site());
        String program =
                """
                import http.server as h
                class A(h.BaseHTTPRequestHandler):
                    def do_GET(self):
                        self.send_response(200)
                        self.end_headers()
                        self.wfile.write(b'{"alarms":[]}')
                h.HTTPServer(('%s', %d), A).serve_forever()
                """
                        .formatted(place.getHost(), place.getPort());
        return List.of("/usr/bin/python3", "-c", program);
    }

    /// The disk of a site is gone, with its passwords and its member of etcd.
    private void theFolderOfASiteIsMadeAgain() throws IOException, InterruptedException {
        SiteStatus burnt =
                cluster.status().sites().stream()
                        .filter(one -> one.postgres().equals("standby"))
                        .findFirst()
                        .orElseThrow();
        cluster.kill(burnt.site());
        WorkFolder.remove(folder.resolve(burnt.site()));
        cluster.start(burnt.site());
        await(Verdict.WHOLE);
    }

    /// Fifteen segments of WAL pass while it is away, and two are kept.
    private void aSiteThatWasAwayTooLongIsFetchedAnew() throws Exception {
        String away =
                cluster.status().sites().stream()
                        .filter(one -> one.postgres().equals("standby"))
                        .findFirst()
                        .orElseThrow()
                        .site();
        SitePlan primary = cluster.site(cluster.status().primary().orElseThrow());
        cluster.kill(away);
        keep("32MB", primary);
        try (Connection connection = superuser(primary);
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < POLLS && !isKept("32MB", statement); i++) {
                Thread.sleep(100);
            }
            for (int i = 0; i < 15; i++) {
                statement.execute("select pg_logical_emit_message(false, 'test', 'one more')");
                statement.execute("select pg_switch_wal()");
            }
            statement.execute("checkpoint");
            statement.execute("checkpoint");
        }
        cluster.start(away);
        Path log = folder.resolve(away).resolve("log/supervisor.log");
        String words = "has the database of site " + away + " fetched anew";
        for (int i = 0; i < POLLS && !Files.readString(log).contains(words); i++) {
            assertThat(cluster.status().verdict()).isNotEqualTo(Verdict.WHOLE);
            Thread.sleep(200);
        }
        assertThat(Files.readString(log)).contains(words);
        await(Verdict.WHOLE);
    }

    private static boolean isKept(String size, Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("show wal_keep_size")) {
            return row.next() && row.getString(1).equals(size);
        }
    }

    private static void keep(String size, SitePlan plan) throws Exception {
        String login = "patroni:" + plan.patroniPassword().orElseThrow();
        HttpRequest request =
                HttpRequest.newBuilder(plan.patroni().resolve("/config"))
                        .header(
                                "Authorization",
                                "Basic "
                                        + Base64.getEncoder()
                                                .encodeToString(
                                                        login.getBytes(StandardCharsets.UTF_8)))
                        .method(
                                "PATCH",
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"postgresql\": {\"parameters\": {\"wal_keep_size\": \"%s\"}}}"
                                                .formatted(size)))
                        .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
        }
    }

    private Connection superuser(SitePlan plan) throws IOException, SQLException {
        JsonNode secrets =
                JsonMapper.shared()
                        .readTree(Files.readString(folder.resolve("a").resolve("secrets.json")));
        return DriverManager.getConnection(
                "jdbc:postgresql://" + plan.address() + ":5432/postgres",
                "postgres",
                secrets.path("superuser").asString(""));
    }

    private void theSameAfterAFullStop(String primary) throws IOException, SQLException {
        long rows = ClusterWriter.rows(cluster.site(primary));
        cluster.down();
        assertThat(cluster.status().verdict()).isEqualTo(Verdict.STOPPED);
        for (String site : List.of("a", "b", "c")) {
            assertThat(cluster.kill(site).processes()).as("processes left at " + site).isZero();
        }
        assertThat(cluster.up().primary()).contains(primary);
        assertThat(cluster.up().verdict()).isEqualTo(Verdict.WHOLE); // again changes nothing
        assertThat(ClusterWriter.rows(cluster.site(primary))).isEqualTo(rows);
        cluster.down();
    }

    private void await(Verdict verdict) throws IOException, InterruptedException {
        ClusterStatus status = cluster.status();
        for (int i = 0; i < POLLS && status.verdict() != verdict; i++) {
            Thread.sleep(200);
            status = cluster.status();
        }
        assertThat(status.verdict()).as(status.table()).isEqualTo(verdict);
    }

    private void awaitEtcdLeaderElsewhere() throws IOException, InterruptedException {
        String primary = cluster.status().primary().orElseThrow();
        for (int i = 0; i < POLLS && !site(primary).etcd().equals("follower"); i++) {
            Thread.sleep(200);
        }
        assertThat(site(primary).etcd()).isEqualTo("follower");
    }

    /// The role may lower its own default; every site says so until it is right again.
    private void theStandardOfCommitsIsWatched() throws Exception {
        try (Connection connection = ClusterWriter.connect(cluster.site("a"))) {
            connection
                    .createStatement()
                    .execute("alter role holdfast set synchronous_commit = off");
            for (int i = 0; i < POLLS && !site("b").alarms().containsKey("commit-weakened"); i++) {
                Thread.sleep(100);
            }
            assertThat(site("b").alarms().get("commit-weakened")).contains("holdfast");
            connection.createStatement().execute("alter role holdfast set synchronous_commit = on");
        }
        await(Verdict.WHOLE);
    }

    private SiteStatus site(String name) throws IOException {
        return cluster.status().sites().stream()
                .filter(one -> one.site().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void noPasswordIsOnACommandLine() throws IOException {
        JsonNode secrets =
                JsonMapper.shared()
                        .readTree(Files.readString(folder.resolve("a").resolve("secrets.json")));
        List<String> passwords = new ArrayList<>();
        secrets.forEach(one -> passwords.add(one.asString("")));
        assertThat(passwords).hasSize(6).allMatch(one -> one.length() == 48);
        try (var processes = Files.list(Path.of("/proc"))) {
            for (Path process :
                    processes.filter(one -> Files.isReadable(one.resolve("cmdline"))).toList()) {
                assertThat(
                                Files.readString(
                                        process.resolve("cmdline"), StandardCharsets.ISO_8859_1))
                        .doesNotContain(passwords);
            }
        }
    }
}
