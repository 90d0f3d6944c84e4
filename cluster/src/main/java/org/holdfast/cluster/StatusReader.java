// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks the sites how they stand: each part of each site by its own word, side by side, at most two
/// seconds for an answer, six for a login through the HAProxy of another machine.
final class StatusReader {
    private static final Duration WITHIN = Duration.ofSeconds(2);
    private static final long SLACK_MILLIS = 300;
    private static final JsonMapper JSON = JsonMapper.shared();

    private StatusReader() {}

    /// All sites of this machine.
    static ClusterStatus read(ClusterPlan cluster) throws IOException {
        List<Asked> asked = new ArrayList<>();
        for (SitePlan plan : cluster.sites()) {
            asked.add(new Asked(plan, plan.token(), Optional.empty()));
        }
        return read(cluster.name(), asked);
    }

    /// All sites from the machine of one, of the others over the network only.
    ///
    /// @param token by which all nodes know this site; without, their alarms are not known
    static ClusterStatus read(SitePlan here, Optional<String> token) throws IOException {
        FarSite far = FarSite.from(here);
        List<Asked> asked = new ArrayList<>();
        for (String site : here.addresses().keySet()) {
            asked.add(
                    site.equals(here.site())
                            ? new Asked(here, token, Optional.empty())
                            : new Asked(here.other(site), token, Optional.of(far)));
        }
        return read(here.cluster(), asked);
    }

    /// @param token shown to its node
    /// @param far how a site on another machine is asked
    private record Asked(SitePlan plan, Optional<String> token, Optional<FarSite> far) {}

    private static ClusterStatus read(String cluster, List<Asked> asked) throws IOException {
        List<SiteStatus> sites = new ArrayList<>();
        try (ExecutorService crew = Executors.newVirtualThreadPerTaskExecutor();
                HttpClient http = HttpClient.newBuilder().connectTimeout(WITHIN).build()) {
            List<Future<SiteStatus>> answers = new ArrayList<>();
            for (Asked one : asked) {
                answers.add(crew.submit(() -> site(crew, http, one)));
            }
            for (Future<SiteStatus> answer : answers) {
                sites.add(answer.get());
            }
        } catch (ExecutionException failed) {
            throw new IOException("a site's state cannot be read", failed.getCause());
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", told);
        }
        return new ClusterStatus(cluster, sites);
    }

    /// A site that is frozen keeps its sockets open and says nothing, so that each question waits:
    /// all are asked at the same time.
    private static SiteStatus site(ExecutorService crew, HttpClient http, Asked one)
            throws IOException {
        SitePlan plan = one.plan();
        Future<Optional<JsonNode>> asked = crew.submit(() -> patroni(http, plan, "/cluster"));
        Future<Optional<JsonNode>> askedItself = crew.submit(() -> patroni(http, plan, "/patroni"));
        Future<String> askedEtcd = crew.submit(() -> etcd(plan));
        Future<String> askedNode = crew.submit(() -> node(http, one));
        Future<Map<String, String>> told =
                crew.submit(() ->
                        isToTell(one) ? new NodeWord(http, one.token()).alarms(plan) : Map.of());
        String haproxy =
                one.far().isPresent()
                        ? within(
                                crew.submit(() -> one.far().get().proxy(plan)),
                                SiteStatus.NOWHERE,
                                FarSite.LOGIN)
                        : haproxy(crew, plan);
        Optional<JsonNode> members = within(asked, Optional.empty());
        Optional<JsonNode> own = within(askedItself, Optional.empty());
        String etcd = within(askedEtcd, SiteStatus.DEAD);
        String node = within(askedNode, SiteStatus.DEAD);
        JsonNode member = JSON.createObjectNode();
        for (JsonNode named : members.map(json -> json.path("members")).orElse(member)) {
            if (named.path("name").asString("").equals(plan.site())) {
                member = named;
            }
        }
        boolean running =
                own.map(json -> json.path("state").asString("").equals("running")).orElse(false);
        String supervisor = supervisor(one);
        Map<String, String> alarms = new TreeMap<>(within(told, NodeWord.unknown(plan)));
        if (one.far().isEmpty()) {
            // by the files too: they speak for a watcher whose node is dead
            alarms.putAll(alarms(plan, supervisor.equals(SiteStatus.RUNNING)));
        }
        return new SiteStatus(
                plan.site(),
                plan.address(),
                supervisor,
                etcd,
                role(own, member, running),
                running ? own.orElseThrow().path("timeline").asLong(0) : 0,
                running && member.path("lag").isNumber()
                        ? member.path("lag").asLong()
                        : running && member.path("role").asString("").equals("leader") ? 0 : -1,
                haproxy,
                node,
                alarms);
    }

    /// Of a node that is known to be dead, or not to be, nothing is expected.
    private static boolean isToTell(Asked one) throws IOException {
        return one.far().isPresent() || SiteProcesses.alive(one.plan(), "node").isPresent();
    }

