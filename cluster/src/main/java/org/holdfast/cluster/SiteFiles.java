// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes the folder of one site: configuration, passwords, inventory and runbook, a whole copy at
/// each. Written anew at each start from the templates; data, logs and passwords stay.
final class SiteFiles {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final ClusterPlan cluster;
    private final SitePlan plan;
    private final Secrets secrets;
    private final Engines engines;

    SiteFiles(ClusterPlan cluster, SitePlan plan, Secrets secrets, Engines engines) {
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
        cluster.write(plan.folder());
        plan.write();
        Map<String, String> values = values();
        values.put("etcdState", etcdState);
        for (String name : List.of("etcd.yml", "patroni.yml", "haproxy.cfg")) {
            Disk.replaceSecret(plan.configuration(name), Template.of(name).fill(values), account);
        }
        Disk.replaceSecret(
                plan.credentials(),
                "url="
                        + plan.jdbcUrl()
                        + "\nuser=holdfast\npassword="
                        + secrets.of(Secrets.HOLDFAST)
                        + "\n",
                Optional.empty());
        Disk.replace(plan.folder().resolve("RUNBOOK.md"), Template.of("runbook.md").fill(values));
        Disk.replace(plan.folder().resolve("inventory.json"), inventory());
    }

    /// What each place of the templates stands for at this site.
    Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("cluster", plan.cluster());
        values.put("site", plan.site());
        values.put("address", plan.address());
        values.put("folder", plan.folder().toString());
        values.put("clusterFolder", cluster.folder().toString());
        Ports ports = plan.ports();
        values.put("etcdClientPort", Integer.toString(ports.etcdClient()));
        values.put("etcdPeerPort", Integer.toString(ports.etcdPeer()));
        values.put("postgresPort", Integer.toString(ports.postgres()));
        values.put("patroniPort", Integer.toString(ports.patroni()));
        values.put("primaryPort", Integer.toString(ports.primary()));
        values.put("replicaPort", Integer.toString(ports.replica()));
        values.put("nodePort", Integer.toString(ports.node()));
        values.put("postgresPrograms", engines.postgres().toString());
        values.put("sharedBuffers", "64MB");
        values.put("superuserPassword", secrets.of(Secrets.SUPERUSER));
        values.put("replicationPassword", secrets.of(Secrets.REPLICATION));
        values.put("rewindPassword", secrets.of(Secrets.REWIND));
        values.put("patroniPassword", secrets.of(Secrets.PATRONI));
        lists(values, ports);
        return values;
    }

    private void lists(Map<String, String> values, Ports ports) {
        List<String> members = new ArrayList<>();
        List<String> hosts = new ArrayList<>();
        List<String> servers = new ArrayList<>();
        List<String> rows = new ArrayList<>();
        List<String> access = new ArrayList<>();
        plan.addresses()
                .forEach((site, address) -> {
                    members.add(site + "=http://" + address + ":" + ports.etcdPeer());
                    hosts.add("    - " + address + ":" + ports.etcdClient());
                    servers.add(
                            "    server %s %s:%d check port %d"
                                    .formatted(site, address, ports.postgres(), ports.patroni()));
                    rows.add("| " + site + " | " + address + " |");
                    access.addAll(access(address));
                });
        // commands of this machine are no site
        access.addAll(access(cluster.caller()));
        values.put("etcdMembers", String.join(",", members));
        values.put("etcdHosts", String.join("\n", hosts));
        values.put("haproxyServers", String.join("\n", servers));
        values.put("siteRows", String.join("\n", rows));
        values.put("postgresAccess", String.join("\n", access));
    }

    private static List<String> access(String address) {
        return List.of(
                "    - host replication replicator " + address + "/32 scram-sha-256",
                "    - host all all " + address + "/32 scram-sha-256");
    }

    /// What runs where, readable without any database (a burnt centre took its inventory along).
    private String inventory() {
        ObjectNode json = JSON.createObjectNode().put("cluster", plan.cluster());
        ArrayNode sites = json.putArray("sites");
        plan.addresses()
                .forEach((site, address) -> {
                    ObjectNode one = sites.addObject().put("site", site).put("address", address);
                    one.put("folder", cluster.folder().resolve(site).toString());
                    one.set("ports", JSON.valueToTree(plan.ports()));
                });
        ArrayNode order = json.putArray("restoreOrder");
        List.of("etcd", "postgres of the last writer", "synchronous standby", "haproxy", "node")
                .forEach(order::add);
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    }
}
