// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.cluster.NodeMaker;
import org.holdfast.cluster.NodePlan;
import org.holdfast.cluster.SitePlan;
import org.holdfast.identity.PeerTokens;
import org.holdfast.journal.Disk;
import org.holdfast.keys.Keys;
import org.holdfast.keys.KeysFault;
import org.holdfast.keys.KeysSettings;
import org.holdfast.mirror.MirrorKeys;
import org.holdfast.offices.Offices;

/// Gives each site of a cluster its Holdfast node. All sites of an office share master secret, root
/// and data keys; each has a mirror key of its own, of which the others keep a copy, so that a site
/// that comes back with an empty disk is the same place again. What such a site's node had written
/// is brought back from the copies that the others' mirrors kept.
///
/// @param demo with made-up people
/// @param population made-up residents in all
record SiteNodes(boolean demo, int population) implements NodeMaker {
    private static final int LEAST_THREADS = 8;
    private static final long MEGABYTE = 1 << 20;
    private static final long LEAST_SHARED_MB = 512;
    private static final long MOST_SHARED_MB = 2048;
    private static final List<String> KEY_FILES =
            List.of("mirror.pub", "mirror.pk8", "witness.pub", "witness.pk8");

    /// The maker of a node like the one that a site has, or one of another site's when its own file
    /// is gone; empty when there was none.
    static Optional<NodeMaker> asBefore(SitePlan plan) throws IOException {
        List<SitePlan> known = new ArrayList<>(List.of(plan));
        for (String other : plan.addresses().keySet()) {
            Path folder = plan.folder().resolveSibling(other);
            if (Files.exists(folder.resolve("site.json"))) {
                known.add(SitePlan.read(folder));
            }
        }
        return known.stream()
                .flatMap(one -> one.node().stream())
                .findFirst()
                .<NodeMaker>map(node -> of(node.command()));
    }

    /// The maker of a node like the one that is started so.
    static SiteNodes of(List<String> command) {
        int at = command.indexOf("--population");
        return new SiteNodes(
                command.contains("--demo"), at < 0 ? 0 : Integer.parseInt(command.get(at + 1)));
    }

    /// How the node of a site is started from the place where its folder is now.
    static Optional<NodePlan> placed(SitePlan site) {
        return site.node()
                .map(known -> new NodePlan(of(known.command()).command(site), known.environment()));
    }

    /// What a folder says of its node before it is where it belongs: [#placed] makes a command of
    /// it there.
    NodePlan carried() {
        List<String> command = new ArrayList<>(List.of("program/holdfast", "node", "."));
        command.addAll(people());
        return new NodePlan(command, Map.of());
    }

    private List<String> people() {
        return demo ? List.of("--demo", "--population", Integer.toString(population)) : List.of();
    }

    /// It runs from the site's own copy of the program.
    @Override
    public List<String> supervisor(SitePlan site, List<String> usual) {
        return ClusterCommand.supervisor(site);
    }

    @Override
    public NodePlan make(SitePlan site, List<SitePlan> all) throws IOException {
        Files.createDirectories(site.folder());
        SiteProgram.ofThis().bring(site, all);
        if (isMade(site, all)) {
            return new NodePlan(command(site), Map.of());
        }
        Files.createDirectories(site.nodeFolder());
        shareKeys(site, all);
        restoreMirrorKeys(site, all);
        try (Keys keys = open(site)) {
            Path folder = SiteFolder.mirror(site);
            MirrorKeys.of(folder, site.site());
            boolean _ = renew(site, keys);
            Files.write(folder.resolve("root.der"), keys.root().certificate().getEncoded());
        } catch (CertificateEncodingException bug) {
            throw new IllegalStateException(bug);
        }
        keepForOthers(site, all);
        restoreJournal(site, all);
        return new NodePlan(command(site), Map.of());
    }

    /// Before the node of a site that was stopped for weeks asks others for what it missed; a
    /// running one renews it itself.
    ///
    /// @return whether there is a new one
    boolean renewToken(SitePlan site) throws IOException {
        if (!PeerTokens.isToRenew(token(site), InstantSource.system())) {
            return false;
        }
        try (Keys keys = open(site)) {
            return renew(site, keys);
        }
    }

    private static boolean renew(SitePlan site, Keys keys) throws IOException {
        return PeerTokens.renew(
                token(site), keys, site.site(), InstantSource.system(), new SecureRandom());
    }

    private static Path token(SitePlan site) {
        return SiteFolder.mirror(site).resolve("token");
    }

    private static boolean isMade(SitePlan site, List<SitePlan> all) {
        boolean known =
                all.stream()
                        .filter(other -> !other.site().equals(site.site()))
                        .allMatch(other ->
                                Files.exists(
                                        SiteFolder.kept(site, other.site()).resolve("mirror.pk8")));
        return known && Files.exists(SiteFolder.mirror(site).resolve("root.der"));
    }

    private Keys open(SitePlan site) {
        return Keys.open(
                new KeysSettings(SiteFolder.keys(site), demo),
                Offices.standard(),
                InstantSource.system(),
                new SecureRandom());
    }

