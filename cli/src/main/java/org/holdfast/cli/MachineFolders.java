// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.holdfast.cluster.MachinePlan;
import org.holdfast.cluster.Ports;
import org.holdfast.cluster.SitePlan;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Folders of sites that run on machines of their own. What sites take from each other's folders,
/// such as keys, they take here, while the folders are in one place; each is then complete. A
/// folder appears whole or not at all, and never over one that is there.
final class MachineFolders {
    private static final Duration WITHIN = Duration.ofSeconds(3);
    private static final JsonMapper JSON = JsonMapper.shared();

    private MachineFolders() {}

    /// New folders `a`, `b` and `c` in one.
    ///
    /// @throws IllegalStateException when one is there: its keys may be in use
    static List<SitePlan> plan(
            Path into, String name, Map<String, String> addresses, SiteNodes nodes)
            throws IOException {
        List<SitePlan> wanted = MachinePlan.sites(into, name, addresses);
        for (SitePlan site : wanted) {
            requireNothing(site.folder());
        }
        Path whole = Files.createDirectories(into.toAbsolutePath().normalize());
        Path staged = Files.createTempDirectory(whole, "unfinished-");
        try {
            List<SitePlan> all = MachinePlan.sites(staged, name, addresses);
            List<SitePlan> told = new ArrayList<>();
            for (SitePlan site : all) {
                nodes.make(site, all);
                told.add(site.withNode(nodes.carried()));
            }
            MachinePlan.write(told, InstantSource.system().instant());
            for (SitePlan site : wanted) {
                Files.move(
                        staged.resolve(site.site()), site.folder(), StandardCopyOption.ATOMIC_MOVE);
            }
        } finally {
            WorkFolder.remove(staged);
        }
        return wanted;
    }

    private static void requireNothing(Path folder) {
        if (Files.exists(folder)) {
            throw new IllegalStateException(
                    folder + " is there already, and is not written over: it may have keys in use");
        }
    }

    /// What was made of a lost site.
    ///
    /// @param journals the entries that came back, by origin
    record Spared(SitePlan plan, Map<String, Long> journals) {}

