// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Whether a site's etcd founds the cluster with the others, or joins one that is there. A member
/// whose folder was lost must not come back under its old number: it could vote twice in one term.
/// The others remove it and take it in as a new one.
final class EtcdRejoin {
    private static final String NEW = "new";
    private static final String EXISTING = "existing";
    private static final long WAIT_MILLIS = 1000;

    private EtcdRejoin() {}

    /// For `initial-cluster-state`, which etcd reads only while its folder is empty.
    ///
    /// @return `new` or `existing`
    /// @throws IOException when the others do not agree to the change
    static String state(SitePlan plan, Consumer<String> progress) throws IOException {
        return asked(plan, progress).orElse(NEW);
    }

    /// The same for a site that has a machine to itself. One that must not found etcd, since it may
    /// have been a member before, waits until one of the others answers and takes it in, however
    /// long that is.
    ///
    /// @throws ClusterFault when this folder is older than what they know of the site
    static String begin(SitePlan plan, Instant now, Consumer<String> progress) throws IOException {
        return Founder.mayFound(plan, now) ? state(plan, progress) : joining(plan, progress);
    }

    private static String joining(SitePlan plan, Consumer<String> progress) {
        String said = "";
        while (true) {
            String why = "no other member of etcd answers with a leader";
            try {
                Optional<String> answer = asked(plan, progress);
                if (answer.isPresent()) {
                    return answer.get();
                }
            } catch (IOException refused) {
                why = String.valueOf(refused.getMessage());
            }
            if (!why.equals(said)) {
                progress.accept(
                        "This site's etcd has no data and may have had some; it waits to be taken"
                                + " in by the others: "
                                + why
                                + (Founder.isAsPlanned(plan)
                                        ? ". If no site of this cluster has ever run, say so at"
                                                + " each: cluster site --found FOLDER"
                                        : ""));
                said = why;
            }
            Pauses.ofMillis(WAIT_MILLIS);
        }
    }

    private static Optional<String> asked(SitePlan plan, Consumer<String> progress)
            throws IOException {
        if (hasData(plan)) {
            return Optional.of(EXISTING);
        }
        String peer = "http://" + plan.address() + ":" + plan.ports().etcdPeer();
        List<URI> others = plan.etcd().subList(1, plan.etcd().size());
        for (URI other : others) {
            try (EtcdClient etcd = new EtcdClient(other)) {
                if (!etcd.standing().hasLeader()) {
                    continue;
                }
                for (EtcdClient.Member member : etcd.members()) {
                    if (member.peer().equals(peer)) {
                        requireNotBehind(plan, member.started() || member.name().isEmpty());
                        return Optional.of(joined(etcd, member, progress));
                    }
                }
                requireNotBehind(plan, true);
                // a stop between removing and adding
                etcd.add(peer);
                return Optional.of(EXISTING);
            } catch (java.net.ConnectException | java.net.http.HttpTimeoutException _) {
                // the next may answer
            }
        }
        return Optional.empty();
    }

    /// Whether a member there has a leader.
    static boolean answers(URI member) {
        try (EtcdClient etcd = new EtcdClient(member)) {
            return etcd.standing().hasLeader();
        } catch (IOException silent) {
            return false;
        }
    }

    static boolean hasData(SitePlan plan) {
        return Files.isDirectory(plan.etcdFolder().resolve("member"));
    }

    /// A copy of the folder as it was before the site's first start has nothing of what the site
    /// has written since: its node would begin its journal a second time.
    ///
    /// @param hasRun what the others know of the site
    private static void requireNotBehind(SitePlan plan, boolean hasRun) {
        if (hasRun && Founder.isAsPlanned(plan)) {
            throw new ClusterFault(
                    "site %s has run, and this folder is from before that; make the site again at a living one: holdfast cluster spare --of %s"
                            .formatted(plan.site(), plan.site()));
        }
    }

    private static String joined(
            EtcdClient etcd, EtcdClient.Member member, Consumer<String> progress)
            throws IOException {
        if (!member.started()) {
            // named by the founders and not yet there, or added by an earlier try
            return member.name().isEmpty() ? EXISTING : NEW;
        }
        progress.accept("The etcd of site " + member.name() + " lost its folder: joining it anew");
        etcd.remove(member.id());
        etcd.add(member.peer());
        return EXISTING;
    }
}
