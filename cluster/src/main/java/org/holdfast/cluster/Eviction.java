// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/// Does what helps where long packets are lost ([Remedy]): no engine notices that, and commits wait
/// until somebody does it. Has Patroni move the primary away from a site that loses them, or from
/// the end of a link that does to the site that reaches both ends; has a synchronous standby that
/// loses them make room for the other. At most one action in ten minutes in the whole cluster, and
/// none where `site.json` says `"evict": false`.
///
/// To make room, a site stops its Patroni for half a minute at most, told through etcd. Patroni
/// says then that it is no synchronous standby any more, and waits for the primary to name another
/// before PostgreSQL stops. It is told only when the primary says that another standby streams, and
/// stands only while that primary holds the lease: what would be left must be two that run.
///
/// Patroni moves it to the synchronous standby only, which has every acknowledged commit. When no
/// long packet passes, PostgreSQL drops its senders within seconds and Patroni names no standby any
/// more: then it refuses, and the sick site itself is told, through etcd, to stop its Patroni for
/// two minutes. Nobody would become primary then, since strict mode lets only named standbys. So
/// whoever asked names one to Patroni, by a failover: when nobody holds the lease any more, the
/// sick site refuses connections to its PostgreSQL, so that nothing more is acknowledged there, and
/// both other sites say how much they have. Every acknowledged commit was flushed by the standby
/// that was named at its moment, and by it everything before: the one that has more has all. Not
/// thread-safe, but for [#stepsDown].
final class Eviction implements AutoCloseable {
    /// Looks that must find it so, one after the other.
    private static final int LOOKS = 5;

    private static final int AGAIN_SECONDS = 600;

    /// After Patroni refused.
    private static final int RETRY_SECONDS = 20;

    /// So long the site that is told to stops its Patroni.
    private static final int DOWN_SECONDS = 120;

    /// So long a synchronous standby that makes room does, at most.
    private static final int ROOM_SECONDS = 30;

    private static final int REFUSED = 412;

    private static final Duration ANSWER = Duration.ofSeconds(30);

    private static final int PROBE_MILLIS = 1_000;

    private final SitePlan plan;
    private final Secrets secrets;
    private final EtcdClient etcd;
    private final Consumer<String> say;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private Optional<Remedy> wanted = Optional.empty();
    private int looks;

    /// What this site was told and does; empty: nothing.
    private String obeyed = "";

    private volatile Optional<Long> downUntil = Optional.empty();

    /// The site that this one has told to step down, until another has the lease.
    private volatile String evicted = "";

    private volatile boolean naming;

    /// What the others said at the look before.
    private Map<String, Standing> before = Map.of();

    Eviction(SitePlan plan, Secrets secrets, EtcdClient etcd, Consumer<String> say) {
        this.plan = plan;
        this.secrets = secrets;
        this.etcd = etcd;
        this.say = say;
    }

    /// @param primary the site that holds the lease; empty when nobody does
    /// @param synced the standby that etcd's key `sync` names, if any
    /// @param found what the probes of this site find wrong
    void look(String primary, Optional<String> synced, Map<String, String> found)
            throws IOException {
        listen(primary);
        nameNext(primary);
        Optional<Remedy> now =
                plan.evict()
                        ? Remedy.of(plan.site(), plan.addresses().keySet(), primary, synced, found)
                        : Optional.empty();
        looks = now.isEmpty() ? 0 : now.equals(wanted) ? looks + 1 : 1;
        wanted = now;
        if (looks < LOOKS || actedLately(now.orElseThrow())) {
            return;
        }
        String reason = found.getOrDefault(now.get().alarm(), "");
        switch (now.get()) {
            case Remedy.Leave(String from) -> move(from, Map.of("leader", from), reason);
            case Remedy.Come(String from, String other) -> {
                if (synced.equals(Optional.of(plan.site()))) {
                    move(from, Map.of("leader", from, "candidate", plan.site()), reason);
                } else if (synced.equals(Optional.of(other))) {
                    makeRoom(from, other, reason);
                }
            }
            case Remedy.MakeRoom(String from, String standby) -> makeRoom(from, standby, reason);
        }
    }

    /// Whether anybody did anything in the last ten minutes, other than what this is the end of: a
    /// standby that made room so that the primary can come here.
    private boolean actedLately(Remedy remedy) throws IOException {
        Optional<String> room = etcd.get(key("room"));
        boolean own =
                remedy instanceof Remedy.Come(String from, String other)
                        && room.filter(one -> one.startsWith(order(from, other))).isPresent();
        return (room.isPresent() && !own) || etcd.get(key("evicted")).isPresent();
    }

