// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.holdfast.cluster.Cluster;
import org.holdfast.cluster.ClusterStatus;
import org.holdfast.cluster.ClusterStatus.Verdict;
import org.holdfast.cluster.OneSite;
import org.holdfast.cluster.Ports;
import org.holdfast.cluster.SitePlan;
import org.holdfast.drills.DemoOffice;
import org.holdfast.drills.OfficeClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Folders of three sites, made in one place and carried to three that know nothing of each other;
/// each runs by its own command. One is lost with its disk, and made again by another.
class ThreeMachinesTest {
    private static final String OFFICE = "kr-11110";
    private static final int PEOPLE = 300;
    private static final int POLLS = 1200;

    private final List<Path> made = new ArrayList<>();
    private final SequencedMap<String, Path> folders = new LinkedHashMap<>();
    private final Map<String, Process> running = new LinkedHashMap<>();

    @BeforeEach
    void onItsDay() {
        TestTurn.THREE_MACHINES.assumeToday();
        List<String> missing = Cluster.missingPackages();
        assumeTrue(missing.isEmpty(), "Debian packages are not installed: " + missing);
    }

    @AfterEach
    void leaveNothing() throws IOException {
        for (Path folder : made) {
            for (int i = 0; i < 100 && !processesOf(folder).isEmpty(); i++) {
                processesOf(folder).forEach(ProcessHandle::destroyForcibly);
            }
            WorkFolder.remove(folder);
        }
    }

    private Path place(String name) throws IOException {
        Path place = Files.createTempDirectory(name);
        // PostgreSQL's account has to go through it
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
        made.add(place);
        return place;
    }

