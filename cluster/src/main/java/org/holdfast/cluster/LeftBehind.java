// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Has this site's database fetched anew when it can never catch up by itself: the primary no
/// longer has the WAL that this standby needs next, as after days away. PostgreSQL asks for it for
/// ever, and Patroni 3.0 calls such a standby running; the loss of the other one would leave nobody
/// who may take over.
///
/// A copy is thrown away only when nothing can be lost with it: the primary answers, this site is
/// neither it nor named by etcd's key `sync`, another is named, so that two sites have everything
/// meanwhile, and what this one needs is older than the oldest that the primary has, in [#LOOKS]
/// looks at one primary one after the other. Where nobody is named, so that both others were away
/// too long, one of them goes first (etcd's key `fetched-anew`). Not thread-safe.
final class LeftBehind implements AutoCloseable {
    /// By the name of the alarm, followed by the site.
    static final String ALARM = "left-behind-";

    static final int LOOKS = 10;

    /// After Patroni has begun: a copy of the whole takes its time.
    private static final Duration AGAIN = Duration.ofMinutes(10);

    /// After it has refused or said nothing.
    private static final Duration RETRY = Duration.ofSeconds(20);

    private static final Duration ANSWER = Duration.ofSeconds(2);

    /// Bytes of a segment of WAL, PostgreSQL's default.
    private static final int SEGMENT_BITS = 24;

    private final SitePlan plan;
    private final Secrets secrets;
    private final Consumer<String> say;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
    private String leader = "";
    private int looks;
    private Optional<Long> asked = Optional.empty();

    LeftBehind(SitePlan plan, Secrets secrets, Consumer<String> say) {
        this.plan = plan;
        this.secrets = secrets;
        this.say = say;
    }

    /// The oldest segment of WAL that the primary has: the 16 hexadecimal digits behind the
    /// timeline in its name.
    interface Oldest {
        String segment() throws SQLException;
    }

    /// Whether it is this site's turn to be fetched anew where no standby is named.
    interface Turn {
        boolean mine() throws IOException;
    }

    /// What was seen before counts no more: the primary or etcd did not answer.
    void unseen() {
        looks = 0;
    }

    /// The alarm, when it is so.
    ///
    /// @param primary the site that holds the lease; empty when nobody does
    /// @param named by the key `sync`, as leader or as standby
    /// @param receives whether the primary sends WAL to this site
    Map<String, String> look(
            String primary, Set<String> named, boolean receives, Oldest oldest, Turn turn)
            throws IOException, SQLException {
        if (!primary.equals(leader)) {
            leader = primary;
            looks = 0;
        }
        boolean other = !primary.isEmpty() && !primary.equals(plan.site());
        if (!other || receives || named.contains(plan.site())) {
            looks = 0;
            return Map.of();
        }
        OptionalLong has = has();
        if (has.isEmpty()) {
            looks = 0;
            return Map.of();
        }
        String needs = segment(has.getAsLong());
        String least = oldest.segment();
        if (least.isEmpty() || needs.compareTo(least) >= 0) {
            looks = 0;
            return Map.of();
        }
        looks++;
        boolean spare = named.stream().anyMatch(one -> !one.isEmpty() && !one.equals(primary));
        if (looks >= LOOKS
                && asked.filter(at -> System.nanoTime() - at < 0).isEmpty()
                && (spare || turn.mine())) {
            Duration pause = isBegun(needs, least) ? AGAIN : RETRY;
            asked = Optional.of(System.nanoTime() + pause.toNanos());
        }
        return Map.of(
                ALARM + plan.site(),
                "site %s needs the WAL segment %s next, and the oldest at %s is %s"
                        .formatted(plan.site(), needs, primary, least));
    }

    /// In which segment a position lies.
    static String segment(long position) {
        return "%08X%08X".formatted(position >>> 32, (position & 0xffff_ffffL) >>> SEGMENT_BITS);
    }

    /// How much WAL this site's standby has; empty when it does not say so, is none, or is being
    /// made.
    private OptionalLong has() {
        HttpRequest request = HttpRequest.newBuilder(plan.patroni().resolve("/patroni")).build();
        var answer = http.sendAsync(request, BodyHandlers.ofString());
        try {
            JsonNode said =
                    JsonMapper.shared()
                            .readTree(answer.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS).body());
            boolean standby =
                    said.path("state").asString("").equals("running")
                            && said.path("role").asString("").equals("replica");
            JsonNode wal = said.path("xlog");
            long most =
                    Math.max(
                            wal.path("received_location").asLong(-1),
                            wal.path("replayed_location").asLong(-1));
            return standby && most > 0 ? OptionalLong.of(most) : OptionalLong.empty();
        } catch (ExecutionException | TimeoutException | JacksonException silent) {
            answer.cancel(true);
            return OptionalLong.empty();
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            return OptionalLong.empty();
        }
    }

    /// Patroni answers at once and fetches the copy from the primary in its own time.
    ///
    /// @return whether it has begun
    private boolean isBegun(String needs, String least) {
        say.accept(
                "has the database of site %s fetched anew: it needs the WAL segment %s next, and the"
                                .formatted(plan.site(), needs)
                        + " oldest that the primary has is "
                        + least);
        HttpRequest request =
                HttpRequest.newBuilder(plan.patroni().resolve("/reinitialize"))
                        .timeout(ANSWER)
                        .header("Content-Type", "application/json")
                        .header("Authorization", secrets.patroniLogin())
                        .POST(HttpRequest.BodyPublishers.ofString("{\"force\": true}"))
                        .build();
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            say.accept("Patroni on fetching it anew: " + answer.statusCode() + " " + answer.body());
            return answer.statusCode() / 100 == 2;
        } catch (IOException silent) {
            say.accept("Patroni on fetching it anew: no answer: " + silent.getMessage());
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