    /// From any site that has them; the first site of all makes them. Data keys from every site:
    /// one that was cut off may have some that no other has, and lack others. A site of which
    /// nothing can be read holds the making of another up only when it is the last.
    private static void shareKeys(SitePlan site, List<SitePlan> all) {
        List<Path> others =
                all.stream()
                        .filter(other -> !other.site().equals(site.site()))
                        .map(SiteFolder::keys)
                        .filter(keys -> Files.exists(keys.resolve("site")))
                        .toList();
        if (others.isEmpty()) {
            return;
        }
        Path own = SiteFolder.keys(site);
        Keys.share(others.getFirst(), own);
        List<KeysFault> faults = new ArrayList<>();
        for (Path other : others) {
            try {
                long altered =
                        Keys.shareDataKeys(other, own, InstantSource.system(), new SecureRandom());
                if (altered > 0) {
                    Screen.err("%d data keys in %s were altered".formatted(altered, other));
                }
            } catch (KeysFault fault) {
                Screen.err("data keys in %s: %s".formatted(other, fault.getMessage()));
                faults.add(fault);
            }
        }
        if (faults.size() == others.size()) {
            throw faults.getFirst();
        }
    }

    private static void restoreMirrorKeys(SitePlan site, List<SitePlan> all) throws IOException {
        Path own = SiteFolder.mirror(site).resolve("keys");
        for (SitePlan other : all) {
            Path kept = SiteFolder.kept(other, site.site());
            if (!Files.exists(own.resolve("mirror.pk8"))
                    && Files.exists(kept.resolve("mirror.pk8"))) {
                copyKeys(kept, own);
            }
        }
    }

    private static void keepForOthers(SitePlan site, List<SitePlan> all) throws IOException {
        for (SitePlan other : all) {
            if (!other.site().equals(site.site())) {
                copyKeys(
                        SiteFolder.mirror(site).resolve("keys"),
                        SiteFolder.kept(other, site.site()));
                Path theirs = SiteFolder.mirror(other).resolve("keys");
                if (Files.exists(theirs.resolve("mirror.pk8"))) {
                    copyKeys(theirs, SiteFolder.kept(site, other.site()));
                }
            }
        }
    }

    static void copyKeys(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (String name : KEY_FILES) {
            if (!Files.exists(to.resolve(name))) {
                write(to.resolve(name), Files.readAllBytes(from.resolve(name)));
            }
        }
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        Path staged = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(staged);
        Files.createFile(staged, SiteFolder.OWN);
        Disk disk = Disk.real();
        disk.write(staged, 0, bytes);
        disk.force(staged);
        disk.rename(staged, file);
    }

    /// A site whose node has no journal of its own, and others have copies of it: the longest one.
    private static void restoreJournal(SitePlan site, List<SitePlan> all) throws IOException {
        Path journals = site.nodeFolder().resolve("journals");
        String kind = "node" + site.site() + "-";
        if (!SiteFolder.journals(journals, kind).isEmpty()) {
            return;
        }
        for (Path from : SiteFolder.longest(site, all, kind)) {
            SiteFolder.copy(from, journals.resolve(from.getFileName()));
        }
    }

    /// Three nodes share this machine, or one has it with PostgreSQL. Of three each has a
    /// sixteenth, and half of that for what lives as long as a request: where the young generation
    /// is small, requests that wait grow old in it, and a whole collection stops the node for
    /// seconds. All of it is there from the start, in large pages: a heap that grows when it must
    /// is collected four times as often until then.
    private static List<String> memory(SitePlan site) {
        long sixteenth = physicalBytes() / 16 / MEGABYTE;
        long shared = Math.min(Math.max(sixteenth, LEAST_SHARED_MB), MOST_SHARED_MB);
        return site.folder().resolveSibling("cluster.json").toFile().exists()
                ? List.of(
                        "-Xms" + shared + "m",
                        "-Xmx" + shared + "m",
                        "-XX:NewRatio=1",
                        "-XX:+UseSerialGC",
                        "-XX:+UseTransparentHugePages")
                : List.of(
                        "-XX:MaxRAMPercentage=40",
                        "-XX:MaxRAM=75g", // 40 % of more takes more than compressed pointers reach
                        "-XX:+UseG1GC");
    }

    /// Of the machine, or of the control group when that has less.
    private static long physicalBytes() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                .getTotalMemorySize();
    }

    private List<String> command(SitePlan site) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(memory(site));
        // SQLite's calls hold the thread that they run on: with one for each of two cores a slow
        // disk would hold everybody
        int threads = Math.max(LEAST_THREADS, Runtime.getRuntime().availableProcessors());
        command.add("-Djdk.virtualThreadScheduler.parallelism=" + threads);
        SiteProgram program = SiteProgram.ofThis();
        program.trained(site)
                .ifPresent(cache -> {
                    command.add("-XX:AOTCache=" + cache);
                    command.addAll(List.of("-Xlog:aot=off", "-Xlog:cds=off"));
                });
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dfile.encoding=UTF-8",
                        "-Dholdfast.home=" + program.home(site),
                        "-Dholdfast.drills=" + program.home().resolve("data-drills/campaign.jsonl"),
                        "-cp",
                        program.classPath(site),
                        "org.holdfast.cli.Main",
                        "node",
                        site.folder().toString()));
        command.addAll(people());
        return command;
    }
}
