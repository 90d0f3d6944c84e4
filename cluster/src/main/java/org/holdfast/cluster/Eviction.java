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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
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

/// Has Patroni move the primary away from a site that loses long packets: no engine notices that,
/// and no commit is acknowledged until somebody does it. Asked by a site that is not the primary's,
/// on the word of its own probes and of another site's; at most once in ten minutes in the whole
/// cluster, and off where `site.json` says `"evict": false`.
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
    static final String SICK = "site-loses-long-packets-";

    /// Looks that must find it so, one after the other.
    private static final int LOOKS = 5;

    private static final int AGAIN_SECONDS = 600;

    /// After Patroni refused.
    private static final int RETRY_SECONDS = 20;

    /// So long the site that is told to stops its Patroni.
    private static final int DOWN_SECONDS = 120;

    private static final int REFUSED = 412;

    private static final Duration ANSWER = Duration.ofSeconds(30);

    private static final int PROBE_MILLIS = 1_000;

    private final SitePlan plan;
    private final Secrets secrets;
    private final EtcdClient etcd;
    private final Consumer<String> say;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private String suspect = "";
    private int looks;
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
    /// @param found what the probes of this site find wrong
    void look(String primary, Map<String, String> found) throws IOException {
        listen();
        nameNext(primary);
        String reason = found.getOrDefault(SICK + primary, "");
        if (!plan.evict() || reason.isEmpty() || primary.equals(plan.site())) {
            looks = 0;
            return;
        }
        looks = primary.equals(suspect) ? looks + 1 : 1;
        suspect = primary;
        String key = key("evicted");
        if (looks < LOOKS || etcd.get(key).isPresent()) {
            return;
        }
        String value = primary + " by " + plan.site() + ": " + reason;
        if (etcd.claim(key, value, RETRY_SECONDS)) {
            say.accept("asks Patroni to move the primary away from " + primary + ": " + reason);
            ask(primary, key, value);
        }
    }

    /// The site whose primary was moved away in the last ten minutes, or is being moved.
    Optional<String> evicted() throws IOException {
        return etcd.get(key("evicted")).map(value -> value.substring(0, value.indexOf(' ')));
    }

    /// Whether this site was told to, at most two minutes ago.
    private void listen() throws IOException {
        Optional<String> told =
                etcd.get(key("step-down")).filter(one -> one.startsWith(plan.site() + " by "));
        if (told.isEmpty()) {
            downUntil = Optional.empty();
        } else if (plan.evict() && downUntil.isEmpty()) {
            say.accept("stops Patroni: " + told.get());
            downUntil = Optional.of(System.nanoTime() + Duration.ofSeconds(DOWN_SECONDS).toNanos());
        }
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
    private void ask(String primary, String key, String value) {
        HttpRequest request = request("/switchover", Map.of("leader", primary));
        var _ =
                http.sendAsync(request, BodyHandlers.ofString())
                        .handle((answer, failed) -> {
                            String words = failed == null ? words(answer) : "no answer: " + failed;
                            say.accept("Patroni on moving the primary: " + words);
                            if (failed != null || answer.statusCode() / 100 == 2) {
                                keep(key, value, AGAIN_SECONDS);
                            } else if (noStandby(answer)) {
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

    /// Empty when it does not say; headers and body have one end, since a sick way may lose either.
    private Optional<Standing> standing(String site) {
        HttpRequest request =
                HttpRequest.newBuilder(plan.patroni(site).resolve("/patroni")).build();
        var answer = http.sendAsync(request, BodyHandlers.ofString());
        try {
            JsonNode said =
                    JsonMapper.shared()
                            .readTree(answer.get(PROBE_MILLIS, TimeUnit.MILLISECONDS).body());
            long timeline = said.path("timeline").asLong(0);
            JsonNode wal = said.path("xlog");
            long most =
                    Math.max(
                            wal.path("received_location").asLong(-1),
                            wal.path("replayed_location").asLong(-1));
            return timeline > 0 && most >= 0
                    ? Optional.of(new Standing(timeline, most))
                    : Optional.empty();
        } catch (ExecutionException | TimeoutException | JacksonException silent) {
            answer.cancel(true);
            return Optional.empty();
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private HttpRequest request(String path, Map<String, String> body) {
        String login = "patroni:" + secrets.of(Secrets.PATRONI);
        return HttpRequest.newBuilder(plan.patroni().resolve(path))
                .timeout(ANSWER)
                .header("Content-Type", "application/json")
                .header(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString(login.getBytes(StandardCharsets.UTF_8)))
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
