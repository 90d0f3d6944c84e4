// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// All that one site is told: `site.json` in its folder. Addresses and ports of every site, so that
/// a site needs nobody else to know where the others are.
///
/// @param site its name: `a`, `b` or `c`
/// @param cluster name of the whole, Patroni's scope and etcd's token
/// @param addresses of every site by name, in order, this one included; IPv4
/// @param ports the same at every site
/// @param folder of this site, absolute
/// @param node how its node is started; empty: none is
/// @param evict whether its watcher may have the primary moved, or a standby make room, because
///   long packets are lost, and this site does what others tell it then; `"evict": false` in the
///   file forbids it, from the site's next start on
public record SitePlan(
        String site,
        String cluster,
        SequencedMap<String, String> addresses,
        Ports ports,
        Path folder,
        Optional<NodePlan> node,
        boolean evict) {
    static final String FILE = "site.json";
    private static final JsonMapper JSON = JsonMapper.shared();

    public SitePlan {
        if (!addresses.containsKey(site)) {
            throw new IllegalArgumentException("site " + site + " is not among " + addresses);
        }
        addresses = java.util.Collections.unmodifiableSequencedMap(new LinkedHashMap<>(addresses));
    }

    /// Whether its supervisor runs on this machine.
    public boolean isRunning() throws IOException {
        return SiteProcesses.alive(this, Supervisor.NAME).isPresent();
    }

    /// This site's own address.
    public String address() {
        return address(site);
    }

    /// The address of a site.
    ///
    /// @throws IllegalArgumentException when there is no such site
    public String address(String other) {
        String address = addresses.get(other);
        if (address == null) {
            throw new IllegalArgumentException("there is no site " + other);
        }
        return address;
    }

    /// Every member of etcd, this site's first: what `--etcd` of a node takes.
    public List<URI> etcd() {
        return ownFirst().stream()
                .map(one -> URI.create("http://" + addresses.get(one) + ":" + ports.etcdClient()))
                .toList();
    }

    /// The member of etcd of a site.
    public URI etcd(String other) {
        return URI.create("http://" + address(other) + ":" + ports.etcdClient());
    }

    /// The REST interface of the Patroni of a site.
    public URI patroni(String other) {
        return URI.create("http://" + address(other) + ":" + ports.patroni());
    }

    /// The way to the primary by the HAProxy of a site.
    public URI proxy(String other) {
        return URI.create("tcp://" + address(other) + ":" + ports.primary());
    }

    /// The password of the user `patroni`, without whom Patroni changes nothing, from this site's
    /// `secrets.json`; empty when the site has none.
    public Optional<String> patroniPassword() throws IOException {
        return Secrets.at(folder).map(secrets -> secrets.of(Secrets.PATRONI));
    }

    /// The names of the passwords of a site.
    public static List<String> passwordNames() {
        return Secrets.NAMES;
    }

    /// Where the node of a site answers.
    public URI nodeAddress(String other) {
        return URI.create("http://" + address(other) + ":" + ports.node());
    }

    /// The REST interface of this site's Patroni.
    public URI patroni() {
        return URI.create("http://" + address() + ":" + ports.patroni());
    }

    /// JDBC address of the database `holdfast` through the HAProxies, this site's first.
    ///
    /// Connecting gives up after 2 s for each HAProxy. A statement that is silent for 10 s breaks
    /// its connection: a commit that was on its way is then unknown, neither done nor undone. There
    /// must be no query timeout around a commit: a cancelled wait is answered as success.
    public String jdbcUrl() {
        List<String> hosts = new ArrayList<>();
        ownFirst().forEach(one -> hosts.add(addresses.get(one) + ":" + ports.primary()));
        return "jdbc:postgresql://"
                + String.join(",", hosts)
                + "/holdfast?targetServerType=primary&connectTimeout=2&socketTimeout=10"
                + "&loginTimeout=5&tcpKeepAlive=true&cancelSignalTimeout=2&hostRecheckSeconds=1"
                + "&ApplicationName=holdfast-"
                + site;
    }

    /// JDBC address of the database `holdfast` through the HAProxy of one site and no other. Says
    /// nothing of time limits (what stands in an address would win over what a program sets).
    public String jdbcUrl(String way) {
        return "jdbc:postgresql://" + address(way) + ":" + ports.primary() + "/holdfast";
    }

    /// Properties `url`, `user` and `password` of the database, readable by their owner only.
    public Path credentials() {
        return folder.resolve("database.properties");
    }

    /// The node's own disk.
    public Path nodeFolder() {
        return folder.resolve("node");
    }

    /// What the site's node shows to the nodes of the others; empty when it has no node.
    public Optional<String> token() throws IOException {
        Path file = nodeFolder().resolve("mirror").resolve("token");
        return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
    }

    Path log(String service) {
        return folder.resolve("log").resolve(service + ".log");
    }

    /// Process numbers and the wanted level: not writable for the engines' account, because whoever
    /// runs the supervisor believes them.
    Path state() {
        return folder.resolve("state");
    }

    /// Sockets, and what the engines leave there.
    Path run() {
        return folder.resolve("run");
    }

    Path configuration(String file) {
        return folder.resolve("etc").resolve(file);
    }

    /// PostgreSQL's data.
    Path postgresFolder() {
        return folder.resolve("postgres");
    }

    Path etcdFolder() {
        return folder.resolve("etcd");
    }

    /// What a node finds in its environment: `HOLDFAST_SITE_PLAN` (this file), `HOLDFAST_SITE`,
    /// `HOLDFAST_DATABASE_URL`, `HOLDFAST_DATABASE_CREDENTIALS` (a file), `HOLDFAST_ETCD` (comma
    /// separated), `HOLDFAST_HOST`, `HOLDFAST_PORT`, `HOLDFAST_NODES` (`a=http://...,b=...`).
    public Map<String, String> nodeEnvironment() {
        List<String> nodes = new ArrayList<>();
        addresses.keySet().forEach(one -> nodes.add(one + "=" + nodeAddress(one)));
        return Map.of(
                "HOLDFAST_SITE_PLAN", folder.resolve(FILE).toString(),
                "HOLDFAST_SITE", site,
                "HOLDFAST_DATABASE_URL", jdbcUrl(),
                "HOLDFAST_DATABASE_CREDENTIALS", credentials().toString(),
                "HOLDFAST_ETCD", String.join(",", etcd().stream().map(URI::toString).toList()),
                "HOLDFAST_HOST", address(),
                "HOLDFAST_PORT", Integer.toString(ports.node()),
                "HOLDFAST_NODES", String.join(",", nodes));
    }

    private List<String> ownFirst() {
        List<String> names = new ArrayList<>(addresses.keySet());
        names.remove(site);
        names.addFirst(site);
        return names;
    }

    /// Reads the plan of the site whose folder this is.
    public static SitePlan read(Path folder) throws IOException {
        JsonNode json = JSON.readTree(Files.readString(folder.resolve(FILE)));
        SequencedMap<String, String> addresses = new LinkedHashMap<>();
        json.path("addresses")
                .properties()
                .forEach(one -> addresses.put(one.getKey(), one.getValue().asString("")));
        List<String> command = new ArrayList<>();
        json.path("node").forEach(word -> command.add(word.asString("")));
        Map<String, String> environment = new LinkedHashMap<>();
        json.path("environment")
                .properties()
                .forEach(one -> environment.put(one.getKey(), one.getValue().asString("")));
        return new SitePlan(
                json.path("site").asString(""),
                json.path("cluster").asString(""),
                addresses,
                JSON.treeToValue(json.path("ports"), Ports.class),
                folder.toAbsolutePath().normalize(),
                command.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new NodePlan(command, environment)),
                json.path("evict").asBoolean(true));
    }

    /// Writes it into the site's folder. The folder itself is not in the file: it may be moved.
    public void write() throws IOException {
        ObjectNode json = JSON.createObjectNode().put("site", site).put("cluster", cluster);
        json.put("evict", evict);
        json.set("addresses", JSON.valueToTree(addresses));
        json.set("ports", JSON.valueToTree(ports));
        node.ifPresent(plan -> {
            json.set("node", JSON.valueToTree(plan.command()));
            json.set("environment", JSON.valueToTree(plan.environment()));
        });
        Disk.replace(
                folder.resolve(FILE),
                JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
    }

    /// Another site as this one's file knows it. What lies in its folder is not known.
    SitePlan other(String name) {
        return new SitePlan(name, cluster, addresses, ports, folder, node, evict);
    }

    /// Whether this is one of several sites of a cluster on this machine.
    public boolean isOfCluster() {
        return Files.exists(folder.resolve(ClusterPlan.FILE));
    }

    /// The same site with a node, or with another.
    public SitePlan withNode(NodePlan plan) {
        return new SitePlan(site, cluster, addresses, ports, folder, Optional.of(plan), evict);
    }
}
