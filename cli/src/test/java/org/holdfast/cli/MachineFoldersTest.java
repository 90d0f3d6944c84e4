// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.holdfast.cluster.Ports;
import org.holdfast.cluster.SitePlan;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.Keys;
import org.holdfast.keys.KeysSettings;
import org.holdfast.offices.Offices;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Folders of three sites on three machines, without any machine.
class MachineFoldersTest {
    /// Addresses of this machine at which nothing listens; those of clusters begin at 127.9.
    private static final Map<String, String> SITES =
            Map.of("a", "127.3.1.1", "b", "127.3.2.1", "c", "127.3.3.1");

    @TempDir Path folder;

    private Path sites;

    @BeforeEach
    void plan() throws IOException {
        sites = folder.resolve("sites");
        MachineFolders.plan(sites, "office", SITES, new SiteNodes(false, 0));
    }

    @Test
    void eachFolderHasEverythingAndSaysNothingOfWhereItLies() throws IOException {
        for (String site : List.of("a", "b", "c")) {
            Path one = sites.resolve(site);
            assertThat(Files.readString(one.resolve("site.json")))
                    .contains("127.3.1.1", "127.3.2.1", "127.3.3.1", "program/holdfast")
                    .doesNotContain(folder.toString());
            assertThat(one.resolve("RUNBOOK.md")).content().doesNotContain("{{");
            assertThat(one.resolve("firewall.nft"))
                    .content()
                    .contains("{ 127.3.1.1, 127.3.2.1, 127.3.3.1 }", "2379, 2380, 5432, 8008");
            same("a/secrets.json", site + "/secrets.json");
            same("a/node/keys/secret", site + "/node/keys/secret");
            same("a/node/mirror/root.der", site + "/node/mirror/root.der");
            for (String other : List.of("a", "b", "c")) {
                Path kept = one.resolve("node/kept").resolve(other).resolve("mirror.pk8");
                if (other.equals(site)) {
                    assertThat(kept).doesNotExist();
                } else {
                    same(site + "/node/kept/" + other + "/mirror.pk8", mirrorKey(other));
                }
            }
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(one)))
                    .as("PostgreSQL's account goes through it")
                    .isEqualTo("rwxr-xr-x");
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(one.resolve("node"))))
                    .isEqualTo("rwx------");
        }
        assertThat(Files.mismatch(sites.resolve(mirrorKey("a")), sites.resolve(mirrorKey("b"))))
                .as("each site is a mirror of its own")
                .isNotNegative();
        try (var made = Files.list(sites)) {
            assertThat(made).as("nothing half made is left").hasSize(3);
        }
    }

    private static String mirrorKey(String site) {
        return site + "/node/mirror/keys/mirror.pk8";
    }

    private void same(String one, String other) {
        assertThat(sites.resolve(one)).hasSameBinaryContentAs(sites.resolve(other));
    }

    /// Keys that are in use are gone for good when they are written over.
    @Test
    void writesOverNothing() throws IOException {
        byte[] key = Files.readAllBytes(sites.resolve(mirrorKey("b")));
        WorkFolder.remove(sites.resolve("a"));
        assertThatThrownBy(
                        () -> MachineFolders.plan(sites, "office", SITES, new SiteNodes(false, 0)))
                .hasMessageContaining(sites.resolve("b").toString());
        assertThat(sites.resolve(mirrorKey("b"))).hasBinaryContent(key);
        assertThat(sites.resolve("a")).doesNotExist();
        assertThatThrownBy(() -> spare("a", sites.resolve("c"), true))
                .hasMessageContaining("is there already");
    }

    @Test
    void aNameIsRefusedBeforeAnythingIsMade() {
        Path into = folder.resolve("none");
        assertThatThrownBy(() ->
                        MachineFolders.plan(
                                into,
                                "office",
                                Map.of("a", "10.0.1.5", "b", "b.example", "c", "10.0.3.5"),
                                new SiteNodes(false, 0)))
                .hasMessageContaining("b.example");
        assertThat(into).doesNotExist();
    }

    private MachineFolders.Spared spare(String lost, Path into, boolean alone) throws IOException {
        return MachineFolders.spare(SitePlan.read(sites.resolve("b")), lost, into, alone);
    }

    @Test
    void aLostSiteIsTheSamePlaceAgainFromWhatAnotherKeeps() throws IOException {
        Path again = folder.resolve("again");
        assertThat(spare("a", again, true).journals()).isEmpty();
        for (String same :
                List.of(
                        "secrets.json",
                        "site.json",
                        "node/keys/secret",
                        "node/keys/root.p12",
                        "node/mirror/root.der",
                        "node/mirror/keys/mirror.pk8",
                        "node/mirror/keys/witness.pk8",
                        "node/kept/b/mirror.pk8",
                        "node/kept/c/witness.pub")) {
            assertThat(again.resolve(same))
                    .as(same)
                    .hasSameBinaryContentAs(sites.resolve("a").resolve(same));
        }
        assertThat(sites.resolve("a/state/may-found-etcd")).exists();
        assertThat(again.resolve("state/may-found-etcd")).doesNotExist();
    }

    private Keys keys(Path site) {
        return Keys.open(
                new KeysSettings(site.resolve("node/keys"), false),
                Offices.standard(),
                InstantSource.system(),
                new SecureRandom());
    }

    /// A person who was never served has a key that stands behind no entry of any copy.
    @Test
    void aLostSiteKnowsTheDataKeysOfTheOneThatLives() throws IOException {
        Path again = folder.resolve("again");
        DataKey living;
        DataKey erased;
        try (Keys b = keys(sites.resolve("b"))) {
            living = b.dataKeys().create();
            erased = b.dataKeys().create();
            b.dataKeys().erase(erased.id(), "PIPA 36");
            spare("a", again, true);
        }
        try (Keys a = keys(again)) {
            assertThat(a.dataKeys().find(living.id()).orElseThrow().key()).isEqualTo(living.key());
            assertThat(a.dataKeys().erasure(erased.id())).isPresent();
        }
    }

    @Test
    void aSiteThatMayHaveALongerCopyIsHeardFirst() throws IOException {
        Path again = folder.resolve("again");
        assertThatThrownBy(() -> spare("a", again, false))
                .hasMessageContaining("site c does not answer")
                .hasMessageContaining("--alone");
        HttpServer third =
                HttpServer.create(new InetSocketAddress("127.3.3.1", Ports.USUAL.node()), 0);
        third.createContext(
                "/api/v1/sites/own",
                exchange -> {
                    byte[] said =
                            "{\"read\":[{\"journal\":\"nodea-1\",\"origin\":\"x\",\"index\":4}]}"
                                    .getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, said.length);
                    exchange.getResponseBody().write(said);
                    exchange.close();
                });
        third.start();
        try {
            assertThatThrownBy(() -> spare("a", again, true))
                    .hasMessageContaining("site c has 5 entries of nodea-1, this one 0");
        } finally {
            third.stop(0);
        }
        assertThat(again).doesNotExist();
    }

    @Test
    void aSiteThatAnswersIsNotLost() throws IOException {
        try (ServerSocket node =
                new ServerSocket(Ports.USUAL.node(), 1, InetAddress.getByName("127.3.1.1"))) {
            assertThat(node.isBound()).isTrue();
            assertThatThrownBy(() -> spare("a", folder.resolve("again"), true))
                    .hasMessageContaining("site a is not lost");
        }
    }

    @Test
    void aSiteWithoutTheKeysOfTheLostOneSaysSo() throws IOException {
        WorkFolder.remove(sites.resolve("b/node/kept/a"));
        assertThatThrownBy(() -> spare("a", folder.resolve("again"), true))
                .hasMessageContaining("keeps no copy of the mirror keys of a");
        assertThatThrownBy(() -> spare("b", folder.resolve("again"), true))
                .hasMessageContaining("expected another site");
    }

    @Test
    void aWholeClustersCommandsSayWhatToDoAtOneSite() {
        String one = sites.resolve("a").toString();
        assertThat(Main.line().execute("cluster", "start", "a", "--dir", one))
                .isEqualTo(ExitCode.MISSING);
        assertThat(Main.line().execute("cluster", "status", "--dir", one))
                .as("nothing runs")
                .isEqualTo(ExitCode.FINDING);
        assertThat(Main.line().execute("cluster", "plan", "--site", "a=10.0.1.5", "--into", one))
                .as("not from a built program")
                .isEqualTo(ExitCode.MISSING);
    }
}