    /// The folder of a lost site from what a living one keeps: what all sites share, the lost
    /// site's mirror keys, and its journal as far as it was mirrored here. Its database is fetched
    /// from the others when it starts.
    ///
    /// @param alone whether the third site may be silent, which may have a longer copy
    /// @throws IllegalStateException when the lost site still answers, the third site has more, or
    ///   does not answer, or this one has not what is needed
    static Spared spare(SitePlan here, String lost, Path into, boolean alone) throws IOException {
        if (lost.equals(here.site()) || !here.addresses().containsKey(lost)) {
            throw new IllegalArgumentException(
                    "--of: expected another site of %s, found %s"
                            .formatted(here.addresses().keySet(), lost));
        }
        Path wanted = into.toAbsolutePath().normalize();
        requireNothing(wanted);
        requireSilence(here, lost);
        if (!Files.exists(SiteFolder.kept(here, lost).resolve("mirror.pk8"))) {
            throw new IllegalStateException(
                    "site %s keeps no copy of the mirror keys of %s; use the third site"
                            .formatted(here.site(), lost));
        }
        Map<String, Long> copies = copies(here, lost);
        for (String third : here.addresses().keySet()) {
            if (!third.equals(lost) && !third.equals(here.site())) {
                requireNoLonger(here, lost, third, copies, alone);
            }
        }
        Path around = wanted.getParent();
        Path staged =
                Files.createTempDirectory(
                        Files.createDirectories(around == null ? wanted : around), "unfinished-");
        try {
            make(here, lost, staged.resolve(lost));
            Files.move(staged.resolve(lost), wanted, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            WorkFolder.remove(staged);
        }
        return new Spared(SitePlan.read(wanted), copies);
    }

    private static void make(SitePlan here, String lost, Path folder) throws IOException {
        SiteNodes nodes =
                SiteNodes.of(
                        here.node()
                                .orElseThrow(
                                        () -> new IllegalStateException("this site has no node"))
                                .command());
        SitePlan site =
                new SitePlan(
                        lost,
                        here.cluster(),
                        here.addresses(),
                        here.ports(),
                        folder,
                        Optional.of(nodes.carried()),
                        here.evict());
        nodes.make(site, List.of(site, here));
        for (String third : here.addresses().keySet()) {
            if (!third.equals(lost) && !third.equals(here.site())) {
                SiteNodes.copyKeys(SiteFolder.kept(here, third), SiteFolder.kept(site, third));
            }
        }
        MachinePlan.write(site, here);
    }

    /// Two places under one name would each be the other's fault.
    private static void requireSilence(SitePlan here, String lost) {
        Ports ports = here.ports();
        for (int port :
                List.of(ports.node(), ports.etcdPeer(), ports.patroni(), ports.postgres())) {
            InetSocketAddress there = new InetSocketAddress(here.address(lost), port);
            try (Socket socket = new Socket()) {
                socket.connect(there, (int) WITHIN.toMillis());
            } catch (IOException silent) {
                continue;
            }
            throw new IllegalStateException(
                    "site %s is not lost: something answers at %s port %d; stop it for good first"
                            .formatted(lost, here.address(lost), port));
        }
    }

    /// Entries under the checkpoint of each copy of a site's journal that is kept here.
    private static Map<String, Long> copies(SitePlan here, String lost) throws IOException {
        Map<String, Long> entries = new TreeMap<>();
        Path journals = SiteFolder.copies(here, lost).resolve("journals");
        for (Path one : SiteFolder.journals(journals, "node" + lost + "-")) {
            entries.put(String.valueOf(one.getFileName()), SiteFolder.signed(one));
        }
        return entries;
    }

    /// What the third site says that it has read of the lost site's journal must be here.
    private static void requireNoLonger(
            SitePlan here, String lost, String third, Map<String, Long> copies, boolean alone)
            throws IOException {
        Optional<JsonNode> report = report(here, third);
        if (report.isEmpty()) {
            if (alone) {
                return;
            }
            throw new IllegalStateException(
                    "site %s does not answer, and may have more of the journal of %s; start it first, or take what is here: --alone"
                            .formatted(third, lost));
        }
        for (JsonNode one : report.get().path("read")) {
            String journal = one.path("journal").asString("");
            long read = one.path("index").asLong(-1) + 1;
            if (journal.startsWith("node" + lost + "-")
                    && read > copies.getOrDefault(journal, 0L)) {
                throw new IllegalStateException(
                        "site %s has %d entries of %s, this one %d: make the folder at site %s"
                                .formatted(
                                        third,
                                        read,
                                        journal,
                                        copies.getOrDefault(journal, 0L),
                                        third));
            }
        }
        if (!alone && !isReady(here, third)) {
            throw new IllegalStateException(
                    "site %s is not ready, and may have more of the journal of %s; wait until it is, or take what is here: --alone"
                            .formatted(third, lost));
        }
    }

    /// One that is starting has not read yet what it has.
    private static boolean isReady(SitePlan here, String site) {
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(WITHIN).build()) {
            HttpRequest request =
                    HttpRequest.newBuilder(here.nodeAddress(site).resolve("/health/ready"))
                            .timeout(WITHIN)
                            .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException silent) {
            return false;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Optional<JsonNode> report(SitePlan here, String site) throws IOException {
        String token =
                SiteFolder.token(here)
                        .orElseThrow(() -> new IllegalStateException("this site has no node"));
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(WITHIN).build()) {
            HttpRequest request =
                    HttpRequest.newBuilder(here.nodeAddress(site).resolve("/api/v1/sites/own"))
                            .timeout(WITHIN)
                            .header("Authorization", "Bearer " + token)
                            .build();
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200
                    ? Optional.of(JSON.readTree(answer.body()))
                    : Optional.empty();
        } catch (IOException | JacksonException silent) {
            return Optional.empty();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
