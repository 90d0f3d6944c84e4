// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Has this site's Patroni stand for a while when this site holds the lease of the primary though
/// another site, which etcd's key `sync` names, is on a newer timeline. Patroni 3.0 makes it so
/// when a frozen site goes on in the very second in which its lease is taken: the other was
/// promoted, and the thawed one wrote its name over the lock. Neither can follow the other then,
/// and no commit is ever acknowledged again.
///
/// Nothing is lost by standing: whom that key names has every commit that was acknowledged before
/// it opened its timeline, and what this site has written since was flushed by nobody else, so
/// nobody was told of it. Patroni lets only those who are named take the lease, and rewinds this
/// site then. A newer timeline of a site that is not named proves nothing and changes nothing. Not
/// thread-safe, but for [#stepsDown].
final class Overtaken implements AutoCloseable {
    /// Looks that must find it so, one after the other: a failover passes through such states.
    private static final int LOOKS = 4;

    /// Every so many looks of the watcher is one here: a frozen site keeps each for a second.
    private static final int EVERY = 2;

    /// So long this site's Patroni stands: two leases.
    private static final int DOWN_SECONDS = 16;

    private static final int ANSWER_MILLIS = 1_000;

    private final SitePlan plan;
    private final Consumer<String> say;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
    private int turn;
    private int looks;
    private volatile boolean down;
    private volatile long until;

    Overtaken(SitePlan plan, Consumer<String> say) {
        this.plan = plan;
        this.say = say;
    }

    /// @param primary the site that holds the lease; empty when nobody does
    /// @param named by the key `sync`, as leader or as standby
    void look(String primary, Set<String> named) {
        if (!primary.equals(plan.site())) {
            looks = 0;
            return;
        }
        if (down) {
            down = System.nanoTime() - until < 0;
            looks = 0;
            return;
        }
        turn = (turn + 1) % EVERY;
        if (turn != 0) {
            return;
        }
        String newer = newer(named);
        looks = newer.isEmpty() ? 0 : looks + 1;
        if (looks >= LOOKS) {
            say.accept(
                    "stops Patroni for "
                            + DOWN_SECONDS
                            + " s: this site holds the lease, and "
                            + newer
                            + " is on a newer timeline");
            looks = 0;
            until = System.nanoTime() + Duration.ofSeconds(DOWN_SECONDS).toNanos();
            down = true;
        }
    }

    /// Whether the Patroni of this site shall stand now. Thread-safe.
    boolean stepsDown() {
        return down && System.nanoTime() - until < 0;
    }

    /// A named site on a newer timeline than this one; empty when there is none, or this one does
    /// not say.
    private String newer(Set<String> named) {
        OptionalLong own = timeline(plan.site());
        if (own.isEmpty()) {
            return "";
        }
        for (String site : plan.addresses().keySet()) {
            if (!site.equals(plan.site()) && named.contains(site)) {
                OptionalLong its = timeline(site);
                if (its.isPresent() && its.getAsLong() > own.getAsLong()) {
                    return site;
                }
            }
        }
        return "";
    }

    private OptionalLong timeline(String site) {
        HttpRequest request =
                HttpRequest.newBuilder(plan.patroni(site).resolve("/patroni")).build();
        var answer = http.sendAsync(request, BodyHandlers.ofString());
        try {
            String said = answer.get(ANSWER_MILLIS, TimeUnit.MILLISECONDS).body();
            long timeline = JsonMapper.shared().readTree(said).path("timeline").asLong(0);
            return timeline > 0 ? OptionalLong.of(timeline) : OptionalLong.empty();
        } catch (ExecutionException | TimeoutException | JacksonException silent) {
            answer.cancel(true);
            return OptionalLong.empty();
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            return OptionalLong.empty();
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
