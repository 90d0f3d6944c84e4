// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes the folder of one site: configuration, passwords, inventory and runbook, a whole copy at
/// each. Written anew at each start from the templates; data, logs and passwords stay.
final class SiteFiles {
    private static final long SHARED_MEGABYTES = 64;
    private static final long MOST_MEGABYTES = 4096;
    private static final Pattern MEMORY = Pattern.compile("MemTotal: +([0-9]+) kB");
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Optional<ClusterPlan> cluster;
    private final SitePlan plan;
    private final Secrets secrets;
    private final Engines engines;

    SiteFiles(ClusterPlan cluster, SitePlan plan, Secrets secrets, Engines engines) {
        this(Optional.of(cluster), plan, secrets, engines);
    }

    /// Of a site that has a machine to itself.
    SiteFiles(SitePlan plan, Secrets secrets, Engines engines) {
        this(Optional.empty(), plan, secrets, engines);
    }

    private SiteFiles(
            Optional<ClusterPlan> cluster, SitePlan plan, Secrets secrets, Engines engines) {
        this.cluster = cluster;
        this.plan = plan;
        this.secrets = secrets;
        this.engines = engines;
    }

    /// A site whose disk is full starts with the files that it has rather than not at all: what
    /// cannot be written is left as it was, once the reserve of the alarms is used up too.
    ///
    /// @param etcdState `new` or `existing`, see [EtcdRejoin]
    /// @return the files that say what they said before and should not
    /// @throws IOException when a file is missing and cannot be made
    List<Path> write(String etcdState) throws IOException {
        folders();
        List<Path> stale = new ArrayList<>();
        Path folder = plan.folder();
        put(folder.resolve(Secrets.FILE), () -> secrets.write(folder), stale);
        if (cluster.isPresent()) {
            put(folder.resolve(ClusterPlan.FILE), () -> cluster.get().write(folder), stale);
        }
        put(folder.resolve(SitePlan.FILE), plan::write, stale);
        Map<String, String> values = values();
        values.put("etcdState", etcdState);
        for (String name : List.of("etcd.yml", "patroni.yml", "haproxy.cfg")) {
            Path file = plan.configuration(name);
            String text = Template.of(name, folder).fill(values);
            put(file, () -> Disk.replaceSecret(file, text, engines.account()), stale);
        }
        if (stale.contains(plan.configuration("etcd.yml")) && !EtcdRejoin.hasData(plan)) {
            // without data etcd reads there whether to found a cluster: an old word may be wrong
            throw new IOException("no room for etc/etcd.yml, and etcd has no data");
        }
        String login =
                "url="
                        + plan.jdbcUrl()
                        + "\nuser=holdfast\npassword="
                        + secrets.of(Secrets.HOLDFAST)
                        + "\n";
        put(
                plan.credentials(),
                () -> Disk.replaceSecret(plan.credentials(), login, Optional.empty()),
                stale);
        Path runbook = folder.resolve("RUNBOOK.md");
        String template = cluster.isPresent() ? "runbook.md" : "runbook-machine.md";
        String words = Template.of(template).fill(values);
        put(runbook, () -> Disk.replace(runbook, words), stale);
        Path inventory = folder.resolve("inventory.json");
        put(inventory, () -> Disk.replace(inventory, inventory()), stale);
        return stale;
    }

    private void folders() throws IOException {
        Optional<String> account = engines.account();
        Disk.folder(plan.folder(), "rwxr-xr-x", Optional.empty());
        Disk.folder(plan.folder().resolve("etc"), "rwxr-xr-x", Optional.empty());
        Disk.folder(plan.folder().resolve("log"), "rwxr-xr-x", Optional.empty());
        Disk.folder(plan.nodeFolder(), "rwx------", Optional.empty());
        Disk.folder(plan.state(), "rwxr-xr-x", Optional.empty());
        Disk.folder(plan.run(), "rwxr-xr-x", account);
        Disk.folder(plan.etcdFolder(), "rwx------", account);
        Disk.folder(plan.postgresFolder(), "rwx------", account);
    }

    private interface Writing {
        void write() throws IOException;
    }

    private void put(Path file, Writing writing, List<Path> stale) throws IOException {
        try {
            writing.write();
        } catch (IOException full) {
            if (!Disk.isFull(plan.folder())) {
                throw full;
            }
            if (Alarms.giveUpReserve(plan.folder())) {
                put(file, writing, stale);
            } else if (Files.exists(file)) {
                stale.add(file);
            } else {
                throw full;
            }
        }
    }

    /// The same as [#write], and what is stale said to people.
    void write(String etcdState, Consumer<String> progress) throws IOException {
        write(etcdState)
                .forEach(file ->
                        progress.accept(
                                "The disk of site %s is full: %s stays as it was"
                                        .formatted(plan.site(), file)));
    }

