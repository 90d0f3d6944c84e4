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
import java.util.OptionalInt;
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
/// too long, one of them goes first ([FetchTurn], etcd's key `fetched-anew`), until it receives
/// from the primary again or its copy has failed: Patroni says so, begins another, or says nothing
/// any more. Not thread-safe.
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

    /// Copies that Patroni has begun since it was asked, and whether it makes one now.
    private int copies;

    private boolean copying;

    /// Whether PostgreSQL has stood since Patroni was asked.
    private boolean stood;

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

    /// To be fetched anew where no standby is named, one site after the other.
    interface Turn {
        /// Takes it unless another has it; whether it is this site's.
        boolean isTaken() throws IOException;

        /// Keeps it a while longer when it is this site's.
        void keep() throws IOException;

        /// Gives it back when it is this site's.
        void end() throws IOException;
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
        if (primary.isEmpty()) {
            looks = 0;
            return Map.of();
        }
        if (primary.equals(plan.site()) || receives || named.contains(plan.site())) {
            looks = 0;
            turn.end();
            return Map.of();
        }
        Optional<Standing> standing = standing();
        if (standing.isEmpty()) {
            // The turn ends with its lease, unless Patroni is back before.
            looks = 0;
            return Map.of();
        }
        if (standing.get().has().isEmpty()) {
            looks = 0;
            fetches(standing.get().state(), turn);
            return Map.of();
        }
        String needs = segment(standing.get().has().getAsLong());
        String least = oldest.segment();
        if (least.isEmpty() || needs.compareTo(least) >= 0) {
            looks = 0;
            turn.keep();
            return Map.of();
        }
        return behind(primary, named, needs, least, turn);
    }

    /// Patroni stops PostgreSQL, creates the replica and starts it. It creates another when that
    /// one has failed.
    private void fetches(String state, Turn turn) throws IOException {
        boolean creates = state.equals("creating replica");
        copies += creates && !copying ? 1 : 0;
        copying = creates;
        stood = true;
        if (copies > 1 || state.endsWith("failed") || state.equals("crashed")) {
            turn.end();
        } else {
            turn.keep();
        }
    }

    private Map<String, String> behind(
            String primary, Set<String> named, String needs, String least, Turn turn)
            throws IOException {
        looks++;
        if (stood) {
            // A copy that is too old already, or none: the other one may try.
            stood = false;
            turn.end();
        }
        boolean spare = named.stream().anyMatch(one -> !one.isEmpty() && !one.equals(primary));
        if (looks >= LOOKS
                && asked.filter(at -> System.nanoTime() - at < 0).isEmpty()
                && (spare || turn.isTaken())) {
            ask(needs, least, turn);
        }
        return Map.of(
                ALARM + plan.site(),
                "site %s needs the WAL segment %s next, and the oldest at %s is %s"
                        .formatted(plan.site(), needs, primary, least));
    }

    private void ask(String needs, String least, Turn turn) throws IOException {
        copies = 0;
        copying = false;
        OptionalInt answer = answer(needs, least);
        boolean begun = answer.isPresent() && answer.getAsInt() / 100 == 2;
        asked = Optional.of(System.nanoTime() + (begun ? AGAIN : RETRY).toNanos());
        if (answer.isPresent() && !begun) {
            // Without an answer it may have begun: then the turn is kept, else it ends by itself.
            turn.end();
        }
    }

    /// In which segment a position lies.
    static String segment(long position) {
        return "%08X%08X".formatted(position >>> 32, (position & 0xffff_ffffL) >>> SEGMENT_BITS);
    }

    /// What Patroni says of this site's PostgreSQL.
    ///
    /// @param has how much WAL a standby has; empty when it does not say so, is none, or is being
    ///   made
    private record Standing(String state, OptionalLong has) {}

    /// Empty when it says nothing.
    private Optional<Standing> standing() {
        HttpRequest request = HttpRequest.newBuilder(plan.patroni().resolve("/patroni")).build();
        var answer = http.sendAsync(request, BodyHandlers.ofString());
        try {
            JsonNode said =
                    JsonMapper.shared()
                            .readTree(answer.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS).body());
            String state = said.path("state").asString("");
            boolean standby =
                    state.equals("running") && said.path("role").asString("").equals("replica");
            JsonNode wal = said.path("xlog");
            long most =
                    Math.max(
                            wal.path("received_location").asLong(-1),
                            wal.path("replayed_location").asLong(-1));
            return Optional.of(
                    new Standing(
                            state,
                            standby && most > 0 ? OptionalLong.of(most) : OptionalLong.empty()));
        } catch (ExecutionException | TimeoutException | JacksonException silent) {
            answer.cancel(true);
            return Optional.empty();
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /// Patroni answers at once and fetches the copy from the primary in its own time.
    ///
    /// @return the status of its answer; empty when there was none
    private OptionalInt answer(String needs, String least) {
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
            return OptionalInt.of(answer.statusCode());
        } catch (IOException silent) {
            say.accept("Patroni on fetching it anew: no answer: " + silent.getMessage());
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
        return OptionalInt.empty();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
