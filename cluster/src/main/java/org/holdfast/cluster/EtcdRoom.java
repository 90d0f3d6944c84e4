// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How much room this site's member of etcd has below its quota. At the quota etcd refuses every
/// write (its alarm NOSPACE) until somebody disarms it: Patroni loses its lease and no journal is
/// sealed, at all sites.
///
/// At half of it an alarm is raised, what nobody needs is compacted away, and the member is
/// defragmented, which stops it for as long as it takes: one member after the other, by a key of
/// etcd. At the quota no such key can be written, and nothing is served that could be stopped: each
/// site does so at once, and disarms its own member, and one that does not answer.
///
/// One thread looks; the work is done in another, since it takes seconds.
final class EtcdRoom implements AutoCloseable {
    static final String NEARLY = "etcd-nearly-full-";
    static final String FULL = "etcd-full-";

    /// etcd's own, where its configuration says nothing.
    private static final long USUAL_QUOTA = 2L << 30;

    private static final Duration AGAIN = Duration.ofMinutes(1);
    private static final Pattern QUOTA = Pattern.compile("(?m)^quota-backend-bytes: *([0-9]+)");

    private final SitePlan plan;
    private final EtcdClient etcd;

    /// Longer than the two longest requests of one turn together, so that no two members stand
    /// still at once.
    private static final Duration TURN = Duration.ofMinutes(3);

    private final long quota;
    private final LongSupplier nanos;
    private final Consumer<String> say;
    private final FetchTurn turn;
    private final AtomicBoolean busy = new AtomicBoolean();
    private Optional<Long> begunNanos = Optional.empty();
    private Thread work = new Thread();

    /// @param etcd of this site
    /// @param quota in bytes
    EtcdRoom(SitePlan plan, EtcdClient etcd, long quota, LongSupplier nanos, Consumer<String> say) {
        this.plan = plan;
        this.etcd = etcd;
        this.quota = quota;
        this.nanos = nanos;
        this.say = say;
        this.turn =
                new FetchTurn(
                        etcd,
                        "/holdfast-sites/" + plan.cluster() + "/making-room-in-etcd",
                        plan.site(),
                        TURN,
                        nanos);
    }

    /// The quota by which a site's etcd was started, in bytes.
    static long quota(SitePlan plan) throws IOException {
        Path file = plan.configuration("etcd.yml");
        if (!Files.exists(file)) {
            return USUAL_QUOTA;
        }
        Matcher said = QUOTA.matcher(Files.readString(file));
        return said.find() ? Long.parseLong(said.group(1)) : USUAL_QUOTA;
    }

    /// What is told here and nowhere else.
    Set<String> names() {
        return Set.of(NEARLY + plan.site(), FULL + plan.site());
    }

    /// What is wrong, by the alarm's name; what can be done about it is begun.
    ///
    /// @throws IOException when etcd does not answer
    Map<String, String> look() throws IOException {
        EtcdClient.Room room = etcd.room();
        Map<String, String> wrong = new TreeMap<>();
        String words =
                "etcd at site %s has %d MB of %d"
                        .formatted(plan.site(), room.bytes() >> 20, quota >> 20);
        if (room.isNoSpace()) {
            wrong.put(FULL + plan.site(), words + " and takes no writes");
        } else if (isMuch(room)) {
            wrong.put(NEARLY + plan.site(), words);
        }
        if (!wrong.isEmpty() && isTime() && busy.compareAndSet(false, true)) {
            begunNanos = Optional.of(nanos.getAsLong());
            work = Thread.ofVirtual().start(() -> make(room));
        }
        return wrong;
    }

    private boolean isMuch(EtcdClient.Room room) {
        return room.bytes() > quota / 2;
    }

    private boolean isTime() {
        return begunNanos.map(before -> nanos.getAsLong() - before >= AGAIN.toNanos()).orElse(true);
    }

    private void make(EtcdClient.Room found) {
        try {
            if (found.isNoSpace()) {
                makeRoom(found);
                disarm();
            } else if (turn.isTaken()) {
                makeRoom(found);
                // Not where it failed: etcd may still be at it, and the turn ends by itself.
                turn.end();
            }
        } catch (IOException refused) {
            say.accept("no room is made in etcd: " + refused.getMessage());
        } finally {
            busy.set(false);
        }
    }

    private void makeRoom(EtcdClient.Room found) throws IOException {
        try {
            etcd.compact(found.revision());
        } catch (IOException already) {
            // by another site, a moment ago
            say.accept("etcd is not compacted: " + already.getMessage());
        }
        etcd.defragment();
        say.accept(
                "etcd at site %s was made smaller, from %d to %d bytes"
                        .formatted(plan.site(), found.bytes(), etcd.room().bytes()));
    }

    /// Only what has room again: it would be full again with the next write.
    private void disarm() throws IOException {
        EtcdClient.Room own = etcd.room();
        for (String member : etcd.full()) {
            if (member.equals(own.member()) ? !isMuch(own) : isSilent(member)) {
                etcd.disarm(member);
                say.accept("etcd at site " + plan.site() + " disarmed the alarm of " + member);
            }
        }
    }

    private boolean isSilent(String member) throws IOException {
        for (EtcdClient.Member one : etcd.members()) {
            if (one.id().equals(member) && plan.addresses().containsKey(one.name())) {
                try (EtcdClient other = new EtcdClient(plan.etcd(one.name()))) {
                    other.standing();
                    return false;
                } catch (IOException silent) {
                    return true;
                }
            }
        }
        return true; // it is a member no more
    }

    /// Waits until what was begun has ended.
    void await() throws InterruptedException {
        work.join();
    }

    @Override
    public void close() {
        work.interrupt();
    }
}