    private void move(String primary, Map<String, String> demand, String reason)
            throws IOException {
        String key = key("evicted");
        String value = primary + " by " + plan.site() + ": " + reason;
        if (etcd.claim(key, value, RETRY_SECONDS)) {
            say.accept("asks Patroni to move the primary away from " + primary + ": " + reason);
            ask(primary, demand, key, value);
        }
    }

    /// How what a standby is told begins.
    private String order(String primary, String standby) {
        return standby + " by " + plan.site() + ", standby of " + primary + ":";
    }

    /// A crash between the two writes: nobody makes room, and nobody acts for ten minutes.
    private void makeRoom(String primary, String standby, String reason) throws IOException {
        String value = order(primary, standby) + " " + reason;
        if (!anotherStreams(primary, standby)) {
            if (looks == LOOKS) {
                say.accept(standby + " is not told to make room, no other standby streams");
            }
        } else if (etcd.claim(key("room"), value, AGAIN_SECONDS)) {
            say.accept("tells " + standby + " to make room: " + reason);
            etcd.put(key("make-room"), value, ROOM_SECONDS);
        }
    }

    /// Whether the primary says that it runs and that another standby streams from it, and that one
    /// says that it runs.
    private boolean anotherStreams(String primary, String standby) {
        JsonNode leader =
                said(primary).filter(Eviction::isRunning).orElse(MissingNode.getInstance());
        for (JsonNode one : leader.path("replication")) {
            String name = one.path("application_name").asString("");
            boolean streams =
                    plan.addresses().containsKey(name)
                            && !name.equals(standby)
                            && one.path("state").asString("").equals("streaming");
            if (streams && said(name).filter(Eviction::isRunning).isPresent()) {
                return true;
            }
        }
        return false;
    }

    private static boolean isRunning(JsonNode said) {
        return said.path("state").asString("").equals("running");
    }

    /// The site whose primary was moved away in the last ten minutes, or is being moved.
    Optional<String> evicted() throws IOException {
        return etcd.get(key("evicted")).map(value -> value.substring(0, value.indexOf(' ')));
    }

    /// What this site is told now, at most two minutes ago; empty: nothing. To make room for
    /// another standby only while that primary holds the lease.
    private void listen(String primary) throws IOException {
        int seconds = DOWN_SECONDS;
        Optional<String> told = told("step-down");
        if (told.isEmpty()) {
            seconds = ROOM_SECONDS;
            told = told("make-room").filter(one -> one.contains(", standby of " + primary + ":"));
        }
        if (told.isEmpty()) {
            obeyed = "";
            downUntil = Optional.empty();
        } else if (plan.evict() && !told.get().equals(obeyed)) {
            say.accept("stops Patroni: " + told.get());
            obeyed = told.get();
            downUntil = Optional.of(System.nanoTime() + Duration.ofSeconds(seconds).toNanos());
        }
    }

    private Optional<String> told(String name) throws IOException {
        return etcd.get(key(name)).filter(one -> one.startsWith(plan.site() + " by "));
    }

    /// Whether the Patroni of this site shall stand now. Thread-safe.
    boolean stepsDown() {
        return downUntil.filter(end -> System.nanoTime() - end < 0).isPresent();
    }

    private String key(String name) {
        return "/holdfast-sites/" + plan.cluster() + "/" + name;
    }

    /// Without waiting: Patroni answers when it is done. An answer that does not come counts as
    /// done, for the demand itself lies in etcd by then.
    private void ask(String primary, Map<String, String> demand, String key, String value) {
        HttpRequest request = request("/switchover", demand);
        var _ =
                http.sendAsync(request, BodyHandlers.ofString())
                        .handle((answer, failed) -> {
                            String words = failed == null ? words(answer) : "no answer: " + failed;
                            say.accept("Patroni on moving the primary: " + words);
                            if (failed != null || answer.statusCode() / 100 == 2) {
                                keep(key, value, AGAIN_SECONDS);
                            } else if (noStandby(answer) && !demand.containsKey("candidate")) {
                                keep(key, value, AGAIN_SECONDS);
                                keep(key("step-down"), value, DOWN_SECONDS);
                                evicted = primary;
                            }
                            return words;
                        });
    }