    private static String supervisor(Asked one) throws IOException {
        if (one.far().isPresent()) {
            return SiteStatus.UNSEEN;
        }
        return SiteProcesses.alive(one.plan(), Supervisor.NAME).isPresent()
                ? SiteStatus.RUNNING
                : SiteStatus.DEAD;
    }

    /// Of the watcher, while it lives, and of the node's probes, while that lives.
    private static Map<String, String> alarms(SitePlan plan, boolean supervised)
            throws IOException {
        Map<String, String> open = new TreeMap<>();
        if (supervised) {
            open.putAll(Alarms.open(plan.folder()));
            WatcherBeat beat = WatcherBeat.of(plan);
            beat.silence()
                    .ifPresent(silence ->
                            open.put(WatcherBeat.ALARM + plan.site(), beat.words(silence)));
        }
        if (SiteProcesses.alive(plan, "node").isPresent()) {
            open.putAll(Alarms.openProbes(plan.folder()));
        }
        return open;
    }

    private static String node(HttpClient http, Asked one) throws IOException {
        SitePlan plan = one.plan();
        if (plan.node().isEmpty()) {
            return "none";
        }
        if (one.far().isEmpty() && SiteProcesses.alive(plan, "node").isEmpty()) {
            return SiteStatus.DEAD;
        }
        URI ready = plan.nodeAddress(plan.site()).resolve("/health/ready");
        try {
            HttpRequest request = HttpRequest.newBuilder(ready).timeout(WITHIN).build();
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() == 200) {
                return SiteStatus.READY;
            }
            return answer.body().contains("\"stopped\"") ? "stopped" : "starting";
        } catch (ConnectException | HttpConnectTimeoutException nobody) {
            return one.far().isPresent() ? SiteStatus.DEAD : "starting";
        } catch (IOException silent) {
            return "starting";
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            return "starting";
        }
    }

    /// Its own word first: what the others say of a member may be old.
    private static String role(Optional<JsonNode> own, JsonNode member, boolean running) {
        if (own.isEmpty()) {
            return SiteStatus.DEAD;
        }
        if (!running) {
            return own.get().path("state").asString("starting");
        }
        String role = own.get().path("role").asString("");
        if (role.equals("master") || role.equals("primary")) {
            return SiteStatus.PRIMARY;
        }
        return member.path("role").asString("").equals("sync_standby")
                ? SiteStatus.SYNC_STANDBY
                : "standby";
    }

    private static Optional<JsonNode> patroni(HttpClient http, SitePlan plan, String path) {
        URI address = URI.create("http://" + plan.address() + ":" + plan.ports().patroni() + path);
        try {
            HttpRequest request = HttpRequest.newBuilder(address).timeout(WITHIN).build();
            return Optional.of(JSON.readTree(http.send(request, BodyHandlers.ofString()).body()));
        } catch (IOException | JacksonException away) {
            return Optional.empty();
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static String etcd(SitePlan plan) {
        try (EtcdClient etcd = new EtcdClient(plan.etcd().getFirst())) {
            EtcdClient.Standing standing = etcd.standing();
            if (!standing.hasLeader()) {
                return "no leader";
            }
            return standing.leads() ? "leader" : "follower";
        } catch (IOException away) {
            return SiteStatus.DEAD;
        }
    }

    /// What was answered, or `otherwise` when nobody answered in time.
    private static <T> T within(Future<T> answer, T otherwise) throws IOException {
        return within(answer, otherwise, WITHIN);
    }

    private static <T> T within(Future<T> answer, T otherwise, Duration limit) throws IOException {
        try {
            return answer.get(limit.toMillis() + SLACK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException silent) {
            answer.cancel(true);
            return otherwise;
        } catch (ExecutionException failed) {
            throw new IOException("a site's state cannot be read", failed.getCause());
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", told);
        }
    }

    /// A Unix socket has no timeout of its own: it is closed under a reader who waits too long.
    private static String haproxy(ExecutorService crew, SitePlan plan) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return within(crew.submit(() -> haproxy(channel, plan)), SiteStatus.DEAD);
        }
    }

    /// HAProxy's own table, over its socket: `pxname,svname,...,status,...`.
    private static String haproxy(SocketChannel channel, SitePlan plan) {
        var address = UnixDomainSocketAddress.of(plan.run().resolve("haproxy.sock"));
        try {
            channel.connect(address);
            channel.write(ByteBuffer.wrap("show stat\n".getBytes(StandardCharsets.UTF_8)));
            String table =
                    new String(
                            Channels.newInputStream(channel).readAllBytes(),
                            StandardCharsets.UTF_8);
            int status =
                    List.of(table.lines().findFirst().orElse("").split(",", -1)).indexOf("status");
            return table.lines()
                    .map(line -> line.split(",", -1))
                    .filter(line -> line.length > status && status > 0)
                    .filter(line ->
                            line[0].equals("primary") && plan.addresses().containsKey(line[1]))
                    .filter(line -> line[status].startsWith("UP"))
                    .map(line -> line[1])
                    .findFirst()
                    .orElse(SiteStatus.NOWHERE);
        } catch (IOException away) {
            return SiteStatus.DEAD;
        }
    }
}
