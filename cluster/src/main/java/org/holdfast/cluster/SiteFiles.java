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

    /// @param etcdState `new` or `existing`, see [EtcdRejoin]
    void write(String etcdState) throws IOException {
        Optional<String> account = engines.account();
        Disk.folder(plan.folder(), "rwxr-xr-x", Optional.empty());
        Disk.folder(plan.folder().resolve("etc"), "rwxr-xr-x", Optional.empty());
        Disk.folder(plan.folder().resolve("log"), "rwxr-xr-x", Optional.empty());
        Disk.folder(plan.nodeFolder(), "rwx------", Optional.empty());
        Disk.folder(plan.state(), "rwxr-xr-x", Optional.empty());
        Disk.folder(plan.run(), "rwxr-xr-x", account);
        Disk.folder(plan.etcdFolder(), "rwx------", account);
        Disk.folder(plan.postgresFolder(), "rwx------", account);
        secrets.write(plan.folder());
        if (cluster.isPresent()) {
            cluster.get().write(plan.folder());
        }
        plan.write();
        Map<String, String> values = values();
        values.put("etcdState", etcdState);
        for (String name : List.of("etcd.yml", "patroni.yml", "haproxy.cfg")) {
            Disk.replaceSecret(
                    plan.configuration(name),
                    Template.of(name, plan.folder()).fill(values),
                    account);
        }
        Disk.replaceSecret(
                plan.credentials(),
                "url="
                        + plan.jdbcUrl()
                        + "\nuser=holdfast\npassword="
                        + secrets.of(Secrets.HOLDFAST)
                        + "\n",
                Optional.empty());
        String runbook = cluster.isPresent() ? "runbook.md" : "runbook-machine.md";
        Disk.replace(plan.folder().resolve("RUNBOOK.md"), Template.of(runbook).fill(values));
        Disk.replace(plan.folder().resolve("inventory.json"), inventory());
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