    /// Names the next primary once the site that was told to has stepped down.
    private void nameNext(String primary) throws IOException {
        String gone = evicted;
        if (gone.isEmpty() || primary.equals(gone) || naming) {
            return;
        }
        if (!primary.isEmpty() || etcd.get(key("step-down")).isEmpty()) {
            evicted = "";
            return;
        }
        if (!refuses(gone)) {
            before = Map.of();
            return;
        }
        Optional<String> next = next(gone);
        if (next.isEmpty()) {
            return;
        }
        naming = true;
        say.accept("asks Patroni to make " + next.get() + " primary: " + gone + " has stopped");
        var _ =
                http.sendAsync(
                                request("/failover", Map.of("candidate", next.get())),
                                BodyHandlers.ofString())
                        .handle((answer, failed) -> {
                            naming = false;
                            String words = failed == null ? words(answer) : "no answer: " + failed;
                            say.accept("Patroni on the next primary: " + words);
                            return words;
                        });
    }

    /// Whether nobody listens where the PostgreSQL of a site was. Silence is no answer.
    private boolean refuses(String site) {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(plan.address(site), plan.ports().postgres()),
                    PROBE_MILLIS);
            return false;
        } catch (ConnectException refused) {
            return true;
        } catch (IOException silent) {
            return false;
        }
    }

    /// What a standby says of itself.
    ///
    /// @param wal bytes received or replayed, whichever is more
    private record Standing(long timeline, long wal) {}

    /// Of the other sites the one whose PostgreSQL has most. Empty unless all of them answer, on
    /// one timeline, and have just what they had a look before: one that still replays what it has
    /// says less, and one of an older timeline has what nobody was told of.
    private Optional<String> next(String gone) {
        Map<String, Standing> now = new TreeMap<>();
        for (String site : plan.addresses().keySet()) {
            if (!site.equals(gone)) {
                standing(site).ifPresent(one -> now.put(site, one));
            }
        }
        boolean settled = now.equals(before);
        before = now;
        boolean all = now.size() == plan.addresses().size() - 1;
        boolean one = now.values().stream().map(Standing::timeline).distinct().count() == 1;
        if (!settled || !all || !one) {
            return Optional.empty();
        }
        return now.entrySet().stream()
                .max(Comparator.comparingLong(entry -> entry.getValue().wal()))
                .map(Map.Entry::getKey);
    }

    private Optional<Standing> standing(String site) {
        JsonNode said = said(site).orElse(MissingNode.getInstance());
        long timeline = said.path("timeline").asLong(0);
        JsonNode wal = said.path("xlog");
        long most =
                Math.max(
                        wal.path("received_location").asLong(-1),
                        wal.path("replayed_location").asLong(-1));
        return timeline > 0 && most >= 0
                ? Optional.of(new Standing(timeline, most))
                : Optional.empty();
    }

    /// What the Patroni of a site says of it. Empty when it does not; headers and body have one
    /// end, since a sick way may lose either.
    private Optional<JsonNode> said(String site) {
        HttpRequest request =
                HttpRequest.newBuilder(plan.patroni(site).resolve("/patroni")).build();
        var answer = http.sendAsync(request, BodyHandlers.ofString());
        try {
            String words = answer.get(PROBE_MILLIS, TimeUnit.MILLISECONDS).body();
            return Optional.of(JsonMapper.shared().readTree(words));
        } catch (ExecutionException | TimeoutException | JacksonException silent) {
            answer.cancel(true);
            return Optional.empty();
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private HttpRequest request(String path, Map<String, String> body) {
        return HttpRequest.newBuilder(plan.patroni().resolve(path))
                .timeout(ANSWER)
                .header("Content-Type", "application/json")
                .header("Authorization", secrets.patroniLogin())
                .POST(
                        HttpRequest.BodyPublishers.ofString(
                                JsonMapper.shared().writeValueAsString(body)))
                .build();
    }

    /// Patroni 3.0: `switchover is not possible: can not find sync_standby`.
    private static boolean noStandby(HttpResponse<String> answer) {
        return answer.statusCode() == REFUSED && answer.body().contains("sync_standby");
    }

    private static String words(HttpResponse<String> answer) {
        return answer.statusCode() + " " + answer.body();
    }

    private void keep(String key, String value, int seconds) {
        try {
            etcd.put(key, value, seconds);
        } catch (IOException away) {
            say.accept("etcd did not keep " + key + ": " + away.getMessage());
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
