// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.holdfast.cluster.Alarms;
import org.holdfast.cluster.SitePlan;
import org.holdfast.sites.Inventory.Component;
import org.holdfast.sites.OpenAlarm;
import org.holdfast.sites.SiteDoors;
import org.holdfast.sites.WatchSettings;

/// What the node of a site is told about the parts of all sites, and about those of its own.
final class SiteParts {
    private static final int VERSIONS_WITHIN_SECONDS = 10;

    private SiteParts() {}

    static WatchSettings watch(SitePlan plan, Supplier<String> token) throws IOException {
        Alarms.Told told = new Alarms.Told(plan, InstantSource.system());
        SequencedMap<String, SiteDoors> doors = new LinkedHashMap<>();
        for (String site : plan.addresses().keySet()) {
            doors.put(
                    site,
                    new SiteDoors(
                            plan.nodeAddress(site),
                            plan.patroni(site),
                            plan.etcd(site),
                            plan.proxy(site)));
        }
        return new WatchSettings(
                plan.site(),
                plan.cluster(),
                doors,
                token,
                plan.patroniPassword()
                        .map(password -> new WatchSettings.Login("patroni", password)),
                () -> alarms(told));
    }

    private static List<OpenAlarm> alarms(Alarms.Told told) {
        try {
            return told.now().stream()
                    .map(one -> new OpenAlarm(time(one.since()), one.alarm(), one.detail()))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException damaged) {
            return Instant.EPOCH;
        }
    }

    /// The versions are asked once, when the node starts: an engine that was upgraded since runs on
    /// until it is started anew, and then so is the node.
    static Supplier<List<Component>> components(SitePlan plan) {
        Map<String, String> versions = versions();
        return () -> components(plan, versions);
    }

    private static List<Component> components(SitePlan plan, Map<String, String> versions) {
        String site = plan.site();
        List<String> passwords =
                SitePlan.passwordNames().stream().map(name -> "secrets.json/" + name).toList();
        return List.of(
                new Component(
                        "etcd." + site,
                        "etcd",
                        site,
                        address(plan, plan.ports().etcdClient()),
                        "etcd " + versions.getOrDefault("etcd-server", "?"),
                        plan.folder().resolve("etcd").toString(),
                        List.of()),
                new Component(
                        "postgres." + site,
                        "postgres",
                        site,
                        address(plan, plan.ports().postgres()),
                        "PostgreSQL "
                                + versions.getOrDefault("postgresql", "?")
                                + ", Patroni "
                                + versions.getOrDefault("patroni", "?"),
                        plan.folder().resolve("postgres").toString(),
                        passwords),
                new Component(
                        "haproxy." + site,
                        "haproxy",
                        site,
                        address(plan, plan.ports().primary()),
                        "HAProxy " + versions.getOrDefault("haproxy", "?"),
                        "",
                        List.of()),
                new Component(
                        "node." + site,
                        "node",
                        site,
                        address(plan, plan.ports().node()),
                        "Holdfast 0.1.0, Java " + Runtime.version().feature(),
                        plan.nodeFolder().toString(),
                        keys(plan)));
    }

    private static String address(SitePlan plan, int port) {
        return plan.address() + ":" + port;
    }

    /// Names of files, never what is in them.
    private static List<String> keys(SitePlan plan) {
        List<String> names = new ArrayList<>();
        for (String folder : List.of("keys", "mirror/keys")) {
            try (Stream<Path> files = Files.list(plan.nodeFolder().resolve(folder))) {
                files.map(file -> folder + "/" + file.getFileName()).sorted().forEach(names::add);
            } catch (IOException none) {
                // then there are none to name
            }
        }
        return names;
    }

    /// As Debian's packages say; nothing where there are none.
    private static Map<String, String> versions() {
        Map<String, String> versions = new HashMap<>();
        try {
            Process asked =
                    new ProcessBuilder(
                                    "dpkg-query",
                                    "-W",
                                    "-f",
                                    "${Package} ${Version} ${db:Status-Status}\n",
                                    "etcd-server",
                                    "patroni",
                                    "haproxy",
                                    "postgresql-[0-9]*")
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            asked.waitFor(VERSIONS_WITHIN_SECONDS, TimeUnit.SECONDS);
            said.lines()
                    .map(line -> line.split(" ", 3))
                    .filter(words -> words.length == 3 && words[2].equals("installed"))
                    .filter(words -> !words[0].matches("postgresql-.*[a-z].*"))
                    .forEach(words ->
                            versions.put(
                                    words[0].replaceFirst("^postgresql-.*", "postgresql"),
                                    words[1]));
        } catch (IOException none) {
            // not Debian
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        return versions;
    }
}
