// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Faults for drills that need no privilege but that of the sites' own user: signals, and a
/// transfer of etcd's leader. A whole site is killed by [Cluster#kill].
///
/// Faults of links, disks and clocks need sites that do not share these ([Own]).
public final class Faults {
    private static final int ROUNDS = 20;

    private final ClusterPlan plan;

    Faults(ClusterPlan plan) {
        this.plan = plan;
    }

    static ClusterFault shared(Own own, String what) {
        return new ClusterFault(
                "the sites of this cluster share their "
                        + what
                        + "; make one whose sites do not, as root: holdfast cluster up --dir"
                        + " ANOTHER "
                        + own.option());
    }

    /// Of links.
    ///
    /// @throws ClusterFault when the sites share them
    public LinkFaults links() {
        return new LinkFaults(plan);
    }

    /// Of disks.
    ///
    /// @throws ClusterFault when the sites share one
    public DiskFaults disks() {
        return new DiskFaults(plan);
    }

    /// Of what commits wait for.
    public CommitFaults commits() {
        return new CommitFaults(plan);
    }

    /// From within a second on, a site's clock differs so much from the others'; zero: no more.
    ///
    /// @throws ClusterFault when the sites share a clock
    public void moveClock(String site, Duration by) throws IOException {
        if (!plan.own().contains(Own.CLOCK)) {
            throw shared(Own.CLOCK, "clock");
        }
        OwnClocks.move(plan.site(site), by);
    }

    /// `kill -9` of the postmaster of a site, and of it alone; Patroni and everything else live on.
    ///
    /// @return false when no postmaster lives there
    public boolean killPostmaster(String site) throws IOException {
        Optional<ProcessHandle> master = SiteProcesses.postmaster(plan.site(site));
        master.ifPresent(ProcessHandle::destroyForcibly);
        return master.isPresent();
    }

    /// SIGSTOP to everything at a site, the supervisor first, until nothing there is left running:
    /// sockets stay open and nobody answers.
    ///
    /// @return how many processes were stopped
    public int freeze(String site) throws IOException {
        Set<Long> stopped = new HashSet<>();
        for (int round = 0; round < ROUNDS; round++) {
            List<Long> fresh = new ArrayList<>();
            for (ProcessHandle one : SiteProcesses.of(plan.site(site))) {
                if (stopped.add(one.pid())) {
                    fresh.add(one.pid());
                }
            }
            if (fresh.isEmpty()) {
                return stopped.size();
            }
            signal("STOP", fresh);
        }
        throw new ClusterFault("site " + site + " makes processes faster than they can be stopped");
    }

    /// SIGCONT to everything at a site.
    ///
    /// @return how many processes were told
    public int thaw(String site) throws IOException {
        List<Long> all =
                SiteProcesses.of(plan.site(site)).stream().map(ProcessHandle::pid).toList();
        if (!all.isEmpty()) {
            signal("CONT", all);
        }
        return all.size();
    }

    /// Has the member of etcd at a site lead. The watchers move it away from the primary's site
    /// again within seconds.
    ///
    /// @return false when nobody leads now, or the site has no member
    public boolean leadEtcd(String site) throws IOException {
        for (String other : plan.addresses().keySet()) {
            try (EtcdClient etcd = client(other)) {
                if (!etcd.standing().leads()) {
                    continue;
                }
                if (other.equals(site)) {
                    return true;
                }
                for (EtcdClient.Member member : etcd.members()) {
                    if (member.name().equals(site)) {
                        etcd.handOver(member.id());
                        return true;
                    }
                }
                return false;
            } catch (java.net.ConnectException | java.net.http.HttpTimeoutException _) {
                // the next may lead
            }
        }
        return false;
    }

    private EtcdClient client(String site) {
        return new EtcdClient(
                URI.create(
                        "http://" + plan.addresses().get(site) + ":" + plan.ports().etcdClient()));
    }

    static void signal(String name, List<Long> pids) throws IOException {
        List<String> command = new ArrayList<>(List.of("/bin/kill", "-" + name));
        pids.forEach(pid -> command.add(Long.toString(pid)));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            process.waitFor(); // one that has ended meanwhile is no failure
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", told);
        }
    }
}
