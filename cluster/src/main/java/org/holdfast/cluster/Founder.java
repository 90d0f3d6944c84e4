// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Does once what a cluster needs when it is new, at sites that have machines to themselves: each
/// site runs it, and the one that has the primary, with a standby that the key `sync` names, makes
/// the roles and the database. What is there is left as it is. It also takes away the permission to
/// found etcd ([#mayFound]) as soon as this site's etcd is a member.
///
/// A death on any line leaves something to do again at the next start, and nothing undone that was
/// acknowledged.
final class Founder implements AutoCloseable {
    private static final String MAY_FOUND = "may-found-etcd";
    private static final long EVERY_MILLIS = 1000;

    /// From the making of the folders to the first start of all three.
    private static final Duration WITHIN = Duration.ofDays(1);

    private static final JsonMapper JSON = JsonMapper.shared();

    private final SitePlan plan;
    private final Secrets secrets;
    private final EtcdClient etcd;
    private final Consumer<String> say;
    private final Thread thread;
    private volatile boolean closed;
    private String said = "";

    private Founder(SitePlan plan, Secrets secrets, Consumer<String> say) {
        this.plan = plan;
        this.secrets = secrets;
        this.etcd = new EtcdClient(plan.etcd().getFirst());
        this.say = say;
        this.thread = Thread.ofPlatform().name("founder").daemon().unstarted(this::run);
    }

    static Founder of(SitePlan plan, Consumer<String> say) throws IOException {
        Secrets secrets =
                Secrets.at(plan.folder())
                        .orElseThrow(() -> new ClusterFault("site has no secrets.json"));
        return new Founder(plan, secrets, say);
    }

    /// Whether this folder is as [MachinePlan] made it, so that its etcd has never been a member
    /// here. It may be a copy: elsewhere the site may have run for years.
    static boolean isAsPlanned(SitePlan plan) {
        return Files.exists(permission(plan));
    }

    /// Whether this site may found the cluster with the others: its etcd has never been a member,
    /// and somebody has said so within the last day. A member that lost its data must not come back
    /// under its old number; neither may a folder that lay in a safe since it was made.
    static boolean mayFound(SitePlan plan, Instant now) throws IOException {
        Path file = permission(plan);
        if (!Files.exists(file)) {
            return false;
        }
        try {
            Duration age = Duration.between(Instant.parse(Files.readString(file).strip()), now);
            return age.abs().compareTo(WITHIN) <= 0;
        } catch (DateTimeParseException ofAnEarlierVersion) {
            return false;
        }
    }

    static void allow(SitePlan plan, Instant now) throws IOException {
        Disk.replace(permission(plan), now + "\n");
    }

    private static Path permission(SitePlan plan) {
        return plan.state().resolve(MAY_FOUND);
    }

    void start() {
        thread.start();
    }

    private void run() {
        boolean founded = false;
        while (!closed && !founded) {
            try {
                founded = look();
            } catch (IOException away) {
                // this site's etcd is not there yet, or has no quorum: the watcher says so
                founded = false;
            } catch (ClusterFault refused) {
                String why = String.valueOf(refused.getMessage());
                if (!why.equals(said)) {
                    say.accept("the database is not made yet: " + why);
                    said = why;
                }
            }
            Pauses.ofMillis(EVERY_MILLIS);
        }
    }

    /// Whether there is nothing left to do for this site.
    private boolean look() throws IOException {
        if (!etcd.standing().hasLeader()) {
            return false;
        }
        if (EtcdRejoin.hasData(plan)) {
            Files.deleteIfExists(permission(plan));
        }
        String leader = etcd.get("/holdfast/" + plan.cluster() + "/leader").orElse("");
        if (!leader.equals(plan.site()) || !synced()) {
            return false;
        }
        DatabaseSetup.ensure(plan, plan.site(), secrets);
        say.accept("roles and database are there");
        return true;
    }

    /// Without a standby a commit would wait.
    private boolean synced() throws IOException {
        try {
            return !JSON.readTree(etcd.get("/holdfast/" + plan.cluster() + "/sync").orElse("{}"))
                    .path("sync_standby")
                    .asString("")
                    .isEmpty();
        } catch (JacksonException unreadable) {
            throw new IOException("the key sync is not JSON", unreadable);
        }
    }

    @Override
    public void close() {
        closed = true;
        etcd.close();
        try {
            thread.join(5000);
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }
}