    /// What each place of the templates stands for at this site.
    Map<String, String> values() throws IOException {
        Map<String, String> values = places(plan);
        cluster.ifPresent(all -> values.put("clusterFolder", all.folder().toString()));
        values.put("postgresPrograms", engines.postgres().toString());
        values.put("sharedBuffers", sharedBuffers());
        values.put("superuserPassword", secrets.of(Secrets.SUPERUSER));
        values.put("replicationPassword", secrets.of(Secrets.REPLICATION));
        values.put("rewindPassword", secrets.of(Secrets.REWIND));
        values.put("patroniPassword", secrets.of(Secrets.PATRONI));
        lists(values, plan.ports());
        return values;
    }

    /// What is known of a site before it is known where its programs are.
    static Map<String, String> places(SitePlan plan) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("cluster", plan.cluster());
        values.put("site", plan.site());
        values.put("address", plan.address());
        values.put("folder", plan.folder().toString());
        Ports ports = plan.ports();
        values.put("etcdClientPort", Integer.toString(ports.etcdClient()));
        values.put("etcdPeerPort", Integer.toString(ports.etcdPeer()));
        values.put("postgresPort", Integer.toString(ports.postgres()));
        values.put("patroniPort", Integer.toString(ports.patroni()));
        values.put("primaryPort", Integer.toString(ports.primary()));
        values.put("replicaPort", Integer.toString(ports.replica()));
        values.put("nodePort", Integer.toString(ports.node()));
        values.put("addresses", String.join(", ", plan.addresses().values()));
        List<String> rows = new ArrayList<>();
        plan.addresses().forEach((site, address) -> rows.add("| " + site + " | " + address + " |"));
        values.put("siteRows", String.join("\n", rows));
        return values;
    }

    /// Three sites of one machine share its memory. One that has a machine takes a quarter of what
    /// it has, 4 GB at most.
    private String sharedBuffers() throws IOException {
        boolean shared = cluster.isPresent() || plan.address().startsWith("127.");
        long megabytes =
                shared
                        ? SHARED_MEGABYTES
                        : Math.clamp(memory() / 4, SHARED_MEGABYTES, MOST_MEGABYTES);
        return megabytes + "MB";
    }

    /// In megabytes.
    private static long memory() throws IOException {
        Matcher total = MEMORY.matcher(Files.readString(Path.of("/proc/meminfo")));
        return total.find() ? Long.parseLong(total.group(1)) >> 10 : 0;
    }

    private void lists(Map<String, String> values, Ports ports) {
        List<String> members = new ArrayList<>();
        List<String> hosts = new ArrayList<>();
        List<String> servers = new ArrayList<>();
        List<String> access = new ArrayList<>();
        plan.addresses()
                .forEach((site, address) -> {
                    members.add(site + "=http://" + address + ":" + ports.etcdPeer());
                    hosts.add("    - " + address + ":" + ports.etcdClient());
                    servers.add(
                            "    server %s %s:%d check port %d"
                                    .formatted(site, address, ports.postgres(), ports.patroni()));
                    access.addAll(access(address));
                });
        // commands of this machine are no site
        access.addAll(access(cluster.map(ClusterPlan::caller).orElse(ClusterPlan.THIS_MACHINE)));
        values.put("etcdMembers", String.join(",", members));
        values.put("etcdHosts", String.join("\n", hosts));
        values.put("haproxyServers", String.join("\n", servers));
        values.put("postgresAccess", String.join("\n", access));
    }

    private static List<String> access(String address) {
        return List.of(
                "    - host replication replicator " + address + "/32 scram-sha-256",
                "    - host all all " + address + "/32 scram-sha-256");
    }

    /// Where another site's folder is on its own machine is not known here.
    private Optional<Path> folder(String site) {
        Optional<Path> own =
                site.equals(plan.site()) ? Optional.of(plan.folder()) : Optional.empty();
        return cluster.map(all -> all.folder().resolve(site)).or(() -> own);
    }

    /// What runs where, readable without any database (a burnt centre took its inventory along).
    private String inventory() {
        ObjectNode json = JSON.createObjectNode().put("cluster", plan.cluster());
        ArrayNode sites = json.putArray("sites");
        plan.addresses()
                .forEach((site, address) -> {
                    ObjectNode one = sites.addObject().put("site", site).put("address", address);
                    folder(site).ifPresent(folder -> one.put("folder", folder.toString()));
                    one.set("ports", JSON.valueToTree(plan.ports()));
                });
        ArrayNode order = json.putArray("restoreOrder");
        List.of("etcd", "postgres of the last writer", "synchronous standby", "haproxy", "node")
                .forEach(order::add);
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    }
}