    @Test
    void eachSiteNeedsItsFolderAndTheNetworkOnly() throws Exception {
        carry();
        for (String site : folders.keySet()) {
            start(site);
        }
        await(Verdict.WHOLE, "b");
        assertThat(run("cluster", "status", "--site", folder("c").toString())).isZero();
        assertThat(run("cluster", "status", "--dir", folder("c").toString())).isZero();
        assertThat(run("cluster", "site", folder("a").toString())).isEqualTo(ExitCode.MISSING);

        String paper = issue("b");
        String lost = issue("a");
        awaitFound("b", lost);
        assertThatThrownBy(() -> spare("b", "a"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("site a is not lost");
        burn("a");
        await(Verdict.SERVING, "b");
        folders.put("a", spareOfLongest("a"));
        start("a");
        await(Verdict.WHOLE, "a");
        awaitFound("a", lost);
        awaitFound("a", paper);
        issue("a");

        for (Process one : running.values()) {
            one.destroy();
        }
        for (Map.Entry<String, Process> one : running.entrySet()) {
            assertThat(one.getValue().waitFor(150, TimeUnit.SECONDS)).as(one.getKey()).isTrue();
        }
        for (Path folder : folders.values()) {
            assertThat(processesOf(folder)).as("left of " + folder).isEmpty();
            String said = Files.readString(folder.resolveSibling("said.log"));
            assertThat(said)
                    .containsSubsequence(
                            "node stopped",
                            "haproxy stopped",
                            "patroni stopped",
                            "etcd stopped",
                            "stopped");
        }
    }

    private void carry() throws IOException {
        Path planned = place("hf-planned").resolve("sites");
        MachineFolders.plan(
                planned, "three-machines", freeAddresses(), new SiteNodes(true, PEOPLE));
        for (String site : List.of("a", "b", "c")) {
            Path there = place("hf-machine").resolve("office-" + site);
            Files.move(planned.resolve(site), there);
            folders.put(site, there);
        }
        WorkFolder.remove(planned);
    }

    private static Map<String, String> freeAddresses() {
        for (int network = 20; network < 250; network++) {
            Map<String, String> addresses = new LinkedHashMap<>();
            addresses.put("a", "127." + network + ".1.1");
            addresses.put("b", "127." + network + ".2.1");
            addresses.put("c", "127." + network + ".3.1");
            if (addresses.values().stream().allMatch(ThreeMachinesTest::isFree)) {
                return addresses;
            }
        }
        throw new AssertionError("no addresses with all ports free");
    }

    private static boolean isFree(String address) {
        Ports ports = Ports.USUAL;
        for (int port :
                List.of(
                        ports.etcdClient(),
                        ports.etcdPeer(),
                        ports.postgres(),
                        ports.patroni(),
                        ports.primary(),
                        ports.replica(),
                        ports.node())) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(address, port));
            } catch (IOException taken) {
                return false;
            }
        }
        return true;
    }

    private Path folder(String site) {
        return folders.getOrDefault(site, Path.of("none"));
    }

    private void start(String site) throws IOException {
        Path folder = folder(site);
        running.put(
                site,
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElse("java"),
                                "-Xmx64m",
                                "-XX:TieredStopAtLevel=1",
                                "-Dholdfast.home=" + System.getProperty("holdfast.home", "."),
                                "-cp",
                                System.getProperty("java.class.path"),
                                "org.holdfast.cli.Main",
                                "cluster",
                                "site",
                                folder.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolveSibling("said.log").toFile())
                        .start());
    }

    private ClusterStatus status(String at) throws IOException {
        OneSite one = OneSite.in(folder(at), Screen::err);
        return one.status(SiteFolder.token(one.plan()));
    }

    /// What a site's machine can tell.
    private void await(Verdict verdict, String at) throws IOException, InterruptedException {
        ClusterStatus status = status(at);
        for (int i = 0; i < POLLS && status.verdict() != verdict; i++) {
            Thread.sleep(200);
            status = status(at);
        }
        String said = Files.readString(folder(at).resolveSibling("said.log"));
        assertThat(status.verdict()).as(status.table() + "\n" + said).isEqualTo(verdict);
    }

    private OfficeClient officer(String site) throws IOException {
        SitePlan plan = SitePlan.read(folder(site));
        DemoOffice demo = DemoOffice.read(plan.nodeFolder().resolve("demo.json"));
        return new OfficeClient(plan.nodeAddress(site).toString(), demo.officer(OFFICE).token());
    }

    private String issue(String site) throws IOException {
        DemoOffice demo =
                DemoOffice.read(SitePlan.read(folder(site)).nodeFolder().resolve("demo.json"));
        try (OfficeClient officer = officer(site)) {
            OfficeClient.Answer answer =
                    officer.issue(
                            new OfficeClient.Order(
                                    UUID.randomUUID().toString(),
                                    "kr.resident-abstract",
                                    OFFICE,
                                    demo.unrestricted(OFFICE).getFirst().handle(),
                                    "three machines"),
                            Duration.ofSeconds(60));
            assertThat(answer.status()).as(answer.text()).isEqualTo(201);
            return answer.json().path("id").asString("");
        }
    }

    private void awaitFound(String site, String paper) throws IOException, InterruptedException {
        assertThat(paper).isNotEmpty();
        try (OfficeClient officer = officer(site)) {
            String path = "/api/v1/issuances/" + paper;
            for (int i = 0; i < POLLS && officer.get(path).status() != 200; i++) {
                Thread.sleep(100);
            }
            assertThat(officer.get(path).status()).as(paper + " at " + site).isEqualTo(200);
        }
    }

    /// A power cut, and the disk is gone.
    private void burn(String site) throws IOException, InterruptedException {
        Path folder = folder(site);
        for (int i = 0; i < 100 && !processesOf(folder).isEmpty(); i++) {
            processesOf(folder).forEach(ProcessHandle::destroyForcibly);
            Thread.sleep(50);
        }
        WorkFolder.remove(folder);
    }

    /// Whoever was mirrored last has the longest copy; the other one says so.
    private Path spareOfLongest(String lost) throws IOException, InterruptedException {
        String at = "b";
        for (int tries = 0; tries < 10; tries++) {
            try {
                return spare(at, lost);
            } catch (IllegalStateException elsewhere) {
                assertThat(elsewhere).hasMessageContaining("site");
                at = at.equals("b") ? "c" : "b";
                Thread.sleep(1000);
            }
        }
        return spare(at, lost);
    }

    private Path spare(String at, String lost) throws IOException {
        Path there = place("hf-spare").resolve("again");
        SitePlan here = SitePlan.read(folder(at));
        MachineFolders.Spared spared = MachineFolders.spare(here, lost, there, false);
        assertThat(spared.journals()).isNotEmpty();
        Path machine = place("hf-machine").resolve("new-" + lost);
        Files.move(there, machine);
        return machine;
    }

    private static int run(String... words) {
        return Main.line().execute(words);
    }

    /// Everything that has to do with a folder, but this process.
    private static List<ProcessHandle> processesOf(Path folder) throws IOException {
        List<ProcessHandle> found = new ArrayList<>();
        try (var processes = Files.list(Path.of("/proc"))) {
            for (Path process :
                    processes
                            .filter(one -> String.valueOf(one.getFileName()).matches("[0-9]+"))
                            .toList()) {
                long pid = Long.parseLong(String.valueOf(process.getFileName()));
                if (pid != ProcessHandle.current().pid() && belongs(process, folder.toString())) {
                    ProcessHandle.of(pid).ifPresent(found::add);
                }
            }
        }
        return found;
    }

    private static boolean belongs(Path process, String folder) {
        try {
            return text(process.resolve("cmdline")).contains(folder)
                    || text(process.resolve("environ")).contains(folder)
                    || Files.readSymbolicLink(process.resolve("cwd")).toString().startsWith(folder);
        } catch (IOException gone) {
            return false;
        }
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    }
}
