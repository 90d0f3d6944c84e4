// SPDX-License-Identifier: Apache-2.0
package org.holdfast.sites;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks every part of every site at the same time, on virtual threads. One look at a time: whoever
/// comes meanwhile waits for it and takes what it found.
final class AskedSites implements SiteWatch {
    private static final Duration WITHIN = Duration.ofSeconds(2);
    private static final long ALL_MILLIS = 2_800;
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final WatchSettings settings;
    private final OwnReport own;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(WITHIN)
                    .build();
    private final ExecutorService crew = Executors.newVirtualThreadPerTaskExecutor();

    @GuardedBy("this")
    private @Nullable Standing last;

    @GuardedBy("this")
    private long lastNanos;

    AskedSites(WatchSettings settings, OwnReport own) {
        this.settings = settings;
        this.own = own;
    }

    @Override
    public SiteReport own() {
        return own.make();
    }

    @Override
    public Map<String, SiteReport> reports(Set<String> sites) {
        long end = System.nanoTime() + WITHIN.toNanos();
        Map<String, Future<Optional<SiteReport>>> questions = new LinkedHashMap<>();
        settings.doors()
                .forEach((site, doors) -> {
                    if (sites.contains(site)) {
                        questions.put(site, report(site, doors));
                    }
                });
        Map<String, SiteReport> said = new LinkedHashMap<>();
        questions.forEach((site, question) ->
                within(question, Optional.<SiteReport>empty(), end)
                        .ifPresent(report -> said.put(site, report)));
        return said;
    }

    private Future<Optional<SiteReport>> report(String site, SiteDoors doors) {
        return site.equals(settings.site())
                ? crew.submit(() -> Optional.of(own.make()))
                : crew.submit(() -> report(doors.node()));
    }

    @Override
    public synchronized Standing standing() {
        Standing known = last;
        return known != null && System.nanoTime() - lastNanos < FRESH_NANOS ? known : asked();
    }

    @Override
    public synchronized Standing asked() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ALL_MILLIS);
        List<Asked> questions = new ArrayList<>();
        settings.doors().forEach((site, doors) -> questions.add(ask(site, doors)));
        List<SiteState> states = new ArrayList<>();
        for (Asked one : questions) {
            states.add(one.state(end));
        }
        Standing found = new Standing(own.clock().instant(), settings.site(), states);
        last = found;
        lastNanos = System.nanoTime();
        return found;
    }

    private record Asked(
            String site,
            SiteDoors doors,
            Future<JsonNode> members,
            Future<JsonNode> itself,
            Future<String> etcd,
            Future<Boolean> proxy,
            Future<String> node,
            Future<Optional<SiteReport>> report) {
        SiteState state(long end) {
            JsonNode nothing = JSON.createObjectNode();
            return new SiteState(
                    site,
                    doors.node().getHost(),
                    replica(site, within(members, nothing, end), within(itself, nothing, end)),
                    within(etcd, SiteState.SILENT, end),
                    within(proxy, false, end),
                    within(node, SiteState.SILENT, end),
                    within(report, Optional.empty(), end));
        }
    }

    private Asked ask(String site, SiteDoors doors) {
        boolean here = site.equals(settings.site());
        return new Asked(
                site,
                doors,
                crew.submit(() -> JSON.readTree(get(doors.patroni().resolve("/cluster")).body())),
                crew.submit(() -> JSON.readTree(get(doors.patroni().resolve("/patroni")).body())),
                crew.submit(() -> etcd(doors.etcd())),
                crew.submit(() -> listens(doors.proxy())),
                here ? done("ready") : crew.submit(() -> node(doors.node())),
                report(site, doors));
    }

    private static <T> Future<T> done(T value) {
        return CompletableFuture.completedFuture(value);
    }

    /// A part that does not answer, answers late or not in its own form is silent.
    private static <T> T within(Future<T> answer, T silent, long end) {
        try {
            return answer.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException late) {
            answer.cancel(true);
            return silent;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return silent;
        }
    }

    private HttpResponse<byte[]> get(URI address) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(address).timeout(WITHIN).build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    /// Its own word first: what the others say of a member may be old.
    private static SiteState.Replica replica(String site, JsonNode cluster, JsonNode itself) {
        String state = itself.path("state").asString("");
        if (state.isEmpty()) {
            return SiteState.Replica.NOBODY;
        }
        JsonNode member = JSON.createObjectNode();
        for (JsonNode one : cluster.path("members")) {
            if (one.path("name").asString("").equals(site)) {
                member = one;
            }
        }
        boolean runs = state.equals("running") || state.equals("streaming");
        String role = itself.path("role").asString("");
        boolean leads = role.equals("master") || role.equals("primary");
        boolean synced = member.path("role").asString("").equals("sync_standby");
        String word = leads ? SiteState.PRIMARY : synced ? SiteState.SYNCHRONOUS : "standby";
        long lag = member.path("lag").isNumber() ? member.path("lag").asLong() : leads ? 0 : -1;
        return new SiteState.Replica(runs ? word : state, itself.path("timeline").asLong(0), lag);
    }

    private String etcd(URI member) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(member.resolve("/v3/maintenance/status"))
                        .timeout(WITHIN)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build();
        JsonNode answer =
                JSON.readTree(client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
        String leader = answer.path("leader").asString("0");
        if (answer.path("header").isMissingNode()) {
            return SiteState.SILENT;
        }
        if (leader.isEmpty() || leader.equals("0")) {
            return "no-leader";
        }
        boolean leads = leader.equals(answer.path("header").path("member_id").asString(""));
        return leads ? "leader" : "follower";
    }

    private static boolean listens(URI proxy) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(proxy.getHost(), proxy.getPort()),
                    (int) WITHIN.toMillis());
            return true;
        }
    }

    private String node(URI node) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = get(node.resolve("/health/ready"));
        if (answer.statusCode() == 200) {
            return "ready";
        }
        return new String(answer.body(), StandardCharsets.UTF_8).contains("\"stopped\"")
                ? "stopped"
                : "starting";
    }

    private Optional<SiteReport> report(URI node) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(node.resolve("/api/v1/sites/own"))
                        .timeout(WITHIN)
                        .header("Authorization", "Bearer " + settings.token().get())
                        .build();
        HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        return answer.statusCode() == 200 ? SiteReport.read(answer.body()) : Optional.empty();
    }

    @Override
    public void close() {
        crew.shutdownNow();
        client.shutdownNow();
    }
}
